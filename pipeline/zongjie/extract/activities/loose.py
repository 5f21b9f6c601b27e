"""Drafts in forms too loose for the rules alone: many more verbs with what they may govern, for a judge to pick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from zongjie import lexicon
from zongjie.document import Span
from zongjie.extract.activities.language import ASPECT, FOLDER, RELATIVE, listed, pattern
from zongjie.extract.activities.phrases import LONGEST_OBJECT, SHORTEST_OBJECT, object_end
from zongjie.extract.activities.shapes import INDICATOR, MANNER, TIME_LEAD
from zongjie.extract.activities.verbs import Verb, verbs
from zongjie.extract.activities.view import Draft, View

MOST_VERBS = 6  # of a clause, from the left
LONGEST_BEFORE = 40  # characters of an object that stands before its verb
LISTED, SHORT = "L", "S"  # classes of a verb of loose_verbs.tsv, and of one of a single character
WORDS_KEPT = 1 << 16  # words whose verb is remembered
HARD = "C"
PARTICLES = listed("loose_particle")
SINGLE = listed("single_verb")
COMPLEMENT = listed("complement")
NO_START = listed("no_companion_object")
CLOSING = pattern("loose_closing")


def drafts(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Draft]:
    """Every loose draft of a clause that leaves the spans `taken` alone."""
    places = list(_verbs(view, clause, taken))[:MOST_VERBS]
    for at, verb in places:
        yield from _governing(view, clause, at, verb, taken)
    for at, verb in places:
        yield from _ending(view, clause, at, verb, taken)


@lru_cache(maxsize=1)
def loose_verbs() -> dict[str, Verb]:
    """The verbs of loose_verbs.tsv by word."""
    rows = lexicon.table(FOLDER + "loose_verbs.tsv", unique="word")
    return {row["word"]: Verb(row["word"], LISTED, row["type"]) for row in rows}


@lru_cache(maxsize=WORDS_KEPT)
def _verb(word: str) -> Verb | None:
    """The verb of a list; 换掉, 送出 and their like by the verb before the complement. An indicator's tells no act."""
    if INDICATOR.fullmatch(word):
        return None
    found = verbs().get(word) or loose_verbs().get(word)
    if found is not None:
        return found
    if word in SINGLE:
        return Verb(word, SHORT, "other")
    stem = word[:-1]
    known = verbs().get(stem) or loose_verbs().get(stem)
    if word[-1] not in COMPLEMENT or (known is None and stem not in SINGLE):
        return None
    return Verb(word, LISTED, known.type if known else "other")


def _verbs(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[tuple[int, Verb]]:
    """The verbs of the lists, where they stand outside brackets."""
    for at, word, _ in view.words_in(clause.start, clause.end):
        verb = _verb(word)
        if verb is not None and not view.inside(at) and not any(span.start <= at < span.end for span in taken):
            yield at, verb


def _governing(view: View, clause: Span, at: int, verb: Verb, taken: Sequence[Span]) -> Iterator[Draft]:
    """The verb with what stands behind it: up to its count, and up to where an object ends."""
    if verb.strength == HARD:
        return  # the rules have asked for a count or a name already
    text, behind = view.text, at + len(verb.word)
    limit = min([clause.end, behind + LONGEST_OBJECT, *(span.start for span in taken if span.start > at)])
    aspect = ASPECT.match(text, behind, limit)
    begin = aspect.end() if aspect else behind
    if begin + SHORTEST_OBJECT > limit or text[begin] in NO_START:
        return
    counts = [count for count in view.counted(begin, limit) if count.unit not in RELATIVE]
    ends = {object_end(view, begin, limit)}
    if counts:
        ends.add(counts[0].span.end)
    new = at > clause.start and text[at - 1] == "新"
    for end in sorted(ends):
        if end - begin >= SHORTEST_OBJECT:
            yield Draft(Span(at - new, end), text[at - new : behind], Span(begin, end), "governed", verb)


def _ending(view: View, clause: Span, at: int, verb: Verb, taken: Sequence[Span]) -> Iterator[Draft]:
    """The object before its verb: 二号机组已大修, 把账查清, 对学生逐户摸底, 为老人办证64次, 家庭病床建了860张."""
    text, end = view.text, at + len(verb.word)
    aspect = ASPECT.match(text, end, clause.end)
    counts = view.counted(end, clause.end)
    counted = bool(counts) and counts[0].span.start in (end, aspect.end() if aspect else end)
    if not counted and end < clause.end and not CLOSING.fullmatch(text, end, clause.end):
        return
    start = max([clause.start, at - LONGEST_BEFORE, *(span.end for span in taken if span.end <= at)])
    particle = next((p for p, w, _ in view.words_in(start, at) if w in PARTICLES and not view.inside(p)), None)
    begin, form = (start, "ended") if particle is None else (particle + 1, "toward")
    lead = TIME_LEAD.match(text[begin:at]) if particle is None else None
    begin += lead.end() if lead else 0
    manner = MANNER.search(text[begin:at])
    until = begin + manner.start() if manner else at
    if until - begin < SHORTEST_OBJECT:
        return
    opening = begin if particle is None else particle
    closing = counts[0].span.end if counted else end
    yield Draft(Span(opening, closing), verb.word, Span(begin, until), form, verb)
