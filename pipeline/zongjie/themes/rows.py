"""The rows of `themes` and `theme_members` that a fitted set of units makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from zongjie.document import identify
from zongjie.themes.coherence import npmi
from zongjie.themes.label import Name, name

if TYPE_CHECKING:
    from zongjie.themes.units import Unit
    from zongjie.themes.vectorize import Representation

Rows = list[dict[str, object]]


class Placement(NamedTuple):
    """For each unit its leading theme (-1: none), the next (-1: none), the share of the one and how far it leads."""

    theme: Any
    second: Any
    weight: Any
    margin: Any


@dataclass(frozen=True, slots=True)
class Fitted:
    """Units of one kind and where they belong. `loadings` is themes × columns; `documents` counts the whole corpus."""

    kind: str
    units: Sequence[Unit]
    representation: Representation
    placement: Placement
    loadings: Any
    documents: int

    def members(self) -> list[list[Unit]]:
        """The units of each theme, in their order."""
        found: list[list[Unit]] = [[] for _ in self.loadings]
        for unit, theme in zip(self.units, self.placement.theme, strict=True):
            if theme >= 0:
                found[theme].append(unit)
        return found


def rows(fitted: Fitted) -> tuple[Rows, Rows]:
    """Rows of both tables: the largest theme first, its members by id."""
    members = fitted.members()
    ids = [identify("t", fitted.kind, *(unit.record_id for unit in units)) for units in members]
    order = sorted(range(len(ids)), key=lambda theme: (-len(members[theme]), ids[theme]))
    return _theme_rows(fitted, members, ids, order), _member_rows(fitted, ids, order)


def _theme_rows(fitted: Fitted, members: list[list[Unit]], ids: list[str], order: list[int]) -> Rows:
    representation = fitted.representation
    names = name(fitted.units, representation, fitted.placement.theme, fitted.loadings)
    occurrences = representation.occurrences
    found: Rows = []
    for theme in order:
        called: Name = names[theme]
        covered = len({unit.document_id for unit in members[theme]})
        found.append(
            {
                "theme_id": ids[theme],
                "parent_id": None,
                "unit": fitted.kind,
                "label": called.label,
                "keywords": list(called.keywords),
                "size": len(members[theme]),
                "documents": covered,
                "prevalence": round(covered / fitted.documents, 6),
                "coherence": npmi(occurrences, called.columns),
                "stability": None,  # takes resampling
            }
        )
    return found


def _member_rows(fitted: Fitted, ids: list[str], order: list[int]) -> Rows:
    rank = {theme: at for at, theme in enumerate(order)}
    placed = [row for row in zip(fitted.units, *fitted.placement, strict=True) if row[1] >= 0]
    placed.sort(key=lambda row: (rank[row[1]], row[0].record_id))
    return [
        {
            "theme_id": ids[theme],
            "unit": fitted.kind,
            "record_id": unit.record_id,
            "document_id": unit.document_id,
            "weight": float(weight),
            "margin": float(margin),
            "second_theme_id": ids[second] if second >= 0 else None,
        }
        for unit, theme, second, weight, margin in placed
    ]
