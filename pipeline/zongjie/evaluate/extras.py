"""Scores the fields that only richer gold has: what a value is measured against, its period, its actor, and the links.

A gold file that says `"extras": true` is annotated with them. They are counted on records that were found, each field
by precision (of what was said, how much is right) and recall (of what the gold says, how much was said): null costs
recall, a wrong value costs both.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import cast

from zongjie.evaluate.compare import LEAST_OVERLAP, character_f1, normal, overlap
from zongjie.evaluate.records import Record, Records

SAME_WORDS = 0.6
"""Character F1 from which two phrases are the same, as for subjects."""
WORDS = {
    "metrics": ("basis", "period", "actor", "region"),
    "activities": ("actor", "participants", "time", "place"),
    "problems": ("aspect", "cause"),
}
"""Fields of words of the text."""
LINKS = {
    "metrics": (("target", "target_id", "metrics"), ("base", "base_id", "metrics")),
    "activities": (("metrics", "metric_ids", "metrics"),),
    "problems": (("measures", "measure_ids", "activities"),),
}
"""Links: the gold's field, the table's column, and the kind of record it leads to."""
IDS = {"metrics": "metric_id", "activities": "activity_id"}
DAYS = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4]|\d\d)(?:-(\d\d))?)?")

Days = tuple[date | None, date | None]
Add = Callable[[str, int, int, int], None]
"""Takes the name of a figure, and how many were right, in the gold, and said."""


def count_extras(add: Add, kind: str, both: Sequence[tuple[Record, Record]], gold: Records, found: Records) -> None:
    """Count every extra field of the paired records of a kind; `gold` and `found` are all records of the file."""
    for name in WORDS[kind]:
        _count_words(add, f"{kind}: {name}", name, both)
    if kind == "metrics":
        _count_days(add, both)
    for name, column, leads_to in LINKS[kind]:
        gold_by_id = {str(record.get("id")): record for record in gold[leads_to] if record.get("id")}
        found_by_id = {str(record.get(IDS[leads_to])): record for record in found[leads_to]}
        for g, f in both:
            wanted = [gold_by_id[key] for key in listed(g.get(name)) if key in gold_by_id]
            said = [found_by_id[key] for key in listed(f.get(column)) if key in found_by_id]
            least = LEAST_OVERLAP[leads_to]
            right = sum(any(overlap(w, s) >= least for s in said) for w in wanted)
            add(f"{kind}: {name} links", right, len(wanted), len(said))


def _count_words(add: Add, figure: str, name: str, both: Sequence[tuple[Record, Record]]) -> None:
    for g, f in both:
        wanted, said = normal(g.get(name)), normal(f.get(name))
        right = bool(wanted and said and character_f1(wanted, said) >= SAME_WORDS)
        add(figure, right, bool(wanted), bool(said))


def _count_days(add: Add, both: Sequence[tuple[Record, Record]]) -> None:
    for g, f in both:
        wanted = days_of(str(g.get("dates") or ""))
        said = day(f.get("period_start")), day(f.get("period_end"))
        if normal(f.get("period_source")) == "document":
            said = None, None  # the document's own period stands in, which gold does not annotate
        open_start = wanted[0] is None  # up to a day: where it began is not told
        right = wanted[1] is not None and wanted[1] == said[1] and (open_start or wanted[0] == said[0])
        add("metrics: period days", right, wanted[1] is not None, said[1] is not None)


def days_of(words: str) -> Days:
    """First and last day of a gold period.

    It reads `2019`, `2019-H1`, `2019-Q3`, `2019-05`, `2019-05-01~2019-10-31` or `..2019-10-31`; both are None where it
    is none of these (`masked`).
    """
    if words.startswith(".."):
        return None, _one(words[2:])[1]
    first, _, last = words.partition("~")
    return _one(first)[0], _one(last or first)[1]


def _one(words: str) -> Days:
    match = DAYS.fullmatch(words)
    if match is None:
        return None, None
    year, part, of_month = int(match[1]), match[2] or "", match[3]
    if of_month:
        only = date(year, int(part), int(of_month))
        return only, only
    if part.startswith("H"):
        first, last = (1, 6) if part == "H1" else (7, 12)
    elif part.startswith("Q"):
        first, last = 3 * int(part[1]) - 2, 3 * int(part[1])
    else:
        first, last = (int(part), int(part)) if part else (1, 12)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def day(cell: object) -> date | None:
    """A cell of a table as a day: a date, a time stamp or ISO text; None where it is empty."""
    if isinstance(cell, datetime):
        return None if normal(cell) == "nat" else cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell)[:10])
    except ValueError:
        return None


def listed(cell: object) -> list[str]:
    """The ids in a cell: one, a list, or several joined by `;`."""
    if isinstance(cell, str):
        return [part for part in cell.split(";") if part]
    if cell is None or isinstance(cell, float):
        return []
    return [str(part) for part in cast("Sequence[object]", cell)]


def names() -> Iterator[str]:
    """The names of all figures that this module adds."""
    for kind, fields in WORDS.items():
        yield from (f"{kind}: {name}" for name in fields)
        yield from (f"{kind}: {name} links" for name, _, _ in LINKS[kind])
    yield "metrics: period days"
