"""Targets held against results: what the report of a year sets, and what the next one says came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zongjie.kpi.cells import TARGET, Candidate
from zongjie.kpi.codebook import Indicator

ABOUT = 0.05
"""Share of an approximate target (8%左右) within which a result that falls short counts as about reached."""
RESULTS = ("change", "rate", "level")
YEAR = "year"
YEARLY = (YEAR, "as-of")  # a figure as of the end of a year is that of the year


@dataclass(frozen=True, slots=True)
class Join:
    """A target of a year with the result that was stated for it; `gap` is result minus target, in the target's unit."""

    target: Candidate
    result: Candidate | None
    gap: float | None
    status: str  # achieved, about, missed, no_result, unclear


Series = tuple[str, str, str, str]
"""Place (`Key.place`), period, indicator, dimension."""


def series(one: Candidate) -> Series:
    """What a target and its result share."""
    key = one.key
    return key.place, key.period, key.kpi, key.dimension


def joined(chosen: Iterable[Candidate], book: Mapping[str, Indicator]) -> list[Join]:
    """Every yearly target that was chosen, with the result of its year, in their order."""
    targets: list[Candidate] = []
    results: dict[Series, Candidate] = {}
    for one in chosen:
        if one.key.period_type not in YEARLY or not one.key.period.isdigit():
            continue
        if one.key.kind == TARGET and one.key.period_type == YEAR:
            targets.append(one)
        elif one.key.kind in RESULTS:
            known = results.get(series(one))
            if known is None or _rank(one) < _rank(known):
                results[series(one)] = one
    return [_join(target, results.get(series(target)), book[target.key.kpi]) for target in targets]


def _rank(one: Candidate) -> tuple[bool, int, bool]:
    """The result that its own year's review states comes first, then a change before a rate before a level."""
    other = one.report.review_year != int(one.key.period[:4])
    return other, RESULTS.index(one.key.kind), one.key.period_type != YEAR


def _join(target: Candidate, result: Candidate | None, indicator: Indicator) -> Join:
    if result is None:
        return Join(target, None, None, "no_result")
    if target.value is None or result.value is None or target.unit != result.unit:
        return Join(target, result, None, "unclear")
    low, high = target.value, target.high if target.high is not None else target.value
    value = result.value
    if target.falling != result.falling and result.key.kind == "change":
        value = -value  # 下降1.2% where growth was aimed at, 上升 where a fall was
    ceiling = indicator.better == "lower" or str(target.row["qualifier"]) == "under"
    if target.falling and str(target.row["qualifier"]) != "under":
        ceiling = False  # 降低3%以上: the more the better
    gap = value - high if ceiling and value > high else value - low
    if (value <= high) if ceiling else (value >= low):
        return Join(target, result, _rounded(gap), "achieved")
    about = str(target.row["qualifier"]) == "approx" and abs(gap) <= ABOUT * abs(low)
    return Join(target, result, _rounded(gap), "about" if about else "missed")


def _rounded(gap: float) -> float:
    return float(f"{gap:.10g}")
