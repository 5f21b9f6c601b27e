"""The panel as files: every format read back by its own reader, with labels, evidence and gaps."""

import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from zongjie.cli import main
from zongjie.kpi import export

YEARS = {
    2022: ("地区生产总值增长8.1%，粮食产量18.5万吨。", "地区生产总值增长6%左右。"),
    2023: ("地区生产总值增长5.2%。", "地区生产总值增长5%以上，粮食产量保持在18万吨以上。"),
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("panel")
    (folder / "texts").mkdir()
    for year, (review, target) in YEARS.items():
        text = (
            "各位代表：\n现在，我代表市人民政府，向大会报告政府工作，请予审议。\n"
            f"一、{year - 1}年工作回顾\n　　{review}\n二、{year}年主要任务\n　　今年的主要预期目标是：{target}\n"
        )
        (folder / "texts" / f"清河市_{year}.txt").write_text(text, "utf-8")
    assert main(["run", str(folder / "texts"), "-o", str(folder / "out"), "--no-themes", "-q"]) == 0
    return folder / "out"


def test_the_long_panel_carries_its_evidence(out):
    found = export.read(out)
    for row in found.panel.to_dict("records"):
        source = (out.parent / "texts" / row["path"]).read_text("utf-8")
        assert source[int(row["start"]) : int(row["end"])] == row["text"]
        assert row["text"] in row["sentence"]
    assert found.panel["kpi_zh"].str.contains("生产总值").any()


def test_the_wide_panel_has_a_column_for_each_kind(out):
    made = export.wide(export.read(out)).set_index("period")
    assert made.loc["2022", "gdp_growth"] == 5.2
    assert made.loc["2022", "gdp_growth_target"] == 6.0
    assert made.loc["2021", "grain_output"] == 185000.0
    assert made.loc["2023", "grain_output_target"] == 180000.0


@pytest.mark.parametrize("limit", [[], ["--engine", "processes", "--workers", "2"]])
def test_documents_without_issuer_and_region_have_rows_of_their_own(tmp_path, limit):
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, sold in (("甲", 3400), ("乙", 12)):
        (texts / f"{name}.txt").write_text(f"2023年个人工作总结\n一年来，我完成销售额{sold}万元。\n", "utf-8")
    assert main(["run", str(texts), "-o", str(tmp_path / "out"), "--no-themes", "-q", *limit]) == 0
    made = export.wide(export.read(tmp_path / "out"))
    assert sorted(made["sales_amount"]) == [120000.0, 34000000.0]
    assert list(made.columns) == ["issuer", "region", "period", "period_type", "sales_amount"]
    page = openpyxl.load_workbook(tmp_path / "out" / "dataset.xlsx")["panel_wide"]
    assert sorted(row[4].value for row in page.iter_rows(min_row=2)) == [120000, 34000000]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "dta", "sav"])
def test_every_format_is_read_back(out, tmp_path, ending, wide):
    path = tmp_path / f"panel.{ending}"
    assert main(["panel", str(out), "-o", str(path), *(["--wide"] if wide else [])]) == 0
    readers = {
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
        "xlsx": lambda p: pd.read_excel(p, sheet_name="panel"),
        "dta": pd.read_stata,
        "sav": lambda p: pyreadstat.read_sav(str(p))[0],
    }
    found = export.read(out)
    frame = readers[ending](path)
    assert len(frame) == len(export.wide(found) if wide else found.panel)
    if ending != "xlsx" and not wide:
        assert frame["value"].sum() == pytest.approx(found.panel["value"].sum())


def test_stata_and_spss_have_variable_and_value_labels(out, tmp_path):
    for ending in ("dta", "sav"):
        assert main(["--lang", "zh", "panel", str(out), "-o", str(tmp_path / f"a.{ending}")]) == 0
        assert main(["--lang", "zh", "panel", str(out), "--wide", "-o", str(tmp_path / f"w.{ending}")]) == 0
    with pd.io.stata.StataReader(tmp_path / "a.dta") as reader:
        assert reader.variable_labels()["kind"] == "类别"
        reader.read()
        assert "目标" in reader.value_labels()["kind"].values()
    _, meta = pyreadstat.read_sav(str(tmp_path / "w.sav"))
    assert "目标" in meta.column_names_to_labels["gdp_growth_target"]
    _, meta = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    assert "目标" in meta.variable_value_labels["kind"].values()


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "dta", "sav"])
def test_a_panel_without_cells_is_a_file_without_rows(out, tmp_path, ending, wide):
    found = export.read(out)
    none = replace(found, panel=found.panel[:0])
    export.write(none, path := tmp_path / f"a.{ending}", ending, as_wide=wide)
    readers = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel, "dta": pd.read_stata}
    frame = readers[ending](path) if ending in readers else pyreadstat.read_sav(str(path))[0]
    assert len(frame) == 0 and "issuer" in [name.lower() for name in frame.columns] + ["issuer"] * (ending == "xlsx")


def test_truths_are_numbers_to_statistical_packages(out, tmp_path):
    found = export.read(out)
    found.panel["conflict"] = [True] + [False] * (len(found.panel) - 1)
    for ending, read in (("dta", pyreadstat.read_dta), ("sav", pyreadstat.read_sav)):
        export.write(found, path := tmp_path / f"a.{ending}", ending)
        assert read(str(path))[0]["conflict"].tolist() == found.panel["conflict"].astype(float).tolist()


def test_every_kind_of_an_indicator_is_named(out):
    columns = ["gdp_growth", "grain_output_growth", "grain_output_growth_target", "grain_output_target"]
    names = export.variable_labels(export.read(out).book, columns, "en")
    assert [names[one] for one in columns[1:3]] == ["Grain output growth", "Grain output growth target"]
    assert names["grain_output_target"].startswith("Grain output target (")


def test_the_workbook_has_panel_candidates_targets_and_gaps(out, tmp_path):
    path = tmp_path / "p.xlsx"
    assert main(["--lang", "zh", "panel", str(out), "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["panel", "candidates", "targets", "missing"]
    heads = [cell.value for cell in book["panel"][1]]
    assert "指标名称" in heads and "句子" in heads
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_the_panel_as_json_and_on_a_terminal(out, capsys):
    assert main(["panel", str(out), "--kpi", "gdp_growth", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["kpi"] for row in found["panel"]} == {"gdp_growth"}
    assert found["targets"][0]["status"] in ("achieved", "missed", "about", "no_result")
    assert main(["panel", str(out), "--wide"]) == 0
    assert "gdp_growth" in capsys.readouterr().out.replace("\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["panel", "{out}", "--kpi", "no_such"], "no_such"),
        (["panel", "{none}"], "zongjie run"),
        (["panel", "{out}", "-o", "panel.docx"], "--format"),
        (["panel", "{out}", "-o", "{none}/x.csv"], "x.csv"),
    ],
)
def test_a_wrong_call_says_what_to_do(out, tmp_path, capsys, arguments, words):
    filled = [part.format(out=out, none=tmp_path / "none") for part in arguments]
    assert main(filled) == 2
    assert words in capsys.readouterr().err


def test_propose_accept_and_run_with_the_new_codebook(out, tmp_path, capsys):
    texts = tmp_path / "texts"
    texts.mkdir()
    for year in (2021, 2022, 2023):
        (texts / f"清河市_{year}.txt").write_text(
            f"清河市{year}年工作总结\n全市蓝莓基地面积{year % 100}万亩。蓝莓基地总面积达到{year % 100}万亩。\n", "utf-8"
        )
    first = tmp_path / "first"
    assert main(["run", str(texts), "-o", str(first), "--no-themes", "-q"]) == 0
    sheet = tmp_path / "new.csv"
    assert main(["kpi", "propose", str(first), "-o", str(sheet), "--least", "2"]) == 0
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    row = table[table["aliases"].str.contains("蓝莓基地")].index
    assert len(row) == 1, table["aliases"].tolist()
    assert (
        main(["kpi", "accept", str(sheet), "-o", str(tmp_path / "mine.toml")]) == 2
    )  # nothing is marked: nothing is merged
    table.loc[row, ["accept", "id", "zh"]] = ["y", "blueberry_area", "蓝莓基地面积"]
    table.to_csv(sheet, index=False, encoding="utf-8-sig")
    book = tmp_path / "mine.toml"
    assert main(["kpi", "accept", str(sheet), "-o", str(book)]) == 0
    assert main(["kpi", "check", str(book)]) == 0
    second = tmp_path / "second"
    assert main(["run", str(texts), "-o", str(second), "--no-themes", "-q", "--codebook", str(book)]) == 0
    found = export.read(second, ["blueberry_area"]).panel
    assert set(found["period"]) == {"2021", "2022", "2023"}
    capsys.readouterr()
    assert main(["kpi", "list", "蓝莓", "--codebook", str(book), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "blueberry_area"


def test_a_wrong_codebook_stops_a_run_with_file_and_line(tmp_path, capsys):
    book = tmp_path / "bad.toml"
    book.write_text('[[indicator]]\nid = "aa"\nzh = "甲"\nen = "a"\nunit = "呎呎"\naliases = ["甲"]\n', "utf-8")
    (tmp_path / "a.txt").write_text("总结\n办班3期。", "utf-8")
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "--codebook", str(book)]) == 2
    assert "bad.toml" in (fault := capsys.readouterr().err) and "5" in fault
