"""The benchmark from Python: what is loaded, what is refused, and what the datasheet says of it."""

from __future__ import annotations

import json
import sys
from dataclasses import FrozenInstanceError
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zongjie
from zongjie.benchmark import parts
from zongjie.errors import DatasetError, UsageError
from zongjie.evaluate.records import body_of
from zongjie.resources import benchmark

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "corpus" / "benchmark"
SEEN = ("train", "dev")

TEXT = "雁荡泵站20xx年工作总结\r\n汛期抽排涝水逾310万方。大修机组2台。值守人员老龄化。\r\n"
GOLD: dict[str, object] = {
    "path": "pump_station_07_2016.txt",
    "extras": True,
    "documents": [{"title": "雁荡泵站20xx年工作总结", "first": "雁荡泵站", "last": "老龄化。"}],
    "metrics": [
        {
            "quote": "逾310万方", "value": 3100000, "unit": "方", "qualifier": "over", "kind": "level",
            "subject": "抽排涝水", "period": "汛期",
        },
        {
            "quote": "2台", "value": 2, "unit": "台", "qualifier": "exact", "kind": "level", "subject": "大修机组",
            "optional": True,
        },
    ],
    "activities": [],
    "problems": [{"quote": "值守人员老龄化", "category": "capacity"}],
}  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A benchmark of one text, with the line breaks of Windows."""
    return write(tmp_path, GOLD)


def write(folder: Path, gold: dict[str, object], text: str = TEXT, part: str = "dev") -> Path:
    for name in ("texts", "gold"):
        (folder / part / name).mkdir(parents=True, exist_ok=True)
    (folder / part / "texts" / str(gold["path"])).write_bytes(text.encode("utf-8"))
    file = folder / part / "gold" / f"{gold['path']}.json"
    file.write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    return folder


def test_a_text_comes_with_its_records(own: Path) -> None:
    [one] = zongjie.load_benchmark("dev", own)
    assert (one.name, one.body, one.year) == ("pump_station_07_2016.txt", "pump_station", 2016)
    assert (one.kind, one.extras) == ("work_summary", True)
    assert "\r" not in one.text
    assert [one.text[r.start : r.end] for r in one.metrics] == ["逾310万方", "2台"]
    assert [r.optional for r in one.metrics] == [False, True]
    assert one.records("problems") == one.problems
    assert one.problems[0].get("category") == "capacity"
    with pytest.raises(FrozenInstanceError):
        one.year = 2020  # type: ignore[misc]


def test_frames_hold_the_same_as_the_records(own: Path) -> None:
    frames = zongjie.load_benchmark("dev", own).to_frames()
    assert list(frames) == ["texts", "documents", "metrics", "activities", "problems"]
    assert frames["texts"].to_dict("records")[0]["body"] == "pump_station"
    metrics = frames["metrics"]
    assert list(metrics.columns[:5]) == ["name", "start", "end", "text", "optional"]
    assert metrics["text"].tolist() == ["逾310万方", "2台"]
    assert metrics["value"].tolist() == [3100000, 2]
    assert metrics["period"].isna().tolist() == [False, True]
    assert len(frames["activities"]) == 0
    assert list(frames["activities"].columns) == ["name", "start", "end", "text", "optional"]


@pytest.mark.parametrize(
    ("title", "opening", "kind"),
    [
        ("述职报告", "", "duty_report"),
        ("关于巡察反馈意见整改情况的报告", "", "rectification"),
        ("踔厉奋发 再启新程", "——在公司年会上的工作报告\n", "work_report"),  # the slogan stands above the title
        ("一点思考", "", "other"),
    ],
)
def test_the_kind_of_text_is_told_at_its_head(tmp_path: Path, title: str, opening: str, kind: str) -> None:
    text = f"{title}\n{opening}值守人员老龄化。"
    gold = GOLD | {"documents": [{"title": title, "first": title, "last": "老龄化。"}], "metrics": []}
    [one] = zongjie.load_benchmark("dev", write(tmp_path, gold, text))
    assert one.kind == kind


def test_a_masked_year_is_none_and_no_part_of_the_body(tmp_path: Path) -> None:
    [one] = zongjie.load_benchmark("dev", write(tmp_path, GOLD | {"path": "pump_station_07_xxxx.txt"}))
    assert (one.body, one.year) == ("pump_station", None)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("clinic_03_1999.txt", "clinic"),
        ("town_hall_plan_12_2004.txt", "town_hall_plan"),
        ("model_02_xxxx.txt", "model"),
        ("2004_report.txt", "2004_report.txt"),
    ],
)
def test_the_body_is_what_stands_before_the_number(name: str, body: str) -> None:
    assert body_of(name) == body


@pytest.mark.parametrize("part", ["none", "", "..", "dev/gold", "phrases"])
def test_an_unknown_part_is_refused_and_the_known_ones_are_named(own: Path, part: str) -> None:
    with pytest.raises(UsageError, match="dev"):
        zongjie.load_benchmark(part, own)


def test_gold_that_does_not_fit_its_text_is_refused(tmp_path: Path) -> None:
    gold = GOLD | {"problems": [{"quote": "值守人员不足", "category": "capacity"}]}
    with pytest.raises(DatasetError, match="值守人员不足"):
        zongjie.load_benchmark("dev", write(tmp_path, gold))


@settings(deadline=None)
@given(st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True))
def test_texts_come_in_the_order_of_their_names(numbers: list[int]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            write(Path(folder), GOLD | {"path": f"pump_station_{number:02}_2016.txt"})
        names = [one.name for one in zongjie.load_benchmark("dev", Path(folder))]
    assert names == sorted(names)
    assert len(names) == len(numbers)


# ------------------------------------------------------------------------------------------- the benchmark that ships
def test_train_is_what_loads_without_an_argument() -> None:
    assert zongjie.load_benchmark()[0] == zongjie.load_benchmark("train")[0]


@pytest.mark.parametrize("part", parts(benchmark()))
def test_a_part_has_gold_for_every_text_and_all_of_it_resolves(part: str) -> None:
    loaded = zongjie.load_benchmark(part)
    texts = {path.name for path in (benchmark() / part / "texts").iterdir()}
    assert {one.name for one in loaded} == texts
    assert all(one.documents for one in loaded)


def test_no_body_of_the_test_stands_in_another_part() -> None:
    bodies = {part: {one.body for one in zongjie.load_benchmark(part)} for part in parts(benchmark())}
    shared = [bodies[one] & bodies[two] for one, two in combinations(bodies, 2) if "test" in (one, two)]
    assert not any(shared), shared


# ----------------------------------------------------------------------------------------------------- the datasheet
@pytest.fixture
def describe(monkeypatch: pytest.MonkeyPatch) -> object:
    if not (FOLDER / "describe.py").is_file():
        pytest.skip("no checkout")
    monkeypatch.syspath_prepend(str(FOLDER))
    import describe as script

    yield script
    for name in ("describe", "duplicates", "agreement"):
        sys.modules.pop(name, None)


def test_the_tables_of_the_datasheet_are_those_of_the_files(describe) -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    whole = {part: zongjie.load_benchmark(part, FOLDER) for part in describe.ORDER if part in parts(FOLDER)}
    assert set(describe.TABLES) == {match[2] for match in describe.TABLE.finditer(page)}
    assert describe.described(page, whole) == page, "run python corpus/benchmark/describe.py"


def test_a_table_follows_the_records(describe, own: Path) -> None:
    whole = {"dev": zongjie.load_benchmark("dev", own)}
    lines = describe.composition(whole).splitlines()
    assert lines[2] == f"| dev | 1 | 1 | 2016–2016 | {len(TEXT) - 2} | 2 | 2 |  | 1 | 1 | 1 |"
    assert "| metrics | qualifier | over | 1 |" in describe.labels(whole)
    assert "| metrics | period | 1 |" in describe.extras(whole)


def test_other_numbers_make_no_other_sentence(describe) -> None:
    import duplicates

    text = "全年共检修水泵机组36台次，清淤河道5公里。\n今年检修水泵机组８台次，清淤河道12公里！"
    lines = duplicates.sentences(text + "职工食堂换了新的灶具和排烟管道。不算")
    assert lines == [
        "全年共检修水泵机组0台次,清淤河道0公里",
        "今年检修水泵机组0台次,清淤河道0公里",
        "职工食堂换了新的灶具和排烟管道",
    ]
    assert duplicates.share_near(lines) == pytest.approx(2 / 3)
    assert duplicates.share_near(lines[:1], lines[2:]) == 0
    assert duplicates.share_near([]) == 0


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙丁", min_size=3, max_size=12), max_size=12))
def test_the_filter_of_near_duplicates_loses_none(lines: list[str]) -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        from duplicates import LEAST, grams, jaccard, share_near
    finally:
        sys.path.remove(str(FOLDER))
    sets = [grams(line) for line in lines]
    near = sum(any(i != j and jaccard(one, two) >= LEAST for j, two in enumerate(sets)) for i, one in enumerate(sets))
    assert share_near(lines) == pytest.approx(near / len(lines) if lines else 0)


def test_two_annotations_agree_with_themselves_and_less_with_others(describe, tmp_path: Path) -> None:
    import agreement

    metrics = list(GOLD["metrics"])  # type: ignore[call-overload]
    dated = GOLD | {"metrics": [metrics[0] | {"dates": "2016-06-01~2016-09-30", "id": "m1"}, metrics[1]]}
    other = dated | {"metrics": [dated["metrics"][0] | {"kind": "target", "dates": "2016"}]}  # type: ignore[index]
    for part, gold in (("first", dated), ("second", other)):
        write(tmp_path, gold, part=part)
    first, second, texts = tmp_path / "first" / "gold", tmp_path / "second" / "gold", tmp_path / "first" / "texts"
    same = {row.figure: row for row in agreement.agreement(first, first, texts)}
    assert {row.agree for row in same.values()} == {1.0}
    assert same["metrics: period days"].over == 1
    different = {row.figure: row for row in agreement.agreement(first, second, texts)}
    assert different["metrics: value+unit"].agree == 1
    assert different["metrics: value+unit+qualifier+kind"].agree == 0
    assert different["metrics: kind right"] == agreement.Agreement("metrics: kind right", 0.0, 1, 0.0)
    assert different["metrics: period days"].agree == 0


def test_links_of_two_annotations_are_compared_by_place_and_not_by_name(describe, tmp_path: Path) -> None:
    import agreement

    metrics = GOLD["metrics"]
    for part, name in (("first", "m1"), ("second", "x9")):
        linked = [metrics[0] | {"target": name}, {**metrics[1], "id": name, "optional": False}]  # type: ignore[index]
        write(tmp_path, GOLD | {"metrics": linked}, part=part)
    texts = tmp_path / "first" / "texts"
    rows = agreement.agreement(tmp_path / "first" / "gold", tmp_path / "second" / "gold", texts)
    [links] = [row for row in rows if row.figure == "metrics: target links"]
    assert (links.agree, links.over) == (1.0, 1)
