"""Where records come from: rows in lists, Arrow tables or Parquet files, given out document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.dataset.schema import MEMBER_TABLES

if TYPE_CHECKING:
    from zongjie.themes.units import Row

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "documents": ("document_id", "cluster_id"),
    "sentences": ("sentence_id", "document_id", "start", "end", "text", "words", "tags", "heading"),
    "activities": ("activity_id", "document_id", "start", "end", "text", "predicate", "object", "type"),
    "problems": ("problem_id", "document_id", "start", "end", "text", "category", "aspect"),
}
"""The columns of a dataset that units are made of."""

RECORDS = tuple(MEMBER_TABLES.values())
CHUNK = 5_000  # records at once: some 10 MB of rows

Rows = Sequence[Mapping[str, object]]
Columnar = Any
"""A `pyarrow.Table`, or the `Path` of a Parquet file."""


class Source:
    """The tables that themes are made from, each a list of rows, a `pyarrow.Table` or the path of a Parquet file.

    Rows of a document stand together in Arrow tables and files, in the order of `documents`, as a run writes them;
    lists may have any order. A table that is not there has no rows.
    """

    def __init__(self, tables: Mapping[str, Rows | Columnar]) -> None:
        self._tables = tables
        self.columnar = any(not isinstance(one, Sequence) for one in tables.values())

    def documents(self) -> dict[str, str | None]:
        """Every document with its cluster of near duplicates, if it is in one; without that table those that records
        name, in the order of their first record."""
        if self._tables.get("documents") is not None and (rows := list(self._rows("documents", COLUMNS["documents"]))):
            return {str(row["document_id"]): _text(row.get("cluster_id")) for row in rows}
        return {str(row["document_id"]): None for name in RECORDS for row in self._rows(name, ("document_id",))}

    def counts(self, table: str) -> Counter[str]:
        """How many records each document has in a table, headings left out."""
        rows = self._rows(table, ("document_id", "heading"))
        return Counter(str(row["document_id"]) for row in rows if not row.get("heading"))

    def chosen(self, table: str, most: int, seed: int) -> frozenset[str] | None:
        """The documents whose records of a table are fitted, about `most` records in all; None where all are.

        Whole documents are drawn, for neighbouring records are fitted together. Which come first follows from their
        ids and the seed, so that one more document moves no other.
        """
        from zongjie.themes.bags import keys_of, spread

        counts = self.counts(table)
        if counts.total() <= most:
            return None
        names = sorted(counts)
        order = spread(keys_of(names), seed).argsort(kind="stable")
        drawn: set[str] = set()
        room = most
        for name in (names[at] for at in order):
            if counts[name] > room and drawn:
                break
            drawn.add(name)
            room -= counts[name]
        return frozenset(drawn)

    def chunks(self, size: int = CHUNK, names: Sequence[str] = RECORDS) -> Iterator[dict[str, list[Row]]]:
        """The records of the tables of these names, some thousands at a time, each document whole.

        Raises:
            ValueError: a columnar table does not have its documents in the order of `documents`.
        """
        if not self.columnar and sum(len(self._tables.get(name, ())) for name in names) <= size:
            yield {name: list(self._tables.get(name, ())) for name in names}
            return
        readers = {name: self._reader(name) for name in names}
        made: dict[str, list[Row]] = {name: [] for name in names}
        named = dict.fromkeys(self.documents())
        for reader in readers.values():
            named |= reader.named()
        for document in named:
            for name, reader in readers.items():
                made[name] += reader.of(document)
            if sum(map(len, made.values())) >= size:
                yield made
                made = {name: [] for name in names}
        if any(made.values()):
            yield made
        for name, reader in readers.items():
            reader.ended(name)

    def _reader(self, name: str) -> _InOrder | _ByDocument:
        table = self._tables.get(name, ())
        return _ByDocument(table) if isinstance(table, Sequence) else _InOrder(self._rows(name, COLUMNS[name]))

    def _rows(self, name: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows of a table with some of its columns, read in batches."""
        table = self._tables.get(name, ())
        if isinstance(table, Sequence):
            yield from table
            return
        if isinstance(table, Path):
            from pyarrow import parquet

            with parquet.ParquetFile(table) as file:
                held = [column for column in columns if column in file.schema_arrow.names]
                for batch in file.iter_batches(CHUNK, columns=held):
                    yield from batch.to_pylist()
            return
        held = [column for column in columns if column in table.column_names]
        for batch in table.select(held).to_batches(max_chunksize=CHUNK):
            yield from batch.to_pylist()


class _ByDocument:
    """Rows of a list by the document that they name."""

    def __init__(self, rows: Rows) -> None:
        self._held: dict[str, list[Row]] = {}
        for row in rows:
            self._held.setdefault(str(row["document_id"]), []).append(row)

    def of(self, document: str) -> list[Row]:
        return self._held.get(document, [])

    def named(self) -> dict[str, None]:
        return dict.fromkeys(self._held)

    def ended(self, name: str) -> None:
        """Nothing to check: a list is taken in any order."""


class _InOrder:
    """Rows that come in the order of the documents."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, document: str) -> list[Row]:
        found: list[Row] = []
        while self._next is not None and self._next["document_id"] == document:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def named(self) -> dict[str, None]:
        return {}

    def ended(self, name: str) -> None:
        if self._next is not None:
            raise ValueError(f"{name}: the records of {self._next['document_id']} are not in the order of documents")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
