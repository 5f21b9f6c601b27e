"""What a worker does: the files of a shard become checked tables in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zongjie import ingest
from zongjie.config import Settings
from zongjie.dataset.check import Places
from zongjie.dataset.columnar import to_arrow
from zongjie.dataset.shard import pack
from zongjie.dataset.tables import Rows, document_rows, merge, source_rows
from zongjie.document import Source
from zongjie.engine import Begin, Work
from zongjie.errors import DatasetError, Message, UnreadableError, UsageError
from zongjie.ingest import loading
from zongjie.ingest.content import refused
from zongjie.ingest.loading import item_bytes, read_bytes
from zongjie.ingest.metadata_sheet import MetadataSheet
from zongjie.ingest.readers import UNKNOWN
from zongjie.quantity import ready
from zongjie.run import pipeline
from zongjie.run.pipeline import Clock, Pipeline, timed
from zongjie.run.shards import UNREAD, File, Shard, changed, not_read
from zongjie.storage import Remote
from zongjie.store import RemoteStore, Store

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = (
    "sources", "texts", "documents", "document_fields", "sections", "sentences", "metrics", "rejected", "activities",
    "problems",
)  # fmt: skip
"""The tables that a file alone gives rows of."""


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
        parts: list[tuple[File, Rows]] = []
        self._moved = []
        for number, file in task.files:
            if number in given_up:
                parts.append((file, source_rows(_given_up(file, given_up[number]))))
                continue
            begin(number)
            parts.append((file, self._file(file)))
        clock = self._pipeline.clock
        with timed(clock, "rows"):
            data = pack(_tables(parts))
        if task.trial:
            return Done(task.key, lasting=False)
        moved = len(self._moved) + sum(self._changed(file) for _, file in task.files)
        key = f"{task.key}-{moved}" if moved else task.key
        with timed(clock, "store"):
            self._recipe.store.put(key, data)
        self._pipeline.clock = {}
        return Done(key, task.lasting and not moved, clock)

    def _file(self, file: File) -> Rows:
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
            return source_rows(_given_up(file, _fault(fault)))

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

    def _rows(self, sources: list[Source]) -> Rows:
        parts: list[Rows] = []
        for source in sources:
            parts.append(source_rows(source))
            for document in self._pipeline.each(source):
                with timed(self._pipeline.clock, "rows"):
                    parts.append(document_rows(document))
        rows = merge(parts)
        with timed(self._pipeline.clock, "rows"):
            Places().check(rows)
        return rows


def _tables(parts: list[tuple[File, Rows]]) -> dict[str, pa.Table]:
    """The tables of a shard; a file with a row that no table takes is given up, and the others are as they were."""
    try:
        return _arrow([rows for _, rows in parts])
    except DatasetError:
        return _arrow([_fitting(file, rows) for file, rows in parts])


def _fitting(file: File, rows: Rows) -> Rows:
    try:
        _arrow([rows])
    except DatasetError as fault:
        return source_rows(_given_up(file, _fault(fault)))
    return rows


def _arrow(parts: Sequence[Rows]) -> dict[str, pa.Table]:
    rows = merge(parts)
    return {name: to_arrow(name, rows.get(name, [])) for name in TABLES}


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
