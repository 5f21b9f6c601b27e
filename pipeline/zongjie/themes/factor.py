"""One factorisation: the components of a matrix, free ones and ones that keep to given seeds, and the rows' weights."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse, vstack
from sklearn.decomposition import NMF, non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

STEPS = 60
TOLERANCE = 1e-3
"""Of one fit among many: the average over bags settles what a longer fit would; 400 steps change no figure of the
consensus on 4,224 paragraphs by more than .01."""
FINE = 1e-9  # tolerance where rows are placed: weights are compared, so they must not depend on who else is placed
BLOCK = 20_000  # rows weighed at once; who transforms in parts cuts at multiples of it, and gets the same digits
ANCHOR = 0.5  # of the mass of an even theme: how heavily a seed's own words count beside the texts


@contextmanager
def steady() -> Iterator[None]:
    """One thread, so that sums have one order and the same digits; and no word of fits that stop before the end."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", "invalid value encountered in sqrt", RuntimeWarning)  # a loss of 0, rounded
        yield


def components(table: Any, themes: int, seed: int, anchors: Any = None) -> Any:
    """`themes` components of `table`, each of length 1, those of the `anchors` (seeds × columns) first.

    A component that found nothing is left out, but never one of an anchor. Each anchor enters as rows of its own words,
    which weigh `ANCHOR` as much as the texts of a theme of average size, and its component begins there.
    Source: Lee and Seung, Learning the parts of objects by non-negative matrix factorization, 1999; initial guess by
    Boutsidis and Gallopoulos, SVD based initialization (NNDSVD), 2008.
    """
    if anchors is None or not anchors.shape[0]:
        return unit_rows(_free(table, min(themes, *table.shape), seed))
    free = max(min(themes - anchors.shape[0], *table.shape), 0)
    begun = unit_rows(_free(table, free, seed)) if free else np.zeros((0, table.shape[1]))
    first = _dense(anchors)
    weight = ANCHOR * np.sqrt(table.multiply(table).sum() if issparse(table) else (table**2).sum())
    weight /= np.sqrt(max(themes, 1))
    guess = np.vstack([first, begun])
    guess = np.maximum(guess, guess.mean() / 100)  # a zero would stay one
    both = vstack([csr_matrix(table), csr_matrix(first * weight)], format="csr")
    model = NMF(len(guess), init="custom", max_iter=STEPS, tol=TOLERANCE)
    start = np.full((both.shape[0], len(guess)), np.sqrt(max(both.mean(), 1e-12) / len(guess)))
    model.fit_transform(both, W=start, H=np.ascontiguousarray(guess))
    return unit_rows(model.components_, keep=len(first))


def weights(table: Any, parts: Any) -> Iterator[Any]:
    """How much of each component each row needs, the components held fast, in blocks of rows."""
    for at in range(0, table.shape[0], BLOCK):
        with steady():
            yield non_negative_factorization(
                table[at : at + BLOCK],
                H=parts,
                n_components=len(parts),
                init="custom",
                update_H=False,
                tol=FINE,
            )[0]


def unit_rows(rows: Any, keep: int = 0) -> Any:
    """The rows scaled to length 1, without the empty ones; the first `keep` stay even when empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled[(lengths.ravel() > 0) | (np.arange(len(rows)) < keep)]


def _free(table: Any, themes: int, seed: int) -> Any:
    model = NMF(themes, init="nndsvd", max_iter=STEPS, tol=TOLERANCE, random_state=seed)
    return model.fit(table).components_


def _dense(rows: Any) -> Any:
    return rows.toarray() if issparse(rows) else np.asarray(rows)
