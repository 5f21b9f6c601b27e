"""The tables of a dataset under their names, to be asked in SQL: what a report counts is counted over all rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.dataset.schema import TABLES

if TYPE_CHECKING:
    import duckdb

DOCUMENTS = """
create view docs as select *,
  coalesce(review_year, case when year(period_start) = year(period_end) then year(period_start) end) as year
from documents
"""
"""`documents` with the year that each reports on: that of its review, else of a period within one year."""


class Tables:
    """The tables of the dataset in a folder; rows come as tuples."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.connection = connection
        for name in TABLES:
            path = escape(self.path(name).as_posix()).replace("'", "''")  # 结果[1] is a folder and no pattern
            connection.execute(f"create view {name} as select * from read_parquet('{path}')")
        connection.execute(DOCUMENTS)

    def path(self, name: str) -> Path:
        """The Parquet file of a table."""
        return self.folder / "tables" / f"{name}.parquet"

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; every query orders its rows, so that the page is the same each time."""
        return self.connection.execute(query, list(values)).fetchall()

    def columns(self, query: str) -> dict[str, list[Any]]:
        """The result of a query column by column."""
        result = self.connection.execute(query)
        names = [column[0] for column in result.description or ()]
        rows = result.fetchall()
        return {name: [row[at] for row in rows] for at, name in enumerate(names)}

    def one(self, query: str, *values: object) -> Any:
        """The single value of a query."""
        return self.rows(query, *values)[0][0]


@contextmanager
def opened(folder: Path) -> Iterator[Tables]:
    """The tables of `folder`; one thread, so that sums of floats are the same on every machine."""
    import duckdb

    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection:
        yield Tables(folder, connection)
