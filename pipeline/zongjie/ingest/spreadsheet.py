"""Spreadsheets: xlsx through calamine, legacy xls through xlrd."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.document import Source
from zongjie.errors import UnreadableError
from zongjie.ingest.doc import encrypted
from zongjie.ingest.grid import Cell, Extent, Grid, Row, cell_text, sources
from zongjie.ingest.sheet_bounds import check_sheets
from zongjie.ingest.unpack import check_container

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook
    from xlrd.sheet import Cell as XlsCell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
MOST_SHEETS = 1_000  # a workbook may name one part as many sheets, each of which is then read


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
    check_sheets(data)
    extent = Extent()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                Grid(_place(at, name), _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False), extent))
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
    extent = Extent()
    return [
        Grid(
            _place(at, sheet.name),
            _rows(([_xls_value(cell, book.datemode) for cell in row] for row in sheet.get_rows()), extent),
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

    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if len(names) > MOST_SHEETS:
        raise UnreadableError(
            f"工作簿有 {len(names)} 张工作表，超过 {MOST_SHEETS} 张；请拆成几个文件",
            f"the workbook has {len(names)} sheets, more than {MOST_SHEETS}: split it",
        )
    return names


def _rows(table: Iterable[Sequence[Cell]], extent: Extent) -> tuple[Row, ...]:
    """The rows that hold anything, with their numbers; formatting alone may reach down to row 1,048,576."""
    rows: list[Row] = []
    for number, cells in enumerate(table, 1):
        extent.add(number, cells)
        if any(cell not in ("", None) for cell in cells):
            rows.append(Row(number, tuple(map(cell_text, cells))))
    return tuple(rows)
