"""Drafts in forms too loose for the rules alone: many more verbs with what they may govern, for a judge to pick."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from zongjie.document import Span
from zongjie.extract.activities.language import RELATIVE, listed, pattern
from zongjie.extract.activities.phrases import SHORTEST_OBJECT, longest, object_end
from zongjie.extract.activities.shapes import INDICATOR, INSTRUMENT, before_verb
from zongjie.extract.activities.verb_object import COORDINATED, SECOND_LENGTH, SECOND_OF_COMPOUND
from zongjie.extract.activities.verbs import LISTED, WORDS_KEPT, Verb, known
from zongjie.extract.activities.view import Draft, View

MOST_VERBS = 6  # of a clause, from the left
LONGEST_BEFORE = 40  # characters of an object that stands before its verb
HARD = "C"
PARTICLES = listed("loose_particle")
LEADING = listed("leading_to_act")
NO_START = listed("no_companion_object")
CLOSING, EFFORT, JOINED = pattern("loose_closing"), pattern("effort"), pattern("joined")
ARRIVING, SET_TO = pattern("arriving"), pattern("set_to")
SETTING = listed("setting")
WILL = pattern("will")
BARE = re.compile("[了到至给进入为成]+$")  # what the predicate is without: 扩大到
LONGEST_GOAL = 40  # characters behind the verb
MOVING = Verb("纳入", LISTED, "policy")  # what a verb outside the lists counts as


def drafts(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Draft]:
    """Every loose draft of a clause that leaves the spans `taken` alone."""
    places = list(islice(_verbs(view, clause, taken), MOST_VERBS))
    for number, (at, verb) in enumerate(places, 1):
        if verb.word not in LEADING or number == len(places):  # 争取…出台《…》: the verb behind it is the act
            yield from _governing(view, clause, at, verb, taken)
    for at, verb in places:
        yield from _ending(view, clause, at, verb, taken)
    yield from _arriving(view, clause, taken)


@lru_cache(maxsize=WORDS_KEPT)
def _verb(word: str) -> Verb | None:
    """The verb of a list; an indicator's tells no act, unless it may set something."""
    if word in SETTING:
        return Verb(word, LISTED, "policy")
    return None if INDICATOR.fullmatch(word) else known(word)


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
    text = view.text
    behind = _coordinated_end(text, at + len(verb.word), clause.end)
    limit = min([clause.end, behind + longest(text, behind), *(span.start for span in taken if span.start > at)])
    begin = view.past_aspect(behind, limit)
    begin += SECOND_LENGTH if text[begin : begin + SECOND_LENGTH] in SECOND_OF_COMPOUND else 0
    if begin + SHORTEST_OBJECT > limit or text[begin] in NO_START or JOINED.match(text, begin, limit):
        return
    counts = [count for count in view.counted(begin, limit) if count.unit not in RELATIVE]
    ends = {object_end(view, begin, limit)}
    if counts:
        ends.add(counts[0].span.end)
    new = at > clause.start and text[at - 1] == "新"
    for end in sorted(ends):
        if verb.word in SETTING and not INSTRUMENT.search(text, begin, _without_count(view, begin, end)):
            continue  # 提高群众满意度: an effort, or a movement
        if end - begin >= SHORTEST_OBJECT:
            yield Draft(Span(at - new, end), text[at - new : behind], Span(begin, end), "governed", verb)


def _without_count(view: View, begin: int, end: int) -> int:
    """Where the words of an object end that a count may close."""
    return next((count.span.start for count in view.counted(begin, end) if count.span.end == end), end)


def _coordinated_end(text: str, end: int, limit: int) -> int:
    """The end of a predicate of two verbs (整顿和规范), else that of the verb itself."""
    pair = COORDINATED.match(text, end, limit)
    return end if pair is None or known(pair["verb"]) is None else pair.end()


def _ending(view: View, clause: Span, at: int, verb: Verb, taken: Sequence[Span]) -> Iterator[Draft]:
    """The object before its verb: 二号机组已大修, 把账查清, 对学生逐户摸底, 为老人办证64次, 家庭病床建了860张."""
    text, end = view.text, at + len(verb.word)
    counts = view.counted(end, clause.end)
    counted = bool(counts) and counts[0].span.start in (end, view.past_aspect(end, clause.end))
    if not counted and end < clause.end and not CLOSING.fullmatch(text, end, clause.end):
        return
    start = max([clause.start, at - LONGEST_BEFORE, *(span.end for span in taken if span.end <= at)])
    before = list(view.words_in(start, at))
    doubled = len(before) > 1 and len(before[-1][1]) > 1 and before[-1][2] == "v" and verb.word not in SETTING
    if doubled and known(before[-1][1]) is not None:
        at = before[-1][0]  # 竣工通车, 搬迁启用: both are the predicate
    particle = next((p for p, w, _ in before if w in PARTICLES and not view.inside(p)), None)
    if particle is not None and WILL.match(text, particle, at):
        return  # 将在今冬明春逐步展开: it tells the time
    begin, form = (start, "ended") if particle is None else (particle + 1, "toward")
    earlier = view.counted(begin, at)
    if earlier and text[earlier[-1].span.end] == "、":
        begin = earlier[-1].span.end  # 支出压减5%、“三公”经费再压减3%: the second act of a list
    begin += text[begin] == "、"
    bare = before_verb(view, begin, at)
    begin = bare.start if particle is None else begin  # 对其中2家立案: of what was said
    until = view.reading.before_time(bare.end)
    if until - begin < SHORTEST_OBJECT or (particle is None and EFFORT.match(text, begin, until)):
        return
    if verb.word in SETTING and not INSTRUMENT.search(text, begin, until):
        return  # 粮食单产提高50公斤: a movement
    opening = begin if particle is None else particle
    closing = counts[0].span.end if counted else end
    yield Draft(Span(opening, closing), text[at:end], Span(begin, until), form, verb)


def _arriving(view: View, clause: Span, taken: Sequence[Span]) -> Iterator[Draft]:
    """What is moved before its verb, and where to behind it: 试点由七户扩大到三十户, 责任人已移交司法机关."""
    text = view.text
    for match in ARRIVING.finditer(text, clause.start + SHORTEST_OBJECT, clause.end):
        start, end = match.span()
        goal = clause.end - end
        if not (view.opens_word(start) and SHORTEST_OBJECT <= goal <= LONGEST_GOAL):
            continue
        begin = max([clause.start, start - LONGEST_BEFORE, *(span.end for span in taken if span.end <= start)])
        bare = before_verb(view, begin, start)
        begin, until = bare.start, view.reading.before_time(bare.end)
        words = {word for _, word, _ in view.words_in(begin, until)}
        if until - begin < SHORTEST_OBJECT or words & PARTICLES or EFFORT.match(text, begin, until):
            continue
        if SET_TO.fullmatch(match.group()) and not INSTRUMENT.search(text, begin, until):
            continue  # 粮食产量提高到…: a movement
        if not any(span.start < clause.end and begin < span.end for span in taken):
            word = BARE.sub("", match.group()) or match.group()
            yield Draft(Span(begin, clause.end), word, Span(begin, until), "arriving", known(word) or MOVING)
        return
