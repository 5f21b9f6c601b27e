"""The fold: rows of sentences, activities and problems to the rows of the theme tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from zongjie.ceremony import spans
from zongjie.config import Settings
from zongjie.errors import Message, UsageError
from zongjie.themes import known, notes, seeds
from zongjie.themes.units import Tables, Unit, activity_units, problem_units, sentence_units

Rows = list[dict[str, object]]
NAMES = ("themes", "theme_members", "theme_quotes", "theme_words", "theme_curve")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of unit: its name in tables and messages, and how it is read.

    `words` is how many different content words a record needs; `spread` how many records a theme of the second level
    has at least, by a square root: √(records / 4 spread) parts. With `windows` a fit reads neighbouring records as one.
    """

    name: str
    zh: str
    en: str
    read: Callable[[Tables], list[Unit]]
    words: int
    spread: int
    windows: bool = False


KINDS = (
    # One word does not tell what a whole sentence is about; an activity or a problem has its other fields too.
    Kind("sentence", "句子", "sentences", sentence_units, words=2, spread=5, windows=True),
    Kind("activity", "活动", "activities", activity_units, words=1, spread=2),
    Kind("problem", "问题", "problems", problem_units, words=1, spread=2),
)

FEWEST = 10  # records: below that a reader does better than a model


@dataclass(frozen=True, slots=True)
class ThemeTables:
    """Rows of the theme tables by name, and what the user should know about them."""

    rows: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in NAMES})
    notes: tuple[Message, ...] = ()

    @property
    def themes(self) -> Rows:
        """The rows of `themes`."""
        return self.rows["themes"]

    @property
    def members(self) -> Rows:
        """The rows of `theme_members`."""
        return self.rows["theme_members"]

    def tables(self) -> dict[str, Rows]:
        """The rows by table name."""
        return self.rows


def fit(tables: Tables, settings: Settings) -> dict[str, Rows]:
    """The theme tables of the rows of `sentences`, `activities` and `problems`.

    A kind of record that is too few for themes has none; `discover` says so. The rows do not depend on the order of the
    input. `documents`, where it is given, says how many documents there are; else those that the records name count.

    Raises:
        UsageError: the seed words, or the dataset of earlier themes, that the settings name cannot be read; or both new
            and earlier themes are asked for.
    """
    return discover(tables, settings).tables()


def discover(tables: Tables, settings: Settings) -> ThemeTables:
    """The same as `fit`, with notes on what was left out and why."""
    guides = seeds.read(Path(settings.theme_seeds)) if settings.theme_seeds else ()
    documents = _documents(tables)
    clusters = {
        str(row["document_id"]): str(row["cluster_id"])
        for row in tables.get("documents", ())
        if row.get("cluster_id") is not None
    }
    if settings.themes_from:
        if guides or settings.theme_count or settings.encoder:
            raise UsageError(
                "--themes-from 沿用先前的主题，不能再给 --theme-count、--theme-seeds 或 encoder；请去掉其一。",
                "--themes-from takes the themes of an earlier dataset: leave out --theme-count, --theme-seeds and "
                "encoder.",
            )
        earlier = known.read(Path(settings.themes_from))
        parts = [_placed(kind, kind.read(tables), (documents, clusters), earlier) for kind in KINDS]
    else:
        parts = [_themes_of(kind, kind.read(tables), (documents, clusters), guides, settings) for kind in KINDS]
    return ThemeTables(
        {name: [row for part in parts for row in part.rows[name]] for name in NAMES},
        tuple(note for part in parts for note in part.notes),
    )


def _documents(tables: Tables) -> int:
    names = ("documents",) if tables.get("documents") else ("sentences", "activities", "problems")
    return len({row["document_id"] for name in names for row in tables.get(name, ())})


def _themes_of(
    kind: Kind,
    units: list[Unit],
    corpus: tuple[int, dict[str, str]],
    guides: Iterable[seeds.Seed],
    settings: Settings,
) -> ThemeTables:
    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    least = max(FEWEST, 2 * settings.theme_minimum)
    if len(usable) < least:
        return ThemeTables(notes=(notes.too_few(kind.zh, kind.en, len(usable), least),) if units else ())
    from zongjie.themes.level import Rows as Fitting
    from zongjie.themes.level import divide
    from zongjie.themes.neighbours import encoder_of, represented
    from zongjie.themes.rows import Frame, rows

    none = ThemeTables(notes=(notes.all_alike(kind.zh, kind.en, len(usable), settings.theme_minimum),))
    representation = represented(kind.name, usable, settings)
    if representation is None:
        return none
    mine = [seed for seed in guides if seed.unit in (seeds.ANY, kind.name)]
    anchors, missing = seeds.anchors(mine, representation) if mine else (None, [])
    fitting = Fitting(usable, representation, wide=kind.windows)
    wanted, points = fitting.wanted(settings)
    level = fitting.fit(max(wanted, len(mine) + bool(mine)), settings, anchors)
    if len(level.components) < 2:
        return none
    below = {
        theme: part
        for theme in range(len(level.components) if settings.theme_levels > 1 else 0)
        if (part := divide(kind.name, [usable[at] for at in level.places(theme)], kind.spread, settings)) is not None
    }
    unplaced = [(unit, _reason(unit)) for unit in units if len(set(unit.words)) < kind.words]
    frame = Frame(kind.name, *corpus, [seed.name for seed in mine], unplaced)
    found = rows(frame, level, below)
    found["theme_curve"] = [
        {"unit": kind.name, **point._asdict(), "chosen": point.themes == wanted} for point in points
    ]
    said = list(notes.seed_words(kind.zh, kind.en, mine, missing))
    if settings.encoder:
        said.append(notes.encoded(settings.encoder, encoder_of(settings.encoder).digest))
    if len(level.components) < wanted:
        said.append(notes.fewer(kind.zh, kind.en, wanted, len(level.components), settings.theme_minimum))
    left = sum(row["theme_id"] is None for row in found["theme_members"])
    if left:
        said.append(notes.left_out(kind.zh, kind.en, left, len(units)))
    return ThemeTables(found, tuple(said))


def _placed(
    kind: Kind, units: list[Unit], corpus: tuple[int, dict[str, str]], earlier: Mapping[str, known.KnownThemes]
) -> ThemeTables:
    if kind.name not in earlier:
        return ThemeTables(notes=(notes.unknown_kind(kind.zh, kind.en),) if units else ())
    from zongjie.themes import placed

    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    apart = [(unit, _reason(unit)) for unit in units if len(set(unit.words)) < kind.words]
    tables = ThemeTables()
    tables.rows.update(placed.rows(earlier[kind.name], placed.New(usable, apart, *corpus)))
    left = sum(row["theme_id"] is None for row in tables.members)
    return replace(tables, notes=(notes.left_out(kind.zh, kind.en, left, len(units)),) if left else ())


def _reason(unit: Unit) -> str:
    return "ceremony" if not unit.runs and spans(unit.text) else "few_words"
