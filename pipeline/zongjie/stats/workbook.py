"""Writes `stats.xlsx`: a first sheet that explains, then a sheet for each table; text never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.xlsx import EXCEL, ILLEGAL
from zongjie.errors import Message
from zongjie.lexicon import table

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from zongjie.stats.build import Tables

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
SHARES = frozenset({"share", "low", "high", "first", "last", "record_share", "share_group", "share_rest", "row_share",
                    "column_share", "prevalence", "effect", "slope"})  # fmt: skip
WIDE = frozenset({"examples", "example_ids", "note", "test"})


def write(tables: Tables, lines: Sequence[Message], path: Path) -> None:
    """Write the workbook; `lines` stand on the first sheet in Chinese, then in English."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # a fixed date, so that equal data are equal bytes
        head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        _about(book, head, tables, lines)
        for name, frame in tables.items():
            _sheet(book, head, name, frame)


def headings() -> dict[str, dict[str, str]]:
    """What each column is called and means, by its name."""
    return {row["column"]: row for row in table("stats/columns.tsv", unique="column")}


def about_tables(tables: Tables) -> list[dict[str, str]]:
    """The rows of `tables.tsv` of the tables at hand."""
    return [row for row in table("stats/tables.tsv", unique="table") if row["table"] in tables]


def _about(book: Workbook, head: Format, tables: Tables, lines: Sequence[Message]) -> None:
    page = book.add_worksheet("说明 about")
    page.set_column(0, 1, 20)
    page.set_column(2, 4, 60)
    told = headings()
    used = [name for name in told if any(name in frame.columns for frame in tables.values())]
    rows: list[tuple[str, ...]] = [
        ("总结：统计 zongjie stats",),
        *((line.zh,) for line in lines),
        *((line.en,) for line in lines),
        (),
        ("工作表 sheet", "行数 rows", "含义 meaning", "meaning"),
        *((row["table"], f"{len(tables[row['table']]):,}", f"{row['label_zh']}：{row['meaning_zh']}", row["meaning_en"])
          for row in about_tables(tables)),
        (),
        ("列 column", "表头 heading", "含义 meaning", "meaning"),
        *((name, told[name]["label_zh"], told[name]["meaning_zh"], told[name]["meaning_en"]) for name in used),
    ]  # fmt: skip
    for at, row in enumerate(rows):
        bold = not at or (bool(row) and row[0] in ("工作表 sheet", "列 column"))
        for column, cell in enumerate(row):
            page.write_string(at, column, ILLEGAL.sub("", cell), head if bold else None)


def _sheet(book: Workbook, head: Format, name: str, frame: pd.DataFrame) -> None:
    """One table, whole where it fits: Excel holds 1,048,576 rows, and Parquet and CSV have them all."""
    page = book.add_worksheet(name)
    told = headings()
    percent = book.add_format({"num_format": "0.00%"})
    page.freeze_panes(1, 0)
    for at, column in enumerate(map(str, frame.columns)):
        row = told[column]
        page.set_column(at, at, 40 if column in WIDE else 13, percent if column in SHARES else None)
        page.write_string(0, at, row["label_zh"], head)
        page.write_comment(0, at, f"{column}\n{row['meaning_zh']}\n{row['meaning_en']}", {"x_scale": 2})
    for number, values in enumerate(frame.head(EXCEL.rows - 1).itertuples(index=False), 1):
        for at, value in enumerate(values):
            _cell(page, number, at, value)
    page.autofilter(0, 0, max(1, min(len(frame), EXCEL.rows - 1)), max(0, len(frame.columns) - 1))


def _cell(page: Worksheet, row: int, at: int, value: object) -> None:
    import numpy as np

    if isinstance(value, bool | np.bool_):
        page.write_boolean(row, at, bool(value))
    elif isinstance(value, int | float | np.integer | np.floating):
        if isfinite(value):
            page.write_number(row, at, float(value))
    elif value is not None and value != "":
        page.write_string(row, at, ILLEGAL.sub("", str(value))[: EXCEL.cell])
