"""Drafts in forms too loose for the rules alone: any verb with what it may govern. A learned judge picks among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from zongjie import lexicon
from zongjie.document import Span
from zongjie.extract.activities.language import ASPECT, FOLDER, RELATIVE, listed, pattern
from zongjie.extract.activities.phrases import LONGEST_OBJECT, NAME, SHORTEST_OBJECT, object_end
from zongjie.extract.activities.shapes import INDICATOR, MANNER, TIME_LEAD, VERB_TAG
from zongjie.extract.activities.verbs import Verb, verbs
from zongjie.extract.activities.view import Draft, View

MOST_VERBS = 6  # of a clause, from the left
LONGEST_BEFORE = 40  # characters of an object that stands before its verb
LISTED, SHORT, UNKNOWN = "L", "S", "D"  # classes of a verb of loose_verbs.tsv, of one character, and of one in no list
HARD = "C"
PARTICLES = listed("loose_particle")
SINGLE = listed("single_verb")
COMPLEMENT = listed("complement")
NO_START = listed("no_companion_object")
NO_PREDICATE = listed("no_predicate_tag")
CLOSING = pattern("loose_closing")
Word = tuple[int, str]


def drafts(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Draft]:
    """Every loose draft of a clause that leaves the spans `taken` alone."""
    words = list(_verbs(view, clause, taken))[:MOST_VERBS]
    for number, (at, word) in enumerate(words):
        yield from _governing(view, clause, at, word, taken, number == 0)
    for at, word in words:
        yield from _ending(view, clause, at, word, taken)


@lru_cache(maxsize=1)
def loose_verbs() -> dict[str, Verb]:
    """The verbs of loose_verbs.tsv by word."""
    rows = lexicon.table(FOLDER + "loose_verbs.tsv", unique="word")
    return {row["word"]: Verb(row["word"], LISTED, row["type"]) for row in rows}


@lru_cache(maxsize=1)
def idle_verbs() -> frozenset[str]:
    """Words that are tagged as verbs and tell no act, of idle_verbs.tsv, those left out that another list has."""
    words = (word for line in lexicon.words(FOLDER + "idle_verbs.tsv", "words") for word in line.split(" "))
    return frozenset(words) - verbs().keys() - loose_verbs().keys()


def _known(word: str) -> Verb | None:
    """The verb of a list; 换掉, 送出 and their like by the verb before the complement."""
    found = verbs().get(word) or loose_verbs().get(word)
    if found is None and word[-1:] in COMPLEMENT and len(word) > 1:
        stem = word[:-1]
        known = verbs().get(stem) or loose_verbs().get(stem)
        if known is not None or stem in SINGLE:
            return Verb(word, LISTED, known.type if known else "other")
    if found is None and word in SINGLE:
        return Verb(word, SHORT, "other")
    return found


def _verbs(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Word]:
    """The words that may be a predicate: verbs as tagged, those of the list, and what opens the clause."""
    known, more, idle = verbs(), loose_verbs(), idle_verbs()
    for at, word, tag in view.words_in(clause.start, clause.end):
        single = len(word) == 1
        if single and word not in SINGLE:
            continue
        if (
            not (
                tag in VERB_TAG
                or word in known
                or word in more
                or single
                or (at == clause.start and tag not in NO_PREDICATE)
            )
            or word in idle
            or INDICATOR.fullmatch(word)
        ):
            continue
        if not view.inside(at) and not any(span.start <= at < span.end for span in taken):
            yield at, word


def _governing(view: View, clause: Span, at: int, word: str, taken: Sequence[Span], first: bool) -> Iterator[Draft]:
    """The verb with what stands behind it: up to its count, and up to where an object ends."""
    text = view.text
    limit = min([clause.end, at + len(word) + LONGEST_OBJECT, *(span.start for span in taken if span.start > at)])
    aspect = ASPECT.match(text, at + len(word), limit)
    begin = aspect.end() if aspect else at + len(word)
    if begin + SHORTEST_OBJECT > limit or text[begin] in NO_START:
        return
    counts = [count for count in view.counted(begin, limit) if count.unit not in RELATIVE]
    verb = _known(word)
    if verb is not None and verb.strength == HARD:
        return  # the rules have asked for a count or a name already
    if not (first or counts or aspect or verb or NAME.match(text, begin)):
        return
    verb = verb or Verb(word, UNKNOWN, "other")
    ends = {object_end(view, begin, limit)}
    if counts:
        ends.add(counts[0].span.end)
    new = at > clause.start and text[at - 1] == "新"
    for end in sorted(ends):
        if end - begin >= SHORTEST_OBJECT:
            yield Draft(Span(at - new, end), text[at - new : at + len(word)], Span(begin, end), "governed", verb)


def _ending(view: View, clause: Span, at: int, word: str, taken: Sequence[Span]) -> Iterator[Draft]:
    """The object before its verb: 二号机组已大修, 把账查清, 对学生逐户摸底, 为老人办证64次, 家庭病床建了860张."""
    text, end = view.text, at + len(word)
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
    verb = _known(word) or Verb(word, UNKNOWN, "other")
    yield Draft(Span(opening, closing), word, Span(begin, until), form, verb)
