"""How prevalent each item is, overall and in each group, with intervals over documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zongjie.resampling import DRAWS, ratio_intervals, share_intervals
from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, Grouping
from zongjie.stats.sampling import Count, Sample, rows_of, sample, units
from zongjie.stats.tally import Tally, tallies

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

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
    kinds = tallies(data)
    rows: list[list[object]] = []
    for label in (None, *grouping.order) if kinds else ():
        some = rows_of(grouping.group, label)
        samples = [sample(tally, some, unit) for tally in kinds]
        intervals = _intervals(samples, seed, draws)
        for at, (tally, found) in enumerate(zip(kinds, samples, strict=True)):
            rows += _of_documents(tally, label or ALL, found)
            rows += _of_records(tally, label or ALL, found, intervals[2 * at : 2 * at + 2])
    made = pd.DataFrame(rows, columns=COLUMNS)
    return made.sort_values("kind", key=lambda kind: kind.map(_order(kinds)), kind="stable", ignore_index=True)


COLUMNS = ["kind", "item", "label", "label_en", "group", "measure", "count", "denominator", "n", "share", "low", "high",
           "interval", "small"]  # fmt: skip


def _order(kinds: list[Tally]) -> dict[str, int]:
    return {tally.kind: at for at, tally in enumerate(kinds)}


def _intervals(
    samples: list[Sample], seed: int, draws: int
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]] | None]:
    """The intervals of the shares of records and of characters of every kind, by the same draws; None for few."""
    import numpy as np
    from scipy import sparse

    if samples[0].n < SMALL:
        return [None] * (2 * len(samples))
    parts = [part for one in samples for part in (one.counts, one.characters)]
    whole = np.column_stack([all_ for one in samples for all_ in (one.totals, one.total_characters)])
    ends = np.cumsum([part.shape[1] for part in parts])
    of = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    low, high = ratio_intervals(sparse.hstack(parts).tocsr(), whole, seed, draws, of=of.tolist())
    return [(low[end - part.shape[1] : end], high[end - part.shape[1] : end]) for part, end in
            zip(parts, ends, strict=True)]  # fmt: skip


def _of_documents(tally: Tally, group: str, found: Sample) -> Iterator[list[object]]:
    """The shares of observations in one group."""
    import numpy as np

    held = np.asarray(found.holds.sum(axis=0)).ravel()
    low, high, how = share_intervals(held, found.n, least=SMALL)
    for at, names in enumerate(zip(tally.items, tally.labels, tally.labels_en, strict=True)):
        share = held[at] / found.n if found.n else float("nan")
        yield [tally.kind, *names, group, "documents", held[at], float(found.n), found.n, share, low[at], high[at],
               how[at], bool(held[at] < SMALL or found.n < SMALL)]  # fmt: skip


def _of_records(
    tally: Tally, group: str, found: Sample, intervals: list[tuple[NDArray[np.float64], NDArray[np.float64]] | None]
) -> Iterator[list[object]]:
    """The shares of records, then of characters; an interval without width, as where no record is, is none."""
    import numpy as np

    held = np.asarray(found.holds.sum(axis=0)).ravel()
    measures = (("records", found.counts, found.totals), ("characters", found.characters, found.total_characters))
    for (measure, parts, whole), bounds in zip(measures, intervals, strict=True):
        sums, total = np.asarray(parts.sum(axis=0)).ravel(), float(whole.sum())
        for at, names in enumerate(zip(tally.items, tally.labels, tally.labels_en, strict=True)):
            low, high = (float("nan"),) * 2 if bounds is None else (bounds[0][at], bounds[1][at])
            told = bool(low < high)
            yield [tally.kind, *names, group, measure, sums[at], total, found.n,
                   sums[at] / total if total else float("nan"), low if told else float("nan"),
                   high if told else float("nan"), "bootstrap" if told else "",
                   bool(held[at] < SMALL or found.n < SMALL)]  # fmt: skip
