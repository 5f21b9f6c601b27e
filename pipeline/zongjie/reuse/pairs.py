"""Pairs of texts that are alike: candidates that share a band of MinHash, each held against the other exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zongjie.errors import UsageError
from zongjie.reuse.bands import keys, shape
from zongjie.reuse.grams import LEVELS, Codes, Hashes, Offsets, codes, grams, jaccard, text_hashes, text_of
from zongjie.reuse.normal import normals
from zongjie.reuse.spool import Spool

THRESHOLD = 0.8  # Jaccard index from which texts are near duplicates
LOWEST = 0.1
"""The least threshold: 59 bands of one row. Below it nearly every text is held against every other, and bands without
end are needed: 6,212 at .001."""
BLOCK = 500_000  # characters whose grams are hashed at once: some fifty megabytes
WHOLE = 50  # texts of a bucket up to which all are held against all
LEADERS = 20  # texts, unlike each other, that those of a larger bucket are held against
KEPT = 500_000  # characters of texts whose sets of grams are kept for the next comparison: some sixty megabytes

Edges = dict[tuple[int, int], float]
"""Two texts by number, the lower one first, and their Jaccard index."""


class Pair(NamedTuple):
    """Two texts by their places in what was given, the earlier one first, and their exact Jaccard index."""

    first: int
    second: int
    similarity: float


class Texts:
    """Texts that are slices of one array of code points."""

    def __init__(self, points: Codes, starts: Offsets, ends: Offsets) -> None:
        self.points, self.starts, self.ends = points, starts, ends

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, number: int) -> str:
        return text_of(self.points[self.starts[number] : self.ends[number]])

    def blocks(self) -> Iterator[tuple[Codes, Offsets]]:
        """All texts one after the other, about `BLOCK` characters at once, and where each begins and ends."""
        lengths = self.ends - self.starts
        for first, last in cuts(lengths):
            offsets = np.concatenate([[0], np.cumsum(lengths[first:last])])
            at = np.arange(offsets[-1]) + np.repeat(self.starts[first:last] - offsets[:-1], lengths[first:last])
            yield np.asarray(self.points[at]), offsets

    def hashes(self) -> Hashes:
        """A hash of each text, by which equal ones are known."""
        return np.concatenate([np.empty(0, np.uint64), *(text_hashes(*block) for block in self.blocks())])


def cuts(lengths: Offsets) -> Iterator[tuple[int, int]]:
    """Where to cut a row of texts so that each part has about `BLOCK` characters."""
    parts = np.cumsum(lengths) // BLOCK
    bounds = [0, *(np.flatnonzero(parts[1:] != parts[:-1]) + 1).tolist(), len(lengths)]
    return ((first, last) for first, last in pairwise(bounds) if last > first)


class Finder:
    """Finds the pairs of distinct texts that are alike; `checks` counts the exact comparisons."""

    def __init__(self, texts: Texts, size: int, threshold: float = THRESHOLD) -> None:
        self.texts, self.size, self.threshold = texts, size, threshold
        self.checks = 0
        self.edges: Edges = {}
        mean = int((texts.ends - texts.starts).sum()) // max(1, len(texts)) + 1
        self._grams = lru_cache(maxsize=KEPT // mean + 2)(lambda number: grams(texts[number], size))

    def find(self) -> Edges:
        """Every pair found, with its similarity.

        Of a bucket of more than `WHOLE` texts each is held against `LEADERS` of them at most, so that the work grows
        with the number of texts: there a pair is given that leads to the first of those alike, not every pair.
        """
        form = shape(self.threshold)
        spool = Spool()
        for points, offsets in self.texts.blocks():
            spool.add(keys(points, offsets, self.size, form).tobytes())
        table = spool.array(np.uint64).reshape(-1, form.bands)
        seen: npt.NDArray[np.uint64] = np.empty(0, np.uint64)
        tried: set[int] = set()
        for band in range(form.bands if len(table) else 0):
            small, large = _buckets(np.ascontiguousarray(table[:, band]))
            fresh = np.setdiff1d(small, seen, assume_unique=True)
            seen = np.union1d(seen, fresh)
            for pair in fresh.tolist():
                self._check(pair >> 32, pair & 0xFFFFFFFF)
            for bucket in large:
                self._lead(bucket.tolist(), tried)
        del table
        spool.close()
        return self.edges

    def _check(self, first: int, second: int) -> bool:
        self.checks += 1
        one, other = self._grams(first), self._grams(second)
        if min(len(one), len(other)) < self.threshold * max(len(one), len(other)):
            return False  # the smaller set cannot fill enough of the larger
        similarity = jaccard(one, other)
        if similarity < self.threshold:
            return False
        self.edges[first, second] = similarity
        return True

    def _lead(self, bucket: Sequence[int], tried: set[int]) -> None:
        """Hold each text of a large bucket against those before it that are like none before them."""
        leaders: list[int] = []
        for text in bucket:
            for leader in leaders:
                pair = leader << 32 | text
                if (leader, text) in self.edges:
                    break
                if pair not in tried:
                    tried.add(pair)
                    if self._check(leader, text):
                        break
            else:
                if len(leaders) < LEADERS:
                    leaders.append(text)


def _buckets(band: Hashes) -> tuple[npt.NDArray[np.uint64], list[npt.NDArray[np.int64]]]:
    """The pairs (as one number each, sorted) of texts that share a key, and the buckets too large for all pairs."""
    order = np.argsort(band, kind="stable")
    ordered = band[order]
    cuts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    starts = np.concatenate([[0], cuts])
    sizes = np.diff(np.concatenate([starts, [len(band)]]))
    found = [np.empty(0, np.uint64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= WHOLE)]):
        members = order[starts[sizes == size][:, None] + np.arange(size)].astype(np.uint64)
        left, right = np.triu_indices(size, 1)
        found.append((members[:, left] << np.uint64(32) | members[:, right]).ravel())
    large = [order[start : start + size] for start, size in zip(starts, sizes, strict=True) if size > WHOLE]
    return np.unique(np.concatenate(found)), large


def near_duplicates(texts: Sequence[str], threshold: float = THRESHOLD, n: int = LEVELS["sentence"].size) -> list[Pair]:
    """The pairs of `texts` whose sets of character n-grams have a Jaccard index of at least `threshold`.

    Compared without white space and signs. Every pair given is exact; of those at the threshold .998 are found, of
    those above it more. Of texts that are the same, each is paired with the first of them, and that one stands for
    them in all other pairs, so that a text that is repeated n times does not make n² pairs. Sorted by places.

    Raises:
        UsageError: `threshold` is not between `LOWEST` and 1, or `n` is below 1.
    """
    if not (LOWEST <= threshold <= 1 and n >= 1):
        raise UsageError(
            f"threshold 须在 {LOWEST} 与 1 之间（现为 {threshold}），n 须至少为 1（现为 {n}）。",
            f"threshold must be between {LOWEST} and 1, not {threshold}, and n at least 1, not {n}.",
        )
    plain = normals(texts)
    points = codes("".join(plain))
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in plain])]).astype(np.int64)
    numbers, firsts = grouped(Texts(points, offsets[:-1], offsets[1:]).hashes())
    same = [Pair(int(firsts[g]), at, 1.0) for at, g in enumerate(numbers) if firsts[g] != at and plain[at]]
    some = firsts[np.diff(offsets)[firsts] > 0] if len(firsts) else firsts
    edges = Finder(Texts(points, offsets[some], offsets[some + 1]), n, threshold).find()
    return sorted([*same, *(Pair(int(some[a]), int(some[b]), like) for (a, b), like in edges.items())])


def grouped(hashes: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The number of each one's group of equals, counted by first occurrence, and the first of each group."""
    _, firsts, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    order = np.argsort(firsts, kind="stable")
    renamed = np.empty(len(order), np.int64)
    renamed[order] = np.arange(len(order))
    return renamed[inverse], firsts[order]
