"""Spreadsheets: xlsx through calamine, legacy xls through xlrd."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from zongjie.config import Settings
from zongjie.document import Source
from zongjie.errors import UnreadableError
from zongjie.ingest.doc import encrypted
from zongjie.ingest.grid import Cell, Grid, Row, cell_text, sources
from zongjie.ingest.unpack import check_container

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook
    from xlrd.sheet import Cell as XlsCell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
# calamine lays a sheet out from its first to its last cell, so two cells far apart would ask for all memory.
MOST_CELLS = 50_000_000
REFERENCE = re.compile(rb"""\br\s{0,9}=\s{0,9}["']([A-Za-z]{0,9})([0-9]{1,20})["']""")  # of a cell, or of a row alone
CHUNK = 1 << 20


def read_xlsx(data: bytes, name: str, settings: Settings) -> list[Source]:
    """One source for each row of each sheet."""
    return sources(xlsx_grids(data, settings), name, XLSX, settings)


def read_xls(data: bytes, name: str, settings: Settings) -> list[Source]:
    """One source for each row of each sheet of an Excel 97–2003 workbook."""
    return sources(xls_grids(data), name, XLS, settings)


def xlsx_grids(data: bytes, settings: Settings) -> list[Grid]:
    """The sheets of an xlsx file.

    Raises:
        UnreadableError: damaged, or larger than it can honestly be.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    check_container(data, settings)
    _check_area(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                Grid(_place(at, name), _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
                for at, name in enumerate(_worksheets(book))
            ]
    except CalamineError as fault:
        raise _damaged(fault) from fault


def xls_grids(data: bytes) -> list[Grid]:
    """The sheets of an xls file.

    xlrd is Python throughout: on a damaged file it raises, where calamine may end the process (python-calamine 0.9.1
    asks for terabytes).

    Raises:
        UnreadableError: it has a password or is damaged.
    """
    import xlrd
    from xlrd.compdoc import CompDoc

    try:
        if is_circular(CompDoc(data, io.StringIO()).SSAT):
            raise xlrd.XLRDError("circular short stream")  # xlrd 2.0.2 would read it until memory ends
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True)
    except Exception as fault:  # XLRDError, CompDocError, struct.error, AssertionError: each means damage or a password
        raise (encrypted() if "encrypted" in str(fault) else _damaged(fault)) from fault
    return [
        Grid(
            _place(at, sheet.name),
            _rows([[_xls_value(cell, book.datemode) for cell in row] for row in sheet.get_rows()]),
        )
        for at, sheet in enumerate(book.sheets())
    ]


def is_circular(following: Sequence[int]) -> bool:
    """Whether a table of successors, ended by negative numbers, leads round in a circle anywhere."""
    walked = [-1] * len(following)
    for start in range(len(following)):
        at = start
        while 0 <= at < len(following) and walked[at] < 0:
            walked[at] = start
            at = following[at]
        if 0 <= at < len(following) and walked[at] == start:
            return True
    return False


def _xls_value(cell: XlsCell, datemode: int) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            day: datetime.datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return str(cell.value)
        return day
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype == xlrd.XL_CELL_ERROR else str(cell.value) if isinstance(cell.value, str) else cell.value


def _place(at: int, sheet: str) -> str:
    return "" if at == 0 else f"/{sheet}"


def _damaged(fault: Exception) -> UnreadableError:
    what = str(fault) or type(fault).__name__
    return UnreadableError(
        f"表格文件损坏，打不开（{what}），请用 Excel 或 WPS 打开后另存为 xlsx",
        f"the workbook is damaged ({what}): open it in Excel or WPS and save it as xlsx",
    )


def _worksheets(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum

    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _rows(table: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    """The rows that hold anything, with their numbers; formatting alone may reach down to row 1,048,576."""
    return tuple(
        Row(number, tuple(map(cell_text, cells)))
        for number, cells in enumerate(table, 1)
        if any(cell not in ("", None) for cell in cells)
    )


def _check_area(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            if member.endswith(".xml"):
                with archive.open(member) as sheet:
                    rows, columns = _extent(sheet)
                if rows * max(columns, 1) > MOST_CELLS:
                    raise UnreadableError(
                        f"工作表有 {rows} 行 {columns} 列，多半是空白单元格；请删除多余的行和列后另存",
                        f"a sheet spans {rows} rows and {columns} columns, most of them empty: delete them and save",
                    )


def _extent(sheet: IO[bytes]) -> tuple[int, int]:
    """The last row and column that a sheet's cells name."""
    rows = columns = 0
    rest = b""
    while chunk := sheet.read(CHUNK):
        found = REFERENCE.findall(rest + chunk)
        if found:
            rows = max([rows, *(int(row) for _, row in found)])
            columns = max([columns, *(_column(letters) for letters in {letters for letters, _ in found})])
        rest = chunk[-64:]  # a reference may stand across two chunks
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1  # a lower-case letter only makes it larger
    return number
