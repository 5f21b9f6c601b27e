"""Records as they are shown to people: every document with its text and what the machine found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zongjie.dataset.reading import manifest
from zongjie.review.kinds import KINDS

FOLDER = "review"
"""The folder inside OUT that holds what people said; a run leaves it as it is."""

Fields = Mapping[str, object]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A record of a document: `start` and `end` count code points from the document's start, `fields` as in `KINDS`."""

    table: str
    id: str
    start: int
    end: int
    text: str
    fields: Fields = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int, int]:
        """Table, start and end."""
        return self.table, self.start, self.end


@dataclass(frozen=True, slots=True)
class Page:
    """A document with its records. `base` is where it starts in its source text, which is `path`'s."""

    document_id: str
    path: str
    title: str
    base: int
    text: str
    items: tuple[Item, ...]


class Dataset:
    """The tables of a finished dataset that a review needs."""

    def __init__(self, out: Path) -> None:
        """Open the dataset in `out`.

        Raises:
            UsageError: there is none.
        """
        self.out = out
        self.tables = out / "tables"
        manifest(out, "documents", "texts")
        self.documents = self.rows("documents")

    def rows(self, name: str, columns: Sequence[str] | None = None) -> list[Row]:
        """The rows of a table; none where the dataset lacks it."""
        from pyarrow import parquet

        path = self.tables / f"{name}.parquet"
        if not path.is_file():
            return []
        rows: list[Row] = parquet.read_table(path, columns=None if columns is None else list(columns)).to_pylist()
        return rows

    def texts(self, sources: set[str]) -> dict[str, str]:
        """The source texts of these sources, by id."""
        from pyarrow import parquet

        found: dict[str, str] = {}
        with parquet.ParquetFile(self.tables / "texts.parquet") as file:
            for batch in file.iter_batches(64):
                some = zip(batch["source_id"].to_pylist(), batch["text"].to_pylist(), strict=True)
                found.update((key, text) for key, text in some if key in sources)
        return found

    def sentences(self, wanted: set[str]) -> dict[str, Row]:
        """Start, end and text of these sentences, by id."""
        from pyarrow import parquet

        path, found = self.tables / "sentences.parquet", dict[str, Row]()
        if not path.is_file():
            return found
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(20_000, columns=["sentence_id", "start", "end", "text"]):
                found.update((row["sentence_id"], row) for row in batch.to_pylist() if row["sentence_id"] in wanted)
        return found

    def pages(self, tables: Iterable[str] = KINDS, documents: set[str] | None = None) -> Iterator[Page]:
        """Every document (or those of `documents`) with its records of the tables, in the dataset's order."""
        chosen = [row for row in self.documents if documents is None or row["document_id"] in documents]
        items: dict[str, list[tuple[str, Row]]] = {row["document_id"]: [] for row in chosen}
        for table in tables:
            for row in self.rows(table):
                if row["document_id"] in items:
                    items[row["document_id"]].append((table, row))
        texts = self.texts({row["source_id"] for row in chosen})
        for row in chosen:
            base, text = row["start"], texts[row["source_id"]]
            found = (item_of(table, one, base) for table, one in items[row["document_id"]])
            yield Page(
                row["document_id"], row["path"], row["title"] or "", base, text[base : row["end"]],
                tuple(sorted(found, key=lambda item: (item.start, -item.end, item.table, item.id))),
            )  # fmt: skip


def item_of(table: str, row: Row, base: int) -> Item:
    """A row of a table of the dataset as a record of a document that starts at `base`."""
    kind = KINDS[table]
    fields = {name: row.get(name) for name in kind.fields}
    return Item(table, row[kind.id], row["start"] - base, row["end"] - base, row["text"], fields)
