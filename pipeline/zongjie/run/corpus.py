"""What a run does: every file of a corpus to its tables, then what only the whole corpus tells, then the dataset."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zongjie import ingest, lexicon, linear
from zongjie.config import Settings, input_files
from zongjie.errors import DatasetError
from zongjie.ingest import metadata_sheet
from zongjie.kpi.codebook import of_settings
from zongjie.kpi.ledger import Ledger
from zongjie.run import pipeline
from zongjie.run.execution import Execution
from zongjie.run.gathered import TABLES
from zongjie.run.pipeline import Clock, timed
from zongjie.run.prepared import take_panel, take_reuse
from zongjie.run.shards import Shard, digest, shards
from zongjie.run.versions import versions
from zongjie.storage import Place

if TYPE_CHECKING:
    from zongjie.dataset.write import Writer
    from zongjie.reuse import Ledger as Reuse

THEMED = ("sentences", "activities", "problems")
"""The tables that themes are made from: they are read from their files, so that no corpus has to fit in memory."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files begun or done of all, characters read so far, and the file last begun."""

    done: int
    total: int
    characters: int
    name: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. `tables` counts rows by table; `left_out` lists (path, status, reason) of every source not read.

    `kept` counts the files that an earlier run had worked out and that have not changed; where `unchanged` is true,
    nothing has, and the dataset was left as it is. `seconds_by_stage` are seconds of wall time, summed over processes:
    `startup` (dictionaries and patterns), `read`, `clean`, `split`, each of `STAGES`, `rows`, `store`, `parquet`,
    `panel`, `reuse`, `themes`, and the formats written after them.
    """

    out: Place
    characters: int
    seconds: float
    tables: dict[str, int]
    left_out: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    seconds_by_stage: dict[str, float] = field(default_factory=dict)
    kept: int = 0
    unchanged: bool = False


def run_corpus(
    paths: Sequence[Place],
    out: Place,
    settings: Settings,
    *,
    metadata: Place | None = None,
    progress: Callable[[Progress], None] | None = None,
    lang: str = "zh",
    execution: Execution = Execution("serial"),  # noqa: B008  frozen
) -> RunSummary:
    """Read `paths`, run every stage and write the dataset to `out`; each may be at a URL, as `storage.place` has it.

    `metadata` is a sheet whose rows describe files, by path or name. What cannot be read is left out and listed; the
    rest goes on. What an earlier run onto `out` finished, to its end or not, is taken over where nothing it rests on
    has changed.

    Raises:
        UsageError: a path does not exist or holds no file, `out` is not ours to replace or another run is writing to
            it, a wrong setting or sheet; a `StorageError` where a URL cannot be reached.
        EngineError: worker processes cannot be started.
        DatasetError: an invariant of the dataset does not hold; nothing is written.
    """
    from zongjie.dataset.write import Writer
    from zongjie.report.build import build
    from zongjie.reuse import Ledger as Reuse

    begun = time.perf_counter()
    items = ingest.items(paths)
    sheet = None
    if metadata is not None:
        sheet = metadata_sheet.read(metadata, names=[item.name for item in items], settings=settings)
    named = input_files(settings)
    with Writer(out, settings, lang=lang, report=build) as writer, Reuse() as reuse:
        parts = shards(items, settings, sheet, named)
        key = digest([*(one.key for one in parts), settings.model_dump_json(), lang, *map(repr, named.items())])
        former = None if execution.fresh else writer.finished(key)
        if former is not None:
            return _unchanged(out, former, len(items), time.perf_counter() - begun, lang)
        corpus = _Corpus(writer, reuse, settings, sheet, execution, progress)
        corpus.read(parts)
        counts, notes = corpus.finish(key, named, lang)
    seconds = time.perf_counter() - begun
    return RunSummary(
        out, corpus.characters, seconds, counts, tuple(corpus.left_out), tuple(notes), corpus.clock, corpus.kept
    )


class _Corpus:
    """One run: the shards go in, the dataset comes out."""

    def __init__(
        self,
        writer: Writer,
        reuse: Reuse,
        settings: Settings,
        sheet: metadata_sheet.MetadataSheet | None,
        execution: Execution,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._writer = writer
        self._settings = settings
        self._sheet = sheet
        self._execution = execution
        self._progress = progress
        self._store = writer.kept(lasting=execution.keep)
        self._lasting: list[str] = []
        self._shards: Sequence[Shard] = ()
        self._files = 0
        self._seen: set[tuple[int, int]] = set()
        self._panel = Ledger(of_settings(settings.codebooks))
        self._reuse = reuse
        self._inputs: list[dict[str, object]] = []
        self.clock: Clock = {}
        self.left_out: list[tuple[str, str, str]] = []
        self.characters = 0
        self.kept = 0

    def read(self, parts: Sequence[Shard]) -> None:
        """Take the tables of every shard, in order: those in the store, and those that have to be worked out."""
        from zongjie.run.work import ShardRecipe
        from zongjie.run.work import parts as own_parts

        self._shards = parts
        self._files = sum(len(one.files) for one in parts)
        ready = set() if self._execution.fresh else self._store.ready(one.key for one in parts)
        missing = [one for one in parts if one.key not in ready]
        self.kept = sum(len(one.files) for one in parts if one.key in ready)
        recipe = ShardRecipe(self._settings, self._sheet, self._store, own_parts())

        def begin(task: int, number: int) -> None:
            self._seen.add((task, number))
            self._tell(dict(missing[task].files)[number].item.name)

        self._lasting = [one.key for one in parts if one.key in ready]
        with closing(self._execution.start()(recipe, missing, begin)) as results:  # no worker works on after a fault
            for shard in parts:
                key = shard.key
                if key not in ready:
                    done = next(results)
                    key = done.key
                    if done.lasting:
                        self._lasting.append(key)
                    self._count(done.clock)
                self._take(key)

    def _count(self, clock: Mapping[str, float]) -> None:
        """Add the seconds of a worker, or of the writer, to those of the run."""
        for name, seconds in clock.items():
            self.clock[name] = self.clock.get(name, 0.0) + seconds

    def _tell(self, name: str) -> None:
        if self._progress is not None:
            self._progress(Progress(self.kept + len(self._seen), self._files, self.characters, name))

    def _take(self, key: str) -> None:
        from zongjie.dataset.shard import unpack

        data = self._store.get(key)
        if data is None:
            raise _lost(self._store.folder)
        tables = unpack(data)
        with timed(self.clock, "parquet"):
            self._writer.add_tables({name: tables[name] for name in TABLES})
        self._sources(tables["sources"].to_pylist())
        with timed(self.clock, "panel"):
            take_panel(self._panel, tables)
        if self._settings.reuse:
            with timed(self.clock, "reuse"):
                take_reuse(self._reuse, tables)

    def _sources(self, rows: Sequence[Mapping[str, object]]) -> None:
        for row in rows:
            path = str(row["path"])
            self._inputs.append({name: row[name] for name in ("path", "sha256", "bytes")})
            self.characters += int(str(row["chars"]))
            if row["status"] != "ok":
                self.left_out.append((path, str(row["status"]), str(row["reason"] or "")))
            if self._sheet is not None:
                self._sheet.fields(path)  # which rows answered, and that none does for two files

    def finish(self, key: str, named: Mapping[str, str], lang: str) -> tuple[dict[str, int], list[str]]:
        """Write the dataset; the number of rows by table, and what the reader must be told.

        `named` has the SHA-256 of the files that settings name.
        """
        from zongjie.reuse import Found, fold

        with timed(self.clock, "panel"):
            panel = self._panel.tables()
        with timed(self.clock, "reuse"):
            reused = fold(self._reuse) if self._settings.reuse else Found()
        themes, notes = self._discover(reused.documents, named)
        notes += _unmatched(self._sheet)
        folded = {**themes, **panel, **reused.tables()}
        manifest = self._manifest(key, named, notes)
        counts = self._writer.finish(folded, manifest, reused.documents)
        self._store.keep_only(self._lasting)
        self._count(self._writer.seconds)
        return counts, notes + [note.say(lang) for note in self._writer.notes]

    def _discover(
        self, documents: Mapping[str, Mapping[str, object]], named: Mapping[str, str]
    ) -> tuple[Mapping[str, Any], list[str]]:
        if not self._settings.themes:
            return {}, []
        from pyarrow import parquet

        from zongjie import themes

        files = {name: self._writer.sealed(name) for name in ("documents", *THEMED)}
        ids = parquet.read_table(files.pop("documents"), columns=["document_id"])["document_id"].to_pylist()
        told = [{"document_id": one, "cluster_id": documents.get(one, {}).get("cluster_id")} for one in ids]
        with timed(self.clock, "themes"):
            found = themes.discover({"documents": told, **files}, self._settings, named)
        return found.tables(), [note.both() for note in found.notes]

    def _manifest(self, key: str, named: Mapping[str, str], notes: list[str]) -> Mapping[str, object]:
        """What `run.json` says beside what the writer adds; times stand apart, for they differ from run to run."""
        return {
            "key": key if len(self._lasting) == len(self._shards) else None,
            "versions": versions(),
            "lexicons": lexicon.digest(),
            "models": linear.digests(self._settings),
            "setting_files": named,
            "stages": [spec.name for spec in pipeline.STAGES],
            "inputs": self._inputs,
            "left_out": self.left_out,
            "characters": self.characters,
            "remarks": notes,
            "timings": {name: round(seconds, 3) for name, seconds in self.clock.items()},
        }


def _unmatched(sheet: metadata_sheet.MetadataSheet | None) -> list[str]:
    """What of the metadata sheet matched no file, and the files that no row describes."""
    if sheet is None:
        return []
    rows, files = sheet.unmatched(), sheet.unmatched_files()
    notes = [f"元数据表中没有对应文件的行：{row} | row of the metadata sheet without a file: {row}" for row in rows]
    return notes + [f"元数据表没有描述的文件：{name} | file not in the metadata sheet: {name}" for name in files]


def _unchanged(out: Place, former: Mapping[str, Any], files: int, seconds: float, lang: str) -> RunSummary:
    """The summary of the run whose dataset stands."""
    return RunSummary(
        out,
        former["characters"],
        seconds,
        former["tables"],
        tuple((path, status, reason) for path, status, reason in former["left_out"]),
        (*former["remarks"], *(note[lang] for note in former["notes"])),
        kept=files,
        unchanged=True,
    )


def _lost(folder: Place) -> DatasetError:
    return DatasetError(
        f"{folder} 里刚写好的中间结果不见了或已损坏，可能有别的程序在清理它。请再运行一次。",
        f"a piece that was just written to {folder} is gone or damaged; another program may be cleaning up there. "
        "Run again.",
    )
