"""The learned chooser of subjects: weighs the words around each number of a document, all at once.

A subject is found in two steps, each a softmax over the words it could be: its last word, then its first. Of the
likeliest phrases that one is taken which most probably names the right thing, shares of its characters counted: where
two ends are about as likely, the phrase that has most in common with both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zongjie.document import Document
from zongjie.extract.metrics.clues import Clues, begin_clues, end_clues, known
from zongjie.extract.metrics.spots import NOWHERE, Picks, Spots, begins, ends, spots
from zongjie.extract.metrics.wordgrid import Ints, Keys, Vocabulary
from zongjie.linear import STEP, Linear

END, BEGIN = "subject-end", "subject-begin"
ENDS = 3  # likeliest ends whose beginnings are weighed
LEAST = 0.02  # probability of an end or a phrase that is looked at
SAME = 0.6  # share of characters from which two phrases name the same, as `evaluate` counts
EXACT = 0.05  # what being the very phrase is worth beside naming the same
SLOTS = 19  # bits of the table of weights: half a million places for some 50,000 clues
CLEAR = 0.9  # probability from which a phrase is taken without comparing

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of a linear model in thousandths, in a table by the upper bits of the clues' keys.

    Of two clues at one place of the table the weightier is kept, which leaves out one in twenty.
    """

    checks: NDArray[np.uint32]
    weights: NDArray[np.int32]

    @classmethod
    def of(cls, model: Linear) -> Scale:
        """The scale of a model whose features are keys."""
        keys = known(list(model.flat))
        weights = np.rint(np.array(list(model.flat.values())) * STEP).astype(np.int32)
        order = np.argsort(np.abs(weights), kind="stable")
        checks, table = np.zeros(1 << SLOTS, dtype=np.uint32), np.zeros(1 << SLOTS, dtype=np.int32)
        at = _slot(keys[order])
        checks[at], table[at] = keys[order].astype(np.uint32), weights[order]
        return cls(checks, table)

    def weigh(self, keys: Keys) -> NDArray[np.int32]:
        """The weight of each key; 0 where the model does not know it."""
        at = _slot(keys)
        found: NDArray[np.int32] = self.weights[at] * (self.checks[at] == keys.astype(np.uint32))
        return found

    def sum(self, clues: Clues) -> Floats:
        """The weights of each candidate together."""
        total = np.zeros(clues.size, dtype=np.int64)
        for keys in clues.single:
            total += self.weigh(keys)
        for of_words, low, high in clues.spread:
            sums = np.append(0, np.cumsum(self.weigh(of_words)))
            total += sums[high] - sums[low]
        return total / STEP


def _slot(keys: Keys) -> Ints:
    return (keys >> np.uint64(64 - SLOTS)).astype(np.int64)


class Likely(NamedTuple):
    """A phrase with its probability, its words and its place in the text."""

    probability: float
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses the subjects of a document's metrics by the models `END` and `BEGIN`."""

    ends: Scale
    begins: Scale
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @classmethod
    def of(cls, ends: Linear, begins: Linear) -> Chooser:
        """The chooser of the two models."""
        return cls(Scale.of(ends), Scale.of(begins))

    def __call__(self, document: Document) -> Document:
        """The document with the subject of each metric as chosen; that of the rules where no phrase is near."""
        found = spots(document, self.vocabulary)
        if not len(found):
            return document
        picks = self.choose(found, found.rule, np.arange(len(found)))
        changed = (picks.first != found.rule.first) | (picks.last != found.rule.last)
        picks = self.choose(found, picks, np.flatnonzero(changed[found.before] & (found.before >= 0)))
        metrics = list(document.metrics)
        new = (picks.first != found.rule.first) | (picks.last != found.rule.last)
        for at in np.flatnonzero(new & (picks.last >= 0)).tolist():
            number = int(found.number[at])
            words = found.spelled(int(picks.first[at]), int(picks.last[at]))
            metrics[number] = replace(metrics[number], subject=words)
        return replace(document, metrics=tuple(metrics))

    def choose(self, found: Spots, taken: Picks, which: Ints) -> Picks:
        """The subjects `taken`, anew for these metrics: of metrics before, what was taken is believed."""
        first, last = taken.first.copy(), taken.last.copy()
        for spot, phrases in self._phrases(found, taken, which):
            best = phrases[0] if phrases[0].probability >= CLEAR else max(phrases, key=lambda one: _worth(one, phrases))
            first[spot], last[spot] = best.first, best.last
        return Picks(first, last)

    def _phrases(self, found: Spots, taken: Picks, which: Ints) -> Iterator[tuple[int, list[Likely]]]:
        """The likeliest phrases of each spot that has any."""
        last = ends(found, which)
        shares = softmax(self.ends.sum(end_clues(found, last, taken)), last.spot)
        kept = _likeliest(last.spot, shares)
        first = begins(found, last.spot[kept], last.word[kept])
        spot = last.spot[kept][first.spot]
        inner = softmax(self.begins.sum(begin_clues(found, spot, first, taken)), first.spot)
        joint = inner * shares[kept][first.spot]
        told = np.flatnonzero(joint >= LEAST)
        start, end = found.words.start[first.word[told]], found.words.end[first.last[told]]
        at, phrases = NOWHERE, []
        for here, *values in zip(
            spot[told].tolist(), joint[told].tolist(), first.word[told].tolist(), first.last[told].tolist(),
            start.tolist(), end.tolist(), strict=True,
        ):  # fmt: skip
            if here != at and phrases:
                yield at, phrases
                phrases = []
            at = here
            phrases.append(Likely(*values))
        if phrases:
            yield at, phrases


def softmax(sums: Floats, group: Ints) -> Floats:
    """Probabilities that add up to 1 in each group; those of a group stand together."""
    if not len(sums):
        return sums
    opens = np.append(True, group[1:] != group[:-1])
    begin = np.flatnonzero(opens)
    of_group = np.cumsum(opens) - 1
    shares = np.exp(sums - np.maximum.reduceat(sums, begin)[of_group])
    found: Floats = shares / np.add.reduceat(shares, begin)[of_group]
    return found


def _likeliest(group: Ints, shares: Floats) -> Ints:
    """The places of the likeliest candidates of each group, `ENDS` at most, groups kept together."""
    order = np.lexsort((-shares, group))
    sorted_group = group[order]
    opens = np.append(True, sorted_group[1:] != sorted_group[:-1])
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(opens, np.arange(len(order)), 0))
    found: Ints = order[(rank < ENDS) & (shares[order] >= LEAST)]
    return found


def _worth(one: Likely, phrases: list[Likely]) -> float:
    """How probably a phrase names the same as the right one, each of `phrases` being that by its probability."""
    total = EXACT * one.probability
    for other in phrases:
        both = min(one.end, other.end) - max(one.start, other.start)
        if 2 * both >= SAME * (one.end - one.start + other.end - other.start):
            total += other.probability
    return total
