"""One level of themes: units of a kind are fitted and placed; the same for all units and for those of one theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zongjie.themes.bags import keys_of
from zongjie.themes.choose import Point, best, curve
from zongjie.themes.model import ThemeModel
from zongjie.themes.placing import Placement, large_enough
from zongjie.themes.vectorize import represent, together
from zongjie.themes.windows import LARGEST, size, windows

if TYPE_CHECKING:
    from zongjie.config import Settings
    from zongjie.themes.units import Unit
    from zongjie.themes.vectorize import Representation

BELOW = 40  # units that a theme needs before it is divided: under that its parts would be handfuls
MOST_BELOW = 6  # parts of a theme
BAGS_BELOW = 3
LARGEST_BELOW = 5_000  # rows in a bag of the second level
MOST_THEMES = 40  # chosen by itself: more than that nobody reads; `theme_count` may ask for more
ROOM = 3  # times `theme_minimum` records for each theme when the number is chosen
CHOICE = 5_000  # rows in a bag when the number of themes is chosen


@dataclass(frozen=True, slots=True)
class Level:
    """Units of one kind and where they belong; `components` is themes × columns, the others have one value a theme.

    `occurrences` is windows × words of 0 and 1, by which coherence is measured.
    """

    units: Sequence[Unit]
    representation: Representation
    placement: Placement
    components: Any
    stability: Any
    guided: Any
    occurrences: Any

    def places(self, theme: int) -> Any:
        """Where in `units` those of a theme stand."""
        return np.flatnonzero(self.placement.theme == theme)


class Rows:
    """What a level is fitted on: units of one kind, alone or in windows.

    `words` (rows × words of 0 and 1) are what themes are tried by against chance, None for no trial: only records that
    are read in windows are tried. The others have three or four words each, too few to meet again: of 8 themes of 168
    problems the trial would keep one where real ones and words dealt anew can hardly be told apart.
    """

    def __init__(self, units: Sequence[Unit], representation: Representation, *, wide: bool = False) -> None:
        self.units, self.representation = units, representation
        together_in = windows(units, LARGEST)
        self.occurrences = ((together_in @ representation.occurrences) > 0).astype("int32").tocsr()
        width = size(len(units)) if wide else 1
        self.words = None
        if width == 1:
            self.matrix = representation.fitted
            self.words = representation.occurrences if wide else None
            self.keys = [" ".join(unit.words) for unit in units]
        else:
            held = windows(units, width)
            self.matrix = together(representation.fitted, held)
            self.words = ((held @ representation.occurrences) > 0).astype("int32").tocsr()
            self.keys = [" ".join(word for at in row.indices for word in units[at].words) for row in held]

    def wanted(self, settings: Settings) -> tuple[int, list[Point]]:
        """How many themes to look for: `theme_count`, or the number that the rows bear best, and those tried."""
        if settings.theme_count:
            return settings.theme_count, []
        most = max(2, min(MOST_THEMES, len(self.units) // (ROOM * settings.theme_minimum)))
        share = min(0.8, CHOICE / len(self.keys))
        keys = keys_of(self.keys)
        points = curve(self.matrix, self.occurrences, keys, most=most, share=share, seed=settings.seed)
        return best(points), points

    def fit(self, wanted: int, settings: Settings, anchors: Any = None) -> Level:
        """Themes of the units; `anchors` (seeds × columns) are those that guided ones keep to."""
        model = ThemeModel(wanted, minimum=0, seeds=anchors, random_state=settings.seed)
        return self._placed(model, settings.theme_minimum)

    def _placed(self, model: ThemeModel, minimum: int) -> Level:
        """The level of a model, without the themes that fewer than `minimum` units belong to."""
        model.fit(self.matrix, keys=self.keys, words=self.words)
        matrix, components = self.representation.fitted, model.components_
        kept, placement = large_enough(matrix, components, minimum, model.guided_ >= 0)
        parts = (components[kept], model.stability_[kept], model.guided_[kept])
        return Level(self.units, self.representation, placement, *parts, self.occurrences)


def divide(kind: str, units: Sequence[Unit], spread: int, settings: Settings) -> Level | None:
    """The themes within the units of one theme, by words that tell those apart; None where there are not two."""
    if len(units) < BELOW:
        return None
    representation = represent(kind, units)
    if representation is None:
        return None
    wanted = min(MOST_BELOW, max(2, round((len(units) / (4 * spread)) ** 0.5)))
    minimum = max(settings.theme_minimum, len(units) // (5 * MOST_BELOW))
    model = ThemeModel(wanted, bags=BAGS_BELOW, largest=LARGEST_BELOW, minimum=0, random_state=settings.seed)
    level = Rows(units, representation)._placed(model, minimum)
    return level if len(level.components) > 1 else None
