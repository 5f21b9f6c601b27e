"""Tables as an Excel workbook: text stays text, headings are Chinese, a long table continues on further sheets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie import lexicon
from zongjie.dataset.xlsx import EXCEL, ILLEGAL, Limits
from zongjie.errors import Message

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    Frames = Iterable[pd.DataFrame]
    """A table in parts of some thousand rows; at least one, which may have none."""

WIDE = {"sentence": 60, "left": 40, "right": 40, "cue": 16, "path": 24, "title": 24}
USUAL = 12  # characters of any other column
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def labels(lang: str = "zh") -> dict[str, str]:
    """The heading of every column."""
    return {row["column"]: row[f"label_{lang}"] for row in lexicon.table("terms/columns.tsv", unique="column")}


def write_workbook(path: Path, tables: Mapping[str, Frames], about: Sequence[Message], limits: Limits = EXCEL) -> None:
    """Write the tables to `path`, a sheet or more each, behind a sheet of explanations that opens with `about`.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(path), OPTIONS)
    book.set_properties({"created": datetime(2000, 1, 1)})  # a fixed date, so that equal data are equal bytes
    head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
    _write_about(book.add_worksheet("说明 about"), head, about)
    for name, frames in tables.items():
        _write_table(book, head, name, frames, limits)
    try:
        book.close()
    except FileCreateError as fault:
        raise OSError(str(fault)) from fault


def _write_table(book: Workbook, head: Format, name: str, frames: Frames, limits: Limits) -> None:
    parts = iter(frames)
    first = next(parts)
    columns = list(first.columns)
    rows = _rows(first, parts)
    number = 0
    while True:
        number += 1
        page = book.add_worksheet(name if number == 1 else f"{name}_{number}")
        _write_head(page, head, columns)
        last = 0
        for last, values in enumerate(islice(rows, limits.rows - 1), 1):
            for at, value in enumerate(values):
                _write_cell(page, last, at, value, limits)
        page.autofilter(0, 0, max(last, 1), max(0, len(columns) - 1))
        if last < limits.rows - 1:
            return


def _rows(first: pd.DataFrame, rest: Iterator[pd.DataFrame]) -> Iterator[tuple[object, ...]]:
    yield from first.itertuples(index=False, name=None)
    for frame in rest:
        yield from frame.itertuples(index=False, name=None)


def _write_head(page: Worksheet, head: Format, columns: Sequence[str]) -> None:
    named = labels()
    meanings = {row["column"]: row for row in lexicon.table("terms/columns.tsv", unique="column")}
    page.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        page.set_column(at, at, WIDE.get(column, USUAL))
        page.write_string(0, at, named.get(column, column), head)
        about = meanings.get(column)
        page.write_comment(0, at, f"{column}\n{about['meaning_zh']}\n{about['meaning_en']}" if about else column)


def _write_cell(page: Worksheet, row: int, at: int, value: object, limits: Limits) -> None:
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, str):
        text = ILLEGAL.sub("", value)
        page.write_string(row, at, text[: limits.cell // 2] if len(text) * 2 > limits.cell else text)
    elif isinstance(value, bool) or type(value).__name__ == "bool_":
        page.write_boolean(row, at, bool(value))
    elif isinstance(value, (int, float)) or hasattr(value, "item"):
        page.write_number(row, at, float(value))  # type: ignore[arg-type]
    else:
        page.write_string(row, at, str(value))


def _write_about(page: Worksheet, head: Format, about: Sequence[Message]) -> None:
    page.set_column(0, 2, 22)
    page.set_column(3, 4, 70)
    lines = [(message.zh,) for message in about] + [(message.en,) for message in about]
    for row, line in enumerate(lines):
        page.write_string(row, 0, line[0])
    begin = len(lines) + 1
    for at, title in enumerate(("列 column", "表头 heading", "English", "含义", "meaning")):
        page.write_string(begin, at, title, head)
    for row, one in enumerate(lexicon.table("terms/columns.tsv", unique="column"), begin + 1):
        for at, name in enumerate(("column", "label_zh", "label_en", "meaning_zh", "meaning_en")):
            page.write_string(row, at, one[name])
