"""The rows of the theme tables that fitted levels make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from zongjie.document import identify
from zongjie.themes.coherence import npmi
from zongjie.themes.label import Name, name
from zongjie.themes.members import Placed, members, unplaced
from zongjie.themes.quote import likeness, quotations

if TYPE_CHECKING:
    from zongjie.themes.level import Level
    from zongjie.themes.units import Unit

Rows = list[dict[str, object]]
LIGHTEST = 1e-4  # of the heaviest word of a theme: lighter ones place nothing and fill the table


@dataclass(frozen=True, slots=True)
class Frame:
    """What the rows of a kind need beside its levels.

    `documents` counts the whole corpus, `clusters` names the cluster of documents that have one, `guides` the guided
    themes, `unplaced` (unit, reason) those that were not fitted.
    """

    kind: str
    documents: int
    clusters: Mapping[str, str] = field(default_factory=dict)
    guides: Sequence[str] = ()
    unplaced: Sequence[tuple[Unit, str]] = ()


def rows(frame: Frame, level: Level, below: Mapping[int, Level]) -> dict[str, Rows]:
    """Rows of all tables: the largest theme first, those below it after it, its members by id."""
    top = _Named(frame, level, "", ())
    themes, words, quotes = [], [], []
    parts: dict[str, str] = {}
    for theme in top.order:
        themes.append(top.row(theme))
        words += top.words(theme)
        quotes += top.quotes(theme)
        if theme in below:
            part = _Named(frame, below[theme], top.ids[theme], (top.names[theme].label,))
            for child in part.order:
                themes.append(part.row(child))
                words += part.words(child)
                quotes += part.quotes(child)
            parts |= part.of_record()
    return {
        "themes": themes,
        "theme_members": members(frame.kind, top.ids, top.order, Placed(level.units, level.placement, parts))
        + unplaced(frame.kind, frame.unplaced),
        "theme_quotes": quotes,
        "theme_words": words,
    }


class _Named:
    """A level whose themes have ids, names and an order: the largest first."""

    def __init__(self, frame: Frame, level: Level, parent: str, taken: Sequence[str]) -> None:
        self.frame, self.level, self.parent = frame, level, parent
        self.places = [level.places(theme) for theme in range(len(level.components))]
        given = {theme: frame.guides[guide] for theme, guide in enumerate(level.guided) if guide >= 0 and not parent}
        self.ids = [
            identify("t", frame.kind, parent, given.get(theme, ""), *(level.units[at].record_id for at in places))
            for theme, places in enumerate(self.places)
        ]
        self.order = sorted(range(len(self.ids)), key=lambda theme: (-len(self.places[theme]), self.ids[theme]))
        found = name(
            level.units, level.representation, level.placement.theme, level.components, (*taken, *given.values())
        )
        self.names = [
            Name(given[theme], called.keywords, called.columns) if theme in given else called
            for theme, called in enumerate(found)
        ]
        self.given = given
        weights = level.representation.space.weights
        self.columns = [(block, word, round(idf, 6)) for block, known in weights.items() for word, idf in known.items()]

    def row(self, theme: int) -> dict[str, object]:
        """The row of `themes`."""
        called = self.names[theme]
        covered = len({self.level.units[at].document_id for at in self.places[theme]})
        return {
            "theme_id": self.ids[theme],
            "parent_id": self.parent or None,
            "unit": self.frame.kind,
            "label": called.label,
            "keywords": list(called.keywords),
            "size": len(self.places[theme]),
            "documents": covered,
            "prevalence": round(covered / self.frame.documents, 6),
            "coherence": npmi(self.level.occurrences, called.columns),
            "stability": float(self.level.stability[theme]),
            "guided": theme in self.given,
        }

    def words(self, theme: int) -> Rows:
        """The rows of `theme_words`, the heaviest first."""
        loadings = self.level.components[theme]
        heavy = np.flatnonzero(loadings > LIGHTEST * loadings.max(initial=0))
        rounded = loadings[heavy].round(6)
        order = np.argsort(-rounded, kind="stable")
        return [
            {
                "theme_id": self.ids[theme],
                "unit": self.frame.kind,
                "block": block,
                "word": word,
                "loading": loading,
                "idf": idf,
            }
            for (block, word, idf), loading in zip(
                (self.columns[at] for at in heavy[order]), rounded[order].tolist(), strict=True
            )
        ]

    def quotes(self, theme: int) -> Rows:
        """The rows of `theme_quotes`."""
        level = self.level
        return quotations(
            self.frame.kind,
            self.ids[theme],
            [level.units[at] for at in self.places[theme]],
            likeness(level.representation.matrix[self.places[theme]], level.components[theme])
            * level.placement.weight[self.places[theme]],
            self.frame.clusters,
        )

    def of_record(self) -> dict[str, str]:
        """The theme's id of every record that this level places."""
        theme = self.level.placement.theme
        return {unit.record_id: self.ids[at] for unit, at in zip(self.level.units, theme, strict=True) if at >= 0}
