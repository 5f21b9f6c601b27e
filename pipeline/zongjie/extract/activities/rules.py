"""Activities: concrete acts, each a predicate and its object, found clause by clause in one order of precedence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace

from zongjie.config import Settings
from zongjie.document import Activity, ActivityStatus, Document, Sentence, Span
from zongjie.extract.activities import shapes
from zongjie.extract.activities.concrete import concrete
from zongjie.extract.activities.context import skipped, slogan, stating, status_of
from zongjie.extract.activities.heads import type_of
from zongjie.extract.activities.language import WHITE, pattern
from zongjie.extract.activities.phrases import SHORTEST_OBJECT, items, naming
from zongjie.extract.activities.verb_object import verb_object
from zongjie.extract.activities.verbs import Place
from zongjie.extract.activities.view import Draft, Reading, View
from zongjie.extract.rule import clauses
from zongjie.stage import Stage, StageSpec

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
    shapes.counted,  # 劝返外来人员四十七人
    shapes.outcome,  # 一期工程正式通水
    shapes.shared,  # 建成站房2个，广场22个
)
SPAN_OF_TIME = "duration"  # 通过一年的努力, 成立75周年: nothing is counted
CONFIDENCE = {"A": 0.9, "B": 0.8, "C": 0.75}
OUTCOME, DEMAND = pattern("outcome"), pattern("demand")  # a sentence that demands acts tells of none done


def extract(document: Document) -> Document:
    """Fill `activities`."""
    text, reading = document.text, Reading.of(document)
    counts = tuple(q for q in document.quantities if q.rule != SPAN_OF_TIME)
    begins = [q.span.start for q in counts]
    damaged = tuple(figure.span for figure in document.rejected)
    found: list[Activity] = []
    following = (*document.sentences[1:], None)[: len(document.sentences)]
    for sentence, after in zip(document.sentences, following, strict=True):
        if sentence.role == "problems" or sentence.heading or slogan(text, sentence, after):
            continue  # a heading, as a slogan, is restated by what follows it
        span = sentence.span
        quantities = counts[bisect_left(begins, span.start) : bisect_left(begins, span.end)]
        if _hints(text, span, reading) or quantities:
            found += _in_sentence(View.of(text, reading, span, quantities, damaged), sentence)
    return replace(document, activities=tuple(found))


def build(settings: Settings) -> Stage:
    """The stage `activities`."""
    return extract


def _hints(text: str, span: Span, reading: Reading) -> bool:
    """Whether there is a word that a form of an act without a count begins with."""
    if reading.verbs.first(span.start, span.end) is not None:
        return True
    return bool(shapes.PARTICLE.search(text, span.start, span.end) or OUTCOME.search(text, span.start, span.end))


def _in_sentence(view: View, sentence: Sentence) -> Iterator[Activity]:
    before: list[Draft] = []
    role = "plan" if DEMAND.match(view.text, sentence.span.start, sentence.span.end) else sentence.role
    for clause in stating(view.text, list(clauses(view.text, sentence.span))):
        if not _promising(view, clause):
            continue
        drafts = list(_drafts(view, clause, before))
        before = drafts or before
        status = status_of(view.text[clause.start : clause.end], role) if drafts else "done"
        for draft in drafts:
            if draft.rule == "ba":
                status = status_of(_without_particle(view.text, draft, clause), role)
            activity = _activity(view, draft, status, clause)
            if activity is not None:
                yield activity


def _promising(view: View, clause: Span) -> bool:
    """Whether a clause may state an act."""
    if not (_hints(view.text, clause, view.reading) or view.counted(clause.start, clause.end)):
        return False
    return not skipped(view.text, clause.start, clause.end)


def _drafts(view: View, clause: Span, before: list[Draft]) -> Iterator[Draft]:
    """The acts of a clause; `before` are those of the last clause that had any."""
    found, at = False, clause.start
    for framed in _framed(view, clause):
        if framed.span.start >= at:
            yield from _at_verbs(view, Span(at, framed.span.start), at)
            yield framed
            found, at = True, framed.span.end
    for draft in _at_verbs(view, clause, at):
        yield draft
        found = True
    if not found:
        yield from _as_a_whole(view, clause, before)


def _framed(view: View, clause: Span) -> Iterator[Draft]:
    """The acts with a particle before their object."""
    if shapes.PARTICLE.search(view.text, clause.start, clause.end):
        for form in FRAMED:
            act = form(view, clause)
            if act is not None:
                yield act


def _at_verbs(view: View, clause: Span, at: int) -> Iterator[Draft]:
    """The acts whose verbs stand in the clause from `at` on."""
    while (place := view.verbs.first(at, clause.end)) is not None:
        at = place.end
        for form in AT_VERB:
            act = form(view, clause, place)
            if act is not None:
                break
        if act is not None and concrete(view, act, planned=False):
            yield from items(view, act)
            at = max(at, act.span.end)


def _as_a_whole(view: View, clause: Span, before: list[Draft]) -> Iterator[Draft]:
    """The act of a clause without a listed verb that governs an object."""
    for form in OTHERWISE:
        act = form(view, clause, before)
        if act is not None:
            yield from items(view, act)
            return


def _activity(view: View, draft: Draft, status: ActivityStatus, clause: Span) -> Activity | None:
    """The record of a draft, or None where a planned act is too vague or no word names what was done."""
    text = view.text
    if status == "planned" and not concrete(view, draft, planned=True):
        return None
    name = naming(view, draft.object)
    words = WHITE.sub("", text[name.start : name.end])
    if len(words) < SHORTEST_OBJECT:
        return None
    span = Span(draft.span.start, _span_end(view, draft, clause))
    return Activity(
        span=span,
        evidence=text[span.start : span.end],
        rule=f"activities.{draft.rule}",
        confidence=CONFIDENCE[draft.verb.strength],
        predicate=draft.predicate,
        object=words,
        type=draft.verb.type if draft.rule == "light" else type_of(draft.verb, words),
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


SPEC = StageSpec(
    "activities", build, requires=("sentences", "words", "quantities", "rejected"), provides=("activities",)
)
