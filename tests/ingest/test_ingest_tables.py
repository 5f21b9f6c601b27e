"""Tables: a source for each row, the text column found, other columns kept as fields."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_files import DATA, xlsx_bytes, zipped

from zongjie.config import Settings
from zongjie.ingest import read_bytes, sheet_bounds
from zongjie.ingest.delimited import sniff_delimiter
from zongjie.ingest.spreadsheet import is_circular

CSV = '单位,年度,正文\n某校,2022,"第一段，\n第二段。"\n\n某院,2023,\n某所,2023,完成3项。\n'


def test_csv_rows_are_sources_numbered_as_a_spreadsheet_shows_them(settings: Settings) -> None:
    sources = read_bytes(CSV.encode("gbk"), "表.csv", settings)
    assert [(s.path, s.status, s.text) for s in sources] == [
        ("表.csv#2", "ok", "第一段，\n第二段。"),
        ("表.csv#4", "empty", ""),
        ("表.csv#5", "ok", "完成3项。"),
    ]
    assert sources[0].fields == (("单位", "某校"), ("年度", "2022"))
    assert {s.encoding for s in sources} == {"gb18030"}
    assert len({s.sha256 for s in sources}) == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_rows(delimiter: str) -> None:
    rows = [["名称", "正文"], ["甲", "一，二；三、四。" if delimiter != ";" else "一，二，三"], ["乙", "五"]]
    assert sniff_delimiter("\n".join(delimiter.join(row) for row in rows)) == delimiter


def test_the_delimiter_that_excel_names_is_taken(settings: Settings) -> None:
    [source] = read_bytes("sep=;\n正文;a,b\n完成;1\n".encode(), "a.csv", settings)
    assert (source.path, source.text, source.fields) == ("a.csv#3", "完成", (("a,b", "1"),))


def test_a_column_named_by_the_user_goes_first(settings: Settings) -> None:
    chosen = settings.model_copy(update={"text_column": "摘要 "})
    [source] = read_bytes("正文,摘要\n长的,短的\n".encode(), "a.csv", chosen)
    assert (source.text, source.fields) == ("短的", (("正文", "长的"),))


def test_a_table_without_a_text_column_lists_its_columns(settings: Settings) -> None:
    [source] = read_bytes("单位,年度\n某校,2022\n".encode(), "a.csv", settings)
    assert source.status == "failed"
    assert all(word in (source.reason or "") for word in ("单位", "年度", "--text-column"))


def test_a_row_that_a_comma_of_its_text_cut_is_not_read(settings: Settings) -> None:
    rows = ["标题,正文", "甲,投资1,300万元。", '乙,"投资1,400万元。"', "丙,投资1500万元。,,", "丁,完成3项,新建2所"]
    sources = read_bytes("\n".join(rows).encode(), "a.csv", settings)
    assert [(s.path, s.status, s.text) for s in sources] == [
        ("a.csv#2", "failed", ""),
        ("a.csv#3", "ok", "投资1,400万元。"),
        ("a.csv#4", "ok", "投资1500万元。"),
        ("a.csv#5", "failed", ""),
    ]
    assert all(word in (sources[0].reason or "") for word in ("第 2 行有 3 个", "双引号", "row 2", "quotation marks"))
    assert sources[1].reason is None


def test_a_column_of_texts_with_commas_is_not_cut(settings: Settings) -> None:
    [source] = read_bytes("正文\n投资1,300万元。\n".encode(), "a.csv", settings)
    assert (source.status, source.text) == ("failed", "")


def test_a_row_that_ends_before_the_text_column_says_so(settings: Settings) -> None:
    whole, short = read_bytes("标题,年度,正文\n甲,2023,完成3项。\n乙,2023\n".encode(), "a.csv", settings)
    assert (whole.text, short.status, short.text) == ("完成3项。", "empty", "")
    assert short.fields == (("标题", "乙"), ("年度", "2023"))
    assert all(word in (short.reason or "") for word in ("第 3 行只有 2 个", "换行", "row 3"))


def test_a_cell_of_any_size_is_read(settings: Settings) -> None:
    [source] = read_bytes(f"正文\n{'好' * 2_000_000}\n".encode(), "a.csv", settings)
    assert len(source.text) == 2_000_000


def test_xlsx_sheets_rows_and_values(settings: Settings) -> None:
    data = xlsx_bytes(
        {
            "一": [
                ["2023年汇总表"],
                ["单位", "正文", "日期", "人数", "比例", "完成"],
                ["某校", "全年\n招生。", datetime.date(2023, 1, 5), 3, 0.25, True],
                [],
                ["某院", "义诊。", datetime.datetime(2023, 1, 5, 8, 30), 12.0, None, False],
            ],
            "第二": [["正文"], ["另一份。"]],
            "说明": [["填表人"], ["甲"]],
            "空": [],
        }
    )
    sources = read_bytes(data, "改名.dat", settings)
    assert [(s.path, s.status, s.text) for s in sources] == [
        ("改名.dat#3", "ok", "全年\n招生。"),
        ("改名.dat#5", "ok", "义诊。"),
        ("改名.dat/第二#2", "ok", "另一份。"),
        ("改名.dat/说明", "skipped", ""),
    ]
    assert dict(sources[0].fields) == {
        "单位": "某校",
        "日期": "2023-01-05",
        "人数": "3",
        "比例": "0.25",
        "完成": "TRUE",
    }
    assert dict(sources[1].fields)["日期"] == "2023-01-05 08:30:00"


def test_legacy_xls(settings: Settings) -> None:
    [source] = read_bytes((DATA / "school.xls").read_bytes(), "school.xls", settings)
    assert (source.text, source.media_type) == ("全年招生300人。", "application/vnd.ms-excel")
    assert dict(source.fields) == {"标题": "某校总结", "日期": "2023-01-05", "数": "3"}


def test_a_text_table_under_a_spreadsheets_name(settings: Settings) -> None:
    [source] = read_bytes("单位\t正文\n某校\t完成3项。\n".encode("gbk"), "导出.xls", settings)
    assert source.text == "完成3项。"


def test_jsonl_lines_are_sources_and_a_bad_line_fails_alone(settings: Settings) -> None:
    lines = [
        '{"text": "完成3项。\\r\\n好", "年": 2023, "标签": ["甲"]}',
        "{bad",
        "[1]",
        "",
        '{"年": 2024}',
        '{"text": "\\ud800"}',
    ]
    sources = read_bytes("\n".join(lines).encode(), "a.jsonl", settings)
    assert [(s.path, s.status) for s in sources] == [
        ("a.jsonl#1", "ok"), ("a.jsonl#2", "failed"), ("a.jsonl#3", "failed"), ("a.jsonl#5", "empty"),
        ("a.jsonl#6", "ok"),
    ]  # fmt: skip
    assert sources[0].text == "完成3项。\n好"
    assert sources[0].fields == (("年", "2023"), ("标签", '["甲"]'))
    sources[4].text.encode("utf-8")


@pytest.mark.parametrize("far", [b'<row r="1048576"><c r="XFD1048576">', b'<row r="99999999999"><c>'])
def test_two_cells_far_apart_do_not_ask_for_all_memory(far: bytes, settings: Settings) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes({"一": [["正文"], ["完成。"]]}))) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"</sheetData>", far + b"<v>1</v></c></row></sheetData>")
    [source] = read_bytes(zipped(members), "a.xlsx", settings)
    assert source.status == "failed"
    assert "行" in (source.reason or "")


@pytest.mark.parametrize(
    ("following", "circular"),
    [([], False), ([1, 2, -2], False), ([1, 2, 0], True), ([-2, 1], True), ([2, 2, -2, 99], False)],
)
def test_chains_of_sectors_that_lead_round_are_known(following: list[int], circular: bool) -> None:
    assert is_circular(following) == circular


PIECES = (b"<c", b"<row", b' r="A1"', b" r='AB12'", b"\tr = 'B2'", b' r= "7"', b' t="s"', b" t='s'", b' t ="s"',
          b'r="C3"', b'xr="D4"', b'x:r="E5"', b"r", b"t", b"=", b" ", b'"', b"1", b">", "款".encode())  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_the_quick_look_at_a_sheet_sees_what_the_thorough_one_sees(piece: bytes) -> None:
    for text in (piece, b"<c" + piece):
        assert sheet_bounds._attributes(text) == sheet_bounds.ATTRIBUTE.findall(text)
