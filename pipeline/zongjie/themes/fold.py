"""The fold: rows of sentences, activities and problems to the rows of the theme tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from zongjie.ceremony import spans
from zongjie.config import Settings, input_files
from zongjie.dataset.schema import MEMBER_TABLES
from zongjie.errors import Message, UsageError
from zongjie.themes import known, notes, seeds
from zongjie.themes.encode import digest
from zongjie.themes.rest import Members, joined
from zongjie.themes.source import RECORDS, Columnar, Source
from zongjie.themes.units import Row, Tables, Unit, activity_units, problem_units, sentence_units

Rows = list[dict[str, object]]
NAMES = ("themes", "theme_members", "theme_quotes", "theme_words", "theme_curve")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of unit: its name in tables and messages, how it is read and from which tables.

    `words` is how many different content words a record needs; `spread` how many records a theme of the second level
    has at least, by a square root: √(records / 4 spread) parts. With `windows` a fit reads neighbouring records as one.
    """

    name: str
    zh: str
    en: str
    read: Callable[[Tables], list[Unit]]
    words: int
    spread: int
    tables: tuple[str, ...]
    windows: bool = False


KINDS = (
    # One word does not tell what a whole sentence is about; an activity or a problem has its other fields too.
    Kind("sentence", "句子", "sentences", sentence_units, words=2, spread=5, tables=("sentences",), windows=True),
    Kind("activity", "活动", "activities", activity_units, words=1, spread=2, tables=("sentences", "activities")),
    Kind("problem", "问题", "problems", problem_units, words=1, spread=2, tables=("sentences", "problems")),
)

MOST_FITTED = 100_000
"""Records of a kind that themes are fitted on: 20,000 windows, the most that one bag holds. A corpus with more is
fitted on whole documents drawn from it, and the other records are placed in its themes."""

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


def discover(
    tables: Mapping[str, Sequence[Row] | Columnar], settings: Settings, named: Mapping[str, str] | None = None
) -> ThemeTables:
    """The same as `fit`, with notes on what was left out and why.

    A table may be a list of rows, a `pyarrow.Table` or the path of a Parquet file; where one is columnar the rows of
    `theme_members` are a `pyarrow.Table` too. Of more than MOST_FITTED records of a kind a part is fitted, and the rest
    placed. Memory then does not grow with the corpus but for these rows, some 60 bytes each in Arrow. `named` is what
    `input_files` gives of the settings, if it is known.

    Raises:
        UsageError: as `fit`.
        ValueError: the rows of a columnar table are not in the order of `documents`.
    """
    guides = seeds.read(Path(settings.theme_seeds)) if settings.theme_seeds else ()
    source = Source(tables)
    told = source.documents()
    corpus = len(told), {document: cluster for document, cluster in told.items() if cluster is not None}
    fitted = _fitted(source, settings)
    earlier: Mapping[str, known.KnownThemes] = {}
    if settings.themes_from:
        if guides or settings.theme_count or settings.encoder:
            raise UsageError(
                "--themes-from 沿用先前的主题，不能再给 --theme-count、--theme-seeds 或 encoder；请去掉其一。",
                "--themes-from takes the themes of an earlier dataset: leave out --theme-count, --theme-seeds and "
                "encoder.",
            )
        earlier = known.read(Path(settings.themes_from))
    made = []
    units = _units(source, fitted)
    for kind in KINDS:
        own = units.pop(kind.name)
        if settings.themes_from:
            part = _placed(kind, own, corpus, earlier)
        else:
            part = _themes_of(kind, own, corpus, guides, settings)
        del own
        made.append((kind, part))
    parts = _completed(made, source, fitted, earlier, corpus[0])
    rows = {name: [row for part in parts for row in part.rows[name]] for name in NAMES if name != "theme_members"}
    members = joined([part.members for part in parts], columnar=source.columnar)
    said = [note for part in parts for note in part.notes]
    if settings.encoder and rows["themes"]:
        said.append(notes.encoded(settings.encoder, digest(input_files(settings) if named is None else named)))
    return ThemeTables(rows | {"theme_members": members}, tuple(said))


def fitted_units(source: Source, settings: Settings) -> dict[str, list[Unit]]:
    """The units of each kind that a run with these settings fits: all, or those of the documents that it draws."""
    return _units(source, _fitted(source, settings))


def _fitted(source: Source, settings: Settings) -> dict[str, frozenset[str] | None]:
    return {kind.name: source.chosen(MEMBER_TABLES[kind.name], MOST_FITTED, settings.seed) for kind in KINDS}


def _units(source: Source, fitted: Mapping[str, frozenset[str] | None]) -> dict[str, list[Unit]]:
    """The units of each kind that are fitted, by record."""
    found: dict[str, list[Unit]] = {kind.name: [] for kind in KINDS}
    for chunk in source.chunks():
        for kind in KINDS:
            found[kind.name] += kind.read(_some(chunk, fitted[kind.name], inside=True))
    return {name: sorted(units, key=attrgetter("record_id")) for name, units in found.items()}


def _some(chunk: Tables, documents: frozenset[str] | None, *, inside: bool) -> Tables:
    """The rows of these documents, or those of the others."""
    if documents is None:
        return chunk
    return {name: [row for row in rows if (row["document_id"] in documents) == inside] for name, rows in chunk.items()}


def _completed(
    parts: Sequence[tuple[Kind, ThemeTables]],
    source: Source,
    fitted: Mapping[str, frozenset[str] | None],
    earlier: Mapping[str, known.KnownThemes],
    documents: int,
) -> list[ThemeTables]:
    """The tables of each kind with the records of the documents that were not fitted, and a note on those in no theme.

    The records are read once for all kinds, and only of tables that a sampled kind needs.
    """
    from zongjie.themes import placed

    held = {kind.name: Members(source.columnar) for kind, _ in parts}
    for kind, part in parts:
        held[kind.name].add(part.members)
    among = {
        kind: earlier.get(kind.name) or known.of_rows(part.themes, part.rows["theme_words"], kind.name)
        for kind, part in parts
        if fitted[kind.name] is not None and part.themes
    }
    first = {kind: held[kind.name].total for kind in among}
    needed = {name for kind in among for name in kind.tables}
    for chunk in source.chunks(names=[name for name in RECORDS if name in needed]) if among else ():
        for kind, themes in among.items():
            others = kind.read(_some(chunk, fitted[kind.name], inside=False))
            usable = [unit for unit in others if len(set(unit.words)) >= kind.words]
            held[kind.name].add(placed.members_of(themes, usable, _apart(kind, others)))
    return [_whole(kind, part, held[kind.name], first.get(kind), documents) for kind, part in parts]


def _whole(kind: Kind, part: ThemeTables, members: Members, first: int | None, documents: int) -> ThemeTables:
    """The tables of a kind with all its members, of which the `first` were fitted; None: all were."""
    said, themes = list(part.notes), part.themes
    if first is not None:
        themes = members.counted(themes, documents)
        said.append(notes.sampled(kind.zh, kind.en, first, members.total))
    if members.left:
        said.append(notes.left_out(kind.zh, kind.en, members.left, members.total))
    return ThemeTables(part.rows | {"themes": themes, "theme_members": members.ordered(themes)}, tuple(said))


def _apart(kind: Kind, units: Iterable[Unit]) -> list[tuple[Unit, str]]:
    """The units that have too few words, with the reason."""
    return [(unit, _reason(unit)) for unit in units if len(set(unit.words)) < kind.words]


def _themes_of(
    kind: Kind,
    units: list[Unit],
    corpus: tuple[int, dict[str, str]],
    guides: Sequence[seeds.Seed],
    settings: Settings,
) -> ThemeTables:
    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    least = max(FEWEST, 2 * settings.theme_minimum)
    if len(usable) < least:
        return ThemeTables(notes=(notes.too_few(kind.zh, kind.en, len(usable), least),) if units else ())
    from zongjie.themes.level import Rows as Fitting
    from zongjie.themes.level import divide
    from zongjie.themes.neighbours import encoded, represented
    from zongjie.themes.rows import Frame, rows

    none = ThemeTables(notes=(notes.all_alike(kind.zh, kind.en, len(usable), settings.theme_minimum),))
    representation = represented(kind.name, usable, encoded(usable, settings))
    if representation is None:
        return none
    mine = seeds.of_kind(guides, kind.name)
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
    frame = Frame(kind.name, *corpus, [seed.name for seed in mine], _apart(kind, units))
    found = rows(frame, level, below)
    found["theme_curve"] = [
        {"unit": kind.name, **point._asdict(), "chosen": point.themes == wanted} for point in points
    ]
    said = list(notes.seed_words(kind.zh, kind.en, mine, missing))
    if len(level.components) < wanted:
        said.append(notes.fewer(kind.zh, kind.en, wanted, len(level.components), settings.theme_minimum))
    return ThemeTables(found, tuple(said))


def _placed(
    kind: Kind, units: list[Unit], corpus: tuple[int, dict[str, str]], earlier: Mapping[str, known.KnownThemes]
) -> ThemeTables:
    if kind.name not in earlier:
        return ThemeTables(notes=(notes.unknown_kind(kind.zh, kind.en),) if units else ())
    from zongjie.themes import placed

    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    tables = ThemeTables()
    tables.rows.update(placed.rows(earlier[kind.name], placed.New(usable, _apart(kind, units), *corpus)))
    return tables


def _reason(unit: Unit) -> str:
    return "ceremony" if not unit.runs and spans(unit.text) else "few_words"
