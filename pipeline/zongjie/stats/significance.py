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


STRONGEST = 0.95  # autocorrelation that is corrected for: beyond it the series is a random walk, and p is near 1


WIDEST = 0.999999  # level of Sen's interval that stands for 95 % under the strongest autocorrelation


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
    """The trend of one value for each time (Mann 1945, Kendall 1975; Sen 1968), neighbours taken for alike.

    A series that drifts passes for a trend. So the variance of Kendall's S, and with it the interval of the slope, is
    corrected for first-order autocorrelation (Yue & Wang 2004) of what the slope leaves over, with the bias of that
    coefficient taken out (Hamed 2009). On simulated series of 8 to 50 steps without trend and a coefficient of 0, .4
    and .7, 2–4, 4–7 and 6–12 % have p < .05; without the correction 3–6, 9–19 and 20–39 % (benchmarks/trend_level.py).

    Raises:
        ValueError: fewer than `FEWEST_YEARS` times.
    """
    import numpy as np
    from scipy import stats

    x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if len(x) < FEWEST_YEARS:
        raise ValueError(f"Mann–Kendall needs {FEWEST_YEARS} times, not {len(x)}")
    found = stats.kendalltau(x, y)
    sen = stats.theilslopes(y, x)
    first = _autocorrelation(y - sen.slope * x)
    inflation = _inflation(first, len(x))
    p = float(2 * stats.norm.sf(stats.norm.isf(found.pvalue / 2) / np.sqrt(inflation)))
    level = float(1 - 2 * stats.norm.sf(stats.norm.isf(0.025) * np.sqrt(inflation)))
    wide = stats.theilslopes(y, x, alpha=min(level, WIDEST))
    slopes = (float(sen.slope), float(wide.low_slope), float(wide.high_slope))
    return Slope(float(found.statistic), *slopes, p, first, inflation > 1)


def _autocorrelation(rest: NDArray[np.float64]) -> float:
    """The first autocorrelation of a series, its bias taken out; 0 for a constant one."""
    import numpy as np

    n, centred = len(rest), rest - rest.mean()
    power = float(centred @ centred)
    if power <= np.finfo(float).eps * n * float(rest @ rest):
        return 0.0
    return float(np.clip((n * float(centred[:-1] @ centred[1:]) / power + 2) / (n - 4), -1, 1))


def _inflation(first: float, n: int) -> float:
    """How many times larger the variance of Kendall's S is than without autocorrelation (Yue & Wang 2004, eq. 9);
    never less than 1."""
    import numpy as np

    lag = np.arange(1, n)
    return float(1 + 2 * ((1 - lag / n) * min(max(first, 0.0), STRONGEST) ** lag).sum())


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
