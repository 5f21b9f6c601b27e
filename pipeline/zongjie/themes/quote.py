"""Which records show a theme: three that it weighs most in, long enough to read, each from another document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from zongjie.themes.units import Unit

QUOTATIONS = 3
SHORTEST, LONGEST = 12, 120  # characters of a quotation of sentences: below it says little, above nobody reads it
OUTSIDE = 0.5  # what a quotation outside these lengths is worth beside one inside


def likeness(rows: Any, component: Any) -> Any:
    """The cosine of each row to a component of length 1."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return np.asarray(rows @ component).ravel() / np.maximum(lengths, 1e-12)


def quotations(
    kind: str, theme_id: str, units: Sequence[Unit], fit: Any, clusters: Mapping[str, str]
) -> list[dict[str, object]]:
    """The rows of `theme_quotes` of a theme: at most three of its `units`, whose `fit` says how well they show it."""
    chosen = representative(units, fit, clusters, SHORTEST if kind == "sentence" else 0)
    return [
        {
            "theme_id": theme_id,
            "rank": rank,
            "unit": kind,
            "record_id": unit.record_id,
            "document_id": unit.document_id,
            "start": unit.start,
            "end": unit.end,
            "text": unit.text,
        }
        for rank, unit in enumerate(chosen, 1)
    ]


def representative(units: Sequence[Unit], fit: Any, clusters: Mapping[str, str], floor: int = SHORTEST) -> list[Unit]:
    """At most three of the units, best first, no two of one document or cluster of near duplicates.

    Units shorter than `floor` characters or longer than LONGEST count half. A text that was quoted is not quoted again.
    """
    length = np.array([len(unit.text) for unit in units])
    score = (fit * np.where((length >= floor) & (length <= LONGEST), 1.0, OUTSIDE)).round(9)
    chosen: list[Unit] = []
    seen: set[str] = set()
    for at in np.argsort(-score, kind="stable"):
        marks = {clusters.get(units[at].document_id, units[at].document_id), units[at].text}
        if seen.isdisjoint(marks):
            chosen.append(units[at])
            seen |= marks
        if len(chosen) == QUOTATIONS:
            break
    return chosen
