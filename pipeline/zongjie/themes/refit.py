"""The theme model of a run once more, on any units: its top words, and how many units it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from zongjie.themes.consensus import TOP
from zongjie.themes.quality import Grouping

if TYPE_CHECKING:
    from zongjie.config import Settings
    from zongjie.themes.encode import Vectors
    from zongjie.themes.seeds import Seed
    from zongjie.themes.units import Unit


class Placed(NamedTuple):
    """The top words of each theme by loading, and the theme of each unit (-1: none)."""

    words: list[list[str]]
    theme: Any

    def grouping(self) -> Grouping:
        """As the measures take it."""
        return Grouping(self.words, float(np.mean(self.theme < 0)) if len(self.theme) else 0.0)


def refit(
    kind: str,
    units: Sequence[Unit],
    themes: int,
    settings: Settings,
    guides: Sequence[Seed] = (),
    made: Vectors | None = None,
) -> Placed:
    """Fit so many themes to the units of a kind, as a run with these settings would; 0 themes: chosen as there.

    `guides` are the seeds of guided themes, of which those for the kind lead. `made` has the vectors of the units
    where they were encoded before; else they are encoded here, if the settings name an encoder.

    Units without any word in common have no themes.
    """
    from zongjie.themes import seeds
    from zongjie.themes.fold import KINDS
    from zongjie.themes.level import Rows
    from zongjie.themes.neighbours import encoded, represented

    representation = represented(kind, units, encoded(units, settings) if made is None else made)
    if representation is None:
        return Placed([], np.full(len(units), -1))
    rows = Rows(units, representation, wide=any(one.windows for one in KINDS if one.name == kind))
    mine = seeds.of_kind(guides, kind)
    anchors = seeds.anchors(mine, representation)[0] if mine else None
    level = rows.fit(max(themes or rows.wanted(settings)[0], len(mine) + bool(mine)), settings, anchors)
    words = level.components[:, : len(representation.words)]
    best = np.argsort(-words, axis=1, kind="stable")[:, :TOP]
    tops = [[representation.words[at] for at in some if row[at] > 0] for row, some in zip(words, best, strict=True)]
    return Placed(tops, level.placement.theme)
