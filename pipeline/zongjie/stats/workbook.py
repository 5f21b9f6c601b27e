"""Writes `stats.xlsx`: a first sheet that explains, then a sheet for each table; text never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.sheets import Book, Head, frame_rows
from zongjie.errors import Message
from zongjie.lexicon import table

if TYPE_CHECKING:
    from zongjie.stats.build import Tables

SHARES = frozenset({"share", "low", "high", "first", "last", "record_share", "share_group", "share_rest", "row_share",
                    "column_share", "prevalence", "effect", "slope"})  # fmt: skip
WIDE = frozenset({"examples", "example_ids", "note", "test"})


def write(tables: Tables, lines: Sequence[Message], path: Path) -> None:
    """Write the workbook; `lines` stand on the first sheet in Chinese, then in English."""
    with Book(path) as book:
        _about(book, tables, lines)
        told = headings()
        for name, frame in tables.items():
            heads = [_head(told[str(column)]) for column in frame.columns]
            book.write(name, heads, frame_rows(frame), freeze=0)


def headings() -> dict[str, dict[str, str]]:
    """What each column is called and means, by its name."""
    return {row["column"]: row for row in table("stats/columns.tsv", unique="column")}


def about_tables(tables: Tables) -> list[dict[str, str]]:
    """The rows of `tables.tsv` of the tables at hand."""
    return [row for row in table("stats/tables.tsv", unique="table") if row["table"] in tables]


def _about(book: Book, tables: Tables, lines: Sequence[Message]) -> None:
    told = headings()
    used = [name for name in told if any(name in frame.columns for frame in tables.values())]
    title = [("总结：统计 zongjie stats",), *((line.zh,) for line in lines), *((line.en,) for line in lines), ()]
    sheets = [("工作表 sheet", "行数 rows", "含义 meaning", "meaning")]
    for row in about_tables(tables):
        meaning = f"{row['label_zh']}：{row['meaning_zh']}"
        sheets.append((row["table"], f"{len(tables[row['table']]):,}", meaning, row["meaning_en"]))
    columns = [("列 column", "表头 heading", "含义 meaning", "meaning")]
    columns += [(name, told[name]["label_zh"], told[name]["meaning_zh"], told[name]["meaning_en"]) for name in used]
    heads = (0, len(title), len(title) + len(sheets) + 1)
    book.lines("说明 about", [*title, *sheets, (), *columns], widths=(20, 20, 60, 60, 60), heads=heads)


def _head(row: dict[str, str]) -> Head:
    name = row["column"]
    note = f"{name}\n{row['meaning_zh']}\n{row['meaning_en']}"
    return Head(row["label_zh"], note, 40 if name in WIDE else 13, "0.00%" if name in SHARES else "")
