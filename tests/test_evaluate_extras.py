"""Extra fields and bootstrap intervals of `evaluate`: cases counted by hand, and what must hold of any documents."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.evaluate import Evaluation, Part, evaluate
from zongjie.evaluate.extras import LINKS, WORDS, count_extras, day, days_of, listed, names
from zongjie.evaluate.intervals import intervals
from zongjie.evaluate.records import Record, Records, body_of, nothing
from zongjie.evaluate.tally import Counts, Tally, macro_f1

Sizes = tuple[int, int, int]
"""Right, in the gold, said."""


def count(kind: str, gold: dict[str, object], found: dict[str, object]) -> dict[str, Sizes]:
    """The figures of one pair of records with these fields."""
    both = [(Record(0, 4, gold), Record(0, 4, found))]
    return counted(kind, both, nothing(), nothing())


def counted(kind: str, both: list[tuple[Record, Record]], gold: Records, found: Records) -> dict[str, Sizes]:
    sums: dict[str, Sizes] = {}

    def add(name: str, right: int, wanted: int, said: int) -> None:
        old = sums.get(name, (0, 0, 0))
        sums[name] = (old[0] + right, old[1] + wanted, old[2] + said)

    count_extras(add, kind, both, gold, found)
    return sums


# -------------------------------------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("gold", "found", "sizes"),
    [
        ("同比", "同比", (1, 1, 1)),
        ("比上年", "比上年同期", (1, 1, 1)),  # 2·3 of 3 + 5 characters: F1 .75
        ("较年初", "同比", (0, 1, 1)),  # wrong costs both
        ("同比", None, (0, 1, 0)),  # null costs recall alone
        ("同比", float("nan"), (0, 1, 0)),
        (None, "同比", (0, 0, 1)),
        (None, None, (0, 0, 0)),
    ],
)
def test_words_are_right_from_a_likeness_on(gold: object, found: object, sizes: Sizes) -> None:
    assert count("metrics", {"basis": gold}, {"basis": found})["metrics: basis"] == sizes


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in WORDS.items() for field in fields])
def test_every_field_of_words_is_counted_under_its_kind(kind: str, field: str) -> None:
    assert count(kind, {field: "沿江五镇"}, {field: "沿江五镇"})[f"{kind}: {field}"] == (1, 1, 1)


# --------------------------------------------------------------------------------------------------------------- days
@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2016", (2016, 1, 1), (2016, 12, 31)),
        ("2016-H1", (2016, 1, 1), (2016, 6, 30)),
        ("2016-H2", (2016, 7, 1), (2016, 12, 31)),
        ("2016-Q1", (2016, 1, 1), (2016, 3, 31)),
        ("2016-Q4", (2016, 10, 1), (2016, 12, 31)),
        ("2016-02", (2016, 2, 1), (2016, 2, 29)),
        ("2015-02", (2015, 2, 1), (2015, 2, 28)),
        ("2016-05-09", (2016, 5, 9), (2016, 5, 9)),
        ("2016-05~2016-07", (2016, 5, 1), (2016, 7, 31)),
        ("2016-11-20~2017-01-10", (2016, 11, 20), (2017, 1, 10)),
        ("2016~2020", (2016, 1, 1), (2020, 12, 31)),
        ("..2016-10-31", None, (2016, 10, 31)),
        ("..2016", None, (2016, 12, 31)),
        ("masked", None, None),
        ("", None, None),
    ],
)
def test_gold_periods_are_read(
    words: str, first: tuple[int, int, int] | None, last: tuple[int, int, int] | None
) -> None:
    assert days_of(words) == (first and date(*first), last and date(*last))


@pytest.mark.parametrize(
    ("dates", "start", "end", "sizes"),
    [
        ("2016-H1", "2016-01-01", "2016-06-30", (1, 1, 1)),
        ("2016-H1", "2016-01-01", "2016-12-31", (0, 1, 1)),
        ("2016-H1", "2016-02-01", "2016-06-30", (0, 1, 1)),
        ("..2016-06-30", "2016-01-01", "2016-06-30", (1, 1, 1)),  # where it began is not told
        ("..2016-06-30", None, "2016-06-30", (1, 1, 1)),
        ("..2016-06-30", None, "2016-06-29", (0, 1, 1)),
        ("2016-H1", None, None, (0, 1, 0)),
        ("masked", None, None, (0, 0, 0)),
        ("masked", "2016-01-01", "2016-12-31", (0, 0, 1)),
        (None, "2016-01-01", "2016-12-31", (0, 0, 1)),
    ],
)
def test_days_are_right_at_both_ends(dates: str | None, start: str | None, end: str | None, sizes: Sizes) -> None:
    found = {"period_start": start, "period_end": end}
    assert count("metrics", {"dates": dates}, found)["metrics: period days"] == sizes


@pytest.mark.parametrize(
    "cell",
    [date(2016, 5, 9), datetime(2016, 5, 9, 12), pd.Timestamp("2016-05-09"), "2016-05-09", "2016-05-09 00:00:00"],
)
def test_a_day_is_read_from_every_kind_of_cell(cell: object) -> None:
    assert day(cell) == date(2016, 5, 9)


@pytest.mark.parametrize("cell", [None, float("nan"), pd.NaT, "", "去年"])
def test_an_empty_cell_is_no_day(cell: object) -> None:
    assert day(cell) is None


# -------------------------------------------------------------------------------------------------------------- links
@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("m1", ["m1"]),
        ("m1;m2", ["m1", "m2"]),
        (["m1", "m2"], ["m1", "m2"]),
        (("m1",), ["m1"]),
        ("", []),
        (None, []),
        (float("nan"), []),
        ([], []),
    ],
)
def test_ids_are_read_from_every_kind_of_cell(cell: object, ids: list[str]) -> None:
    assert listed(cell) == ids


def linked(target_of_found: object, start: int = 20) -> Sizes:
    """A result whose target stands at 20–24; the dataset's record of it, named f2, stands at `start`."""
    gold_target, found_target = Record(20, 24, {"id": "m2"}), Record(start, start + 4, {"metric_id": "f2"})
    gold_result = Record(0, 4, {"id": "m1", "target": "m2"})
    found_result = Record(0, 4, {"metric_id": "f1", "target_id": target_of_found})
    gold, found = nothing(), nothing()
    gold["metrics"], found["metrics"] = [gold_result, gold_target], [found_result, found_target]
    return counted("metrics", [(gold_result, found_result)], gold, found)["metrics: target links"]


def test_a_link_is_right_where_it_leads_to_the_same_place() -> None:
    assert linked("f2") == (1, 1, 1)
    assert linked("f2", start=21) == (1, 1, 1)  # 3 of 5 characters
    assert linked("f2", start=40) == (0, 1, 1)
    assert linked("f1") == (0, 1, 1)
    assert linked(None) == (0, 1, 0)


def test_a_link_to_no_record_is_not_counted() -> None:
    assert linked("f9") == (0, 1, 0)


def test_each_of_several_links_counts() -> None:
    gold, found = nothing(), nothing()
    gold["metrics"] = [Record(at, at + 4, {"id": f"m{at}"}) for at in (20, 30, 40)]
    found["metrics"] = [Record(at, at + 4, {"metric_id": f"f{at}"}) for at in (20, 40, 50)]
    both = [(Record(0, 9, {"metrics": ["m20", "m30", "m40"]}), Record(0, 9, {"metric_ids": "f20;f40;f50"}))]
    assert counted("activities", both, gold, found)["activities: metrics links"] == (2, 3, 3)


def test_the_names_are_those_that_are_counted() -> None:
    every = {name for kind in WORDS for name in counted(kind, [(Record(0, 1), Record(0, 1))], nothing(), nothing())}
    assert set(names()) == every
    assert len(every) == sum(map(len, WORDS.values())) + sum(map(len, LINKS.values())) + 1


# ----------------------------------------------------------------------------------------------- from files to figures
TEXT = "云台街道2016年工作总结\n上半年，新增公共停车泊位640个，同比增长25%。巡查员人手不足。\n"


def write(folder: Path, *, extras: bool) -> Part:
    part = Part(folder / "out", folder / "gold", folder / "texts")
    for place in (part.out, part.gold, part.texts):
        place.mkdir(parents=True, exist_ok=True)
    common = {"value": 640, "unit": "个", "qualifier": "exact", "kind": "level", "subject": "新增公共停车泊位"}
    gold = {
        "path": "云台.txt",
        "extras": extras,
        "documents": [{"title": "云台街道2016年工作总结", "first": "云台街道", "last": "人手不足。"}],
        "metrics": [{"quote": "640个", **common, "period": "上半年", "dates": "2016-H1"}],
        "activities": [],
        "problems": [{"quote": "巡查员人手不足", "category": "capacity", "aspect": "巡查员人手"}],
    }
    start, end = TEXT.index("640个"), TEXT.index("640个") + 4
    at = {"document_id": "d1", "metric_id": "f1", "start": start, "end": end, "text": "640个", "period": "上半年"}
    tables: dict[str, list[dict[str, object]]] = {
        "documents": [{"document_id": "d1", "path": "云台.txt", "start": 0, "end": len(TEXT) - 1}],
        "metrics": [common | at | {"period_start": "2016-01-01", "period_end": "2016-12-31"}],
        "activities": [],
        "problems": [
            {"document_id": "d1", "start": TEXT.index("巡查员"), "end": TEXT.index("。\n", 30), "category": "capacity"}
        ],
    }
    (part.texts / "云台.txt").write_text(TEXT, "utf-8")
    (part.gold / "云台.txt.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    for name, rows in tables.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (part.out / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return part


def test_extras_are_scored_where_the_gold_says_that_it_has_them(tmp_path: Path) -> None:
    figures = evaluate([write(tmp_path / "with", extras=True)]).figures()
    assert figures["metrics: period"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "gold": 1, "found": 1}
    assert figures["metrics: period days"]["f1"] == 0
    assert figures["problems: aspect"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "gold": 1, "found": 0}
    without = evaluate([write(tmp_path / "without", extras=False)]).figures()
    assert not set(names()) & set(without)


# ---------------------------------------------------------------------------------------------------------- intervals
def counts_of(hit: int, gold: int, found: int, right: list[bool], pairs: list[tuple[str, str]]) -> Counts:
    counts = Counts(rates={"rate": [float(one) for one in right]}, labels={"macro": pairs})
    counts.tally("tally").add(hit, gold, found)
    return counts


def tallies(*sizes: Sizes) -> list[Counts]:
    return [Counts(tallies={"tally": Tally(*each)}) for each in sizes]


def test_no_documents_have_no_intervals() -> None:
    assert intervals([]) == {}


def test_two_documents_of_which_one_is_all_wrong_tell_nothing() -> None:
    """A quarter of the draws takes the bad one twice, a quarter the good one twice."""
    found = intervals(tallies((4, 4, 4), (0, 4, 4)))["tally"]
    assert (found.low, found.high) == (0.0, 1.0)


def test_an_interval_is_the_middle_of_what_draws_of_documents_give() -> None:
    """100 documents, half of them all right: the right ones of a draw are binomial, 95 % of the draws in 40 to 60."""
    found = intervals(tallies(*[(1, 1, 1)] * 50, *[(0, 1, 1)] * 50))["tally"]
    assert (found.low, found.high) == (pytest.approx(0.4, abs=0.011), pytest.approx(0.6, abs=0.011))


def test_more_documents_give_a_narrower_interval() -> None:
    few, many = (intervals(tallies(*[(3, 4, 4), (2, 4, 5)] * size))["tally"] for size in (3, 30))
    assert many.high - many.low < (few.high - few.low) / 2


def test_the_same_seed_gives_the_same_interval() -> None:
    some = tallies((3, 4, 4), (1, 5, 4), (4, 4, 9))
    assert intervals(some, seed=3) == intervals(some, seed=3)


def test_a_document_without_a_figure_takes_no_part_in_it() -> None:
    documents = [*tallies((1, 1, 1), (1, 1, 1)), Counts(), Counts()]
    assert intervals(documents)["tally"].low == 1


figures_of_a_document = st.builds(
    counts_of,
    st.integers(1, 5),
    st.integers(5, 9),
    st.integers(5, 9),
    st.lists(st.booleans(), min_size=1, max_size=6),
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("甲乙丙")), min_size=1, max_size=6),
)


@settings(max_examples=30, deadline=None)
@given(figures_of_a_document, st.integers(1, 6), st.integers(0, 9))
def test_equal_documents_have_no_spread(one: Counts, copies: int, seed: int) -> None:
    found = intervals([one] * copies, seed, draws=50)
    values = one.rates["rate"]
    expected = {
        "tally": one.tally("tally").f1,
        "rate": sum(values) / len(values),
        "macro": macro_f1(one.labels["macro"]),
    }
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name].low == pytest.approx(value)
        assert found[name].high == pytest.approx(value)


@settings(max_examples=30, deadline=None)
@given(st.lists(figures_of_a_document, min_size=1, max_size=8))
def test_an_interval_lies_between_the_worst_and_the_best_document(documents: list[Counts]) -> None:
    found = intervals(documents, draws=50)["tally"]
    alone = [counts.tally("tally").f1 for counts in documents]
    assert min(alone) - 1e-9 <= found.low <= found.high <= max(alone) + 1e-9


# ------------------------------------------------------------------------------------------------------------ by body
files = st.lists(
    st.tuples(
        st.sampled_from(["clinic_01_1999.txt", "clinic_02_2003.txt", "town_hall_03_2010.txt"]), figures_of_a_document
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(files)
def test_the_bodies_add_up_to_the_whole(some: list[tuple[str, Counts]]) -> None:
    whole = Counts()
    for _, counts in some:
        whole.merge(counts)
    evaluation = Evaluation(whole, tuple(some), (), (), ())
    bodies = evaluation.by_body()
    assert set(bodies) == {body_of(name) for name, _ in some}
    for size in ("gold", "found"):
        assert sum(rows["tally"][size] for rows in bodies.values()) == evaluation.figures()["tally"][size]
    assert sum(rows["rate"]["over"] for rows in bodies.values()) == evaluation.figures()["rate"]["over"]
    assert sum(rows["macro"]["over"] for rows in bodies.values()) == evaluation.figures()["macro"]["over"]


def test_one_body_has_the_figures_of_the_whole() -> None:
    counts = counts_of(3, 4, 5, [True, False], [("甲", "甲"), ("甲", "乙")])
    evaluation = Evaluation(counts, (("clinic_01_1999.txt", counts),), (), (), ())
    assert evaluation.by_body() == {"clinic": evaluation.figures()}
    assert evaluation.figures()["tally"]["f1"] == round(6 / 9, 4)
