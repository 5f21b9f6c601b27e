"""Columns written at once read as the same cells written one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zongjie.dataset.cells import fitted, pour
from zongjie.dataset.sheets import Book, Head

TEXTS = [
    "",
    "=1+1",
    "00123",
    "<r><t>rich</t></r>",
    "a & b < c > d \"e\" 'f'",
    "&amp;",
    "_x0041_",
    "_x005F_",
    "x_x000d_y",
]
TEXTS += [" 前", "后\t", "\u3000两端\u00a0", "行\n行", "行\r\n行\r", "\x07响\x0b铃\ufffe", "𠮷" * 9, "_x00g1_"]
NUMBERS = [0.0, 66.0, -3.0, 2e10, 1e15, 1e16, 2.0**53, 1e300, 5e-324, 0.1, 1 / 3, 12.5, -1e-7]
DAYS = [date(1899, 12, 31), date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(1970, 1, 1), date(2024, 2, 29)]


def poured(path: Path, column: pa.Array) -> list[tuple[object, type, str]]:
    """What a column is when it is read again, in one sheet by whole columns and in another cell by cell: the same."""
    values = column.to_pylist()
    with Book(path) as book:
        fast = book.begin("fast", [Head("甲"), Head("乙")])
        number = pa.array(range(len(values)), pa.int64())
        columns = fitted([number, column], book.limits.cell, lambda row, at, text: book.fit(text, ("", "", "")))
        pour(fast, 1, columns, {}, book.styles)
        book.write("slow", [Head("甲"), Head("乙")], enumerate(values))
    read = openpyxl.load_workbook(path)
    cells = {
        name: [(cell.value, type(cell.value), cell.number_format) for cell in list(read[name]["B"])[1:]]
        for name in ("fast", "slow")
    }
    assert [cell.value for cell in list(read["fast"]["A"])[1:]] == list(range(len(values)))
    assert cells["fast"] == cells["slow"]
    return cells["fast"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([one for one in TEXTS if not one.startswith("<r>")], pa.string()),
        pa.array([None, *DAYS], pa.date32()),
        pa.array([None, 0, -5, 2**53, 2**53 + 1, -(2**53) - 1, 2**62], pa.int64()),
        pa.array([None, True, False], pa.bool_()),
        pa.array([None, float("nan"), float("inf"), float("-inf"), 2.0**53, 12.0], pa.float64()),
        pa.array([None, None], pa.string()),
    ],
    ids=["texts", "days", "whole", "truths", "numbers", "nulls"],
)
def test_a_column_reads_as_its_cells(tmp_path: Path, column: pa.Array) -> None:
    poured(tmp_path / "a.xlsx", column)


def test_words_like_markup_stay_as_they_are(tmp_path: Path) -> None:
    with Book(tmp_path / "a.xlsx") as book:
        pour(book.begin("a", [Head("甲")]), 1, [pa.array(["<r><t>x</t></r>", "<", "]]>"])], {}, book.styles)
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in read["a"]["A"]] == ["甲", "<r><t>x</t></r>", "<", "]]>"]


def test_numbers_keep_every_digit_and_whole_ones_their_type(tmp_path: Path) -> None:
    with Book(tmp_path / "a.xlsx") as book:
        pour(book.begin("a", [Head("甲")]), 1, [pa.array(NUMBERS, pa.float64())], {}, book.styles)
    cells = [cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]["A"]][1:]
    assert cells == NUMBERS
    assert [isinstance(cell, int) for cell in cells[:7]] == [True] * 5 + [False, True]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.none(), min_size=1, max_size=6))
def test_any_texts_read_as_their_cells(tmp_path: Path, texts: list[str | None]) -> None:
    read = poured(tmp_path / "a.xlsx", pa.array(texts, pa.string()))
    assert len(read) == len(texts)


def test_rows_follow_each_other_and_the_header(tmp_path: Path) -> None:
    with Book(tmp_path / "a.xlsx") as book:
        page = book.begin("a", [Head("甲", "注")])
        for first, values in ((1, ["一", "二"]), (3, ["三"]), (4, ["四", "五"])):
            pour(page, first, [pa.array(values)], {}, book.styles)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]
    assert [cell.value for cell in page["A"]] == ["甲", "一", "二", "三", "四", "五"]
    assert page["A1"].comment.text == "注" and page.dimensions == "A1:A6"
