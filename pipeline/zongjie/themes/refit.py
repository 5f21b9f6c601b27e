"""The theme model of a run once more, on any units: its top words, and how many units it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from zongjie.themes.quality import Grouping
from zongjie.themes.reference import TOP

if TYPE_CHECKING:
    from zongjie.config import Settings
    from zongjie.themes.units import Unit

BLOCK = 20_000  # units placed at once


class Placed(NamedTuple):
    """The top words of each theme, and the theme of each unit (-1: none)."""

    words: list[list[str]]
    theme: Any

    def grouping(self) -> Grouping:
        """As the measures take it."""
        return Grouping(self.words, float(np.mean(self.theme < 0)) if len(self.theme) else 0.0)


def refit(kind: str, units: Sequence[Unit], themes: int, settings: Settings) -> Placed:
    """Fit so many themes to the units of a kind, as a run with these settings would.

    Units without any word in common have no themes.
    """
    from zongjie.themes.fold import CELLS, LARGEST
    from zongjie.themes.label import distinctive
    from zongjie.themes.model import ThemeModel
    from zongjie.themes.vectorize import represent

    representation = represent(kind, units)
    if representation is None:
        return Placed([], np.full(len(units), -1))
    matrix, largest = representation.matrix, min(LARGEST, CELLS // themes)
    model = ThemeModel(themes, minimum=settings.theme_minimum, largest=largest, random_state=settings.seed).fit(matrix)
    blocks = [_leading(model.transform(matrix[at : at + BLOCK])) for at in range(0, len(units), BLOCK)]
    theme = np.concatenate(blocks)
    columns = distinctive(representation, theme, model.components_)
    return Placed([[representation.words[column] for column in some[:TOP]] for some in columns], theme)


def _leading(shares: Any) -> Any:
    """The theme with the largest share of each unit, -1 where all are 0."""
    return np.where(shares.max(axis=1, initial=0) > 0, shares.argmax(axis=1), -1)
