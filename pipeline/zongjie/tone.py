"""What the characters of a text speak of: learned weights of character n-grams, found in one pass over the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from zongjie.config import Settings
from zongjie.document import Span
from zongjie.linear import Linear, load

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

LONGEST = 4  # characters of an n-gram
DIGITS = str.maketrans("0123456789０１２３４５６７８９", "0" * 20)  # which digit stands there tells nothing
_SURROGATE = re.compile("[\ud800-\udfff]")


class Scores(Protocol):
    """How strongly each part of a text speaks of something."""

    def of(self, span: Span) -> float:
        """The log odds of a part; 0 is even."""
        ...


@dataclass(frozen=True, slots=True)
class Sums:
    """Scores by running sums: the n-grams that begin in a part are its own, for none crosses a punctuation mark."""

    sums: list[float]
    bias: float

    def of(self, span: Span) -> float:
        """The log odds of a part."""
        return self.bias + self.sums[span.end] - self.sums[span.start]


@dataclass(frozen=True, slots=True)
class Tone:
    """A linear model over the n-grams of a clause, read by automaton: its cost hardly depends on their number."""

    automaton: AhoCorasick
    weights: list[float]
    bias: float

    @classmethod
    def of(cls, model: Linear) -> Tone:
        """The tone of a model whose features are n-grams."""
        from ahocorasick_rs import AhoCorasick

        return cls(AhoCorasick(list(model.index)), list(model.flat.values()), model.bias[0])

    def read(self, text: str) -> Sums:
        """The scores of a text. Each occurrence of an n-gram counts."""
        at = [0.0] * (len(text) + 1)
        weights = self.weights
        text = text.translate(DIGITS)
        try:
            found = self.automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate, which no n-gram holds
            found = self.automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text), overlapping=True)
        for index, start, _ in found:
            at[start] += weights[index]
        return Sums([0.0, *accumulate(at)], self.bias)


def tone(name: str, settings: Settings) -> Tone | None:
    """The tone of that name, or None where there is none or the settings ask for rules alone."""
    model = load(name, settings)
    return None if model is None else Tone.of(model)


def grams(words: str) -> list[str]:
    """The n-grams of a clause, of one to `LONGEST` characters."""
    words = "".join(words.translate(DIGITS).split())
    return [words[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(words) - n + 1)]
