"""The learned judge of what kind a metric is: reads the words around a number beside what the rules say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from zongjie.clauses import CLAUSE_END
from zongjie.document import Document, Metric, MetricKind, Span, altered
from zongjie.extract.course import FUTURE
from zongjie.extract.metrics.kind import direction_of
from zongjie.extract.metrics.rules import basis_before
from zongjie.extract.mood import Mood
from zongjie.linear import Linear

KIND = "metric-kind"
SURE = 0.65
"""Probability from which the model's kind goes before the rules': below, texts unlike those it learned from fare better
with the rules, and the held-out bodies hardly worse."""
SURER, FEW = 0.97, 8  # the same for a target that no word tells, in a text of so few sentences that nothing around does
NEAR = 5  # characters before and behind a number that are read one by one
REACH = 40  # characters before a number in which its clause begins
WORDS_READ = 6  # words before a number
MARKS = CLAUSE_END + "、"


@dataclass(frozen=True, slots=True)
class Placed:
    """A metric in its clause and sentence, with the metric before it there."""

    metric: Metric
    clause: Span
    sentence: int
    previous: Metric | None


Judge = Callable[[list[list[str]]], list[tuple[str, float]]]
"""The kind of each metric from the features that tell it, and the probability of that kind."""


def placed(document: Document) -> Iterator[Placed]:
    """The metrics of a document with their clauses."""
    text, metrics = document.text, document.metrics
    starts = [sentence.span.start for sentence in document.sentences]
    previous, last = None, -1
    for metric in metrics:
        at = max(0, bisect_right(starts, metric.span.start) - 1)
        span = document.sentences[at].span
        floor = max(span.start, metric.span.start - REACH)
        begin = max((text.rfind(mark, floor, metric.span.start) for mark in CLAUSE_END), default=-1) + 1
        ends = [end for mark in CLAUSE_END if (end := text.find(mark, metric.span.end, span.end)) >= 0]
        clause = Span(max(begin, floor), min([*ends, span.end, metric.span.end + REACH]))
        yield Placed(metric, clause, at, previous if at == last else None)
        previous, last = metric, at


def revise(document: Document, mood: Mood, judge: Judge) -> Document:
    """The document with the kind of each metric as the judge says."""
    places = list(placed(document))
    alone = len(document.sentences) <= FEW
    found = []
    for place, (kind, sure) in zip(places, judge([features(document, place, mood) for place in places]), strict=True):
        sentence = document.sentences[place.sentence].span
        unfounded = alone and kind == "target" and not FUTURE.search(document.text, sentence.start, sentence.end)
        kind = kind if sure >= (SURER if unfounded else SURE) else place.metric.kind
        metric = altered(place.metric, confidence=round(place.metric.confidence * sure, 3))
        if kind != metric.kind:
            metric = _turned(document.text, metric, cast("MetricKind", kind), place.clause)
        found.append(metric)
    return altered(document, metrics=tuple(found))


def _turned(text: str, metric: Metric, kind: MetricKind, clause: Span) -> Metric:
    """The metric with another kind; only a change has a basis and a direction."""
    if kind != "change":
        return altered(metric, kind=kind, basis=None, direction=None)
    start = metric.span.start
    return altered(
        metric,
        kind=kind,
        basis=basis_before(text, clause.start, start),
        direction=direction_of(text[clause.start : start]),
    )


def by_model(model: Linear) -> Judge:
    """A judge that asks the model."""
    return model.choices


def features(document: Document, place: Placed, mood: Mood) -> list[str]:
    """What tells the kind of a metric, as named features."""
    text, metric, clause = document.text, place.metric, place.clause
    start, end = metric.span.start, metric.span.end
    before, behind = text[max(clause.start, start - 2 * NEAR) : start], text[end : end + NEAR]
    kind, unit = metric.kind, metric.unit
    opening = text[document.sentences[place.sentence].span.start :][:3]
    earlier = place.previous.kind if place.previous else "^"
    gap = text[place.previous.span.end : start] if place.previous else ""
    listed = bool(gap) and len(gap) <= 2
    found = [
        f"rule={kind}", f"unit={unit}", f"form={metric.rule}", f"qualifier={metric.qualifier}", f"opening={opening}",
        f"rule+unit={kind}{unit}", f"rule+qualifier={kind}{metric.qualifier}", f"earlier={earlier}",
        f"earlier+rule={earlier}{kind}", f"listed={listed}{earlier}", f"subject={metric.subject[-2:]}",
        f"subject+unit={metric.subject[-2:]}{unit}", f"range={metric.value_high is not None}",
        f"behind1={behind[:1]}", f"behind2={behind[:2]}", f"behind3={behind[:3]}",
    ]  # fmt: skip
    found += [f"b{n}={before[-n:]}" for n in range(1, NEAR + 1)]
    found += [f"has={before[i : i + 2]}" for i in range(len(before) - 1)]
    left = text[max(clause.start, start - REACH) : start]
    found += [f"in={left[i : i + 2]}" for i in range(len(left) - 1)]
    found += [f"after={behind[i : i + 2]}" for i in range(len(behind) - 1)]
    moods = mood.of(clause, place.sentence)
    found += moods
    found += [
        f"{moods[0]}{kind}",
        f"{moods[1]}{kind}",
        f"{moods[5]}{kind}",
        f"{moods[6]}{kind}",
        f"b2+rule={before[-2:]}{kind}",
    ]
    return [feature.replace("\n", "¶") for feature in found]
