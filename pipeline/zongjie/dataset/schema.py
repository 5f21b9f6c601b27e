"""The public contract: every table and column of the dataset, read from `columns.tsv` and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast, get_args

from zongjie.errors import LexiconError
from zongjie.lexicon import Row, table

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType = Literal["string", "int64", "float64", "bool", "date", "list<string>"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, its keys and what it means in both languages.

    `refers` is (table, column) where every value must occur; `values` what a coded column may hold, empty if anything.
    """

    name: str
    type: ColumnType
    primary: bool
    refers: tuple[str, str] | None
    nullable: bool
    values: tuple[str, ...]
    value_set: str
    unit: str
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str
    example: str

    @property
    def separator(self) -> str:
        """What joins a list in csv and xlsx: `;` between ids, a space between words."""
        return ";" if self.refers else " "


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its labels and its columns in order."""

    name: str
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str
    columns: tuple[Column, ...]

    @property
    def primary(self) -> tuple[str, ...]:
        """The columns that together tell rows apart; empty where nothing does."""
        return tuple(column.name for column in self.columns if column.primary)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _value_sets() -> dict[str, dict[str, tuple[str, str]]]:
    sets: dict[str, dict[str, tuple[str, str]]] = {}
    for row in table("dataset/values.tsv"):
        sets.setdefault(row["set"], {})[row["value"]] = (row["label_zh"], row["label_en"])
    return sets


VALUES: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(_value_sets())
"""The coded values: set → value → (Chinese label, English label)."""


def _column(row: Row) -> Column:
    if row["type"] not in get_args(ColumnType):
        raise LexiconError(
            f"dataset/columns.tsv：{row['table']}.{row['column']} 的类型 {row['type']} 无效；"
            f"可用：{'、'.join(get_args(ColumnType))}。",
            f"dataset/columns.tsv: type {row['type']!r} of {row['table']}.{row['column']} is unknown; "
            f"use one of {', '.join(get_args(ColumnType))}.",
        )
    refers = row["refers"].split(".") if row["refers"] else None
    return Column(
        name=row["column"],
        type=cast("ColumnType", row["type"]),
        primary=bool(row["primary"]),
        refers=(refers[0], refers[1]) if refers else None,
        nullable=bool(row["null"]),
        values=tuple(VALUES[row["values"]]) if row["values"] else (),
        value_set=row["values"],
        **{key: row[key] for key in ("unit", "label_zh", "label_en", "meaning_zh", "meaning_en", "example")},
    )


def _tables() -> dict[str, Table]:
    rows = table("dataset/columns.tsv")
    return {
        row["table"]: Table(
            name=row["table"],
            columns=tuple(_column(cells) for cells in rows if cells["table"] == row["table"]),
            **{key: row[key] for key in ("label_zh", "label_en", "meaning_zh", "meaning_en")},
        )
        for row in table("dataset/tables.tsv", unique="table")
    }


TABLES: Mapping[str, Table] = MappingProxyType(_tables())
"""Every table by name, in the order in which they are written."""

CODE: Mapping[str, str] = MappingProxyType({"metrics": "kind", "activities": "type", "problems": "category"})
"""The column that says of which sort a finding is, by table; labels of spans and codes of annotation tools are it."""

MEMBER_TABLES: Mapping[str, str] = MappingProxyType(
    {"sentence": "sentences", "activity": "activities", "problem": "problems"}
)
"""Which table the `record_id` of a theme member is in, by its `unit`; a key that one `refers` cannot state."""


def label(value_set: str, value: str, lang: str) -> str:
    """The words for a coded value, or the value itself where there are none."""
    zh, en = VALUES[value_set].get(value, (value, value))
    return zh if lang == "zh" else en


@cache
def arrow(name: str) -> pa.Schema:
    """The Arrow schema of a table; labels and units ride along as field metadata."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "list<string>": pa.list_(pa.string()),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                nullable=column.nullable,
                metadata={"label_zh": column.label_zh, "label_en": column.label_en, "unit": column.unit},
            )
            for column in TABLES[name].columns
        ]
    )
