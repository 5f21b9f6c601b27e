"""Near-duplicate sentences: what share of some sentences resembles another one in more than its numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from math import ceil

END = re.compile(r"[。！？；\n]")
DIGITS = re.compile(r"[0-9]+")
SHORTEST = 10
"""Characters below which a sentence is a heading or a formula, which all reports share."""
SIZE = 3
LEAST = 0.5
"""Jaccard index of the sets of character 3-grams from which two sentences are near duplicates."""

Grams = frozenset[str]


def sentences(text: str) -> list[str]:
    """The sentences of at least `SHORTEST` characters, each number one `0`: another figure makes no other sentence."""
    plain = (re.sub(r"\s+", "", unicodedata.normalize("NFKC", part)) for part in END.split(text))
    return [DIGITS.sub("0", part) for part in plain if len(part) >= SHORTEST]


def grams(sentence: str) -> Grams:
    """Its character 3-grams."""
    return frozenset(sentence[at : at + SIZE] for at in range(len(sentence) - SIZE + 1))


def share_near(some: Sequence[str], others: Sequence[str] | None = None) -> float:
    """The share of `some` that resemble one of `others`, or another of themselves where there are no others.

    Exact, not sampled: two sets with a Jaccard index of `LEAST` share one of the rarest grams of each (prefix filter,
    Chaudhuri et al. 2006), so only such pairs are compared.
    """
    if not some:
        return 0.0
    sets = [grams(one) for one in some]
    against = sets if others is None else [grams(one) for one in others]
    frequency = Counter(gram for one in (*sets, *against) for gram in one)
    index: dict[str, list[int]] = {}
    for number, one in enumerate(against):
        for gram in _rarest(one, frequency):
            index.setdefault(gram, []).append(number)
    near = 0
    for number, one in enumerate(sets):
        candidates = {other for gram in _rarest(one, frequency) for other in index.get(gram, ())}
        if others is None:
            candidates.discard(number)
        near += any(jaccard(one, against[other]) >= LEAST for other in candidates)
    return near / len(sets)


def jaccard(one: Grams, other: Grams) -> float:
    """Shared elements over all; 0 where both are empty."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _rarest(one: Grams, frequency: Counter[str]) -> list[str]:
    ordered = sorted(one, key=lambda gram: (frequency[gram], gram))
    return ordered[: len(one) - ceil(LEAST * len(one)) + 1]
