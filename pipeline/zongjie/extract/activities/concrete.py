"""Whether a drafted act is one that a reader could check, by the verb's class, the object's head, a count or a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zongjie.document import Quantity
from zongjie.extract.activities.heads import Head, head_of
from zongjie.extract.activities.language import MEASURE_NOUN, MONEY, MOVED, RELATIVE, WHITE, listed, pattern
from zongjie.extract.activities.phrases import SHORTEST_OBJECT
from zongjie.extract.activities.view import Draft, View

HEAD_DISTANCE = 3  # characters behind the head noun: 工作, 任务, a classifier
JUDGED = frozenset(("verb_object", "organise"))  # rules whose form alone does not make an act concrete
CARRIED_OUT = frozenset(("outcome", "shared_verb"))  # rules that need no count to be planned
TAIL = 10  # characters at the end of an object that hold every ending below
NAMED_END = re.compile(r"[”\"][^，“”\"]{0,8}$")
NOMINAL_END = re.compile(pattern("nominal").pattern + "(?:工作|活动|任务|行动|试点)?$")
STATIVE, ABSTRACT = pattern("stative"), pattern("abstract")
SOLID, SELF_OBJECT, INTRODUCING = listed("solid_type"), listed("self_object"), listed("introducing")


@dataclass(frozen=True, slots=True)
class Object:
    """What the words of an object tell: its counts, its head noun and how far from the end that stands, its ending."""

    words: str
    counts: list[Quantity]
    ends_counted: bool
    noun: str  # before the closing count
    head: Head | None
    close: bool
    stative: bool
    abstract: bool
    nominal: bool
    named: bool

    @classmethod
    def of(cls, view: View, draft: Draft) -> Object:
        """The reading of a draft's object."""
        start, end = draft.object.start, draft.object.end
        words = view.text[start:end]
        counts = view.counted(start, end)
        ends_counted = bool(counts) and counts[-1].span.end == end
        noun = WHITE.sub("", view.text[start : counts[-1].span.start]) if ends_counted else words
        head = head_of(words)
        tail = max(0, len(words) - TAIL)
        return cls(
            words,
            counts,
            ends_counted,
            noun,
            head,
            head is not None and len(words) - head.end <= HEAD_DISTANCE,
            STATIVE.search(words, tail) is not None,
            ABSTRACT.search(words, tail) is not None,
            NOMINAL_END.search(words, tail) is not None,
            "《" in words or NAMED_END.search(words, tail) is not None,
        )


def concrete(view: View, draft: Draft, planned: bool, read: Object) -> bool:
    """Whether the act could be checked; more is asked of a planned one."""
    if draft.rule not in JUDGED:
        return not planned or draft.rule in CARRIED_OUT or bool(view.counted(draft.span.start, draft.span.end))
    counts = read.counts
    if read.ends_counted:
        if _indicates(read.noun, counts[-1]):
            return False
        if len(read.noun) < SHORTEST_OBJECT:
            return draft.verb.word in SELF_OBJECT or (_acts_alone(draft, counts[-1]) and counts[-1].unit not in MONEY)
    if counts:
        return True
    if read.stative:
        return False
    return "《" in read.words if draft.verb.strength == "C" else _told(read, draft, planned)


def _acts_alone(draft: Draft, count: Quantity) -> bool:
    """Whether the verb tells an act with nothing but a count behind it: 治理14处, but not 完成14处."""
    if count.rule == "one_classifier":
        return False  # 组建一家、规范一家
    return draft.verb.strength == "A" or (draft.verb.strength == "B" and draft.verb.word not in INTRODUCING)


def _indicates(noun: str, count: Quantity) -> bool:
    """完成年计划的102.4%, 贷款余额13亿元: where an indicator stands, not an act."""
    return count.unit in RELATIVE or bool(MEASURE_NOUN.search(noun) or MOVED.search(noun))


def _told(read: Object, draft: Draft, planned: bool) -> bool:
    """Whether an uncounted object tells an act of class A or B: by a name, a head noun, or a verb used as a noun."""
    if read.named:
        return True
    head = read.head
    last = head is not None and head.end == len(read.words)
    abstract = not last and read.abstract
    if draft.verb.strength == "A":
        return (read.close or read.nominal or not planned) and (not abstract or draft.verb.type == "publicity")
    if abstract or not (read.close or read.nominal):
        return False
    return not planned or (read.close and head is not None and head.type in SOLID)
