"""N-grams of characters: exact sets and their Jaccard index, and hashes of many texts at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # of splitmix64 (Steele, Lea & Flood 2014), as are the next two
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Level(NamedTuple):
    """How texts of one size are compared: characters of a gram, and characters below which they are left out."""

    unit: str
    size: int
    shortest: int


LEVELS = {
    # In documents of thousands of characters short grams stand by chance: two of the 27 reports of the State Council
    # from 1998 to 2025 share 2-grams to .21 in the mean (.33 at most), 5-grams to .03 (.11). benchmarks/reuse_levels.py
    "document": Level("document", 5, 40),
    "paragraph": Level("paragraph", 3, 30),
    # One substitution takes n grams out of a sentence and puts n in: of 20 characters with n = 2 the index is .81, with
    # n = 3 .71, and 5-grams would see one typing error as another sentence. Single characters forget their order.
    "sentence": Level("sentence", 2, 12),
}
"""The levels by unit. Below 12 characters (数据来自各部门), sentences are alike by chance."""


def grams(text: str, size: int) -> frozenset[str]:
    """The n-grams of a text; one that is shorter than a gram is its own."""
    return frozenset(text[at : at + size] for at in range(max(1, len(text) - size + 1))) if text else frozenset()


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared grams over all grams (Jaccard 1901); 0 where both are empty."""
    shared = len(one & other)
    every = len(one) + len(other) - shared
    return shared / every if every else 0.0


def codes(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(points: Codes) -> str:
    """The text of code points."""
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def text_hashes(points: Codes, offsets: Offsets) -> Hashes:
    """A 64-bit hash of each text `points[offsets[i]:offsets[i + 1]]`; in practice equal texts alone share it."""
    lengths = np.diff(offsets)
    place = np.arange(len(points)) - np.repeat(offsets[:-1] - offsets[0], lengths)
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(_mixed(points + place.astype(np.uint64) * _PRIME), out=sums[1:])
    at = offsets - offsets[0]
    return _mixed(sums[at[1:]] - sums[at[:-1]] + lengths.astype(np.uint64))


def gram_hashes(points: Codes, offsets: Offsets, size: int) -> tuple[Hashes, Offsets]:
    """A hash of every gram of every text, and where those of each text begin and end."""
    lengths = np.diff(offsets)
    counts = np.where(lengths > 0, np.maximum(lengths - size + 1, 1), 0)
    rows = np.concatenate([[0], np.cumsum(counts)])
    starts = np.arange(rows[-1]) + np.repeat(offsets[:-1] - rows[:-1], counts)
    ends = np.repeat(offsets[1:], counts)
    found = np.zeros(rows[-1], np.uint64)
    for step in range(size):
        at = starts + step
        point = np.where(at < ends, points[np.minimum(at, len(points) - 1)] if len(points) else 0, 0)
        found = found * _PRIME + point.astype(np.uint64)
    return _mixed(found), rows


def _mixed(values: npt.NDArray[np.uint64]) -> Hashes:
    """The last steps of splitmix64: every bit depends on every bit."""
    mixed = values.astype(np.uint64)
    for shift, factor in zip((30, 27), _MIX, strict=True):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * factor
    return mixed ^ (mixed >> np.uint64(31))
