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

MOST_VERBS = 5  # of a clause, from the left; of those in no list, the first and the last
LONGEST_BEFORE = 40  # characters of an object that stands before its verb
UNKNOWN = "D"  # class of a verb that is not in the list
HARD = "C"
PARTICLES = listed("loose_particle")
SINGLE = listed("single_verb")
NO_START = listed("no_companion_object")
CLOSING = pattern("loose_closing")
Word = tuple[int, str]


def drafts(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Draft]:
    """Every loose draft of a clause that leaves the spans `taken` alone."""
    words = list(_verbs(view, clause, taken))
    for number, (at, word) in enumerate(words[:MOST_VERBS]):
        if number in (0, len(words) - 1) or _known(word):
            yield from _governing(view, clause, at, word, taken)
    if words:
        yield from _ending(view, clause, words[-1], taken)


@lru_cache(maxsize=1)
def loose_verbs() -> dict[str, Verb]:
    """The verbs of loose_verbs.tsv by word."""
    rows = lexicon.table(FOLDER + "loose_verbs.tsv", unique="word")
    return {row["word"]: Verb(row["word"], UNKNOWN, row["type"]) for row in rows}


def _known(word: str) -> Verb | None:
    return verbs().get(word) or loose_verbs().get(word)


def _verbs(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Word]:
    """The words that may be a predicate: verbs as tagged, those of the list, and what opens the clause."""
    known, more = verbs(), loose_verbs()
    for at, word, tag in view.words_in(clause.start, clause.end):
        single = len(word) == 1
        if single and word not in SINGLE:
            continue
        if not (
            tag in VERB_TAG or word in known or word in more or single or at == clause.start
        ) or INDICATOR.fullmatch(word):
            continue
        if not view.inside(at) and not any(span.start <= at < span.end for span in taken):
            yield at, word


def _governing(view: View, clause: Span, at: int, word: str, taken: Sequence[Span]) -> Iterator[Draft]:
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
    if not (counts or aspect or verb or NAME.match(text, begin)):
        return
    verb = verb or Verb(word, UNKNOWN, "other")
    ends = {object_end(view, begin, limit)}
    if counts:
        ends.add(counts[0].span.end)
    new = at > clause.start and text[at - 1] == "新"
    for end in sorted(ends):
        if end - begin >= SHORTEST_OBJECT:
            yield Draft(Span(at - new, end), text[at - new : at + len(word)], Span(begin, end), "governed", verb)


def _ending(view: View, clause: Span, last: Word, taken: Sequence[Span]) -> Iterator[Draft]:
    """The object before its verb: 二号机组已大修, 把账查清, 对学生逐户摸底, 为老人办证64次."""
    text = view.text
    at, word = last
    behind = text[at + len(word) : clause.end]
    counts = view.counted(at + len(word), clause.end)
    if behind and not CLOSING.fullmatch(behind) and not (counts and counts[0].span.start == at + len(word)):
        return
    start = max([clause.start, at - LONGEST_BEFORE, *(span.end for span in taken if span.end <= at)])
    particle = next((p for p, w, _ in view.words_in(start, at) if w in PARTICLES and not view.inside(p)), None)
    begin, form = (start, "ended") if particle is None else (particle + 1, "toward")
    lead = TIME_LEAD.match(text[begin:at]) if particle is None else None
    begin += lead.end() if lead else 0
    manner = MANNER.search(text[begin:at])
    if form == "ended" and manner is None and word not in verbs():
        return
    end = begin + manner.start() if manner else at
    if end - begin < SHORTEST_OBJECT:
        return
    opening = begin if particle is None else particle
    closing = counts[0].span.end if counts and counts[0].span.start == at + len(word) else at + len(word)
    verb = _known(word) or Verb(word, UNKNOWN, "other")
    yield Draft(Span(opening, closing), word, Span(begin, end), form, verb)
