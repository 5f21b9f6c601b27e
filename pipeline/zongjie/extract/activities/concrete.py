"""Whether a drafted act is one that a reader could check, by the verb's class, the object's head, a count or a name."""

from __future__ import annotations

import re

from zongjie.document import Quantity
from zongjie.extract.activities.heads import head_of
from zongjie.extract.activities.language import MEASURE_NOUN, MONEY, MOVED, RELATIVE, WHITE, listed, pattern
from zongjie.extract.activities.phrases import SHORTEST_OBJECT
from zongjie.extract.activities.view import Draft, View

HEAD_DISTANCE = 3  # characters behind the head noun: 工作, 任务, a classifier
JUDGED = frozenset(("verb_object", "organise"))  # rules whose form alone does not make an act concrete
CARRIED_OUT = frozenset(("outcome", "shared_verb"))  # rules that need no count to be planned
NAMED_END = re.compile(r"[”\"][^，“”\"]{0,8}$")
NOMINAL_END = re.compile(pattern("nominal").pattern + "(?:工作|活动|任务|行动|试点)?$")
STATIVE, ABSTRACT = pattern("stative"), pattern("abstract")
SOLID, SELF_OBJECT, INTRODUCING = listed("solid_type"), listed("self_object"), listed("introducing")


def concrete(view: View, draft: Draft, planned: bool) -> bool:
    """Whether the act could be checked; more is asked of a planned one."""
    if draft.rule not in JUDGED:
        return not planned or draft.rule in CARRIED_OUT or bool(view.counted(draft.span.start, draft.span.end))
    words = view.text[draft.object.start : draft.object.end]
    counts = view.counted(draft.object.start, draft.object.end)
    if counts and counts[-1].span.end == draft.object.end:
        noun = WHITE.sub("", view.text[draft.object.start : counts[-1].span.start])
        if _indicates(noun, counts[-1]):
            return False
        if len(noun) < SHORTEST_OBJECT:
            return draft.verb.word in SELF_OBJECT or (_acts_alone(draft, counts[-1]) and counts[-1].unit not in MONEY)
    if counts:
        return True
    if STATIVE.search(words):
        return False
    return "《" in words if draft.verb.strength == "C" else _told(words, draft, planned)


def _acts_alone(draft: Draft, count: Quantity) -> bool:
    """Whether the verb tells an act with nothing but a count behind it: 治理14处, but not 完成14处."""
    if count.rule == "one_classifier":
        return False  # 组建一家、规范一家
    return draft.verb.strength == "A" or (draft.verb.strength == "B" and draft.verb.word not in INTRODUCING)


def _indicates(noun: str, count: Quantity) -> bool:
    """完成年计划的102.4%, 贷款余额13亿元: where an indicator stands, not an act."""
    return count.unit in RELATIVE or bool(MEASURE_NOUN.search(noun) or MOVED.search(noun))


def _told(words: str, draft: Draft, planned: bool) -> bool:
    """Whether an uncounted object tells an act of class A or B: by a name, a head noun, or a verb used as a noun."""
    if "《" in words or NAMED_END.search(words):
        return True
    head = head_of(words)
    close = head is not None and len(words) - head.end <= HEAD_DISTANCE
    told = close or NOMINAL_END.search(words) is not None
    last = close and head is not None and head.end == len(words)
    abstract = not last and ABSTRACT.search(words) is not None
    if draft.verb.strength == "A":
        return (told or not planned) and (not abstract or draft.verb.type == "publicity")
    return told and not abstract and (not planned or (close and head is not None and head.type in SOLID))
