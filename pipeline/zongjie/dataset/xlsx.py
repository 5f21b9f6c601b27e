"""The tables as one Excel workbook: links lead to the evidence, and the panel stands wide beside its long table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.cells import fitted, pour
from zongjie.dataset.columnar import joined
from zongjie.dataset.panel_sheet import PANEL_WIDE, write_panel
from zongjie.dataset.schema import TABLES, Column, Table
from zongjie.dataset.sheets import CUT, EXCEL, ILLEGAL, Book, Head, Limits, LongCell, cut
from zongjie.errors import Message

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter.url import Url
    from xlsxwriter.worksheet import Worksheet

    Batches = Callable[[str], Iterable[pa.Table]]
    """Table name → its rows in order, some thousands at a time."""

__all__ = ["EXCEL", "ILLEGAL", "LONG_CELLS", "Limits", "write_xlsx"]

LEFT_OUT = frozenset({"texts"})
"""Tables that no sheet holds: a text is mostly longer than a cell may be, and csv and Parquet have it."""

LONG_CELLS = "dataset-long-cells.csv"
MARK = f"……{CUT}{LONG_CELLS}】"

TIP = 250
"""UTF-16 units of the sentence or title that a link shows under the mouse; Excel allows 255."""

PORTION = 2_000
"""Rows that are XML in memory at a time; more are no faster."""

LINKED = {("sentences", "sentence_id"): "text", ("documents", "document_id"): "title"}
"""What a column refers to that gets links, with the words that they show; in the order in which links are given."""

ABOUT = (
    Message(
        "每张表的表头为中文，批注中有列的英文名；原文（texts）不在此文件，见 csv 和 tables。start、end 为原文中的位置。"
        "句子编号和文档编号上的链接指向该句、该文档所在的行，鼠标停留可见句子、标题。"
        "panel_wide 是宽表：一行一个单位、地区、时期，一列一个指标，有矛盾的格子有批注。",
        "Headings are Chinese, with the column's id in the comment; the source texts are in csv and tables, not here. "
        "start and end are places in the source text. The links on sentence and document ids lead to their rows and "
        "show the sentence or the title. panel_wide has a row for each issuer, region and period and a column for each "
        "KPI; a cell that others contradict bears a note.",
    ),
)


def write_xlsx(batches: Batches, counts: Mapping[str, int], folder: Path, limits: Limits = EXCEL) -> list[Message]:
    """Write `dataset.xlsx`, and `dataset-long-cells.csv` where a cell had to be cut, to `folder`; return the notes.

    Sheets bear the tables' names, so `pandas.read_excel(path, sheet_name="metrics")` finds them. The one header row is
    in Chinese; the comment on each heading has the column's id, and the first sheet lists both.
    """
    with Book(folder / "dataset.xlsx", limits, beside=LONG_CELLS) as book:
        about = book.page("说明 about")
        sheets = plan(counts, limits)
        links = Links(batches, counts, sheets, limits)
        notes = [*_continued(sheets), *links.notes]
        for name, parts in sheets.items():
            _write_table(book, links, TABLES[name], parts, batches(name))
        wide = write_panel(book, batches)
        notes += [*wide.notes, *_cuts(book)]
        _write_about(about, book, {**sheets, PANEL_WIDE: wide.sheets}, {**counts, PANEL_WIDE: wide.rows}, notes)
    if book.long_cells:
        _write_long_cells(folder / LONG_CELLS, book.long_cells)
    return notes


def plan(counts: Mapping[str, int], limits: Limits) -> dict[str, list[str]]:
    """The sheets of each table: one of its name, and `name_2`, `name_3` … where it has more rows than a sheet holds."""
    sheets = {}
    for name in TABLES:
        if name not in LEFT_OUT:
            number = max(1, -(-counts[name] // (limits.rows - 1)))
            sheets[name] = [name if part == 1 else f"{name}_{part}" for part in range(1, number + 1)]
    return sheets


def _continued(sheets: Mapping[str, list[str]]) -> Iterator[Message]:
    for name, parts in sheets.items():
        if len(parts) > 1:
            yield Message(
                f"表 {name} 超过一张工作表的行数，分在 {'、'.join(parts)}。",
                f"table {name} has more rows than a sheet holds and continues in {', '.join(parts)}.",
            )


def _cuts(book: Book) -> Iterator[Message]:
    if book.long_cells:
        count, most = len(book.long_cells), book.limits.cell
        yield Message(
            f"{count} 个单元格超过 {most:,} 字，已截断并标明；全文在 {LONG_CELLS}。",
            f"{count} cells are longer than {most:,} characters; they are cut with a mark, and {LONG_CELLS} has them "
            "whole.",
        )


# ---------------------------------------------------------------------------------------------------------------- links
class Links:
    """Where sentences and documents stand, and which cells link to them.

    A sheet holds `limits.links` links. Sentences come first, then documents: where a sheet has more rows than links are
    left, its first rows have them, and a note says so.
    """

    def __init__(
        self, batches: Batches, counts: Mapping[str, int], sheets: Mapping[str, list[str]], limits: Limits
    ) -> None:
        """Read the places of all documents and of the sentences that a record links to."""
        self._limits, self._counts, self._sheets = limits, counts, sheets
        self.notes: list[Message] = []
        self._most = {name: self._allotted(TABLES[name]) for name in sheets}
        self._targets = {
            ("documents", "document_id"): self._places(batches, "documents", "document_id", "title", None),
            ("sentences", "sentence_id"): self._places(
                batches, "sentences", "sentence_id", "text", self._wanted(batches)
            ),
        }

    def _allotted(self, table: Table) -> dict[str, int]:
        """How many rows of a sheet of the table link in each column that refers to a sentence or document."""
        left, found = self._limits.links, dict[str, int]()
        rows = min(self._counts[table.name], self._limits.rows - 1)
        for target in LINKED:
            for column in table.columns:
                if column.refers == target and column.type == "string":
                    found[column.name] = min(rows, left)
                    left -= found[column.name]
        if short := {name: most for name, most in found.items() if most < rows}:
            said = ", ".join(f"{name}: {most:,}" for name, most in short.items())
            self.notes.append(
                Message(
                    f"一张工作表最多 {self._limits.links:,} 个链接：{table.name} 的每张表只有前面的行带链接（{said}）；"
                    "其余可按编号筛选。",
                    f"a sheet holds {self._limits.links:,} links: of {table.name}, only the first rows of each sheet "
                    f"have them ({said}); filter by id for the others.",
                )
            )
        return found

    def _wanted(self, batches: Batches) -> set[str]:
        """The sentences to which a cell will link."""
        wanted: set[str] = set()
        for name in self._sheets:
            most = self._most[name].get("sentence_id", 0)
            number = 0
            for batch in batches(name) if most else ():
                for key in batch.column("sentence_id").to_pylist():
                    if key and number % (self._limits.rows - 1) < most:
                        wanted.add(key)
                    number += 1
        return wanted

    def _places(self, batches: Batches, table: str, id: str, words: str, wanted: set[str] | None) -> dict[str, Url]:
        from xlsxwriter.url import Url

        found, number = dict[str, Url](), 0
        for batch in batches(table) if wanted is None or wanted else ():
            ids, texts = (batch.column(name).to_pylist() for name in (id, words))
            for key, text in zip(ids, texts, strict=True):
                if wanted is None or key in wanted:
                    part, row = divmod(number, self._limits.rows - 1)
                    found[key] = Url(f"internal:'{self._sheets[table][part]}'!A{row + 2}")
                    found[key].text, found[key].tip = key, cut(ILLEGAL.sub("", text or ""), TIP)
                number += 1
        return found

    def give(self, page: Worksheet, table: Table, first: int, columns: list[pa.Array]) -> dict[int, pa.Array]:
        """Link the cells of rows that begin at row `first` of a sheet; by column, which cells have a link."""
        import pyarrow as pa

        given = {}
        for at, column in enumerate(table.columns):
            most = self._most[table.name].get(column.name, 0)
            if column.refers is None or not most:
                continue
            targets, keys = self._targets[column.refers], columns[at].to_pylist()
            urls = [targets.get(key) if row <= most else None for row, key in enumerate(keys, first)]
            for row, url in enumerate(urls, first):
                if url is not None:
                    page.hyperlinks[row][at] = url
            given[at] = pa.array([url is not None for url in urls])
        return given


# --------------------------------------------------------------------------------------------------------------- sheets
def _write_table(book: Book, links: Links, table: Table, sheets: list[str], batches: Iterable[pa.Table]) -> None:
    pages = [book.begin(sheet, [_head(column) for column in table.columns]) for sheet in sheets]
    lasts = [0] * len(pages)
    for part, first, rows in _portions((joined(table.name, batch) for batch in batches), book.limits.rows - 1):
        columns = [column.combine_chunks() for column in rows.columns]
        linked = links.give(pages[part], table, first, columns)
        pour(pages[part], first, _fitted(book, table, columns), linked, book.styles)
        lasts[part] = first + rows.num_rows - 1
    for page, last in zip(pages, lasts, strict=True):
        page.autofilter(0, 0, last, len(table.columns) - 1)


def _portions(batches: Iterable[pa.Table], most: int) -> Iterator[tuple[int, int, pa.Table]]:
    """The rows in portions, cut where a sheet is full: the sheet, the row of the first in it, the rows."""
    done = 0
    for batch in batches:
        while batch.num_rows:
            part, row = divmod(done, most)
            rows = batch.slice(0, min(most - row, PORTION))
            yield part, row + 1, rows
            done += rows.num_rows
            batch = batch.slice(rows.num_rows)


def _fitted(book: Book, table: Table, columns: list[pa.Array]) -> list[pa.Array]:
    keys = [at for at, column in enumerate(table.columns) if column.primary] or [0]

    def fit(row: int, at: int, text: str) -> str:
        key = " ".join(str(columns[one][row]) for one in keys)
        return book.fit(text, (table.name, key, table.columns[at].name))

    return fitted(columns, book.limits.cell, fit)


def _head(column: Column) -> Head:
    unit = f" [{column.unit}]" if column.unit else ""
    note = f"{column.name} ({column.type}){unit}\n{column.meaning_zh}\n{column.meaning_en}"
    return Head(column.label_zh, note, _width(column))


def _width(column: Column) -> float:
    """Wide enough for the heading and an example; a Chinese character is two wide."""
    longest = max(_columns(column.label_zh) + 4, _columns(column.example) + 2)
    return float(min(max(longest, 8), 60))


def _columns(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _write_about(
    page: Worksheet, book: Book, sheets: Mapping[str, list[str]], counts: Mapping[str, int], notes: list[Message]
) -> None:
    page.set_column(0, 1, 20)
    page.set_column(2, 3, 24)
    page.set_column(4, 5, 70)
    lines: list[tuple[str, ...]] = [
        ("总结数据集 zongjie dataset",),
        *((note.zh,) for note in (*ABOUT, *notes)),
        *((note.en,) for note in (*ABOUT, *notes)),
        (),
        ("工作表 sheet", "行数 rows", "中文 Chinese", "English", "含义 meaning", "meaning"),
    ]
    for name, parts in sheets.items():
        table = TABLES["kpi_panel" if name == PANEL_WIDE else name]
        cells = (table.label_zh, table.label_en, table.meaning_zh, table.meaning_en)
        lines.append((", ".join(parts), f"{counts[name]:,}", *cells))
    lines += [(), ("工作表 sheet", "列 column", "表头 heading", "English", "含义 meaning", "meaning")]
    lines += [
        (name, column.name, column.label_zh, column.label_en, column.meaning_zh, column.meaning_en)
        for name in sheets
        if name in TABLES
        for column in TABLES[name].columns
    ]
    for row, line in enumerate(lines):
        for at, cell in enumerate(line):
            page.write_string(row, at, cell, book.head if not row or (line and "sheet" in line[0]) else None)


def _write_long_cells(path: Path, cells: Iterable[LongCell]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("table", "id", "column", "text"))
        writer.writerows((one.table, one.id, one.column, one.text) for one in cells)
