"""Which of several values stands in a cell of the panel, by which rule, and whether the others contradict it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zongjie.kpi.cells import TARGET, Candidate

ROUNDING = 0.0051  # relative difference up to which two figures are one, rounded differently (24.66 and 24.7)


def _own_report(one: Candidate) -> bool:
    year = one.report.plan_year if one.key.kind == TARGET else one.report.review_year
    return year is not None and one.key.period[:4] == str(year)


RULES: tuple[tuple[str, Callable[[Candidate], bool]], ...] = (
    ("own_report", _own_report),  # the report that is given on this period, or sets its target
    ("target_passage", lambda one: one.key.kind == TARGET and one.passage),
    ("whole", lambda one: not one.narrow),  # the whole, national before a part of it
    ("stated_period", lambda one: one.row["period_source"] != "document"),
    ("stated", lambda one: one.value is not None),  # a masked figure tells nothing
)
"""Name of the rule, and whether a candidate meets it, in the order in which they decide; the rest is told by place."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate that stands in a cell, the rule that chose it, the others, and whether one contradicts it."""

    chosen: Candidate
    rule: str
    others: tuple[tuple[Candidate, str], ...]  # each with the rule that it fell by
    conflict: bool


def choose(candidates: Sequence[Candidate]) -> Choice:
    """The choice among the candidates of one cell, at least one."""
    if len(candidates) == 1:
        return Choice(candidates[0], "only", (), False)
    left = sorted(candidates, key=lambda one: (one.report.path, one.start))
    others: list[tuple[Candidate, str]] = []
    decided = "first"
    for name, meets in RULES:
        kept = [one for one in left if meets(one)]
        if kept and len(kept) < len(left):
            others += [(one, name) for one in left if not meets(one)]
            left = kept
            decided = name
        if len(left) == 1:
            break
    chosen = left[0]
    if len(left) > 1:
        decided = "first"
    others += [(one, "first") for one in left[1:]]
    return Choice(chosen, decided, tuple(others), any(contradicts(chosen, one) for one, _ in others))


def contradicts(one: Candidate, other: Candidate) -> bool:
    """Whether two values of a cell cannot both be its value: a part is another thing, a rounded figure the same."""
    if one.narrow != other.narrow or one.value is None or other.value is None:
        return False
    if one.unit != other.unit:
        return False
    if one.row["direction"] != other.row["direction"] and one.row["direction"] and other.row["direction"]:
        return True
    return not (_near(one.value, other.value) and _near(one.high or one.value, other.high or other.value))


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDING * max(abs(one), abs(other))
