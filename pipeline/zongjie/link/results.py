"""Which numbers belong together: result, target and completion, a value and what it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zongjie.document import Metric
from zongjie.link.notes import MetricNote
from zongjie.link.words import pattern

NEAR, WIDE = 16, 60  # characters between two numbers of one clause, and of neighbouring clauses
FOLLOWING = 3  # numbers behind a target among which its result and its share stand
STOP = re.compile("[。；;\n]")
CHANGES = ("change", "rank")
MOVED, ORIGIN, MOVE = pattern("moved"), pattern("origin"), pattern("move")
COMPARED_VALUE, GOES_ON = pattern("compared_value"), pattern("goes_on")
TASK_BEFORE, TASK_BEHIND, DIFFERENCE = pattern("task_before"), pattern("task_behind"), pattern("difference")
HELD, ACTUAL, RATE = pattern("held"), pattern("actual"), pattern("completion_rate")


def note_results(text: str, notes: Sequence[MetricNote]) -> None:
    """Note target and base of the metrics of one sentence."""
    if len(notes) < 2:
        return
    for i in range(1, len(notes)):
        _note_base(text, notes, i)
    for i in range(len(notes)):
        if _is_target(text, notes[i]):
            _note_target(text, notes, i)


def _gap(text: str, earlier: MetricNote, later: MetricNote) -> str:
    return text[earlier.metric.span.end : later.metric.span.start]


# ------------------------------------------------------------------------------------------------------------- base
def _note_base(text: str, notes: Sequence[MetricNote], i: int) -> None:
    earlier, note = notes[i - 1], notes[i]
    gap = _gap(text, earlier, note)
    if len(gap) > WIDE:
        return
    start = earlier.metric.span.start
    lead = text[max(0, start - NEAR) : start]
    if _alike(earlier.metric, note.metric) and MOVED.fullmatch(gap) and (ORIGIN.search(lead) or MOVE.search(gap)):
        note.base = earlier.metric.span
    elif earlier.metric.kind != "change" and COMPARED_VALUE.search(lead):
        _note_compared(notes, i, gap)
    elif note.metric.kind == "change" and earlier.base is not None and GOES_ON.fullmatch(gap):
        note.base = earlier.base


def _alike(one: Metric, other: Metric) -> bool:
    """Whether two numbers may be held against each other: one unit, or two places in an ordering."""
    return one.unit == other.unit or one.kind == other.kind == "rank" or not (one.unit and other.unit)


def _note_compared(notes: Sequence[MetricNote], i: int, gap: str) -> None:
    """较2021年的38万度下降5%: what changed by 5% was 38万度; 0.9‰，较去年的1.3‰下降: 0.9‰ came from 1.3‰."""
    earlier, note = notes[i - 1], notes[i]
    if note.metric.kind == "change" and len(gap) <= NEAR and "，" not in gap:
        note.base = earlier.metric.span
    elif i >= 2 and notes[i - 2].metric.unit == earlier.metric.unit and notes[i - 2].base is None:
        notes[i - 2].base = earlier.metric.span


# ----------------------------------------------------------------------------------------------------------- target
def _is_target(text: str, note: MetricNote) -> bool:
    """Whether a number is a task that others are held against, by its kind and the words around it."""
    metric = note.metric
    if metric.kind in ("change", "completion") or note.base is not None:
        return False
    if TASK_BEHIND.match(text, metric.span.end, min(len(text), metric.span.end + NEAR)):
        return True
    before = text[max(0, metric.span.start - NEAR) : metric.span.start]
    return TASK_BEFORE.search(before) is not None and DIFFERENCE.search(before) is None


def _note_target(text: str, notes: Sequence[MetricNote], i: int) -> None:
    """Hold the numbers beside a target against it: the result before or behind it, and the share that tells."""
    target = notes[i].metric
    result = _before(text, notes, i) or _behind(text, notes, i)
    if result is not None and result.target is None:
        result.target = target.span
    for j in range(i + 1, min(i + 1 + FOLLOWING, len(notes))):
        note, gap = notes[j], _gap(text, notes[i], notes[j])
        if len(gap) > WIDE or STOP.search(gap):
            return
        start = note.metric.span.start
        if note.metric.kind == "completion" or RATE.search(text, max(0, start - NEAR), start):
            if (j == i + 1 or result is not None) and note.target is None and note.metric.unit != target.unit:
                note.target = target.span
            return


def _before(text: str, notes: Sequence[MetricNote], i: int) -> MetricNote | None:
    """The result before its target: 66家，完成任务60家的110%; 93%，超出90%的指标."""
    target = notes[i].metric
    for j in range(i - 1, -1, -1):
        metric, gap = notes[j].metric, _gap(text, notes[j], notes[i])
        if len(gap) > WIDE or STOP.search(gap):
            return None
        if metric.kind not in ("target", "completion", *CHANGES) and metric.unit == target.unit:
            return notes[j] if HELD.search(gap) else None
    return None


def _behind(text: str, notes: Sequence[MetricNote], i: int) -> MetricNote | None:
    """The result behind its target: 计划建1500户，实建1720户."""
    target = notes[i].metric
    for j in range(i + 1, min(i + 1 + FOLLOWING, len(notes))):
        metric, gap = notes[j].metric, _gap(text, notes[i], notes[j])
        if len(gap) > WIDE or STOP.search(gap):
            return None
        if metric.kind not in ("completion", *CHANGES) and metric.unit == target.unit and ACTUAL.search(gap):
            return notes[j]
    return None
