"""Jumps of unit between the years of one series: a level that is a thousand times that of the years beside it."""

from __future__ import annotations

from collections.abc import Iterable

from zongjie.kpi.cells import TARGET, Candidate

JUMP = 500.0  # times by which a level may not differ from both of its neighbours; 万 for 亿 is ten thousand
KINDS = ("level", TARGET)
YEAR = "year"


def jumps(chosen: Iterable[Candidate]) -> dict[str, str]:
    """By the id of the metric, what is odd about a level beside those of the years before and behind it.

    With two years alone nothing tells which of them is wrong: both are named.
    """
    series: dict[tuple[str, str, str, str], list[Candidate]] = {}
    for one in chosen:
        key = one.key
        if (
            key.period_type == YEAR
            and key.period.isdigit()
            and key.kind in KINDS
            and key.dimension != "share"
            and one.value
        ):
            series.setdefault((key.place, key.kpi, key.kind, key.dimension), []).append(one)
    found: dict[str, str] = {}
    for some in series.values():
        some.sort(key=lambda one: one.key.period)
        inner = {at for at in range(1, len(some) - 1) if _far(some[at], some[at - 1]) and _far(some[at], some[at + 1])}
        ends = {at for at, next_ in ((0, 1), (len(some) - 1, len(some) - 2)) if len(some) > 1 and next_ not in inner}
        for at in sorted(inner | {at for at in ends if _far(some[at], some[1 if at == 0 else at - 1])}):
            beside = [*some[max(0, at - 1) : at], *some[at + 1 : at + 2]]
            found[some[at].metric_id] = "; ".join(_words(some[at], other) for other in beside)
    return found


def _far(one: Candidate, other: Candidate) -> bool:
    assert one.value is not None and other.value is not None
    return one.unit == other.unit and not 1 / JUMP < one.value / other.value < JUMP


def _words(one: Candidate, other: Candidate) -> str:
    assert one.value is not None and other.value is not None
    times = one.value / other.value
    return f"{one.key.period}: {one.value:g}{one.unit} / {other.key.period}: {other.value:g}{other.unit} = {times:.4g}"
