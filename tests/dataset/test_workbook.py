"""The Excel workbook: text stays text, numbers are numbers, and every limit is met with a note."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from zongjie.config import Settings
from zongjie.dataset.schema import TABLES
from zongjie.dataset.sheets import EXCEL, Limits, cut, units
from zongjie.dataset.tables import Rows
from zongjie.dataset.write import Writer
from zongjie.dataset.xlsx import LONG_CELLS, MARK, plan

Write = Callable[..., dict[str, int]]
HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@x",
    "http://evil.example/",
    "mailto:a@b.example",
    "internal:Sheet1!A1",
    "00123",
    "1e5",
    "{=1+1}",
    "<r><t>rich</t></r>",
    "_x0041_",
    "a & b < c > d \"e\" 'f'",
    "\x07响\x0b铃",
    "\ufffe\uffff",
    "  两端空白　",
    "行\n行",
]


def sheet(out: Path, name: str) -> Worksheet:
    return openpyxl.load_workbook(out / "dataset.xlsx")[name]


def column(out: Path, name: str, wanted: str) -> list[object]:
    at = [column.name for column in TABLES[name].columns].index(wanted) + 1
    page = sheet(out, name)
    return [page.cell(row, at).value for row in range(2, page.max_row + 1)]


def fields(*values: str) -> Rows:
    """One source and one document with these field values."""
    common = {"path": "a.txt", "sha256": "0", "bytes": 1, "media_type": "text/plain"}
    return {
        "sources": [{"source_id": "s1", **common, "chars": 1, "status": "ok"}],
        "texts": [{"source_id": "s1", "text": "字"}],
        "documents": [
            {"document_id": "d1", "source_id": "s1", "path": "a.txt", "index": 0, "start": 0, "end": 1, "chars": 1}
        ],
        "document_fields": [{"document_id": "d1", "name": f"n{at}", "value": value} for at, value in enumerate(values)],
    }


def test_hostile_text_stays_text(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out", rows=[fields(*HOSTILE)], themed={})
    page = sheet(tmp_path / "out", "document_fields")
    cells = [page.cell(row, 3) for row in range(2, page.max_row + 1)]
    for cell, text in zip(cells, HOSTILE, strict=True):
        assert cell.hyperlink is None
        assert cell.data_type in ("inlineStr", "s", "n"), text  # n: openpyxl's type of an empty cell
        assert cell.data_type != "n" or cell.value is None
    values = [cell.value for cell in cells]
    assert values[0] == HOSTILE[0]
    assert values[7] == "00123"
    assert values[10].strip() == "<r><t>rich</t></r>"
    assert values[13] == "响铃"
    assert not values[14]
    with ZipFile(tmp_path / "out" / "dataset.xlsx") as archive:
        content = "".join(
            archive.read(name).decode() for name in archive.namelist() if "sheet" in name and "rels" not in name
        )
        rels = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    assert "_x005F_x0041_" in content, "Excel would read _x0041_ as A"
    assert "<f>" not in content
    assert "<f " not in content
    assert "evil.example" not in rels


def test_a_sheet_for_each_table_except_texts(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "dataset.xlsx")
    assert book.sheetnames == ["说明 about", *(name for name in TABLES if name != "texts"), "panel_wide"]
    about = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("texts" in line and "csv" in line for line in about)
    assert "新建基层工会数" not in about
    assert {"metrics", "value", "数值"} <= set(about)


def test_headings_are_chinese_and_comments_name_the_column(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    page = sheet(tmp_path / "out", "metrics")
    assert [cell.value for cell in page[1]] == [column.label_zh for column in TABLES["metrics"].columns]
    for cell, about in zip(page[1], TABLES["metrics"].columns, strict=True):
        assert cell.comment.text.startswith(about.name + " ")
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:AE6"


def test_pandas_reads_numbers_dates_and_truths(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    frame = pd.read_excel(tmp_path / "out" / "dataset.xlsx", sheet_name="metrics")
    assert frame["数值"].tolist()[:4] == [12, 15, 80, 3]
    assert frame["数值"].isna().tolist() == [False, False, False, False, True]
    assert frame["算术相符"].tolist()[0] is True or frame["算术相符"].tolist()[0] == 1
    assert column(tmp_path / "out", "documents", "period_start")[0] == datetime(2024, 1, 1)
    assert column(tmp_path / "out", "metrics", "period_end")[3] == "1899-05-01", "Excel knows no date before 1900"
    assert column(tmp_path / "out", "sentences", "words")[0] == "青 山 镇 工 会 总 结"


def test_a_number_that_is_none_is_written_as_words(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    corpus[0]["metrics"][0]["value"] = float("inf")
    write(tmp_path / "out")
    assert column(tmp_path / "out", "metrics", "value")[0] == "inf"


def test_records_link_to_their_sentence(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    page = sheet(tmp_path / "out", "metrics")
    cell = page.cell(2, 3)
    place = cell.hyperlink.location
    assert place.startswith(("'sentences'!A", "sentences!A"))
    target = sheet(tmp_path / "out", "sentences")[place.split("!")[1]]
    assert target.value == cell.value
    assert cell.hyperlink.tooltip == "全年新建工会12家，占应建15家的80%。"


def test_a_link_shows_no_more_than_excel_allows(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    for row in corpus[0]["documents"]:
        row["title"] = "𠮷" * 200  # two UTF-16 units each, of which a link shows 255
    write(tmp_path / "out")
    tip = sheet(tmp_path / "out", "metrics").cell(2, 2).hyperlink.tooltip
    assert 100 < len(tip) < 128 and set(tip) == {"𠮷"}


def test_portions_change_nothing(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "one", limits=replace(EXCEL, rows=6))
    monkeypatch.setattr("zongjie.dataset.xlsx.PORTION", 2)
    write(tmp_path / "two", limits=replace(EXCEL, rows=6))
    assert (tmp_path / "one" / "dataset.xlsx").read_bytes() == (tmp_path / "two" / "dataset.xlsx").read_bytes()


def links_of(page: Worksheet, name: str) -> dict[str, list[bool]]:
    """Whether the cells of each linking column have a link, from the top."""
    return {
        about.name: [page.cell(row, at).hyperlink is not None for row in range(2, page.max_row + 1)]
        for at, about in enumerate(TABLES[name].columns, 1)
        if about.name in ("sentence_id", "document_id")
    }


def test_links_beyond_the_limit_are_left_out_with_a_note(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    """Sentences before documents: of five metrics the first seven cells link, and the rest are plain ids."""
    with Writer(tmp_path / "out", Settings(), limits=replace(EXCEL, links=7)) as writer:
        for rows in corpus:
            writer.add(rows)
        writer.finish({}, {})
        notes = {note.en.split("of ")[1].split(",")[0]: note for note in writer.notes}
    page = sheet(tmp_path / "out", "metrics")
    assert links_of(page, "metrics") == {"document_id": [True] * 2 + [False] * 3, "sentence_id": [True] * 5}
    assert str(page.cell(5, 2).value).startswith("d")
    assert links_of(sheet(tmp_path / "out", "activities"), "activities")["document_id"][0]
    assert "metrics" in notes and "document_id: 2" in notes["metrics"].en and "activities" not in notes
    about = sheet(tmp_path / "out", "说明 about")
    assert notes["metrics"].zh in [row[0].value for row in about.iter_rows()]
    assert notes["metrics"].zh in (tmp_path / "out" / "run.json").read_text("utf-8")


@pytest.mark.parametrize("name", ["metrics", "activities", "problems", "rejected", "sentences", "sections"])
def test_records_link_to_their_document(write: Write, tmp_path: Path, name: str) -> None:
    write(tmp_path / "out", limits=replace(EXCEL, rows=3))
    book = openpyxl.load_workbook(tmp_path / "out" / "dataset.xlsx")
    at = [one.name for one in TABLES[name].columns].index("document_id") + 1
    seen = 0
    for sheet_name in (one for one in book.sheetnames if one.rpartition("_")[0] == name or one == name):
        for row in range(2, book[sheet_name].max_row + 1):
            cell = book[sheet_name].cell(row, at)
            where, place = cell.hyperlink.location.replace("'", "").split("!")
            assert book[where][place].value == cell.value
            seen += 1
    assert seen == len(pd.read_parquet(tmp_path / "out" / "tables" / f"{name}.parquet")) > 0
    assert "documents_2" in book.sheetnames


def test_rows_beyond_a_sheet_go_on_in_the_next(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    write(tmp_path / "out", limits=replace(EXCEL, rows=4))
    book = openpyxl.load_workbook(tmp_path / "out" / "dataset.xlsx")
    assert [name for name in book.sheetnames if name.startswith("sentences")] == [
        "sentences",
        "sentences_2",
        "sentences_3",
    ]
    expected = [row["sentence_id"] for rows in corpus for row in rows.get("sentences", [])]
    found = [cell.value for name in ("sentences", "sentences_2", "sentences_3") for cell in book[name]["A"][1:]]
    assert found == expected
    assert [cell.value for cell in book["sentences_3"][1]] == [
        column.label_zh for column in TABLES["sentences"].columns
    ]
    last = book["metrics_2"].cell(3, 3)
    assert book["sentences_2"][last.hyperlink.location.split("!")[1]].value == last.value
    assert "sentences_3" in (tmp_path / "out" / "run.json").read_text("utf-8")
    assert any(
        "sentences_3" in str(row[0].value) and "分在" in str(row[0].value) for row in book.worksheets[0].iter_rows()
    )


@pytest.mark.parametrize(("rows", "sheets"), [(0, 1), (1, 1), (9, 1), (10, 2), (18, 2), (19, 3)])
def test_the_plan_counts_the_heading(rows: int, sheets: int) -> None:
    assert len(plan(dict.fromkeys(TABLES, rows), Limits(rows=10))["metrics"]) == sheets


def test_long_cells_are_cut_with_a_mark_and_kept_beside(write: Write, tmp_path: Path) -> None:
    long, astral, fits = "长" * 101, "𠮷" * 60, "短" * 100
    write(tmp_path / "out", rows=[fields(long, astral, fits)], themed={}, limits=replace(EXCEL, cell=100))
    values = column(tmp_path / "out", "document_fields", "value")
    assert values[0] == "长" * (100 - len(MARK)) + MARK
    assert values[1].endswith(MARK) and units(values[1]) <= 100
    assert values[2] == fits
    with (tmp_path / "out" / LONG_CELLS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["table", "id", "column", "text"],
        ["document_fields", "d1 n0", "value", long],
        ["document_fields", "d1 n1", "value", astral],
    ]
    assert LONG_CELLS in (tmp_path / "out" / "run.json").read_text("utf-8")


def test_the_limits_are_those_of_excel(write: Write, tmp_path: Path) -> None:
    assert Limits(1_048_576, 32_767, 65_530) == EXCEL
    write(tmp_path / "out", rows=[fields("字" * 40_000)], themed={})
    assert len(str(column(tmp_path / "out", "document_fields", "value")[0])) == 32_767


@given(st.text(), st.integers(0, 20))
def test_a_cut_is_a_beginning_that_fits(text: str, most: int) -> None:
    short = cut(text, most)
    assert text.startswith(short)
    assert units(short) <= most
    assert short == text or units(text[: len(short) + 1]) > most


def test_two_workbooks_are_the_same_bytes(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "one")
    write(tmp_path / "two")
    assert (tmp_path / "one" / "dataset.xlsx").read_bytes() == (tmp_path / "two" / "dataset.xlsx").read_bytes()
