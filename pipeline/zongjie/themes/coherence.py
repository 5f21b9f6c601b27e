"""How far the keywords of a theme occur together: normalised pointwise mutual information (NPMI) within the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def npmi(occurrences: csr_matrix, keywords: Sequence[int], least: float = -1.0) -> float | None:
    """The mean NPMI of all pairs of keywords, between -1 and 1, to 6 digits; None with fewer than two keywords.

    `occurrences` is units × words of 0 and 1, `keywords` are columns of it. The window is the unit itself; a pair
    that never meets counts -1, and no pair less than `least`.

    Source: Bouma, Normalized (Pointwise) Mutual Information in Collocation Extraction,
    2009; Lau, Newman and Baldwin, Machine Reading Tea Leaves, 2014.
    """
    if len(keywords) < 2:
        return None
    columns = occurrences[:, list(keywords)]
    together = np.asarray((columns.T @ columns).todense())
    units = occurrences.shape[0]
    pairs = [
        max(_pair(int(together[a, b]), int(together[a, a]), int(together[b, b]), units), least)
        for a, b in combinations(range(len(keywords)), 2)
    ]
    return round(sum(pairs) / len(pairs), 6)


def _pair(both: int, first: int, second: int, units: int) -> float:
    if both == 0:
        return -1.0
    if both == units:
        return 1.0
    return log(both * units / (first * second)) / -log(both / units)
