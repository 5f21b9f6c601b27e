"""From rows to Arrow: one checked table of columns, and the same table with its lists joined for csv and xlsx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zongjie.dataset.schema import TABLES, Column, Table, arrow
from zongjie.dataset.tables import Row
from zongjie.errors import DatasetError

if TYPE_CHECKING:
    import pyarrow as pa

SURROGATES = re.compile("[\ud800-\udfff]")

INNER_SPACE = "␣"
"""Stands for white space inside a word where words are joined by spaces, so that words and tags still count alike."""


def to_arrow(name: str, rows: Sequence[Row]) -> pa.Table:
    """The rows of table `name` as columns in the order and types of the schema.

    A column that a row leaves out is null. Lone surrogates, which no file can hold, become U+FFFD.

    Raises:
        DatasetError: a row has an unknown column, a value has the wrong type, is missing where it may not be, or is
            none of the coded values; table, id and column are named.
    """
    import pyarrow as pa

    table, schema = TABLES[name], arrow(name)
    _refuse_unknown(table, rows)
    columns = []
    for column, field in zip(table.columns, schema, strict=True):
        values = [row.get(column.name) for row in rows]
        array = _array(table, column, values, field.type)
        _refuse_missing(table, column, array, rows)
        _refuse_uncoded(table, column, array, rows)
        columns.append(array)
    return pa.table(columns, schema=schema)


def conformed(name: str, rows: pa.Table) -> pa.Table:
    """The rows of table `name`, columnar already, with its columns in order and its types.

    Raises:
        DatasetError: a column is unknown, missing, or of a type that does not fit.
    """
    import pyarrow as pa

    schema = arrow(name)
    try:
        return rows.select(schema.names).cast(schema)
    except (KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
        raise _unfit(name, rows) from fault


def _unfit(name: str, rows: pa.Table) -> DatasetError:
    return DatasetError(
        f"表 {name} 的列不符：{'、'.join(rows.column_names)}。这是程序的错，请报告。",
        f"table {name} cannot have the columns {', '.join(rows.column_names)} as they are. This is a fault of the "
        "program: please report it.",
    )


def joined(name: str, batch: pa.Table) -> pa.Table:
    """`batch` with every list as one string, joined as the column's `separator` says."""
    import pyarrow.compute as pc

    for at, column in enumerate(TABLES[name].columns):
        if column.type == "list<string>":
            lists = batch.column(at).combine_chunks()
            if column.separator == " ":
                lists = _without_spaces(lists)
            batch = batch.set_column(at, column.name, pc.binary_join(lists, column.separator))
    return batch


def _without_spaces(lists: pa.ListArray) -> pa.ListArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    words = pc.replace_substring_regex(lists.values, r"[\s\p{Z}]", INNER_SPACE)
    return pa.ListArray.from_arrays(lists.offsets, words)


def _array(table: Table, column: Column, values: list[object], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_mended(value) for value in values], kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as fault:
        wrong = next((value for value in values if not _fits(value, kind)), None)
        raise DatasetError(
            f"表 {table.name} 的列 {column.name} 应为 {column.type}，却有 {wrong!r}。这是程序的错，请报告。",
            f"column {column.name} of table {table.name} must be {column.type} but holds {wrong!r} ({fault}). "
            "This is a fault of the program: please report it.",
        ) from fault


def _fits(value: object, kind: pa.DataType) -> bool:
    import pyarrow as pa

    try:
        pa.array([value], kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return False
    return True


def _mended(value: object) -> object:
    if isinstance(value, str):
        return SURROGATES.sub("\ufffd", value)
    if isinstance(value, (list, tuple)):
        return [_mended(item) for item in value]
    return value


def _refuse_unknown(table: Table, rows: Sequence[Row]) -> None:
    known = {column.name for column in table.columns}
    for row in rows:
        if not known.issuperset(row):
            unknown = ", ".join(sorted(row.keys() - known))
            raise fault(table, row, f"有未定义的列 {unknown}", f"has columns that the schema does not know: {unknown}")


def _refuse_missing(table: Table, column: Column, array: pa.Array, rows: Sequence[Row]) -> None:
    if not column.nullable and array.null_count:
        row = rows[array.is_null().index(True).as_py()]
        raise fault(table, row, f"缺少 {column.name}", f"has no {column.name}")


def _refuse_uncoded(table: Table, column: Column, array: pa.Array, rows: Sequence[Row]) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not column.values:
        return
    known = pc.is_in(array, pa.array([*column.values, None], array.type))
    if not pc.all(known, min_count=0).as_py():
        row = rows[known.index(False).as_py()]
        value = row.get(column.name)
        raise fault(
            table,
            row,
            f"的 {column.name} 为 {value!r}，应为 {'、'.join(column.values)} 之一",
            f"has {column.name} {value!r}, which is none of {', '.join(column.values)}",
        )


def fault(table: Table, row: Row, zh: str, en: str) -> DatasetError:
    """The error that one row of a table breaks an invariant; `zh` and `en` continue the name of the row."""
    key = " ".join(str(row.get(name)) for name in (table.primary or [column.name for column in table.columns[:1]]))
    return DatasetError(
        f"表 {table.name} 的 {key} {zh}。数据集没有写出；这是程序的错，请附上原文报告。",
        f"{key} of table {table.name} {en}. No dataset was written; this is a fault of the program: please report it "
        "with the text.",
    )
