"""Counts by document, concept and use, gathered batch by batch: what every table but the hits is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zongjie.terms.dictionary import Dictionary
from zongjie.terms.scan import Scanned, counted_uses
from zongjie.terms.use import USES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Tally:
    """Arrays over documents (rows) and concepts (columns).

    `uses` is documents × concepts × uses, `within` the sentences with at least one hit, `weighted` the sum of the
    words' weights over the uses that count, `chars` and `body` the characters with and without headings.

    By word: `word_hits` of every use; `word_count` and `word_documents` of the uses that count, the former in the
    documents' `weight`.
    """

    def __init__(
        self, dictionary: Dictionary, documents: int, counted: frozenset[str], weight: NDArray[np.float64]
    ) -> None:
        import numpy as np

        self.dictionary = dictionary
        concepts, words = len(dictionary.concepts), len(dictionary.entries)
        numbers = {name: at for at, name in enumerate(dictionary.concepts)}
        self._concept = np.array([numbers[entry.concept] for entry in dictionary.entries], dtype=np.int64)
        self._weight = np.array([entry.weight for entry in dictionary.entries])
        self._use = counted_uses()
        self._counted = np.array([use in counted for use in USES])
        self.uses = np.zeros((documents, concepts, len(USES)), dtype=np.int32)
        self.within = np.zeros((documents, concepts), dtype=np.int32)
        self.weighted = np.zeros((documents, concepts))
        self.chars = np.zeros(documents, dtype=np.int64)
        self.body = np.zeros(documents, dtype=np.int64)
        self.sentences = np.zeros(documents, dtype=np.int64)
        self.weight = weight
        self.word_hits = np.zeros(words, dtype=np.int64)
        self.word_count = np.zeros(words)
        self.word_documents = np.zeros(words, dtype=np.int64)
        self._seen = np.full(words, -1, dtype=np.int64)  # the last document in which each word counted

    def add(self, part: Scanned) -> None:
        """Take a batch; the sentences of a document follow each other over all batches."""
        import numpy as np

        size = len(self.chars)
        self.chars += np.bincount(part.document, part.chars, size).astype(np.int64)
        self.body += np.bincount(part.document, part.chars * ~part.heading, size).astype(np.int64)
        self.sentences += np.bincount(part.document, minlength=size)
        if not part.hits:
            return
        entry = np.array([hit.entry for hit in part.hits])
        row = np.array([hit.row for hit in part.hits])
        use = np.array([self._use[hit.use] for hit in part.hits])
        document, concept = part.document[row], self._concept[entry]
        np.add.at(self.uses, (document, concept, use), 1)
        counts = self._counted[use]
        np.add.at(self.weighted, (document[counts], concept[counts]), self._weight[entry[counts]])
        pairs = np.unique(np.stack([row[counts], concept[counts]], axis=1), axis=0)
        np.add.at(self.within, (part.document[pairs[:, 0]], pairs[:, 1]), 1)
        np.add.at(self.word_hits, entry, 1)
        self._count_words(entry[counts], document[counts])

    def _count_words(self, entry: NDArray[np.int64], document: NDArray[np.int64]) -> None:
        import numpy as np

        np.add.at(self.word_count, entry, self.weight[document])
        pairs = np.unique(np.stack([entry, document], axis=1), axis=0)
        fresh = pairs[pairs[:, 1] != self._seen[pairs[:, 0]]]
        np.add.at(self.word_documents, fresh[:, 0], 1)
        # a batch may hold several documents: the last one of the batch is what the next may go on with
        self._seen[entry] = document

    @property
    def counts(self) -> NDArray[np.int64]:
        """Documents × concepts: hits of the uses that count."""
        import numpy as np

        counts: NDArray[np.int64] = self.uses[:, :, self._counted].sum(axis=2, dtype=np.int64)
        return counts

    def counts_use(self, use: str) -> bool:
        """Whether hits of this use are counted."""
        return bool(self._counted[USES.index(use)])
