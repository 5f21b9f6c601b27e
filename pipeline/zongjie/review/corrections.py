"""The overlay: what people said of the machine's records, one JSON line each, in OUT/review/corrections.jsonl."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from zongjie.errors import UsageError
from zongjie.review.offsets import squeezed
from zongjie.review.records import FOLDER, Fields

FILE = "corrections.jsonl"
READ = "read"
"""The action of a line that says: this person read the whole document, with or without a correction."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of one person. Places are code points of the source text at the time of the export.

    `action` is keep, change, delete, add or read; `text` the evidence, with the words `before` and `after` it. The
    machine's own record is in `was_start`, `was_end` and `was_fields` (None for add and read). `digest` is that of the
    document's text, for read. `file` and `row` are where it came from, `export` what the file was exported as.
    """

    action: str
    table: str
    id: str
    path: str
    document_id: str
    start: int
    end: int
    text: str
    before: str
    after: str
    fields: Fields
    reviewer: str
    was_start: int | None = None
    was_end: int | None = None
    was_fields: Fields | None = None
    comment: str = ""
    digest: str = ""
    file: str = ""
    row: str = ""
    export: str = ""

    @property
    def record(self) -> tuple[str, str, str]:
        """What it speaks of, whoever says it: table, path and the record's id, or the place of an added one."""
        return self.table, self.path, self.id or f"{self.start}-{self.end}"

    @property
    def order(self) -> tuple[str, int, int, str, str, str, str]:
        """How lines are sorted."""
        return self.path, self.start, self.end, self.table, self.id, self.action, self.reviewer

    def says_as(self, other: Correction) -> bool:
        """Whether both decide the same: the record goes, or it stays with this place and these fields."""
        if "delete" in (self.action, other.action):
            return self.action == other.action
        return (self.start, self.end) == (other.start, other.end) and same_fields(self.fields, other.fields)


def same_fields(one: Fields, other: Fields) -> bool:
    """Whether fields are equal; empty is missing, numbers are equal to 12 digits, control characters do not count."""
    return all(same_value(one.get(name), other.get(name)) for name in {*one, *other})


def same_value(one: object, other: object) -> bool:
    """Whether two values of a field are equal."""
    one, other = (None if value == "" else value for value in (one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12)
    if one is None or other is None:
        return one is other
    return squeezed(str(one)) == squeezed(str(other))


def read(out: Path) -> list[Correction]:
    """The corrections of a dataset; none where no file was imported.

    Raises:
        UsageError: a line is damaged; it is named.
    """
    path, found = out / FOLDER / FILE, list[Correction]()
    if not path.is_file():
        return found
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        if line.strip():
            try:
                found.append(Correction(**json.loads(line)))
            except (ValueError, TypeError) as fault:
                raise UsageError(
                    f"{path} 第 {number} 行读不出来：{fault}。请改正或删去这一行，或重新导入。",
                    f"{path}, line {number}: {fault}. Mend or remove the line, or import the file again.",
                ) from fault
    return found


def write(out: Path, corrections: Iterable[Correction]) -> None:
    """Replace the overlay, sorted, so that equal corrections are equal bytes."""
    path = out / FOLDER / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{FILE}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        for one in sorted(corrections, key=lambda one: one.order):
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    part.replace(path)


def by_record(corrections: Iterable[Correction]) -> Mapping[tuple[str, str, str], Sequence[Correction]]:
    """The corrections of each record; lines that a document was read are left out."""
    found: dict[tuple[str, str, str], list[Correction]] = {}
    for one in corrections:
        if one.action != READ:
            found.setdefault(one.record, []).append(one)
    return found
