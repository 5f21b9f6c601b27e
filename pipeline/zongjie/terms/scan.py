"""One pass over the sentences of a dataset: every hit with its place in the source and its use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from zongjie.terms.fold import fold, fold_raw, kept, places
from zongjie.terms.match import Matcher
from zongjie.terms.tables import Dataset
from zongjie.terms.use import USES, Usage, Use

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

SPACES = r"[\s\x{a0}\x{3000}]"
"""White space for RE2, whose \\s is ASCII's."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the dictionary in a sentence. `row` is that of the sentence in its batch; `start`, `end` of the source.

    `entry` is the number of the word in the dictionary, `cue` what shows the use: the negation, clause or title.
    """

    row: int
    entry: int
    start: int
    end: int
    text: str
    use: Use
    cue: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A batch of sentences with its hits; `chars` of each sentence without white space, `document` its number."""

    batch: pa.RecordBatch
    hits: Sequence[Hit]
    document: NDArray[np.int64]
    chars: NDArray[np.int64]
    heading: NDArray[np.bool_]


def scan(dataset: Dataset, matcher: Matcher) -> Iterator[Scanned]:
    """The sentences batch by batch; nothing of a former batch is kept.

    Sentences of documents that are not among `documents` are left out: a user may have chosen some.
    What is matched and measured is the cleaned sentence (its words joined); where there are no words, the source.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array(dataset.documents["document_id"], pa.string())
    for rows in dataset.sentences():
        batch = rows.filter(pc.is_in(rows["document_id"], value_set=ids))
        joined = pc.binary_join(batch["words"], "")
        bare = pc.fill_null(pc.equal(pc.binary_length(joined), 0), True)
        cleaned = pc.if_else(bare, batch["text"], joined)
        spaces = pc.count_substring_regex(cleaned, SPACES)
        yield Scanned(
            batch,
            _hits(batch, cleaned.to_pylist(), bare.to_pylist(), matcher),
            pc.index_in(batch["document_id"], value_set=ids).to_numpy(zero_copy_only=False).astype(np.int64),
            pc.subtract(pc.utf8_length(cleaned), spaces).to_numpy(zero_copy_only=False).astype(np.int64),
            pc.fill_null(batch["heading"], False).to_numpy(zero_copy_only=False).astype(bool),
        )


def _hits(batch: pa.RecordBatch, cleaned: list[str], bare: list[bool], matcher: Matcher) -> list[Hit]:
    found: list[Hit] = []
    for row, text in enumerate(cleaned):
        folded = fold_raw(text) if bare[row] else fold(text)
        matches = matcher.find(folded, partial(_word_ends, batch, row, text))
        if not matches:
            continue
        source, base = batch["text"][row].as_py(), batch["start"][row].as_py()
        usage = Usage(folded, bool(batch["heading"][row].as_py()))
        where = kept(text) if bare[row] else places(text, source)
        for entry, start, end in matches:
            first, last = where[start], where[end - 1] + 1
            use, cue = usage.of(start, end)
            found.append(Hit(row, entry, base + first, base + last, source[first:last], use, cue))
    return found


def _word_ends(batch: pa.RecordBatch, row: int, cleaned: str) -> frozenset[int]:
    """The places between words in the folded sentence of a row."""
    words: list[str] = batch["words"][row].as_py() or []
    ends = set(accumulate(map(len, words), initial=0))
    folded = {at: number for number, at in enumerate(kept(cleaned))}
    size = len(folded)
    return frozenset(next((folded[at] for at in range(end, len(cleaned)) if at in folded), size) for end in ends)


def counted_uses() -> dict[Use, int]:
    """The number of each use."""
    return {use: number for number, use in enumerate(USES)}
