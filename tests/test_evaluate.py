"""The figures of `evaluate`, on gold written for these tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.errors import DatasetError, UsageError
from zongjie.evaluate import Part, evaluate, spread
from zongjie.evaluate.compare import (
    answers,
    character_f1,
    normal,
    number,
    overlap,
    pair,
    same_number,
    same_predicate,
    stands_for,
    subsequence_ratio,
)
from zongjie.evaluate.records import Record, locate, read_text
from zongjie.evaluate.tally import Tally, macro_f1, match

TEXT = (
    "青河镇工会上半年工作总结\n今年新建基层工会12家，发展会员860名，入会率达91.5%。"
    "举办职工法律讲座4场，慰问困难职工35人。存在的问题是专职干部不足，经费来源单一。\n"
)
GOLD = {
    "path": "青河.txt",
    "documents": [{"title": "青河镇工会上半年工作总结", "first": "青河镇工会上半年", "last": "经费来源单一。"}],
    "metrics": [
        {"quote": "12家", "value": 12, "unit": "家", "qualifier": "exact", "kind": "level", "subject": "新建基层工会"},
        {"quote": "860名", "value": 860, "unit": "名", "qualifier": "exact", "kind": "level", "subject": "发展会员"},
        {"quote": "91.5%", "value": 91.5, "unit": "%", "qualifier": "exact", "kind": "rate", "subject": "入会率"},
        {
            "quote": "4场", "value": 4, "unit": "场", "qualifier": "exact", "kind": "level", "subject": "讲座",
            "optional": True,
        },
    ],
    "activities": [
        {
            "quote": "举办职工法律讲座4场", "predicate": "举办", "object": "职工法律讲座", "type": "training",
            "status": "done",
        },
        {
            "quote": "慰问困难职工35人", "predicate": "慰问", "object": "困难职工", "type": "assistance",
            "status": "done",
        },
    ],
    "problems": [
        {"quote": "专职干部不足", "category": "capacity"},
        {"quote": "经费来源单一", "category": "funding"},
    ],
}  # fmt: skip


def place(quote: str, text: str = TEXT) -> dict[str, object]:
    start = text.index(quote)
    return {"document_id": "d1", "start": start, "end": start + len(quote), "text": quote}


def perfect() -> dict[str, list[dict[str, object]]]:
    """A dataset that says what the gold says."""
    rows = {
        kind: [
            {**{k: v for k, v in record.items() if k != "optional"}, **place(record["quote"])} for record in GOLD[kind]
        ]
        for kind in ("metrics", "activities", "problems")
    }
    end = TEXT.index("单一。") + 3
    return rows | {"documents": [{"document_id": "d1", "path": "青河.txt", "start": 0, "end": end}]}


def write(folder: Path, tables: dict[str, list[dict[str, object]]], gold: dict[str, object] = GOLD) -> Part:
    part = Part(folder / "out", folder / "gold", folder / "texts")
    for place_ in (part.out, part.gold, part.texts):
        place_.mkdir(parents=True, exist_ok=True)
    (part.texts / "青河.txt").write_text(TEXT, "utf-8")
    (part.gold / "青河.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    for name, rows in tables.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (part.out / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return part


def f1(part: Part, *names: str) -> list[float]:
    figures = evaluate([part]).figures()
    return [figures[name]["f1"] for name in names]


def test_a_dataset_that_says_what_the_gold_says_is_right_throughout(tmp_path: Path) -> None:
    result = evaluate([write(tmp_path, perfect())])
    figures = result.figures()
    assert all(row.get("f1", row.get("mean")) == 1 for row in figures.values()), figures
    assert figures["metrics"]["gold"] == figures["metrics"]["found"] == 3, "the optional metric is on neither side"
    assert not (result.errors or result.gold_faults or result.dataset_faults)


def test_an_empty_dataset_finds_nothing(tmp_path: Path) -> None:
    tables = perfect() | {"metrics": [], "activities": [], "problems": []}
    figures = evaluate([write(tmp_path, tables)]).figures()
    assert figures["metrics"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "gold": 3, "found": 0}
    assert figures["documents"]["f1"] == 1


@pytest.mark.parametrize(
    ("field", "value", "lower"),
    [
        ("value", 13, ("metrics: value+unit", "metrics: value+unit+qualifier+kind", "metrics: all of it and subject")),
        ("unit", "个", ("metrics: value+unit", "metrics: value+unit+qualifier+kind", "metrics: all of it and subject")),
        ("kind", "target", ("metrics: value+unit+qualifier+kind", "metrics: all of it and subject")),
        ("subject", "经费", ("metrics: all of it and subject",)),
    ],
)
def test_a_wrong_field_lowers_the_figures_that_hold_it(
    tmp_path: Path, field: str, value: object, lower: tuple[str, ...]
) -> None:
    tables = perfect()
    tables["metrics"][0][field] = value
    figures = evaluate([write(tmp_path, tables)]).figures()
    tallies = {name for name in figures if name.startswith("metrics") and "f1" in figures[name]}
    assert {name for name in tallies if figures[name]["f1"] < 1} == set(lower)
    assert figures["metrics"]["f1"] == 1


def test_what_the_gold_lacks_is_spurious_and_what_was_not_found_is_missed(tmp_path: Path) -> None:
    tables = perfect()
    tables["metrics"] = [tables["metrics"][0], {**tables["metrics"][1], **place("35人"), "quote": "35人"}]
    part = write(tmp_path, tables)
    result = evaluate([part])
    assert result.figures()["metrics"] == {"precision": 0.5, "recall": 0.3333, "f1": 0.4, "gold": 3, "found": 2}
    assert sum("missed" in line for line in result.errors) == 2
    assert sum("spurious" in line for line in result.errors) == 1


def test_an_optional_record_counts_neither_found_nor_missed(tmp_path: Path) -> None:
    with_it, without = perfect(), perfect()
    del without["metrics"][3]
    assert f1(write(tmp_path / "a", with_it), "metrics") == f1(write(tmp_path / "b", without), "metrics") == [1.0]


def test_a_problem_found_in_part_counts_by_characters(tmp_path: Path) -> None:
    tables = perfect()
    tables["problems"] = [{**tables["problems"][0], **place("干部不足")}, tables["problems"][1]]
    figures = evaluate([write(tmp_path, tables)]).figures()
    assert figures["problems"]["f1"] == 1
    assert figures["problems: characters"]["recall"] == round(10 / 12, 4)
    assert figures["problems: span exact"] == {"mean": 0.5, "over": 2}


def test_parts_are_pooled_and_not_averaged(tmp_path: Path) -> None:
    good = write(tmp_path / "good", perfect())
    empty = write(tmp_path / "empty", perfect() | {"metrics": []})
    row = evaluate([good, empty]).figures()["metrics"]
    assert (row["gold"], row["found"], row["f1"]) == (6, 3, 0.6667)


def test_documents_may_differ_by_a_heading_line(tmp_path: Path) -> None:
    near, far = perfect(), perfect()
    near["documents"][0]["start"] = 13
    far["documents"][0]["start"] = 61
    assert f1(write(tmp_path / "near", near), "documents") == [1.0]
    assert f1(write(tmp_path / "far", far), "documents") == [0.0]


def test_evidence_that_is_not_the_text_is_a_fault_of_the_dataset(tmp_path: Path) -> None:
    tables = perfect()
    tables["metrics"][0]["text"] = "13家"
    tables["problems"].append({"document_id": "d9", "start": 0, "end": 1})
    faults = evaluate([write(tmp_path, tables)]).dataset_faults
    assert [fault for fault in faults if "evidence '13家' is not '12家'" in fault]
    assert [fault for fault in faults if "1 rows belong to no document" in fault]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": "99家"}, "found 0 times"),
        ({"quote": "工会"}, "found 2 times"),
        ({"quote": "家", "anchor": "12家，"}, None),
        ({"kind": "sum"}, "kind 'sum'"),
        ({"unit": ...}, "no unit"),
        ({"quote": ...}, "no quote"),
    ],
)
def test_gold_that_does_not_resolve_is_left_out_and_named(
    tmp_path: Path, change: dict[str, object], said: str | None
) -> None:
    record = {key: value for key, value in (GOLD["metrics"][0] | change).items() if value is not ...}
    gold = GOLD | {"metrics": [record, *GOLD["metrics"][1:]]}
    result = evaluate([write(tmp_path, perfect(), gold)])
    assert len(result.gold_faults) == (said is not None)
    assert said is None or said in result.gold_faults[0]
    assert result.figures()["metrics"]["gold"] == (3 if said is None else 2)


def test_csv_and_parquet_give_the_figures_of_jsonl(tmp_path: Path) -> None:
    import pandas as pd

    tables = perfect()
    tables["metrics"][0]["value"] = None
    expected = evaluate([write(tmp_path / "jsonl", tables)]).figures()
    for form in ("csv", "parquet"):
        part = write(tmp_path / form, {})
        for name, rows in tables.items():
            (part.out / form).mkdir(exist_ok=True)
            (part.out / "tables").mkdir(exist_ok=True)
            frame = pd.DataFrame(rows)
            if form == "csv":
                frame.to_csv(part.out / "csv" / f"{name}.csv", index=False, encoding="utf-8-sig")
            else:
                frame.to_parquet(part.out / "tables" / f"{name}.parquet")
        assert evaluate([part]).figures() == expected, form


def test_bad_calls_are_refused_with_a_remedy(tmp_path: Path) -> None:
    part = write(tmp_path, perfect())
    with pytest.raises(UsageError, match="--gold"):
        evaluate([Part(part.out, tmp_path, part.texts)])
    with pytest.raises(UsageError, match="--texts"):
        evaluate([Part(part.out, part.gold, tmp_path / "none")])
    with pytest.raises(UsageError, match="zongjie run"):
        evaluate([Part(tmp_path / "none", part.gold, part.texts)])
    (part.gold / "x.json").write_text("[]", "utf-8")
    with pytest.raises(UsageError, match=r"x\.json"):
        evaluate([part])


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    tables = perfect()
    tables["documents"].append({"document_id": "d2", "path": "旧/青河.txt", "start": 0, "end": 1})
    with pytest.raises(UsageError, match=r"旧/青河\.txt"):
        evaluate([write(tmp_path, tables)])


def test_an_offset_that_is_no_number_is_a_dataset_error(tmp_path: Path) -> None:
    tables = perfect()
    tables["metrics"][0]["start"] = "abc"
    with pytest.raises(DatasetError, match="abc"):
        evaluate([write(tmp_path, tables)])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("﻿甲\r\n乙".encode(), "甲\n乙"),
        ("甲\r乙".encode("gb18030"), "甲\n乙"),
    ],
)
def test_sources_are_decoded_as_the_offsets_count(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_text(path) == text
    path.write_bytes(b"\xff\xfe\xff\xff\x81")
    with pytest.raises(UsageError, match="GB18030"):
        read_text(path)


def test_an_anchor_tells_two_quotes_apart() -> None:
    text = "培训3期，宣讲3期"
    assert locate(text, "3期", "宣讲3期") == (7, 9)
    with pytest.raises(ValueError, match="2 times"):
        locate(text, "3期")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (100 / 3, 33.333, True),
        ("12", 12.0, True),
        (12, 12.01, False),
        (None, float("nan"), True),
        (None, "", True),
        (0, None, False),
        (0, 0, True),
    ],
)
def test_numbers_agree_within_a_third_of_a_percent_written_short(one: object, other: object, same: bool) -> None:
    assert same_number(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("组织召开", "召开", True),
        ("举办", "举办了", True),
        ("举办", "召开", False),
        ("办", "举办", False),
        ("办", "办", True),
        ("", "", False),
    ],
)
def test_predicates_agree_by_two_characters_at_an_end(one: str, other: str, same: bool) -> None:
    assert same_predicate(one, other) is same


def test_text_is_compared_without_width_case_and_blanks() -> None:
    assert normal("ＡＢ １％") == "ab1%"
    assert normal(None) == normal(float("nan")) == ""
    assert number("x") is None


def test_overlap_counts_shared_over_all_characters() -> None:
    assert overlap(Record(0, 4), Record(2, 6)) == pytest.approx(2 / 6)
    assert overlap(Record(0, 2), Record(2, 4)) == 0
    assert answers("metrics", Record(0, 4), Record(0, 2)) == 0.5
    assert answers("metrics", Record(0, 5), Record(0, 2)) == 0


def test_an_activity_needs_the_same_object_too() -> None:
    gold = Record(0, 10, {"predicate": "举办", "object": "职工法律讲座"})
    assert answers("activities", gold, Record(0, 10, {"predicate": "举办", "object": "法律讲座"})) == pytest.approx(0.8)
    assert answers("activities", gold, Record(0, 10, {"predicate": "举办", "object": "运动会"})) == 0
    assert answers("activities", gold, Record(0, 10, {"predicate": "开展", "object": "职工法律讲座"})) == 0


def test_each_record_is_used_once_and_the_best_pair_first() -> None:
    gold = [Record(0, 10), Record(10, 20)]
    found = [Record(0, 10), Record(0, 9), Record(11, 20)]
    assert sorted(pair("metrics", gold, found)) == [(0, 0), (1, 2)]


def test_what_lies_in_an_optional_record_is_spared() -> None:
    assert stands_for([Record(0, 100)], Record(3, 5))
    assert not stands_for([Record(0, 4)], Record(3, 30))


def test_the_other_annotators_optional_record_sets_both_aside() -> None:
    gold = [Record(0, 4), Record(5, 9)]
    found = [Record(0, 4, optional=True), Record(5, 9)]
    matched = match("metrics", gold, found)
    assert (len(matched.both), matched.gold_size, matched.found_size) == (1, 1, 1)


def test_macro_f1_is_the_mean_over_labels() -> None:
    assert macro_f1([("a", "a"), ("a", "a"), ("b", "a")]) == pytest.approx((2 * 2 / 5 + 0) / 2)
    assert macro_f1([]) == 1


def test_a_tally_of_nothing_is_perfect_f1_and_no_division_by_zero() -> None:
    assert (Tally().f1, Tally().precision, Tally().recall) == (1.0, 0.0, 0.0)


def test_errors_are_spread_over_all_of_them() -> None:
    lines = [str(i) for i in range(10)]
    assert spread(lines, 2) == ["0", "5"]
    assert spread(lines, 20) == lines
    assert spread(lines, 0) == []


texts = st.text(alphabet="工会建家A１ ", max_size=12)


@given(texts, texts)
def test_likeness_is_symmetric_and_between_nothing_and_one(one: str, other: str) -> None:
    for measure in (character_f1, subsequence_ratio):
        assert 0 <= measure(one, other) <= 1
        assert measure(one, other) == measure(other, one)
        assert measure(one, one) == 1


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8).map(
    lambda pairs: [Record(start, start + length) for start, length in pairs]
)


@given(spans, spans)
def test_no_pairing_hits_more_than_there_is(gold: list[Record], found: list[Record]) -> None:
    matched = match("problems", gold, found)
    assert len(matched.both) <= min(matched.gold_size, matched.found_size)
    assert len(matched.both) + len(matched.missed) == matched.gold_size
    assert len(matched.both) + len(matched.spurious) == matched.found_size
