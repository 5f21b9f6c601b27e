"""Tables as an Excel workbook with Chinese headings, behind a sheet that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie import lexicon
from zongjie.dataset.sheets import EXCEL, Book, Head, Limits, frame_rows
from zongjie.errors import Message

if TYPE_CHECKING:
    import pandas as pd

    Frames = Iterable[pd.DataFrame]
    """A table in parts of some thousand rows; at least one, which may have none."""

WIDE = {"sentence": 60, "left": 40, "right": 40, "cue": 16, "path": 24, "title": 24}
USUAL = 12  # characters of any other column
ABOUT_HEADS = ("列 column", "表头 heading", "English", "含义", "meaning")
ABOUT_COLUMNS = ("column", "label_zh", "label_en", "meaning_zh", "meaning_en")


def labels(lang: str = "zh") -> dict[str, str]:
    """The heading of every column."""
    return {name: row[f"label_{lang}"] for name, row in _columns().items()}


def _columns() -> dict[str, dict[str, str]]:
    return {row["column"]: row for row in lexicon.table("terms/columns.tsv", unique="column")}


def write_workbook(path: Path, tables: Mapping[str, Frames], about: Sequence[Message], limits: Limits = EXCEL) -> None:
    """Write the tables to `path`, a sheet or more each, behind a sheet of explanations that opens with `about`.

    Raises:
        OSError: the file cannot be written.
    """
    with Book(path, limits) as book:
        _write_about(book, about)
        for name, frames in tables.items():
            parts = iter(frames)
            first = next(parts)
            heads = [_head(str(column)) for column in first.columns]
            book.write(name, heads, (row for frame in chain([first], parts) for row in frame_rows(frame)))


def _head(column: str) -> Head:
    known = _columns().get(column)
    label = known["label_zh"] if known else column
    note = f"{column}\n{known['meaning_zh']}\n{known['meaning_en']}" if known else column
    return Head(label, note, WIDE.get(column, USUAL))


def _write_about(book: Book, about: Sequence[Message]) -> None:
    said = [(message.zh,) for message in about] + [(message.en,) for message in about]
    columns = [[row[name] for name in ABOUT_COLUMNS] for row in _columns().values()]
    rows: list[Sequence[str]] = [*said, (), ABOUT_HEADS, *columns]
    book.lines("说明 about", rows, widths=(22, 22, 22, 70, 70), heads=(len(said) + 1,))
