"""The rows of a shard's files on their way to tables: where they are many they become columns early."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from zongjie.dataset.columnar import to_arrow
from zongjie.dataset.tables import Rows, merge, source_rows
from zongjie.document import Source

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = (
    "sources", "texts", "documents", "document_fields", "sections", "sentences", "metrics", "rejected", "activities",
    "problems",
)  # fmt: skip
"""The tables that a file alone gives rows of."""

MOST_SENTENCES = 5_000
"""Rows of `sentences` above which the rows become columns: more than a usual shard has, and some 20 MB of objects."""


@dataclass(slots=True)
class FileRows:
    """The rows of one file: those that came early as tables, then the others."""

    tables: list[dict[str, pa.Table]] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    _sentences: int = 0

    @classmethod
    def of(cls, source: Source) -> Self:
        """The rows of a source without documents."""
        return cls(rows=[source_rows(source)])

    def add(self, rows: Rows) -> None:
        """Take rows.

        Raises:
            DatasetError: one of the rows so far fits no table.
        """
        self.rows.append(rows)
        self._sentences += len(rows.get("sentences", ()))
        if self._sentences > MOST_SENTENCES:
            self.tables.append(_tables(self.rows))
            self.rows, self._sentences = [], 0


def gathered(parts: Sequence[FileRows]) -> dict[str, pa.Table]:
    """The tables of all files, in their order.

    Raises:
        DatasetError: a row fits no table.
    """
    import pyarrow as pa

    found: list[dict[str, pa.Table]] = []
    waiting: list[Rows] = []
    for part in parts:
        if part.tables:
            found += [_tables(waiting), *part.tables]
            waiting = []
        waiting += part.rows
    found.append(_tables(waiting))
    return {name: pa.concat_tables([tables[name] for tables in found]) for name in TABLES}


def _tables(parts: Iterable[Rows]) -> dict[str, pa.Table]:
    rows = merge(parts)
    return {name: to_arrow(name, rows.get(name, [])) for name in TABLES}
