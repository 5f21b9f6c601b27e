"""`run` and `zongjie reuse` end to end on a small folder with copied paragraphs, and what the command refuses."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from planted import normal, sentence

from zongjie.cli import main
from zongjie.cli.reuse import Unit
from zongjie.config import load_settings
from zongjie.reuse.grams import LEVELS
from zongjie.run import run_corpus

SETTINGS = {"themes": False, "learned": False}
CEREMONY = "在县委、县政府的正确领导和社会各界的大力支持下，我们再接再厉。"


def texts() -> dict[str, str]:
    """Four reports: the second takes a paragraph, the third nearly all of the first, the fourth nothing."""
    draw = random.Random(50)
    paragraphs = ["".join(sentence(draw) for _ in range(4)) for _ in range(9)]

    def report(body: str, year: int, *parts: str) -> str:
        return "\n".join([f"{body}{year}年工作总结", f"{year}年，本单位做了这些事。{CEREMONY}", *parts]) + "\n"

    return {
        "青禾县图书馆2020年工作总结.txt": report("青禾县图书馆", 2020, *paragraphs[:4]),
        "白芷县供销社2021年工作总结.txt": report("白芷县供销社", 2021, paragraphs[4], paragraphs[1], paragraphs[5]),
        "青禾县图书馆2022年工作总结.txt": report(
            "青禾县图书馆", 2022, *paragraphs[:3], paragraphs[3].replace("次", "回", 1)
        ),
        "望津市气象台2022年工作总结.txt": report("望津市气象台", 2022, *paragraphs[6:]),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reuse") / "in"
    folder.mkdir()
    for name, text in texts().items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def out(folder: Path) -> Path:
    out = folder.parent / "out"
    summary = run_corpus([folder], out, load_settings(**SETTINGS))
    assert summary.seconds_by_stage["reuse"] > 0
    return out


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(out / "tables" / f"{name}.parquet")


def test_the_dataset_says_who_has_what_from_whom(out: Path) -> None:
    documents = table(out, "documents").set_index("path")
    first = documents.loc["青禾县图书馆2020年工作总结.txt"]
    taker = documents.loc["青禾县图书馆2022年工作总结.txt"]
    assert first["cluster_id"] == taker["cluster_id"] and taker["duplicate_of"] == first["document_id"]
    assert documents["cluster_id"].notna().sum() == 2 and documents["duplicate_of"].notna().sum() == 1
    assert first["reused_share"] == 0 < documents.loc["白芷县供销社2021年工作总结.txt", "reused_share"] < 0.5
    assert taker["reused_share"] > 0.8
    assert (documents["ceremony_share"] > 0).all()


def test_both_ends_are_places_in_the_sources(out: Path) -> None:
    reuse, documents, sources = (table(out, name) for name in ("reuse", "documents", "texts"))
    held = documents.set_index("document_id")["source_id"].map(sources.set_index("source_id")["text"])
    assert set(reuse["unit"]) == {"document", "paragraph", "sentence"}
    for row in reuse[reuse["unit"] != "document"].to_dict("records"):
        assert held[row["document_id"]][row["start"] : row["end"]] == row["text"]
        other = held[row["other_document_id"]][row["other_start"] : row["other_end"]]
        assert normal(other) == normal(row["text"]) or row["similarity"] < 1
    assert ((reuse["unit"] == "paragraph") & (reuse["similarity"] == 1)).sum() >= 4


def test_every_format_has_the_table(out: Path) -> None:
    import duckdb

    count = len(table(out, "reuse"))
    assert json.loads((out / "run.json").read_text("utf-8"))["settings"]["reuse"] is True
    assert load_workbook(out / "dataset.xlsx", read_only=True)["reuse"].max_row == count + 1
    with duckdb.connect(str(out / "dataset.duckdb"), read_only=True) as database:
        assert database.sql("SELECT count(*) FROM reuse").fetchall() == [(count,)]
        assert database.sql("SELECT count(*) FROM documents WHERE duplicate_of IS NOT NULL").fetchall() == [(1,)]
    dictionary = (out / "data-dictionary.md").read_text("utf-8")
    assert "`other_start`" in dictionary and "`ceremony_share`" in dictionary


def test_two_runs_are_the_same(folder: Path, out: Path) -> None:
    again = folder.parent / "again"
    run_corpus([folder], again, load_settings(**SETTINGS))
    for name in ("documents", "reuse"):
        for place in (f"tables/{name}.parquet", f"csv/{name}.csv"):
            assert (again / place).read_bytes() == (out / place).read_bytes(), place


def test_line_breaks_and_traditional_script_change_no_share(tmp_path: Path) -> None:
    import opencc

    draw = random.Random(51)
    lines = [f"　　{CEREMONY}{''.join(sentence(draw) for _ in range(3))}" for _ in range(4)]
    (tmp_path / "in").mkdir()
    one = "\n".join(["白芷县供销社2021年工作总结", *lines])
    wrapped = "\n".join(["白芷县供销社2021年工作总结", *("\n".join(cut(line)) for line in lines)])
    for name, text in {"a": one, "b": wrapped, "c": opencc.OpenCC("s2t").convert(one)}.items():
        (tmp_path / "in" / f"{name}.txt").write_text(text + "\n", "utf-8")
    run_corpus([tmp_path / "in"], tmp_path / "out", load_settings(**SETTINGS))
    documents = table(tmp_path / "out", "documents").set_index("path")
    assert documents["ceremony_share"].nunique() == 1 and documents["ceremony_share"].iloc[0] > 0.05
    assert documents["cluster_id"].nunique() == 1 and documents["cluster_id"].notna().all()


def cut(line: str, width: int = 23) -> list[str]:
    """A paragraph as a page wraps it."""
    return [line[at : at + width] for at in range(0, len(line), width)]


# ------------------------------------------------------------------------------------------------------------ command
def said(capsys: pytest.CaptureFixture[str], *words: object, status: int = 0) -> str:
    assert main([*map(str, words)]) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def test_the_command_lists_passages_and_sums_up(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "reuse", out, "--lang", "en")
    assert "4 documents, 2 of them in 1 clusters" in shown and "paragraph" in shown
    assert "4 篇文档，其中 2 篇分在 1 个近似组" in said(capsys, "reuse", out, "--lang", "zh")


def test_json_has_both_paths_and_both_texts(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = json.loads(said(capsys, "reuse", out, "--json"))
    assert value["summary"]["documents_in_clusters"] == 2
    ceremonial = sum(row["ceremony"] for row in value["passages"])
    assert ceremonial == value["summary"]["ceremonial"]
    assert len(value["passages"]) == value["summary"]["passages"] + ceremonial == len(table(out, "reuse"))
    row = next(row for row in value["passages"] if row["unit"] == "paragraph" and row["similarity"] == 1)
    assert row["text"] == row["other_text"] and row["path"] != row["other_path"]


def test_options_choose(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def passages(*words: str) -> list[dict[str, object]]:
        return list(json.loads(said(capsys, "reuse", out, "--json", *words))["passages"])

    assert {row["unit"] for row in passages("--unit", "paragraph")} == {"paragraph"}
    assert min(int(str(row["chars"])) for row in passages("--min-chars", "100")) >= 100
    assert {row["similarity"] for row in passages("--min-similarity", "1")} == {1}
    name = "白芷县供销社2021年工作总结.txt"
    of_one = passages("--document", name)
    assert of_one and all(name in (row["path"], row["other_path"]) for row in of_one)
    identity = table(out, "documents").set_index("path").loc[name, "document_id"]
    assert passages("--document", str(identity)) == of_one
    assert passages("--document", "望津市气象台2022年工作总结.txt", "--unit", "document") == []


@pytest.mark.parametrize("name", ["found.xlsx", "found.csv", "found.parquet"])
def test_a_file_has_all_of_it(name: str, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "reuse", out, "-o", tmp_path / name)
    count = len(table(out, "reuse"))
    if name.endswith("xlsx"):
        book = load_workbook(tmp_path / name)
        assert book.sheetnames == ["reuse", "documents", "summary"]
        assert (book["reuse"].max_row, book["documents"].max_row) == (count + 1, 5)
        assert {type(cell.value) for cell in book["reuse"]["G"][1:]} == {bool}, "ceremony"
    else:
        read = pd.read_csv if name.endswith("csv") else pd.read_parquet
        assert len(read(tmp_path / name)) == count


def test_the_command_offers_the_units_that_there_are() -> None:
    assert {one.value for one in Unit} == set(LEVELS)


def test_what_cannot_be_done_is_said(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def error(*words: object) -> str:
        return said(capsys, *words, "--lang", "en", status=2)

    assert "no dataset" in error("reuse", tmp_path)
    assert "no document 没有" in error("reuse", out, "--document", "没有")
    assert "xlsx, csv, parquet" in error("reuse", out, "-o", tmp_path / "a.docx")
    assert "cannot write" in error("reuse", out, "-o", tmp_path / "no" / "a.csv")
    assert "--unit" in error("reuse", out, "--unit", "clause")


def test_without_reuse_the_columns_are_empty_and_the_command_says_how(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    config = tmp_path / "c.toml"
    config.write_text("learned = false\n", "utf-8")
    said(capsys, "run", folder, "-o", bare, "--no-reuse", "--no-themes", "--config", config, "--quiet")
    documents = table(bare, "documents")
    for column in ("cluster_id", "duplicate_of", "ceremony_share", "reused_share"):
        assert documents[column].isna().all(), column
    assert len(table(bare, "reuse")) == 0
    assert "--no-reuse" in said(capsys, "reuse", bare, "--lang", "en", status=2)
    assert "--no-reuse" in said(capsys, "reuse", bare, "--lang", "zh", status=2)


def test_a_corpus_without_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "空.txt").write_bytes(b"")
    run_corpus([tmp_path / "in"], tmp_path / "out", load_settings(**SETTINGS))
    assert "0 documents" in said(capsys, "reuse", tmp_path / "out", "--lang", "en")
    assert json.loads(said(capsys, "reuse", tmp_path / "out", "--json"))["passages"] == []
    said(capsys, "reuse", tmp_path / "out", "-o", tmp_path / "a.xlsx")
