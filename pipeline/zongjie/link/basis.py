"""What a value is measured against, in the words of its clause: 同比, 比上年, 高于全省平均, 是五年前的2.3倍."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zongjie.document import Metric
from zongjie.link.notes import MetricNote
from zongjie.link.words import pattern

REACH = 60  # characters before a number in which its basis stands
CLAUSE = re.compile("[，。；：,;\n]")
HINT = re.compile("[比较同环于超出距及是为以只达等当]")
COMPARISON, RATIO, SHARED = pattern("comparison"), pattern("ratio"), pattern("shared_basis")
RATIO_UNITS = ("倍", "成", "番")


def note_bases(text: str, notes: Sequence[MetricNote]) -> None:
    """Note the bases of the metrics of one sentence; one that goes on with a change takes over the basis before it."""
    last: MetricNote | None = None
    for note in notes:
        note.basis = _own(text, note.metric)
        if note.basis is None and last is not None and note.metric.kind == "change":
            note.basis = _taken_over(text, last, note.metric)
        last = note


def _own(text: str, metric: Metric) -> str | None:
    start = metric.span.start
    begin = max(0, start - REACH)
    for mark in CLAUSE.finditer(text, begin, start):
        begin = mark.end()
    before = text[begin:start]
    if not HINT.search(before):
        return None
    if metric.kind == "change" or metric.unit in RATIO_UNITS:
        found = list(COMPARISON.finditer(before))
        if found:
            return _words(found[-1])
    if metric.unit in RATIO_UNITS or metric.unit in ("%", "％"):
        ratio = RATIO.search(before)
        if ratio is not None:
            return ratio["basis"]
    return None


def _words(found: re.Match[str]) -> str:
    return next(value for value in found.groupdict().values() if value)


def _taken_over(text: str, last: MetricNote, metric: Metric) -> str | None:
    """The basis of the number before: 比上年增加310万元，增长15%; a list of the sentence shares it as well."""
    if last.basis is None or not SHARED.match(last.basis):
        return None
    gap = text[last.metric.span.end : metric.span.start]
    return last.basis if len(gap) <= REACH and not CLAUSE.search(gap.replace("，", "").replace("\n", "")) else None
