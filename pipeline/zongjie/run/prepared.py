"""What the panel and the search for reuse need of a shard, made where the shard is: the parent only appends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from zongjie.kpi import prepare as panel
from zongjie.kpi.codebook import Codebook

if TYPE_CHECKING:
    import pyarrow as pa

    from zongjie.kpi.ledger import Ledger
    from zongjie.reuse import Ledger as Reuse

ROWS = 2_000
"""Sentences that are Python objects at once, whatever the document."""

Tables = Mapping[str, "pa.Table"]
Rows = list[dict[str, object]]


def for_panel(tables: Tables, book: Codebook) -> dict[str, pa.Table]:
    """What the panel needs of the tables of whole sources beside their documents and metrics."""
    return panel.prepare(book, _of_indicators(tables), _batches(tables["sentences"], panel.COLUMNS)).tables()


def for_reuse(tables: Tables) -> dict[str, pa.Table]:
    """What the search for reuse needs of the tables of whole sources beside their documents and texts."""
    import pyarrow.compute as pc

    from zongjie.reuse.prepare import COLUMNS, prepare

    documents, texts, sentences = (tables[name] for name in ("documents", "texts", "sentences"))
    known = dict(zip(*texts.to_pydict().values(), strict=True))
    numbers = {one: number for number, one in enumerate(documents["document_id"].to_pylist())}
    own = [known[one] for one in documents["source_id"].to_pylist()]
    words = pc.binary_join(sentences["words"].combine_chunks(), "")  # what is read of them, and one object a sentence
    joined = sentences.set_column(sentences.schema.get_field_index("words"), "words", words)
    batches = (([numbers[row["document_id"]] for row in rows], rows) for rows in _batches(joined, COLUMNS))
    return prepare(own, batches).tables()


def take_panel(ledger: Ledger, tables: Tables) -> None:
    """Give a shard to the ledger of the panel."""
    ledger.take(tables["documents"].to_pylist(), _of_indicators(tables), panel.Prepared.of(tables))


def take_reuse(ledger: Reuse, tables: Tables) -> None:
    """Give a shard to the ledger of the search for reuse; what an earlier run without it left out is made here."""
    from zongjie.reuse.prepare import Prepared

    made = tables if "reuse.sentences" in tables else for_reuse(tables)
    ledger.take(tables["documents"].to_pylist(), tables["texts"].to_pylist(), Prepared.of(made))


def _of_indicators(tables: Tables) -> Rows:
    import pyarrow.compute as pc

    metrics = tables["metrics"]
    rows: Rows = metrics.filter(pc.is_valid(metrics["kpi"])).to_pylist()
    return rows


def _batches(table: pa.Table, columns: Sequence[str]) -> Iterator[Rows]:
    some = table.select(columns)
    for first in range(0, some.num_rows, ROWS):
        yield some.slice(first, ROWS).to_pylist()
