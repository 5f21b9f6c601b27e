"""The tables as one Excel workbook: text stays text, numbers are numbers, and no limit cuts in silence."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.columnar import joined
from zongjie.dataset.schema import TABLES, Column, Table
from zongjie.errors import Message

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    Batches = Callable[[str], Iterable[pa.Table]]
    """Table name → its rows in order, some thousands at a time."""

LEFT_OUT = frozenset({"texts"})
"""Tables that no sheet holds: a text is mostly longer than a cell may be, and csv and Parquet have it."""

LONG_CELLS = "dataset-long-cells.csv"
MARK = f"……【已截断 cut: {LONG_CELLS}】"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold."""

TIP = 250
"""Characters of the sentence that a link shows under the mouse; Excel allows 255."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sheet holds: rows with the header, UTF-16 units in a cell, links. The defaults are those of Excel."""

    rows: int = 1_048_576
    cell: int = 32_767
    links: int = 65_530


EXCEL = Limits()

SENTENCE = ("sentences", "sentence_id")
"""What a column refers to that gets a link to its sentence."""

ABOUT = (
    Message(
        "每张表的表头为中文，批注中有列的英文名；原文（texts）不在此文件，见 csv 和 tables。start、end 为原文中的位置。"
        "句子编号上的链接指向句子，鼠标停留可见句子。",
        "Headings are Chinese, with the column's id in the comment; the source texts are in csv and tables, not here. "
        "start and end are places in the source text. The link on a sentence id leads to the sentence and shows it.",
    ),
)


def write_xlsx(batches: Batches, counts: Mapping[str, int], folder: Path, limits: Limits = EXCEL) -> list[Message]:
    """Write `dataset.xlsx`, and `dataset-long-cells.csv` where a cell had to be cut, to `folder`; return the notes.

    Sheets bear the tables' names, so `pandas.read_excel(path, sheet_name="metrics")` finds them. The one header row is
    in Chinese; the comment on each heading has the column's id, and the first sheet lists both.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(folder / "dataset.xlsx"), options) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # a fixed date, so that equal data are equal bytes
        formats = _Formats(
            head=workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1}),
            date=workbook.add_format({"num_format": "yyyy-mm-dd"}),
            link=workbook.get_default_url_format(),
        )
        book = _Book(limits, plan(counts, limits), formats)
        about = workbook.add_worksheet("说明 about")
        book.link(batches, counts)
        for name in book.sheets:
            _write_table(workbook, book, TABLES[name], batches(name))
        book.note_cuts()
        _write_about(about, book, counts)
    if book.long_cells:
        _write_long_cells(folder / LONG_CELLS, book.long_cells)
    return book.notes


def plan(counts: Mapping[str, int], limits: Limits) -> dict[str, list[str]]:
    """The sheets of each table: one of its name, and `name_2`, `name_3` … where it has more rows than a sheet holds."""
    sheets = {}
    for name in TABLES:
        if name not in LEFT_OUT:
            number = max(1, -(-counts[name] // (limits.rows - 1)))
            sheets[name] = [name if part == 1 else f"{name}_{part}" for part in range(1, number + 1)]
    return sheets


@dataclass(frozen=True, slots=True)
class _Formats:
    head: Format
    date: Format
    link: Format


class _Book:
    """One workbook in the making: its sheets, where links lead, and what the reader must be told."""

    def __init__(self, limits: Limits, sheets: dict[str, list[str]], formats: _Formats) -> None:
        self.limits = limits
        self.formats = formats
        self.sheets = sheets
        self.targets: dict[str, tuple[str, str]] = {}
        self.linked: set[str] = set()
        self.long_cells: list[tuple[str, str, str, str]] = []
        self.notes = [
            Message(
                f"表 {name} 超过一张工作表的行数，分在 {'、'.join(parts)}。",
                f"table {name} has more rows than a sheet holds and continues in {', '.join(parts)}.",
            )
            for name, parts in sheets.items()
            if len(parts) > 1
        ]

    def link(self, batches: Batches, counts: Mapping[str, int]) -> None:
        """Find the cell and the words of every sentence that a record will link to."""
        wanted: set[str] = set()
        for table in TABLES.values():
            if not any(column.refers == SENTENCE for column in table.columns):
                continue
            if counts[table.name] > self.limits.links:
                self.notes.append(
                    Message(
                        f"表 {table.name} 有 {counts[table.name]:,} 行，超过一张工作表的 {self.limits.links:,} 个链接，"
                        "因此不带到句子的链接；可按句子编号筛选。",
                        f"table {table.name} has {counts[table.name]:,} rows but a sheet holds {self.limits.links:,} "
                        "links, so it has no links to its sentences: filter by sentence id instead.",
                    )
                )
                continue
            self.linked.add(table.name)
            for batch in batches(table.name):
                wanted.update(key for key in batch.column("sentence_id").to_pylist() if key)
        number = 0
        for batch in batches("sentences"):
            ids, texts = (batch.column(name).to_pylist() for name in ("sentence_id", "text"))
            for key, text in zip(ids, texts, strict=True):
                if key in wanted:
                    part, row = divmod(number, self.limits.rows - 1)
                    place = f"internal:'{self.sheets['sentences'][part]}'!A{row + 2}"
                    self.targets[key] = (place, ILLEGAL.sub("", text)[:TIP])
                number += 1

    def fit(self, table: Table, column: Column, row: Sequence[object], value: str) -> str:
        """`value` as a cell can hold it; the whole of a longer one is kept for the side file."""
        text = ILLEGAL.sub("", value)
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "  # XlsxWriter would take the string for its own rich text and write it as raw XML
        if len(text) * 2 <= self.limits.cell or _units(text) <= self.limits.cell:
            return text
        key = " ".join(str(cell) for about, cell in zip(table.columns, row, strict=True) if about.primary)
        self.long_cells.append((table.name, key or str(row[0]), column.name, value))
        return _cut(text, self.limits.cell - len(MARK)) + MARK

    def note_cuts(self) -> None:
        """Tell the reader of cells that were cut."""
        if self.long_cells:
            self.notes.append(
                Message(
                    f"{len(self.long_cells)} 个单元格超过 {self.limits.cell:,} 字，已截断并标明；全文在 {LONG_CELLS}。",
                    f"{len(self.long_cells)} cells are longer than {self.limits.cell:,} characters; they are cut "
                    f"with a mark, and {LONG_CELLS} has them whole.",
                )
            )


def _units(text: str) -> int:
    """UTF-16 code units, in which Excel counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, units: int) -> str:
    """The longest beginning of `text` of at most `units` UTF-16 code units."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _write_table(workbook: Workbook, book: _Book, table: Table, batches: Iterable[pa.Table]) -> None:
    rows = _rows(table, batches)
    for sheet in book.sheets[table.name]:
        page = workbook.add_worksheet(sheet)
        _write_head(page, book.formats.head, table)
        last = 0
        for last, row in enumerate(islice(rows, book.limits.rows - 1), 1):
            _write_row(page, book, table, last, row)
        page.autofilter(0, 0, last, len(table.columns) - 1)


def _rows(table: Table, batches: Iterable[pa.Table]) -> Iterator[tuple[object, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in joined(table.name, batch).columns), strict=True)


def _write_head(page: Worksheet, head: Format, table: Table) -> None:
    page.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        page.set_column(at, at, _width(column))
        page.write_string(0, at, column.label_zh, head)
        unit = f" [{column.unit}]" if column.unit else ""
        note = f"{column.name} ({column.type}){unit}\n{column.meaning_zh}\n{column.meaning_en}"
        page.write_comment(0, at, note, {"x_scale": 2, "y_scale": 1.2})


def _width(column: Column) -> float:
    """Wide enough for the heading and an example; a Chinese character is two wide."""
    longest = max(_columns(column.label_zh) + 4, _columns(column.example) + 2)
    return float(min(max(longest, 8), 60))


def _columns(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _write_row(page: Worksheet, book: _Book, table: Table, row: int, values: tuple[object, ...]) -> None:
    for at, (column, value) in enumerate(zip(table.columns, values, strict=True)):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            target = book.targets.get(value) if column.refers == SENTENCE and table.name in book.linked else None
            if target is not None:
                page.write_url(row, at, target[0], book.formats.link, value, target[1])
            else:
                page.write_string(row, at, book.fit(table, column, values, value))
        elif isinstance(value, bool):
            page.write_boolean(row, at, value)
        elif isinstance(value, date):
            _write_date(page, book.formats.date, row, at, value)
        elif isinstance(value, (int, float)) and isfinite(value):
            page.write_number(row, at, value)
        else:
            page.write_string(row, at, str(value))


def _write_date(page: Worksheet, style: Format, row: int, at: int, value: date) -> None:
    if value.year < 1900:  # Excel's calendar begins there
        page.write_string(row, at, value.isoformat())
    else:
        page.write_datetime(row, at, value, style)


def _write_about(page: Worksheet, book: _Book, counts: Mapping[str, int]) -> None:
    page.set_column(0, 1, 20)
    page.set_column(2, 3, 24)
    page.set_column(4, 5, 70)
    lines: list[tuple[str, ...]] = [
        ("总结数据集 zongjie dataset",),
        *((note.zh,) for note in (*ABOUT, *book.notes)),
        *((note.en,) for note in (*ABOUT, *book.notes)),
        (),
        ("工作表 sheet", "行数 rows", "中文 Chinese", "English", "含义 meaning", "meaning"),
    ]
    for name, parts in book.sheets.items():
        table = TABLES[name]
        cells = (table.label_zh, table.label_en, table.meaning_zh, table.meaning_en)
        lines.append((", ".join(parts), f"{counts[name]:,}", *cells))
    lines += [(), ("工作表 sheet", "列 column", "表头 heading", "English", "含义 meaning", "meaning")]
    lines += [
        (name, column.name, column.label_zh, column.label_en, column.meaning_zh, column.meaning_en)
        for name in book.sheets
        for column in TABLES[name].columns
    ]
    for row, line in enumerate(lines):
        for at, cell in enumerate(line):
            page.write_string(row, at, cell, book.formats.head if not row or (line and "sheet" in line[0]) else None)


def _write_long_cells(path: Path, cells: Iterable[tuple[str, str, str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("table", "id", "column", "text"))
        writer.writerows(cells)
