"""One logistic regression with robust errors: odds ratio and average marginal effect of one variable, or why not."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WILD = 10.0
"""A coefficient or standard error (log odds) beyond this is no estimate but a sign of separation: e^10 is 22,000."""

FEWEST_CLUSTERS = 20
"""Clusters below which errors clustered by them are too small (Cameron & Miller 2015, who ask for 20 to 50)."""

Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Errors:
    """How standard errors are made: by observation, by `clusters`, or with the `lags` of a series in order of time."""

    clusters: NDArray[np.int64] | None = None
    lags: int = 0

    def some(self, rows: NDArray[np.int64]) -> Errors:
        """Those of some observations."""
        return Errors(None if self.clusters is None else self.clusters[rows], self.lags)

    def options(self) -> dict[str, object]:
        """The options of statsmodels' `fit`."""
        if self.clusters is not None:
            return {"cov_type": "cluster", "cov_kwds": {"groups": self.clusters}}
        if self.lags:
            return {"cov_type": "HAC", "cov_kwds": {"maxlags": self.lags}}
        return {"cov_type": "HC1"}

    def __str__(self) -> str:
        if self.clusters is not None:
            return f"clustered ({len(set(self.clusters.tolist()))})"
        return f"HAC (Newey–West, {self.lags} lags)" if self.lags else "robust (HC1)"


@dataclass(frozen=True, slots=True)
class Effect:
    """Odds ratio and average marginal effect (on the probability) with 95 % intervals; `note` says why all are NaN."""

    odds_ratio: float = float("nan")
    or_low: float = float("nan")
    or_high: float = float("nan")
    effect: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    p: float = float("nan")
    note: str = ""


def logistic(
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    covariates: NDArray[np.float64],
    errors: Errors,
    *,
    dummy: bool,
) -> Effect:
    """The effect of `x` on `y` (0 to 1) given `covariates` (n × k), by a generalised linear model with logit link.

    With 0 and 1 it is logistic regression, with shares fractional regression (Papke & Wooldridge 1996). Errors are
    sandwich errors: by observation (HC1), by cluster, or autocorrelation-consistent (Newey & West 1987). A model that
    does not converge, or whose coefficient is wild, gives no number but a note.
    """
    import numpy as np
    import statsmodels.api as sm

    design = np.column_stack([np.ones(len(y)), x, covariates])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return Effect(note="collinear")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = sm.GLM(y, design, family=sm.families.Binomial()).fit(maxiter=50, **errors.options())
        except (np.linalg.LinAlgError, ValueError, FloatingPointError):
            return Effect(note="not estimable")
    beta, spread = np.asarray(found.params), np.asarray(found.bse)
    if not found.converged:
        return Effect(note="no convergence")
    if not (np.isfinite(beta).all() and np.isfinite(spread).all()) or spread[1] <= 0:
        return Effect(note="not estimable")
    if abs(beta[1]) > WILD or spread[1] > WILD:
        return Effect(note="separation")
    effect, error = _marginal(design, beta, np.asarray(found.cov_params()), dummy=dummy)
    ratio, low, high = (float(np.exp(beta[1] + at * Z * spread[1])) for at in (0, -1, 1))
    return Effect(ratio, low, high, effect, effect - Z * error, effect + Z * error, float(found.pvalues[1]))


def _marginal(
    design: NDArray[np.float64], beta: NDArray[np.float64], covariance: NDArray[np.float64], *, dummy: bool
) -> tuple[float, float]:
    """The average marginal effect of the second column and its standard error by the delta method."""
    import numpy as np
    from scipy.special import expit

    if dummy:
        one, none = design.copy(), design.copy()
        one[:, 1], none[:, 1] = 1, 0
        p1, p0 = expit(one @ beta), expit(none @ beta)
        effect = float((p1 - p0).mean())
        gradient = ((p1 * (1 - p1))[:, None] * one - (p0 * (1 - p0))[:, None] * none).mean(axis=0)
    else:
        p = expit(design @ beta)
        slope = p * (1 - p)
        effect = float(slope.mean() * beta[1])
        gradient = (slope * (1 - 2 * p))[:, None].T @ design / len(p) * beta[1]
        gradient = gradient.ravel()
        gradient[1] += slope.mean()
    return effect, float(np.sqrt(gradient @ covariance @ gradient))
