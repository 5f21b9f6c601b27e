"""Which rows a bag holds: a row's place in each bag follows from its own key, so that one more row moves no other."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np

OUT = 0.2
"""Of the rows, the share that a bag leaves out and by which its components are tried."""
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def keys_of(texts: Iterable[str]) -> Any:
    """One number for each text, equal for equal texts: copies enter and leave a bag together."""
    digests = (blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)


def members(keys: Any, bag: int, share: float) -> Any:
    """The places of the rows that bag number `bag` holds, about `share` of all; all of them where it would be empty.

    Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014 (the mixing function).
    """
    inside = np.flatnonzero(spread(keys, bag) < np.uint64(min(int(share * 2**64), 2**64 - 1)))
    return inside if len(inside) else np.arange(len(keys))


def left_out(keys: Any, bag: int, share: float) -> Any:
    """The places of the rows that a fit to bag number `bag` has not seen: OUT of all, or what a larger bag leaves."""
    return np.flatnonzero(spread(keys, bag) >= np.uint64(min(int(max(share, 1 - OUT) * 2**64), 2**64 - 1)))


def spread(keys: Any, bag: int) -> Any:
    """A number of 64 bits for each key, as if drawn anew for each bag."""
    return _mix(_mix(np.asarray(keys, dtype=np.uint64)) ^ _mix(np.array([bag + 1], dtype=np.uint64)))


def _mix(numbers: Any) -> Any:
    """Spreads numbers over 64 bits; products are meant to overflow."""
    with np.errstate(over="ignore"):
        mixed = numbers + np.uint64(_STEP)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_FIRST)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_SECOND)
        return mixed ^ (mixed >> np.uint64(31))
