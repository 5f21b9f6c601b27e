"""Links between numbers: result and target with the arithmetic, from–to pairs, and what a value is measured against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zongjie
from zongjie.document import Document, Metric

LOADED = zongjie.load()


def read(text: str) -> Document:
    (document,) = LOADED(text)
    return document


def metric(document: Document, evidence: str) -> Metric:
    return next(m for m in document.metrics if m.evidence == evidence)


# ------------------------------------------------------------------------------------------------------- arithmetic
@pytest.mark.parametrize(
    ("stated", "consistent", "audit"),
    [
        ("110%", True, "(66家 / 60家) × 100 = 110% ≈ 110% (±1)"),
        ("115%", False, "(66家 / 60家) × 100 = 110% ≠ 115% (±1)"),
        ("110.4%", False, "(66家 / 60家) × 100 = 110% ≠ 110.4% (±0.1)"),
    ],
)
def test_a_completion_is_recomputed_from_result_and_target(stated: str, consistent: bool, audit: str) -> None:
    document = read(f"全年新建基层工会66家，完成年度任务60家的{stated}。")
    result, target, completion = metric(document, "66家"), metric(document, "60家"), metric(document, stated)
    assert (result.kind, target.kind, completion.kind) == ("level", "target", "completion")
    assert result.target == target.span
    assert completion.target == target.span
    assert (completion.consistent, completion.audit) == (consistent, audit)


def test_a_completion_starts_from_nothing() -> None:
    assert metric(read("全年新建基层工会66家，完成年度任务60家的110%。"), "110%").base is None


def test_rounding_of_the_stated_rate_is_allowed() -> None:
    document = read("本年新建站点31家，占应建站点数30家的103%。")
    assert metric(document, "103%").consistent is True


@pytest.mark.parametrize("text", ["新建站点60余家，占应建站点数50家的130%。", "新建站点xx家，占应建站点数50家的130%。"])
def test_figures_that_are_not_exact_are_not_computed_with(text: str) -> None:
    completion = metric(read(text), "130%")
    assert (completion.consistent, completion.audit) == (None, None)


@given(st.integers(1, 900), st.integers(1, 900))
def test_a_rate_rounded_from_its_result_and_target_is_consistent(result: int, target: int) -> None:
    stated = f"{result / target * 100:.1f}%"
    completion = metric(read(f"新建站点{result}家，完成年度任务{target}家的{stated}。"), stated)
    assert completion.consistent is True


# ----------------------------------------------------------------------------------------------------------- target
@pytest.mark.parametrize(
    ("text", "result", "target"),
    [
        ("新建站点46家，占年度计划50家的92%。", "46家", "50家"),
        ("年初计划新建站点50家，实际建成46家。", "46家", "50家"),
        ("办理提案26件，没有达到年初确定的30件目标。", "26件", "30件"),
        ("投诉率3.1‰，控制在4‰的指标以内。", "3.1‰", "4‰"),
        ("满意率96%，超出上级下达的90%的指标。", "96%", "90%"),
    ],
)
def test_a_result_is_held_against_its_target(text: str, result: str, target: str) -> None:
    document = read(text)
    assert metric(document, result).target == metric(document, target).span
    assert metric(document, target).target is None


def test_the_share_behind_result_and_task_is_of_the_task() -> None:
    document = read("年初计划新建站点50家，实际建成46家，完成率92%。")
    assert metric(document, "92%").target == metric(document, "50家").span


@pytest.mark.parametrize(
    "text",
    [
        "新建站点46家，超计划6家。",  # by how much
        "新建站点46家，培训班8期。",
        "新建站点46家；明年计划新建50家。",  # another sentence's
    ],
)
def test_a_number_that_is_no_task_is_no_target(text: str) -> None:
    assert metric(read(text), "46家").target is None


# ------------------------------------------------------------------------------------------------------------- base
@pytest.mark.parametrize(
    ("text", "value", "base"),
    [
        ("电子阅览座位由120个增加到200个。", "200个", "120个"),
        ("办理时限由原来的15天压缩至3天。", "3天", "15天"),
        ("读者满意率从首季的81%升到四季度的96%。", "96%", "81%"),
        ("办证量由上年的860张翻到1900张。", "1900张", "860张"),
        ("全市排名从第7位前移到第3位。", "第3位", "第7位"),
        ("用电量较2021年的38万度下降6%。", "6%", "38万度"),
        ("馆藏图书由8万册增至10万册，增长25%。", "25%", "8万册"),
    ],
)
def test_a_value_points_to_what_it_came_from(text: str, value: str, base: str) -> None:
    document = read(text)
    assert metric(document, value).base == metric(document, base).span
    assert metric(document, base).base is None


@pytest.mark.parametrize("text", ["购书3000册、订报120份。", "接待读者3万人次，增长120人次。"])
def test_numbers_side_by_side_are_no_movement(text: str) -> None:
    assert all(m.base is None for m in read(text).metrics)


# ------------------------------------------------------------------------------------------------------------ basis
@pytest.mark.parametrize(
    ("text", "evidence", "basis"),
    [
        ("到馆人次同比增长12%。", "12%", "同比"),
        ("外借册次环比下降3%。", "3%", "环比"),
        ("到馆人次比上年增加3000人次。", "3000人次", "比上年"),
        ("馆藏量较年初增长5%。", "5%", "较年初"),
        ("人均藏书量比五年前提高0.6册。", "0.6册", "比五年前"),
        ("办证率高于全省平均水平3个百分点。", "3个百分点", "高于全省平均水平"),
        ("办证率比全市均值低2个百分点。", "2个百分点", "比全市均值"),
        ("购书经费是五年前的2.3倍。", "2.3倍", "五年前"),
        ("购书经费达到去年的2.3倍。", "2.3倍", "去年"),
        ("受理投诉45件，与上年相比减少5件。", "5件", "与上年相比"),
        ("借阅量同前年比增长3%。", "3%", "同前年比"),
        ("距全年60%的目标还差9个百分点。", "9个百分点", "距全年60%的目标"),
        ("到馆人次比上年增加3000人次，增长12%。", "12%", "比上年"),
        ("到馆人次增长12%。", "12%", None),
        ("文献购置费占总经费的三成。", "三成", None),
        ("读书比赛获奖12人。", "12人", None),
    ],
)
def test_what_a_value_is_measured_against(text: str, evidence: str, basis: str | None) -> None:
    assert metric(read(text), evidence).basis == basis


def test_what_it_is_measured_against_is_no_subject() -> None:
    document = read("受理投诉45件，与上年相比减少5件，同前年相比下降10%。")
    assert [found.subject for found in document.metrics] == ["受理投诉"] * 3


# -------------------------------------------------------------------------------------------------------- direction
@pytest.mark.parametrize(
    ("text", "evidence", "direction"),
    [
        ("发案量同比下降12%。", "12%", "down"),
        ("门诊量比上年增长12%。", "12%", "up"),
        ("贫困发生率较年初降低1.5个百分点。", "1.5个百分点", "down"),
        ("经济总量降幅为3%。", "3%", "down"),
        ("参保率达到95%。", "95%", None),
    ],
)
def test_a_change_has_a_direction_and_its_value_is_its_size(text: str, evidence: str, direction: str | None) -> None:
    found = metric(read(text), evidence)
    assert found.direction == direction
    assert found.kind == ("change" if direction else "rate")
    assert found.value is not None
    assert found.value > 0


def test_a_damaged_figure_is_in_no_object() -> None:
    document = read("全年筹集善款12 5万元，走访家庭30户。")
    assert [r.evidence for r in document.rejected] == ["12 5万元"]
    assert all("125" not in activity.object for activity in document.activities)
    assert [m.evidence for m in document.metrics] == ["30户"]


@given(st.text(alphabet="年初计划完成任务的增长下降由从到比上，。；、%家万一二三0123456789", max_size=60))
def test_any_text_keeps_its_records_and_links_lead_to_metrics(text: str) -> None:
    for document in LOADED(text):
        spans = {m.span for m in document.metrics}
        assert len(spans) == len(document.metrics)
        for found in document.metrics:
            assert {found.target, found.base} - {None} <= spans
            assert found.span not in (found.target, found.base)
