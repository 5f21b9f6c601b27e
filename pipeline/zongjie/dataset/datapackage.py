"""`datapackage.json`: a Frictionless tabular data package over the csv files; the licence is left to the user."""

from __future__ import annotations

from collections.abc import Mapping

from zongjie.dataset.schema import TABLES, Column, Table

TYPES = {
    "string": "string",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "date": "date",
    "list<string>": "string",
}


def describe(counts: Mapping[str, int]) -> dict[str, object]:
    """The package descriptor; `counts` has the rows of each table."""
    return {
        "profile": "tabular-data-package",
        "name": "zongjie-dataset",
        "title": "zongjie 总结数据集 | dataset of work summaries",
        "description": "偏移按 Unicode 字符计，指 texts.text | offsets count Unicode code points of texts.text",
        "resources": [_resource(table, counts[table.name]) for table in TABLES.values()],
    }


def _resource(table: Table, rows: int) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"csv/{table.name}.csv",
        "title": f"{table.label_zh} | {table.label_en}",
        "description": f"{table.meaning_zh} | {table.meaning_en}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": rows,
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary:
        schema["primaryKey"] = list(table.primary)
    # A list of ids is one string in csv, which the standard cannot tie to another table.
    keys = [
        {"fields": column.name, "reference": {"resource": _other(column.refers[0], table), "fields": column.refers[1]}}
        for column in table.columns
        if column.refers and column.type != "list<string>"
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _other(parent: str, table: Table) -> str:
    """The resource a key points to; the standard writes a table's reference to itself as an empty string."""
    return "" if parent == table.name else parent


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": TYPES[column.type],
        "title": f"{column.label_zh} | {column.label_en}",
        "description": f"{column.meaning_zh} | {column.meaning_en}",
        "example": column.example,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.type == "list<string>":
        field["separator"] = column.separator
    constraints: dict[str, object] = {}
    # csv cannot tell an empty string from a missing one, so only columns that are never empty are required.
    coded = column.values and not column.nullable
    if column.primary or coded or not (column.nullable or TYPES[column.type] == "string"):
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
