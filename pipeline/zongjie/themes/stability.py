"""How much two sets of themes are alike, by their top words, and the samples on which a fit is repeated.

Source: Greene, O'Callaghan and Cunningham, How Many Topics? Stability Analysis for Topic Models, 2014.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

Words = Sequence[str]
"""The top words of one theme, best first."""


def jaccard(first: Collection[str], second: Collection[str]) -> float:
    """The words that two lists share over the words of either; 0 where both are empty."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other) if one | other else 0.0


def agreement(first: Sequence[Words], second: Sequence[Words]) -> float:
    """The mean Jaccard of the themes of two fits, matched one to one for the highest sum (Hungarian method).

    A theme without a partner counts 0: the sum is divided by the larger number of themes. 0 where there are none.
    """
    if not first or not second:
        return 0.0
    from scipy.optimize import linear_sum_assignment

    table = np.array([[jaccard(one, other) for other in second] for one in first])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return float(table[rows, columns].sum() / max(table.shape))


def agreements(fits: Sequence[Sequence[Words]]) -> list[list[float]]:
    """The agreement of every two fits, a symmetric table with 1 in its diagonal."""
    table = [[1.0] * len(fits) for _ in fits]
    for one in range(len(fits)):
        for other in range(one):
            table[one][other] = table[other][one] = agreement(fits[one], fits[other])
    return table


def samples(rows: int, count: int, share: float, seed: int) -> list[list[int]]:
    """`count` samples of the row numbers without replacement, each of `share` of them (at least one), in order."""
    size = min(rows, max(1, round(share * rows)))
    drawn = (np.random.default_rng([seed, number]).choice(rows, size, replace=False) for number in range(count))
    return [np.sort(one).tolist() for one in drawn]
