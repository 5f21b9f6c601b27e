"""Non-negative factors of a sparse matrix by coordinate descent, one component of all rows at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

SWEEPS = 30
"""Of one fit among many: the average over bags settles what a longer fit would. With fewer, themes of reports are less
stable under samples of 80 % (`benchmarks/themes.py --part words`)."""
POWERS = 2
"""Power iterations of the first guess, which the sweeps mend."""


def factors(table: Any, count: int, seed: int) -> Any:
    """`count` components of `table` (rows × columns, no value below 0), in single precision: count × columns.

    The updates are those of scikit-learn's `NMF(solver="cd")` in the same order, but each is one product with a vector
    for all rows, which is faster (`benchmarks/theme_speed.py`). Source: Cichocki and Phan, Fast local algorithms for
    large scale nonnegative matrix and tensor factorizations, 2009.
    """
    table = csr_matrix(table, dtype=np.float32)
    columns = table.T.tocsr()
    rows, parts = _guess(table, count, seed)
    for _ in range(SWEEPS):
        _descend(rows, parts, table)
        _descend(parts, rows, columns)
    return parts


def _descend(mine: Any, others: Any, table: Any) -> None:
    """Set each component of `mine` (components × n) to its best value, given those of `others` (components × m)."""
    products = others @ others.T
    lengths = np.diag(products).copy()
    lengths[lengths <= 0] = np.inf  # a component that is empty leaves its partner empty
    products /= lengths[:, None]
    np.fill_diagonal(products, 0)
    wanted = np.ascontiguousarray((table @ np.ascontiguousarray(others.T)).T) / lengths[:, None]
    left = np.empty(mine.shape[1], dtype=mine.dtype)
    for component in range(len(mine)):
        np.dot(products[component], mine, out=left)
        np.subtract(wanted[component], left, out=left)
        np.maximum(left, 0, out=mine[component])


def _guess(table: Any, count: int, seed: int) -> tuple[Any, Any]:
    """Components × rows and components × columns from the leading singular vectors, of each the weightier sign.

    Source: Boutsidis and Gallopoulos, SVD based initialization, 2008.
    """
    left, values, right = randomized_svd(table, count, n_iter=POWERS, random_state=seed)
    first = np.zeros((count, table.shape[0]), dtype=np.float32)
    second = np.zeros((count, table.shape[1]), dtype=np.float32)
    for at, value in enumerate(values):
        signs = [(np.maximum(sign * left[:, at], 0), np.maximum(sign * right[at], 0)) for sign in (1, -1)]
        weights = [np.linalg.norm(one) * np.linalg.norm(other) for one, other in signs]
        best = int(weights[1] > weights[0])
        if weights[best] > 0:
            scale = np.sqrt(value * weights[best])
            first[at], second[at] = (scale * one / np.linalg.norm(one) for one in signs[best])
    return first, second
