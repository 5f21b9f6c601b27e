"""One factorisation: the components of a matrix, free ones and ones that keep to given seeds, and the rows' weights."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, issparse
from sklearn.decomposition import non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.extmath import safe_sparse_dot
from threadpoolctl import ThreadpoolController

from zongjie.themes.descent import factors

FINE = 1e-9  # tolerance where rows are placed: weights are compared, so they must not depend on who else is placed
BLOCK = 20_000  # rows weighed at once; who transforms in parts cuts at multiples of it, and gets the same digits
HELD = 0.5  # cosine to a seed's component from which a row says nothing to free ones; under it, the less the nearer


@contextmanager
def steady() -> Iterator[None]:
    """One thread, so that sums have one order and the same digits; and no word of fits that stop before the end."""
    with _threads().limit(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", "invalid value encountered in sqrt", RuntimeWarning)  # a loss of 0, rounded
        yield


@cache
def _threads() -> ThreadpoolController:
    """The thread pools of the libraries above; to look for them takes longer than a small fit."""
    return ThreadpoolController()


def components(table: Any, themes: int, seed: int, anchors: Any = None) -> Any:
    """`themes` components of `table`, each of length 1, those of the `anchors` (seeds × columns, length 1) first.

    The component of an anchor is the anchor and the rows that use its columns, half and half; one that no row uses is
    empty. Free components are sought in what the anchored ones leave over, and empty ones are left out. Source: Lee and
    Seung, Learning the parts of objects by non-negative matrix factorization, 1999; rows that feed an anchor as in
    Rocchio, Relevance feedback, 1971.
    """
    if anchors is None or not anchors.shape[0]:
        return unit_rows(factors(table, min(themes, *table.shape), seed))
    used = safe_sparse_dot(table, anchors.T, dense_output=True)
    fed = unit_rows(safe_sparse_dot(used.T, table, dense_output=True), keep=len(anchors))
    held = unit_rows(np.where(fed.any(axis=1, keepdims=True), anchors + fed, 0.0), keep=len(anchors))
    free = themes - len(anchors)
    if free < 1:
        return held
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1) if issparse(table) else (table**2).sum(axis=1)))
    near = safe_sparse_dot(table, held.T, dense_output=True).max(axis=1) / np.maximum(lengths.ravel(), 1e-12)
    left = diags(np.maximum(1 - near / HELD, 0.0)) @ csr_matrix(table)
    return np.vstack([held, unit_rows(factors(left, min(free, *left.shape), seed))])


def weights(table: Any, parts: Any) -> Iterator[Any]:
    """How much of each component each row needs, the components held fast, in blocks of rows."""
    for at in range(0, table.shape[0], BLOCK):
        with steady():
            found = non_negative_factorization(
                table[at : at + BLOCK],
                H=parts,
                n_components=len(parts),
                init="custom",
                update_H=False,
                tol=FINE,
            )[0]
        yield found


def unit_rows(rows: Any, keep: int = 0) -> Any:
    """The rows scaled to length 1, without the empty ones; the first `keep` stay even when empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled[(lengths.ravel() > 0) | (np.arange(len(rows)) < keep)]
