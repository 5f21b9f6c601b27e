"""The rows of `theme_members`: each record with its theme, or with the reason why it is in none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from zongjie.themes.placing import Placement
    from zongjie.themes.units import Unit

Rows = list[dict[str, object]]


class Placed(NamedTuple):
    """Units, where each belongs, and by record id the theme of the second level."""

    units: Sequence[Unit]
    placement: Placement
    parts: Mapping[str, str]


def members(kind: str, ids: Sequence[str], order: Sequence[int], placed: Placed) -> Rows:
    """The rows of units that were placed among themes with these `ids`: in the order of themes, then by record."""
    rank = {theme: at for at, theme in enumerate(order)} | {-1: len(order)}
    found: list[tuple[Unit, Any, Any, Any, Any]] = sorted(
        zip(placed.units, *placed.placement, strict=True), key=lambda row: (rank[row[1]], row[0].record_id)
    )
    return [
        {
            "theme_id": ids[theme] if theme >= 0 else None,
            "subtheme_id": placed.parts.get(unit.record_id),
            "unit": kind,
            "record_id": unit.record_id,
            "document_id": unit.document_id,
            "weight": float(weight),
            "margin": float(margin) if theme >= 0 else None,
            "second_theme_id": ids[second] if second >= 0 else None,
            "reason": None if theme >= 0 else "unknown_words",
        }
        for unit, theme, second, weight, margin in found
    ]


def unplaced(kind: str, units: Sequence[tuple[Unit, str]]) -> Rows:
    """The rows of units that were not fitted, with the reasons, by record."""
    return [
        {
            "theme_id": None,
            "subtheme_id": None,
            "unit": kind,
            "record_id": unit.record_id,
            "document_id": unit.document_id,
            "weight": 0.0,
            "margin": None,
            "second_theme_id": None,
            "reason": reason,
        }
        for unit, reason in sorted(units, key=lambda pair: pair[0].record_id)
    ]
