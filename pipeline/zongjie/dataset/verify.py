"""Reads a finished dataset again and names everything that is not as it was written or as it must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.dataset.fetching import here
from zongjie.dataset.folder import MANIFEST, digest, interrupted
from zongjie.dataset.reading import manifest
from zongjie.dataset.schema import MEMBER_TABLES, TABLES, Column, Table, arrow
from zongjie.errors import Message
from zongjie.storage import Place

if TYPE_CHECKING:
    import duckdb

SHOWN = 5
"""Rows that a fault names; its count says how many there are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of thing that is wrong in one place: a code for programs, the file or table, ids, and what it means."""

    code: str
    place: str
    count: int
    ids: tuple[str, ...]
    message: Message


def verify(out: Place) -> list[Fault]:
    """Everything that is wrong with the dataset in `out`; an empty list where nothing is. From a URL it is fetched.

    The digests of all files are compared with those in `run.json`, and every invariant of the tables is checked with
    DuckDB, apart from the code that wrote them.

    Raises:
        UsageError: there is no dataset in `out`, or it cannot be fetched.
    """
    with here(out) as folder:
        return _faults(folder)


def _faults(out: Path) -> list[Fault]:
    content = manifest(out)
    faults = [*_files(out, content)]
    unread = {fault.place for fault in faults if fault.code in ("missing", "unreadable", "schema")}
    usable = [table for table in TABLES.values() if f"tables/{table.name}.parquet" not in unread]
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        for table in usable:
            place = str(out / "tables" / f"{table.name}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {table.name} AS SELECT *, file_row_number AS row_ "
                               f"FROM read_parquet('{place}', file_row_number = true)")  # fmt: skip
        known = {table.name for table in usable}
        for table in usable:
            faults += _table(connection, table, known, content["tables"].get(table.name))
    if {"documents", "texts"} <= known:
        faults += _evidence(out, usable)
    return faults


def _files(out: Path, content: dict[str, Any]) -> Iterator[Fault]:
    if interrupted(out):
        yield Fault(
            "interrupted", MANIFEST, 1, (),
            Message(
                "上次运行在替换结果时中断；再运行一次即可补完",
                "a run was stopped while it replaced the dataset: run again to complete it",
            ),
        )  # fmt: skip
    digests: dict[str, str] = content.get("digests", {})
    for name in content["files"]:
        path = out / name
        if not path.is_file():
            yield Fault("missing", name, 1, (), Message("文件不见了", "the file is gone"))
        elif name in digests and digest(path) != digests[name]:
            yield Fault(
                "changed", name, 1, (),
                Message("文件与写出时不同（SHA-256 不符）", "the file is not as it was written (its SHA-256 differs)"),
            )  # fmt: skip
    for table in TABLES.values():
        yield from _schema(out, f"tables/{table.name}.parquet", table)


def _schema(out: Path, name: str, table: Table) -> Iterator[Fault]:
    from pyarrow import ArrowException, parquet

    if not (out / name).is_file():
        return
    try:
        found = parquet.read_schema(out / name)
    except (ArrowException, OSError) as fault:
        what = str(fault).splitlines()[0]
        yield Fault("unreadable", name, 1, (), Message(f"读不出来：{what}", f"it cannot be read: {what}"))
        return
    wanted = [(field.name, field.type) for field in arrow(table.name)]
    if [(field.name, field.type) for field in found] != wanted:
        yield Fault(
            "schema", name, 1, (), Message("列或类型与表的定义不符", "its columns or types are not those of the table")
        )


def _table(connection: duckdb.DuckDBPyConnection, table: Table, known: set[str], rows: int | None) -> Iterator[Fault]:
    count = connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]
    if rows is not None and count != rows:
        yield Fault(
            "rows", table.name, abs(count - rows), (),
            Message(f"有 {count} 行，run.json 记的是 {rows}", f"it has {count} rows where run.json says {rows}"),
        )  # fmt: skip
    for code, where, message in _conditions(table, known):
        key = _key(table)
        query = f"SELECT {key} FROM {table.name} t WHERE {where}"
        [[number]] = connection.execute(f"SELECT count(*) FROM ({query})").fetchall()
        if number:
            some = connection.execute(f"{query} ORDER BY row_ LIMIT {SHOWN}").fetchall()
            yield Fault(code, table.name, number, tuple(str(row[0]) for row in some), message)


def _key(table: Table) -> str:
    """An SQL expression that names a row."""
    names = table.primary or tuple(column.name for column in table.columns[:1])
    return "concat_ws(' ', " + ", ".join(f't."{name}"' for name in names) + ")"


Condition = tuple[str, str, Message]
"""(code, SQL condition of rows `t` that are wrong, what it means)."""


def _conditions(table: Table, known: set[str]) -> Iterator[Condition]:
    for column in table.columns:
        yield from _column(table, column, known)
    if table.primary:
        keys = ", ".join(f'"{name}"' for name in table.primary)
        yield (
            "key",
            f"({keys}) IN (SELECT {keys} FROM {table.name} GROUP BY ALL HAVING count(*) > 1)",
            Message("主键重复", "the primary key repeats"),
        )
    names = {column.name for column in table.columns}
    if {"document_id", "start", "end"} <= names and {"documents", "texts"} <= known:
        yield _place()
    if table.name == "documents" and {"texts", "sources"} <= known:
        yield (
            "place",
            "NOT EXISTS (SELECT 1 FROM sources s WHERE s.source_id = t.source_id AND 0 <= t.start AND "
            't.start <= t."end" AND t."end" <= s.chars)',
            Message("位置超出原文", "it stands outside its source"),
        )
    if table.name == "metrics":
        yield (
            "masked",
            "(t.value IS NULL) <> (t.qualifier IS NOT DISTINCT FROM 'masked')",
            Message("数值为空，当且仅当数被隐去", "a value is null if and only if the figure is masked"),
        )
    if table.name == "sources" and "texts" in known:
        yield (
            "chars",
            "t.chars <> coalesce((SELECT length(x.text) FROM texts x WHERE x.source_id = t.source_id), 0)",
            Message("字数与原文不符", "its number of characters is not that of its text"),
        )
    if table.name == "theme_members":
        for unit, parent in MEMBER_TABLES.items():
            if parent in known:
                key = TABLES[parent].primary[0]
                yield (
                    "reference",
                    f"t.unit = '{unit}' AND t.record_id NOT IN (SELECT {key} FROM {parent})",
                    Message(f"record_id 不在 {parent} 中", f"record_id is not in {parent}"),
                )


def _column(table: Table, column: Column, known: set[str]) -> Iterator[Condition]:
    name = f't."{column.name}"'
    if not column.nullable:
        yield "null", f"{name} IS NULL", Message(f"缺少 {column.name}", f"it has no {column.name}")
    if column.values and column.type == "string":
        values = ", ".join("'" + value.replace("'", "''") + "'" for value in column.values)
        yield (
            "value",
            f"{name} NOT IN ({values})",
            Message(f"{column.name} 不是规定的值", f"its {column.name} is none of the values there are"),
        )
    if column.refers and column.refers[0] in known:
        parent, key = column.refers
        keys = f'(SELECT "{key}" FROM {parent})'
        stray = f"{name} NOT IN {keys}"
        if column.type == "list<string>":
            stray = f"EXISTS (SELECT 1 FROM (SELECT unnest({name}) AS one) WHERE one NOT IN {keys})"
        yield (
            "reference",
            stray,
            Message(
                f"{column.name} 指向 {parent} 中没有的行", f"its {column.name} names a row that {parent} does not have"
            ),
        )


def _place() -> Condition:
    return (
        "place",
        "NOT EXISTS (SELECT 1 FROM documents d WHERE d.document_id = t.document_id AND d.start <= t.start AND "
        't.start <= t."end" AND t."end" <= d."end")',
        Message("位置超出所在文档", "it stands outside its document"),
    )


class _Texts:
    """The source texts, read group by group: in the order of the table, each group is read once."""

    def __init__(self, out: Path) -> None:
        from pyarrow import parquet

        self._file = parquet.ParquetFile(out / "tables" / "texts.parquet")
        self._places: dict[str, tuple[int, int]] = {}
        for group in range(self._file.num_row_groups):
            ids = self._file.read_row_group(group, columns=["source_id"])["source_id"].to_pylist()
            self._places.update({source: (group, at) for at, source in enumerate(ids)})
        self._group = -1
        self._texts: list[str] = []

    def of(self, source: str) -> str:
        """The text of a source; empty where there is none."""
        group, at = self._places.get(source, (-1, 0))
        if group < 0:
            return ""
        if group != self._group:
            self._texts = self._file.read_row_group(group, columns=["text"])["text"].to_pylist()
            self._group = group
        return self._texts[at]


def _evidence(out: Path, tables: Sequence[Table]) -> Iterator[Fault]:
    """Every text that a record shows, against the source at its place. Not in SQL, where each cut counts from 1."""
    from pyarrow import parquet

    texts = _Texts(out)
    pairs = parquet.read_table(out / "tables" / "documents.parquet", columns=["document_id", "source_id"]).to_pylist()
    sources = {str(row["document_id"]): str(row["source_id"]) for row in pairs}
    for table in tables:
        names = {column.name for column in table.columns}
        if not {"document_id", "start", "end", "text"} <= names:
            continue
        wrong: list[str] = []
        columns = [*dict.fromkeys([*table.primary, "document_id", "start", "end", "text"])]
        with parquet.ParquetFile(out / "tables" / f"{table.name}.parquet") as file:
            for batch in file.iter_batches(columns=columns):
                for row in batch.to_pylist():
                    text = texts.of(sources.get(row["document_id"], ""))
                    if row["text"] is not None and text[row["start"] : row["end"]] != row["text"]:
                        wrong.append(" ".join(str(row[name]) for name in table.primary))
        if wrong:
            message = Message("原文该处不是这段文字", "the source has another text at its place")
            yield Fault("text", table.name, len(wrong), tuple(wrong[:SHOWN]), message)


def both(faults: Sequence[Fault]) -> list[dict[str, object]]:
    """The faults for JSON."""
    return [
        {
            "code": one.code,
            "place": one.place,
            "count": one.count,
            "ids": list(one.ids),
            "zh": one.message.zh,
            "en": one.message.en,
        }
        for one in faults
    ]
