"""What is compared: gold annotations located in their text, and the rows of a dataset, both as records with a span."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import cast

from zongjie.document import (
    ACTIVITY_STATUSES,
    ACTIVITY_TYPES,
    METRIC_KINDS,
    PROBLEM_CATEGORIES,
    QUALIFIERS,
)
from zongjie.errors import DatasetError, UsageError

KINDS = ("documents", "metrics", "activities", "problems")
FIELDS: dict[str, tuple[str, ...]] = {
    "documents": ("title", "first", "last"),
    "metrics": ("value", "unit", "qualifier", "kind", "subject"),
    "activities": ("predicate", "object", "type", "status"),
    "problems": ("category",),
}
"""The fields that a gold record of each kind must have."""
ALLOWED: dict[str, tuple[str, ...]] = {
    "qualifier": QUALIFIERS,
    "kind": METRIC_KINDS,
    "status": ACTIVITY_STATUSES,
    "type": ACTIVITY_TYPES,
    "category": PROBLEM_CATEGORIES,
}

Cells = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """One gold record or one row of a dataset: half-open offsets into the decoded source text, and its fields.

    `optional` ones count neither for nor against.
    """

    start: int
    end: int
    fields: Cells = field(default_factory=dict)
    optional: bool = False

    def get(self, name: str) -> object:
        """A field, or None."""
        return self.fields.get(name)


Records = dict[str, list[Record]]


def body_of(name: str) -> str:
    """`middle_school_12_2003.txt` → `middle_school`: the kind of body that a file of a benchmark names.

    It is what stands before the first part with a digit, so that a masked year (`model_text_02_xxxx`) is no body.
    """
    words = name.removesuffix(".txt").split("_")
    return "_".join(takewhile(lambda part: not any(c.isdigit() for c in part), words)) or name


def nothing() -> Records:
    """No record of any kind."""
    return {kind: [] for kind in KINDS}


def read_text(path: Path) -> str:
    """The source text that gold offsets index: UTF-8 or GB18030, every line break as one `\\n`.

    Raises:
        UsageError: the file is missing or in neither encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"标注所指的原文 {path} 读不出来（{fault.strerror}）。请用 --texts 指向原文所在的文件夹。",
            f"cannot read {path}, which the gold refers to ({fault.strerror}). Point --texts at the folder of sources.",
        ) from fault
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise UsageError(
        f"{path} 既不是 UTF-8 也不是 GB18030。请先转换编码。",
        f"{path} is neither UTF-8 nor GB18030. Convert it first.",
    )


# ------------------------------------------------------------------------------------------------------------- gold
def locate(text: str, quote: str, anchor: str | None = None) -> tuple[int, int]:
    """Where `quote` stands: inside the one place of `text` that reads `anchor` (the quote itself where None).

    Raises:
        ValueError: anchor or quote is missing or not unique, so the record proves nothing.
    """
    anchor = quote if anchor is None else anchor
    if text.count(anchor) != 1:
        raise ValueError(f"anchor found {text.count(anchor)} times: {anchor!r}")
    if anchor.count(quote) != 1:
        raise ValueError(f"quote found {anchor.count(quote)} times in its anchor: {quote!r} in {anchor!r}")
    start = text.index(anchor) + anchor.index(quote)
    return start, start + len(quote)


def gold_records(gold: Mapping[str, list[dict[str, object]]], text: str) -> tuple[Records, list[str]]:
    """The records of one gold file with their offsets, and what is wrong with those that are left out."""
    out, faults = nothing(), []
    for kind in KINDS:
        for cells in gold.get(kind, []):
            try:
                out[kind].append(_gold_record(kind, cells, text))
            except ValueError as fault:
                faults.append(f"{kind}: {fault}")
    return out, faults


def _gold_record(kind: str, cells: dict[str, object], text: str) -> Record:
    named = cells.get("quote", cells)
    for name in FIELDS[kind]:
        if name not in cells:
            raise ValueError(f"no {name} in {named!r}")
        if name in ALLOWED and cells[name] not in ALLOWED[name]:
            raise ValueError(f"{name} {cells[name]!r} in {named!r}")
    if kind == "documents":
        start, end = locate(text, str(cells["first"]))[0], locate(text, str(cells["last"]))[1]
        return Record(start, end, cells)
    if "quote" not in cells:
        raise ValueError(f"no quote in {named!r}")
    anchor = cells.get("anchor")
    start, end = locate(text, str(cells["quote"]), None if anchor is None else str(anchor))
    return Record(start, end, cells, bool(cells.get("optional")))


def read_gold(path: Path) -> tuple[str, dict[str, list[dict[str, object]]], bool]:
    """The source file's name, the raw records of one gold file, and whether it has the fields of `evaluate.extras`.

    Raises:
        UsageError: it is no JSON object with a `path`.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        records = {kind: list(content.get(kind, [])) for kind in KINDS}
        return str(content["path"]), records, content.get("extras") is True
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(
            f"标注文件 {path} 读不出来：{fault!r}。它应是带 path 的 JSON 对象。",
            f"cannot read the gold file {path}: {fault!r}. It should be a JSON object with a path.",
        ) from fault


# ---------------------------------------------------------------------------------------------------------- dataset
def read_dataset(folder: Path) -> tuple[dict[str, Records], int]:
    """The rows of a dataset by source file name and kind, and how many belong to no document.

    Raises:
        UsageError: a table is missing, or two source files share a name, so that gold cannot tell them apart.
        DatasetError: an offset is not a number.
    """
    documents = _read_table(folder, "documents")
    path_of = {str(row.get("document_id")): str(row.get("path")) for row in documents}
    _refuse_twins(path_of)
    by_file: dict[str, Records] = {}
    orphans = 0
    for kind in KINDS:
        for row in documents if kind == "documents" else _read_table(folder, kind):
            path = path_of.get(str(row.get("document_id")))
            if path is None:
                orphans += 1
                continue
            start, end = _offset(row, "start", kind), _offset(row, "end", kind)
            record = Record(start, end, row, row.get("optional") is True)
            by_file.setdefault(PurePosixPath(path).name, nothing())[kind].append(record)
    return by_file, orphans


def _refuse_twins(path_of: dict[str, str]) -> None:
    names: dict[str, str] = {}
    for path in path_of.values():
        other = names.setdefault(PurePosixPath(path).name, path)
        if other != path:
            raise UsageError(
                f"数据集里有两个同名文件：{other} 与 {path}，标注只按文件名对应。请改名或分开运行。",
                f"two files of one name in the dataset: {other} and {path}; gold goes by file name. "
                "Rename one or run them apart.",
            )


def _read_table(folder: Path, name: str) -> list[dict[str, object]]:
    """The rows of a table, from the first of OUT, OUT/tables and OUT/csv that holds it."""
    for place in (folder, folder / "tables", folder / "csv"):
        if (path := place / f"{name}.parquet").exists():
            import pandas as pd

            return cast("list[dict[str, object]]", pd.read_parquet(path).to_dict("records"))
        if (path := place / f"{name}.jsonl").is_file():
            return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        if (path := place / f"{name}.csv").is_file():
            with path.open(encoding="utf-8-sig", newline="") as handle:
                return [dict(row) for row in csv.DictReader(handle)]
    raise UsageError(
        f"{folder} 及其 tables/、csv/ 里没有表 {name}（.parquet、.jsonl 或 .csv）。请给出 zongjie run 的输出文件夹。",
        f"no table {name} (.parquet, .jsonl or .csv) in {folder}, its tables/ or its csv/. "
        "Give the folder that zongjie run wrote.",
    )


def _offset(row: Cells, key: str, kind: str) -> int:
    try:
        return int(float(cast(str, row[key])))
    except (KeyError, TypeError, ValueError):
        raise DatasetError(
            f"表 {kind} 有一行的 {key} 不是数：{row.get(key)!r}。请重新运行 zongjie run。",
            f"table {kind}: {key} is {row.get(key)!r}, not a number. Run zongjie run again.",
        ) from None
