"""Tables as texts: which row is the header, which column holds the text, and one source for each row."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from zongjie.config import Settings
from zongjie.document import Source, Status
from zongjie.errors import Message, UnreadableError
from zongjie.ingest.content import EMPTY, LONGEST_TEXT, is_blank, reason_of, tidy, too_long
from zongjie.lexicon import words

HEADER_ROWS = 10  # rows among which the header is looked for: tables from offices begin with a title and a date
SHOWN_COLUMNS = 30  # column names an error message lists
MOST_COLUMNS = 16_384  # of Excel; a line with more cells is no row of a table
MOST_CELLS = 20_000_000  # of a file, empty ones too: a choice; each takes 8 bytes and more as a Python object
MOST_CHARACTERS = 500_000_000  # of all cells of a file: 100,000 reports of 5,000 characters
Cell = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as the spreadsheet shows it, its cells as text, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a file. `place` is what is appended to the file's path: empty, or `/` and the sheet's name."""

    place: str
    rows: tuple[Row, ...]
    encoding: str | None = None
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table and where they stand: `at` is the index of the header among the rows."""

    at: int
    columns: tuple[str, ...]


class Extent:
    """How much of a table has been read; what goes beyond the bounds is refused while it is read, not after."""

    def __init__(self) -> None:
        self.cells = 0
        self.characters = 0

    def add(self, row: int, cells: Sequence[object]) -> None:
        """Count the cells of the row of this number.

        Raises:
            UnreadableError: the row has too many cells, or the table has.
        """
        if len(cells) > MOST_COLUMNS:
            raise UnreadableError(
                f"第 {row} 行有 {len(cells)} 个单元格，超过 {MOST_COLUMNS} 个；请检查分隔符，或拆分文件",
                f"row {row} has {len(cells)} cells, more than {MOST_COLUMNS}: check the delimiter, or split the file",
            )
        self.cells += len(cells)
        self.characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise too_many_cells(self.cells, self.characters)


def too_many_cells(cells: int, characters: int = 0) -> UnreadableError:
    """The refusal of a table that would fill the memory."""
    return UnreadableError(
        f"表格太大（{cells} 个单元格、{characters} 字或更多；上限 {MOST_CELLS} 个、{MOST_CHARACTERS} 字）；"
        "请删除空白的行和列，或拆成几个文件",
        f"the table is too large ({cells} cells, {characters} characters or more; at most {MOST_CELLS} and "
        f"{MOST_CHARACTERS}): delete empty rows and columns, or split it",
    )


def cell_text(value: Cell) -> str:
    """A cell as text: whole numbers without `.0`, days and times in ISO form, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


@cache
def known_columns(role: str) -> tuple[str, ...]:
    """Names of `columns.tsv` for `text` or `key`, the preferred first."""
    return tuple(map(plain_name, words("ingest/columns.tsv", "name", role=role)))


def plain_name(name: str) -> str:
    """A column's name without case and spaces."""
    return "".join(name.split()).casefold()


def find_header(rows: Sequence[Row], wanted: Sequence[str]) -> Header | None:
    """The first of the first rows that holds a wanted name, else the first row that is not empty."""
    shown = [(at, row.cells) for at, row in enumerate(rows[:HEADER_ROWS]) if any(map(str.strip, row.cells))]
    if not shown:
        return None
    names = frozenset(wanted)
    at, cells = next(((at, cells) for at, cells in shown if names & set(map(plain_name, cells))), shown[0])
    return Header(at, tuple(" ".join(cell.split()) or f"column{i}" for i, cell in enumerate(cells, 1)))


def choose(columns: Sequence[str], wanted: Iterable[str]) -> int | None:
    """The index of the column that has the first of the wanted names that any column has."""
    names = list(map(plain_name, columns))
    return next((names.index(name) for name in wanted if name in names), None)


def sources(grids: Sequence[Grid], path: str, media_type: str, settings: Settings) -> list[Source]:
    """One source for each row of each table that has the text column; a row that names the columns for any other.

    Raises:
        UnreadableError: the file holds nothing at all (status `empty`), or no table has the text column.
    """
    wanted = [plain_name(settings.text_column)] if settings.text_column else list(known_columns("text"))
    out: list[Source] = []
    refused: list[Source] = []
    columns: list[str] = []
    for grid in grids:
        header = find_header(grid.rows, wanted)
        if header is None:
            continue
        text_at = choose(header.columns, wanted)
        if text_at is not None:
            out += [
                _source(grid, row, header, text_at, path=path, media_type=media_type) for row in _body(grid, header)
            ]
            continue
        columns += header.columns
        message = _no_column(header.columns, settings).message
        refused.append(_row_of_failure(path + grid.place, grid, media_type, "skipped", message))
    if not out and columns:
        raise _no_column(columns, settings)
    if not out:
        raise UnreadableError("表格里没有数据行", "the table has no rows of data", status="empty")
    return out + refused


def _body(grid: Grid, header: Header) -> Iterable[Row]:
    return (row for row in grid.rows[header.at + 1 :] if row.fault or any(map(str.strip, row.cells)))


def fault_of(row: Row, header: Header) -> Message | None:
    """What is wrong with a row as it was read, or that it has more cells than the table has columns.

    Such a row is not put together again: which of its cells was cut, and so which of them hold the text, is not told.
    """
    cells = max((at for at, cell in enumerate(row.cells, 1) if cell.strip()), default=0)
    if row.fault or cells <= len(header.columns):
        return row.fault
    return Message(
        f"第 {row.number} 行有 {cells} 个单元格，表头只有 {len(header.columns)} 列，文字多半在没有加引号的分隔符"
        "（如逗号）处断开了，所以没有读；请给含分隔符的单元格加上英文双引号",
        f"row {row.number} has {cells} cells under {len(header.columns)} columns, so a text was most likely cut at a "
        "delimiter such as a comma, and the row was not read: put every cell that holds one in double quotation marks",
    )


def _ends_early(row: Row, header: Header) -> Message:
    """Why a row that ends before the text column has no text."""
    return Message(
        f"第 {row.number} 行只有 {len(row.cells)} 个单元格，表头有 {len(header.columns)} 列，没有正文；"
        "如果它接着上一行，请给含换行的单元格加上英文双引号",
        f"row {row.number} has {len(row.cells)} cells under {len(header.columns)} columns, and no text: where it goes "
        "on with the row above, put the cell that holds the line break in double quotation marks",
    )


def _source(grid: Grid, row: Row, header: Header, text_at: int, *, path: str, media_type: str) -> Source:
    raw = "\x1f".join(row.cells).encode("utf-8")
    text = row.cells[text_at] if text_at < len(row.cells) else ""
    wrong = fault_of(row, header)
    fault = wrong or (too_long(len(text)) if len(text) > LONGEST_TEXT else None)
    status: Status = "failed" if wrong else "skipped" if fault else "empty" if is_blank(text) else "ok"
    no_text = EMPTY if text_at < len(row.cells) else _ends_early(row, header)
    notes = (fault,) if fault else (no_text,) if status == "empty" else grid.notes
    return Source(
        path=f"{path}{grid.place}#{row.number}",
        sha256=hashlib.sha256(raw).hexdigest(),
        bytes=len(raw),
        media_type=media_type,
        encoding=grid.encoding,
        text="" if fault else text,
        status=status,
        reason=reason_of(notes),
        fields=tuple(fields_of(header.columns, row.cells, leave_out=text_at)),
    )


def fields_of(columns: Sequence[str], cells: Sequence[str], leave_out: int) -> Iterable[tuple[str, str]]:
    """Name and value of every other column that holds something."""
    for at, (name, value) in enumerate(zip(columns, cells, strict=False)):
        if at != leave_out and value.strip():
            yield name, value.strip()


def _row_of_failure(path: str, grid: Grid, media_type: str, status: Status, message: Message) -> Source:
    raw = "\x1e".join("\x1f".join(row.cells) for row in grid.rows).encode("utf-8")
    digest = hashlib.sha256(raw).hexdigest()
    return Source(path, digest, len(raw), media_type, grid.encoding, "", status, message.both())


def _no_column(columns: Sequence[str], settings: Settings) -> UnreadableError:
    names = list(dict.fromkeys(columns))
    listed = ", ".join(names[:SHOWN_COLUMNS]) + (" …" if len(names) > SHOWN_COLUMNS else "")
    asked = settings.text_column
    return UnreadableError(
        f"表格里没有{f'名为“{asked}”的列' if asked else '认得出的正文列'}；现有的列：{listed}。"
        "请用 --text-column 指定正文列",
        f"the table has no column {f'named {asked!r}' if asked else 'known to hold text'}; its columns: {listed}. "
        "Name the one that holds the text by --text-column",
    )
