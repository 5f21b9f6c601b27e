"""Trend tests and the correction for many tests, with the library functions that do the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FEWEST_YEARS = 5
"""Years that Mann–Kendall needs: of four distinct values the smallest two-sided p is .083, so no trend can be shown."""


@dataclass(frozen=True, slots=True)
class Slope:
    """A monotone trend: Kendall's tau, Sen's slope per unit of time with its 95 % interval, p, and the first
    autocorrelation of what the slope leaves over; `corrected` says whether p was corrected for it."""

    tau: float
    slope: float
    low: float
    high: float
    p: float
    autocorrelation: float
    corrected: bool


def cochran_armitage(held: Sequence[float], n: Sequence[float], scores: Sequence[float]) -> tuple[float, float]:
    """z and two-sided p for a linear trend in the shares held / n (Cochran 1954, Armitage 1955).

    With the variance of the linear-by-linear test (N − 1; Agresti 2002, 3.4.1), as statsmodels computes it.
    """
    import numpy as np
    from statsmodels.stats.contingency_tables import Table

    counts = np.column_stack([held, np.asarray(n, dtype=float) - np.asarray(held, dtype=float)])
    found = Table(counts, shift_zeros=False).test_ordinal_association(
        row_scores=np.asarray(scores, dtype=float), col_scores=np.array([1.0, 0.0])
    )
    return float(found.zscore), float(found.pvalue)


def mann_kendall(times: Sequence[float], values: Sequence[float]) -> Slope:
    """The trend of one value for each time (Mann 1945, Kendall 1975; Sen 1968).

    Where neighbours are alike (an autocorrelation of the ranks outside ±1.96/√n after the slope is taken out), the
    variance is corrected (Hamed & Rao 1998), for a series that drifts would else pass for a trend.

    Raises:
        ValueError: fewer than `FEWEST_YEARS` times.
    """
    import numpy as np
    from scipy import stats

    x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if len(x) < FEWEST_YEARS:
        raise ValueError(f"Mann–Kendall needs {FEWEST_YEARS} times, not {len(x)}")
    found = stats.kendalltau(x, y)
    sen = stats.theilslopes(y, x, alpha=0.95)
    ranks = stats.rankdata(y - sen.slope * x)
    lags = _autocorrelations(ranks)
    p, corrected = float(found.pvalue), False
    if np.isfinite(p):
        inflation = _inflation(lags, len(x))
        if inflation > 1:
            z = stats.norm.isf(p / 2) / np.sqrt(inflation)
            p, corrected = float(2 * stats.norm.sf(z)), True
    first = float(lags[0]) if len(lags) else float("nan")
    return Slope(
        float(found.statistic), float(sen.slope), float(sen.low_slope), float(sen.high_slope), p, first, corrected
    )


def _autocorrelations(ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    centred = ranks - ranks.mean()
    power = float(centred @ centred)
    if not power:
        return np.zeros(len(ranks) - 1)
    return np.array([float(centred[:-lag] @ centred[lag:]) / power for lag in range(1, len(ranks))])


def _inflation(lags: NDArray[np.float64], n: int) -> float:
    """How many times larger the variance of Kendall's S is than without autocorrelation (Hamed & Rao 1998, eq. 17)."""
    import numpy as np

    lag = np.arange(1, n)
    told = np.abs(lags) > 1.96 / np.sqrt(n)
    sums = ((n - lag) * (n - lag - 1) * (n - lag - 2) * lags)[told].sum()
    return float(1 + 2 / (n * (n - 1) * (n - 2)) * sums)


def adjusted(frame: pd.DataFrame, families: Sequence[str], *, p: str = "p", q: str = "q") -> pd.DataFrame:
    """The frame with a column `q`: p values corrected for the number of tests in each family (Benjamini & Hochberg
    1995); null where p is."""
    from statsmodels.stats.multitest import multipletests

    made = frame.copy()
    made[q] = float("nan")
    told = made[made[p].notna()]
    for _, some in told.groupby(list(families), sort=False):
        made.loc[some.index, q] = multipletests(some[p].to_numpy(dtype=float), method="fdr_bh")[1]
    return made
