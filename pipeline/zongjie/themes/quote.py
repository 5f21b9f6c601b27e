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


def representative(
    units: Sequence[Unit], places: Any, likeness: Any, clusters: Mapping[str, str], floor: int = SHORTEST
) -> list[int]:
    """Of the units at `places` at most three, best first, no two of one document or cluster of near duplicates.

    `likeness` says how near each unit at `places` is to the theme; units shorter than `floor` characters or longer than
    LONGEST count half. A text that was quoted is not quoted again.
    """
    length = np.array([len(units[place].text) for place in places])
    score = (likeness * np.where((length >= floor) & (length <= LONGEST), 1.0, OUTSIDE)).round(9)
    chosen: list[int] = []
    seen: set[str] = set()
    for at in np.argsort(-score, kind="stable"):
        unit = units[places[at]]
        marks = {clusters.get(unit.document_id, unit.document_id), unit.text}
        if seen.isdisjoint(marks):
            chosen.append(int(places[at]))
            seen |= marks
        if len(chosen) == QUOTATIONS:
            break
    return chosen
