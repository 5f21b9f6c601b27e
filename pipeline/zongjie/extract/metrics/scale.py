"""The weights of clues in a table, so that those of a whole document are looked up at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zongjie.extract.metrics.clues import Clues, known
from zongjie.extract.metrics.vocabulary import Ints, Keys
from zongjie.linear import STEP, Linear

FIRST, SECOND = (
    18,
    16,
)  # bits of the tables: some 50,000 clues stand in the first, those whose place is taken in the second
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Weights by some bits of the key; `checks` are the lower half of the key that has the place."""

    shift: np.uint64
    mask: np.uint64
    checks: NDArray[np.uint32]
    weights: NDArray[np.int32]

    @classmethod
    def of(cls, keys: Keys, weights: NDArray[np.int32], bits: int, above: int) -> Table:
        """A table of 2^`bits` places by the bits of the key that stand below the `above` uppermost."""
        size = 1 << bits
        checks, table = np.zeros(size, dtype=np.uint32), np.zeros(size, dtype=np.int32)
        found = cls(np.uint64(64 - above - bits), np.uint64(size - 1), checks, table)
        order = np.argsort(np.abs(weights), kind="stable")  # the weightier comes later and takes the place
        at = found.places(keys[order])
        checks[at], table[at] = keys[order].astype(np.uint32), weights[order]
        return found

    def places(self, keys: Keys) -> Ints:
        """Where the keys stand in the table."""
        return ((keys >> self.shift) & self.mask).astype(np.int64)

    def weigh(self, keys: Keys, checks: NDArray[np.uint32]) -> NDArray[np.int32]:
        """The weights of the keys; 0 where another or none has the place."""
        at = self.places(keys)
        found: NDArray[np.int32] = self.weights[at] * (self.checks[at] == checks)
        return found


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of a linear model in thousandths by the keys of its clues."""

    first: Table
    second: Table

    @classmethod
    def of(cls, model: Linear) -> Scale:
        """The scale of a model whose features are keys."""
        keys = known(list(model.flat))
        weights = np.rint(np.array(list(model.flat.values())) * STEP).astype(np.int32)
        first = Table.of(keys, weights, FIRST, 0)
        left = first.checks[first.places(keys)] != keys.astype(np.uint32)
        return cls(first, Table.of(keys[left], weights[left], SECOND, FIRST))

    def weigh(self, keys: Keys) -> NDArray[np.int32]:
        """The weight of each key; 0 where the model does not know it."""
        checks = keys.astype(np.uint32)
        return self.first.weigh(keys, checks) + self.second.weigh(keys, checks)

    def sum(self, clues: Clues) -> Floats:
        """The weights of each candidate together."""
        total = (
            self.weigh(np.concatenate(clues.single)).reshape(len(clues.single), clues.size).sum(axis=0, dtype=np.int64)
        )
        for forms, form, low, high in clues.spread:
            sums = np.append(0, np.cumsum(self.weigh(forms)[form]))
            total += sums[high] - sums[low]
        found: Floats = total / STEP
        return found
