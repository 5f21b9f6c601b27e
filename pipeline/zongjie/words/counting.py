"""Counts every frequent string of a text by length, with its cohesion, its neighbours and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strings:
    """The frequent strings of one length, a row each.

    `first` is where each first stands, `count` how often. `mi` is the pointwise mutual information of its two parts in
    bits, at the split where it is least (`-inf` for single characters); `left` and `right` are the entropies in bits
    of the characters beside it, an end of a run of text counting as a neighbour of its own each time; `documents`
    counts the documents it stands in; `words` is the share of its places where both its ends are ends of words.
    """

    length: int
    first: Integers
    count: Integers
    mi: Floats
    left: Floats
    right: Floats
    documents: Integers
    words: Floats


@dataclass(frozen=True, slots=True)
class Characters:
    """A text as arrays, an element each character: `codes` (0 parts runs), `document` its document's number.

    `bounds` has one element more: whether a word begins at the character.
    """

    codes: Integers
    document: Integers
    bounds: Flags


def frequent(text: Characters, longest: int, least: int) -> Iterator[Strings]:
    """The strings of 1 to `longest` characters that stand at least `least` times, by length.

    A string of n characters is told by the two of n - 1 that it is made of, so that each length costs one sort of the
    places that are left; time is linear in the text but for the sorts, memory linear.
    """
    import numpy as np

    levels: list[Integers] = []  # the number of the string of each length that begins at each place; 0: none
    counts: list[Integers] = []
    numbers = text.codes
    for length in range(1, longest + 1):
        if length > 1:
            numbers = np.zeros_like(text.codes)
            before = levels[-1]
            both = np.flatnonzero((before[:-1] > 0) & (before[1:] > 0))
            keys = before[both] * (int(before.max(initial=0)) + 1) + before[both + 1]
        else:
            both = np.flatnonzero(numbers > 0)
            numbers, keys = np.zeros_like(text.codes), numbers[both]
        _, first, inverse, count = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        kept = count >= least
        renumbered = np.where(kept, np.cumsum(kept), 0)
        numbers[both] = renumbered[inverse]
        levels.append(numbers)
        counts.append(np.concatenate([[0], count[kept]]))
        if not kept.any():
            return
        yield _described(text, levels, counts, both[first[kept]])


def _described(text: Characters, levels: list[Integers], counts: list[Integers], first: Integers) -> Strings:
    import numpy as np

    length, numbers, count = len(levels), levels[-1], counts[-1]
    places = np.flatnonzero(numbers)
    which = numbers[places]
    size = len(count)
    pairs = np.unique(which * (int(text.document.max(initial=0)) + 1) + text.document[places])
    documents = np.bincount(pairs // (int(text.document.max(initial=0)) + 1), minlength=size)
    whole = text.bounds[places] & text.bounds[places + length]
    codes = np.concatenate([[0], text.codes, [0]])
    return Strings(
        length,
        first,
        count[1:],
        _cohesion(levels, counts, first, int(np.count_nonzero(text.codes))),
        _entropy(which, codes[places], count)[1:],
        _entropy(which, codes[places + length + 1], count)[1:],
        documents[1:],
        np.bincount(which, weights=whole, minlength=size)[1:] / count[1:],
    )


def _cohesion(levels: list[Integers], counts: list[Integers], first: Integers, total: int) -> Floats:
    """Pointwise mutual information of the parts, at the split where it is least; `total` counts all characters."""
    import numpy as np

    length = len(levels)
    least = np.full(len(first), np.inf if length > 1 else -np.inf)
    own = counts[-1][levels[-1][first]]
    for split in range(1, length):
        one = counts[split - 1][levels[split - 1][first]]
        two = counts[length - split - 1][levels[length - split - 1][first + split]]
        least = np.minimum(least, np.log2(own * float(total) / (one.astype(float) * two)))
    return least


def _entropy(which: Integers, beside: Integers, count: Integers) -> Floats:
    """Entropy in bits of the neighbours of each string; neighbour 0, an end of a run, is a new one each time."""
    import numpy as np

    size, ends = len(count), beside == 0
    total = np.maximum(count, 1).astype(float)
    width = int(beside.max(initial=0)) + 1
    keys, times = np.unique(which[~ends] * width + beside[~ends], return_counts=True)
    string = keys // width
    share = times / total[string]
    within = np.bincount(string, weights=-share * np.log2(share), minlength=size)
    at_ends = np.bincount(which[ends], minlength=size) / total
    return np.asarray(within + at_ends * np.log2(total))
