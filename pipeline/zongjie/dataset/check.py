"""The invariants of the dataset: evidence, order and masks as rows arrive; unique ids and foreign keys at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from zongjie.dataset.columnar import fault
from zongjie.dataset.schema import MEMBER_TABLES, TABLES, Table
from zongjie.dataset.tables import Row, Rows
from zongjie.errors import DatasetError

if TYPE_CHECKING:
    import pyarrow as pa

    Read = Callable[[str, Sequence[str]], pa.Table]
    """Table name and column names → those columns of all rows."""

PLACED = tuple(
    name
    for name, table in TABLES.items()
    if name != "documents" and {"start", "end"} <= {column.name for column in table.columns}
)
"""The tables whose rows stand at a place inside a document."""


class Places:
    """Follows the rows source by source and refuses those that do not stand where they say.

    It keeps the texts of the last call that brought any, so a source's rows may come in one call or in several.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._documents: dict[str, tuple[int, int, int, str]] = {}
        self._count = 0
        self._last: dict[str, tuple[int, int]] = {}

    def check(self, rows: Rows) -> None:
        """Check the rows of one or more whole sources.

        Raises:
            DatasetError: a span lies outside its document, the text there is not the row's text, a masked number has a
                value or another has none, or rows are out of order.
        """
        if "sources" in rows:
            self._texts = {str(row["source_id"]): "" for row in rows["sources"]}
            self._documents = {}
        for row in rows.get("texts", ()):
            self._texts[str(row["source_id"])] = str(row["text"])
        for row in rows.get("documents", ()):
            self._open(row)
        for name in PLACED:
            table = TABLES[name]
            has_text = any(column.name == "text" for column in table.columns)
            for row in rows.get(name, ()):
                self._place(table, row, has_text)
        for row in rows.get("metrics", ()):
            _mask(row)

    def _open(self, row: Row) -> None:
        start, end = _span(row)
        text = self._texts.get(str(row.get("source_id")))
        table = TABLES["documents"]
        if text is None:
            raise fault(table, row, "的来源不在同一批里", "belongs to a source that did not come with it")
        if not 0 <= start <= end <= len(text):
            raise fault(
                table,
                row,
                f"的位置 {start}–{end} 超出原文（{len(text)} 字）",
                f"stands at {start}–{end}, outside its text of {len(text)} characters",
            )
        self._documents[str(row.get("document_id"))] = (self._count, start, end, text)
        self._count += 1

    def _place(self, table: Table, row: Row, has_text: bool) -> None:
        found = self._documents.get(str(row.get("document_id")))
        if found is None:
            raise fault(table, row, "的文档不在同一批里", "belongs to a document that did not come with it")
        number, first, last, text = found
        start, end = _span(row)
        if not first <= start <= end <= last:
            raise fault(
                table,
                row,
                f"的位置 {start}–{end} 超出文档（{first}–{last}）",
                f"stands at {start}–{end}, outside its document at {first}–{last}",
            )
        if has_text and text[start:end] != row.get("text"):
            raise fault(
                table,
                row,
                f"的证据 {row.get('text')!r} 与原文 {start}–{end} 处的 {text[start:end]!r} 不符",
                f"claims {row.get('text')!r} where the source has {text[start:end]!r} at {start}–{end}",
            )
        if (number, start) < self._last.get(table.name, (0, 0)):
            raise fault(table, row, "的次序有误", "is out of order")
        self._last[table.name] = (number, start)


def _span(row: Row) -> tuple[int, int]:
    start, end = row.get("start"), row.get("end")
    if not (isinstance(start, int) and isinstance(end, int)):
        raise DatasetError(
            f"位置须为整数，却是 {start!r}、{end!r}。这是程序的错，请报告。",
            f"a place must be integers, not {start!r} and {end!r}. This is a fault of the program: please report it.",
        )
    return start, end


def _mask(row: Row) -> None:
    if (row.get("value") is None) != (row.get("qualifier") == "masked"):
        raise fault(
            TABLES["metrics"],
            row,
            f"的数值为 {row.get('value')}，限定却为 {row.get('qualifier')}：数值为空，当且仅当数被隐去",
            f"has value {row.get('value')} and qualifier {row.get('qualifier')}: null values are masked, and no others",
        )


def check_keys(read: Read) -> None:
    """Check over whole tables that primary keys are unique and every foreign key has its row.

    Raises:
        DatasetError: the first offending table, id and what is wrong.
    """
    for table in TABLES.values():
        _unique(table, read)
        for column in table.columns:
            if column.refers:
                parent, key = column.refers
                _refers(
                    table.name, column.name, _flat(read(table.name, [column.name])), _flat(read(parent, [key])), parent
                )
    _members(read)


def _unique(table: Table, read: Read) -> None:
    if not table.primary:
        return
    import pyarrow.compute as pc

    keys = read(table.name, table.primary)
    texts = [pc.cast(column, "string") for column in keys.columns]
    joined = pc.binary_join_element_wise(*texts, "\x1f") if len(texts) > 1 else texts[0]
    if pc.count_distinct(joined, mode="all").as_py() == keys.num_rows:
        return
    counts = pc.value_counts(joined)
    twice = counts.filter(pc.greater(counts.field("counts"), 1))[0]["values"].as_py().replace("\x1f", " ")
    raise DatasetError(
        f"表 {table.name} 的 {'、'.join(table.primary)} 重复：{twice}。数据集没有写出；请检查输入是否重复给出。",
        f"{', '.join(table.primary)} of table {table.name} repeats: {twice}. No dataset was written; check whether "
        "an input was given twice.",
    )


def _refers(name: str, column: str, values: pa.Array, keys: pa.Array, parent: str) -> None:
    import pyarrow.compute as pc

    stray = values.filter(pc.invert(pc.is_in(values, keys))).drop_null()
    if len(stray):
        raise DatasetError(
            f"表 {name} 的 {column} 指向 {parent} 中没有的 {stray[0].as_py()}。数据集没有写出；这是程序的错，请报告。",
            f"{column} of table {name} names {stray[0].as_py()}, which is not in {parent}. No dataset was written; "
            "this is a fault of the program: please report it.",
        )


def _members(read: Read) -> None:
    import pyarrow.compute as pc

    members = read("theme_members", ["unit", "record_id"])
    for unit, parent in MEMBER_TABLES.items():
        records = members.filter(pc.equal(members.column("unit"), unit)).column("record_id")
        _refers(
            "theme_members",
            "record_id",
            records.combine_chunks(),
            _flat(read(parent, [TABLES[parent].primary[0]])),
            parent,
        )


def _flat(table: pa.Table) -> pa.Array:
    """The single column of `table` as one array, lists laid out."""
    from pyarrow import types

    column = table.column(0)
    array = column.combine_chunks()
    return array.flatten() if types.is_list(column.type) else array
