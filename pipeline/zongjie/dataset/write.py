"""Writes a dataset: rows become Parquet as they come, everything else follows from the Parquet files at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from zongjie.config import Settings
from zongjie.dataset import datapackage
from zongjie.dataset.check import Places, check_keys
from zongjie.dataset.check_passages import check_passages
from zongjie.dataset.columnar import conformed, to_arrow
from zongjie.dataset.dictionary import write_dictionary
from zongjie.dataset.duck import write_duckdb
from zongjie.dataset.flat import write_csv
from zongjie.dataset.folder import GENERATOR, MANIFEST, OutputFolder, digest
from zongjie.dataset.remote import RemoteFolder
from zongjie.dataset.schema import TABLES, arrow
from zongjie.dataset.tables import Row, Rows
from zongjie.dataset.xlsx import EXCEL, Limits, write_xlsx
from zongjie.errors import DatasetError, Message
from zongjie.storage import Place, Remote
from zongjie.store import RemoteStore, Store

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

BATCH_ROWS = 10_000
"""Rows in a Parquet row group: some megabytes, whatever the corpus."""

BATCH_CHARACTERS = 16_000_000
"""Characters of source text after which a row group ends early: texts alone can be as long as a file may be."""

Report = Callable[[Path, str], str]
"""(folder of a dataset, language) → the report as HTML."""


class Writer:
    """Takes the rows of all sources in order and writes the dataset to `out`, a folder or a URL.

    `seconds` tells after `finish` what each format took. As a context manager it leaves `out` as it was unless
    `finish` came to its end::

        with Writer(out, settings, report=build) as writer:
            for rows in …:
                writer.add(rows)
            counts = writer.finish(folded, manifest)
    """

    def __init__(
        self,
        out: Place,
        settings: Settings,
        *,
        lang: str = "zh",
        report: Report | None = None,
        limits: Limits = EXCEL,
    ) -> None:
        """Claim `out`.

        Raises:
            UsageError: `out` is a file, holds what zongjie did not write, or cannot be written or reached.
        """
        import pandas  # noqa: F401  pyarrow loads it at its first array; here, no row waits for it
        from pyarrow import parquet  # noqa: F401

        self._settings = settings
        self._lang = lang
        self._report = report
        self._limits = limits
        self._places = Places()
        self._notes: list[Message] = []
        self.seconds: dict[str, float] = {}
        self._folder = RemoteFolder(out) if isinstance(out, Remote) else OutputFolder(out)
        self._part = self._folder.part
        self._tables = {name: _TableFile(name, self._path(name)) for name in TABLES}
        self._published = False
        self._digests: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._published:
            for table in self._tables.values():
                table.abandon()
            self._folder.discard()

    def kept(self, *, lasting: bool) -> Store | RemoteStore:
        """The store of finished work, for the next run or for this one only."""
        return self._folder.kept(lasting=lasting)

    def finished(self, key: str) -> dict[str, Any] | None:
        """The manifest of the dataset that is there, if it was made under this key and no file has changed since."""
        return self._folder.finished(key)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the reader of the dataset must be told, such as sheets that were split; complete after `finish`."""
        return tuple(self._notes)

    def add(self, rows: Rows) -> None:
        """Take the rows of one or more whole sources; `sources` and `texts` come with or before what refers to them.

        Raises:
            DatasetError: a row breaks an invariant; the message names table, id and what is wrong.
        """
        self._places.check(rows)
        self._take(rows)

    def add_tables(self, tables: Mapping[str, pa.Table]) -> None:
        """Take the rows of one or more whole sources as tables, whose places were checked where they were made."""
        for name, table in tables.items():
            self._tables[name].add(table)

    def sealed(self, name: str) -> Path:
        """The file of a table that gets no more rows."""
        self._tables[name].close()
        return self._tables[name].path

    def finish(
        self,
        folded: Mapping[str, Any],
        manifest: Mapping[str, object],
        documents: Mapping[str, Row] = MappingProxyType({}),
    ) -> dict[str, int]:
        """Take the rows that were made from the whole corpus, check keys, write all formats, publish; count the rows.

        `folded` has the rows (lists, or a `pyarrow.Table`) of themes, panel and reuse; `documents`, by id, the values
        of columns of `documents` that only the whole corpus tells, which the file of that table gets now. `run.json`
        holds `manifest`, and beside it the settings, row counts, files with their digests, and notes.

        Raises:
            DatasetError: an invariant does not hold; nothing is written.
            UsageError: a file of the former dataset is held open.
        """
        with self._timed("parquet"):
            self._take(folded)
            for table in self._tables.values():
                table.close()
            if documents:
                self._tables["documents"].amend(documents)
            check_keys(self._read)
            check_passages(self._read, self._batches)
        counts = {name: table.count for name, table in self._tables.items()}
        self._write_formats(counts)
        with self._timed("manifest"):
            self._write_manifest(counts, manifest)
        if self._report is not None:
            with self._timed("report"):
                (self._part / "report.html").write_text(self._report(self._part, self._lang), "utf-8", newline="\n")
                self._write_manifest(counts, manifest)  # again, for it names every file
        self._folder.publish()
        self._published = True
        return counts

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        """Count the seconds of one format under its name."""
        begun = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begun

    def _take(self, rows: Mapping[str, Any]) -> None:
        for name, some in rows.items():
            if name not in self._tables:
                raise DatasetError(
                    f"没有名为 {name} 的表；可用：{'、'.join(TABLES)}。这是程序的错，请报告。",
                    f"there is no table {name}; there are {', '.join(TABLES)}. This is a fault of the program: please "
                    "report it.",
                )
            if isinstance(some, list):
                self._tables[name].add(to_arrow(name, some))
            else:
                for first in range(0, some.num_rows, BATCH_ROWS):
                    self._tables[name].add(conformed(name, some.slice(first, BATCH_ROWS)))

    def _path(self, name: str) -> Path:
        return self._part / "tables" / f"{name}.parquet"

    def _read(self, name: str, columns: Sequence[str]) -> pa.Table:
        from pyarrow import parquet

        return parquet.read_table(self._path(name), columns=list(columns))

    def _batches(self, name: str) -> Iterator[pa.Table]:
        from pyarrow import parquet

        with parquet.ParquetFile(self._path(name)) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)

    def _reader(self, name: str) -> pa.RecordBatchReader:
        import pyarrow as pa

        batches = (batch for table in self._batches(name) for batch in table.to_batches())
        return pa.RecordBatchReader.from_batches(arrow(name), batches)

    def _write_formats(self, counts: dict[str, int]) -> None:
        import pyarrow as pa

        with self._timed("csv"):
            (self._part / "csv").mkdir()
            for name in TABLES:
                write_csv(name, self._batches(name), self._part / "csv" / f"{name}.csv")
        pa.default_memory_pool().release_unused()  # the tables are on disk: what follows reads them batch by batch
        with self._timed("duckdb"):
            write_duckdb(self._reader, self._part / "dataset.duckdb")
        with self._timed("xlsx"):
            self._notes += write_xlsx(self._batches, counts, self._part, self._limits)
        with self._timed("dictionary"):
            _write_json(self._part / "datapackage.json", datapackage.describe(counts))
            (self._part / "data-dictionary.md").write_text(write_dictionary(counts), "utf-8", newline="\n")

    def _digest(self, name: str) -> str:
        """The digest of a file that is written for good: each is read once, though the manifest is written twice."""
        if name not in self._digests:
            self._digests[name] = digest(self._part / name)
        return self._digests[name]

    def _write_manifest(self, counts: dict[str, int], manifest: Mapping[str, object]) -> None:
        files = sorted({*self._folder.files(), MANIFEST})
        _write_json(
            self._part / MANIFEST,
            {
                "generator": GENERATOR,
                "settings": self._settings.model_dump(),
                **manifest,
                "tables": counts,
                "notes": [{"zh": note.zh, "en": note.en} for note in self._notes],
                "digests": {name: self._digest(name) for name in files if name != MANIFEST},
                "files": files,
            },
        )


class _TableFile:
    """One Parquet file that rows are added to; row groups end at the same rows however the rows come in."""

    def __init__(self, name: str, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        self.name = name
        self.path = path
        self.count = 0
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._characters = 0
        self._file: parquet.ParquetWriter | None = None
        self._closed = False

    def add(self, rows: pa.Table) -> None:
        self.count += rows.num_rows
        if self.name == "texts":
            self._add_texts(rows)
            return
        while self._rows + rows.num_rows >= BATCH_ROWS:
            wanted = BATCH_ROWS - self._rows
            self._keep(rows.slice(0, wanted))
            self._flush()
            rows = rows.slice(wanted)
        self._keep(rows)

    def close(self) -> None:
        """Write what is left; a table without rows becomes a file without rows. A second time does nothing."""
        if self._closed:
            return
        if self._rows:
            self._flush()
        self._open().close()
        self._closed = True

    def amend(self, values: Mapping[str, Row]) -> None:
        """Set columns of the closed file, one row group after the other; `values` has them by the table's key.

        Raises:
            DatasetError: a value has the wrong type, or a column is unknown.
        """
        from pyarrow import parquet

        fresh = self.path.with_suffix(".amended")
        [key] = TABLES[self.name].primary
        with (
            parquet.ParquetFile(self.path) as former,
            parquet.ParquetWriter(fresh, arrow(self.name), compression="zstd") as file,
        ):
            for number in range(former.num_row_groups):
                rows = former.read_row_group(number).to_pylist()
                file.write_table(to_arrow(self.name, [row | values.get(row[key], {}) for row in rows]), len(rows))
        fresh.replace(self.path)

    def abandon(self) -> None:
        """Let go of the file, which Windows will not delete while it is open."""
        if self._file is not None and not self._closed:
            self._file.close()

    def _add_texts(self, rows: pa.Table) -> None:
        import pyarrow.compute as pc

        first = 0
        for at, size in enumerate(pc.utf8_length(rows.column("text")).to_pylist(), 1):
            self._characters += size
            if self._characters >= BATCH_CHARACTERS:
                self._keep(rows.slice(first, at - first))
                self._flush()
                first = at
        self._keep(rows.slice(first))

    def _keep(self, rows: pa.Table) -> None:
        if rows.num_rows:
            self._waiting.append(rows)
            self._rows += rows.num_rows

    def _flush(self) -> None:
        import pyarrow as pa

        # In one piece: where pages end must not tell in which pieces the rows came.
        batch = pa.concat_tables(self._waiting).combine_chunks()
        self._open().write_table(batch, row_group_size=batch.num_rows)
        self._waiting, self._rows, self._characters = [], 0, 0

    def _open(self) -> parquet.ParquetWriter:
        from pyarrow import parquet

        if self._file is None:
            self._file = parquet.ParquetWriter(self.path, arrow(self.name), compression="zstd")
        return self._file


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8", newline="\n")
