"""The learned chooser of subjects: weighs the words around each number of a document, all at once.

A subject is found in two steps, each a softmax over the words it could be: its last word, then its first. Of the
likeliest phrases that one is taken which most probably names the right thing, shares of its characters counted: where
two ends are about as likely, the phrase that has most in common with both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from zongjie.document import Document, altered
from zongjie.extract.metrics.clues import begin_clues, end_clues
from zongjie.extract.metrics.scale import Floats, Scale
from zongjie.extract.metrics.spots import Candidates, Picks, Spots, begins, ends, spots
from zongjie.extract.metrics.vocabulary import Flags, Ints, Vocabulary
from zongjie.linear import Linear

END, BEGIN = "subject-end", "subject-begin"
ENDS = 4  # likeliest ends whose beginnings are weighed
LEAST = 0.01  # probability of an end or a phrase that is looked at
SAME = 0.6  # share of characters from which two phrases name the same, as `evaluate` counts
EXACT = 0.05  # what being the very phrase is worth beside naming the same


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
        changed = _differ(picks, found.rule)
        again = np.flatnonzero(changed[found.before] & (found.before >= 0))  # what went on about the metric before
        picks = self.choose(found, picks, again)
        metrics = list(document.metrics)
        for at in np.flatnonzero(_differ(picks, found.rule)).tolist():
            number = int(found.number[at])
            words = found.spelled(int(picks.first[at]), int(picks.last[at]))
            metrics[number] = altered(metrics[number], subject=words)
        return altered(document, metrics=tuple(metrics))

    def choose(self, found: Spots, taken: Picks, which: Ints) -> Picks:
        """The subjects `taken`, anew for the metrics `which`; those of metrics before are believed."""
        first, last = taken.first.copy(), taken.last.copy()
        spot, phrases, shares = self._phrases(found, taken, which)
        best = _best(found, spot, phrases, shares)
        first[spot[best]], last[spot[best]] = phrases.word[best], phrases.last[best]
        return Picks(first, last)

    def _phrases(self, found: Spots, taken: Picks, which: Ints) -> tuple[Ints, Candidates, Floats]:
        """The likely phrases: of which metric, their words, and how likely; those of a metric stand together."""
        last = ends(found, which)
        shares = softmax(self.ends.sum(end_clues(found, last, taken)), last.spot)
        kept = _likeliest(last.spot, shares)
        first = begins(found, last.spot[kept], last.word[kept])
        spot = last.spot[kept][first.spot]
        inner = softmax(self.begins.sum(begin_clues(found, spot, first, taken)), first.spot)
        joint = inner * shares[kept][first.spot]
        told = joint >= LEAST
        return spot[told], Candidates(first.spot[told], first.word[told], first.last[told]), joint[told]


def softmax(sums: Floats, group: Ints) -> Floats:
    """Probabilities that add up to 1 in each group; those of a group stand together."""
    if not len(sums):
        return sums
    opens = _opens(group)
    begin, of_group = np.flatnonzero(opens), np.cumsum(opens) - 1
    shares = np.exp(sums - np.maximum.reduceat(sums, begin)[of_group])
    found: Floats = shares / np.add.reduceat(shares, begin)[of_group]
    return found


def _opens(group: Ints) -> Flags:
    """Whether each place is the first of its group."""
    return np.append(True, group[1:] != group[:-1])[: len(group)]


def _likeliest(group: Ints, shares: Floats) -> Ints:
    """The places of the likeliest candidates of each group, `ENDS` at most, groups kept together."""
    order = np.lexsort((-shares, group))
    places = np.arange(len(order))
    rank = places - np.maximum.accumulate(np.where(_opens(group[order]), places, 0))
    found: Ints = order[(rank < ENDS) & (shares[order] >= LEAST)]
    return found


def _best(found: Spots, spot: Ints, phrases: Candidates, shares: Floats) -> Ints:
    """For each metric the place of the phrase that most probably names the same as the right one."""
    start, end = found.words.start[phrases.word], found.words.end[phrases.last]
    opens = _opens(spot)
    begin, of_group = np.flatnonzero(opens), np.cumsum(opens) - 1
    size = np.diff(np.append(begin, len(spot)))[of_group]
    one = np.repeat(np.arange(len(spot)), size)
    other = np.arange(len(one)) - np.repeat(np.append(0, np.cumsum(size))[:-1], size) + begin[of_group][one]
    both = np.minimum(end[one], end[other]) - np.maximum(start[one], start[other])
    same = 2 * both >= SAME * (end[one] - start[one] + end[other] - start[other])
    worth = np.bincount(one, np.where(same, shares[other], 0.0), minlength=len(spot)) + EXACT * shares
    order = np.lexsort((-worth, spot))
    best: Ints = order[_opens(spot[order])]
    return best


def _differ(one: Picks, other: Picks) -> Flags:
    found: Flags = (one.first != other.first) | (one.last != other.last)
    return found
