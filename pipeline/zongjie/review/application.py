"""Writes the corrected tables beside the machine's: OUT/review/tables, OUT/review/csv and OUT/review/corrected.xlsx."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie import lexicon
from zongjie.dataset.schema import TABLES, arrow
from zongjie.dataset.sheets import Book, Head
from zongjie.errors import UsageError
from zongjie.quantity import canonical, quantities
from zongjie.review.corrections import same_fields
from zongjie.review.kinds import KINDS
from zongjie.review.records import FOLDER, Row
from zongjie.review.resolution import Resolved, Resolver

if TYPE_CHECKING:
    import pyarrow as pa

LINKS = {"metrics": ("target_id", "base_id"), "activities": ("metric_ids",), "problems": ("measure_ids",)}
"""Columns that name other records: a deleted one goes from them."""
OF_VALUE = ("consistent", "audit")
"""Columns that speak of the machine's value: null where a person changed it."""
RULE = "review"
"""The rule of records that a person changed or added."""
SIGNED = ("review", "reviewer")
"""Columns that say whose a row is."""
DECISIONS = ("action", "table", "record_id", "document_id", "path", "start", "end", "text", "reviewer", "outcome",
             "reason", "comment", "file", "row")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """What `apply` did: rows of each table by origin (machine, keep, change, add), records deleted, conflicts."""

    folder: Path
    rows: dict[str, dict[str, int]]
    deleted: int
    conflicts: tuple[Resolved, ...]


def apply(out: Path, *, prefer: str | None = None) -> Applied:
    """Write metrics, activities and problems as corrected, and `corrections` with the outcome of every decision.

    The tables have the dataset's columns and then `review` (machine, keep, change, add) and `reviewer`. The machine's
    own tables, its themes, panel and statistics stay as they are.

    Raises:
        UsageError: nothing was imported, or `prefer` is nobody who corrected.
    """
    resolver = Resolver(out)
    people = {one.reviewer for one in resolver.corrections}
    if not people:
        raise UsageError(
            f"{out} 还没有改动。请先用 zongjie review import {out} 文件。",
            f"{out} has no corrections yet. Import a corrected file first: zongjie review import {out} FILE.",
        )
    if prefer is not None and prefer not in people:
        raise UsageError(
            f"没有人叫 {prefer}；有：{'、'.join(sorted(people))}。",
            f"nobody is called {prefer}; there are {', '.join(sorted(people))}.",
        )
    resolved = resolver.resolve(prefer)
    held = [one for one in resolved if one.conflict is None]
    rank = {row["document_id"]: number for number, row in enumerate(resolver.dataset.documents)}
    deleted = {str(one.row[KINDS[one.correction.table].id]) for one in held if _is_deleted(one) and one.row is not None}
    tables = {name: _table(resolver, name, held, rank, deleted) for name in KINDS}
    tables["corrections"] = _outcomes(resolved)
    folder = out / FOLDER
    _write(folder, tables)
    counts = {name: dict(Counter(tables[name]["review"].to_pylist())) for name in KINDS}
    return Applied(folder, counts, len(deleted), tuple(one for one in resolved if one.conflict is not None))


def _is_deleted(one: Resolved) -> bool:
    return one.correction.action == "delete"


# --------------------------------------------------------------------------------------------------------------- tables
def _table(
    resolver: Resolver, name: str, held: Iterable[Resolved], rank: dict[str, int], deleted: set[str]
) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

    kind = KINDS[name]
    path = resolver.dataset.tables / f"{name}.parquet"
    schema = pa.schema([field.with_nullable(True) for field in arrow(name)])
    table = parquet.read_table(path) if path.is_file() else schema.empty_table()
    mine = [one for one in held if one.correction.table == name]
    fresh = [corrected(one) for one in mine if not _is_deleted(one)]
    touched = {str(one.row[kind.id]) for one in mine if one.row is not None}
    rest = table.filter(pc.invert(pc.is_in(table[kind.id], pa.array(sorted(touched), pa.string()))))
    rows = [*_unlinked(name, rest, deleted), *(_cut(name, row, deleted) for row in fresh)]
    linked = {row[kind.id] for row in rows}
    rest = rest.filter(pc.invert(pc.is_in(rest[kind.id], pa.array(sorted(linked), pa.string()))))
    said = pa.schema([*schema, pa.field("review", pa.string()), pa.field("reviewer", pa.string())])
    rest = pa.table(
        {
            **{field.name: _column(rest, field) for field in schema},
            "review": pa.array(["machine"] * len(rest), pa.string()),
            "reviewer": pa.nulls(len(rest), pa.string()),
        },
        schema=said,
    )
    whole = pa.concat_tables([rest, pa.Table.from_pylist([{**_blank(said), **row} for row in rows], said)])
    keys = pa.table(
        {
            "rank": [rank[key] for key in whole["document_id"].to_pylist()],
            "start": whole["start"], "end": whole["end"], "id": whole[kind.id],
        }
    )  # fmt: skip
    order = pc.sort_indices(keys, [(key, "ascending") for key in keys.column_names])
    return whole.take(order)


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    import pyarrow as pa

    if field.name in table.column_names:
        return table[field.name].cast(field.type)
    return pa.chunked_array([pa.nulls(len(table), field.type)])


def _blank(schema: pa.Schema) -> Row:
    return dict.fromkeys(schema.names)


def _unlinked(name: str, table: pa.Table, deleted: set[str]) -> list[Row]:
    """The machine's rows that name a deleted record, without it."""
    found: set[int] = set()
    for column in LINKS[name] if deleted else ():
        for at, value in enumerate(table[column].to_pylist() if column in table.column_names else ()):
            if value and deleted & (set(value) if isinstance(value, list) else {value}):
                found.add(at)
    rows: list[Row] = table.take(sorted(found)).to_pylist() if found else []
    return [{**_cut(name, row, deleted), "review": "machine", "reviewer": None} for row in rows]


def _cut(name: str, row: Row, deleted: set[str]) -> Row:
    for column in LINKS[name]:
        value = row.get(column)
        if isinstance(value, list):
            row[column] = [key for key in value if key not in deleted]
        elif value in deleted:
            row[column] = None
    return row


def corrected(one: Resolved) -> Row:
    """The row of a record as people have it: their place and their fields over the machine's record, if it has one."""
    correction = one.correction
    kind = KINDS[correction.table]
    signed = {"review": correction.action, "reviewer": ";".join(sorted({correction.reviewer, *_agreeing(one)}))}
    row: Row = dict(one.row) if one.row is not None else _new(one)
    before, place = {name: row.get(name) for name in kind.fields}, (row.get("start"), row.get("end"))
    row |= {"start": one.start, "end": one.end, "text": correction.text, **_said_of(one)}
    if (one.start, one.end) != place or not same_fields(before, {name: row.get(name) for name in kind.fields}):
        row["rule"] = RULE
    if one.row is None and correction.table == "metrics":
        row |= _read_value(row)
    if correction.table == "metrics" and row["unit"] != before["unit"]:
        row |= _scaled(row)
    if correction.table == "metrics" and {k: row[k] for k in kind.fields} != before:
        form = "rank" if row["kind"] == "rank" else ""
        row["canonical_value"], row["canonical_unit"], row["dimension"] = canonical(
            row["value"], row["unit"] or "", form
        )
        row |= dict.fromkeys(OF_VALUE)
        if (row["subject"], row["unit"]) != (before["subject"], before["unit"]):
            row["kpi"] = None
    return {**row, **signed}


def _said_of(one: Resolved) -> Row:
    """The fields that a person decided; in a record that the machine has found since, what was left open is its."""
    said = dict(one.correction.fields)
    if one.correction.action == "add" and one.row is not None:
        return {name: value for name, value in said.items() if value not in (None, "")}
    return said


def _agreeing(one: Resolved) -> set[str]:
    return {other.reviewer for other in one.others if other.says_as(one.correction)}


def _new(one: Resolved) -> Row:
    """A record that the machine does not have: missed, or found no more."""
    table = one.correction.table
    name = "\n".join((table, one.correction.path, str(one.start), str(one.end), one.correction.text))
    key = table[0] + hashlib.sha256(name.encode()).hexdigest()[:16]
    lists: Row = {column.name: [] for column in TABLES[table].columns if column.type == "list<string>"}
    return {**lists, KINDS[table].id: key, "document_id": one.document_id}


def _read_value(row: Row) -> Row:
    """Value, unit and qualifier of an added metric that a person only marked: what the grammar reads in it, if one."""
    if row["value"] is not None:
        return {}
    found = quantities(row["text"])
    if len(found) != 1:
        return {}
    one = found[0]
    read = {"value": one.value, "value_high": one.value_high, "unit": one.unit, "qualifier": one.qualifier}
    return {name: value for name, value in read.items() if row.get(name) is None}


def _scaled(row: Row) -> Row:
    """Value and unit where a person wrote a numeral into the unit: 1.3 and 万人 are 13000 and 人."""
    found = quantities(f"1{row['unit']}")
    if row["value"] is None or len(found) != 1 or found[0].value is None:
        return {}
    factor = Decimal(repr(found[0].value))
    ends = {name: row[name] for name in ("value", "value_high") if row[name] is not None}
    return {**{name: float(Decimal(repr(end)) * factor) for name, end in ends.items()}, "unit": found[0].unit}


def _outcomes(resolved: Sequence[Resolved]) -> pa.Table:
    import pyarrow as pa

    rows = []
    for one in resolved:
        for said in (one.correction, *one.others):
            outcome = "conflict" if one.conflict is not None else "applied"
            if one.conflict is None and not said.says_as(one.correction):
                outcome = "overruled"
            cells = {name: getattr(said, name) for name in DECISIONS if hasattr(said, name)}
            rows.append(
                {
                    **cells, "record_id": said.id, "outcome": outcome,
                    "reason": None if one.conflict is None else one.conflict.both(),
                }
            )  # fmt: skip
    rows.sort(key=lambda row: (row["path"], row["start"], row["end"], row["table"], row["record_id"], row["reviewer"]))
    types = {"start": pa.int64(), "end": pa.int64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in DECISIONS])
    return pa.Table.from_pylist(rows, schema)


# ---------------------------------------------------------------------------------------------------------------- files
def _write(folder: Path, tables: dict[str, pa.Table]) -> None:
    from pyarrow import parquet

    part = folder / ".part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        for name in ("tables", "csv"):
            (part / name).mkdir(parents=True)
            (folder / name).mkdir(exist_ok=True)
        for name, table in tables.items():
            parquet.write_table(table, part / "tables" / f"{name}.parquet", compression="zstd")
            frame = _flat(table).to_pandas(integer_object_nulls=True)
            frame.to_csv(part / "csv" / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
        _workbook(part / "corrected.xlsx", tables)
        for path in sorted(part.rglob("*")):
            if path.is_file():
                path.replace(folder / path.relative_to(part))
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _flat(table: pa.Table) -> pa.Table:
    """The table with lists joined by `;`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for at, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            table = table.set_column(at, field.name, pc.binary_join(table[field.name].combine_chunks(), ";"))
    return table


def _workbook(path: Path, tables: dict[str, pa.Table]) -> None:
    """A sheet for each table, with the columns' names as headings."""
    with Book(path) as book:
        for name, one in tables.items():
            columns = _flat(one).columns
            heads = [Head(column, _note(name, column)) for column in one.column_names]
            book.write(name, heads, zip(*(column.to_pylist() for column in columns), strict=True))


def _note(name: str, column: str) -> str:
    """What a column means: of the review, or of the dataset."""
    own = next((row for row in lexicon.table("review/columns.tsv", unique="column") if row["column"] == column), None)
    if own is not None and (name == "corrections" or column in SIGNED):
        return f"{own['label_zh']} {own['label_en']}\n{own['meaning_zh']}\n{own['meaning_en']}"
    about = TABLES[name][column]
    return f"{about.label_zh} {about.label_en}\n{about.meaning_zh}\n{about.meaning_en}"
