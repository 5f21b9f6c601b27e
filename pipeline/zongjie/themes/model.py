"""The theme model: a scikit-learn estimator that keeps what factorisations of many parts of the rows agree on.

It imports scikit-learn at the top, so `fold` imports it only when there is something to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.extmath import safe_sparse_dot
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from zongjie.themes.bags import keys_of, members
from zongjie.themes.consensus import agree, around, gather
from zongjie.themes.factor import unit_rows
from zongjie.themes.placing import large_enough, shares

LITTLE = 0.02
"""Of a component's length: enough to place a row that has none of its own columns, too little to be seen."""


class ThemeModel(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Consensus of non-negative matrix factorisations over bags of the rows, in which every theme leads in some rows.

    A theme that fewer than `minimum` rows lead in is taken out, smallest first, and its rows go to their next best.

    Parameters:
        n_themes: how many themes are wanted; fewer come out where the rows do not support as many.
        bags: bags of rows for each of five numbers of components around `n_themes`.
        share: of the rows, how many a bag holds.
        largest: rows that a bag holds at most, so that memory and time of a fit are bounded.
        minimum: fewest rows that a theme must lead in, 0 to keep all; themes of seeds may lead in fewer.
        seeds: themes × columns, the words that guided themes begin with and keep to, or None.
        random_state: number of the first bag.

    Attributes:
        components_: themes × columns, each row of length 1, guided ones first, then the most stable ones.
        stability_: for each theme how well its ten heaviest columns come back in the bags, 0 to 1.
        guided_: for each theme the number of its seed, -1 for free ones.
        dropped_: how many of `n_themes` the rows do not support.
    """

    def __init__(
        self,
        n_themes: int = 8,
        *,
        bags: int = 12,
        share: float = 0.8,
        largest: int = 20_000,
        minimum: int = 3,
        seeds: Any = None,
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.bags = bags
        self.share = share
        self.largest = largest
        self.minimum = minimum
        self.seeds = seeds
        self.random_state = random_state

    def fit(
        self,
        X: Any,  # noqa: N803
        y: object = None,
        *,
        keys: Sequence[str] | None = None,
        words: Any = None,
    ) -> ThemeModel:
        """Factor `X`, rows × columns, dense or sparse, no value below zero.

        `keys` names the rows, so that each falls into the same bags whatever other rows there are; without them the
        order of the rows decides. `words` (rows × words of 0 and 1, sparse; the first columns of `X`) keeps out themes
        whose words go together by chance.
        """
        table = validate_data(self, X, accept_sparse="csr", dtype=np.float64, ensure_non_negative=True)
        seeds = None if self.seeds is None else unit_rows(check_array(self.seeds, dtype=np.float64), len(self.seeds))
        anchored = 0 if seeds is None else len(seeds)
        numbers = keys_of(map(str, range(table.shape[0])) if keys is None else keys)
        share = min(self.share, self.largest / table.shape[0])
        plan = around(self.n_themes, self.bags, max(anchored, 1))
        fits = gather(table, numbers, plan, share=share, seed=self.random_state, anchors=seeds, words=words)
        agreed = agree(fits, table, self.n_themes)
        if not len(agreed.components):  # nothing comes back: one theme, what all rows have in common
            middle = np.asarray(table.sum(axis=0), dtype=np.float64).reshape(1, -1)
            agreed = agreed._replace(components=unit_rows(middle, keep=1), stability=np.zeros(1))
        sample = table if share >= self.share else table[members(numbers, self.random_state, share)]
        components = _with_company(sample, agreed.components)
        guided = np.arange(len(components)) < anchored
        kept = np.arange(len(components))
        if self.minimum:
            kept, _ = large_enough(sample, components, self.minimum, guided)
        self.components_ = components[kept]
        self.stability_ = agreed.stability[kept]
        self.guided_ = np.where(guided[kept], kept, -1)
        self.dropped_ = max(self.n_themes - len(kept), 0)
        self._n_features_out = len(kept)
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """The share of each theme in each row: they add up to 1, or are all 0 where no theme shares a column."""
        check_is_fitted(self)
        table = validate_data(self, X, accept_sparse="csr", dtype=np.float64, ensure_non_negative=True, reset=False)
        return np.concatenate(list(shares(table, self.components_)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        return tags


def _with_company(table: Any, components: Any) -> Any:
    """The components with a little of every column that their rows use, so that rows of those columns are placed."""
    shared = np.concatenate(list(shares(table, components)))
    rows = unit_rows(safe_sparse_dot(shared.T, table, dense_output=True), keep=len(components))
    return unit_rows(components + LITTLE * rows, keep=len(components))
