"""Links between the findings of a document: result to target, change to base, problem to measure, number to period."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from zongjie import lexicon
from zongjie.config import Settings
from zongjie.document import Activity, Document, Metric, Problem
from zongjie.stage import Stage, StageSpec

SHARED_GAP = 24  # characters between a result and the target it is held against
DECIMALS = re.compile(r"\.(\d+)")
ROUNDING = 1 + 1e-9  # room for what binary fractions cannot hold


@cache
def _pattern(use: str) -> re.Pattern[str]:
    return re.compile("|".join(lexicon.words("lexicons/links.tsv", "pattern", use=use)))


def link(document: Document) -> Document:
    """Fill the links of metrics, activities and problems, and the period each metric's own sentence states."""
    ends = [sentence.span.end for sentence in document.sentences]
    dated = _with_periods(document, ends)
    by_sentence = groupby(dated, key=lambda metric: bisect_right(ends, metric.span.start))
    metrics = tuple(metric for _, some in by_sentence for metric in _with_targets(document.text, list(some)))
    known = {metric.span for metric in metrics}
    activities = tuple(
        replace(act, metrics=tuple(span for span in act.metrics if span in known)) if act.metrics else act
        for act in document.activities
    )
    problems = _with_measures(document, activities)
    return replace(document, metrics=metrics, activities=activities, problems=problems)


def _with_periods(document: Document, ends: Sequence[int]) -> Iterator[Metric]:
    """Each metric with the nearest time before it in its sentence; a time that it is compared with is none.

    `ends` are the ends of the document's sentences.
    """
    text, compared = document.text, _pattern("compared")
    times = [
        time
        for time in document.times
        if time.grain != "clock" and not compared.fullmatch(text[max(0, time.span.start - 1) : time.span.start])
    ]
    stops = [time.span.end for time in times]
    for metric in document.metrics:
        at = bisect_right(ends, metric.span.start)
        before = bisect_right(stops, metric.span.start)
        if at < len(ends) and before and times[before - 1].span.start >= document.sentences[at].span.start:
            time = times[before - 1]
            yield replace(
                metric,
                period=text[time.span.start : time.span.end],
                period_type=time.grain,
                period_start=time.start,
                period_end=time.end,
            )
        else:
            yield metric


def _with_targets(text: str, metrics: list[Metric]) -> list[Metric]:
    """Results with their targets: 31家，占应建工会数30家的103% and (任务400家); from–to pairs with their base."""
    linked = list(metrics)
    for i in range(1, len(metrics)):
        earlier, metric = metrics[i - 1], metrics[i]
        gap = text[earlier.span.end : metric.span.start]
        near, alike = len(gap) <= SHARED_GAP, earlier.unit == metric.unit
        if metric.kind == "target" and earlier.kind == "level" and alike and near:
            linked[i - 1] = replace(linked[i - 1], target=metric.span)
        elif metric.kind == "completion" and earlier.kind == "target":
            result = linked[i - 2] if i >= 2 and linked[i - 2].target == earlier.span else None
            linked[i] = _audited(metric, result, earlier)
        elif metric.kind == "completion":
            if earlier.kind == "level" and near:
                linked[i] = replace(metric, base=earlier.span)
        elif alike and _pattern("from_to").fullmatch(gap):
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
    digits = DECIMALS.search(completion.evidence)
    allowed = 0.5 * 10 ** -(len(digits[1]) if digits else 0)
    agrees = abs(computed - completion.value) <= allowed * ROUNDING
    sign = "≈" if agrees else "≠"
    audit = f"{result.value:g} / {target.value:g} = {computed:.2f}% {sign} {completion.value:g}% (±{allowed:g})"
    return replace(linked, consistent=agrees, audit=audit)


def _with_measures(document: Document, activities: Sequence[Activity]) -> tuple[Problem, ...]:
    """Problems with the acts of the sentence that says it answers them (针对上述问题…), in the same section."""
    problems = list(document.problems)
    starts = [problem.span.start for problem in problems]
    acts = [act.span.start for act in activities]
    for sentence in document.sentences:
        span = sentence.span
        if not _pattern("answers").match(document.text, span.start, span.end):
            continue
        answers = tuple(act.span for act in activities[bisect_left(acts, span.start) : bisect_left(acts, span.end)])
        if answers:
            section = document.sections[sentence.section].span
            for i in range(bisect_left(starts, section.start), bisect_left(starts, span.start)):
                problems[i] = replace(problems[i], measures=answers)
    return tuple(problems)


def build(settings: Settings) -> Stage:
    """The stage `link`."""
    return link


SPEC = StageSpec(
    "link", build, requires=("times", "sentences", "metrics", "activities", "problems"), provides=("links",)
)
