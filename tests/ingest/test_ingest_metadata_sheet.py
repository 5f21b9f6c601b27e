"""Joining a sheet of metadata: by path, name or stem, and what is left over on either side."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_files import xlsx_bytes

from zongjie.config import Settings
from zongjie.errors import UsageError
from zongjie.ingest import metadata_sheet, read_bytes


def sheet(tmp_path: Path, text: str, names: tuple[str, ...] = ()) -> metadata_sheet.MetadataSheet:
    path = tmp_path / "元数据.csv"
    path.write_text(text, "utf-8")
    return metadata_sheet.read(path, names)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("a/总结.TXT", "a/总结.txt"),
        ("A\\总结.txt", "a/总结.txt"),
        ("./a/总结", "a/总结.txt"),
        ("总结.txt", "a/总结.txt"),
        ("总结", "a/总结.txt"),
        ("表.xlsx", "表.xlsx#7"),
        ("表.xlsx#7", "表.xlsx#7"),
        ("表", "表.xlsx/第二#7"),
        ("包.zip", "包.zip/x/总结.txt"),
        ("总结.txt", "包.zip/x/总结.txt"),
    ],
)
def test_a_row_names_a_file_in_many_ways(key: str, name: str, tmp_path: Path) -> None:
    found = sheet(tmp_path, f"文件名,单位,年度\n{key},某校,\n")
    assert found.key == "文件名"
    assert found.fields(name) == (("单位", "某校"),)
    assert found.fields("别的.txt") == ()
    assert (found.unmatched(), found.unmatched_files()) == ([], ["别的.txt"])


@pytest.mark.parametrize("row", ["a.txt,甲,乙联合总结,2023", 'a.txt,"甲,2023'])
def test_a_row_that_is_cut_in_the_wrong_place_is_refused(row: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"第 3 行有 4 个.*双引号|第 3 行的引号"):
        sheet(tmp_path, f"文件名,标题,年度\nb.txt,乙,2023,\n{row}\n")


def test_a_full_path_goes_before_a_bare_name(tmp_path: Path) -> None:
    found = sheet(tmp_path, "path,n\n总结.txt,1\nb/总结.txt,2\n", ("总结.txt", "b/总结.txt", "c/总结.txt"))
    assert [found.fields(name) for name in ("c/总结.txt", "b/总结.txt", "总结.txt")] == [
        (),
        (("n", "2"),),
        (("n", "1"),),
    ]


def test_one_row_for_two_files_is_an_error_that_names_both(tmp_path: Path) -> None:
    found = sheet(tmp_path, "file,n\n总结,1\n")
    found.fields("a/总结.txt")
    with pytest.raises(UsageError, match=r"a/总结\.txt.*b/总结\.docx"):
        found.fields("b/总结.docx")


def test_two_rows_for_one_file_are_an_error_that_names_both(tmp_path: Path) -> None:
    found = sheet(tmp_path, "file,n\n总结.txt,1\n总结.TXT,2\n")
    with pytest.raises(UsageError, match=r"2 .*3 "):
        found.fields("总结.txt")


def test_the_key_column_is_found_by_its_values(tmp_path: Path) -> None:
    assert sheet(tmp_path, "编号,材料\n1,总结\n2,x\n", ("总结.txt",)).key == "材料"
    with pytest.raises(UsageError, match="编号"):
        sheet(tmp_path, "编号,材料\n1,甲\n", ("总结.txt",))


def test_sources_get_the_columns_and_keep_their_own(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "m.xlsx"
    path.write_bytes(xlsx_bytes({"一": [["文件", "年度", "地区"], ["a.csv", 2020, "北"], ["没有.txt", 2021, "南"]]}))
    sources = [*read_bytes("正文,年度\n完成,2022\n".encode(), "a.csv", settings), *read_bytes(b"x", "b.txt", settings)]
    sheet = metadata_sheet.read(path)
    assert [sheet.describe(source).fields for source in sources] == [(("年度", "2022"), ("地区", "北")), ()]
    assert sheet.unmatched() == ["a.csv", "没有.txt"], "describing is not asking"
    for source in sources:
        sheet.fields(source.path)
    assert (sheet.unmatched_files(), sheet.unmatched()) == (["b.txt"], ["没有.txt"])


def test_a_sheet_that_is_no_table_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "m.pdf"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(UsageError, match="csv"):
        metadata_sheet.read(path)


def test_a_path_that_begins_above_the_corpus_folder_counts_from_there(tmp_path: Path) -> None:
    sheet_file = tmp_path / "sheet.csv"
    sheet_file.write_text("文件,年度\nD:\\报告\\2023\\甲.txt,2023\n报告/丙.txt,2021\n", "utf-8")
    sheet = metadata_sheet.read(sheet_file, names=["2023/甲.txt", "乙.txt"])
    assert sheet.fields("2023/甲.txt") == (("年度", "2023"),)
    assert sheet.fields("乙.txt") == ()
    assert sheet.unmatched() == ["报告/丙.txt"]
