"""The figures of a passage as intervals: what each can stand for, given how it is rounded and qualified."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zongjie import lexicon
from zongjie.document import Metric
from zongjie.numerals import NUMERAL, fold
from zongjie.quantity import units

FILE = "audit/words.tsv"
DECIMALS = re.compile(r"[.．](\d+)")
NUMBER = re.compile(rf"[\d.{NUMERAL}]+")
SCALE = {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2, "十": 10.0}
ABOUT, LITTLE = 0.12, 1e-9  # what 约, 近 and 左右 leave open, by experience; and what binary fractions cannot hold
WHOLE_TIMES = 0.3  # 增长2倍 is said of 1.9 and of 2.1, too
DOUBLED = 0.1  # 翻一番 is said of what nearly doubled, too: five per cent more or less
SHARES = ("share", "points", "multiple")
PEOPLE = ("person", "count", "person-time", "household")


@cache
def pattern(use: str) -> re.Pattern[str]:
    """All patterns of one use as one regular expression."""
    return re.compile("|".join(f"(?:{row})" for row in lexicon.words(FILE, "pattern", use=use)))


@dataclass(frozen=True, slots=True)
class Interval:
    """All values that a figure may stand for, and the one that is written."""

    low: float
    high: float
    written: float | None = None

    @property
    def middle(self) -> float:
        """The value as written, or the middle where none is."""
        return (self.low + self.high) / 2 if self.written is None else self.written

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        room = LITTLE * max(abs(self.low), abs(self.high), abs(other.low), abs(other.high))
        return self.low <= other.high + room and other.low <= self.high + room

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high, self.middle + other.middle)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low, self.middle - other.middle)

    def over(self, other: Interval) -> Interval | None:
        """The quotient; None where the divisor may be 0."""
        if other.low <= 0:
            return None
        return Interval(self.low / other.high, self.high / other.low, self.middle / other.middle)


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of a sentence with its place; `value` and `interval` in canonical units, percents as they stand."""

    number: int  # of the metric in the document
    metric: Metric
    value: float
    unit: str
    group: str
    interval: Interval  # as rounded
    wide: Interval  # as rounded or cut off
    before: str  # the words of its clause before it
    gap: str  # all between the figure before it and it

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage, a fraction or a multiple."""
        return self.group in SHARES

    def alike(self, other: Figure) -> bool:
        """Whether two figures measure in the same unit."""
        return self.unit == other.unit and self.group == other.group


AGES = ("岁", "周岁")  # 60岁以上 names a group
TASK = pattern("task")
CLAUSE = re.compile("[，。；：！？,;:\n]")


def figures(text: str, metrics: Sequence[tuple[int, Metric]], start: int) -> list[Figure]:
    """The figures of a sentence that begins at `start`; masked ones, ranges and ranks apart."""
    found: list[Figure] = []
    last = start
    for number, metric in metrics:
        at = metric.span.start
        words = text[last:at]
        clause = CLAUSE.split(text[start:at])[-1]
        last = metric.span.end
        inexact = metric.qualifier in ("over", "under") and units.dimension(metric.unit) not in SHARES
        if (
            inexact
            or metric.unit in AGES
            or metric.value is None
            or metric.value_high is not None
            or metric.qualifier == "masked"
        ):
            continue
        scaled, unit, group = units.canonical(1.0, metric.unit, "rank" if metric.kind == "rank" else "")
        scale = scaled or 1.0
        exact, wide = _intervals(metric)
        if group not in SHARES and TASK.search(clause) and metric.qualifier == "exact":
            exact = wide = Interval(metric.value, metric.value)  # a task is meant as it is written
        found.append(
            Figure(
                number,
                metric,
                metric.value * scale,
                unit,
                "count" if group in PEOPLE else group,
                Interval(exact.low * scale, exact.high * scale, metric.value * scale),
                Interval(wide.low * scale, wide.high * scale),
                clause,
                words,
            )
        )
    return found


@lru_cache(maxsize=4096)
def _step(evidence: str) -> float:
    """The size of the last digit of a number as written; 0 for a whole number of things (三百二十名)."""
    number = NUMBER.search(fold(evidence).replace(",", ""))
    words = number[0] if number else ""
    signs = re.findall("[十百千万亿]", words)
    large = [sign for sign in signs if sign in "万亿"]
    decimals = DECIMALS.search(words)
    if not large:
        return 10.0 ** -len(decimals[1]) if decimals else 0.0
    scale = 1.0
    for sign in signs[
        signs.index(large[0]) :
    ]:  # 九万六千 ends in thousands, 十二万 in ten thousands, 3千万 in ten millions
        scale = SCALE[sign] * (scale if sign == "亿" and scale == SCALE["万"] else 1.0)
    if words[-1:] in "十百千" or words[-1:] in "万亿":
        return scale * (10.0 ** -len(decimals[1]) if decimals else 1.0)
    return 0.0


def _intervals(metric: Metric) -> tuple[Interval, Interval]:
    assert metric.value is not None
    value, evidence = metric.value, metric.evidence
    step = _step(evidence)
    share = units.dimension(metric.unit) in SHARES or "成" in evidence or "半" in evidence or "分之" in evidence
    if share and step == 0.0:
        step = (
            10.0
            if "成" in evidence
            else 3.0
            if "半" in evidence or re.search("[一二三四五六七八九]分之", evidence)
            else 1.0
        )
        if metric.unit in ("倍", "番"):
            step = WHOLE_TIMES if value == int(value) and "多" not in evidence else 1.0
    qualifier = metric.qualifier
    if "番" in evidence:
        step = DOUBLED * value
    if qualifier == "approx":
        half = max(ABOUT * abs(value), step)
        return Interval(value - half, value + half), Interval(value - half, value + half)
    if qualifier == "over":
        more = Interval(value - step / 2, value + max(step, abs(value)) * 1.0)
        return more, more
    if qualifier == "under":
        less = Interval(0.0, value + step / 2)
        return less, less
    whole = 1.0 if share else 0.5
    return Interval(value - step / 2, value + step / 2), Interval(value - step * whole, value + step * whole)
