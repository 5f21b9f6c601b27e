"""Words of a corpus that are near to one that it does not have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zongjie.terms.fold import fold_raw, lower
from zongjie.terms.tables import Dataset

if TYPE_CHECKING:
    from zongjie.terms.tables import Tables

LEAST = 0.3  # Dice coefficient of 1- and 2-grams below which two words share no more than a common character


def near(out: Tables, word: str, most: int = 8) -> list[tuple[str, int]]:
    """Words of the sentences that share characters with `word`, the nearest first, with how often they occur."""
    import pyarrow.compute as pc

    wanted = _grams(lower(fold_raw(word)))
    counts: Counter[str] = Counter()
    nearness: dict[str, float] = {}
    for batch in Dataset(out).batches("sentences", ["words"]):
        for item in pc.value_counts(pc.list_flatten(batch["words"])):
            found = item["values"].as_py()
            if found not in nearness:
                nearness[found] = _dice(wanted, _grams(lower(found)))
            if nearness[found] >= LEAST:
                counts[found] += item["counts"].as_py()
    ranked = sorted(counts, key=lambda one: (-nearness[one], -counts[one], one))
    return [(one, counts[one]) for one in ranked[:most]]


def _grams(word: str) -> frozenset[str]:
    return frozenset(word) | frozenset(word[at : at + 2] for at in range(len(word) - 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
