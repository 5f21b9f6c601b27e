"""The pipeline, end to end: which stages there are, in which order, and what a run writes."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Unpack

from zongjie import clean, ground, ingest, lexicon, linear, link, metadata, quantify, segment, split, structure
from zongjie.audit import stage as audit
from zongjie.config import Changes, Settings, load_settings
from zongjie.dataset.tables import Rows, document_rows, merge, source_rows
from zongjie.document import Document, Source
from zongjie.engine import map_in_order
from zongjie.extract.activities import stage as activities
from zongjie.extract.metrics import stage as metrics
from zongjie.extract.problems import rules as problems
from zongjie.ingest import metadata_sheet
from zongjie.kpi import stage as kpi
from zongjie.kpi.codebook import of_settings
from zongjie.kpi.ledger import Ledger
from zongjie.stage import Stage, StageSpec, check

STAGES: tuple[StageSpec, ...] = (
    metadata.SPEC,  # title, issuer, period, region
    quantify.SPEC,  # times and quantities, before words are cut
    structure.SPEC,  # headings, section roles, sentences
    segment.SPEC,  # words and tags
    metrics.SPEC,
    activities.SPEC,
    problems.SPEC,
    link.SPEC,  # result to target, problem to measure
    audit.SPEC,  # the arithmetic that the text itself allows
    kpi.SPEC,  # the indicator of the codebooks that a metric is of
    ground.SPEC,  # every span back onto the source
)
PACKAGES = ("zongjie", "jieba", "rjieba", "spacy", "scikit-learn", "pandas", "pyarrow", "duckdb", "numpy", "rensa")
# What the themes are made from; the rest of a row need not stay in memory until all files are read.
THEME_COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "sentences": ("sentence_id", "document_id", "start", "end", "text", "words", "tags", "heading"),
    "activities": ("activity_id", "document_id", "sentence_id", "start", "end", "text", "predicate", "object", "type"),
    "problems": ("problem_id", "document_id", "sentence_id", "start", "end", "text", "category", "aspect"),
}
Clock = dict[str, float]
WARMING = "工作总结\n一、2023年，举办培训班3期，培训约120人次。\n二、存在的问题：人员不足。"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files done of all, characters read so far, and the file just finished."""

    done: int
    total: int
    characters: int
    name: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. `tables` counts rows by table; `left_out` lists (path, status, reason) of every source not read.

    `seconds_by_stage` are seconds of wall time: `startup` (dictionaries and patterns), `read`, `clean`, `split`, each
    of `STAGES`, `rows`, `parquet`, `panel`, `reuse`, `themes`, and the formats written after them.
    """

    out: Path
    characters: int
    seconds: float
    tables: dict[str, int]
    left_out: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    seconds_by_stage: dict[str, float] = field(default_factory=dict)


@contextmanager
def _timed(clock: Clock, name: str) -> Iterator[None]:
    begun = time.perf_counter()
    try:
        yield
    finally:
        clock[name] = clock.get(name, 0.0) + time.perf_counter() - begun


class Pipeline:
    """From text to documents with findings: `zongjie.load()(text)`.

    Stages are checked and built once; a call keeps nothing.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        """Build every stage.

        Raises:
            PipelineError: the stages do not fit together.
            UsageError: the user dictionary cannot be read.
        """
        self.settings = settings or load_settings()
        check(STAGES)
        self.clock: Clock = {}
        begun = time.perf_counter()
        self._stages: tuple[tuple[str, Stage], ...] = tuple((spec.name, spec.build(self.settings)) for spec in STAGES)
        self(WARMING)  # dictionaries and patterns load when first used: now, not in the first document's time
        self.clock = {"startup": time.perf_counter() - begun}

    def __call__(self, text: str, name: str = "text.txt") -> list[Document]:
        """The documents of a text, with metrics, activities and problems; spans index the text as given.

        Line breaks are read as `\\n`: with `\\r\\n` in `text`, offsets count each as one character.
        """
        import hashlib

        raw = text.encode("utf-8", "surrogatepass")
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        source = Source(name, hashlib.sha256(raw).hexdigest(), len(raw), "text/plain", None, plain, "ok")
        return self.documents(source)

    def documents(self, source: Source) -> list[Document]:
        """The grounded documents of one source; none where it could not be read."""
        if source.status != "ok":
            return []
        with _timed(self.clock, "clean"):
            cleaned = clean.clean(source.text, self.settings)
        with _timed(self.clock, "split"):
            documents = list(split.split(source, cleaned, self.settings))
        for name, stage in self._stages:
            with _timed(self.clock, name):
                documents = [stage(document) for document in documents]
        return documents


@dataclass(frozen=True, slots=True)
class _FileRecipe:
    """How a worker turns files into rows. It builds its own stages, so that nothing built has to travel."""

    settings: Settings
    sheet: metadata_sheet.MetadataSheet | None
    clock: Clock

    def __call__(self) -> Callable[[ingest.Item], FileResult]:
        pipeline = Pipeline(self.settings)
        self.clock.update(pipeline.clock)
        pipeline.clock = self.clock

        def work(item: ingest.Item) -> FileResult:
            with _timed(self.clock, "read"):
                sources = ingest.load(item, self.settings)
            if self.sheet is not None:
                sources = [self.sheet.attach(source) for source in sources]
            return _file_result(item.name, sources, pipeline)

        return work


@dataclass(frozen=True, slots=True)
class FileResult:
    """What one file gave: rows by table, characters read, and the sources that were left out."""

    name: str
    rows: Rows
    characters: int
    left_out: tuple[tuple[str, str, str], ...]


def _file_result(name: str, sources: Sequence[Source], pipeline: Pipeline) -> FileResult:
    parts: list[Rows] = []
    for source in sources:
        documents = pipeline.documents(source)
        with _timed(pipeline.clock, "rows"):
            parts += [source_rows(source), *map(document_rows, documents)]
    left_out = tuple((s.path, s.status, s.reason or "") for s in sources if s.status != "ok")
    return FileResult(name, merge(parts), sum(len(s.text) for s in sources), left_out)


def run_corpus(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    metadata: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    lang: str = "zh",
) -> RunSummary:
    """Read `paths`, run every stage and write the dataset to `out`.

    `metadata` is a sheet whose rows describe files, by path or name. What cannot be read is left out and listed; the
    rest goes on.

    Raises:
        UsageError: a path does not exist or holds no file, `out` is not ours to replace, a wrong setting or sheet.
        DatasetError: an invariant of the dataset does not hold; nothing is written.
    """
    from zongjie.dataset.write import Writer
    from zongjie.report.build import build
    from zongjie.reuse import Found, fold
    from zongjie.reuse import Ledger as Reuse

    begun = time.perf_counter()
    items = ingest.items(paths)
    sheet = None
    if metadata is not None:
        sheet = metadata_sheet.read(metadata, names=[item.name for item in items], settings=settings)
    clock: Clock = {}
    recipe = _FileRecipe(settings, sheet, clock)
    kept: Rows = {name: [] for name in THEME_COLUMNS}
    inputs: list[dict[str, object]] = []
    left_out: list[tuple[str, str, str]] = []
    characters = 0
    ledger = Ledger(of_settings(settings.codebooks))
    with Writer(out, settings, lang=lang, report=build) as writer, Reuse() as reuse:
        for done, result in enumerate(map_in_order(recipe, items), 1):
            with _timed(clock, "parquet"):
                writer.add(result.rows)
            with _timed(clock, "panel"):
                ledger.add(result.rows)
            if settings.reuse:
                with _timed(clock, "reuse"):
                    reuse.add(result.rows)
            if settings.themes:
                for name, columns in THEME_COLUMNS.items():
                    kept[name] += [{key: row[key] for key in columns} for row in result.rows.get(name, [])]
            inputs += [{key: row[key] for key in ("path", "sha256", "bytes")} for row in result.rows["sources"]]
            left_out += result.left_out
            characters += result.characters
            if progress is not None:
                progress(Progress(done, len(items), characters, result.name))
        with _timed(clock, "panel"):
            panel = ledger.tables()
        with _timed(clock, "reuse"):
            reused = fold(reuse) if settings.reuse else Found()
        for row in kept["documents"]:
            row["cluster_id"] = reused.documents.get(str(row["document_id"]), {}).get("cluster_id")
        themes, notes = _themes(kept, settings, clock)
        kept.clear()
        notes += _unmatched(sheet)
        folded = {**themes, **panel, **reused.tables()}
        counts = writer.finish(folded, _manifest(settings, inputs, characters, notes, clock), reused.documents)
        for name, seconds in writer.seconds.items():
            clock[name] = clock.get(name, 0.0) + seconds
        notes += [note.say(lang) for note in writer.notes]
    return RunSummary(out, characters, time.perf_counter() - begun, counts, tuple(left_out), tuple(notes), clock)


def run(
    paths: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    config: str | Path | None = None,
    metadata: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    lang: str = "zh",
    **settings: Unpack[Changes],
) -> RunSummary:
    """What `zongjie run` does: read a file or folder, or several, and write the dataset to the folder `out`.

    `config` is a TOML file of settings, `settings` are single ones and win over it, `metadata` a sheet whose rows
    describe files. What could not be read is in `left_out` of the result; the tables are had by `zongjie.read(out)`.

    Raises:
        UsageError: a path does not exist or holds no file, `out` is not ours to replace, a wrong setting or sheet.
        DatasetError: an invariant of the dataset does not hold; nothing is written.
    """
    chosen = load_settings(
        None if config is None else Path(config), **{name: _plain(value) for name, value in settings.items()}
    )
    some = [paths] if isinstance(paths, str | Path) else paths
    sheet = None if metadata is None else Path(metadata)
    return run_corpus([Path(path) for path in some], Path(out), chosen, metadata=sheet, progress=progress, lang=lang)


def _plain(value: object) -> object:
    """A value of a setting with paths as text."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return str(value) if isinstance(value, Path) else value


def _themes(kept: Rows, settings: Settings, clock: Clock) -> tuple[Rows, list[str]]:
    if not settings.themes:
        return {}, []
    from zongjie import themes

    with _timed(clock, "themes"):
        found = themes.discover(kept, settings)
    return found.tables(), [note.both() for note in found.notes]


def _unmatched(sheet: metadata_sheet.MetadataSheet | None) -> list[str]:
    """What of the metadata sheet matched no file, and the files that no row describes."""
    if sheet is None:
        return []
    rows, files = sheet.unmatched(), sheet.unmatched_files()
    notes = [f"元数据表中没有对应文件的行：{row} | row of the metadata sheet without a file: {row}" for row in rows]
    return notes + [f"元数据表没有描述的文件：{name} | file not in the metadata sheet: {name}" for name in files]


def _manifest(
    settings: Settings, inputs: list[dict[str, object]], characters: int, notes: list[str], clock: Clock
) -> Mapping[str, object]:
    """What `run.json` says beside what the writer adds; times stand apart, for they differ from run to run."""
    return {
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "lexicons": lexicon.digest(),
        "models": linear.digests(settings),
        "stages": [spec.name for spec in STAGES],
        "inputs": inputs,
        "characters": characters,
        "remarks": notes,
        "timings": {name: round(seconds, 3) for name, seconds in clock.items()},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


class _Called(ModuleType):
    """This module, which can be called: `zongjie.run(paths, out)` is `run`, for the two have one name."""

    __call__ = staticmethod(run)


sys.modules[__name__].__class__ = _Called
