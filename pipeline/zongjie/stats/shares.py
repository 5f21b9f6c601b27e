"""How prevalent each item is, overall and in each group, with intervals over documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, Grouping
from zongjie.stats.resampling import DRAWS, ratio_intervals, share_intervals
from zongjie.stats.sampling import Count, Sample, rows_of, sample, units
from zongjie.stats.tally import Tally, tallies

if TYPE_CHECKING:
    import pandas as pd

ALL = "（全部 all）"
"""The label of the group of all documents, those without a value of the grouping column included."""


def prevalence(
    data: Data, grouping: Grouping, *, count: Count | str = Count.documents, seed: int = 0, draws: int = DRAWS
) -> pd.DataFrame:
    """One row for each item, group and measure.

    `measure` is `documents` (share of observations that hold the item), `records` (share of the records of its table)
    or `characters` (share of their characters). `count` / `denominator` = `share`; `n` is the number of observations,
    `low` and `high` the 95 % interval by `interval`; `small` marks fewer than 5 observations or records.
    """
    import pandas as pd

    unit = units(data, count)
    rows = [row for tally in tallies(data) for row in _of_tally(tally, grouping, unit, seed, draws)]
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = ["kind", "item", "label", "label_en", "group", "measure", "count", "denominator", "n", "share", "low", "high",
           "interval", "small"]  # fmt: skip


def _of_tally(tally: Tally, grouping: Grouping, unit: object, seed: int, draws: int) -> Iterator[list[object]]:
    import numpy as np

    codes = np.asarray(unit)
    for label in (None, *grouping.order):
        rows = rows_of(grouping.group, label)
        yield from _of_sample(tally, label or ALL, sample(tally, rows, codes), seed, draws)


def _of_sample(tally: Tally, group: str, found: Sample, seed: int, draws: int) -> Iterator[list[object]]:
    """The rows of one group: first the shares of observations, then those of records and characters."""
    import numpy as np

    names = list(zip(tally.items, tally.labels, tally.labels_en, strict=True))
    held = np.asarray(found.holds.sum(axis=0)).ravel()
    low, high, how = share_intervals(held, found.n, least=SMALL)
    for at, (item, label, label_en) in enumerate(names):
        share = held[at] / found.n if found.n else float("nan")
        yield [tally.kind, item, label, label_en, group, "documents", held[at], float(found.n), found.n, share,
               low[at], high[at], how[at], bool(held[at] < SMALL or found.n < SMALL)]  # fmt: skip
    for measure, parts, whole in (
        ("records", found.counts, found.totals),
        ("characters", found.characters, found.total_characters),
    ):
        sums, total = np.asarray(parts.sum(axis=0)).ravel(), float(whole.sum())
        enough = found.n >= SMALL and total > 0
        nothing = np.full(len(names), np.nan)
        low, high = ratio_intervals(parts, whole, seed, draws) if enough else (nothing, nothing)
        for at, (item, label, label_en) in enumerate(names):
            told = enough and held[at] > 0 and low[at] < high[at]
            yield [tally.kind, item, label, label_en, group, measure, sums[at], total, found.n,
                   sums[at] / total if total else float("nan"), low[at] if told else float("nan"),
                   high[at] if told else float("nan"), "bootstrap" if told else "",
                   bool(held[at] < SMALL or found.n < SMALL)]  # fmt: skip
