"""The learned chooser of subjects: keeps what the rules say where that is sure, else weighs every phrase around a number.

The subject is found in two steps, each a softmax over the words it could be: its last word, then its first. Of the
likeliest phrases the one is taken that most probably names the right thing, shares of its characters counted: where
two ends are about as likely, the phrase that has most in common with both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import NamedTuple

from zongjie.document import Document
from zongjie.extract.metrics.clues import Clue, SEPARATOR, begin_clues, common, end_clues, zone
from zongjie.extract.metrics.spots import Pick, Spot, spots
from zongjie.linear import Linear

SURE, END, BEGIN = "subject-sure", "subject-end", "subject-begin"
TRUSTED = 0.95  # probability from which the rules' subject is kept unseen
ENDS = 4  # likeliest ends whose beginnings are weighed
LEAST = 0.02  # probability of a phrase that is compared
SAME = 0.6  # share of characters from which two phrases name the same, as `evaluate` counts
EXACT = 0.05  # what being the very phrase is worth beside naming the same


class Likely(NamedTuple):
    """A phrase with its probability and its place in the text."""

    probability: float
    pick: Pick
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of a linear model by clue."""

    weights: dict[Clue, float]
    bias: float

    @classmethod
    def of(cls, model: Linear) -> Scale:
        """The scale of a model whose features are clues."""
        weights = {tuple(feature.split(SEPARATOR)): weight for feature, weight in model.flat.items()}
        return cls(weights, model.bias[0])

    def sum(self, clues: Iterable[Clue]) -> float:
        """The weight of these clues together, without the bias."""
        get = self.weights.get
        total = 0.0
        for clue in clues:
            total += get(clue, 0.0)
        return total


Chooser = Callable[[Spot], Pick | None]
"""Where the subject of a metric stands; None leaves that of the rules."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The chooser that the models make; `sharpness` is that of the model `sure`."""

    sure: Scale
    sharpness: float
    ends: Scale
    begins: Scale

    @classmethod
    def of(cls, sure: Linear, ends: Linear, begins: Linear) -> Choice:
        """The chooser of the three models `SURE`, `END` and `BEGIN`."""
        return cls(Scale.of(sure), sure.sharpness, Scale.of(ends), Scale.of(begins))

    def __call__(self, spot: Spot) -> Pick | None:
        """The subject of a metric."""
        if spot.rule is not None and self.trusts(spot, spot.rule) >= TRUSTED:
            return spot.rule
        return self.best(spot)

    def trusts(self, spot: Spot, rule: Pick) -> float:
        """The probability that the rules' subject is right."""
        odds = self.sure.bias + self.sure.sum(rule_clues(spot, rule))
        return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, odds * self.sharpness))))

    def best(self, spot: Spot) -> Pick | None:
        """The phrase that most probably names what the subject names; None where no phrase is near."""
        likely = self.likely(spot)
        if not likely:
            return None
        return max(likely, key=lambda one: sum(_agree(one, other) for other in likely)).pick

    def likely(self, spot: Spot) -> list[Likely]:
        """The phrases worth comparing, the likeliest first."""
        ends = list(spot.ends())
        areas = [zone(spot, last) for last in ends]
        shared = {area: self.ends.sum(common(spot, area)) for area in dict.fromkeys(areas)}
        sums = [
            shared[area] + self.ends.sum(end_clues(spot, last, area)) for last, area in zip(ends, areas, strict=True)
        ]
        ranked = sorted(zip(softmax(sums), ends, areas, strict=True), key=lambda one: -one[0])
        found: list[Likely] = []
        for probability, last, area in ranked[:ENDS]:
            if probability >= LEAST:
                found += self._beginnings(spot, probability, last, area)
        return sorted(found, key=lambda one: -one.probability)

    def _beginnings(self, spot: Spot, probability: float, last: int, area: str) -> Iterable[Likely]:
        line = spot.line
        firsts = list(spot.begins(last))
        shares = softmax([self.begins.sum(begin_clues(spot, first, last, area)) for first in firsts])
        for share, first in zip(shares, firsts, strict=True):
            if share * probability >= LEAST:
                yield Likely(share * probability, Pick(first, last), line.starts[first], line.end(last))


def rule_clues(spot: Spot, rule: Pick) -> list[Clue]:
    """The clues that tell whether the rules' subject is right."""
    area = zone(spot, rule.last)
    return [*common(spot, area), *end_clues(spot, rule.last, area), *begin_clues(spot, rule.first, rule.last, area)]


def softmax(sums: Sequence[float]) -> list[float]:
    """Probabilities that add up to 1, from sums of weights."""
    top = max(sums, default=0.0)
    shares = [exp(total - top) for total in sums]
    whole = sum(shares)
    return [share / whole for share in shares]


def _agree(one: Likely, other: Likely) -> float:
    """What taking `one` is worth where `other` is right."""
    if one is other:
        return one.probability * (1 + EXACT)
    both = min(one.end, other.end) - max(one.start, other.start)
    same = 2 * both >= SAME * (one.end - one.start + other.end - other.start)
    return other.probability if same else 0.0


def choose(document: Document, chooser: Chooser) -> Document:
    """The document with the subject of each metric as the chooser says."""
    found = []
    for spot, metric in zip(spots(document), document.metrics, strict=True):
        if spot is not None:
            spot.chosen = chooser(spot)
            if spot.chosen is not None and spot.chosen != spot.rule:
                metric = replace(metric, subject=spot.line.spelled(spot.chosen))
        found.append(metric)
    return replace(document, metrics=tuple(found))
