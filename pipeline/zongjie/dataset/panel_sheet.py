"""The KPI panel as a wide sheet: a row for each issuer, region and period, a column for each KPI, kind and unit.

A column never mixes units: what could not be brought to the codebook's unit has one of its own. A cell is the standard
value; its note says what it is up to (a range), and that other numbers contradict it (`panel_candidates` has them).
A document of which neither issuer nor region is known has rows of its own, with its id as the note of the empty issuer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.dataset.schema import TABLES, label
from zongjie.dataset.sheets import Book, Head
from zongjie.errors import Message

if TYPE_CHECKING:
    import pyarrow as pa

    Batches = Callable[[str], Iterable[pa.Table]]

PANEL_WIDE = "panel_wide"
PLACE = ("issuer", "region", "period", "period_type")
SERIES = ("kpi", "kind", "dimension", "standard_unit")
CELL = ("standard_value", "standard_high", "conflict", "candidates", "metric_id", "document_id")
SUBJECTS = 3
"""Subjects that the note of a heading quotes, the most frequent first."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The number of a place in a series. `rivals` are the numbers there, the chosen one included."""

    value: float | None
    high: float | None
    conflict: bool
    rivals: int


@dataclass(frozen=True, slots=True)
class Wide:
    """What was written: the sheets, their rows, and notes for the reader."""

    sheets: list[str]
    rows: int
    notes: tuple[Message, ...]


def write_panel(book: Book, batches: Batches) -> Wide:
    """Write the sheet (more where rows exceed one); series beyond the columns of a sheet stay in `kpi_panel` alone."""
    cells, subjects = _read(batches)
    places = sorted({place for place, _ in cells})
    series = sorted({one for _, one in cells})
    kept = series[: book.limits.columns - len(PLACE)]
    names = _names(kept)
    heads = [*_heads(), *(Head(names[one], _note(one, subjects.get(one, Counter())), 14) for one in kept)]
    sheets = list[str]()
    step = book.limits.rows - 1
    for first in range(0, max(1, len(places)), step):
        sheets.append(PANEL_WIDE if not sheets else f"{PANEL_WIDE}_{len(sheets) + 1}")
        page = book.begin(sheets[-1], heads, len(PLACE))
        some = places[first : first + step]
        for row, place in enumerate(some, 1):
            for at, name in enumerate(PLACE):
                book.cell(page, row, at, place[at], (sheets[-1], f"row {row + 1}", name))
            if document := place[-1]:
                page.write_comment(row, 0, document)
            for at, one in enumerate(kept, len(PLACE)):
                if (cell := cells.get((place, one))) is not None:
                    book.cell(page, row, at, cell.value, (sheets[-1], f"row {row + 1}", names[one]))
                    if said := _said(cell):
                        page.write_comment(row, at, said)
        page.autofilter(0, 0, max(1, len(some)), len(heads) - 1)
    return Wide(sheets, len(places), tuple(_beyond(len(series) - len(kept))))


def _read(batches: Batches) -> tuple[dict[tuple[Key, Key], Cell], dict[Key, Counter[str]]]:
    """The cells by place (with the document, where it alone is known) and series, and how each series is worded."""
    cells: dict[tuple[Key, Key], Cell] = {}
    of_metric: dict[str, Key] = {}
    for batch in batches("kpi_panel"):
        for row in batch.select([*PLACE, *SERIES, *CELL]).to_pylist():
            whose = "" if row["issuer"] or row["region"] else row["document_id"]
            place = (*(row[name] or "" for name in PLACE), whose)
            series = tuple(row[name] or "" for name in SERIES)
            cells[place, series] = Cell(
                row["standard_value"], row["standard_high"], bool(row["conflict"]), int(row["candidates"])
            )
            of_metric[row["metric_id"]] = series
    subjects: dict[Key, Counter[str]] = {}
    for batch in batches("metrics") if of_metric else ():
        ids, words = (batch.column(name).to_pylist() for name in ("metric_id", "subject"))
        for key, subject in zip(ids, words, strict=True):
            if subject and key in of_metric:
                subjects.setdefault(of_metric[key], Counter())[subject] += 1
    return cells, subjects


def _heads() -> list[Head]:
    return [Head(TABLES["kpi_panel"][name].label_zh, name, 16) for name in PLACE]


def _names(series: Iterable[Key]) -> dict[Key, str]:
    """`gdp [亿元]`, `gdp 目标 target [亿元]`; the dimension stands too where two series would be called alike."""
    made: dict[Key, str] = {}
    for kpi, kind, dimension, unit in series:
        what = "" if kind == "level" else f" {label('metric_kind', kind, 'zh')} {kind}"
        of = f" [{unit}]" if unit else ""
        name = f"{kpi}{what}{of}"
        made[kpi, kind, dimension, unit] = name if name not in made.values() else f"{kpi}{what} {dimension}{of}"
    return made


def _note(series: Key, subjects: Counter[str]) -> str:
    kpi, kind, dimension, unit = series
    ranked = sorted(subjects.items(), key=lambda one: (-one[1], one[0]))
    words = "、".join(subject for subject, _ in ranked[:SUBJECTS])
    return f"{kpi}\nkind {kind}, dimension {dimension}, unit {unit}\n{words}".rstrip()


def _said(cell: Cell) -> str:
    lines = []
    if cell.high is not None:
        lines.append(f"至 up to {cell.high:.15g}")
    if cell.conflict:
        lines.append(f"有矛盾：{cell.rivals} 个数，见 panel_candidates。\n{cell.rivals} numbers disagree.")
    return "\n".join(lines)


def _beyond(count: int) -> Iterable[Message]:
    if count:
        yield Message(
            f"宽表 {PANEL_WIDE} 放不下 {count:,} 列；这些指标见 kpi_panel。",
            f"{count:,} columns do not fit the sheet {PANEL_WIDE}: see kpi_panel for them.",
        )
