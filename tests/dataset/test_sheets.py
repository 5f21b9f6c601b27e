"""The writer of all workbooks: values keep their type, and what exceeds a limit is said and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.dataset.sheets import EXCEL, LONG_SHEET, Book, Head, Limits, as_cell, frame_rows, parts, plain, units

HEADS = [Head("编号", "id", 10), Head("文字", "text")]


def written(path: Path, rows: list[tuple[object, ...]], limits: Limits = EXCEL) -> openpyxl.Workbook:
    with Book(path, limits) as book:
        book.write("表", HEADS, rows)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, True),
        (np.bool_(False), False),
        ("True", "True"),
        ("nan", "nan"),
        ("12", "12"),
        ("=1+1", "=1+1"),
        ("http://a.example/", "http://a.example/"),
        (12, 12),
        (np.int64(3), 3),
        (np.float64(0.5), 0.5),
        (float("nan"), None),
        (np.float64("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (None, None),
        ("", None),
        (float("inf"), "inf"),
        (2**53 + 1, "9007199254740993"),
        (date(2024, 1, 2), datetime(2024, 1, 2)),
        (pd.Timestamp("2024-01-02"), datetime(2024, 1, 2)),
        (date(1899, 5, 1), "1899-05-01"),
        (datetime(2024, 1, 2, 3, 4), "2024-01-02 03:04:00"),
        (["a", "b"], "a;b"),
        (np.array(["a", "b"]), "a;b"),
        ("\x07响", "响"),
        ("\x1f\ufffe", None),
    ],
)
def test_a_value_keeps_its_type(tmp_path, value, cell):
    got = written(tmp_path / "a.xlsx", [(1, value)])["表"].cell(2, 2)
    assert got.value == cell and type(got.value) is type(cell)
    assert got.hyperlink is None and got.data_type != "f"


def test_a_frame_keeps_its_types(tmp_path):
    frame = pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": pd.array([None, True], "boolean")})
    page = written(tmp_path / "a.xlsx", list(frame_rows(frame)))["表"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [[1, None], [None, True]]


def test_rows_beyond_a_sheet_go_on(tmp_path):
    for count, sheets in ((0, 1), (2, 1), (3, 2), (4, 2), (5, 3)):
        path = tmp_path / f"{count}.xlsx"
        with Book(path, replace(EXCEL, rows=3)) as book:
            assert len(book.write("表", HEADS, ((n, "字") for n in range(count)))) == sheets
        read = openpyxl.load_workbook(path)
        assert read.sheetnames == ["表", "表_2", "表_3"][:sheets]
        assert [row[0] for name in read.sheetnames for row in read[name].iter_rows(2, values_only=True)] == list(
            range(count)
        )
        assert all([cell.value for cell in read[name][1]] == ["编号", "文字"] for name in read.sheetnames)


@pytest.mark.parametrize("text", ["长" * 250, "𠮷" * 130, "短" * 100])
def test_a_long_text_is_cut_with_a_mark_and_stands_whole_behind(tmp_path, text):
    book = written(tmp_path / "a.xlsx", [(1, "字"), (2, text)], replace(EXCEL, cell=100))
    cell = book["表"].cell(3, 2).value
    if units(text) <= 100:
        assert cell == text and LONG_SHEET not in book.sheetnames
        return
    assert units(cell) <= 100 and cell.endswith(f"cut: {LONG_SHEET}】") and text.startswith(cell.partition("……")[0])
    rows = list(book[LONG_SHEET].iter_rows(min_row=2, values_only=True))
    assert {row[:3] for row in rows} == {("表", "row 3", "文字")}
    assert [row[3] for row in rows] == list(range(1, len(rows) + 1))
    assert "".join(row[4] for row in rows) == text


@given(st.text(), st.integers(2, 20))
def test_pieces_make_the_text_again(text, most):
    text = as_cell(text)
    pieces = list(parts(text, most))
    assert "".join(pieces) == text and all(0 < units(piece) <= most for piece in pieces)


@given(st.text())
def test_plain_words_stay_words(text):
    assert plain(text) == text


def test_equal_tables_are_equal_bytes_and_a_failed_book_leaves_the_file(tmp_path):
    one, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    written(one, [(1, "字")])
    written(other, [(1, "字")])
    held = one.read_bytes()
    assert held == other.read_bytes()
    with pytest.raises(ZeroDivisionError), Book(one) as book:
        book.write("表", HEADS, [(1, "别的")])
        raise ZeroDivisionError
    assert one.read_bytes() == held
    with pytest.raises(FileNotFoundError, match="none"):
        written(tmp_path / "none" / "a.xlsx", [])
