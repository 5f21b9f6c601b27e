"""What a worker does: the files of a shard become checked tables in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zongjie import ingest
from zongjie.config import Settings
from zongjie.dataset.check import Places
from zongjie.dataset.shard import pack
from zongjie.dataset.tables import document_rows, head_rows, record_rows, section_ids, source_rows
from zongjie.document import Document, Source, altered
from zongjie.engine import Begin, Work
from zongjie.errors import DatasetError, Message, UnreadableError, UsageError
from zongjie.ingest import loading
from zongjie.ingest.content import refused
from zongjie.ingest.loading import item_bytes, read_bytes
from zongjie.ingest.metadata_sheet import MetadataSheet
from zongjie.ingest.readers import UNKNOWN
from zongjie.kpi.codebook import of_settings
from zongjie.quantity import ready
from zongjie.run import pipeline
from zongjie.run.blocks import LONGEST, Block, head
from zongjie.run.gathered import FileRows, gathered
from zongjie.run.pipeline import Clock, Pipeline, timed
from zongjie.run.prepared import for_panel, for_reuse
from zongjie.run.shards import UNREAD, File, Shard, changed, not_read
from zongjie.storage import Remote
from zongjie.store import RemoteStore, Store

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Done:
    """A finished shard: where its tables lie in the store, and whether another run may use them."""

    key: str
    lasting: bool
    clock: Clock = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardRecipe:
    """How a worker turns shards into tables. It builds its own stages."""

    settings: Settings
    sheet: MetadataSheet | None
    store: Store | RemoteStore
    parts: tuple[str, ...]
    """The stages and readers of the process that planned the run, as `parts` names them."""

    def __call__(self) -> Work[Shard, Done]:
        """The function, with its stages built.

        Raises:
            UsageError: this process lacks stages or readers that were added to the planning one.
        """
        if self.parts != parts():
            own = sorted({*self.parts} ^ {*parts()})
            raise UsageError(
                f"自加的阶段或读取器（{'、'.join(own)}）只在加它们的进程里；请用 Execution('serial')。",
                f"stages or readers of your own ({', '.join(own)}) are in the process that added them alone: use "
                "Execution('serial').",
            )
        return ShardWork(self)


def parts() -> tuple[str, ...]:
    """The names of the stages and the readers of this process."""
    return (*(spec.name for spec in pipeline.STAGES), *(reader.media_type for reader in loading.readers()))


class ShardWork:
    """Works shards through; what one file does wrong is a row of `sources`, and never concerns another."""

    def __init__(self, recipe: ShardRecipe) -> None:
        self._recipe = recipe
        self._moved: list[str] = []
        startup: Clock = {}
        with timed(startup, "startup"):
            ready()  # every rule now: a corpus comes to all of them, and no document should bear it
        self._pipeline = Pipeline(recipe.settings)
        self._pipeline.clock["startup"] += startup["startup"]

    def __call__(self, task: Shard, begin: Begin) -> Done:
        """Put the tables of a shard in the store; those of a trial are thrown away."""
        given_up = dict(task.left_out)
        parts: list[FileRows] = []
        self._moved = []
        for number, file in task.files:
            if number in given_up:
                parts.append(FileRows.of(_given_up(file, given_up[number])))
                continue
            begin(number)
            parts.append(self._file(file))
        clock = self._pipeline.clock
        with timed(clock, "rows"):
            tables = _tables([file for _, file in task.files], parts)
            del parts  # of a long document they are as large as its tables
        data = self._packed(tables)
        if task.trial:
            return Done(task.key, lasting=False)
        moved = len(self._moved) + sum(self._changed(file) for _, file in task.files)
        key = f"{task.key}-{moved}" if moved else task.key
        with timed(clock, "store"):
            self._recipe.store.put(key, data)
        self._pipeline.clock = {}
        return Done(key, task.lasting and not moved, clock)

    def _packed(self, tables: dict[str, pa.Table]) -> bytes:
        """The tables as bytes, with what the folds over the corpus need beside them."""
        clock, settings = self._pipeline.clock, self._recipe.settings
        with timed(clock, "panel"):
            beside = for_panel(tables, of_settings(settings.codebooks))
        if settings.reuse:
            with timed(clock, "reuse"):
                beside |= for_reuse(tables)
        with timed(clock, "rows"):
            return pack({**tables, **beside})

    def _file(self, file: File) -> FileRows:
        """The rows of one file. A fault of ours costs the file, not the run, and is told as what it is."""
        clock, settings = self._pipeline.clock, self._recipe.settings
        with timed(clock, "read"):
            sources = self._fetched(file) if isinstance(file.item.path, Remote) else ingest.load(file.item, settings)
        if self._recipe.sheet is not None:
            sources = [self._recipe.sheet.describe(source) for source in sources]
        try:
            return self._rows(sources)
        except MemoryError:  # of this machine and hour, not of the file: the engine tries again
            raise
        except Exception as fault:
            return FileRows.of(_given_up(file, _fault(fault)))

    def _fetched(self, file: File) -> list[Source]:
        """The sources of a file at a URL, whose bytes must be those that the run began with: it is read once here.

        What is not as it was then serves no other run; a file that could not be read then is taken all the same.
        """
        item, settings = file.item, self._recipe.settings
        try:
            data = item_bytes(item, settings)
            if file.digest.startswith(UNREAD):
                self._moved.append(item.name)
            elif hashlib.sha256(data).hexdigest() != file.digest:
                raise UnreadableError(
                    "文件在读取时变了，没有采用；请再运行一次",
                    "the file changed while the corpus was read, and was left out: run again",
                )
        except UnreadableError as fault:
            if file.digest != not_read(item, fault.__cause__):
                self._moved.append(item.name)
            return [refused(item.name, b"", UNKNOWN, fault)]
        return read_bytes(data, item.name, settings)

    def _changed(self, file: File) -> bool:
        return not isinstance(file.item.path, Remote) and changed(file, self._recipe.settings)

    def _rows(self, sources: list[Source]) -> FileRows:
        found, places, clock = FileRows(), Places(), self._pipeline.clock
        for source in sources:
            with timed(clock, "rows"):
                rows = source_rows(source)
                places.check(rows)
                found.add(rows)
            for document, blocks in self._pipeline.in_blocks(source):
                if len(document.text) > LONGEST:
                    self._long(document, blocks, found, places)
                    continue
                for block in blocks:
                    with timed(clock, "rows"):
                        rows = document_rows(block.document)
                        places.check(rows)
                        found.add(rows)
        return found

    def _long(self, document: Document, blocks: Iterator[Block], found: FileRows, places: Places) -> None:
        """Add the rows of a document as its blocks come, those of the whole last: only then its years are known."""
        clock, whole = self._pipeline.clock, head(document)
        ids = section_ids(whole)
        metadata = whole.metadata
        with timed(clock, "rows"):
            places.check(head_rows(whole, ids))
        for block in blocks:
            if block.document.metadata != document.metadata:
                metadata = block.document.metadata
            with timed(clock, "rows"):
                rows = record_rows(block.document, ids[block.section :])
                places.check(rows)
                found.add(rows)
        found.add(head_rows(altered(whole, metadata=metadata), ids))


def _tables(files: Sequence[File], parts: Sequence[FileRows]) -> dict[str, pa.Table]:
    """The tables of a shard; a file with a row that no table takes is given up, and the others are as they were."""
    try:
        return gathered(parts)
    except DatasetError:
        return gathered([_fitting(file, part) for file, part in zip(files, parts, strict=True)])


def _fitting(file: File, part: FileRows) -> FileRows:
    try:
        gathered([part])
    except DatasetError as fault:
        return FileRows.of(_given_up(file, _fault(fault)))
    return part


def _given_up(file: File, cause: Message) -> Source:
    """The row that stands for a file of which nothing was taken; it tells which bytes it had."""
    row = refused(file.item.name, b"", UNKNOWN, UnreadableError(cause.zh, cause.en))
    return replace(row, sha256=file.digest, bytes=file.size) if file.size else row


def _fault(fault: Exception) -> Message:
    what = f"{type(fault).__name__}: {fault}"
    return Message(
        f"程序在这个文件上出错（{what}），没有采用它的任何结果；请报告给本项目",
        f"the program failed on this file ({what}) and took nothing from it: please report it",
    )
