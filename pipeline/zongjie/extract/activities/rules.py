"""Activities: concrete acts, each a predicate and its object, found clause by clause in one order of precedence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from zongjie.document import Activity, ActivityStatus, Document, Sentence, Span
from zongjie.extract.activities import shapes
from zongjie.extract.activities.context import plans_on, skipped, slogan, stating, status_of
from zongjie.extract.activities.judge import BY_RULES, LEAST, RULES, Judge, Named, Naming, Setting
from zongjie.extract.activities.language import WHITE, pattern
from zongjie.extract.activities.phrases import SHORTEST_OBJECT, items, named
from zongjie.extract.activities.standing import demanded, restated
from zongjie.extract.activities.verb_object import verb_object
from zongjie.extract.activities.verbs import Place
from zongjie.extract.activities.view import Draft, Reading, View

# The order of precedence. A framed act takes its part of the clause first; at each verb outside it the forms of a
# verb are tried; a clause without either is tried as a whole. The first form that is met decides.
FRAMED: tuple[Callable[[View, Span], Draft | None], ...] = (
    shapes.disposed,  # 把组建工作纳入考核
    shapes.light,  # 对组建工作进行了检查
)
AT_VERB: tuple[Callable[[View, Span, Place], Draft | None], ...] = (
    shapes.organised,  # 组织职工参加比赛
    verb_object,  # 举办讲座5场
)
OTHERWISE: tuple[Callable[[View, Span, list[Draft]], Draft | None], ...] = (
    shapes.shared,  # 建成站房2个，广场22个
    shapes.counted,  # 劝返外来人员四十七人
    shapes.outcome,  # 一期工程正式通水
    shapes.measure,  # 工商业电价再降5%
    shapes.suffered,  # 一批责任人被追责
)
DEMAND = pattern("demand")  # a sentence that demands acts tells of none done


def extract(document: Document, judge: Judge = BY_RULES, naming: Naming = RULES) -> Document:
    """Fill `activities`."""
    text, sentences, reading = document.text, document.sentences, Reading.of(document)
    found: list[Named] = []
    asked = demanded(text, sentences)
    for number, (sentence, parts) in enumerate(zip(sentences, document.clauses, strict=True)):
        worth = [judge.worth(reading, clause, sentence.role) for clause in parts]
        if not any(worth) or sentence.heading:
            continue
        if slogan(text, sentence, sentences[number + 1] if number + 1 < len(sentences) else None):
            continue  # as a heading, a slogan is restated by what follows it
        view = View.of(reading, sentence.span)
        acts = _in_sentence(view, sentence, parts, worth, number, judge)
        found += (act_named(view, *(restated(text, *act) if number in asked else act)) for act in acts)
    types, statuses = naming.types(found), naming.statuses(found)
    return replace(document, activities=tuple(map(_record, found, types, statuses)))


Act = tuple[Draft, Setting, float]
"""A draft that the judge keeps, where it was drafted, and how sure the judge is."""


def _in_sentence(
    view: View, sentence: Sentence, parts: tuple[Span, ...], worth: list[bool], number: int, judge: Judge
) -> Iterator[Act]:
    before: list[Act] = []
    role = "plan" if DEMAND.match(view.text, sentence.span.start, sentence.span.end) else sentence.role
    first = stating(view.text, parts)
    planning = False
    for at in range(first, len(parts)):
        clause = parts[at]
        if not planning and plans_on(view.text[clause.start : clause.end]):
            planning, role = True, "plan"
        if not worth[at] or skipped(view.text, clause.start, clause.end):
            continue
        status = status_of(view.text[clause.start : clause.end], role)
        acts = list(_acts(view, Setting(clause, role, status, number, at == first), before, judge))
        before = acts or before
        yield from acts


def _acts(view: View, setting: Setting, before: list[Act], judge: Judge) -> Iterator[Act]:
    """The acts of a clause; `before` are those of the last clause that had any."""
    listed = shapes.one_sort(view, setting.clause, before[-1][0]) if before else None
    if listed is not None:
        return _items(view, listed, setting, before[-1][2])
    found = list(_read(view, setting, judge))
    if not found:
        found = list(_as_a_whole(view, setting, [draft for draft, _, _ in before], judge))
    if judge.loosely(setting.clause):
        found += _left(view, setting, found, judge)
        found.sort(key=lambda act: act[0].span)
    return iter(found)


def _read(view: View, setting: Setting, judge: Judge) -> Iterator[Act]:
    """The acts of a clause from left to right, by their frames and verbs."""
    clause = setting.clause
    at = clause.start
    for framed in _framed(view, clause):
        if framed.span.start >= at:
            yield from _at_verbs(view, setting, Span(at, framed.span.start), judge)
            where = setting
            if framed.rule == "ba":
                where = replace(setting, status=status_of(_without_particle(view.text, framed, clause), setting.role))
            yield from _kept(view, framed, where, judge)
            at = framed.span.end
    yield from _at_verbs(view, setting, Span(at, clause.end), judge)


def _as_a_whole(view: View, setting: Setting, before: list[Draft], judge: Judge) -> Iterator[Act]:
    """The act of a clause without a listed verb that governs an object."""
    for form in OTHERWISE:
        draft = form(view, setting.clause, before)
        if draft is not None:
            yield from _kept(view, draft, setting, judge)
            return


def _left(view: View, setting: Setting, found: list[Act], judge: Judge) -> list[Act]:
    """Acts in loose forms beside those found: of drafts that overlap, the one that the judge is surest of."""
    taken = [draft.span for draft, _, _ in found]
    drafts = judge.loose(view, setting.clause, taken)
    judged = sorted(((judge.sure(view, draft, setting), draft) for draft in drafts), key=_surest)
    left: list[Act] = []
    for sure, draft in judged:
        if sure < LEAST or any(draft.span.overlaps(span) for span in taken):
            continue
        taken.append(draft.span)
        left += _items(view, draft, setting, sure)
    return left


def _surest(judged: tuple[float, Draft]) -> tuple[float, Span]:
    return -judged[0], judged[1].span


def _framed(view: View, clause: Span) -> Iterator[Draft]:
    """The acts with a particle before their object."""
    if shapes.PARTICLE.search(view.text, clause.start, clause.end):
        for form in FRAMED:
            act = form(view, clause)
            if act is not None:
                yield act


def _at_verbs(view: View, setting: Setting, part: Span, judge: Judge) -> Iterator[Act]:
    """The acts whose verbs stand in a part of the clause."""
    clause, at = setting.clause, part.start
    while (place := view.verbs.first(at, part.end)) is not None:
        at = place.end
        draft = next((act for form in AT_VERB if (act := form(view, clause, place)) is not None), None)
        if draft is not None:
            kept = list(_kept(view, draft, setting, judge))
            yield from kept
            at = max(at, draft.span.end) if kept else at


def _kept(view: View, draft: Draft, setting: Setting, judge: Judge) -> Iterator[Act]:
    """The acts of a draft, if the judge keeps it."""
    sure = judge.sure(view, draft, setting)
    if sure >= LEAST:
        yield from _items(view, draft, setting, sure)


def _items(view: View, draft: Draft, setting: Setting, sure: float) -> Iterator[Act]:
    """The draft, item by item where it lists several acts, where words name what was done."""
    for item in items(view, draft):
        name = named(view, item.object)
        if len(WHITE.sub("", view.text[name.start : name.end])) >= SHORTEST_OBJECT:
            yield item, setting, sure


def act_named(view: View, draft: Draft, setting: Setting, sure: float) -> Named:
    """The act of a draft: its span, and the words that name what was done."""
    name = named(view, draft.object)
    words = WHITE.sub("", view.text[name.start : name.end])
    return Named(view, draft, setting, sure, Span(draft.span.start, _span_end(view, draft, setting.clause)), words)


def _record(act: Named, kind: str, status: ActivityStatus) -> Activity:
    view, span = act.view, act.span
    return Activity(
        span=span,
        evidence=view.text[span.start : span.end],
        rule=f"activities.{act.draft.rule}",
        confidence=round(act.sure, 3),
        predicate=act.draft.predicate,
        object=act.words,
        type=kind,
        status=status,
        metrics=tuple(q.span for q in view.counted(span.start, span.end)),
    )


def _without_particle(text: str, draft: Draft, clause: Span) -> str:
    """The words of the clause without the 将 of 将X纳入Y, which is no sign of a plan."""
    return text[clause.start : draft.span.start] + text[draft.span.start + 1 : clause.end]


def _span_end(view: View, draft: Draft, clause: Span) -> int:
    """The end of the act: without a closing 等, with the count that follows at once."""
    end = draft.span.end
    if draft.object.end == end and view.text[end - 1] == "等":
        end -= 1
    return next((q.span.end for q in view.quantities if q.span.start == end and q.span.end <= clause.end), end)
