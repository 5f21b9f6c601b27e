"""The stage `audit`: fills `consistent` and `audit` of the metrics whose arithmetic the text itself allows to check."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

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
from zongjie.document import Document, Metric
from zongjie.stage import Stage, StageSpec

STOP = re.compile("[。！？!?\n]")
LONGEST = 2_000  # characters between stops up to which all figures are looked at together
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
    ends = _ends(document)
    groups: dict[int, list[tuple[int, Metric]]] = {}
    for number, metric in enumerate(document.metrics):
        groups.setdefault(bisect_right(ends, metric.span.start), []).append((number, metric))
    found: dict[int, Verdict] = {}
    before: list[Figure] = []
    last = -1
    for place, metrics in groups.items():
        start, end = ends[place - 1] if place else 0, ends[place]
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
    return replace(document, metrics=tuple(_noted(m, found.get(n)) for n, m in enumerate(document.metrics)))


def _ends(document: Document) -> list[int]:
    """Where the groups of figures end that are looked at together: at stops, and where a sentence too long was cut."""
    stops = [match.end() for match in STOP.finditer(document.text)] + [len(document.text)]
    cuts = [sentence.span.end for sentence in document.sentences]
    ends: list[int] = []
    for start, end in pairwise([0, *stops]):
        if end - start > LONGEST:
            ends += cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        ends.append(end)
    return ends


def _noted(metric: Metric, verdict: Verdict | None) -> Metric:
    return metric if verdict is None else replace(metric, consistent=verdict.consistent, audit=verdict.words)


def build(settings: Settings) -> Stage:
    """The stage `audit`."""
    return audit


SPEC = StageSpec("audit", build, requires=("sentences", "metrics", "links"), provides=("audit",))
