"""Label Studio: tasks with predictions, the labelling interface beside them, and its JSON export read back.

Offsets of `Text` are code points since label-studio-frontend #308, UTF-16 units before; each region repeats its text,
which tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from zongjie.errors import Message
from zongjie.review.kinds import KINDS, TABLE_OF, Kind
from zongjie.review.records import Item, Page
from zongjie.review.returned import Fault, Mark, Reading, Returned, unreadable

NAME, TO = "record", "text"
Json = dict[str, Any]


def write(pages: Iterable[Page], path: Path, export: str) -> None:
    """Write the tasks to `path`, a document each, and the labelling interface to the same name with `.config.xml`."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for number, page in enumerate(pages):
            file.write(",\n" if number else "\n")
            json.dump(_task(page, export), file, ensure_ascii=False)
        file.write("\n]\n")
    interface_of(path).write_text(interface(), "utf-8", newline="\n")


def interface_of(path: Path) -> Path:
    """Where the labelling interface of a file of tasks is written."""
    return path.with_name(path.stem + ".config.xml")


def interface() -> str:
    """The labelling interface: three labels, and for each its fields."""
    lines = ["<View>", f'  <Labels name="{NAME}" toName="{TO}">']
    lines += [f'    <Label value="{k.label}" alias="{k.label}" background="{k.color}"/>' for k in KINDS.values()]
    lines += ["  </Labels>", f'  <Text name="{TO}" value="$text" granularity="symbol"/>']
    for kind in KINDS.values():
        lines += [line for name in kind.fields for line in _control(kind, name)]
    return "\n".join([*lines, "</View>"]) + "\n"


def _control(kind: Kind, name: str) -> list[str]:
    when = f'toName="{TO}" perRegion="true" whenTagName="{NAME}" whenLabelValue="{kind.label}"'
    head = f"  <Header value={quoteattr(f'{name} {kind.column(name).label_zh}')}/>"
    if values := kind.values(name):
        choices = [f"    <Choice value={quoteattr(value)}/>" for value in values]
        return [head, f'  <Choices name="{name}" {when} choice="single">', *choices, "  </Choices>"]
    if kind.column(name).type == "float64":
        return [head, f'  <Number name="{name}" {when}/>']
    return [head, f'  <TextArea name="{name}" {when} maxSubmissions="1" editable="true"/>']


def _task(page: Page, export: str) -> Json:
    about = {"document_id": page.document_id, "path": page.path, "title": page.title, "start": page.base}
    result = [one for item in page.items for one in _regions(item)]
    return {
        "data": {"text": page.text, **about, "zongjie_export": export},
        "predictions": [{"model_version": f"zongjie {export}", "result": result}],
    }


def _regions(item: Item) -> list[Json]:
    kind = KINDS[item.table]
    place = {"start": item.start, "end": item.end}
    one = {"id": item.id, "to_name": TO}
    value = {**place, "text": item.text, "labels": [kind.label]}
    found: list[Json] = [{**one, "from_name": NAME, "type": "labels", "value": value}]
    for name, said in item.fields.items():
        if said is None or said == "":
            continue
        cell: Json
        if kind.values(name):
            cell, form = {"choices": [said]}, "choices"
        elif kind.column(name).type == "float64":
            cell, form = {"number": said}, "number"
        else:
            cell, form = {"text": [said]}, "textarea"
        found.append({**one, "from_name": name, "type": form, "value": {**place, **cell}})
    return found


# ------------------------------------------------------------------------------------------------------------ reading
def read(path: Path) -> Returned:
    """The annotations of an export in Label Studio's JSON (not JSON-MIN); skipped and unannotated tasks are none.

    Raises:
        UsageError: the file is no such export.
    """
    try:
        tasks = json.loads(path.read_text("utf-8-sig"))
        if not isinstance(tasks, list) or not all(isinstance(task["data"]["text"], str) for task in tasks):
            raise ValueError("no list of tasks")
    except (ValueError, KeyError, TypeError) as fault:
        raise unreadable(path, fault, "Label Studio JSON") from fault
    faults: list[Fault] = []
    readings = [
        reading
        for number, task in enumerate(tasks, 1)
        for one in _annotations(task)
        if (reading := _reading(task, one, f"task {task.get('id', number)}", faults)) is not None
    ]
    export = next((str(task["data"]["zongjie_export"]) for task in tasks if "zongjie_export" in task["data"]), "")
    return Returned("labelstudio", export, tuple(readings), tuple(faults))


def _annotations(task: Json) -> list[Json]:
    found = task.get("annotations") or task.get("completions") or []
    return [one for one in found if isinstance(one, dict) and not one.get("was_cancelled")]


def _reading(task: Json, annotation: Json, where: str, faults: list[Fault]) -> Reading | None:
    data = task["data"]
    if "document_id" not in data:
        faults.append(Fault(where, Message("任务没有 document_id，无法对应文档", "the task has no document_id")))
        return None
    by: dict[str, list[Json]] = {}
    for one in annotation.get("result", []):
        by.setdefault(str(one.get("id", "")), []).append(one)
    marks = [mark for key, some in by.items() if (mark := _mark(key, some, f"{where}, region {key}", faults))]
    base = data.get("start")
    return Reading(
        str(data["document_id"]), _person(annotation.get("completed_by")), data["text"], True, tuple(marks), where, base
    )


def _person(who: object) -> str:
    """Who annotated: an e-mail address where the export has it, else the number of the user."""
    if isinstance(who, dict):
        who = who.get("email") or who.get("username") or who.get("id")
    return "" if who is None else str(who)


def _mark(key: str, results: list[Json], where: str, faults: list[Fault]) -> Mark | None:
    labelled = [one for one in results if one.get("type") == "labels"]
    if not labelled:
        return None  # a relation, or a choice for the whole document: not ours
    value = labelled[0]["value"]
    label = next(iter(value.get("labels", [])), "")
    if label not in TABLE_OF or not isinstance(value.get("start"), int) or not isinstance(value.get("end"), int):
        faults.append(Fault(where, Message(f"标签 {label!r} 或位置不认识", f"unknown label {label!r} or place"), key))
        return None
    kind = KINDS[TABLE_OF[label]]
    said: dict[str, object] = dict.fromkeys(kind.fields)
    said.update({one["from_name"]: _said(one["value"]) for one in results if one.get("from_name") in kind.fields})
    text = value.get("text")
    return Mark(where, kind.table, key, value["start"], value["end"], text if isinstance(text, str) else None, said)


def _said(value: Mapping[str, Any]) -> object:
    if "number" in value:
        return None if value["number"] is None else float(value["number"])
    cells = value.get("choices", value.get("text", []))
    return (cells if isinstance(cells, str) else next(iter(cells), "")) or None
