"""What many factorisations of parts of the rows agree on: the components that most of them find, and how surely."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, cpu_count, delayed
from scipy.sparse import csr_matrix, issparse, vstack
from sklearn.cluster import AgglomerativeClustering

from zongjie.themes.bags import OUT, left_out, members
from zongjie.themes.chance import by_chance, pairs
from zongjie.themes.factor import components, steady, unit_rows

SPREAD = (0.9, 1.0, 1.1, 1.2, 1.3)
"""Numbers of components that are tried, as parts of the number wanted: what is there at one count only is an accident
of that count. More above than below, since a theme comes out purer beside a few that nobody needs."""
MOST_THREADS = 4  # more would hold as many copies of a bag
MOST_COMPONENTS = 6_000
"""Of all fits together, those of 90 themes on 12 bags: they are compared each with each, in 8 bytes a pair."""
COLUMNS = 8_192  # dense at once while components are compared: 200 MB of the most components
TOP = 10  # columns that stand for a component where two are compared: as many as a reader sees
ALIKE = 0.5  # cosine between groups of components that are taken for one
APART = 0.7  # cosine from which a component says the same as one that is taken already
FOUND = 0.2  # of the fits must hold a component before it is considered
SUPPORTED = 0.25
"""Mean Jaccard of the top columns over the fits: 4 of 10 come back. It keeps out what hardly comes back and is no test
against chance, which CHANCE is."""
CHANCE = 0.01
"""How likely chance alone may make the words of a theme meet as often as they do in rows left out of its fits. Of 4,000
sentences of summaries, and of reports, all 20 themes pass; with their words dealt anew none of 60 and one of 40, where
41 and 34 have SUPPORTED (benchmarks/theme_support.py)."""
COMPANY = 0.35  # exponent of how well a column goes with the others of its component
SIZE = 0.25  # exponent of the share of rows that a component leads in, beside how well it comes back
"""These were set on the paragraphs that `benchmarks/themes.py --part words` reads, 20 themes, by stability under
samples of 80 %. From .4 to .6, .6 to .8 and .15 to .3 the first three hardly move it. COMPANY raises coherence, at .5
by .01 of NPMI, and lowers stability as much. SIZE raises stability by .02: which of many equal components are taken
should not hang on small differences, and sizes differ more."""


class Fits(NamedTuple):
    """Components of several fits, one a row, sparse, and the number of the fit that each is of; `anchored` lead each
    fit. `pairs` (components × 2) are the meetings of words in rows left out, seen and by chance, if they are tried."""

    rows: Any
    fit: Any
    anchored: int = 0
    pairs: Any = None


class Agreed(NamedTuple):
    """Components on which fits agree, each of length 1, and how well each comes back (0 to 1)."""

    components: Any
    stability: Any


def gather(
    table: Any,
    keys: Any,
    plan: Iterable[tuple[int, int]],
    *,
    share: float,
    seed: int,
    anchors: Any = None,
    words: Any = None,
) -> Fits:
    """Factor one bag of rows for each (bag, number of components) of the plan.

    Fits are shared out to threads; each depends on its bag alone, so their number changes nothing. `words` is rows ×
    words of 0 and 1, the first columns of `table`, by which components are tried.
    """

    def fitted(bag: int, themes: int) -> tuple[Any, Any]:
        rows = components(table[members(keys, seed + bag, share)], themes, (seed + bag) % 2**32, anchors)
        tried = None if words is None else pairs(rows, words[left_out(keys, seed + bag, share)])
        return csr_matrix(rows.astype(np.float32)), tried

    with steady():
        found = Parallel(n_jobs=min(cpu_count(), MOST_THREADS), prefer="threads")(
            delayed(fitted)(bag, themes) for bag, themes in plan
        )
    parts, tried = zip(*found, strict=True)
    numbers = np.repeat(np.arange(len(parts)), [rows.shape[0] for rows in parts])
    together = None if words is None else np.vstack(tried)
    return Fits(vstack(parts, format="csr"), numbers, 0 if anchors is None else anchors.shape[0], together)


def around(themes: int, bags: int, fewest: int = 1) -> list[tuple[int, int]]:
    """The plan of a consensus: each number of components near `themes`, in turn, on `bags` bags of its own; on fewer
    bags, at least two, where that would make more than MOST_COMPONENTS components."""
    counts = sorted({max(fewest, round(themes * part)) for part in SPREAD})
    bags = max(2, min(bags, MOST_COMPONENTS // sum(counts)))
    return [(bag * len(counts) + place, count) for bag in range(bags) for place, count in enumerate(counts)]


def agree(fits: Fits, table: Any, themes: int) -> Agreed:
    """At most `themes` components that the fits share, sure and large ones first; those of anchors lead and stay.

    What chance alone could have made (CHANCE) is left out, if the fits tell.

    Components are grouped by average linkage of their cosines (Hastie, Tibshirani and Friedman, The Elements of
    Statistical Learning, 14.3.12). The mean of a group is weighed by how its columns go together in the rows, and its
    stability is the mean over all fits of the best Jaccard index of the top columns. Source of the idea: Monti et al.,
    Consensus clustering, 2003; Greene, O'Callaghan and Cunningham, How many topics?, 2014.
    """
    groups = _groups(fits)
    total = len(np.unique(fits.fit))
    groups = [g for n, g in enumerate(groups) if n < fits.anchored or _found(fits, g, total)]
    if not groups:
        return Agreed(np.zeros((0, table.shape[1])), np.zeros(0))
    means = np.vstack([_mean(fits.rows[group]) for group in groups])
    stability = np.array([_returns(fits, group, mean, total) for group, mean in zip(groups, means, strict=True)])
    weighed = means * _company(means, table) ** COMPANY
    means = unit_rows(np.where(weighed.any(axis=1, keepdims=True), weighed, means), keep=len(means))
    leading = np.asarray(table @ means.T).argmax(axis=1)
    size = np.bincount(leading, minlength=len(means)) / len(leading)
    chosen = list(range(fits.anchored))
    for group in np.argsort(-(stability * size**SIZE).round(9), kind="stable"):
        if len(chosen) >= themes:
            break
        if stability[group] < SUPPORTED or group in chosen:
            continue
        if all(means[group] @ means[other] < APART for other in chosen):
            chosen.append(int(group))
    return Agreed(means[chosen], stability[chosen].round(6))


def top_columns(rows: Any, count: int = TOP) -> list[frozenset[int]]:
    """The heaviest columns of each row, dense or sparse, as a set; only those with any weight."""
    rows = rows.toarray() if issparse(rows) else rows
    best = np.argsort(-rows, axis=1, kind="stable")[:, :count]
    return [frozenset(int(c) for c in columns if row[c] > 0) for row, columns in zip(rows, best, strict=True)]


def jaccard(first: frozenset[int], second: frozenset[int]) -> float:
    """Common columns as a share of all; 0 where there are none."""
    return len(first & second) / max(len(first | second), 1)


def _groups(fits: Fits) -> list[Any]:
    """Places of the components of each group: first those of the anchors, by their order, then the free ones."""
    place = np.arange(len(fits.fit)) - np.searchsorted(fits.fit, fits.fit)
    anchored = [np.flatnonzero(place == anchor) for anchor in range(fits.anchored)]
    free = np.flatnonzero(place >= fits.anchored)
    if len(free) < 2:
        return [*anchored, *([free] if len(free) else [])]
    distance = np.maximum(1 - _products(fits.rows[free]), 0).round(6)
    np.fill_diagonal(distance, 0)
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - ALIKE
    ).fit_predict(distance)
    return anchored + [free[labels == label] for label in range(labels.max() + 1)]


def _found(fits: Fits, group: Any, total: int) -> bool:
    """Whether enough fits have a component of the group, and its words go together beyond chance where it has not been
    fitted."""
    if len(set(fits.fit[group])) < FOUND * total:
        return False
    if fits.pairs is None:
        return True
    seen, expected = fits.pairs[group].sum(axis=0) / max(len(group) * OUT, 1.0)  # as if each row were counted once
    return bool(by_chance(seen, expected) < CHANCE)


def _mean(rows: Any) -> Any:
    """The mean of sparse rows, summed in double precision."""
    return np.asarray(rows.astype(np.float64).sum(axis=0)).ravel() / rows.shape[0]


def _products(rows: Any) -> Any:
    """The inner product of every two rows, from blocks of columns that are dense one at a time."""
    found = np.zeros((rows.shape[0], rows.shape[0]), dtype=np.float32)
    for at in range(0, rows.shape[1], COLUMNS):
        block = rows[:, at : at + COLUMNS].toarray()
        found += block @ block.T
    return found


def _returns(fits: Fits, group: Any, mean: Any, total: int) -> float:
    """How well the top columns of a group come back: the best of each fit, averaged over all fits."""
    wanted = top_columns(mean[None, :])[0]
    best: dict[int, float] = {}
    for fit, columns in zip(fits.fit[group], top_columns(fits.rows[group]), strict=True):
        best[fit] = max(best.get(fit, 0.0), jaccard(wanted, columns))
    return sum(best.values()) / total


def _company(rows: Any, table: Any) -> Any:
    """How well each column goes with the others of a component: cosines of occurrence, weighed by the component.

    Shapes: components × columns, as `rows`; the largest of each component is 1.
    """
    used = (table > 0).astype(np.float64)
    lengths = np.sqrt(np.maximum(np.asarray(used.sum(axis=0)).ravel(), 1.0))
    scaled = rows / lengths
    cosines = np.asarray((used.T @ (used @ scaled.T)).T) / lengths - rows * (lengths > 0)
    cosines = np.maximum(cosines, 0)
    largest = cosines.max(axis=1, keepdims=True)
    return np.divide(cosines, largest, out=np.ones_like(cosines), where=largest > 0)
