"""What the characters of a text speak of: learned weights of character n-grams, looked up for a whole text at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from zongjie.config import Settings
from zongjie.document import Span
from zongjie.linear import STEP, Linear, load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from zongjie.weights import Keys, Weights

LONGEST = 4  # characters of an n-gram
BLOCK = 200_000  # characters read at once: what that takes in memory does not grow with the text
ZEROS = (ord("0"), ord("０"))  # which digit stands there tells nothing
DIGITS = {zero + digit: "0" for zero in ZEROS for digit in range(10)}
MIXERS = (0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
"""Odd numbers, one for each character of an n-gram."""


class Scores(Protocol):
    """How strongly each part of a text speaks of something."""

    def of(self, span: Span) -> float:
        """The log odds of a part; 0 is even."""
        ...


@dataclass(frozen=True, slots=True)
class Sums:
    """Scores by running sums: the n-grams that begin in a part are its own, for none crosses a punctuation mark."""

    sums: array[int]
    bias: float

    def of(self, span: Span) -> float:
        """The log odds of a part."""
        return self.bias + (self.sums[span.end] - self.sums[span.start]) / STEP


@dataclass(frozen=True, slots=True)
class Tone:
    """A linear model over the n-grams of a clause, by their hashes: its cost hardly depends on their number."""

    weights: Weights
    bias: float
    _last: dict[str, Sums] = field(default_factory=dict)  # the text read last: several stages ask for the same one

    @classmethod
    def of(cls, model: Linear) -> Tone:
        """The tone of a model whose features are n-grams."""
        import numpy as np

        from zongjie.weights import Weights

        read, start, size = codes(model.names), *extents(model.names)
        keys, order = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        for n in range(1, LONGEST + 1):
            alike = np.flatnonzero(size == n)
            keys = np.append(keys, hashes([read[start[alike] + i] for i in range(n)]))
            order = np.append(order, alike)
        weights = model.thousandths[order, 0]
        return cls(Weights.of(keys, weights), model.bias[0])

    def read(self, text: str) -> Sums:
        """The scores of a text. Each occurrence of an n-gram counts."""
        if text not in self._last:
            self._last.clear()
            self._last[text] = self._read(text)
        return self._last[text]

    def _read(self, text: str) -> Sums:
        import numpy as np

        at = np.zeros(len(text) + 1, dtype=np.int64)
        for start in range(0, len(text), BLOCK):
            read = codes(text[start : start + BLOCK + LONGEST - 1])
            for n in range(1, min(LONGEST, len(read)) + 1):
                keys = hashes([read[i : len(read) - n + 1 + i] for i in range(n)])[:BLOCK]
                at[start + 1 : start + 1 + len(keys)] += self.weights.weigh(keys)
        return Sums(array("q", np.cumsum(at).tobytes()), self.bias)


def points(text: str) -> Keys:
    """The code points of a text."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def extents(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the lines of a text begin, and how many characters each has without the mark that ends it."""
    import numpy as np

    ends = np.flatnonzero(points(text) == ord("\n"))
    starts = np.append(0, ends + 1)[:-1]
    return starts, ends - starts


def codes(text: str) -> Keys:
    """The code points of a text, every digit as 0."""
    found = points(text)
    for zero in ZEROS:
        found[(found >= zero) & (found < zero + 10)] = ord("0")
    return found


def hashes(columns: Iterable[Keys]) -> Keys:
    """The hashes of n-grams of one length, from their first characters, their second ones, and so on."""
    import numpy as np

    parts = [column * np.uint64(mixer) for column, mixer in zip(columns, MIXERS, strict=False)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


@lru_cache(maxsize=8)
def tone(name: str, settings: Settings) -> Tone | None:
    """The tone of that name, or None where there is none or the settings ask for rules alone."""
    model = load(name, settings)
    return None if model is None else Tone.of(model)


def grams(words: str) -> list[str]:
    """The n-grams of a clause, of one to `LONGEST` characters."""
    words = "".join(words.translate(DIGITS).split())
    return [words[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(words) - n + 1)]
