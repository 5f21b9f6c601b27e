"""Where rows belong among components that are held fast, and which components enough rows belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from sklearn.utils.extmath import safe_sparse_dot

from zongjie.themes.factor import BLOCK, weights

DIGITS = 6
"""Shares are rounded before they are compared, so that the last bits of a sum never decide between two themes."""


class Placement(NamedTuple):
    """For each row its leading theme (-1: none), the next (-1: none), the share of the one and how far it leads."""

    theme: Any
    second: Any
    weight: Any
    margin: Any


def shares(table: Any, components: Any) -> Iterator[Any]:
    """Weights as shares of their row, in blocks; a row that needs no component is placed by its likeness to them."""
    for number, weighed in enumerate(weights(table, components)):
        empty = weighed.sum(axis=1) <= 0
        if empty.any():
            rows = table[number * BLOCK : number * BLOCK + len(weighed)][empty]
            weighed[empty] = safe_sparse_dot(rows, components.T, dense_output=True)
        sums = weighed.sum(axis=1, keepdims=True)
        yield np.divide(weighed, sums, out=np.zeros_like(weighed), where=sums > 0).round(DIGITS)


def place(table: Any, components: Any) -> Placement:
    """Where each row belongs; of equals the theme with the lower number leads."""
    blocks = [_leading(found) for found in shares(table, components)]
    return Placement(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def large_enough(table: Any, components: Any, minimum: int, guided: Any) -> tuple[Any, Placement]:
    """The indices of the components that lead in `minimum` rows each, and where rows belong among these.

    The smallest is taken out first, one by one; a `guided` one stays, and so does the last.
    """
    kept = np.arange(len(components))
    while True:
        placement = place(table, components[kept])
        sizes = np.bincount(placement.theme[placement.theme >= 0], minlength=len(kept)).astype(float)
        sizes[guided[kept]] = np.inf
        if len(kept) < 2 or sizes.min() >= minimum:
            return kept, placement
        kept = np.delete(kept, sizes.argmin())


def _leading(found: Any) -> Placement:
    order = np.argsort(-found, axis=1, kind="stable")
    at = np.arange(len(found))
    first, second = order[:, 0], order[:, min(1, found.shape[1] - 1)]
    weight, next_weight = found[at, first], found[at, second]
    return Placement(
        np.where(weight > 0, first, -1),
        np.where((next_weight > 0) & (second != first), second, -1),
        weight,
        (weight - next_weight).round(DIGITS),
    )
