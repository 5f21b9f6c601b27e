"""The rows that records make which are placed in themes of an earlier dataset: no theme is fitted anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zongjie.themes.members import Placed, members, unplaced
from zongjie.themes.quote import likeness, quotations

if TYPE_CHECKING:
    from zongjie.themes.known import KnownLevel, KnownThemes
    from zongjie.themes.units import Unit

Rows = list[dict[str, object]]
FROM_THE_FIT = ("theme_id", "parent_id", "unit", "label", "keywords")
FIGURES = ("coherence", "stability", "guided")


@dataclass(frozen=True, slots=True)
class New:
    """New records of a kind: the `units` that can be placed, those that cannot with the reasons, and their corpus."""

    units: Sequence[Unit]
    apart: Sequence[tuple[Unit, str]]
    documents: int
    clusters: Mapping[str, str]


def rows(known: KnownThemes, new: New) -> dict[str, Rows]:
    """Rows of the theme tables: themes keep ids, names, words and the figures of their fit.

    Sizes, prevalence and quotations are those of the new records.
    """
    kind = str(known.rows[0]["unit"])
    levels = list(_levels(known, new.units))
    held = _members(known, new, levels)
    quotes = [row for level, found in levels for row in _quotes(kind, level, found, new.clusters)]
    order = {str(row["theme_id"]): at for at, row in enumerate(known.rows)}
    return {
        "themes": _themes(known, held, new.documents),
        "theme_members": held,
        "theme_quotes": sorted(quotes, key=lambda row: order[str(row["theme_id"])]),
        "theme_words": [dict(row) for row in known.words],
    }


def members_of(known: KnownThemes, units: Sequence[Unit], apart: Sequence[tuple[Unit, str]]) -> Rows:
    """The rows of `theme_members` alone."""
    return _members(known, New(units, apart, 0, {}), list(_levels(known, units)))


def _members(known: KnownThemes, new: New, levels: Sequence[tuple[KnownLevel, Placed]]) -> Rows:
    kind = str(known.rows[0]["unit"])
    top = next((found for level, found in levels if level is known.top), None)
    parts = {
        unit.record_id: level.ids[at]
        for level, found in levels
        if level is not known.top
        for unit, at in zip(found.units, found.placement.theme, strict=True)
        if at >= 0
    }
    held = unplaced(kind, new.apart)
    if top is not None:
        ids = known.top.ids
        held = members(kind, ids, range(len(ids)), top._replace(parts=parts)) + held
    return held


def _levels(known: KnownThemes, units: Sequence[Unit]) -> Iterator[tuple[KnownLevel, Placed]]:
    """The units among all themes, then those of each theme that is divided among its parts."""
    if not units:
        return
    placement = known.top.place(units)
    yield known.top, Placed(units, placement, {})
    for at, name in enumerate(known.top.ids):
        inside = [unit for unit, theme in zip(units, placement.theme, strict=True) if theme == at]
        if inside and name in known.below:
            yield known.below[name], Placed(inside, known.below[name].place(inside), {})


def _quotes(kind: str, level: KnownLevel, found: Placed, clusters: Mapping[str, str]) -> Rows:
    rows = level.space.rows(found.units)
    quotes: Rows = []
    for at, name in enumerate(level.ids):
        places = np.flatnonzero(found.placement.theme == at)
        fit = likeness(rows[places], level.components[at]) * found.placement.weight[places]
        quotes += quotations(kind, name, [found.units[int(place)] for place in places], fit, clusters)
    return quotes


def _themes(known: KnownThemes, held: Rows, documents: int) -> Rows:
    """The rows of `themes` with the size, documents and prevalence that the members `held` give."""
    found: dict[str, list[str]] = {}
    for row in held:
        for column in ("theme_id", "subtheme_id"):
            if row[column]:
                found.setdefault(str(row[column]), []).append(str(row["document_id"]))
    themes: Rows = []
    for theme in known.rows:
        named = found.get(str(theme["theme_id"]), [])
        covered = len(set(named))
        counted = {"size": len(named), "documents": covered, "prevalence": round(covered / documents, 6)}
        themes.append({name: theme[name] for name in FROM_THE_FIT} | counted | {name: theme[name] for name in FIGURES})
    return themes
