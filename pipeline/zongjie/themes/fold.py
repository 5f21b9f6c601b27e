"""The fold: rows of sentences, activities and problems to the rows of `themes` and `theme_members`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from zongjie.config import Settings
from zongjie.errors import Message
from zongjie.themes import notes
from zongjie.themes.units import Tables, Unit, activity_units, problem_units, sentence_units

if TYPE_CHECKING:
    from zongjie.themes.rows import Placement
    from zongjie.themes.vectorize import Representation

Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of unit: its name in tables and messages, and how it is read.

    `words` is how many different content words a record needs, `spread` the s of K = √(records / s).
    """

    name: str
    zh: str
    en: str
    read: Callable[[Tables], list[Unit]]
    words: int
    spread: int


KINDS = (
    # One word does not tell what a whole sentence is about; an activity or a problem has its other fields too.
    # √(n / 5): 4 themes for 100 sentences, 14 for 1,000, 40 from 8,000 on. Short records share fewer words, so that
    # few themes of them are catch-alls: √(n / 2) is 7 for 100, 12 for 283, as many as read well of those in hand.
    Kind("sentence", "句子", "sentences", sentence_units, words=2, spread=5),
    Kind("activity", "活动", "activities", activity_units, words=1, spread=2),
    Kind("problem", "问题", "problems", problem_units, words=1, spread=2),
)

FEWEST = 10  # records: below that a reader does better than a model
MOST_THEMES = 40  # chosen by size: more than that nobody reads; `theme_count` may ask for more
LARGEST = 200_000  # records that are factored at once; of more a sample is factored, and all are placed
CELLS = 40_000_000  # records × themes that are held at once, 320 MB: with many themes the sample is smaller


class ThemeTables(NamedTuple):
    """Rows of `themes` and `theme_members`, and what the user should know about them."""

    themes: Rows
    members: Rows
    notes: tuple[Message, ...] = ()

    def tables(self) -> dict[str, Rows]:
        """The rows by table name."""
        return {"themes": self.themes, "theme_members": self.members}


def fit(tables: Tables, settings: Settings) -> dict[str, Rows]:
    """The tables `themes` and `theme_members` of the rows of `sentences`, `activities` and `problems`.

    A kind of record that is too few for themes has none; `discover` says so. The rows do not depend on the order of the
    input. `documents`, where it is given, says how many documents there are; else those that the records name count.
    """
    return discover(tables, settings).tables()


def discover(tables: Tables, settings: Settings) -> ThemeTables:
    """The same as `fit`, with notes on what was left out and why."""
    documents = _documents(tables)
    parts = [_themes_of(kind, kind.read(tables), documents, settings) for kind in KINDS]
    return ThemeTables(
        [row for part in parts for row in part.themes],
        [row for part in parts for row in part.members],
        tuple(note for part in parts for note in part.notes),
    )


def theme_count(records: int, spread: int, settings: Settings) -> int:
    """How many themes to look for: `theme_count` where it is set, else by the number of records; at least 2."""
    if settings.theme_count:
        return settings.theme_count
    return max(2, min(MOST_THEMES, round(sqrt(records / spread)), records // settings.theme_minimum))


def _documents(tables: Tables) -> int:
    names = ("documents",) if tables.get("documents") else ("sentences", "activities", "problems")
    return len({row["document_id"] for name in names for row in tables.get(name, ())})


def _themes_of(kind: Kind, units: list[Unit], documents: int, settings: Settings) -> ThemeTables:
    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    least = max(FEWEST, 2 * settings.theme_minimum)
    if len(usable) < least:
        return ThemeTables([], [], (notes.too_few(kind.zh, kind.en, len(usable), least),) if units else ())
    from zongjie.themes.rows import Fitted, rows
    from zongjie.themes.vectorize import represent

    none = ThemeTables([], [], (notes.all_alike(kind.zh, kind.en, len(usable), settings.theme_minimum),))
    representation = represent(kind.name, usable)
    if representation is None:
        return none
    wanted = theme_count(len(usable), kind.spread, settings)
    placement, loadings = _place(representation, wanted, settings)
    if len(loadings) < 2:
        return none
    themes, members = rows(Fitted(kind.name, usable, representation, placement, loadings, documents))
    said = []
    if len(themes) < wanted:
        said.append(notes.fewer(kind.zh, kind.en, wanted, len(themes), settings.theme_minimum))
    if len(members) < len(units):
        said.append(notes.left_out(kind.zh, kind.en, len(units) - len(members), len(units)))
    return ThemeTables(themes, members, tuple(said))


def _place(representation: Representation, wanted: int, settings: Settings) -> tuple[Placement, Any]:
    """Where each unit belongs, and the themes × columns that say what each theme is made of."""
    import numpy as np

    from zongjie.themes.model import BLOCK, ThemeModel
    from zongjie.themes.rows import Placement

    matrix, largest = representation.matrix, min(LARGEST, CELLS // wanted)
    model = ThemeModel(wanted, minimum=settings.theme_minimum, largest=largest, random_state=settings.seed).fit(matrix)
    blocks = [_leading(model.transform(matrix[at : at + BLOCK])) for at in range(0, matrix.shape[0], BLOCK)]
    return Placement(*(np.concatenate(column) for column in zip(*blocks, strict=True))), model.components_


def _leading(shares: Any) -> Placement:
    """The first and second theme of each row of shares; of equals the one with the lower number leads."""
    import numpy as np

    from zongjie.themes.rows import Placement

    order = np.argsort(-shares, axis=1, kind="stable")
    at = np.arange(len(shares))
    first, second = order[:, 0], order[:, min(1, shares.shape[1] - 1)]
    weight, next_weight = shares[at, first], shares[at, second]
    return Placement(
        np.where(weight > 0, first, -1),
        np.where((next_weight > 0) & (second != first), second, -1),
        weight,
        (weight - next_weight).round(6),
    )
