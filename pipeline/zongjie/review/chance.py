"""Agreement of two coders from matrices of counts, many at once: share, Cohen's kappa, Krippendorff's alpha.

The formulas stand here once, for a figure and for its bootstrap draws alike; the tests hold them against scikit-learn's
kappa and nltk's alpha, which take one list of pairs at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from typing import TYPE_CHECKING

from zongjie.evaluate.intervals import Interval
from zongjie.resampling import drawn, middle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrices = NDArray[np.float64]
    Formula = Callable[[Matrices], Matrices]

Pair = tuple[str, str]


def counted(codes: Sequence[Sequence[Pair]]) -> Matrices:
    """How often each pair of labels occurs, by document: documents × labels × labels."""
    import numpy as np

    labels = sorted({label for some in codes for pair in some for label in pair})
    at = {label: number for number, label in enumerate(labels)}
    found = np.zeros((len(codes), len(labels), len(labels)))
    for document, some in enumerate(codes):
        for x, y in some:
            found[document, at[x], at[y]] += 1
    return found


def pooled(matrices: Matrices, formula: Formula) -> float | None:
    """A figure of all documents together; None where it is not defined."""
    value = float(formula(matrices.sum(axis=0)[None])[0])
    return None if isnan(value) else value


def share(sums: Matrices) -> Matrices:
    """The share of equal labels in each matrix; NaN where nothing was labelled."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        result: Matrices = np.trace(sums, axis1=1, axis2=2) / sums.sum(axis=(1, 2))
    return result


def kappa(sums: Matrices) -> Matrices:
    """Cohen's kappa (1960) of each matrix of counts; NaN where chance alone would agree always."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        n = sums.sum(axis=(1, 2))
        seen = np.trace(sums, axis1=1, axis2=2) / n
        chance = (sums.sum(axis=1) * sums.sum(axis=2)).sum(axis=1) / n**2
        result: Matrices = np.where(chance < 1, (seen - chance) / (1 - chance), np.nan)
    return result


def alpha(sums: Matrices) -> Matrices:
    """Krippendorff's nominal alpha (2004) of two coders without gaps, of each matrix of counts; NaN for one label."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        of_label = sums.sum(axis=1) + sums.sum(axis=2)
        values = of_label.sum(axis=1)
        differ = 2 * (sums.sum(axis=(1, 2)) - np.trace(sums, axis1=1, axis2=2))
        chance = values**2 - (of_label**2).sum(axis=1)
        result: Matrices = np.where(chance > 0, 1 - (values - 1) * differ / chance, np.nan)
    return result


def interval(matrices: Matrices, formula: Formula, seed: int, draws: int) -> Interval | None:
    """The middle 95 % of a figure over draws of documents; draws in which it is not defined are left out."""
    import numpy as np

    size = len(matrices)
    if size < 2 or not matrices.size:
        return None
    values = formula(np.tensordot(drawn(size, seed, draws).astype(float), matrices, axes=1))
    low, high = middle(values)
    return None if isnan(low) else Interval(float(low), float(high))
