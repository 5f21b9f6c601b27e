"""Corrections survive runs, changed sources and each other; corrected tables, gold and commands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from review_dataset import run

from zongjie.cli import main, reference
from zongjie.config import load_settings
from zongjie.dataset.schema import TABLES
from zongjie.evaluate import Part, evaluate
from zongjie.review import apply, corrections, export, gold, take
from zongjie.train.texts import read_corpus


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(out / "review" / "tables" / f"{name}.parquet")


def told(out: Path, who: str, said: dict[str, dict[str, dict]]) -> None:
    """A sheet in which a person says something of records, by table and evidence."""
    file = out.parent / f"{who}.xlsx"
    export(out, "xlsx", file)
    book = openpyxl.load_workbook(file)
    for name, cells in said.items():
        sheet = book[name]
        at = {cell.value.split()[0]: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            for column, value in cells.get(sheet.cell(row, at["text"]).value, {}).items():
                sheet.cell(row, at[column], value)
    book.save(file)
    taken = take(out, file, reviewer=who)
    assert not taken.faults


def read_whole(out: Path, who: str, drop: str = "", relabel: dict[str, str] | None = None) -> None:
    """A doccano file in which a person took out the entities with some evidence and gave others another label."""
    file = out.parent / f"{who}.jsonl"
    export(out, "doccano", file)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for row in rows:
        text = {id(e): row["text"][e["start_offset"] : e["end_offset"]] for e in row["entities"]}
        row["entities"] = [e for e in row["entities"] if not drop or text[id(e)] != drop]
        for e in row["entities"]:
            e["label"] = (relabel or {}).get(text[id(e)], e["label"])
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert not take(out, file, reviewer=who).faults


def rewrite(place: Path, old: str, new: str, name: str = "青禾县.txt") -> None:
    path = place / "texts" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="\n")


KIND = {"66家": {"kind": "target"}}


# ----------------------------------------------------------------------------------------------------------- survival
def test_a_run_leaves_the_review_alone_and_it_applies_again(place, out):
    told(out, "甲", {"metrics": KIND})
    held = (out / "review" / "corrections.jsonl").read_bytes()
    before = apply(out)
    first = (out / "review" / "tables" / "metrics.parquet").read_bytes()
    run(place / "texts", out)
    assert (out / "review" / "corrections.jsonl").read_bytes() == held
    assert apply(out).rows == before.rows
    assert (out / "review" / "tables" / "metrics.parquet").read_bytes() == first
    changed = table(out, "metrics").query("review == 'change'")
    assert changed[["text", "kind", "reviewer", "rule"]].values.tolist() == [["66家", "target", "甲", "review"]]


def test_the_machines_tables_stay_as_they_are(out):
    before = {path.name: path.read_bytes() for path in (out / "tables").iterdir()}
    told(out, "甲", {"metrics": {"66家": {"decision": "delete"}}})
    apply(out)
    assert {path.name: path.read_bytes() for path in (out / "tables").iterdir()} == before


def test_evidence_that_moved_is_found_again(place, out):
    told(out, "甲", {"metrics": KIND, "problems": {"经费保障不足": {"decision": "delete"}}})
    rewrite(place, "一、主要工作\n", "一、主要工作\n今年以来，县总工会坚持服务职工。\n")
    run(place / "texts", out)
    done = apply(out)
    assert done.conflicts == () and done.deleted == 1
    [row] = table(out, "metrics").query("review == 'change'").to_dict("records")
    text = (place / "texts" / "青禾县.txt").read_text("utf-8")
    assert text[row["start"] : row["end"]] == "66家" and row["kind"] == "target"
    assert "经费保障不足" not in set(table(out, "problems")["text"])


def test_evidence_that_is_gone_or_stands_twice_is_a_conflict(place, out):
    told(out, "甲", {"metrics": KIND, "problems": {"经费保障不足": {"decision": "keep"}}})
    rewrite(place, "66家", "67家")
    rewrite(place, "经费保障不足。", "人员不齐。经费保障不足。其次，经费保障不足。再次。")
    run(place / "texts", out)
    done = apply(out)
    assert sorted(one.correction.text for one in done.conflicts) == ["66家", "经费保障不足"]
    assert "0 times" in done.conflicts[0].conflict.en and "2 times" in done.conflicts[1].conflict.en
    assert set(table(out, "metrics")["review"]) == {"machine"}
    outcomes = table(out, "corrections")
    assert set(outcomes["outcome"]) == {"conflict"} and set(outcomes["file"]) == {"甲.xlsx"}


def test_a_source_that_is_gone_is_a_conflict(place, out):
    told(out, "甲", {"problems": {"部分街道对工会工作重视不够": {"decision": "keep"}}})
    (place / "texts" / "临溪区.txt").unlink()
    run(place / "texts", out)
    [one] = apply(out).conflicts
    assert "临溪区.txt" in one.conflict.zh


def test_importing_after_the_source_has_changed_says_so(place, out):
    file = place / "old.jsonl"
    export(out, "doccano", file)
    rewrite(place, "66家", "67家")
    run(place / "texts", out)
    taken = take(out, file, reviewer="甲")
    assert taken.actions["keep"] > 5
    assert [one.where for one in taken.conflicts] == ["old.jsonl: line 2"]
    assert "青禾县.txt" in taken.conflicts[0].message.en


# ------------------------------------------------------------------------------------------------------------ people
def test_people_who_disagree_are_listed_and_nothing_of_theirs_is_lost(out, capsys):
    told(out, "甲", {"metrics": KIND})
    told(out, "乙", {"metrics": {"66家": {"decision": "delete"}, "12家": {"decision": "delete"}}})
    assert main(["--lang", "en", "review", "apply", str(out)]) == 1
    said = capsys.readouterr().err
    assert "甲 change (甲.xlsx: metrics" in said and "乙 delete (乙.xlsx: metrics" in said
    assert len(corrections.read(out)) == 3
    rows = table(out, "metrics").set_index("text")["review"].to_dict()
    assert rows["66家"] == "machine" and "12家" not in rows
    assert apply(out, prefer="甲").conflicts == ()
    assert table(out, "metrics").set_index("text")["kind"]["66家"] == "target"
    outcomes = table(out, "corrections").set_index("reviewer").query("text == '66家'")["outcome"].to_dict()
    assert outcomes == {"甲": "applied", "乙": "overruled"}


def test_the_second_file_of_one_person_replaces_the_first(out):
    read_whole(out, "甲", drop="经费保障不足")
    assert apply(out).deleted == 1
    read_whole(out, "甲")
    assert apply(out).deleted == 0
    assert len(list((out / "review" / "imports").iterdir())) == 2


def test_people_who_agree_count_once(out):
    told(out, "甲", {"metrics": KIND})
    told(out, "乙", {"metrics": KIND})
    assert apply(out).conflicts == ()
    [row] = table(out, "metrics").query("review == 'change'").to_dict("records")
    assert row["reviewer"] == "乙;甲"


# ------------------------------------------------------------------------------------------------------------ tables
def test_a_changed_value_changes_what_is_reckoned_from_it(out):
    told(out, "甲", {"metrics": {"约1.2万人": {"value": 1.3, "unit": "万人"}, "66家": {"decision": "keep"}}})
    apply(out)
    rows = table(out, "metrics").set_index("text")
    row = rows.loc["约1.2万人"]
    assert (row["value"], row["unit"], row["canonical_value"], row["canonical_unit"]) == (13000, "人", 13000, "人")
    assert pd.isna(row["consistent"]) and pd.isna(row["audit"])


def test_links_to_a_deleted_record_go(out):
    machine = pd.read_parquet(out / "tables" / "activities.parquet")
    linked = machine[machine["metric_ids"].map(len) > 0].iloc[0]
    metrics = pd.read_parquet(out / "tables" / "metrics.parquet").set_index("metric_id")
    told(out, "甲", {"metrics": {metrics.loc[linked["metric_ids"][0], "text"]: {"decision": "delete"}}})
    apply(out)
    after = table(out, "activities").set_index("activity_id").loc[linked["activity_id"]]
    assert list(after["metric_ids"]) == [
        key for key in linked["metric_ids"] if key in set(table(out, "metrics")["metric_id"])
    ]
    assert len(after["metric_ids"]) == len(linked["metric_ids"]) - 1


def test_every_form_of_the_tables_says_the_same(out):
    read_whole(out, "甲", drop="经费保障不足")
    apply(out)
    for name in ("metrics", "activities", "problems", "corrections"):
        rows = table(out, name)
        csv = pd.read_csv(out / "review" / "csv" / f"{name}.csv", dtype=str)
        sheet = pd.read_excel(out / "review" / "corrected.xlsx", sheet_name=name)
        assert len(rows) == len(csv) == len(sheet) > 0
        assert csv["text"].tolist() == rows["text"].tolist()
        assert sheet["start"].tolist() == rows["start"].tolist()
    texts = {path.name: path.read_text("utf-8") for path in (out.parent / "texts").iterdir()}
    documents = pd.read_parquet(out / "tables" / "documents.parquet").set_index("document_id")["path"]
    for row in table(out, "activities").to_dict("records"):
        assert texts[documents[row["document_id"]]][row["start"] : row["end"]] == row["text"]


# -------------------------------------------------------------------------------------------------------------- gold
def test_gold_scores_the_machine_by_what_people_said(out, tmp_path):
    read_whole(out, "甲", drop="经费保障不足", relabel={"部分乡镇对工会工作重视不够": "problem/capacity"})
    done = gold(out, tmp_path / "gold")
    assert done.left_out == () and done.documents == 2
    part = tmp_path / "gold" / "train"
    found = evaluate([Part(out, part / "gold", part / "texts")])
    assert found.gold_faults == () and found.dataset_faults == ()
    figures = found.figures()
    assert figures["documents"]["f1"] == 1
    assert {row["f1"] for name, row in figures.items() if name.startswith("metrics") and "f1" in row} == {1.0}
    machine = len(pd.read_parquet(out / "tables" / "problems.parquet"))
    missed = [line for line in found.errors if "problems" in line]
    assert len(missed) == 2 and machine == 3
    corpus = read_corpus(tmp_path / "gold", load_settings())
    assert len(corpus.texts) == 2


def test_gold_leaves_disagreement_open(out, tmp_path):
    read_whole(out, "甲", drop="经费保障不足")
    read_whole(out, "乙")
    gold(out, tmp_path / "gold")
    content = json.loads((tmp_path / "gold" / "train" / "gold" / "青禾县.json").read_text("utf-8"))
    optional = {one["quote"]: one.get("optional", False) for one in content["problems"]}
    assert optional == {"部分乡镇对工会工作重视不够": False, "经费保障不足": True}


# ----------------------------------------------------------------------------------------------------------- commands
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["apply", "{out}"], "review import"),
        (["gold", "{out}", "-o", "{none}"], "labelstudio"),
        (["export", "{none}", "--to", "xlsx", "-o", "{none}.xlsx"], "zongjie run"),
        (["import", "{out}", "{none}"], "Check the path"),
        (["import", "{out}", "{texts}/青禾县.txt"], "labelstudio"),
        (["sample", "{out}", "--by", "colour", "-o", "{none}.xlsx"], "colour"),
        (["sample", "{out}", "-o", "{none}.csv"], ".jsonl"),
        (["agreement", "{out}", "{out}"], "corrected file"),
    ],
)
def test_a_wrong_call_says_what_to_do(out, tmp_path, capsys, arguments, words):
    filled = [one.format(out=out, none=tmp_path / "none", texts=out.parent / "texts") for one in arguments]
    assert main(["--lang", "en", "review", *filled]) == 2
    assert words in capsys.readouterr().err


def test_a_file_without_a_person_asks_for_one_and_a_foreign_file_is_refused(out, tmp_path, capsys):
    file = tmp_path / "t.jsonl"
    assert main(["review", "export", str(out), "--to", "doccano", "-o", str(file)]) == 0
    assert main(["review", "import", str(out), str(file)]) == 2
    assert "--reviewer" in capsys.readouterr().err
    row = {"text": "别的", "entities": [], "document_id": "d0000000000000000"}
    file.write_text(json.dumps(row), "utf-8")
    assert main(["--lang", "en", "review", "import", str(out), str(file), "--reviewer", "x"]) == 2
    assert "does not come from an export" in capsys.readouterr().err
    assert corrections.read(out) == []


def test_an_import_with_rows_left_out_ends_with_1_and_lists_them(out, tmp_path, capsys):
    file = tmp_path / "t.jsonl"
    assert main(["review", "export", str(out), "--to", "doccano", "-o", str(file)]) == 0
    lines = file.read_text("utf-8").splitlines()
    row = json.loads(lines[0])
    row["text"] = row["text"].replace("工会", "公会")
    file.write_text("\n".join([json.dumps(row, ensure_ascii=False), *lines[1:]]), "utf-8")
    capsys.readouterr()
    assert main(["review", "import", str(out), str(file), "--reviewer", "x", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["documents"] == 1 and [one["where"] for one in said["not_taken"]] == ["line 1"]


def test_a_damaged_overlay_names_the_line(out, capsys):
    told(out, "甲", {"metrics": KIND})
    path = out / "review" / "corrections.jsonl"
    path.write_text(path.read_text("utf-8") + "{\n", "utf-8")
    assert main(["--lang", "en", "review", "apply", str(out)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_an_empty_dataset_is_exported_and_says_that_there_is_nothing_to_draw(tmp_path, capsys):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "短.txt").write_text("青禾县总工会工作总结\n\n谢谢大家。\n", "utf-8")
    run(tmp_path / "texts", tmp_path / "out")
    for to in ("labelstudio", "doccano", "xlsx", "qdpx"):
        file = str(tmp_path / f"e.{to}")
        assert main(["review", "export", str(tmp_path / "out"), "--to", to, "-o", file]) == 0
    assert main(["--lang", "en", "review", "sample", str(tmp_path / "out"), "-o", str(tmp_path / "s.xlsx")]) == 2
    assert "no records" in capsys.readouterr().err


def test_the_data_dictionary_has_the_columns_of_the_review(out):
    told(out, "甲", {"metrics": KIND})
    apply(out)
    own = {"review", "reviewer"} | set(table(out, "corrections").columns)
    assert set(table(out, "metrics").columns) - {one.name for one in TABLES["metrics"].columns} <= own
    page = reference.pages()["data-dictionary.md"].partition("## zongjie review apply")[2].partition("\n## ")[0]
    assert not {name for name in own if f"| `{name}` |" not in page}
    assert set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == own


def test_a_file_in_which_nobody_changed_a_thing_says_so(out, tmp_path, capsys):
    file = tmp_path / "tasks.json"
    assert main(["review", "export", str(out), "--to", "labelstudio", "-o", str(file)]) == 0
    capsys.readouterr()
    assert main(["review", "import", str(out), str(file)]) == 0
    assert "holds no correction" in capsys.readouterr().out
