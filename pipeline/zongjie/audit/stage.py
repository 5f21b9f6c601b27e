"""The stage `audit`: fills `consistent` and `audit` of the metrics whose arithmetic the text itself allows to check."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from zongjie.audit.bounds import bounds
from zongjie.audit.counts import counts
from zongjie.audit.figures import Figure, figures
from zongjie.audit.growth import growth
from zongjie.audit.magnitudes import magnitudes
from zongjie.audit.means import means
from zongjie.audit.shares import shares
from zongjie.audit.sums import sums
from zongjie.audit.verdict import Verdict
from zongjie.config import Settings
from zongjie.document import Document, Metric, altered
from zongjie.stage import Stage, StageSpec

STOP = re.compile("[。！？!?\n]")
"""Ends what is audited together. `Document.sentences` end at semicolons too, behind which shares of a whole go on."""

MOST_FIGURES = 200  # between two stops that are compared with each other; of more, the next begin another group
RULES: tuple[Callable[[str, Sequence[Figure]], Iterator[Verdict]], ...] = (
    bounds,  # what cannot be comes before what can be computed
    magnitudes,
    growth,
    shares,
    means,
    sums,
)
"""Each looks at the figures of one sentence; the first verdict on a figure stands."""


def audit(document: Document) -> Document:
    """Fill `consistent` and `audit`."""
    if not document.metrics:
        return document
    text = document.text
    ends = [match.end() for match in STOP.finditer(text)] + [len(text)]
    found: dict[int, Verdict] = {}
    before: list[Figure] = []
    last = -1
    for place, metrics, start, end in _groups(document.metrics, ends):
        some = figures(text, metrics, start)
        for rule in RULES:
            for verdict in rule(text[start:end], some):
                found.setdefault(verdict.number, verdict)
        for verdict in counts(text[start:end], some, start):
            found.setdefault(verdict.number, verdict)
        if place == last + 1 and "\n" not in text[start - 1 : start]:
            for verdict in magnitudes(text, [*before, *some]):
                found.setdefault(verdict.number, verdict)
        before, last = some, place
    if not found:
        return document
    return altered(document, metrics=tuple(_noted(m, found.get(n)) for n, m in enumerate(document.metrics)))


def _groups(metrics: Sequence[Metric], ends: list[int]) -> Iterator[tuple[int, list[tuple[int, Metric]], int, int]]:
    """The metrics of each sentence with its number, its start and its end; endless sentences come in parts."""
    groups: dict[int, list[tuple[int, Metric]]] = {}
    for number, metric in enumerate(metrics):
        groups.setdefault(bisect_right(ends, metric.span.start), []).append((number, metric))
    for place, some in groups.items():
        start = ends[place - 1] if place else 0
        for first in range(0, len(some), MOST_FIGURES):
            part, behind = some[first : first + MOST_FIGURES], some[first + MOST_FIGURES :][:1]
            end = behind[0][1].span.start if behind else ends[place]
            yield place, part, start, end
            start = end


def _noted(metric: Metric, verdict: Verdict | None) -> Metric:
    return metric if verdict is None else altered(metric, consistent=verdict.consistent, audit=verdict.words)


def build(settings: Settings) -> Stage:
    """The stage `audit`."""
    return audit


SPEC = StageSpec("audit", build, requires=("metrics", "links"), provides=("audit",))
