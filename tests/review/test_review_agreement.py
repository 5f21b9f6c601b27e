"""Agreement from sheets: changed extents, changed cells, added records, what was exported, and who is who."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from review_dataset import Cells, fill, machine, run

from zongjie.cli import main
from zongjie.errors import UsageError
from zongjie.review import agreement, export

KEEP: Cells = {"decision": "keep"}


def sheet(out: Path, who: str, name: str, said: dict[str, Cells], added: list[Cells] = []) -> Path:  # noqa: B006
    file = out.parent / f"{who}.xlsx"
    export(out, "xlsx", file)
    fill(file, name, said, added)
    return file


def figures(one: Path, other: Path, **options: object) -> dict[str, object]:
    found = agreement(one, other, of=["problems"], **options)
    assert not found.left_out
    return {row.measure: row for row in found.measures}


def test_a_changed_extent_counts_though_only_the_words_were_changed(out):
    said = {"经费保障不足": {"text": "经费保障"}, "部分乡镇对工会工作重视不够": KEEP}
    found = figures(sheet(out, "甲", "problems", said), out)
    assert (found["f1_exact"].value, found["f1_exact"].n) == (0.5, 4)
    assert found["f1_overlap"].value == 1


def test_a_changed_cell_counts_without_a_decision(out):
    said = {"经费保障不足": {"category": "capacity 队伍能力"}, "部分乡镇对工会工作重视不够": KEEP}
    found = figures(sheet(out, "甲", "problems", said), out)
    assert (found["f1_exact"].n, found["category_agreement"].value, found["category_agreement"].n) == (4, 0.5, 2)


def test_a_row_that_nobody_looked_at_does_not_count(out):
    found = figures(sheet(out, "甲", "problems", {"经费保障不足": KEEP}), out)
    assert found["f1_exact"].n == 2 and found["f1_exact"].value == 1


def test_an_added_record_is_one_that_the_other_missed(out):
    added: list[Cells] = [{"decision": "add", "path": "青禾县.txt", "text": "建会攻坚", "category": "execution"}]
    one = sheet(out, "甲", "problems", {"经费保障不足": KEEP}, added)
    assert figures(one, out)["f1_exact"].value == pytest.approx(2 * 1 / 3, abs=1e-4)
    other = sheet(out, "乙", "problems", {"经费保障不足": KEEP}, added)
    third = sheet(out, "丙", "problems", {"经费保障不足": KEEP}, [{**added[0], "text": "建会攻坚动员"}])
    fourth = sheet(out, "丁", "problems", {"经费保障不足": KEEP})
    assert figures(one, other, dataset=out)["f1_exact"].value == 1
    apart = figures(one, third, dataset=out)
    assert apart["f1_exact"].value == 0.5 and apart["f1_overlap"].value == 1
    assert figures(one, fourth, dataset=out)["f1_exact"].value == pytest.approx(2 * 1 / 3, abs=1e-4)


def test_a_record_added_where_the_machine_has_one_meets_it(out):
    added: list[Cells] = [{"decision": "add", "path": "青禾县.txt", "text": "经费保障不足", "category": "funding"}]
    found = figures(sheet(out, "甲", "problems", {"部分乡镇对工会工作重视不够": KEEP}, added), out)
    assert (found["f1_exact"].value, found["f1_exact"].n) == (1, 4)


def test_of_two_sheets_the_records_that_both_looked_at_count(out):
    one = sheet(out, "甲", "problems", {"经费保障不足": {"decision": "delete"}, "部分乡镇对工会工作重视不够": KEEP})
    said = {"经费保障不足": KEEP, "部分街道对工会工作重视不够": KEEP}
    found = figures(one, sheet(out, "乙", "problems", said), dataset=out)
    assert (found["f1_exact"].value, found["f1_exact"].n) == (0, 1)


def test_two_sheets_ask_for_their_dataset(out, capsys):
    one, other = (sheet(out, who, "problems", {"经费保障不足": KEEP}) for who in "甲乙")
    assert main(["--lang", "en", "review", "agreement", str(one), str(other)]) == 2
    assert "--dataset" in capsys.readouterr().err
    assert main(["review", "agreement", str(one), str(other), "--dataset", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["names"] == ["甲", "乙"]


def test_a_sheet_without_a_decision_is_refused(out):
    with pytest.raises(UsageError, match="decision"):
        agreement(sheet(out, "甲", "problems", {}), out)


def test_rows_that_are_not_taken_are_listed(out, capsys):
    file = sheet(out, "甲", "problems", {"经费保障不足": {"text": "没有这句"}, "部分乡镇对工会工作重视不够": KEEP})
    assert main(["--lang", "en", "review", "agreement", str(file), str(out)]) == 1
    said = capsys.readouterr()
    assert "rows that were not taken" in said.err and "没有这句" in said.err


def test_a_sheet_is_held_against_what_it_showed(place, out):
    """The machine has changed its mind since: the sheet speaks of its records of then."""
    file = sheet(out, "甲", "problems", {"经费保障不足": KEEP, "部分乡镇对工会工作重视不够": KEEP})
    machine(out, "problems", lambda rows: [])
    assert figures(file, out)["f1_exact"].value == 1


@pytest.mark.parametrize("to", ["xlsx", "doccano", "labelstudio"])
def test_only_the_tables_that_were_exported_are_compared(out, to):
    file = out.parent / f"problems.{to}"
    export(out, to, file, tables=["problems"])
    if to == "xlsx":
        fill(file, "problems", {"经费保障不足": KEEP}, [])
    if to == "labelstudio":
        tasks = json.loads(file.read_text("utf-8"))
        for task in tasks:
            task["annotations"] = [{"id": 1, "completed_by": 1, "result": task["predictions"][0]["result"]}]
        file.write_text(json.dumps(tasks), "utf-8")
    found = agreement(file, out)
    assert {row.table for row in found.measures} == {"problems"}
    assert {row.value for row in found.measures if row.measure.startswith("f1")} == {1}
    with pytest.raises(UsageError, match="metrics was not exported"):
        agreement(file, out, of=["metrics"])


def test_files_of_different_exports_ask_for_the_dataset(out):
    one, other = out.parent / "a.jsonl", out.parent / "b.jsonl"
    export(out, "doccano", one)
    export(out, "doccano", other, tables=["problems"])
    with pytest.raises(UsageError, match="--dataset"):
        agreement(one, other)
    found = agreement(one, other, dataset=out)
    assert {row.table for row in found.measures} == {"problems"}


def test_a_document_whose_text_has_changed_is_not_compared(place, out):
    file = place / "a.jsonl"
    export(out, "doccano", file)
    path = place / "texts" / "青禾县.txt"
    path.write_text(path.read_text("utf-8").replace("66家", "166家"), "utf-8", newline="\n")
    run(place / "texts", out)
    found = agreement(file, out)
    assert found.documents <= 1 and "青禾" not in found.sentence.zh
    assert all(row.value in (1, None) for row in found.measures)


def test_a_person_may_be_called_as_the_machine_is(out):
    found = agreement(sheet(out, "zongjie", "problems", {"经费保障不足": KEEP}), out)
    assert found.names == ("zongjie", "zongjie (machine)")
    assert {row.measure: row.n for row in found.measures}["f1_exact"] == 2
