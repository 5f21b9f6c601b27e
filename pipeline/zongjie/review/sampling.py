"""Stratified random samples of records, proportional or equal, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zongjie.errors import UsageError
from zongjie.review import sheet
from zongjie.review.formats import evidence
from zongjie.review.kinds import KINDS, Kind
from zongjie.review.records import Dataset, Row
from zongjie.review.snapshot import export_id, kept

NONE = ""
"""The stratum of records without a value."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum: its value, the records in it, and how many were drawn."""

    value: str
    size: int
    drawn: int


def sample(
    out: Path, file: Path, *, of: str, n: int, by: str, seed: int = 0, equal: bool = False
) -> tuple[Stratum, ...]:
    """Draw `n` records of table `of` in strata of the column `by`, and write them to `file` (xlsx or jsonl).

    `by` is a column of the records, of `documents`, or a field of the user's own sheet. Shares are
    proportional (largest remainders; every stratum gets one where `n` suffices) or equal.

    Raises:
        UsageError: there is no such column, or the table has no rows, or the file is neither xlsx nor jsonl.
    """
    if file.suffix.lower() not in (".xlsx", ".jsonl"):
        raise UsageError(f"{file} 应以 .xlsx 或 .jsonl 结尾。", f"{file} should end in .xlsx or .jsonl.")
    dataset, kind = Dataset(out), KINDS[of]
    strata = _strata(dataset, kind, by)
    if not strata:
        raise UsageError(f"{out} 的表 {of} 没有记录。", f"table {of} of {out} has no records.")
    sizes = {value: len(ids) for value, ids in strata.items()}
    shares = allot(sizes, n, equal=equal)
    draw = random.Random(seed)
    chosen = {key: value for value, ids in strata.items() for key in draw.sample(ids, shares[value])}
    _write(dataset, kind, file, chosen, f"{of} {by} {n} {seed} {equal}")
    return tuple(Stratum(value, sizes[value], shares[value]) for value in strata)


def _strata(dataset: Dataset, kind: Kind, by: str) -> dict[str, list[str]]:
    """Ids of the records by value of the column, both sorted."""
    of_document = _of_document(dataset, kind, by)
    columns = [kind.id, "document_id"] + ([by] if of_document is None else [])
    strata: dict[str, list[str]] = {}
    for row in dataset.rows(kind.table, columns):
        value = row[by] if of_document is None else of_document.get(row["document_id"])
        strata.setdefault(NONE if value is None else str(value), []).append(row[kind.id])
    return {value: sorted(strata[value]) for value in sorted(strata)}


def _of_document(dataset: Dataset, kind: Kind, by: str) -> Mapping[str, object] | None:
    """The column by document; None where it is one of the records themselves."""
    from pyarrow import parquet

    own = parquet.read_schema(dataset.tables / f"{kind.table}.parquet").names
    if by in own:
        return None
    if dataset.documents and by in dataset.documents[0]:
        return {row["document_id"]: row[by] for row in dataset.documents}
    fields = dataset.rows("document_fields")
    if any(row["name"] == by for row in fields):
        return {row["document_id"]: row["value"] for row in fields if row["name"] == by}
    others = sorted({row["name"] for row in fields})
    names = [*own, *(dataset.documents[0] if dataset.documents else ()), *others]
    raise UsageError(
        f"表 {kind.table} 和文档都没有列 {by}；有：{'、'.join(names)}。",
        f"neither table {kind.table} nor documents have a column {by}; they have {', '.join(names)}.",
    )


def allot(sizes: Mapping[str, int], n: int, *, equal: bool = False) -> dict[str, int]:
    """How many to draw from each stratum: `n` in all, or everything where there is less.

    Equal shares that a small stratum cannot fill go to the others. Proportional ones are rounded by largest remainders,
    after one for each stratum where `n` suffices.
    """
    n = min(n, sum(sizes.values()))
    shares = dict.fromkeys(sizes, 1 if not equal and n >= len(sizes) else 0)
    while (rest := n - sum(shares.values())) > 0:
        room = {key: size - shares[key] for key, size in sizes.items() if size > shares[key]}
        weights = {key: 1 if equal else room[key] for key in room}
        exact = {key: rest * weight / sum(weights.values()) for key, weight in weights.items()}
        given = {key: min(room[key], int(exact[key])) for key in room}
        if not any(given.values()):
            given = dict.fromkeys(sorted(room, key=lambda key: (-exact[key], key))[:rest], 1)
        for key, more in given.items():
            shares[key] += more
    return shares


def _write(dataset: Dataset, kind: Kind, file: Path, chosen: Mapping[str, str], how: str) -> None:
    tables, ids = (kind.table,), set(chosen)
    documents = {r["document_id"] for r in dataset.rows(kind.table, [kind.id, "document_id"]) if r[kind.id] in ids}
    sentences = evidence(dataset, tables, ids)
    pages = (
        replace(page, items=tuple(item for item in page.items if item.id in ids))
        for page in dataset.pages(tables, documents)
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    key = export_id(dataset.out, "sample", tables, how)
    if file.suffix.lower() == ".xlsx":
        with kept(dataset.out, key, tables, whole=False) as keeper:
            sheet.write(keeper.passing(pages), file, key, sentences, chosen, tables)
        return
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        for page in pages:
            for item in page.items:
                row: Row = {
                    "record_id": item.id, "table": item.table, "stratum": chosen[item.id], "path": page.path,
                    "document_id": page.document_id, "title": page.title, "start": page.base + item.start,
                    "end": page.base + item.end, "text": item.text, "sentence": sentences.get(item.id, ""),
                    **item.fields,
                }  # fmt: skip
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
