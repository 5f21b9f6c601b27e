"""Means with bootstrap intervals: of scores, and of the pairs of a square table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zongjie.resampling import DRAWS, drawn, middle


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and the middle 95 % of it over draws with replacement of what it was taken over."""

    value: float
    low: float
    high: float


def mean(scores: Sequence[float | None], seed: int = 0, weights: Sequence[float] | None = None) -> Estimate | None:
    """The mean of the scores that are there, drawn by score, each with its weight; None where there are none."""
    given = [1.0] * len(scores) if weights is None else weights
    pairs = [(score, weight) for score, weight in zip(scores, given, strict=True) if score is not None and weight > 0]
    if not pairs:
        return None
    known, weight = np.array(pairs, dtype=float).T
    lots = np.random.default_rng(seed).integers(len(known), size=(DRAWS, len(known)))
    values = (known * weight)[lots].sum(axis=1) / weight[lots].sum(axis=1)
    return _estimate(float(np.average(known, weights=weight)), values)


def mean_of_pairs(table: Any, seed: int = 0) -> Estimate | None:
    """The mean of a symmetric table outside its diagonal; None where it has fewer than two rows.

    Rows are drawn and not pairs, since the pairs of one row rise and fall together; a row that was drawn twice makes
    no pair with itself.
    """
    values = np.array(table, dtype=float)
    size = len(values)
    if size < 2:
        return None
    np.fill_diagonal(values, 0.0)
    lots = drawn(size, seed)
    pairs = (lots.sum(axis=1) ** 2 - (lots**2).sum(axis=1)).astype(float)
    sums = ((lots @ values) * lots).sum(axis=1)
    return _estimate(float(values.sum() / (size * (size - 1))), sums[pairs > 0] / pairs[pairs > 0])


def _estimate(value: float, values: Any) -> Estimate:
    low, high = middle(values)
    # Few values far from normal can leave their own mean outside; an interval that does not hold it misleads.
    return Estimate(value, min(float(low), value), max(float(high), value))
