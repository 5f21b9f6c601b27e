"""Excel: a row for each record with its sentence, drop-down lists for coded fields, and the corrected sheet read back.

`start` and `end` are those of the dataset: code points of the source text. A row without a decision was not looked at,
unless one of its cells was changed; a row without `record_id` is a record that the machine missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.dataset.sheets import CUT, EXCEL, Book, Head
from zongjie.errors import Message, UsageError
from zongjie.review.kinds import KINDS, Kind, parsed, shown
from zongjie.review.records import Item, Page
from zongjie.review.returned import DECISIONS, Fault, Mark, Reading, Returned, unreadable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ABOUT, LISTS = "说明 about", "codes"
HEADS = {
    "decision": "决定", "record_id": "编号", "path": "文件", "title": "标题", "stratum": "层", "sentence": "句子",
    "text": "原文", "start": "起", "end": "止", "comment": "备注", "document_id": "文档编号",
    "document_start": "文档起点",
}  # fmt: skip
BEFORE = ("decision", "record_id", "path", "title", "sentence", "text", "start", "end")
AFTER = ("comment", "document_id", "document_start", "stratum")
WIDE = {"sentence": 60, "text": 24, "path": 20, "title": 20, "subject": 16, "object": 16, "decision": 10}
SPARE = 200
"""Empty rows below the records that have drop-down lists too, for records to be added."""
HELP = (
    Message("decision（决定）：keep 对；change 改；delete 不是；add 漏掉的，另起一行。空着表示没有看。",
            "decision: keep (right), change, delete (no record), add (missed, on a row of its own). Empty: unseen."),
    Message("改字段时直接改单元格；改范围时改 text（原文里的字）。add 的行至少填 path（或 document_id）和 text；"
            "同样的字在文档里不止一处时再填 start 或 sentence。",
            "To correct a field, change its cell; to correct an extent, change text (words of the source). A row to "
            "add needs path (or document_id) and text, and start or sentence where these words stand more than once."),
)  # fmt: skip


def write(
    pages: Iterable[Page],
    path: Path,
    export: str,
    sentences: Mapping[str, str] | None = None,
    strata: Mapping[str, str] | None = None,
    tables: Sequence[str] = tuple(KINDS),
) -> None:
    """Write a sheet for each table to `path`. `sentences` and `strata` are by record id.

    Raises:
        UsageError: a table has more rows than a sheet holds.
    """
    with Book(path, streaming=False) as book:
        _about(book.page(ABOUT), export)
        lists = book.page(LISTS)
        lists.hide()
        ranges = _lists(lists)
        sheets = {table: _head(book, KINDS[table]) for table in tables}
        rows = dict.fromkeys(tables, 0)
        for page in pages:
            for item in page.items:
                rows[item.table] += 1
                if rows[item.table] >= EXCEL.rows - SPARE:
                    raise UsageError(
                        f"表 {item.table} 的行数超过 Excel。请先用 zongjie review sample 抽样，再用 --sample 导出。",
                        f"table {item.table} has more rows than Excel holds. Draw a sample with zongjie review sample "
                        "and export it with --sample.",
                    )
                _row(book, sheets[item.table], rows[item.table], page, item, sentences or {}, strata or {})
        for table, sheet in sheets.items():
            _validate(sheet, KINDS[table], rows[table] + SPARE, ranges)


def _about(page: Worksheet, export: str) -> None:
    page.set_column(0, 0, 110)
    lines = ["zongjie review", *(m.zh for m in HELP), *(m.en for m in HELP), f"export {export}"]
    for row, line in enumerate(lines):
        page.write_string(row, 0, line)


def _columns(kind: Kind) -> tuple[str, ...]:
    return (*BEFORE, *kind.fields, *AFTER)


def _lists(page: Worksheet) -> dict[tuple[str, str], str]:
    """Write every list of codes to a column, and tell where each is."""
    ranges = {}
    coded = [(kind, name) for kind in KINDS.values() for name in kind.fields if kind.values(name)]
    columns = [("", "decision", list(DECISIONS))]
    columns += [(kind.table, name, [shown(kind, name, value) for value in kind.values(name)]) for kind, name in coded]
    for at, (table, name, values) in enumerate(columns):
        for row, value in enumerate(values):
            page.write_string(row, at, value)
        letter = chr(ord("A") + at)
        ranges[table, name] = f"={LISTS}!${letter}$1:${letter}${len(values)}"
    return ranges


def _head(book: Book, kind: Kind) -> Worksheet:
    heads = [
        Head(f"{name} {HEADS.get(name) or kind.column(name).label_zh}", width=WIDE.get(name, 12))
        for name in _columns(kind)
    ]
    return book.begin(kind.table, heads, freeze=2)


def _row(
    book: Book, sheet: Worksheet, row: int, page: Page, item: Item, sentences: Mapping[str, str],
    strata: Mapping[str, str],
) -> None:  # fmt: skip
    kind = KINDS[item.table]
    cells: dict[str, object] = {
        "record_id": item.id, "path": page.path, "title": page.title, "sentence": sentences.get(item.id, ""),
        "text": item.text, "start": page.base + item.start, "end": page.base + item.end,
        "document_id": page.document_id, "document_start": page.base, "stratum": strata.get(item.id, ""),
        **{name: v if isinstance(v, float) else shown(kind, name, v) for name, v in item.fields.items()},
    }  # fmt: skip
    for at, name in enumerate(_columns(kind)):
        book.cell(sheet, row, at, cells.get(name), (kind.table, item.id, name))


def _validate(sheet: Worksheet, kind: Kind, last: int, ranges: Mapping[tuple[str, str], str]) -> None:
    for at, name in enumerate(_columns(kind)):
        source = ranges.get(("", name)) if name == "decision" else ranges.get((kind.table, name))
        if source:
            sheet.data_validation(1, at, last, at, {"validate": "list", "source": source})
    sheet.autofilter(0, 0, max(1, last - SPARE), len(_columns(kind)) - 1)


# ------------------------------------------------------------------------------------------------------------ reading
def read(path: Path) -> Returned:
    """The rows of a corrected workbook that bear a decision or a record; each document is a reading.

    Raises:
        UsageError: the file is no workbook, or has none of our sheets, or a sheet lacks a column.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError) as fault:
        raise unreadable(path, fault, "xlsx") from fault
    found = [name for name in KINDS if name in sheets]
    if not found:
        raise unreadable(path, "no sheet metrics, activities, problems", "zongjie review export --to xlsx")
    about = sheets.get(ABOUT, [])
    export = next((str(r[0]).split()[1] for r in about if r and str(r[0]).startswith("export x")), "")
    faults: list[Fault] = []
    marks: dict[tuple[str, str, int | None], list[Mark]] = {}
    for table in found:
        for key, mark in _read_sheet(path, KINDS[table], sheets[table], faults):
            marks.setdefault(key, []).append(mark)
    readings = tuple(
        Reading(document or source, "", None, False, tuple(some), some[0].where, base)
        for (document, source, base), some in marks.items()
    )
    return Returned("xlsx", export, readings, tuple(faults))


def _read_sheet(
    path: Path, kind: Kind, rows: Sequence[Sequence[Any]], faults: list[Fault]
) -> Iterable[tuple[tuple[str, str, int | None], Mark]]:
    at = {str(cell).split(" ")[0]: number for number, cell in enumerate(rows[0] if rows else ()) if str(cell)}
    if lacking := [name for name in _columns(kind) if name not in at and name != "stratum"]:
        raise unreadable(path, f"{kind.table}: {', '.join(lacking)}", "zongjie review export --to xlsx")
    for number, row in enumerate(rows[1:], 2):
        cells = {name: row[place] for name, place in at.items() if place < len(row)}
        if all(cell in ("", None) for cell in cells.values()):
            continue
        where = f"{kind.table} {number}"
        try:
            yield _key(cells), _read_row(kind, where, cells)
        except ValueError as fault:
            said = Message(f"填写的值不认识：{fault}", f"a cell is not understood: {fault}")
            faults.append(Fault(where, said, _said(cells, "record_id")))


def _said(cells: Mapping[str, Any], name: str) -> str:
    cell = cells.get(name)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _number(cells: Mapping[str, Any], name: str) -> int | None:
    said = _said(cells, name).strip()
    if said in ("", "nan"):
        return None
    if not float(said).is_integer():
        raise ValueError(f"{name}: {said!r}")
    return int(float(said))


def _key(cells: Mapping[str, Any]) -> tuple[str, str, int | None]:
    document = _said(cells, "document_id").strip()
    path = _said(cells, "path").strip()
    if not document and not path:
        raise ValueError("document_id, path")
    return document, "" if document else path, _number(cells, "document_start")


def _read_row(kind: Kind, where: str, cells: Mapping[str, Any]) -> Mark:
    decision = _said(cells, "decision").strip().lower()
    own = _said(cells, "record_id").strip()
    if decision and decision not in DECISIONS:
        raise ValueError(f"decision: {decision}")
    if not own and decision not in ("", "add"):
        raise ValueError(f"decision: {decision}, record_id: ?")
    base = _number(cells, "document_start") or 0
    start, end = _number(cells, "start"), _number(cells, "end")
    fields = {
        name: parsed(kind, name, _said_value(cells.get(name))) for name in kind.fields if not _is_cut(cells.get(name))
    }
    return Mark(
        where, kind.table, own, None if start is None else start - base, None if end is None else end - base,
        None if _is_cut(cells.get("text")) else _said(cells, "text"), fields, decision or ("" if own else "add"),
        _said(cells, "comment") if own else _said(cells, "comment") or _said(cells, "sentence"),
    )  # fmt: skip


def _is_cut(cell: object) -> bool:
    """Whether the export could not show a text whole: what stands there is no correction."""
    return isinstance(cell, str) and CUT in cell


def _said_value(cell: object) -> object:
    return f"{cell:.15g}" if isinstance(cell, float) else cell


def read_strata(path: Path) -> dict[str, str]:
    """The record ids of a workbook and the stratum of each.

    Raises:
        UsageError: the file is no workbook of ours.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    found: dict[str, str] = {}
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in (name for name in book.sheet_names if name in KINDS):
            head, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            at = {str(cell).split(" ")[0]: number for number, cell in enumerate(head)}
            found.update({str(r[at["record_id"]]): str(r[at["stratum"]]) for r in rows if r[at["record_id"]]})
    except (CalamineError, OSError, ValueError, KeyError) as fault:
        raise unreadable(path, repr(fault), "zongjie review sample") from fault
    return found
