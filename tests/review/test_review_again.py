"""A second import and a machine that reads otherwise: one record stays one record, and what a person said holds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from review_dataset import Cells, fill, machine

from zongjie.review import apply, corrections, export, take
from zongjie.review.application import _scaled
from zongjie.review.kinds import KINDS, parsed


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(out / "review" / "tables" / f"{name}.parquet")


def told(out: Path, name: str, said: dict[str, Cells], added: list[Cells] = [], who: str = "甲") -> None:  # noqa: B006
    file = out.parent / f"{who}.xlsx"
    export(out, "xlsx", file)
    fill(file, name, said, added)
    assert not take(out, file, reviewer=who).faults


# ----------------------------------------------------------------------------------------------- a later machine
def test_a_record_that_the_machine_finds_later_is_not_there_twice(out):
    found = (out / "tables" / "metrics.parquet").read_bytes()
    machine(out, "metrics", lambda rows: [row for row in rows if row["text"] != "66家"])
    told(out, "metrics", {}, [{"decision": "add", "path": "青禾县.txt", "text": "66家", "value": 67, "kind": "level"}])
    apply(out)
    assert table(out, "metrics").query("text == '66家'")["review"].tolist() == ["add"]
    (out / "tables" / "metrics.parquet").write_bytes(found)
    apply(out)
    [row] = table(out, "metrics").query("text == '66家'").to_dict("records")
    [own] = pd.read_parquet(out / "tables" / "metrics.parquet").query("text == '66家'").to_dict("records")
    assert row["metric_id"] == own["metric_id"] and row["review"] == "add"
    assert (row["value"], row["canonical_value"]) == (67, 67)
    assert row["subject"] == own["subject"] == "新建基层工会", "what the person left open is the machine's"


def test_two_corrections_never_take_one_record(out):
    """The machine had two problems at one place and has one there now: one correction has it, the other its own."""
    text = "经费保障不足"

    def twice(rows):
        twins = [{**row, "problem_id": "p0000000000000001", "category": "other"} for row in rows if row["text"] == text]
        return rows + twins

    def once(rows):
        return [row | {"problem_id": "p0000000000000002"} if row["text"] == text else row
                for row in rows if row["problem_id"] != "p0000000000000001"]  # fmt: skip

    machine(out, "problems", twice)
    told(out, "problems", {text: {"decision": "keep"}})
    machine(out, "problems", once)
    assert apply(out).conflicts == ()
    rows = table(out, "problems").query("text == @text")
    assert sorted(rows["category"]) == ["funding", "other"]
    assert rows["problem_id"].is_unique and "p0000000000000002" in set(rows["problem_id"])


def test_a_kept_record_keeps_its_place_and_its_fields(out):
    """A new version of the machine reads the kept metric with another extent, value and subject."""
    told(out, "metrics", {"66家": {"decision": "keep"}})

    def otherwise(rows):
        for row in rows:
            if row["text"] == "66家":
                row |= {"metric_id": "m0000000000000001", "text": "6家", "start": row["start"] + 1, "value": 6.0,
                        "canonical_value": 6.0, "subject": "工会", "consistent": False, "audit": "6 / 60"}  # fmt: skip
        return rows

    machine(out, "metrics", otherwise)
    apply(out)
    rows = table(out, "metrics")
    [row] = rows[rows["review"] == "keep"].to_dict("records")
    assert (row["text"], row["end"] - row["start"]) == ("66家", 3)
    assert (row["value"], row["canonical_value"], row["subject"]) == (66, 66, "新建基层工会")
    assert pd.isna(row["audit"]) and row["rule"] == "review"
    assert "6家" not in set(rows["text"])


def test_a_kept_record_that_is_as_it_was_is_the_machines(out):
    told(out, "metrics", {"66家": {"decision": "keep"}})
    apply(out)
    [row] = table(out, "metrics").query("review == 'keep'").to_dict("records")
    [own] = pd.read_parquet(out / "tables" / "metrics.parquet").query("text == '66家'").to_dict("records")
    assert {name: str(row[name]) for name in own} == {name: str(value) for name, value in own.items()}


# ------------------------------------------------------------------------------------------------ a second import
ADDED: Cells = {"decision": "add", "path": "青禾县.txt", "text": "建会攻坚", "category": "execution"}


@pytest.mark.parametrize("name", ["甲.xlsx", "甲_v2.xlsx"])
def test_a_sheet_read_again_replaces_the_record_that_it_added(out, name):
    told(out, "problems", {}, [ADDED])
    file = out.parent / "甲.xlsx"
    export(out, "xlsx", file)
    fill(file, "problems", {}, [{**ADDED, "text": "建会攻坚动员"}])
    taken = take(out, file.replace(out.parent / name), reviewer="甲")
    assert (taken.actions, taken.replaced) == ({"add": 1}, 1)
    assert [one.text for one in corrections.read(out)] == ["建会攻坚动员"]


def test_a_decision_taken_out_of_the_sheet_is_taken_back(out):
    told(out, "problems", {"经费保障不足": {"decision": "delete"}}, [ADDED])
    file = out.parent / "甲.xlsx"
    export(out, "xlsx", file)
    assert take(out, file, reviewer="乙").replaced == 0
    assert take(out, file, reviewer="甲").replaced == 2
    assert corrections.read(out) == []


def test_a_row_that_is_damaged_now_leaves_what_it_said(out):
    told(out, "problems", {"经费保障不足": {"decision": "delete"}})
    file = out.parent / "甲.xlsx"
    export(out, "xlsx", file)
    fill(file, "problems", {"经费保障不足": {"decision": "weg"}}, [])
    taken = take(out, file, reviewer="甲")
    assert len(taken.faults) == 1 and taken.replaced == 0
    assert [one.action for one in corrections.read(out)] == ["delete"]


def test_another_sheet_of_the_same_person_replaces_nothing(out):
    told(out, "problems", {}, [ADDED])
    file = out.parent / "其余.xlsx"
    export(out, "xlsx", file)
    fill(file, "problems", {"经费保障不足": {"decision": "delete"}}, [])
    assert take(out, file, reviewer="甲").replaced == 0
    assert sorted(one.action for one in corrections.read(out)) == ["add", "delete"]


# ---------------------------------------------------------------------------------------------------------- numbers
@pytest.mark.parametrize("said", ["nan", "inf", "-Infinity", "1e999"])
def test_a_value_that_is_no_number_is_not_taken(out, said):
    with pytest.raises(ValueError, match="value"):
        parsed(KINDS["metrics"], "value", said)
    file = out.parent / "甲.xlsx"
    export(out, "xlsx", file)
    fill(file, "metrics", {"66家": {"value": said}, "12家": {"start": "inf", "decision": "keep"}}, [])
    assert len(take(out, file, reviewer="甲").faults) == 2
    assert corrections.read(out) == []


@pytest.mark.parametrize(
    ("value", "high", "unit", "expected"),
    [
        (1.3, None, "万人", {"value": 13000.0, "unit": "人"}),
        (1e15, None, "万元", {"value": 1e19, "unit": "元"}),
        (1.1, 2.2, "万元", {"value": 11000.0, "value_high": 22000.0, "unit": "元"}),
        (5.0, None, "家", {"value": 5.0, "unit": "家"}),
        (None, None, "万人", {}),
        (3.0, None, "不是单位", {}),
    ],
)
def test_a_numeral_in_the_unit_goes_into_the_value(value, high, unit, expected):
    assert _scaled({"value": value, "value_high": high, "unit": unit}) == expected


def test_a_text_that_no_cell_holds_is_no_correction(out):
    """The sheet shows its beginning with a mark, and whole on another sheet; who keeps the row keeps the whole text."""
    long = "新" * 40_000
    machine(out, "metrics", lambda rows: [row | ({"subject": long} if row["text"] == "66家" else {}) for row in rows])
    told(out, "metrics", {"66家": {"decision": "keep"}})
    [one] = corrections.read(out)
    assert one.action == "keep" and one.fields["subject"] == long
    sheets = pd.read_excel(out.parent / "甲.xlsx", sheet_name=None)
    assert "".join(sheets["long_cells"].iloc[:, 4]) == long
