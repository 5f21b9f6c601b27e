"""Reused passages: sentences of a document that stand, in the same order, in one earlier document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
FIRST = 20
"""Earliest places of a sentence that are tried as the beginning of a passage.

A sentence that stands in thousands of documents leads nowhere in particular: its passage is found from a rarer one.
"""


class Passage(NamedTuple):
    """Sentences `first` to `last` (inclusive), and the one of another document that the first is taken from."""

    first: int
    last: int
    other: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is known of all sentences: their document, the rank of that, their group of equals, what is compared.

    `near` leads from a group to those that are nearly alike, in the order of their first occurrence. `places` has the
    sentences in the order of the documents' ranks, `bounds` where each group's begin and end in it, sorted by group.
    """

    document: Ints
    rank: Ints
    group: Ints
    compared: npt.NDArray[np.bool_]
    near: dict[int, list[int]]
    places: Ints
    bounds: Ints

    def matches(self, one: int, other: int) -> bool:
        """Whether two sentences are equal or nearly so."""
        a, b = int(self.group[one]), int(self.group[other])
        return a == b or b in self.near.get(a, ())

    def earlier(self, sentence: int) -> list[int]:
        """The earliest places of a sentence, or of what it nearly equals, in documents before its own."""
        own = int(self.group[sentence])
        limit = self.rank[self.document[sentence]]
        found: list[int] = []
        for group in (own, *self.near.get(own, [])[:FIRST]):
            some = self.places[self.bounds[group] : self.bounds[group + 1]][:FIRST]
            found += [int(at) for at in some if self.rank[self.document[at]] < limit]
        return sorted(found, key=lambda at: (int(self.rank[self.document[at]]), at))[:FIRST]

    def occurrences(self, sentence: int) -> int:
        """In how many places the sentence stands."""
        own = int(self.group[sentence])
        return int(self.bounds[own + 1] - self.bounds[own]) + sum(
            int(self.bounds[g + 1] - self.bounds[g]) for g in self.near.get(own, [])[:FIRST]
        )


def passages(
    corpus: Corpus,
    sentences: range,
    chars: Callable[[int, int], int],
    similarity: Callable[[Passage], float],
    threshold: float,
) -> Iterator[tuple[Passage, float]]:
    """The passages of the document that `sentences` are of and their similarity, in the order of the text.

    None overlap. Begins with the rarest sentence and takes, of its earliest places, the one from which the passage is
    longest (`chars` counts from one sentence to another), and of equally long ones the earliest document: the star. A
    passage whose `similarity` as a whole is below `threshold` falls back to its one sentence.
    """
    taken = np.zeros(len(sentences), bool)
    seeds = [at for at in sentences if corpus.compared[at]]
    found: list[tuple[Passage, float]] = []
    for seed in sorted(seeds, key=lambda at: (corpus.occurrences(at), at)):
        if taken[seed - sentences.start]:
            continue
        places = corpus.earlier(seed)
        if not places:
            continue
        free = _free(sentences, taken, seed)
        runs = [_run(corpus, free, seed, place) for place in places]
        best = max(runs, key=lambda run: chars(run.first, run.last))
        like = similarity(best)
        if best.last > best.first and like < threshold:
            best = Passage(seed, seed, best.other + seed - best.first)
            like = similarity(best)
        taken[best.first - sentences.start : best.last + 1 - sentences.start] = True
        found.append((best, like))
    return iter(sorted(found))


def _free(sentences: range, taken: npt.NDArray[np.bool_], seed: int) -> range:
    """The sentences around `seed` that are in no passage yet."""
    at = seed - sentences.start
    before, after = np.flatnonzero(taken[:at]), np.flatnonzero(taken[at:])
    low = int(before[-1]) + 1 if len(before) else 0
    high = at + int(after[0]) if len(after) else len(sentences)
    return range(sentences.start + low, sentences.start + high)


def _run(corpus: Corpus, free: range, seed: int, place: int) -> Passage:
    """The longest passage around `seed` as at `place`."""
    other = corpus.document[place]
    low, high = seed, seed
    while low > free.start and _goes_on(corpus, low - 1, place - (seed - low) - 1, other):
        low -= 1
    while high + 1 < free.stop and _goes_on(corpus, high + 1, place + (high - seed) + 1, other):
        high += 1
    return Passage(low, high, place - (seed - low))


def _goes_on(corpus: Corpus, one: int, other: int, document: int) -> bool:
    inside = 0 <= other < len(corpus.document) and corpus.document[other] == document
    return bool(inside and corpus.matches(one, other))
