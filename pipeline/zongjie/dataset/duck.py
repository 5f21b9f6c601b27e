"""The tables as one DuckDB file, with the labels as comments and views that put each record beside its sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "list<string>": "VARCHAR[]",
}
MEMORY = "128MB"
"""Rows are passed through one batch after the other, so more would only be kept, not used."""

IN_CONTEXT = ("metrics", "activities", "problems")
"""The tables that get a view `<table>_in_context`: the record, its sentence, and whose document it is."""


def write_duckdb(reader: Callable[[str], pa.RecordBatchReader], path: Path) -> None:
    """Write every table to a new database at `path`.

    Keys are not declared: they were checked already, and DuckDB would build an index in memory for each.
    """
    import duckdb

    with duckdb.connect(str(path), config={"threads": 1, "memory_limit": MEMORY}) as connection:
        for table in TABLES.values():
            columns = ", ".join(
                f"{_name(column.name)} {TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}"
                for column in table.columns
            )
            connection.execute(f"CREATE TABLE {_name(table.name)} ({columns})")
            connection.register("incoming", reader(table.name))
            connection.execute(f"INSERT INTO {_name(table.name)} SELECT * FROM incoming")
            connection.unregister("incoming")
            connection.execute(f"COMMENT ON TABLE {_name(table.name)} IS {_text(table.label_zh, table.meaning_zh)}")
            for column in table.columns:
                place = f"{_name(table.name)}.{_name(column.name)}"
                connection.execute(f"COMMENT ON COLUMN {place} IS {_text(column.label_zh, column.meaning_zh)}")
        for name in IN_CONTEXT:
            connection.execute(_view(name))


def _view(name: str) -> str:
    return f"""
        CREATE VIEW {name}_in_context AS
        SELECT r.*, s.text AS sentence, s.role AS role, d.path AS path, d.title AS title, d.issuer AS issuer
        FROM {name} r
        JOIN documents d ON d.document_id = r.document_id
        LEFT JOIN sentences s ON s.sentence_id = r.sentence_id
    """


def _name(name: str) -> str:
    return f'"{name}"'


def _text(label: str, meaning: str) -> str:
    return "'" + f"{label}：{meaning}".replace("'", "''") + "'"
