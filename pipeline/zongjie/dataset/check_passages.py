"""The invariants of reused passages: both ends stand inside their documents, and the text there is the row's text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from zongjie.dataset.columnar import fault
from zongjie.dataset.schema import TABLES
from zongjie.dataset.tables import Row

if TYPE_CHECKING:
    import pyarrow as pa

    from zongjie.dataset.check import Read

    Batches = Callable[[str], Iterator[pa.Table]]
    """Table name → its rows, one row group after the other."""

TABLE = "reuse"


def check_passages(read: Read, batches: Batches) -> None:
    """Check the table `reuse` against `documents` and `texts`; keys were checked before.

    Raises:
        DatasetError: an end lies outside its document, a document repeats itself, or the text is another one.
    """
    waiting: dict[str, list[Row]] = {}
    for row in _rows(read):
        if row["text"] is not None:
            waiting.setdefault(str(row["source_id"]), []).append(row)
    for batch in batches("texts") if waiting else ():
        for source, text in zip(batch["source_id"].to_pylist(), batch["text"].to_pylist(), strict=True):
            for row in waiting.get(source, ()):
                if text[row["start"] : row["end"]] != row["text"]:
                    raise fault(TABLES[TABLE], row, "的文字与原文不符", "has another text than the source at its place")


def _rows(read: Read) -> Iterator[Row]:
    """Every row with the source of its document, its places checked."""
    columns = ("reuse_id", "document_id", "start", "end", "text", "other_document_id", "other_start", "other_end")
    rows = read(TABLE, columns).to_pylist()
    if not rows:
        return
    documents = {
        row["document_id"]: (row["source_id"], row["start"], row["end"])
        for row in read("documents", ("document_id", "source_id", "start", "end")).to_pylist()
    }
    for row in rows:
        source, first, last = documents[row["document_id"]]
        _, other_first, other_last = documents[row["other_document_id"]]
        inside = first <= row["start"] < row["end"] <= last
        if not (inside and other_first <= row["other_start"] < row["other_end"] <= other_last):
            raise fault(TABLES[TABLE], row, "的位置超出文档", "stands outside its document")
        if row["document_id"] == row["other_document_id"]:
            raise fault(TABLES[TABLE], row, "指向自身", "leads to its own document")
        yield row | {"source_id": source}
