"""How many themes a corpus supports: for each number how well themes come back and how far their words go together."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from zongjie.themes.coherence import npmi
from zongjie.themes.consensus import Fits, gather, jaccard, top_columns

COUNTS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40)  # each about a fifth above the one before
BAGS = 5  # fits for each number; ten pairs of them are compared
NEAR = 0.95  # of the highest score: a difference that another sample would undo, and fewer themes are easier to read


class Point(NamedTuple):
    """One number of themes: how stable and how coherent they are, and the score by which it is chosen."""

    themes: int
    stability: float
    coherence: float
    score: float


def curve(table: Any, occurrences: Any, keys: Any, *, most: int, share: float, seed: int) -> list[Point]:
    """A point for each of `COUNTS` up to `most`; empty where the rows allow none.

    `table` is rows × columns; `occurrences` windows × words of 0 and 1, its words the first columns of `table`.
    Stability is the mean Jaccard index of the top ten words of themes of two bags, matched one to one (Greene,
    O'Callaghan and Cunningham, 2014); coherence the mean NPMI of pairs of those words, below 0 as 0,
    for in short records that two words never meet says little; the score is their product.
    """
    counts = [count for count in COUNTS if count <= min(most, *table.shape)]
    found = []
    for count in counts:
        plan = [(bag, count) for bag in range(BAGS)]
        fits = gather(table, keys, plan, share=share, seed=seed)
        stability, coherence = agreement(fits), _coherence(fits, occurrences)
        score = stability * coherence
        found.append(Point(count, round(stability, 6), round(coherence, 6), round(score, 6)))
    return found


def best(points: list[Point]) -> int:
    """The fewest themes with a score near the highest; the most stable where no words go together; 2 of no points."""
    highest = max(points, key=lambda point: (point.score, point.stability), default=None)
    if highest is None:
        return 2
    if highest.score <= 0:
        return highest.themes
    return min(point.themes for point in points if point.score >= NEAR * highest.score)


def agreement(fits: Fits) -> float:
    """The mean over pairs of fits of the Jaccard index of themes matched one to one; unmatched ones count 0."""
    tops = [top_columns(fits.rows[fits.fit == number]) for number in np.unique(fits.fit)]
    return float(np.mean([matched(a, b) for a, b in combinations(tops, 2)])) if len(tops) > 1 else 0.0


def matched(first: list[frozenset[int]], second: list[frozenset[int]]) -> float:
    """The best one-to-one match of two lists of themes: the mean Jaccard index over the longer list."""
    likeness = np.array([[jaccard(one, other) for other in second] for one in first])
    rows, columns = linear_sum_assignment(-likeness)
    return float(likeness[rows, columns].sum() / max(len(first), len(second)))


def _coherence(fits: Fits, occurrences: Any) -> float:
    words = occurrences.shape[1]
    scores = [npmi(occurrences, sorted(columns), 0.0) for columns in top_columns(fits.rows[:, :words])]
    return float(np.mean([score for score in scores if score is not None] or [0.0]))
