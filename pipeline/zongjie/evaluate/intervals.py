"""Bootstrap intervals: how much a figure would move with other documents of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.evaluate.tally import Counts
from zongjie.resampling import DRAWS, drawn, middle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of a figure over draws of documents with replacement, see `zongjie.resampling`."""

    low: float
    high: float


def intervals(files: Sequence[Counts], seed: int = 0, draws: int = DRAWS) -> dict[str, Interval]:
    """The interval of every figure: F1 of the tallies, mean of the rates, macro F1 of the labels.

    The unit is the document: records of one text rise and fall together, so that drawing records would make the
    intervals too narrow.
    """
    import numpy as np

    if not files:
        return {}
    lots = drawn(len(files), seed, draws)
    found = {}
    for name in sorted({name for counts in files for name in counts.tallies}):
        some = [counts.tallies.get(name) for counts in files]
        table = np.array([(t.hit, t.gold + t.found) if t else (0, 0) for t in some], dtype=float)
        found[name] = _middle(lots @ table, 2.0)
    for name in sorted({name for counts in files for name in counts.rates}):
        values = [counts.rates.get(name, []) for counts in files]
        table = np.array([(sum(map(float, some)), len(some)) for some in values], dtype=float)
        found[name] = _middle(lots @ table, 1.0)
    for name in sorted({name for counts in files for name in counts.labels}):
        found[name] = _macro([counts.labels.get(name, []) for counts in files], lots)
    return found


def _middle(sums: NDArray[np.float64], factor: float) -> Interval:
    """The interval of `factor` times the first column over the second; 1 where nothing was drawn."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(sums[:, 1] > 0, factor * sums[:, 0] / sums[:, 1], 1.0)
    return _interval(values)


def _macro(pairs: Sequence[Sequence[tuple[str, str]]], lots: NDArray[np.int64]) -> Interval:
    import numpy as np

    labels = sorted({label for some in pairs for both in some for label in both})
    hits = np.array([[sum(g == f == label for g, f in some) for label in labels] for some in pairs], dtype=float)
    both = np.array(
        [[sum((g == label) + (f == label) for g, f in some) for label in labels] for some in pairs], dtype=float
    )
    if not labels:
        return Interval(1.0, 1.0)
    held = lots @ both
    scores = np.divide(2 * (lots @ hits), held, out=np.zeros_like(held), where=held > 0)
    present = (held > 0).sum(axis=1)
    return _interval(np.where(present > 0, scores.sum(axis=1) / np.maximum(present, 1), 1.0))


def _interval(values: NDArray[np.float64]) -> Interval:
    low, high = middle(values)
    return Interval(float(low), float(high))
