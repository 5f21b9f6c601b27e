"""doccano: a JSON line for each document with its entities, and the export read back.

Offsets are code points. An entity has a label and no further fields: the label is the kind of record and its main code
(`metric/level`), all else stays as the machine has it. The project must allow overlapping entities.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zongjie.errors import Message
from zongjie.review.kinds import KINDS, TABLE_OF
from zongjie.review.records import Page
from zongjie.review.returned import Fault, Mark, Reading, Returned, unreadable

BETWEEN = "/"
Json = dict[str, Any]


def write(pages: Iterable[Page], path: Path, export: str) -> None:
    """Write a line for each document to `path`, and all labels to the same name with `.labels.json`."""
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for page in pages:
            entities = []
            for item in page.items:
                number += 1
                label = label_of(item.table, item.fields[KINDS[item.table].code])
                entities.append({"id": number, "label": label, "start_offset": item.start, "end_offset": item.end})
            about = {"document_id": page.document_id, "path": page.path, "title": page.title, "start": page.base}
            row = {"text": page.text, "entities": entities, "relations": [], **about, "zongjie_export": export}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    colors = [
        {"text": label_of(kind.table, value), "background_color": kind.color, "text_color": "#ffffff"}
        for kind in KINDS.values()
        for value in kind.values(kind.code)
    ]
    text = json.dumps(colors, ensure_ascii=False, indent=1) + "\n"
    labels_of(path).write_text(text, "utf-8", newline="\n")


def labels_of(path: Path) -> Path:
    """Where the labels of a project are written."""
    return path.with_name(path.stem + ".labels.json")


def label_of(table: str, value: object) -> str:
    """The label of a record: `metric/level`."""
    return f"{KINDS[table].label}{BETWEEN}{value}"


def read(path: Path) -> Returned:
    """The entities of an export of doccano, as objects (`entities`) or triples (`label`, `labels`).

    Raises:
        UsageError: a line is no JSON object with a text.
    """
    faults: list[Fault] = []
    readings: list[Reading] = []
    export = ""
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row: Json = json.loads(line)
            text = row["text"] if "text" in row else row["data"]
            entities = _entities(row)
        except (ValueError, KeyError, TypeError) as fault:
            raise unreadable(path, f"line {number}: {fault!r}", "doccano JSONL") from fault
        where = f"line {number}"
        meta = row.get("metadata") or row.get("meta") or {}
        about = {**meta, **row} if isinstance(meta, dict) else row
        export = export or str(about.get("zongjie_export") or "")
        if "document_id" not in about:
            faults.append(Fault(where, Message("没有 document_id，无法对应文档", "there is no document_id")))
            continue
        marks = [mark for one in entities if (mark := _mark(one, where, faults)) is not None]
        who = str(about.get("username") or about.get("annotator") or "")
        readings.append(Reading(str(about["document_id"]), who, text, True, tuple(marks), where, about.get("start")))
    return Returned("doccano", export, tuple(readings), tuple(faults))


def _entities(row: Json) -> list[tuple[int, int, str]]:
    if "entities" in row:
        return [(int(e["start_offset"]), int(e["end_offset"]), str(e["label"])) for e in row["entities"]]
    return [(int(start), int(end), str(label)) for start, end, label in row["label" if "label" in row else "labels"]]


def _mark(entity: tuple[int, int, str], where: str, faults: list[Fault]) -> Mark | None:
    start, end, label = entity
    name, _, value = label.partition(BETWEEN)
    table = TABLE_OF.get(name)
    if table is None or value not in KINDS[table].values(KINDS[table].code):
        said = Message(f"标签 {label!r} 不认识，{start}–{end}", f"unknown label {label!r} at {start}–{end}")
        faults.append(Fault(where, said, place=(start, end)))
        return None
    return Mark(f"{where}, {label} {start}–{end}", table, "", start, end, None, {KINDS[table].code: value})
