"""Whether a drafted act is one that the guide calls an activity, and of which type: by rules, or by a learned model.

A learned judge reads what the rules say beside the words of the act, so that it departs from them only where annotated
texts show that it should.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zongjie.document import ActivityStatus, Span
from zongjie.extract.activities.concrete import ABSTRACT, JUDGED, NAMED_END, NOMINAL_END, STATIVE, concrete
from zongjie.extract.activities.heads import Head, head_of, type_of
from zongjie.extract.activities.language import WHITE
from zongjie.extract.activities.view import Draft, View
from zongjie.linear import Linear

KEEP, TYPE = "activity-keep", "activity-type"
LEAST = 0.5  # probability from which a draft is a record
LENGTHS = (2, 4, 8, 16, 30)  # characters of an object, by which the model tells short from long
WORDS_READ = 12  # of an object: later ones tell nothing more
CERTAIN = {"A": 0.9, "B": 0.8, "C": 0.75}  # confidence of the rules alone, by the class of the verb
REACH = 3  # characters before and behind an act


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an act is drafted: its clause, the role of the section, what the words say of its status."""

    clause: Span
    role: str
    status: ActivityStatus
    first: bool = True  # of the clauses of its sentence


Judge = Callable[[View, Draft, Setting], float]
"""The probability that a draft is an activity; below `LEAST` it is none."""


def by_rules(view: View, draft: Draft, setting: Setting) -> float:
    """The judgement of the rules alone."""
    if draft.rule in JUDGED and not concrete(view, draft, planned=False):
        return 0.0
    if setting.status == "planned" and not concrete(view, draft, planned=True):
        return 0.0
    return CERTAIN[draft.verb.strength]


def by_model(model: Linear) -> Judge:
    """A judge that asks the model."""

    def judge(view: View, draft: Draft, setting: Setting) -> float:
        return model.likelihood(features(view, draft, setting))

    return judge


def features(view: View, draft: Draft, setting: Setting) -> Iterator[str]:
    """What a draft tells, as named features: its words, what the rules say of it, and what stands around it."""
    text, verb, object_ = view.text, draft.verb, draft.object
    words = WHITE.sub("", text[object_.start : object_.end])
    counts = view.counted(object_.start, object_.end)
    ends_counted = bool(counts) and counts[-1].span.end == object_.end
    head = head_of(words)
    length = next((n for n in LENGTHS if len(words) <= n), 99)
    status, role = setting.status, setting.role
    plain = draft.rule not in JUDGED or concrete(view, draft, planned=False)
    ruled = plain and (status != "planned" or concrete(view, draft, planned=True))
    counted = "end" if ends_counted else "in" if counts else "no"
    told = _told(head, words)
    yield from (
        f"form={draft.rule}", f"rule={ruled}", f"plain={plain}", f"status={status}", f"role={role}",
        f"class={verb.strength}", f"verb={draft.predicate}", f"vtype={verb.type}", f"length={length}",
        f"counted={counted}", f"told={told}", f"first={words[:2]}", f"tail1={words[-1:]}", f"tail2={words[-2:]}",
        f"tail3={words[-3:]}", f"rule+status={ruled}{status}", f"class+told+counted={verb.strength}{told}{counted}",
        f"verb+told={draft.predicate}{told}", f"verb+counted={draft.predicate}{counted}",
        f"verb+tail={draft.predicate}{words[-2:]}", f"form+rule={draft.rule}{ruled}", f"length+rule={length}{ruled}",
        f"verb+status={draft.predicate}{status}", f"vtype+told={verb.type}{told}",
    )  # fmt: skip
    if head is not None:
        yield f"head={words[head.start : head.end]}"
        yield f"headtype={head.type}"
        yield f"distance={min(4, len(words) - head.end)}"
    if counts:
        yield f"unit={counts[-1].unit}"
        yield f"one={counts[-1].rule == 'one_classifier'}"
    if STATIVE.search(words):
        yield "stative"
    if ABSTRACT.search(words):
        yield "abstract"
    if NOMINAL_END.search(words):
        yield "nominal"
    if "《" in words or NAMED_END.search(words):
        yield "named"
    for _, word, _ in zip(range(WORDS_READ), *_in_object(view, object_), strict=False):
        yield f"word={word}"
    yield from _around(text, draft, setting)


def _in_object(view: View, object_: Span) -> tuple[list[str], list[str]]:
    found = list(view.words_in(object_.start, object_.end))
    return [word for _, word, _ in found], [tag for _, _, tag in found]


def _told(head: Head | None, words: str) -> str:
    if head is None:
        return "none"
    return "close" if len(words) - head.end <= 3 else "far"


def _around(text: str, draft: Draft, setting: Setting) -> Iterator[str]:
    """What stands before and behind the act."""
    clause, start, end = setting.clause, draft.span.start, draft.span.end
    before = text[max(clause.start, start - REACH) : start]
    behind = text[end : end + 2].replace("\n", "¶")
    yield f"before={before[-2:] or '^'}"
    yield f"before1={before[-1:] or '^'}"
    yield f"behind={behind[:1]}"
    yield f"behind2={behind}"
    yield f"opens={start == clause.start}{setting.first}"
    yield f"ends={end == clause.end}"
    yield f"verb+before={draft.predicate}{before[-1:]}"
    between = text[start : draft.object.start] if draft.object.start > start else ""
    if between.endswith(("了", "过")):
        yield "aspect"


Namer = Callable[[View, Draft, str], str]
"""The type of an act, from its draft and the words of its object."""


def type_by_rules(view: View, draft: Draft, words: str) -> str:
    """The type that the verb and the head noun tell."""
    return draft.verb.type if draft.rule == "light" else type_of(draft.verb, words)


def type_by_model(model: Linear) -> Namer:
    """A namer that asks the model."""

    def name(view: View, draft: Draft, words: str) -> str:
        return model.choice(type_features(view, draft, words))[0]

    return name


def type_features(view: View, draft: Draft, words: str) -> Iterator[str]:
    """What tells the type of an act, as named features."""
    head, ruled = head_of(words), type_by_rules(view, draft, words)
    counts = view.counted(draft.span.start, draft.span.end)
    predicate, verb = draft.predicate, draft.verb
    yield from (
        f"form={draft.rule}", f"rule={ruled}", f"verb={predicate}", f"vtype={verb.type}", f"verb1={predicate[:1]}",
        f"verb9={predicate[-1:]}", f"tail1={words[-1:]}", f"tail2={words[-2:]}", f"tail3={words[-3:]}",
        f"tail4={words[-4:]}", f"first2={words[:2]}", f"verb+tail={predicate}{words[-2:]}",
        f"unit={counts[-1].unit if counts else ''}",
    )  # fmt: skip
    if head is not None:
        yield f"head={words[head.start : head.end]}"
        yield f"headtype={head.type}"
        yield f"verb+headtype={predicate}{head.type}"
        yield f"vtype+headtype={verb.type}{head.type}"
    for at in range(min(len(words) - 1, 40)):
        yield words[at : at + 2]
