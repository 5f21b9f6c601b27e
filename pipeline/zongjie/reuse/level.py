"""One level of a corpus (documents, paragraphs or sentences): groups of equals, and which groups are nearly alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zongjie.reuse.grams import LEVELS, Codes, grams, jaccard
from zongjie.reuse.pairs import Edges, Finder, Texts, grouped

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Units:
    """The texts of one level: where each begins and ends among all characters, its document, whether it is compared."""

    unit: str
    points: Codes
    starts: Ints
    ends: Ints
    document: Ints
    compared: npt.NDArray[np.bool_]

    @property
    def texts(self) -> Texts:
        """The texts themselves."""
        return Texts(self.points, self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class Alike:
    """The group of equals of each text, numbered by first occurrence; the first of each; groups nearly alike.

    Documents count in the order of their ranks, so a lower number is of an earlier document.
    """

    group: Ints
    first: Ints
    edges: Edges
    near: dict[int, list[int]]

    def earliest(self) -> Ints:
        """For each group the first one that equals or nearly equals it."""
        found = np.arange(len(self.first))
        for group, others in self.near.items():
            found[group] = min(group, others[0])
        return found

    def similarity(self, one: int, other: int) -> float:
        """The Jaccard index of two groups that are equal or known to be near."""
        return 1.0 if one == other else self.edges[min(one, other), max(one, other)]


def alike(units: Units, rank: Ints) -> Alike:
    """Find what is equal and what is nearly so; `rank` has the place of each document among all."""
    texts = units.texts
    order = np.lexsort((np.arange(len(texts)), rank[units.document]))
    numbers, firsts = grouped(texts.hashes()[order])
    group = np.empty(len(order), np.int64)
    group[order] = numbers
    first = order[firsts]
    chosen = np.unique(group[units.compared])
    some = Texts(units.points, units.starts[first[chosen]], units.ends[first[chosen]])
    found = Finder(some, LEVELS[units.unit].size).find()
    edges = {(int(chosen[a]), int(chosen[b])): like for (a, b), like in found.items()}
    near: dict[int, list[int]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    return Alike(group, first, edges, {one: sorted(others) for one, others in near.items()})


def index(one: str, other: str, unit: str) -> float:
    """The exact Jaccard index of two texts, stripped of signs, as texts of this level are compared."""
    size = LEVELS[unit].size
    return jaccard(grams(one, size), grams(other, size))
