"""Rates of groups of documents: pooled, mean, share of documents with any, and a bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.resampling import ratio_intervals
from zongjie.terms.tally import Tally
from zongjie.terms.use import USES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PER = 1000  # characters
LEAST = 5  # observations below which an interval would feign precision: it is null
DIGITS = 6  # decimals of a rate; further ones differ between machines


@dataclass(frozen=True, slots=True)
class Observations:
    """What counts as one: `unit` is the number of each document's unit, `weight` its part of it (1, or 1 / size)."""

    unit: NDArray[np.int64]
    weight: NDArray[np.float64]


def observations(documents: pd.DataFrame, by_cluster: bool) -> Observations:
    """Documents, or clusters of near duplicates; a document of no cluster is one by itself."""
    import numpy as np
    import pandas as pd

    own = pd.Series(documents["document_id"].astype(str))
    key = documents["cluster_id"].fillna(own) if by_cluster and "cluster_id" in documents else own
    unit, _ = pd.factorize(key)
    size = np.bincount(unit, minlength=1)
    return Observations(unit.astype(np.int64), 1.0 / size[unit] if len(unit) else np.zeros(0))


def by_group(
    tally: Tally, labels: Sequence[str | None], of: Observations, *, seed: int, draws: int
) -> list[dict[str, object]]:
    """A row for each value of `labels` (one a document, None last) and concept.

    The interval is the percentile interval of 95 % of the pooled rate, units drawn with replacement within the group
    (`zongjie.resampling`); null below `LEAST` units and without a hit.
    """
    import numpy as np

    members: dict[str | None, list[int]] = {}
    for at, value in enumerate(labels):
        members.setdefault(value, []).append(at)
    counts = tally.counts.astype(float)
    rows: list[dict[str, object]] = []
    for number, value in enumerate(sorted(members, key=lambda one: (one is None, _natural(one or "")))):
        rows += _rows(tally, counts, np.array(members[value]), of, value, (seed, number), draws)
    return rows


def _natural(value: str) -> tuple[int, float, str]:
    try:
        return (0, float(value), value)
    except ValueError:
        return (1, 0.0, value)


def _rows(
    tally: Tally,
    every: NDArray[np.float64],
    rows: NDArray[np.int64],
    of: Observations,
    value: str | None,
    seed: Sequence[int],
    draws: int,
) -> list[dict[str, object]]:
    weight = of.weight[rows]
    counts, chars = every[rows], tally.chars[rows].astype(float)
    low, high = _interval(counts * weight[:, None], chars * weight, of.unit[rows], seed, draws)
    uses = _summed(tally.uses[rows], weight)
    total, body = float((chars * weight).sum()), float((tally.body[rows] * weight).sum())
    sentences = float((tally.sentences[rows] * weight).sum())
    made = []
    for at, concept in enumerate(tally.dictionary.concepts):
        mine = counts[:, at]
        count, heading = float((mine * weight).sum()), float(uses[at][USES.index("heading")])
        counted_heading = heading if tally.counts_use("heading") else 0.0
        with_chars = chars > 0
        rates = PER * mine[with_chars] / chars[with_chars]
        mean = (rates * weight[with_chars]).sum() / weight[with_chars].sum() if with_chars.any() else None
        row: dict[str, object] = {
            "value": value, "concept": concept, "group": tally.dictionary.group(concept) or None,
            "documents": len(rows), "observations": _round(float(weight.sum())),
            "sentences": _round(sentences), "chars": _round(total), "chars_body": _round(body),
            "count": _round(count), **{use: _round(float(n)) for use, n in zip(USES, uses[at], strict=True)},
            "weighted": _round(float((tally.weighted[rows, at] * weight).sum())),
            "per_1000": _rate(count, total), "low": low[at], "high": high[at],
            "per_1000_body": _rate(count - counted_heading, body),
            "mean_per_1000": None if mean is None else _round(float(mean)),
            "documents_with": int((mine > 0).sum()),
            "share_with": _round(float(((mine > 0) * weight).sum() / weight.sum())),
        }  # fmt: skip
        made.append(row)
    return made


def _summed(uses: NDArray[np.int32], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Concepts × uses: the weighted sum over documents."""
    import numpy as np

    summed: NDArray[np.float64] = np.tensordot(weight, uses, axes=(0, 0))
    return summed


def _interval(
    counts: NDArray[np.float64], chars: NDArray[np.float64], unit: NDArray[np.int64], seed: Sequence[int], draws: int
) -> tuple[list[float | None], list[float | None]]:
    """The interval of each concept's rate; null where it would have no width to tell.

    That is below `LEAST` observations, and where no observation holds a hit: every draw is 0 then, and 0 to 0 would
    say that there is none where there is only none in what was read.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    concepts = counts.shape[1]
    _, number = np.unique(unit, return_inverse=True)
    size = int(number.max()) + 1 if len(number) else 0
    if size < LEAST or draws < 1 or not chars.sum():
        return [None] * concepts, [None] * concepts
    summed = np.zeros((size, concepts))
    np.add.at(summed, number, counts)
    low, high = ratio_intervals(csr_matrix(PER * summed), np.bincount(number, chars, size).astype(float), seed, draws)
    held = summed.sum(axis=0) > 0
    return _known(low, held), _known(high, held)


def _known(values: NDArray[np.float64], held: NDArray[np.bool_]) -> list[float | None]:
    return [_round(float(value)) if some else None for value, some in zip(values, held, strict=True)]


def _rate(count: float, chars: float) -> float | None:
    return _round(PER * count / chars) if chars else None


def _round(value: float) -> float:
    return round(value, DIGITS)
