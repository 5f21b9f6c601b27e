"""How often the trend test finds a trend where there is none, and where there is one, with and without correction."""

from __future__ import annotations

import numpy as np
from scipy.stats import kendalltau

from zongjie.stats import mann_kendall

SERIES, BURN, RISE = 300, 50, 3


def drifting(seed: int, size: int, coefficient: float) -> np.ndarray:
    """A first-order autoregressive series without trend."""
    noise = np.random.default_rng(seed).normal(size=size + BURN)
    series = np.zeros(size + BURN)
    for at in range(1, size + BURN):
        series[at] = coefficient * series[at - 1] + noise[at]
    return series[BURN:]


def main() -> None:
    """Print the shares of series with p < .05: no trend plain and corrected, trend plain and corrected."""
    for size in (8, 12, 20, 50):
        for coefficient in (0, 0.4, 0.7):
            found = np.zeros(4)
            for seed in range(SERIES):
                series = drifting(seed, size, coefficient)
                for at, values in enumerate((series, series + np.arange(size) * RISE / size)):
                    found[2 * at] += kendalltau(range(size), values).pvalue < 0.05
                    found[2 * at + 1] += mann_kendall(list(range(size)), list(values)).p < 0.05
            print(size, coefficient, *(found / SERIES).round(3))


if __name__ == "__main__":
    main()
