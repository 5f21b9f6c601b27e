"""`zongjie terms` and `zongjie kwic` end to end: files read back, alignment, nothing found, a second run."""

import json
import shutil
from typing import get_args

import openpyxl
import pandas as pd
import pytest
from rich.cells import cell_len

from zongjie.cli import main
from zongjie.cli.terms import Order, Unit, Use, aligned
from zongjie.errors import UsageError
from zongjie.terms import concordance, count, read_dictionary
from zongjie.terms.count import Unit as CountUnit
from zongjie.terms.kwic import ORDERS
from zongjie.terms.use import USES

WIDTH = 24  # of the lines of a printed page: a word is cut at the end of the first
PARAGRAPH = (
    "　　全县各部门克服困难，围绕目标，扎实推进科技创新，印发《青禾县创新行动方案》，"
    "支持企业购置设备，组织技术人员到乡镇开展服务，帮助农户解决生产中的实际问题，"
    "协调资金三百万元，新建示范基地两处，培训农户六百人次，得到群众好评。"
)
WRAPPED = "\n".join(PARAGRAPH[at : at + WIDTH] for at in range(0, len(PARAGRAPH), WIDTH))
TEXTS = {
    "青禾县2022年工作总结.txt": (
        f"青禾县2022年工作总结\n一、科技创新工作\n{WRAPPED}\n"
        "　　二是创新ＡＩ应用，建成平台2个。\n二、存在的问题\n　　个别单位创新能力不足。\n"
    ),
    "临溪区2023年工作总结.txt": (
        "临溪区2023年工作总结\n一、主要工作\n　　全区举办培训班12期，参加群众1200人。\n"
        "　　人民群众用人民币支付更加方便。\n"
        "二、下一步打算\n　　不断创新服务方式。\n"
    ),
}
WORDS = "concept\tword\texclude\n创新\t创新\t\n人民\t人民\t人民币\n人工智能\tAI\t\n空\t=1+1\t\n"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / name).write_text(text, "utf-8")
    (folder / "words.tsv").write_text(WORDS, "utf-8")
    assert main(["run", str(folder / "texts"), "-o", str(folder / "out"), "--no-themes", "-q"]) == 0
    return folder / "out"


def names_in(folder):
    """What lies in a folder, but for what zongjie keeps there for itself."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".zongjie-"))


def words_of(out):
    return str(out.parent / "words.tsv")


def test_the_default_folder_holds_every_table(out, capsys):
    assert main(["terms", str(out), "--dict", words_of(out), "--by", "issuer", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    assert "n = 2 篇" in said.out
    assert "=1+1" in said.err, "words never found are told"
    folder = out / "terms" / "words"
    names = {"hits", "by_document", "by_concept", "by_year", "by_group", "coverage"}
    assert set(names_in(folder)) == {
        *(f"{name}.{suffix}" for name in names for suffix in ("csv", "parquet")),
        "terms.json",
    }
    for name in names:
        data = (folder / f"{name}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert len(pd.read_csv(folder / f"{name}.csv")) == len(pd.read_parquet(folder / f"{name}.parquet"))
    hits = pd.read_parquet(folder / "hits.parquet")
    assert len(hits[hits["concept"] == "创新"]) == 6
    for row in hits.itertuples():
        assert TEXTS[row.path][row.start : row.end] == row.text
    assert {"创\n新", "ＡＩ"} <= set(hits["text"])
    uses = hits[hits["concept"] == "创新"]["use"].value_counts().to_dict()
    assert uses == {"plain": 3, "negated": 1, "heading": 1, "quoted_title": 1}
    assert hits[hits["concept"] == "人民"]["text"].tolist() == ["人民"]
    assert hits.set_index("use").loc["negated", "section_role"] == "problems"
    assert set(hits["year"]) == {2022, 2023}


def test_the_same_count_gives_the_same_bytes(out, tmp_path):
    for name in ("one", "two"):
        assert main(["terms", str(out), "--dict", words_of(out), "-o", str(tmp_path / name)]) == 0
        assert main(["terms", str(out), "--dict", words_of(out), "-o", str(tmp_path / f"{name}.xlsx")]) == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_run_onto_the_folder_removes_the_analysis_and_no_file_of_the_user(out, tmp_path):
    target, folder = tmp_path / "out", tmp_path / "out" / "terms" / "words"
    shutil.copytree(out, target)
    assert main(["terms", str(target), "--dict", words_of(out)]) == 0
    (folder / "笔记.txt").write_text("勿删", "utf-8")
    assert main(["run", str(out.parent / "texts"), "-o", str(target), "--no-themes", "--no-reuse", "-q"]) == 0
    assert names_in(folder) == ["笔记.txt"], "its numbers are of the former dataset"


def test_the_manifest_says_of_which_dataset_the_numbers_are(out, tmp_path):
    assert main(["terms", str(out), "--dict", words_of(out), "-o", str(tmp_path / "made")]) == 0
    found = json.loads((tmp_path / "made" / "terms.json").read_text("utf-8"))
    run = json.loads((out / "run.json").read_text("utf-8"))
    digests = {name: sha for name, sha in run["digests"].items() if name.startswith("tables/")}
    assert found["dataset"] == {"version": run["versions"]["zongjie"], "digests": digests}
    assert digests
    assert found["files"] == names_in(tmp_path / "made")
    assert (found["generator"], found["documents"]) == ("zongjie", 2)


def test_a_folder_of_the_user_is_not_written_into(out, tmp_path, capsys):
    target = tmp_path / "mine"
    target.mkdir()
    for name in ("hits.csv", "by_group.csv"):
        (target / name).write_text("my own", "utf-8")
    assert main(["terms", str(out), "--dict", words_of(out), "-o", str(target)]) == 2
    assert str(target) in capsys.readouterr().err
    assert sorted(path.name for path in target.iterdir()) == ["by_group.csv", "hits.csv"]
    assert (target / "hits.csv").read_text("utf-8") == "my own"


def test_a_count_that_fails_leaves_the_one_before(out, tmp_path):
    target = tmp_path / "made"
    assert main(["terms", str(out), "--dict", words_of(out), "-o", str(target)]) == 0
    (target / "笔记.txt").write_text("勿删", "utf-8")
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    assert main(["terms", str(out), "--dict", words_of(out), "--by", "部门", "-o", str(target)]) == 2
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert main(["terms", str(out), "--dict", words_of(out), "--by", "部门", "-o", str(tmp_path / "new")]) == 2
    assert not (tmp_path / "new").exists()
    assert main(["terms", str(out), "--dict", words_of(out), "-o", str(target)]) == 0
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


def test_a_count_replaces_the_one_before(out, tmp_path):
    target = tmp_path / "made"
    assert main(["terms", str(out), "--dict", words_of(out), "--by", "region", "-o", str(target)]) == 0
    assert (target / "by_group.csv").is_file()
    assert main(["terms", str(out), "--dict", words_of(out), "-o", str(target)]) == 0
    assert not (target / "by_group.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["made"], "nothing hidden is left"


def test_the_workbook_holds_text_and_numbers_and_no_formula(out, tmp_path):
    path = tmp_path / "terms.xlsx"
    assert main(["terms", str(out), "--dict", words_of(out), "--by", "region", "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "说明 about", "by_concept", "by_year", "by_group", "by_document", "hits", "coverage",
    ]  # fmt: skip
    cells = [cell for row in book["coverage"].iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    heads = [cell.value for cell in book["by_document"][1]]
    assert "每千字" in heads
    rows = list(book["by_document"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 2 * 4
    expected = count(out, read_dictionary(words_of(out))).by_document
    assert [row[heads.index("次数")] for row in rows] == expected["count"].tolist()


def test_json(out, capsys):
    assert main(["terms", str(out), "--dict", words_of(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["summary"]["documents"] == 2
    assert {row["concept"]: row["count"] for row in found["by_concept"]}["创新"] == 6


@pytest.mark.parametrize(
    "line",
    [
        ["terms", "{out}", "--dict", "missing.tsv"],
        ["terms", "{parent}/texts", "--dict", "{words}"],
        ["terms", "{out}", "--dict", "{words}", "-o", "{parent}/a.csv"],
        ["terms", "{out}", "--dict", "{words}", "--by", "部门"],
        ["kwic", "{out}", "创新(", "--regex"],
        ["kwic", "{out}", "创?", "--regex"],
        ["kwic", "{out}", "创新", "--regex", "--word"],
        ["kwic", "{out}", "创新", "--role", "blue"],
        ["kwic", "{out}", "创新", "-o", "{parent}/a.docx"],
    ],
)
def test_a_wrong_call_is_refused(out, line, capsys):
    words = [word.format(out=out, parent=out.parent, words=words_of(out)) for word in line]
    assert main(words) == 2
    assert capsys.readouterr().err
    assert not (out.parent / "texts" / "terms").exists()
    assert not list(out.parent.glob(".zongjie-part-*"))


def test_a_wrong_suffix_is_told_before_the_work(out, monkeypatch, capsys):
    def reading(*_, **__):
        raise AssertionError("nothing is read")

    monkeypatch.setattr("zongjie.terms.concordance", reading)
    assert main(["kwic", str(out), "创新", "-o", str(out.parent / "a.docx")]) == 2
    assert ".xlsx" in capsys.readouterr().err


def test_a_page_takes_a_document_without_a_year(tmp_path):
    from zongjie.errors import Message
    from zongjie.terms.page import page

    row = dict.fromkeys(("title", "period", "left", "right", "use", "role"), None)
    frame = pd.DataFrame([row | {"path": "甲.txt", "text": "创新", "start": 0, "end": 2, "year": year}
                          for year in (2022, None)])  # fmt: skip
    frame["year"] = frame["year"].astype("Int64")
    made = page(frame, "创新", Message("二", "two"))
    assert made.count("甲.txt") == 2
    assert "None" not in made and "&lt;NA&gt;" not in made


@pytest.mark.parametrize(("choices", "known"), [(Use, USES), (Unit, get_args(CountUnit)), (Order, ORDERS)])
def test_the_command_offers_what_the_library_knows(choices, known):
    assert [one.value for one in choices] == list(known)


# --------------------------------------------------------------------------------------------------------------- kwic
def test_words_stand_below_each_other(out, capsys):
    assert main(["kwic", str(out), "创新", "ai"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert len({cell_len(line[: line.index("[")]) for line in lines}) == 1
    assert len({cell_len(line[: line.index(".txt:")].rsplit(" ", 1)[0]) for line in lines}) == 1
    assert all(line[: line.index("[")].strip() for line in lines)


def test_a_context_is_that_of_the_source(out):
    found = concordance(out, "创新", width=6)
    for row in found.itertuples():
        text = TEXTS[row.path]
        assert text[row.start : row.end] == row.text
        left = "".join(text[: row.start].split())
        right = "".join(text[row.end :].split())
        assert row.left == left[-6:]
        assert row.right == right[:6]
    assert found.attrs == {"hits": 6, "documents": 2, "documents_total": 2}


def test_orders_limits_and_draws(out):
    lefts = [text[::-1] for text in concordance(out, "创新", order="left")["left"]]
    assert lefts == sorted(lefts)
    rights = concordance(out, "创新", order="right")["right"].tolist()
    assert rights == sorted(rights)
    assert concordance(out, "创新", order="period")["year"].tolist() == [2022] * 5 + [2023]
    some = concordance(out, "创新", limit=2)
    assert (len(some), some.attrs["hits"]) == (2, 6)
    drawn = concordance(out, "创新", sample=3, seed=4)
    pd.testing.assert_frame_equal(drawn, concordance(out, "创新", sample=3, seed=4))
    assert len(drawn) == 3
    seen = {start for seed in range(40) for start in concordance(out, "创新", sample=1, seed=seed)["start"]}
    assert len(seen) == 6, "every hit can be drawn"


def test_roles_expressions_and_whole_words(out):
    assert concordance(out, "创新", role="problems")["use"].tolist() == ["negated"]
    assert concordance(out, "人民(?!币)", match="regex")["text"].tolist() == ["人民"]
    assert len(concordance(out, "人民", match="word")) < len(concordance(out, "人民"))
    with pytest.raises(UsageError):
        concordance(out, " ")


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "html"])
def test_a_concordance_as_a_file(out, tmp_path, suffix):
    path = tmp_path / f"kwic.{suffix}"
    assert main(["kwic", str(out), "创新", "-o", str(path)]) == 0
    if suffix == "xlsx":
        rows = list(openpyxl.load_workbook(path)["kwic"].iter_rows(values_only=True))
        assert (len(rows), rows[0][6:9]) == (7, ("左文", "原文", "右文"))
    elif suffix == "csv":
        assert pd.read_csv(path)["left"].tolist() == concordance(out, "创新")["left"].tolist()
    else:
        assert path.read_text("utf-8").count('class="word">创') == 6


def test_a_page_escapes_what_it_shows(tmp_path):
    from zongjie.errors import Message
    from zongjie.terms.page import page

    row = dict.fromkeys(("path", "title", "period", "role", "use", "right"), "") | {"start": 0, "end": 1}
    made = page(pd.DataFrame([row | {"left": "<b>", "text": "&"}]), "<x>", Message("一", "one"))
    assert "<b>" not in made
    assert "&lt;b&gt;" in made


def test_nothing_found_says_so_and_names_near_words(out, capsys):
    assert main(["kwic", str(out), "培训会", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    assert not said.out
    assert "没有出现" in said.err
    assert "培训" in said.err
    assert main(["kwic", str(out), "培训会", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == []
    assert found["near"]["培训会"]


def test_no_line_is_no_fault():
    assert aligned(pd.DataFrame({"text": []}), 20) == []
