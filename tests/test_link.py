"""Links: result and target with the arithmetic, from–to pairs, periods, answers to problems; fields beside them."""

from __future__ import annotations

import pytest

import zongjie
from zongjie.document import Document, Metric

LOADED = zongjie.load()


def read(text: str) -> Document:
    (document,) = LOADED(text)
    return document


def metric(document: Document, evidence: str) -> Metric:
    return next(m for m in document.metrics if m.evidence == evidence)


@pytest.mark.parametrize(
    ("stated", "consistent", "audit"),
    [
        ("110%", True, "66 / 60 = 110.00% ≈ 110% (±0.5)"),
        ("115%", False, "66 / 60 = 110.00% ≠ 115% (±0.5)"),
        ("110.4%", False, "66 / 60 = 110.00% ≠ 110.4% (±0.05)"),
    ],
)
def test_a_completion_is_recomputed_from_result_and_target(stated: str, consistent: bool, audit: str) -> None:
    document = read(f"全年新建基层工会66家，完成年度任务60家的{stated}。")
    result, target, completion = metric(document, "66家"), metric(document, "60家"), metric(document, stated)
    assert (result.kind, target.kind, completion.kind) == ("level", "target", "completion")
    assert result.target == target.span
    assert (completion.target, completion.base) == (target.span, result.span)
    assert (completion.consistent, completion.audit) == (consistent, audit)


def test_rounding_of_the_stated_rate_is_allowed() -> None:
    document = read("本年新建站点31家，占应建站点数30家的103%。")
    assert metric(document, "103%").consistent is True


@pytest.mark.parametrize("text", ["新建站点60余家，占应建站点数50家的130%。", "新建站点xx家，占应建站点数50家的130%。"])
def test_figures_that_are_not_exact_are_not_computed_with(text: str) -> None:
    completion = metric(read(text), "130%")
    assert (completion.consistent, completion.audit) == (None, None)


def test_the_second_of_a_pair_has_the_first_as_base() -> None:
    document = read("电子阅览座位由120个增加到200个。")
    assert metric(document, "200个").base == metric(document, "120个").span
    assert metric(document, "120个").base is None


def test_a_metric_has_the_period_its_sentence_states_and_no_base_year() -> None:
    document = read("2023年，全区门诊量12万人次，比2022年增长3%。")
    assert metric(document, "12万人次").period == "2023年"
    assert metric(document, "3%").period == "2023年"


def test_acts_that_answer_problems_are_their_measures() -> None:
    document = read("存在的问题：专职人员不足，宣传方式单一。针对上述问题，我局举办培训班3期。")
    (act,) = document.activities
    assert {p.evidence for p in document.problems} == {"专职人员不足", "宣传方式单一"}
    assert all(p.measures == (act.span,) for p in document.problems)


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
