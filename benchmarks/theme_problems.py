"""Part 2 of the comparison of theme models: clusters of gold problems against the categories that people gave them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from theme_systems import OURS, bertopic, missing, our_model, pair_model

import zongjie
from zongjie.themes import bootstrap
from zongjie.themes.bootstrap import Estimate
from zongjie.themes.units import Unit, problem_units
from zongjie.themes.vectorize import represent

AROUND = (-4, 0, 4)  # numbers of clusters beside that of the categories
AHEAD = 0.05  # wanted above every peer
REFERENCE = "(reference) "
"""Marks what is no peer: parts of zongjie by themselves, which say what the clustering adds to the category."""
DRAWS = 200  # of texts, for the interval of a difference


@dataclass(frozen=True)
class Problem:
    """A gold problem: its text of the benchmark, its words, its category, and the unit that the package makes of it."""

    file: str
    text: str
    category: str
    unit: Unit


@dataclass
class Clustered:
    """The clusters of each system: by number of clusters, for each seed the cluster of each problem."""

    problems: list[Problem]
    categories: int
    unmatched: int
    labels: dict[str, dict[int, list[list[int]]]] = field(default_factory=dict)
    differences: dict[str, Estimate] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def nmi(self, name: str, clusters: int) -> Estimate | None:
        """Mean NMI over the seeds; the interval is over the seeds as well, of no width where they change nothing."""
        gold = [problem.category for problem in self.problems]
        return bootstrap.mean([_nmi(gold, labels) for labels in self.labels[name][clusters]])

    def ahead(self, name: str) -> Estimate:
        """NMI of zongjie less that of a peer at as many clusters as categories; the interval is over draws of texts.

        Half of the texts are drawn without replacement, which has the spread of a bootstrap (McCarthy,
        Pseudo-Replication: Half Samples, 1969) and repeats no problem; since NMI of fewer problems runs higher, the
        draws are moved so that their mean is the difference itself.
        """
        if name not in self.differences:
            self.differences[name] = self._ahead(name)
        return self.differences[name]

    def _ahead(self, name: str) -> Estimate:
        gold = np.array([problem.category for problem in self.problems])
        mine, theirs = (np.array(self.labels[one][self.categories]) for one in (OURS, name))
        groups = self._rows_by_text()
        random = np.random.default_rng(0)

        def difference(rows: Any) -> float:
            means = [np.mean([_nmi(gold[rows], labels[rows]) for labels in some]) for some in (mine, theirs)]
            return float(means[0] - means[1])

        halves = (random.permutation(len(groups))[: (len(groups) + 1) // 2] for _ in range(DRAWS))
        drawn = np.array([difference(np.concatenate([groups[at] for at in half])) for half in halves])
        value = difference(np.arange(len(gold)))
        low, high = value + np.quantile(drawn - drawn.mean(), [0.025, 0.975])
        return Estimate(value, float(low), float(high))

    def _rows_by_text(self) -> list[Any]:
        files = np.array([problem.file for problem in self.problems])
        return [np.flatnonzero(files == file) for file in dict.fromkeys(files.tolist())]


def _nmi(gold: Sequence[str], labels: Sequence[int]) -> float:
    from sklearn.metrics import normalized_mutual_info_score

    return float(normalized_mutual_info_score(gold, labels))


def problems_of(parts: Sequence[str], folder: Path | None = None) -> tuple[list[Problem], int]:
    """The gold problems of parts of the benchmark that have a category, and how many of them the pipeline missed.

    The category and aspect that the package's units are made of are those of the problem that the pipeline itself
    finds at that place, never those of the gold; what it missed has neither.
    """
    pipeline = zongjie.load()
    rows: list[dict[str, object]] = []
    gold: dict[str, tuple[str, str, str]] = {}
    for text in (text for part in parts for text in zongjie.load_benchmark(part, folder)):
        found = [problem for document in pipeline(text.text) for problem in document.problems]
        for record in (record for record in text.problems if record.get("category")):
            name = f"p{len(rows):06d}"
            match = _nearest(record.start, record.end, found)
            evidence = text.text[record.start : record.end]
            gold[name] = (text.name, evidence, str(record.get("category")))
            rows.append(
                {
                    "problem_id": name,
                    "document_id": text.name,
                    "text": evidence,
                    "category": match.category if match else None,
                    "aspect": match.aspect if match else None,
                }
            )
    missed = {str(row["problem_id"]) for row in rows if row["category"] is None}
    units = problem_units({"problems": rows})
    # To have been missed is no likeness: without a category a unit is known by its words alone.
    known = [replace(unit, features=()) if unit.record_id in missed else unit for unit in units]
    return [Problem(*gold[unit.record_id], unit) for unit in known], len(missed)


def _nearest(start: int, end: int, found: Sequence[Any]) -> Any:
    """The problem that shares most characters with a place, None where none does."""
    shared = [min(end, one.span.end) - max(start, one.span.start) for one in found]
    best = int(np.argmax(shared)) if shared else 0
    return found[best] if shared and shared[best] > 0 else None


def compare(
    parts: Sequence[str], seeds: int, python: str, folder: Path | None = None, pairs: Sequence[float] = ()
) -> Clustered:
    """Every system on the gold problems of the parts; `python` is the environment of BERTopic, `pairs` as in words."""
    problems, missed = problems_of(parts, folder)
    categories = len({problem.category for problem in problems})
    found = Clustered(problems, categories, missed)
    numbers = [categories + more for more in AROUND if 2 <= categories + more <= len(problems)]
    for name, cluster in _systems(problems, pairs).items():
        found.labels[name] = {k: [cluster(k, seed) for seed in range(seeds)] for k in numbers}
        print(f"{name}: done", file=sys.stderr, flush=True)
    if reason := missing(python):
        found.skipped["BERTopic"] = reason
        return found
    tokens = [problem.unit.words for problem in problems]
    texts = [problem.text for problem in problems]
    job = {"texts": texts, "tokens": tokens, "samples": [], "themes": numbers, "seeds": list(range(seeds))}
    try:
        result = bertopic(python, job)
    except RuntimeError as fault:
        found.skipped["BERTopic"] = str(fault)
        return found
    found.labels["BERTopic"] = {k: [fit["theme"] for fit in result[str(k)]["whole"]] for k in numbers}
    return found


def _systems(problems: Sequence[Problem], weights: Sequence[float]) -> dict[str, Callable[[int, int], list[int]]]:
    """Each system as a function of the number of clusters and the seed."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    units = [problem.unit for problem in problems]
    words = TfidfVectorizer(analyzer=list).fit_transform([unit.words for unit in units])
    pairs = TfidfVectorizer(analyzer="char", ngram_range=(2, 2)).fit_transform([one.text for one in problems])

    ours = represent("problem", units)
    seen = sorted({unit.features for unit in units})
    predicted = [seen.index(unit.features) for unit in units]

    def means(matrix: Any) -> Callable[[int, int], list[int]]:
        return lambda k, seed: KMeans(k, n_init=10, random_state=seed).fit_predict(matrix).tolist()

    return {
        OURS: lambda k, seed: our_model("problem", units, k, seed).theme.tolist(),
        **{
            f"{REFERENCE}{OURS}, pairs {weight}": (
                lambda k, seed, weight=weight: pair_model("problem", units, k, seed, weight).theme.tolist()
            )
            for weight in weights
        },
        "k-means, tf-idf of words": means(words),
        "k-means, tf-idf of character pairs": means(pairs),
        **({REFERENCE + "k-means on zongjie's matrix": means(ours.matrix)} if ours else {}),
        REFERENCE + "predicted category alone": lambda k, seed: predicted,
    }


def table(found: Clustered) -> str:
    """NMI in Markdown by system and number of clusters; what zongjie is ahead, clusters found, share in none."""
    numbers = list(found.labels[OURS])
    at = found.categories
    head = ["NMI", *(f"K = {k}" for k in numbers), f"zongjie ahead at K = {at}", f"clusters at K = {at}", "in none"]
    lines = [f"| {' | '.join(head)} |", "| --- |" + " --- |" * (len(head) - 1)]
    for name in found.labels:
        cells = [_cell(found.nmi(name, k)) for k in numbers]
        ahead = "" if name == OURS else _signed(found.ahead(name))
        labels = found.labels[name][at]
        clusters = np.mean([len(set(some) - {-1}) for some in labels])
        outside = np.mean(np.array(labels) < 0)
        lines.append(f"| {' | '.join([name, *cells, ahead, f'{clusters:.1f}', f'{outside:.1%}'])} |")
    return "\n".join([*lines, *(f"\nskipped: {name}: {why}" for name, why in found.skipped.items())])


def _cell(found: Estimate | None) -> str:
    return "–" if found is None else f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _signed(found: Estimate) -> str:
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def verdicts(found: Clustered) -> list[str]:
    """Whether zongjie is as far ahead of each peer as wanted."""
    lines = []
    for name in found.labels:
        if name != OURS and not name.startswith(REFERENCE):
            ahead = found.ahead(name)
            reached = "reached" if ahead.value >= AHEAD else "not reached"
            lines.append(f"{reached}: NMI {_signed(ahead)} to {name}, wanted +{AHEAD}")
    return lines


def value(found: Clustered) -> dict[str, object]:
    """The figures for JSON."""
    from dataclasses import asdict

    def figures(name: str) -> dict[str, object]:
        nmi = {str(k): asdict(one) for k in found.labels[name] if (one := found.nmi(name, k))}
        return {"nmi": nmi, "ahead": None if name == OURS else asdict(found.ahead(name))}

    return {
        "problems": len(found.problems),
        "categories": found.categories,
        "missed_by_the_pipeline": found.unmatched,
        "systems": {name: figures(name) for name in found.labels},
        "skipped": found.skipped,
    }
