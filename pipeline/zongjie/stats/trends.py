"""Prevalence over the years (or along any numeric column), with a test for trend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, YEAR, Grouping
from zongjie.stats.sampling import Count, sample, units
from zongjie.stats.significance import FEWEST_YEARS, adjusted, cochran_armitage, mann_kendall
from zongjie.stats.tally import Tally, tallies

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FEWEST_SCORES = 3  # different values that Cochran–Armitage needs: of two it is a comparison of two groups
PER = 10
"""Slopes over years are told for ten of them, so that they are percentage points one can read."""

LONGER = "number of records has a trend too: see effects, which adjust for it"
CONSTANT = "the same in every step"
MOST_STEPS = 200  # different values of a numeric column beyond which its groups are the steps


class Trends(NamedTuple):
    """`series` has a row for each item and year, `trend` one for each item and measure with its test."""

    series: pd.DataFrame
    trend: pd.DataFrame


SERIES = ["kind", "item", "label", "label_en", "step", "n", "count", "share", "records", "denominator", "record_share",
          "small"]  # fmt: skip
TREND = ["kind", "item", "label", "label_en", "measure", "test", "steps", "n", "count", "denominator", "first", "last",
         "tau", "z", "slope", "low", "high", "unit", "p", "autocorrelation", "small", "note"]  # fmt: skip


def trend(data: Data, grouping: Grouping, *, count: Count | str = Count.documents) -> Trends:
    """The series and trends along the values of a numeric grouping.

    Shares of observations are tested with Cochran–Armitage, shares of records with Mann–Kendall and Sen's slope, both
    two-sided; each step weighs the same in the latter. Where documents get longer or shorter they hold more or less of
    everything: `note` says so. q is Benjamini–Hochberg within kind and measure. `first` and `last` are the shares in
    the first and the last third of the steps. A categorical grouping has no trend: both tables are empty.
    """
    import pandas as pd

    steps = _steps(grouping)
    unit = units(data, count)
    series, tests = [], []
    for tally in tallies(data) if steps is not None and len(steps) else ():
        assert steps is not None
        table = _Table(tally, steps, unit)
        series += list(_series(tally, table))
        tests += list(_tests(tally, table, "10 years" if grouping.by == YEAR else "1"))
    trends = pd.DataFrame(tests, columns=TREND)
    return Trends(pd.DataFrame(series, columns=SERIES), adjusted(trends, ["kind", "measure"]))


def _steps(grouping: Grouping) -> pd.Series | None:
    """The value of each document along which the trend runs; the middle of its group where there are too many."""
    if not grouping.numeric:
        return None
    if grouping.value.nunique() <= MOST_STEPS:
        return grouping.value
    return grouping.group.map(grouping.value.groupby(grouping.group).median())


class _Table:
    """Counts of one kind by step: arrays of steps × items; `longer` says that the records of a document trend too."""

    def __init__(self, tally: Tally, steps: pd.Series, unit: NDArray[np.int64]) -> None:
        import numpy as np

        self.steps = np.array(sorted(steps.dropna().unique()), dtype=float)
        samples = [sample(tally, np.flatnonzero((steps == step).to_numpy()), unit) for step in self.steps]
        self.n = np.array([one.n for one in samples], dtype=float)
        self.held = np.array([np.asarray(one.holds.sum(axis=0)).ravel() for one in samples])
        self.records = np.array([np.asarray(one.counts.sum(axis=0)).ravel() for one in samples])
        self.totals = np.array([one.totals.sum() for one in samples])
        self.longer = (
            len(samples) >= FEWEST_YEARS and mann_kendall(list(self.steps), list(self.totals / self.n)).p < 0.05
        )


def _series(tally: Tally, table: _Table) -> Iterator[list[object]]:
    for at, names in enumerate(zip(tally.items, tally.labels, tally.labels_en, strict=True)):
        for row, step in enumerate(table.steps):
            n, held = table.n[row], table.held[row, at]
            records, total = table.records[row, at], table.totals[row]
            share = records / total if total else float("nan")
            yield [tally.kind, *names, step, int(n), held, held / n, records, total, share,
                   bool(n < SMALL or held < SMALL)]  # fmt: skip


def _tests(tally: Tally, table: _Table, unit: str) -> Iterator[list[object]]:
    for at, names in enumerate(zip(tally.items, tally.labels, tally.labels_en, strict=True)):
        yield [tally.kind, *names, *_of_documents(table, at)]
        yield [tally.kind, *names, *_of_records(table, at, unit)]


def _thirds(part: NDArray[np.float64], whole: NDArray[np.float64]) -> tuple[float, float]:
    """The share in the first and in the last third of the steps."""
    third = max(1, len(part) // 3)
    ends = [(part[:third].sum(), whole[:third].sum()), (part[-third:].sum(), whole[-third:].sum())]
    first, last = (float(one / all_) if all_ else float("nan") for one, all_ in ends)
    return first, last


def _of_documents(table: _Table, at: int) -> list[object]:
    nothing = float("nan")
    held, n = table.held[:, at], table.n
    rest, z, p, note = float(n.sum() - held.sum()), nothing, nothing, ""
    if len(table.steps) < FEWEST_SCORES:
        note = "too few steps"
    elif held.sum() < SMALL or rest < SMALL:
        note = "held by nearly none" if held.sum() < SMALL else "held by nearly all"
    else:
        z, p = cochran_armitage(list(held), list(n), list(table.steps))
        note = LONGER if table.longer else ""
    small = bool(min(held.sum(), rest) < SMALL)
    return ["documents", "cochran-armitage", len(n), int(n.sum()), float(held.sum()), float(n.sum()),
            *_thirds(held, n), nothing, z, nothing, nothing, nothing, "", p, nothing, small, note]  # fmt: skip


def _of_records(table: _Table, at: int, unit: str) -> list[object]:
    import numpy as np

    nothing = float("nan")
    told = table.totals > 0
    records, totals, steps = table.records[told, at], table.totals[told], table.steps[told]
    n, few = int(table.n[told].sum()), float(table.held[:, at].sum()) < SMALL
    start: list[object] = ["records", "mann-kendall", len(steps), n, float(records.sum()), float(totals.sum())]
    if len(steps) < FEWEST_YEARS or few:
        note = "held by nearly none" if few else "too few steps"
        ends = _thirds(records, totals) if len(steps) else (nothing, nothing)
        return [*start, *ends, *[nothing] * 5, "", nothing, nothing, few, note]
    shares = records / totals
    if np.ptp(shares) == 0:
        return [*start, *_thirds(records, totals), *[nothing] * 5, "", nothing, nothing, False, CONSTANT]
    found = mann_kendall(list(steps), list(shares))
    scale = PER if unit != "1" else 1
    slopes = [one * scale for one in (found.slope, found.low, found.high)]
    note = "p corrected for autocorrelation" if found.corrected else ""
    return [*start, *_thirds(records, totals), found.tau, nothing, *slopes, unit, found.p, found.autocorrelation,
            False, note]  # fmt: skip
