"""Keyness: the words that one group uses more, or less, than the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, Grouping
from zongjie.stats.sampling import Count, observed, units
from zongjie.stats.significance import adjusted
from zongjie.stats.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

LEAST = 5
"""Times that a word occurs in group or rest: below five the chi-square of the log-likelihood is rough (Rayson 2004)."""

MOST = 100  # words of a group in each direction; a table of more nobody reads
ALPHA = 0.05
COLUMNS = ["group", "word", "direction", "count", "rest", "denominator", "rest_denominator", "documents",
           "rest_documents", "n", "rest_n", "log_likelihood", "log_ratio", "percent_difference", "bic", "p",
           "q", "p_documents", "small", "note"]  # fmt: skip


def log_likelihood(a: object, b: object, c: float, d: float) -> NDArray[np.float64]:
    """G² of a word that occurs `a` times among `c` words and `b` times among `d` (Dunning 1993; in the form with two
    cells of Rayson & Garside 2000)."""
    import numpy as np
    from scipy.special import xlogy

    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    each = np.maximum(first + second, 1) / (c + d)  # of a word that neither has, 0 is the result, not 0 / 0
    return np.asarray(2 * (xlogy(first, first / (c * each)) + xlogy(second, second / (d * each))))


def log_ratio(a: object, b: object, c: float, d: float) -> NDArray[np.float64]:
    """The binary logarithm of the ratio of relative frequencies; 0 counts as 0.5 (Hardie 2014)."""
    import numpy as np

    first, second = (np.maximum(np.asarray(one, dtype=float), 0.5) for one in (a, b))
    return np.asarray(np.log2((first / c) / (second / d)))


def keyness(data: Data, grouping: Grouping, *, count: Count | str = Count.documents) -> pd.DataFrame:
    """The words that tell each group from all other documents that have a value.

    `bic` is the log-likelihood less ln(words) (Wilson 2013: above 2 positive, 6 strong, 10 very strong evidence). `p`
    takes each word for an independent draw; `p_documents` compares the relative frequencies of documents
    (Mann–Whitney; Lijffijt et al. 2016) and is large where a few documents carry the word: `note` says so. Words with q
    over .05 are left out; q is over all words of the group. Of a cluster of near duplicates within a group one text
    counts under `--count clusters`.
    """
    import pandas as pd

    first, _ = observed(grouping.group, units(data, count))
    first = first[grouping.group.notna().to_numpy()[first]]
    labels = grouping.group.to_numpy()[first]
    words = vocabulary(data)
    rows = [row for label in grouping.order for row in _of_group(label, labels == label, words, first)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_group(
    label: str, inside: NDArray[np.bool_], words: Vocabulary, rows: NDArray[np.int64]
) -> Iterator[list[object]]:
    import numpy as np
    import pandas as pd
    from scipy import stats

    if inside.all() or not inside.any() or not words.words:
        return
    group, rest = rows[inside], rows[~inside]
    a, b = (np.asarray(words.counts[some].sum(axis=0)).ravel() for some in (group, rest))
    c, d = float(words.size[group].sum()), float(words.size[rest].sum())
    if not c or not d:
        return
    documents, rest_documents = (np.asarray((words.counts[some] > 0).sum(axis=0)).ravel() for some in (group, rest))
    ll, ratio = log_likelihood(a, b, c, d), log_ratio(a, b, c, d)
    often = np.maximum(a, b) >= LEAST
    p = np.where(often, stats.chi2.sf(ll, 1), np.nan)
    q = adjusted(pd.DataFrame({"p": p, "family": 0}), ["family"])["q"].to_numpy()
    key = np.flatnonzero(q < ALPHA)
    order = key[np.lexsort((key, -ll[key]))]
    for direction, some in (("more", order[ratio[order] > 0]), ("less", order[ratio[order] < 0])):
        chosen = some[:MOST]
        even = _by_document(words, chosen, group, rest)
        for at, by_document in zip(chosen, even, strict=True):
            difference = ((a[at] / c) / (b[at] / d) - 1) * 100 if b[at] else float("nan")
            small = bool(len(group) < SMALL or max(documents[at], rest_documents[at]) < SMALL)
            note = "carried by few documents" if not by_document < ALPHA else ""
            yield [label, words.words[at], direction, a[at], b[at], c, d, int(documents[at]), int(rest_documents[at]),
                   len(group), len(rest), ll[at], ratio[at], difference, ll[at] - np.log(c + d), p[at], q[at],
                   by_document, small, note]  # fmt: skip


def _by_document(
    words: Vocabulary, chosen: NDArray[np.int64], group: NDArray[np.int64], rest: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The p of a two-sided Mann–Whitney test of each word's relative frequency in documents; NaN where one side is
    empty of words."""
    import numpy as np
    from scipy import stats

    if not len(chosen):
        return np.array([])
    sides = [some[words.size[some] > 0] for some in (group, rest)]
    if not all(map(len, sides)):
        return np.full(len(chosen), np.nan)
    first, second = (words.counts[some][:, chosen].toarray() / words.size[some][:, None] for some in sides)
    return np.asarray(stats.mannwhitneyu(first, second, axis=0, method="asymptotic").pvalue)
