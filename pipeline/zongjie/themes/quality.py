"""How good the themes of a fit are: coherent, diverse, and the same again on other samples; each with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import NamedTuple

from zongjie.themes import bootstrap
from zongjie.themes.bootstrap import Estimate
from zongjie.themes.reference import TOP, Reference, Scores
from zongjie.themes.stability import Words, agreement, agreements, samples

SAMPLES = 20
SHARE = 0.8  # of the texts in each sample, as in Greene et al. 2014


class Grouping(NamedTuple):
    """What a fit found: the top words of each theme, best first, and the share of its texts that are in no theme."""

    words: Sequence[Words]
    unassigned: float = 0.0


Fit = Callable[[Sequence[int]], Grouping]
"""Fits the texts of the given row numbers."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The measures of one system on one corpus; None where a measure cannot be taken.

    `npmi` is our own, in windows of a text; `c_npmi` and `c_v` are tomotopy's. `diversity` is the share of distinct
    words among all top words. `stability` is the agreement of the fit of the whole with those of the samples,
    `pairs` the agreement of two samples. `unassigned` is a share, `seconds` the time of the fit of the whole.
    """

    themes: int
    npmi: Estimate | None
    c_npmi: Estimate | None
    c_v: Estimate | None
    diversity: Estimate | None
    stability: Estimate | None
    pairs: Estimate | None
    unassigned: float
    seconds: float

    def value(self) -> dict[str, object]:
        """The measures for JSON, to 4 digits."""
        return {name: _rounded(value) for name, value in asdict(self).items()}


def evaluate_model(
    fit: Fit,
    tokens: Sequence[Sequence[str]],
    *,
    count: int = SAMPLES,
    share: float = SHARE,
    seed: int = 0,
    reference: Reference | None = None,
) -> Quality:
    """The quality of what `fit` makes of the texts whose words are `tokens`, and of `count` samples of them.

    `reference` saves building it anew where several systems are measured on the same tokens.
    """
    start = perf_counter()
    whole = fit(range(len(tokens)))
    seconds = perf_counter() - start
    others = [fit(rows).words for rows in samples(len(tokens), count, share, seed)]
    return quality_of(whole, others, reference or Reference(tokens), seconds, seed)


def quality_of(
    whole: Grouping, others: Sequence[Sequence[Words]], reference: Reference, seconds: float, seed: int = 0
) -> Quality:
    """The quality of a fit, given its themes, those of the fits of the samples, and how long it took."""
    themes = [words[:TOP] for words in whole.words]
    again = [[words[:TOP] for words in some] for some in others]

    def estimate(scores: Scores | None) -> Estimate | None:
        return None if scores is None else bootstrap.mean(scores, seed)

    return Quality(
        themes=len(themes),
        npmi=estimate(reference.of_ours(themes)),
        c_npmi=estimate(reference.of_tomotopy(themes, "c_npmi")),
        c_v=estimate(reference.of_tomotopy(themes, "c_v")),
        diversity=bootstrap.mean(uniqueness(themes), seed, [len(words) for words in themes]),
        stability=bootstrap.mean([agreement(themes, some) for some in again], seed),
        pairs=bootstrap.mean_of_pairs(agreements(again), seed),
        unassigned=whole.unassigned,
        seconds=seconds,
    )


def uniqueness(themes: Sequence[Words]) -> list[float | None]:
    """What each theme adds to the diversity, which is their mean weighted by length; None for one without words.

    The diversity is the share of distinct words among all top words (Dieng, Ruiz and Blei, Topic Modeling in Embedding
    Spaces, 2020).

    A word counts 1 over the number of themes that have it (Nan et al., Topic Modeling with Wasserstein Autoencoders,
    2019). Drawing themes with replacement and counting distinct words anew would call every set less diverse than it
    is.
    """
    used = Counter(word for words in themes for word in words)
    return [sum(1 / used[word] for word in words) / len(words) if words else None for words in themes]


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value
