"""The wide panel: every number of kpi_panel once, in a column of its unit, empty where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from zongjie.dataset.panel_sheet import PANEL_WIDE, write_panel
from zongjie.dataset.schema import arrow
from zongjie.dataset.sheets import EXCEL, Book, Limits

USUAL = {
    "issuer": "青禾县", "region": "青禾县", "period": "2023", "period_type": "year", "kpi": "gdp", "kind": "level",
    "dimension": "CNY", "standard_value": 12.5, "standard_unit": "亿元", "conflict": False, "candidates": 1,
}  # fmt: skip


def sheets(path: Path, rows: list[dict], limits: Limits = EXCEL) -> tuple[openpyxl.Workbook, tuple]:
    """The panel of these rows, each with a metric of its own about 地区生产总值."""
    full = [{**USUAL, "metric_id": f"m{n}", "document_id": "d0", **row} for n, row in enumerate(rows)]
    tables = {
        "kpi_panel": pa.Table.from_pylist(full, pa.schema([f.with_nullable(True) for f in arrow("kpi_panel")])),
        "metrics": pa.table({"metric_id": [row["metric_id"] for row in full], "subject": ["地区生产总值"] * len(full)}),
    }
    with Book(path, limits) as book:
        made = write_panel(book, lambda name: [tables[name]])
    return openpyxl.load_workbook(path), made


def grid(book: openpyxl.Workbook, name: str = PANEL_WIDE) -> list[list[object]]:
    return [list(row) for row in book[name].iter_rows(values_only=True)]


def test_a_row_for_each_place_and_a_column_for_each_series(tmp_path):
    rows = [
        {},
        {"period": "2022", "standard_value": 11.0},
        {"kind": "target", "standard_value": 13.0},
        {"kind": "rate", "dimension": "share", "standard_unit": "%", "standard_value": 6.5},
        {"standard_unit": "万美元", "standard_value": 9.0, "dimension": "USD"},
        {"issuer": None, "region": "临溪区", "kpi": "cpi", "standard_unit": "%", "dimension": "share"},
    ]
    book, made = sheets(tmp_path / "a.xlsx", rows)
    assert grid(book) == [
        ["发文单位", "地区", "时期", "时期类型", "cpi [%]", "gdp [亿元]", "gdp [万美元]", "gdp 比率 rate [%]",
         "gdp 目标 target [亿元]"],
        [None, "临溪区", "2023", "year", 12.5, None, None, None, None],
        ["青禾县", "青禾县", "2022", "year", None, 11, None, None, None],
        ["青禾县", "青禾县", "2023", "year", None, 12.5, 9, 6.5, 13],
    ]  # fmt: skip
    assert made.rows == 3 and made.sheets == [PANEL_WIDE]
    assert book[PANEL_WIDE].freeze_panes == "E2"
    assert "地区生产总值" in book[PANEL_WIDE].cell(1, 6).comment.text


def test_conflicts_ranges_and_blanks(tmp_path):
    rows = [
        {"conflict": True, "candidates": 3},
        {"kpi": "cpi", "standard_value": None},
        {"kpi": "jobs", "standard_value": 3.0, "standard_high": 5.0},
    ]
    page = sheets(tmp_path / "a.xlsx", rows)[0][PANEL_WIDE]
    at = {cell.value: cell.column for cell in page[1]}
    cells = {name: page.cell(2, at[f"{name} [亿元]"]) for name in ("gdp", "cpi", "jobs")}
    assert "3 numbers disagree" in cells["gdp"].comment.text and cells["gdp"].value == 12.5
    assert cells["cpi"].value is None and cells["cpi"].comment is None
    assert cells["jobs"].value == 3 and "up to 5" in cells["jobs"].comment.text


def test_a_document_without_issuer_and_region_has_a_row_of_its_own_with_its_id(tmp_path):
    rows = [
        {"issuer": None, "region": None, "document_id": f"d{n}", "standard_value": float(n), "kpi": kpi}
        for n in (1, 2)
        for kpi in ("gdp", "cpi")
    ]
    book, made = sheets(tmp_path / "a.xlsx", [*rows, {"document_id": "d3"}, {"document_id": "d4", "kpi": "cpi"}])
    assert [row[0] for row in grid(book)[1:]] == [None, None, "青禾县"] and made.rows == 3
    assert [row[4:] for row in grid(book)[1:]] == [[1, 1], [2, 2], [12.5, 12.5]]
    notes = [row[0].comment for row in book[PANEL_WIDE].iter_rows(min_row=2)]
    assert [note and note.text for note in notes] == ["d1", "d2", None]


def test_series_that_would_be_called_alike_stay_apart(tmp_path):
    rows = [{"standard_unit": ""}, {"standard_unit": "", "dimension": "people", "standard_value": 7.0}]
    [head, row] = grid(sheets(tmp_path / "a.xlsx", rows)[0])
    assert len(set(head)) == len(head) and row[4:] == [12.5, 7]


def test_an_empty_panel_has_its_header(tmp_path):
    book, made = sheets(tmp_path / "a.xlsx", [])
    assert len(grid(book)) == 1 and len(grid(book)[0]) == 4 and made.rows == 0


@pytest.mark.parametrize("count", [3, 4, 5])
def test_rows_and_columns_beyond_a_sheet(tmp_path, count):
    rows = [{"period": str(2000 + n), "kpi": f"k{n}", "standard_value": float(n)} for n in range(count)]
    book, made = sheets(tmp_path / "a.xlsx", rows, replace(EXCEL, rows=3, columns=4 + 3))
    assert book.sheetnames == [PANEL_WIDE, f"{PANEL_WIDE}_2", f"{PANEL_WIDE}_3"][: -(-count // 2)]
    assert [row[2] for name in book.sheetnames for row in grid(book, name)[1:]] == [str(2000 + n) for n in range(count)]
    assert len(grid(book)[0]) == 7
    assert [note.en.split()[0] for note in made.notes] == ([] if count == 3 else [str(count - 3)])
