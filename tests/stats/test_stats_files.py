"""The command end to end: a planted corpus, its statistics, the files, and what a second run leaves."""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import networkx as nx
import pandas as pd
import pytest
from matplotlib import pyplot
from openpyxl import load_workbook
from stats_dataset import Doc, write

from zongjie import figures, stats
from zongjie.cli import main
from zongjie.errors import UsageError
from zongjie.stats import layout
from zongjie.stats.build import MAKES

REGIONS = ("青禾县", "临溪区")
YEARS = (2021, 2022, 2023)


def text(region, year, number):
    """A summary: training more each year, prizes in one region alone, and a problem with its measure."""
    trained = "".join(f"举办第{at + 1}期职工技能培训班，培训职工{40 + at}人。" for at in range(year - 2020))
    prizes = (
        "开展劳动技能竞赛活动，表彰先进职工12人。"
        if region == REGIONS[0]
        else "走访慰问困难职工35户，发放慰问金2万元。"
    )
    return (
        f"{region}{'甲乙丙丁戊己'[number]}镇总工会{year}年工作总结\n一、主要工作\n{trained}{prizes}\n"
        f"召开工会主席联席会议{number + 2}次。新建基层工会{number + 5}家。\n"
        "二、存在的问题\n一是专职人员配备不足。二是活动经费紧张。\n"
        "三、下一步工作\n针对专职人员配备不足的问题，招聘工会专职人员3名。\n"
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    lines = ["path,region,年度人口"]
    for region in REGIONS:
        for year in YEARS:
            for number in range(6):
                name = f"{region}{year}-{number}.txt"
                (folder / name).write_text(text(region, year, number), "utf-8")
                lines.append(f"{name},{region},{year - 2000 + number / 10}")
    (folder.parent / "sheet.csv").write_text("\n".join(lines), "utf-8-sig")
    return folder


@pytest.fixture(scope="module")
def out(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "out"
    sheet = corpus.parent / "sheet.csv"
    assert main(["run", str(corpus), "-o", str(folder), "--metadata", str(sheet), "--quiet"]) == 0
    return folder


@pytest.fixture(scope="module")
def years(out):
    assert main(["stats", str(out), "--by", "year", "--lang", "en"]) == 0
    return out / "stats" / "year"


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_planted_corpus_is_read_back(out, years):
    table = pd.read_parquet(years / "tables" / "prevalence.parquet")
    training = table[(table["item"] == "training") & (table["kind"] == "activity_type")]
    shares = training[training["measure"] == "records"].set_index("group")["share"]
    assert shares["2021"] < shares["2022"] < shares["2023"]
    assert set(training["n"]) == {12, 36}
    answered = pd.read_parquet(years / "tables" / "answered.parquet")
    capacity = answered[answered["category"] == "capacity"].set_index("group")["share"]
    assert (capacity == 1).all()
    series = pd.read_csv(years / "csv" / "series.csv", encoding="utf-8-sig")
    assert set(series["step"]) == set(YEARS)
    assert (years / "csv" / "series.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert all(pd.read_parquet(path)["observation"].eq("documents").all() for path in (years / "tables").iterdir())


def test_every_column_is_explained(years):
    told = {row["column"] for row in stats.files.workbook.table("stats/columns.tsv", unique="column")}
    found = {name for path in (years / "tables").iterdir() for name in pd.read_parquet(path).columns}
    assert found - told == set()
    sheets = {row["table"] for row in stats.files.workbook.table("stats/tables.tsv", unique="table")}
    assert sheets == {path.stem for path in (years / "tables").iterdir()}
    assert {row["statistic"] for row in stats.files.workbook.table("stats/tables.tsv")} == set(MAKES)


def test_the_workbook_explains_itself_and_runs_no_formula(tmp_path):
    docs = [Doc(region="青禾县", activities=[("training", "done")], problems=[("capacity", [0])])] * 6
    results = stats.compute(write(tmp_path / "out", docs), "region", tables=["answers"])
    files = stats.write(results, tmp_path / "stats")
    book = load_workbook(tmp_path / "stats" / "stats.xlsx")
    assert book.sheetnames == ["说明 about", "answered", "measures"]
    page = book["measures"]
    heads = [cell.value for cell in page[1]]
    example = page.cell(2, heads.index("例") + 1)
    assert example.value.startswith("=问题0 → 活动0")
    assert example.data_type == "s"
    assert "由 zongjie 0.0.9 生成" in (tmp_path / "stats" / "methods.md").read_text("utf-8")
    assert page.cell(1, 1).comment.text.startswith("category")
    assert {path.name for path in files} >= {"stats.xlsx", "methods.md", "stats.json", "answered.csv"}


def test_networks_open_again_with_typed_attributes(years):
    for name in ("answers",):
        for suffix, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
            graph = read(years / "networks" / f"{name}.{suffix}")
            assert graph.is_directed()
            weight = graph.edges["problem:capacity", "activity_type:establishment"]["weight"]
            assert weight == 36.0
            node = graph.nodes["problem:capacity"]
            assert (node["label"], node["kind"], node["n"]) == ("队伍能力", "problem", 72)
            assert isinstance(node["prevalence"], float)
    root = ElementTree.fromstring((years / "networks" / "answers.gexf").read_bytes())
    space = {"g": root.tag[1:].partition("}")[0]}
    types = {one.get("title"): one.get("type") for one in root.iterfind(".//g:attribute", space)}
    assert types["prevalence"] == "double"
    assert types["kind"] == "string"
    assert types["n"] in ("integer", "long", "int")
    assert root.find("g:meta", space).get("lastmodifieddate") == "2000-01-01"


def test_the_words_network_finds_what_stands_together(years):
    graph = nx.read_gexf(years / "networks" / "words.gexf")
    assert graph.number_of_edges()
    assert all(data["q"] < 0.05 and data["npmi"] > 0 for _, _, data in graph.edges(data=True))


def test_a_second_run_gives_the_same_bytes_and_leaves_nothing_of_the_first(out, years):
    before = digests(years)
    (years / "mine.txt").write_text("own notes", "utf-8")
    command = [sys.executable, "-m", "zongjie.cli", "stats", str(out), "--by", "year"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    after = digests(years)
    assert after.pop("mine.txt")
    assert after == before
    assert main(["stats", str(out), "--by", "year", "--tables", "cross"]) == 0
    left = {name for name in digests(years) if name.startswith("tables/")}
    assert left == {"tables/cross_cells.parquet", "tables/cross_tests.parquet"}
    (years / "mine.txt").unlink()
    assert main(["stats", str(out), "--by", "year"]) == 0
    assert digests(years) == before


def test_methods_name_the_numbers_of_this_analysis(years):
    said = (years / "methods.md").read_text("utf-8")
    assert "36 篇文档" in said
    assert "holds 36 documents" in said
    assert "2,000" in said
    for author in ("Efron", "Cochran", "Papke", "Dunning", "Bergsma", "Saracco", "Benjamini"):
        assert re.search(rf"^- {author}", said, re.MULTILINE), author
    assert "{{" not in said
    assert json.loads((years / "stats.json").read_text("utf-8"))["dataset"]["digests"]


def test_the_dataset_is_untouched_and_a_new_run_takes_the_old_statistics_away(corpus, out, tmp_path):
    copy = tmp_path / "out"
    some = [str(corpus / f"{REGIONS[0]}{year}-0.txt") for year in YEARS]
    assert main(["run", *some, "-o", str(copy), "--quiet", "--no-themes"]) == 0
    before = digests(copy)
    assert main(["stats", str(copy), "--by", "region"]) == 0
    assert {name: one for name, one in digests(copy).items() if not name.startswith("stats/")} == before
    (copy / "stats" / "notes.md").write_text("mine", "utf-8")
    assert main(["run", *some, "-o", str(copy), "--quiet", "--no-themes"]) == 0
    assert (copy / "stats" / "region" / "stats.json").is_file()  # nothing has changed
    assert main(["run", *some[1:], "-o", str(copy), "--quiet", "--no-themes"]) == 0
    assert [path.name for path in (copy / "stats").iterdir()] == ["notes.md"]
    (copy / "stats" / "notes.md").unlink()
    assert main(["stats", str(copy), "--by", "region"]) == 0
    assert main(["run", *some, "-o", str(copy), "--quiet", "--no-themes"]) == 0
    assert not (copy / "stats").exists()


def test_json_has_the_tables_with_null_for_what_is_missing(out, capsys, tmp_path):
    command = [
        "stats",
        str(out),
        "--by",
        "年度人口",
        "--tables",
        "prevalence,effects",
        "--json",
        "-o",
        str(tmp_path / "s"),
    ]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["numeric"]
    assert found["missing"] == 0
    assert set(found["tables"]) == {"prevalence", "effects"}
    assert any(row["low"] is None for row in found["tables"]["effects"])
    assert {row["unit"] for row in found["tables"]["effects"]} == {"1 SD"}
    assert (tmp_path / "s" / "stats.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "部门"], "has no column 部门; there are"),
        (["--by", "year", "--tables", "means"], "there are no statistics means"),
        (["--by", "type", "--numeric"], "no numbers, such as work_summary"),
    ],
)
def test_wrong_calls_say_what_there_is(out, capsys, words, said):
    assert main(["--lang", "en", "stats", str(out), *words]) == 2
    assert said in capsys.readouterr().err


def test_no_dataset_and_a_foreign_folder(tmp_path, out, capsys):
    assert main(["--lang", "en", "stats", str(tmp_path), "--by", "year"]) == 2
    assert "there is no dataset" in capsys.readouterr().err
    (tmp_path / "thesis.docx").write_text("x", "utf-8")
    assert main(["--lang", "en", "stats", str(out), "--by", "year", "-o", str(tmp_path), "--tables", "cross"]) == 2
    assert "did not write" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_without_the_extra_the_command_says_what_to_install(out, capsys, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "zongjie.stats.requirements.find_spec", lambda name: None if name == "statsmodels" else found(name)
    )
    assert main(["--lang", "en", "stats", str(out), "--by", "year"]) == 2
    assert 'pip install "zongjie[stats]"' in capsys.readouterr().err


def test_an_empty_dataset_and_one_document(tmp_path):
    with pytest.raises(UsageError, match="holds no document"):
        stats.compute(write(tmp_path / "none", []), "year")
    one = stats.compute(write(tmp_path / "one", [Doc(2021, "青禾县", ["tA"])]), "region")
    assert one.groups == {"青禾县": 1}
    stats.write(one, tmp_path / "stats")
    table = one.tables["prevalence"]
    assert table["small"].all()


# -------------------------------------------------------------------------------------------------------------- figures
def test_chinese_is_drawn_as_paths_with_a_font_that_has_it(years):
    font = matplotlib.ft2font.FT2Font(str(figures.font_file()))
    assert all(font.get_char_index(ord(character)) for character in figures.SPECIMEN)
    drawing = (years / "figures" / "prevalence-activity_type.svg").read_text("utf-8")
    assert "<text" not in drawing
    assert "<dc:date>" not in drawing
    names = {path.name for path in (years / "figures").iterdir()}
    assert {"prevalence-activity_type.png", "cross-1.svg", "network-answers.png"} <= names


def test_without_the_package_an_installed_font_is_looked_for(monkeypatch):
    figures.font_file.cache_clear()
    monkeypatch.setattr(figures, "find_spec", lambda name: None)
    monkeypatch.setattr(figures, "INSTALLED", ("没有这种字体",))
    with pytest.raises(UsageError, match="no font with Chinese glyphs"):
        figures.font_file()
    figures.font_file.cache_clear()


def test_no_label_of_a_network_lies_upon_another():
    graph = nx.star_graph(30)
    graph = nx.relabel_nodes(graph, {node: f"n{node:02}" for node in graph})
    for node in graph:
        graph.nodes[node].update(label=f"基层工会{node}", kind="word")
    place = layout.islands(graph)
    wide = {node: layout.COLUMN * (8 + len(node)) for node in graph}
    nodes = sorted(place)
    for at, one in enumerate(nodes):
        for other in nodes[at + 1 :]:
            apart_x = abs(place[one][0] - place[other][0]) >= (wide[one] + wide[other]) / 2
            assert apart_x or abs(place[one][1] - place[other][1]) >= 0.9 * layout.HEIGHT
    pyplot.close("all")
