"""The sheets of every workbook that zongjie writes: text stays text, types are true, and no limit cuts in silence.

`Book` is what `dataset.xlsx`, the panel, statistics, reuse, terms and the review are written with::

    with Book(path) as book:
        book.write("reuse", [Head("文件", note="path"), Head("字数")], rows)

Strings never become formulas, links or numbers. Rows beyond a sheet go on in `name_2`, `name_3` …; a text longer than a
cell is cut with a mark, and stands whole, in parts, on a last sheet `long_cells` (or where `beside` says). Null, NaN
and NaT are empty cells. Equal data are equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from zongjie.dataset.cells import LARGEST, Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONG_SHEET = "long_cells"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold."""
CREATED = datetime(2000, 1, 1)  # a fixed date, so that equal data are equal bytes
CUT = "【已截断 cut: "


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sheet holds: rows with the header, columns, UTF-16 units in a cell, links. The defaults are Excel's."""

    rows: int = 1_048_576
    cell: int = 32_767
    links: int = 65_530
    columns: int = 16_384


EXCEL = Limits()


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: its words, a comment, the width in characters, and the number format of the column."""

    label: str
    note: str = ""
    width: float = 12
    format: str = ""


@dataclass(frozen=True, slots=True)
class LongCell:
    """A text that no cell holds: which table, record and column it is of."""

    table: str
    id: str
    column: str
    text: str


class Book:
    """A workbook in the making. As a context manager it is written at the end, and not at all after an error."""

    def __init__(self, path: Path, limits: Limits = EXCEL, *, beside: str = LONG_SHEET, streaming: bool = True) -> None:
        """Begin a workbook; `beside` is where the mark on a cut cell sends the reader.

        `streaming` keeps one row in memory: rows must then be written in order, and one sheet after the other.
        """
        import xlsxwriter

        options = {
            "constant_memory": streaming, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        self.workbook = xlsxwriter.Workbook(str(path), options)
        self.workbook.set_properties({"created": CREATED})
        self.limits = limits
        self.mark = f"……{CUT}{beside}】"
        self.long_cells: list[LongCell] = []
        self.head = self.workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        self.link: Format = self.workbook.get_default_url_format()
        self._date = self.workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.styles = Styles(self._date._get_xf_index(), self.link._get_xf_index())
        self._beside = beside

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        from xlsxwriter.exceptions import FileCreateError

        if kind is not None:
            self.workbook.filename = BytesIO()  # frees its temporary files and leaves the file as it was
            with suppress(Exception):
                self.workbook.close()
            return
        if self.long_cells and self._beside == LONG_SHEET:
            self._write_long_cells()
        try:
            self.workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error  # the fault of the system, by which the reader is told what to do

    def page(self, name: str) -> Worksheet:
        """A new sheet to be written cell by cell."""
        return self.workbook.add_worksheet(name)

    def lines(
        self, name: str, rows: Iterable[Sequence[str]], widths: Sequence[float] = (), heads: Container[int] = ()
    ) -> None:
        """A sheet of words, such as the first one that explains the others; the rows numbered in `heads` are bold."""
        page = self.page(name)
        for at, width in enumerate(widths):
            page.set_column(at, at, width)
        for row, cells in enumerate(rows):
            for at, cell in enumerate(cells):
                page.write_string(
                    row, at, self.fit(cell, (name, f"row {row + 1}", "")), self.head if row in heads else None
                )

    def write(self, name: str, heads: Sequence[Head], rows: Iterable[Sequence[object]], freeze: int = 1) -> list[str]:
        """A table with its header, `freeze` columns standing; the names of the sheets that it took, one at least."""
        made, rest = list[str](), iter(rows)
        row = next(rest, None)
        while row is not None or not made:
            made.append(name if not made else f"{name}_{len(made) + 1}")
            page, last = self.begin(made[-1], heads, freeze), 0
            while row is not None and last < self.limits.rows - 1:
                last += 1
                for at, (head, value) in enumerate(zip(heads, row, strict=True)):
                    self.cell(page, last, at, value, (made[-1], f"row {last + 1}", head.label))
                row = next(rest, None)
            page.autofilter(0, 0, max(last, 1), max(0, len(heads) - 1))
        return made

    def begin(self, name: str, heads: Sequence[Head], freeze: int = 1) -> Worksheet:
        """A new sheet with a header row."""
        page = self.page(name)
        page.freeze_panes(1, freeze)
        for at, head in enumerate(heads):
            format = self.workbook.add_format({"num_format": head.format}) if head.format else None
            page.set_column(at, at, head.width, format)
            page.write_string(0, at, self.fit(head.label, (name, "header", head.label)), self.head)
            if head.note:
                page.write_comment(0, at, ILLEGAL.sub("", head.note), {"x_scale": 2, "y_scale": 1.2})
        return page

    def cell(self, page: Worksheet, row: int, at: int, value: object, where: tuple[str, str, str]) -> None:
        """Write a value by its type; `where` (table, record, column) is kept for a text that does not fit."""
        value = plain(value)
        if value is None or value == "":
            return
        if isinstance(value, str):
            if text := self.fit(value, where):  # of unseen characters alone, nothing is left
                page.write_string(row, at, text)
        elif isinstance(value, bool):
            page.write_boolean(row, at, value)
        elif isinstance(value, date):
            page.write_datetime(row, at, value, self._date)
        else:
            page.write_number(row, at, value)

    def fit(self, value: str, where: tuple[str, str, str]) -> str:
        """`value` as a cell can hold it; the whole of a longer one is kept in `long_cells`."""
        text = as_cell(value)
        if len(text) * 2 <= self.limits.cell or units(text) <= self.limits.cell:
            return text
        self.long_cells.append(LongCell(*where, value))
        return cut(text, self.limits.cell - len(self.mark)) + self.mark

    def _write_long_cells(self) -> None:
        heads = [Head("工作表 sheet"), Head("行 row"), Head("列 column"), Head("段 part"), Head("全文 text", width=80)]
        rows = (
            (one.table, one.id, one.column, number, part)
            for one in list(self.long_cells)
            for number, part in enumerate(parts(as_cell(one.text), self.limits.cell), 1)
        )
        self.write(LONG_SHEET, heads, rows)


def plain(value: object) -> bool | int | float | date | str | None:
    """A value as a cell has it: numpy's and pandas' as Python's, null as None, a list joined by `;`, all else as text.

    Whole numbers beyond 2^53, numbers that are none and dates before 1900, which Excel does not know, become text.
    """
    if value is None or isinstance(value, str):
        return value
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if not isinstance(value, bool | int | float | date) and hasattr(value, "tolist"):
        value = value.tolist()  # numpy: a scalar as Python has it, an array as a list
    if isinstance(value, float):
        return value if isfinite(value) else None if value != value else str(value)  # noqa: PLR0124 NaN is not itself
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST else str(value)
    if isinstance(value, datetime):
        value = value.date() if value == datetime(value.year, value.month, value.day) else value.isoformat(" ")
    if isinstance(value, date):
        return value if value.year >= 1900 else value.isoformat()
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def as_cell(text: str) -> str:
    """A text without characters that XML forbids, and never one that XlsxWriter takes for rich text of its own."""
    said = ILLEGAL.sub("", text)
    return f"{said} " if said.startswith("<r>") and said.endswith("</r>") else said


def units(text: str) -> int:
    """UTF-16 code units, in which Excel counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most: int) -> str:
    """The longest beginning of `text` of at most `most` UTF-16 code units."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def parts(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` UTF-16 code units, which joined are the text."""
    while text:
        piece = cut(text, most)
        yield piece
        text = text[len(piece) :]


def frame_rows(frame: object) -> Iterator[tuple[object, ...]]:
    """The rows of a DataFrame."""
    yield from frame.itertuples(index=False, name=None)  # type: ignore[attr-defined]
