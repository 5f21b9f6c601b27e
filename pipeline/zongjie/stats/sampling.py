"""What one observation is: a document, or a cluster of near duplicates; and the observations of a group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from zongjie.stats.data import Data
from zongjie.stats.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


class Count(StrEnum):
    """What one observation is."""

    documents = "documents"
    clusters = "clusters"


COUNTED = {
    Count.documents: ("文档", "documents"),
    Count.clusters: ("近似文档组", "clusters of near duplicates"),
}
"""What an observation is called in both languages."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Observations of one group. `holds`, `counts` and `characters` are sparse, observations × items."""

    holds: Any
    counts: Any
    characters: Any
    totals: NDArray[np.float64]
    total_characters: NDArray[np.float64]

    @property
    def n(self) -> int:
        """How many observations there are."""
        return len(self.totals)


def units(data: Data, count: Count | str) -> NDArray[np.int64]:
    """The number of the observation of each document: its own, or that of its cluster."""
    import numpy as np
    import pandas as pd

    own = data.documents["document_id"]
    if Count(count) is Count.documents:
        return np.arange(len(own))
    cluster = data.documents["cluster_id"]
    return np.asarray(pd.factorize(cluster.where(cluster.notna(), own))[0], dtype=np.int64)


def sample(tally: Tally, rows: NDArray[np.int64], unit: NDArray[np.int64]) -> Sample:
    """The observations of the documents `rows`.

    A cluster holds what any of its documents in `rows` holds; its records are the mean over them, so that a text copied
    ten times weighs as much as one.
    """
    import numpy as np
    from scipy import sparse

    codes, at, sizes = np.unique(unit[rows], return_inverse=True, return_counts=True)
    counts, characters = tally.counts[rows], tally.characters[rows]
    totals, total_characters = tally.totals[rows], tally.total_characters[rows]
    if len(codes) < len(rows):
        mean = sparse.csr_matrix((1 / sizes[at], (at, np.arange(len(rows)))), shape=(len(codes), len(rows)))
        counts, characters, totals, total_characters = (
            mean @ part for part in (counts, characters, totals, total_characters)
        )
    return Sample((counts > 0).astype(float), counts, characters, totals, total_characters)


def standing(unit: NDArray[np.int64], labels: pd.Series | None = None) -> NDArray[np.bool_]:
    """Whether each document stands for its observation: the first of it, or with `labels` the first in its group.

    A cluster with texts in two groups is an observation of either, and one of the whole.
    """
    import numpy as np
    import pandas as pd

    nothing = pd.Series([None] * len(unit), dtype=object)
    kept = np.zeros(len(unit), dtype=bool)
    kept[observed(nothing if labels is None else labels, unit)[0]] = True
    return kept


def rows_of(labels: pd.Series, label: str | None = None) -> NDArray[np.int64]:
    """The places of the documents of one group, or of all."""
    import numpy as np

    return np.arange(len(labels)) if label is None else np.flatnonzero((labels == label).to_numpy(dtype=bool))


def observed(labels: pd.Series, unit: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of a group's place in `labels` order and observation, as one document for each: the first.

    Returns the places of the documents that stand for an observation within their group, and their observations.
    """
    import numpy as np
    import pandas as pd

    pairs = pd.DataFrame({"group": labels.astype(object).where(labels.notna(), None).map(str), "unit": unit})
    first = np.flatnonzero(~pairs.duplicated().to_numpy())
    return first, unit[first]
