"""Weights of features that are known by hash: those of a whole document are looked up at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Thousandths = NDArray[np.int32]

LOAD = 4  # places of a table for each feature, at least
FEWEST_BITS, MOST_BITS = 8, 20
HALF = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Table:
    """Weights by the uppermost bits of their keys.

    A place holds, in one number, the lower half of the key that has it and that key's weight as 32 bits; `crowded` are
    the places whose other keys stand in the next table.
    """

    shift: np.uint64
    cells: Keys
    crowded: NDArray[np.bool_] | None

    @classmethod
    def of(cls, keys: Keys, weights: Thousandths, turn: int) -> tuple[Table, NDArray[np.bool_]]:
        """A table, and which of the keys found their place taken. `turn` is the number of the table."""
        bits = min(MOST_BITS, max(FEWEST_BITS, (LOAD * len(keys)).bit_length()))
        found = cls(np.uint64(64 - bits), np.zeros(1 << bits, dtype=np.uint64), None)
        at = found.places(_turned(keys, turn))
        order = np.argsort(np.abs(weights), kind="stable")  # the weightier comes later and takes the place
        own = (keys & HALF) << np.uint64(32) | weights.astype(np.uint32).astype(np.uint64)
        found.cells[at[order]] = own[order]
        left = found.cells[at] != own
        crowded = np.zeros(1 << bits, dtype=np.bool_)
        crowded[at[left]] = True
        return cls(found.shift, found.cells, crowded if left.any() else None), left

    def places(self, keys: Keys) -> NDArray[np.int64]:
        """Where the keys stand in the table."""
        found: NDArray[np.int64] = (keys >> self.shift).astype(np.int64)
        return found


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in thousandths by 64-bit keys; 0 for a key that is not known, but by a chance of one in 2³²."""

    tables: tuple[Table, ...]

    @classmethod
    def of(cls, keys: Keys, weights: Thousandths) -> Weights:
        """The weights of these keys, which differ from each other."""
        tables: list[Table] = []
        while True:
            table, left = Table.of(keys, weights, len(tables))
            tables.append(table)
            if not left.any():
                return cls(tuple(tables))
            keys, weights = keys[left], weights[left]

    def weigh(self, keys: Keys) -> Thousandths:
        """The weight of each key."""
        return self._weigh(keys, 0)

    def _weigh(self, keys: Keys, turn: int) -> Thousandths:
        table = self.tables[turn]
        at = table.places(_turned(keys, turn))
        cells = table.cells[at]
        found: Thousandths = cells.astype(np.uint32).view(np.int32) * ((cells >> np.uint64(32)) == (keys & HALF))
        if table.crowded is not None:
            others = np.flatnonzero(table.crowded[at])
            if len(others):
                found[others] += self._weigh(keys[others], turn + 1)
        return found


def _turned(keys: Keys, turn: int) -> Keys:
    """The keys with other bits uppermost, for each table another way."""
    return keys * np.uint64(2 * turn * 0x9E3779B97F4A7C15 + 1 & 0xFFFFFFFFFFFFFFFF) if turn else keys
