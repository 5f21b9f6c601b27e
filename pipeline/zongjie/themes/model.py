"""The theme model: a scikit-learn estimator that factors a non-negative matrix and keeps no theme under a minimum.

It imports scikit-learn at the top, so `fold` imports it only when there is something to fit.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.decomposition import NMF, MiniBatchNMF, non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.extmath import safe_sparse_dot
from sklearn.utils.validation import check_is_fitted, check_random_state, validate_data

DIGITS = 6
"""Shares are rounded before they are compared, so that the last bits of a sum never decide between two themes."""
BATCH = 4_096  # rows a step of MiniBatchNMF
BLOCK = 20_000  # rows weighed at once; who transforms in parts cuts at multiples of it, and gets the same digits
STEPS = 300  # of the fit; on 20,000 sentences the loss moves by less than .01 % after 150


class ThemeModel(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Non-negative matrix factorisation in which every theme leads in at least `minimum` rows.

    A theme that leads in fewer is taken out, smallest first, and its rows go to their next best theme.

    Parameters:
        n_themes: how many themes to begin with; never more than rows or columns allow.
        minimum: fewest rows that a theme must lead in.
        largest: rows above which a sample of this size is factored in mini-batches; the others are only placed.
        random_state: seed of the initial guess, the sample and the batches.

    Attributes:
        components_: themes × columns, each row of length 1; only the themes that were kept.
        dropped_: how many of `n_themes` the matrix does not support.
    """

    def __init__(
        self, n_themes: int = 8, *, minimum: int = 3, largest: int = 200_000, random_state: int | None = 0
    ) -> None:
        self.n_themes = n_themes
        self.minimum = minimum
        self.largest = largest
        self.random_state = random_state

    def fit(self, X: Any, y: object = None) -> ThemeModel:  # noqa: N803 - scikit-learn's name
        """Factor `X`, rows × columns, dense or sparse, no value below zero."""
        table = validate_data(self, X, accept_sparse="csr", dtype=np.float64, ensure_non_negative=True)
        random = check_random_state(self.random_state)
        if table.shape[0] > self.largest:
            table = table[np.sort(random.choice(table.shape[0], self.largest, replace=False))]
        found = _factor(table, min(self.n_themes, *table.shape), self.largest <= table.shape[0], random)
        found = found[np.linalg.norm(found, axis=1) > 0]
        # Dropped ones still take their part of a row, or the rows that a theme was kept for would shift under it.
        self._all = found / np.linalg.norm(found, axis=1, keepdims=True)
        self._kept = _large_enough(table, self._all, self.minimum)
        self.components_ = self._all[self._kept]
        self.dropped_ = self.n_themes - len(self._kept)
        self._n_features_out = len(self._kept)
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """The share of each theme in each row: they add up to 1, or are all 0 where no theme shares a column."""
        check_is_fitted(self)
        table = validate_data(self, X, accept_sparse="csr", dtype=np.float64, ensure_non_negative=True, reset=False)
        return _shares(table, self.components_, _weights(table, self._all)[:, self._kept])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        return tags


def leaders(shares: Any) -> Any:
    """The leading theme of each row, the first of equals, -1 where all shares are 0."""
    return np.where(shares.max(axis=1, initial=0) > 0, shares.argmax(axis=1), -1)


def _factor(table: Any, themes: int, in_batches: bool, random: Any) -> Any:
    model = (
        MiniBatchNMF(themes, init="nndsvda", batch_size=BATCH, random_state=random)
        if in_batches
        else NMF(themes, init="nndsvda", max_iter=STEPS, random_state=random)
    )
    with warnings.catch_warnings():
        # The themes are settled long before the last digit of the loss is.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(table).components_


def _weights(table: Any, components: Any) -> Any:
    """How much of each component each row needs, the components held fast."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        blocks = [
            non_negative_factorization(
                table[at : at + BLOCK],
                H=components,
                n_components=len(components),
                init="custom",
                update_H=False,
                tol=1e-6,
            )[0]
            for at in range(0, table.shape[0], BLOCK)
        ]
    return np.concatenate(blocks)


def _shares(table: Any, components: Any, weights: Any) -> Any:
    """Weights as shares of their row; a row that needs no component is placed by its likeness to them."""
    empty = weights.sum(axis=1) <= 0
    if empty.any():
        weights[empty] = safe_sparse_dot(table[empty], components.T, dense_output=True)
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0).round(DIGITS)


def _large_enough(table: Any, components: Any, minimum: int) -> Any:
    """The indices of the components that keep `minimum` rows each, the smallest taken out one by one."""
    weights = _weights(table, components)
    kept = np.arange(len(components))
    while len(kept) > 1:
        leading = leaders(_shares(table, components[kept], weights[:, kept]))
        sizes = np.bincount(leading[leading >= 0], minlength=len(kept))
        if sizes.min() >= minimum:
            break
        kept = np.delete(kept, sizes.argmin())
    return kept
