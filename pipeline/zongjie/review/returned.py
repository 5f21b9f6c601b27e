"""What a corrected file says, in the words of all formats: marks on documents, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zongjie.errors import Message, UsageError, cause

DECISIONS = ("keep", "change", "delete", "add")
"""What a person may decide on a record."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One record of a corrected file. `start` and `end` are as the file counts them, from the document's start.

    `where` is the row in the file. `id` is empty where the format keeps none. `fields` has only what the format can
    say. `text` is None where the format does not repeat it. `decision` is empty where the format knows none.
    """

    where: str
    table: str
    id: str
    start: int | None
    end: int | None
    text: str | None
    fields: Mapping[str, object]
    decision: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A person's marks on one document. `text` is the text as the file holds it, None where it holds none.

    `whole`: a record of the machine that bears no mark was deleted; otherwise it was not looked at.
    """

    document_id: str
    reviewer: str
    text: str | None
    whole: bool
    marks: tuple[Mark, ...]
    where: str
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was not taken, and why. A record of the machine with this `id` or at this place stays undecided."""

    where: str
    message: Message
    id: str = ""
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A corrected file: the export it came from, the readings, and rows that could not be read."""

    format: str
    export: str
    readings: tuple[Reading, ...]
    faults: tuple[Fault, ...] = field(default=())


def unreadable(path: Path, fault: object, expected: str) -> UsageError:
    """The error for a file that is not what its format asks for."""
    return UsageError(
        f"{path} 读不出来：{cause(fault).zh}。它应是{expected}。",
        f"cannot read {path}: {cause(fault).en}. It should be {expected}.",
    )
