"""The common form of an act: a verb of the list with its object behind it (举办讲座, 新建了基层工会31家)."""

from __future__ import annotations

import re

from zongjie.document import Span
from zongjie.extract.activities.context import adopting
from zongjie.extract.activities.language import COMPOUNDING, RELATIVE, listed, pattern
from zongjie.extract.activities.phrases import NAME, SHORTEST_OBJECT, longest, object_end
from zongjie.extract.activities.shapes import MANNER, TIME_LEAD
from zongjie.extract.activities.verbs import Place, known
from zongjie.extract.activities.view import Draft, View

NEGATION_REACH = 5  # characters before a verb
BEFORE_REACH = 8  # characters before a verb that show whether it is one
PASSIVE_REACH = 20  # characters between 被 and its verb
HEAD_TAGS = ("n", "v")
PASSIVE, TAKING = "被", "采取"
BLANKS = re.compile("[ 　]+")
NEGATED, GENERIC_OBJECT, COORDINATED = pattern("negated"), pattern("generic_object"), pattern("coordinated")
JOINED = pattern("joined")
ACTOR_END, ADVERB_END, ATTENDANCE = pattern("actor_end"), pattern("adverb_end"), pattern("attendance")
NOUN_FOLLOWS, PAIR_FOLLOWS = listed("noun_follows"), listed("pair_follows")
INTRODUCING, SECOND_OF_COMPOUND = listed("introducing"), listed("second_of_compound")
SECOND_LENGTH = 2  # characters of each of SECOND_OF_COMPOUND
ATTENDING, NO_OBJECT = listed("attending"), listed("no_object")


def verb_object(view: View, clause: Span, place: Place) -> Draft | None:
    """The act of the verb at `place`."""
    text, verb = view.text, place.verb
    if view.inside(place.start) or NEGATED.search(text, max(clause.start, place.start - NEGATION_REACH), place.start):
        return None
    if verb.word == TAKING and adopting(text, place.start, clause.end):
        return None  # 采取张贴标语等方式宣传…: the acts stand behind it
    if text.find(PASSIVE, max(clause.start, place.start - PASSIVE_REACH), place.start) >= 0:
        return None  # 被县政府授予…称号
    second = _second_verb(view, clause, place)
    if second is not None and verb.word in INTRODUCING and second.verb.word not in COMPOUNDING:
        return None  # 组织召开, 推进建立: the second verb is the predicate
    predicate_end, at = _predicate_end(view, clause, place)
    begin = view.past_aspect(at, clause.end - 1)
    aspect, at = begin > at, begin
    blanks = BLANKS.match(text, at, clause.end)
    at = blanks.end() if blanks else at
    if at >= clause.end or text[at] in NO_OBJECT or (verb.word in ATTENDING and _others_attend(text, clause, place)):
        return None
    if JOINED.match(text, at, clause.end):
        return None
    if any(count.span.start == at and count.unit in RELATIVE for count in view.counted(at, clause.end)):
        return None  # 一般性支出压减5%: it governs no more than by how much
    if not aspect and (_generic(view, at, clause.end) or _in_noun(view, clause, place, at)):
        return None
    most = longest(text, at)
    end = object_end(view, at, min(clause.end, at + most + 1))
    end = at + len(text[at:end].rstrip(" 　、"))
    if not SHORTEST_OBJECT <= end - at <= most:
        return None
    if _count_alone(view, clause, place, Span(at, end)):
        return None  # 红专学校办了十八所: what was done stands before the verb
    start = place.start - (place.start > clause.start and text[place.start - 1] == "新")
    return Draft(Span(start, end), text[place.start : predicate_end], Span(at, end), "verb_object", verb)


def _count_alone(view: View, clause: Span, place: Place, object_: Span) -> bool:
    """Whether the verb governs nothing but a count, and more than a time or a manner stands before it."""
    if not any(count.span == object_ for count in view.counted(object_.start, object_.end)):
        return False
    before = view.text[clause.start : place.start]
    lead, manner = TIME_LEAD.match(before), MANNER.search(before)
    return (manner.start() if manner else len(before)) - (lead.end() if lead else 0) >= SHORTEST_OBJECT


def _generic(view: View, at: int, limit: int) -> bool:
    """Whether a word that begins no object stands there, by itself (组建工作) and not before its head (工作例会)."""
    word = GENERIC_OBJECT.match(view.text, at, limit)
    if word is None or word.end() not in view.edges:
        return False
    if len(word[0]) == 1:
        return True
    return not any(tag.startswith(HEAD_TAGS) for _, _, tag in view.words_in(word.end(), min(limit, word.end() + 1)))


def _second_verb(view: View, clause: Span, place: Place) -> Place | None:
    """The verb that follows at once and is no part of a noun (组织培训班)."""
    second = view.verbs.at(place.end, clause.end)
    follows = view.text[second.end : second.end + 1] if second is not None else ""
    return second if follows and follows not in NOUN_FOLLOWS else None


def _predicate_end(view: View, clause: Span, place: Place) -> tuple[int, int]:
    """Where the predicate ends (取消和下放 as written), and where what it governs may begin (评选表彰|先进)."""
    text = view.text
    at = place.end + SECOND_LENGTH
    if text[place.end : at] not in SECOND_OF_COMPOUND or at not in view.edges:
        at = place.end
    pair = COORDINATED.match(text, at, clause.end)
    if pair is None or known(pair["verb"]) is None or pair.end() not in view.edges:
        return place.end, at
    whole = pair.end() < clause.end - 1 and text[pair.end()] not in PAIR_FOLLOWS
    return (pair.end(), pair.end()) if whole else (place.end, at)


def _others_attend(text: str, clause: Span, place: Place) -> bool:
    """637名职工参加比武: what others did."""
    before = max(clause.start, place.start - BEFORE_REACH)
    return place.start > clause.start and ATTENDANCE.search(text, before, place.start) is None


def _in_noun(view: View, clause: Span, place: Place, at: int) -> bool:
    """Whether the verb is part of a noun phrase (堤防加固工程): behind a noun that is no actor, uncounted."""
    text, start = view.text, place.start
    if place.verb.word not in COMPOUNDING or start == clause.start:
        return False
    before = max(clause.start, start - BEFORE_REACH)
    if ACTOR_END.search(text, before, start) or ADVERB_END.search(text, before, start):
        return False
    return not (view.counted(at, clause.end) or NAME.match(text, at))
