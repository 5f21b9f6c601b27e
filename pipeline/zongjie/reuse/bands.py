"""MinHash in bands: how many bands of how many rows find what is alike, and the keys of each text."""

from __future__ import annotations

from math import ceil, log
from typing import NamedTuple

import numpy as np

from zongjie.reuse.grams import Codes, Hashes, Offsets, gram_hashes

RECALL = 0.998  # of pairs exactly at the threshold; those above it are found more often
MOST_BANDS = 16  # more rows a band mean fewer pairs to hold against each other, and more bands for the same recall
SEED = 2024  # any: the same seed makes the same keys
_PRIME = np.uint64(0x100000001B3)  # of FNV-1a, to join the rows of a band


class Shape(NamedTuple):
    """Bands and rows of each."""

    bands: int
    rows: int

    def recall(self, similarity: float) -> float:
        """The chance that two texts of this Jaccard index share a band: the S-curve 1 - (1 - s^r)^b.

        Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4.2.
        """
        return 1 - (1 - similarity**self.rows) ** self.bands


def shape(threshold: float) -> Shape:
    """The most rows with which `MOST_BANDS` bands find `RECALL` of the pairs at `threshold`; 16 bands of 5 at .8.

    One row, with as many bands as it takes, where no number of rows does.
    """
    fitting = Shape(_bands(threshold, 1), 1)
    for rows in range(2, MOST_BANDS + 1):
        needed = _bands(threshold, rows)
        if needed > MOST_BANDS:
            break
        fitting = Shape(needed, rows)
    return fitting


def _bands(threshold: float, rows: int) -> int:
    missed = 1 - threshold**rows
    return ceil(log(1 - RECALL) / log(missed)) if missed > 0 else 1


def keys(points: Codes, offsets: Offsets, size: int, form: Shape) -> Hashes:
    """The key of every band of every text, as an array of texts × bands."""
    from rensa import RMinHash

    hashes, rows = gram_hashes(points, offsets, size)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, rows.astype(np.uint64), form.bands * form.rows, SEED)
    digests = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, form.bands, form.rows)
    found = np.zeros(digests.shape[:2], np.uint64)
    for row in range(form.rows):
        found = found * _PRIME + digests[:, :, row]
    return found
