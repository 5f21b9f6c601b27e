"""Links between the findings of a document: result to target, change to base, problem to measure, number to period."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from zongjie.config import Settings
from zongjie.document import Activity, Document, Metric, Problem, Sentence, Span, Time
from zongjie.stage import Stage, StageSpec

SHARED_GAP = 24  # characters between a result and the target it is held against
FROM_TO = re.compile(
    r"\s*(?:人|家|个|户)?(?:增加|减少|提高|上升|下降|降低|扩大|缩小|发展|提升|增长|缩短|压减|回落|[升降增减])(?:到|至|为)(?:了)?(?:\S{0,8}的)?\s*"
)
ANSWERS = re.compile(r"^(?:针对|对于?)(?:上述|以上|这些|存在的)")
COMPARED = re.compile(r"(?:比|较|于|与|从|由|同|是|为)$")


def link(document: Document) -> Document:
    """Fill the links of metrics, activities and problems, and the period each metric's own sentence states."""
    text = document.text
    ends = [s.span.end for s in document.sentences]
    by_sentence: dict[int, list[Metric]] = {}
    for metric in document.metrics:
        by_sentence.setdefault(bisect_right(ends, metric.span.start), []).append(metric)
    metrics: list[Metric] = []
    for at, some in by_sentence.items():
        dated = _with_periods(text, some, document.times, document.sentences[at] if at < len(ends) else None)
        metrics += _with_targets(text, dated)
    known = {metric.span for metric in metrics}
    activities = tuple(
        replace(a, metrics=tuple(span for span in a.metrics if span in known)) for a in document.activities
    )
    problems = _with_measures(text, document, activities)
    return replace(document, metrics=tuple(metrics), activities=activities, problems=problems)


def _with_periods(text: str, metrics: list[Metric], times: tuple[Time, ...], sentence: Sentence | None) -> list[Metric]:
    """Each metric with the nearest time before it in its sentence; a time that it is compared with is none."""
    if sentence is None:
        return metrics
    starts = [t.span.start for t in times]
    within = times[bisect_left(starts, sentence.span.start) : bisect_left(starts, sentence.span.end)]
    own = [
        t for t in within if not COMPARED.search(text, max(0, t.span.start - 1), t.span.start) and t.grain != "clock"
    ]
    dated = []
    for metric in metrics:
        before = [t for t in own if t.span.end <= metric.span.start]
        if not before:
            dated.append(metric)
            continue
        time = before[-1]
        words = text[time.span.start : time.span.end]
        dated.append(
            replace(metric, period=words, period_type=time.grain, period_start=time.start, period_end=time.end)
        )
    return dated


def _with_targets(text: str, metrics: list[Metric]) -> list[Metric]:
    """Results with their targets: 31家，占应建工会数30家的103% and (任务400家); from–to pairs with their base."""
    linked = list(metrics)
    for i, metric in enumerate(metrics):
        earlier = metrics[i - 1] if i else None
        if earlier is None:
            continue
        gap = text[earlier.span.end : metric.span.start]
        if (
            metric.kind == "target"
            and earlier.kind == "level"
            and earlier.unit == metric.unit
            and len(gap) <= SHARED_GAP
        ):
            linked[i - 1] = replace(linked[i - 1], target=metric.span)
        elif metric.kind == "completion":
            if earlier.kind == "target":
                result = metrics[i - 2].span if i >= 2 and linked[i - 2].target == earlier.span else None
                linked[i] = _audited(metric, metrics[i - 2] if result else None, earlier)
            elif earlier.kind == "level" and len(gap) <= SHARED_GAP:
                linked[i] = replace(metric, base=earlier.span)
        elif earlier.unit == metric.unit and FROM_TO.fullmatch(gap):
            linked[i] = replace(metric, base=earlier.span)
    return linked


def _audited(completion: Metric, result: Metric | None, target: Metric) -> Metric:
    """A completion rate with its target, its result as base, and whether the three agree as far as they are rounded."""
    linked = replace(completion, target=target.span, base=result.span if result else None)
    if result is None or not result.value or not target.value or completion.value is None:
        return linked
    if {result.qualifier, target.qualifier, completion.qualifier} != {"exact"}:
        return linked
    computed = result.value / target.value * 100
    digits = re.search(r"\.(\d+)", completion.evidence)
    allowed = 0.5 * 10 ** -(len(digits[1]) if digits else 0)
    agrees = abs(computed - completion.value) <= allowed * (1 + 1e-9)
    sign = "≈" if agrees else "≠"
    audit = f"{result.value:g} / {target.value:g} = {computed:.2f}% {sign} {completion.value:g}% (±{allowed:g})"
    return replace(linked, consistent=agrees, audit=audit)


def _with_measures(text: str, document: Document, activities: Iterable[Activity]) -> tuple[Problem, ...]:
    """Problems with the acts of the sentence that says it answers them (针对上述问题…), in the same section."""
    problems = list(document.problems)
    for i, sentence in enumerate(document.sentences):
        if not ANSWERS.match(text[sentence.span.start : sentence.span.start + 8]):
            continue
        answers = tuple(a.span for a in activities if sentence.span.contains(a.span))
        first = next(
            (s.span.start for s in document.sentences[:i] if s.section == sentence.section), sentence.span.start
        )
        before = Span(first, sentence.span.start)
        problems = [replace(p, measures=answers) if answers and before.contains(p.span) else p for p in problems]
    return tuple(problems)


def build(settings: Settings) -> Stage:
    """The stage `link`."""
    return link


SPEC = StageSpec(
    "link", build, requires=("times", "sentences", "metrics", "activities", "problems"), provides=("links",)
)
