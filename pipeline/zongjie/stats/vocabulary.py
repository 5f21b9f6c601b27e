"""The content words of every document, counted in one pass over the sentences."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zongjie.stats.data import Data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_DOCUMENTS = 3
"""Documents that a word needs: one that only two texts use is mostly a name of theirs."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`counts` is sparse, documents × words; `size` the content words of each document, rare ones included."""

    words: tuple[str, ...]
    counts: Any
    size: NDArray[np.float64]


def vocabulary(data: Data, *, least: int = FEWEST_DOCUMENTS) -> Vocabulary:
    """The content words (`zongjie.themes.content`) of the sentences that are no headings, by document."""
    import numpy as np
    import pandas as pd
    from scipy import sparse

    index = pd.Index(data.documents["document_id"])
    number: dict[str, int] = {}
    rows, columns = array("i"), array("i")
    for batch in data.sentences():
        batch = batch[~batch["heading"].fillna(False).astype(bool)]
        places = index.get_indexer(batch["document_id"])
        for place, words in zip(places, content(batch), strict=True):
            for word in words:
                rows.append(place)
                columns.append(number.setdefault(word, len(number)))
    shape = (len(index), len(number))
    counts = sparse.coo_matrix((np.ones(len(rows)), (np.asarray(rows), np.asarray(columns))), shape=shape).tocsr()
    size = np.asarray(counts.sum(axis=1)).ravel()
    spread = np.asarray((counts > 0).sum(axis=0)).ravel()
    kept = sorted(word for word, at in number.items() if spread[at] >= least)
    order = np.array([number[word] for word in kept], dtype=np.int64)
    return Vocabulary(tuple(kept), counts[:, order], size)


def content(batch: Any) -> list[list[str]]:
    """The content words of each sentence: by tag, length and stop words, clauses of ceremony left out."""
    from zongjie.themes.content import runs

    return [
        [one.word for run in runs(list(words), list(tags)) for one in run]
        for words, tags in zip(batch["words"], batch["tags"], strict=True)
    ]
