"""Networks of what occurs together: problems, activities and themes in a document, words in a sentence, and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from zongjie.dataset.schema import label
from zongjie.stats.answers import answered
from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, Grouping
from zongjie.stats.sampling import Count, rows_of, sample, units
from zongjie.stats.shares import ALL
from zongjie.stats.significance import adjusted
from zongjie.stats.tally import tallies
from zongjie.stats.vocabulary import content

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

KINDS = ("theme_sentence", "activity_type", "problem")
ALPHA = 0.05
WORDS = 200
"""Words of the word network, those of most sentences: with more, no drawing can be read."""

FEW, MOST = 50, 300
"""Expected and found common observations up to which p is exact: at an expectation of 1 the normal curve gives five
common observations a p of .0002 that is .004."""

STEPS = 500  # of the configuration model; the margins then agree to about one in a thousand
TINY, HUGE = 1e-12, 1e8  # keep an item of all observations, or an observation of all items, finite
EDGES = 600  # edges of the word network, the strongest by log-likelihood
NODES = ["network", "node", "label", "label_en", "kind", "count", "n", "prevalence"]
LINKS = ["network", "source", "target", "source_label", "target_label", "count", "expected", "n", "npmi",
         "log_likelihood", "p", "q", "directed", "small"]  # fmt: skip


class Networks(NamedTuple):
    """`nodes` and `edges` of all networks, told apart by the column `network`: records, answers, words."""

    nodes: pd.DataFrame
    edges: pd.DataFrame


def networks(data: Data, grouping: Grouping, *, count: Count | str = Count.documents) -> Networks:
    """What occurs together more often than by chance.

    `records`: themes of sentences, activity types and problem categories within an observation, against what chance
    gives when each document keeps its number of items and each item its number of documents (`configuration`), since
    in a long text everything meets everything. `words`: the content words of most sentences within a sentence, by
    log-likelihood (Dunning 1993). Edges of both have more common observations than expected, at least 5, and q < .05
    over all pairs; `npmi` is the normalised pointwise mutual information (Bouma 2009) against what is expected.
    `answers`: from problem category to the type of its measures, weighted by problems; no test.
    """
    import pandas as pd

    unit = units(data, count)
    parts = [_records(data, unit), _answers(data, grouping, count), _words(data, unit)]
    nodes, edges = ([getattr(part, name) for part in parts if len(getattr(part, name))] for name in ("nodes", "edges"))
    return Networks(
        pd.concat(nodes, ignore_index=True) if nodes else pd.DataFrame(columns=NODES),
        pd.concat(edges, ignore_index=True) if edges else pd.DataFrame(columns=LINKS),
    )


@dataclass(frozen=True, slots=True)
class _Items:
    """The columns of a matrix of presence: ids, labels in both languages, kinds."""

    ids: list[str]
    labels: list[str]
    labels_en: list[str]
    kinds: list[str]


def _records(data: Data, unit: NDArray[np.int64]) -> Networks:
    from scipy import sparse

    some = [tally for tally in tallies(data) if tally.kind in KINDS]
    items = _Items([], [], [], [])
    held = []
    for tally in some:
        items.ids.extend(f"{tally.kind}:{item}" for item in tally.items)
        items.labels.extend(tally.labels)
        items.labels_en.extend(tally.labels_en)
        items.kinds.extend([tally.kind] * len(tally.items))
        held.append(sample(tally, rows_of(data.documents["document_id"]), unit).holds)
    return pairs("records", sparse.hstack(held).tocsr(), items, margins=True) if held else _none()


def _words(data: Data, unit: NDArray[np.int64]) -> Networks:
    """The words of most sentences; of near duplicates that count as one, the first text alone."""
    import numpy as np
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer

    first = set(data.documents["document_id"].to_numpy()[np.unique(unit, return_index=True)[1]])
    sentences: list[list[str]] = []
    frequency: dict[str, int] = {}
    for batch in data.sentences():
        batch = batch[~batch["heading"].fillna(False).astype(bool) & batch["document_id"].isin(first)]
        for words in content(batch):
            told = sorted(set(words))
            sentences.append(told)
            for word in told:
                frequency[word] = frequency.get(word, 0) + 1
    chosen = sorted(frequency, key=lambda word: (-frequency[word], word))[:WORDS]
    chosen = sorted(word for word in chosen if frequency[word] >= SMALL)
    if len(chosen) < 2:
        return _none()
    counter = CountVectorizer(analyzer=list, vocabulary=chosen, binary=True)
    found = pairs("words", counter.transform(sentences), _Items(chosen, chosen, chosen, ["word"] * len(chosen)))
    edges = found.edges.sort_values("log_likelihood", ascending=False, kind="stable").head(EDGES)
    ends = pd.concat([edges["source"], edges["target"]])
    return Networks(found.nodes[found.nodes["node"].isin(ends)], edges.sort_values(["source", "target"], kind="stable"))


def pairs(network: str, held: Any, items: _Items, *, margins: bool = False) -> Networks:
    """The nodes and edges of a sparse matrix of presence, observations × items.

    With `margins` the expectation keeps the number of items of each observation as well; p is one-sided: exact where
    few are expected, else of z.
    """
    import numpy as np
    import pandas as pd
    from scipy import stats

    present = (held > 0).astype(float)
    n, own = present.shape[0], np.asarray(present.sum(axis=0)).ravel()
    together = np.asarray((present.T @ present).todense())
    at, to = np.triu_indices(len(own), 1)
    both, a, b = together[at, to], own[at], own[to]
    ll = np.full(len(both), np.nan)
    if margins:
        chance = configuration(present)
        squares = chance**2
        expected = (chance.T @ chance)[at, to]
        spread = np.sqrt(np.maximum(expected - (squares.T @ squares)[at, to], 1e-12))
        p = stats.norm.sf((both - 0.5 - expected) / spread)
        few = np.flatnonzero((both > expected) & (both >= SMALL) & (expected < FEW) & (both <= MOST))
        p[few] = _exact(present, chance, at[few], to[few], both[few])
    else:
        ll, expected = _log_likelihood(both, a, b, n)
        p = stats.chi2.sf(ll, 1)
    varying = (a > 0) & (a < n) & (b > 0) & (b < n)
    with np.errstate(invalid="ignore", divide="ignore"):
        npmi = np.log(both / expected) / -np.log(both / n)
    frame = pd.DataFrame({"at": at, "to": to, "count": both, "expected": expected, "npmi": npmi, "log_likelihood": ll,
                          "p": np.where(varying, p, np.nan)})  # fmt: skip
    frame = adjusted(frame.assign(family=0), ["family"])
    frame = frame[(frame["q"] < ALPHA) & (frame["npmi"] > 0) & (frame["count"] >= SMALL)]
    ids, labels = np.array(items.ids, dtype=object), np.array(items.labels, dtype=object)
    edges = frame.assign(
        network=network, n=n, directed=False, source=ids[frame["at"]], target=ids[frame["to"]],
        source_label=labels[frame["at"]], target_label=labels[frame["to"]], small=frame["expected"] < SMALL,
    )[LINKS].reset_index(drop=True)  # fmt: skip
    nodes = pd.DataFrame({"network": network, "node": items.ids, "label": items.labels, "label_en": items.labels_en,
                          "kind": items.kinds, "count": own, "n": n, "prevalence": own / max(n, 1)})  # fmt: skip
    return Networks(nodes, edges)


def _exact(
    present: Any, chance: NDArray[np.float64], at: NDArray[np.int64], to: NDArray[np.int64], both: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chance that each pair of items meets `both` times or more: a sum of binomials, one for each number of items
    that an observation has, for observations of as many items have the same chances (Saracco et al. 2015)."""
    import numpy as np
    from scipy import stats

    _, first, times = np.unique(np.asarray(present.sum(axis=1)).ravel(), return_index=True, return_counts=True)
    found = np.empty(len(at))
    for nth, (a, b, k) in enumerate(zip(at, to, both.astype(int), strict=True)):
        below = np.ones(1)
        for n, meet in zip(times, chance[first, a] * chance[first, b], strict=True):
            below = np.convolve(below, stats.binom.pmf(np.arange(min(k, n + 1)), n, meet))[:k]
        found[nth] = max(0.0, 1 - below.sum())
    return found


def _log_likelihood(
    both: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """G² of the two-by-two table of each pair (Dunning 1993), and the expected number of common observations."""
    import numpy as np
    from scipy.special import xlogy

    cells = np.array([both, a - both, b - both, n - a - b + both])
    expected = np.array([a * b, a * (n - b), b * (n - a), (n - a) * (n - b)]) / max(n, 1)
    filled = np.where(expected > 0, expected, 1)
    return 2 * xlogy(cells, cells / filled).sum(axis=0), expected[0]


def configuration(present: Any) -> NDArray[np.float64]:
    """The chance of each item in each observation that gives both their expected numbers (observations × items).

    The bipartite configuration model (Saracco et al. 2015): x·y / (1 + x·y), with one number for each observation and
    one for each item, found by alternating steps; of equal rows one is solved for all.
    """
    import numpy as np

    rows, columns = np.asarray(present.sum(axis=1)).ravel(), np.asarray(present.sum(axis=0)).ravel()
    degrees, at, times = np.unique(rows, return_inverse=True, return_counts=True)
    total = max(float(rows.sum()), 1.0)
    x, y = degrees / np.sqrt(total), columns / np.sqrt(total)
    for _ in range(STEPS):
        x = degrees / np.maximum((y / (1 + np.outer(x, y))).sum(axis=1), TINY)
        y = columns / np.maximum((times[:, None] * x[:, None] / (1 + np.outer(x, y))).sum(axis=0), TINY)
        x, y = np.minimum(x, HUGE), np.minimum(y, HUGE)
    product = np.outer(x, y)
    return np.asarray((product / (1 + product))[at])


def _answers(data: Data, grouping: Grouping, count: Count | str) -> Networks:
    """Problem categories → activity types, with the problems that a measure of the type answers."""
    import pandas as pd

    told = answered(data, grouping, count=count, intervals=False)
    measures, shares = told.measures, told.answered
    if not len(measures):
        return _none()
    total, out = (measures.groupby(side)["count"].sum().to_dict() for side in ("type", "category"))
    every = float(measures["count"].sum())
    rows, nodes = [], []
    for row in measures.to_dict("records"):
        expected = out[row["category"]] * total[row["type"]] / every
        rows.append(["answers", f"problem:{row['category']}", f"activity_type:{row['type']}", row["label"],
                     row["type_label"], row["count"], expected, int(every), *[float("nan")] * 4, True,
                     row["count"] < SMALL])  # fmt: skip
    problems = shares[shares["group"] == ALL].set_index("category")["denominator"].to_dict()
    whole = float(problems[ALL])
    for category in sorted(map(str, out)):
        held = float(problems[category])
        nodes.append(["answers", f"problem:{category}", *_both("problem_category", category), "problem", held,
                      int(whole), held / whole])  # fmt: skip
    for type_ in sorted(map(str, total)):
        nodes.append(["answers", f"activity_type:{type_}", *_both("activity_type", type_), "activity_type",
                      float(total[type_]), int(every), float(total[type_]) / every])  # fmt: skip
    return Networks(pd.DataFrame(nodes, columns=NODES), pd.DataFrame(rows, columns=LINKS))


def _both(values: str, value: str) -> list[str]:
    return [label(values, value, lang) for lang in ("zh", "en")]


def _none() -> Networks:
    import pandas as pd

    return Networks(pd.DataFrame(columns=NODES), pd.DataFrame(columns=LINKS))
