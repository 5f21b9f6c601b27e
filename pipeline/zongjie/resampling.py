"""Bootstrap intervals over observations: shares exactly, ratios of sums and any other figure by seeded draws."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 2000
"""Resamples: the error of a 2.5 % percentile is then about .35 of a percentage point of level."""

LEVEL = 0.95
CELLS = 4_000_000  # of the matrix of draws that is held at once: 32 MB


def share_intervals(
    held: NDArray[np.float64], n: int, *, least: int = 5
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """The 95 % interval of each share `held / n` of observations, and by which method.

    Drawing n observations with replacement gives a binomial number that hold the item, so the percentiles of the
    bootstrap (Efron 1979) are those of that binomial: no draw is needed. Where nobody or everybody holds it, or n is
    below `least`, the bootstrap has no width to tell, and Wilson's score interval (1927) stands in.
    """
    import numpy as np
    from scipy import stats

    if not n:
        nothing = np.full(len(held), np.nan)
        return nothing, nothing, [""] * len(held)
    edge = (1 - LEVEL) / 2
    share = held / n
    low, high = (stats.binom.ppf(at, n, share) / n for at in (edge, 1 - edge))
    wilson = (held == 0) | (held == n) | (n < least)
    z = stats.norm.ppf(1 - edge)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    width = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = np.where(wilson, np.maximum(0, middle - width), low)
    high = np.where(wilson, np.minimum(1, middle + width), high)
    return low, high, ["wilson" if one else "bootstrap" for one in wilson]


def ratio_intervals(
    parts: Any,
    whole: NDArray[np.float64],
    seed: int | Sequence[int],
    draws: int = DRAWS,
    *,
    of: Sequence[int] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % percentile interval of sum(parts) / sum(whole), each column of `parts` by itself.

    Observations (rows of the sparse `parts`) are drawn with replacement as a multinomial, seeded; the same draws serve
    all columns. `whole` has one column, or several of which `of` names that of each column of `parts`. A draw without
    any record of the whole is left out.
    """
    import numpy as np

    n, across = parts.shape
    if not n or not across:
        return np.full(across, np.nan), np.full(across, np.nan)
    generator = np.random.default_rng(seed)  # one for all blocks
    transposed, wholes = parts.T.tocsr(), whole.reshape(n, -1)
    which = np.zeros(across, dtype=np.int64) if of is None else np.asarray(of)
    values = np.empty((draws, across))
    block = max(1, min(draws, CELLS // n))
    for at in range(0, draws, block):
        size = min(block, draws - at)
        lots = drawn(n, generator, size)
        with np.errstate(invalid="ignore", divide="ignore"):
            values[at : at + size] = (transposed @ lots.T).T / (lots @ wholes)[:, which]
    return middle(values)


def drawn(n: int, seed: int | Sequence[int] | np.random.Generator, draws: int = DRAWS) -> NDArray[np.int64]:
    """How often each of `n` observations comes in each of so many draws of n with replacement: draws × observations."""
    import numpy as np

    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws)


def middle(values: Any) -> tuple[Any, Any]:
    """The percentile interval (Efron 1979) of a figure reckoned for each draw: the ends of the middle 95 %.

    Of several columns each has its own. Draws in which a figure is not defined (NaN) are left out; NaN where all are.
    """
    import numpy as np

    edge = (1 - LEVEL) / 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of NaN alone
        low, high = np.nanquantile(values, [edge, 1 - edge], axis=0)
    return low, high
