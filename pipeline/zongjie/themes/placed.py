"""The rows that records make which are placed in themes of an earlier dataset: no theme is fitted anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zongjie.themes.members import Placed, members, unplaced

if TYPE_CHECKING:
    from zongjie.themes.known import KnownLevel, KnownThemes
    from zongjie.themes.units import Unit

Rows = list[dict[str, object]]
FROM_THE_FIT = ("theme_id", "parent_id", "unit", "label", "keywords")
FIGURES = ("coherence", "stability", "guided")


def rows(
    known: KnownThemes, units: Sequence[Unit], apart: Sequence[tuple[Unit, str]], documents: int
) -> dict[str, Rows]:
    """Rows of `themes`, `theme_members` and `theme_words`: themes keep ids, names, words and the figures of their fit.

    Sizes and prevalence are those of the new records. `apart` are units that cannot be placed, with the reasons.
    """
    kind = str(known.rows[0]["unit"])
    held = _members(kind, known, units) + unplaced(kind, apart)
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
    return {"themes": themes, "theme_members": held, "theme_words": [dict(row) for row in known.words]}


def _members(kind: str, known: KnownThemes, units: Sequence[Unit]) -> Rows:
    if not units:
        return []
    placement = known.top.place(units)
    above: dict[str, list[Unit]] = {}
    for unit, theme in zip(units, placement.theme, strict=True):
        if theme >= 0:
            above.setdefault(known.top.ids[theme], []).append(unit)
    ids = known.top.ids
    return members(kind, ids, range(len(ids)), Placed(units, placement, _parts(known.below, above)))


def _parts(below: Mapping[str, KnownLevel], above: Mapping[str, Sequence[Unit]]) -> dict[str, str]:
    """The theme of the second level of each record whose theme is divided."""
    return {
        unit.record_id: below[parent].ids[at]
        for parent, units in above.items()
        if parent in below
        for unit, at in zip(units, below[parent].place(units).theme, strict=True)
        if at >= 0
    }
