"""Periods of metrics and times of activities: which time of the passage governs them, and which days it covers."""

from __future__ import annotations

from datetime import date

import pytest

import zongjie
from zongjie.document import Activity, Document, Metric

LOADED = zongjie.load()
TITLE = "临川县林业局2023年工作总结\n"


def read(text: str, title: str = TITLE) -> Document:
    return LOADED(title + text)[0]


def metric(document: Document, evidence: str) -> Metric:
    return next(m for m in document.metrics if m.evidence == evidence)


def act(document: Document, object_: str) -> Activity:
    return next(a for a in document.activities if object_ in a.object)


@pytest.mark.parametrize(
    ("text", "evidence", "period", "start", "end"),
    [
        ("全年造林2300亩，补植800亩。", "800亩", "全年", "2023-01-01", "2023-12-31"),
        ("截至10月底，造林2300亩，补植800亩。", "800亩", "截至10月底", None, "2023-10-31"),
        ("上半年造林2300亩。", "2300亩", "上半年", "2023-01-01", "2023-06-30"),
        ("去年造林1900亩。", "1900亩", "去年", "2022-01-01", "2022-12-31"),
        ("年末森林蓄积量达到86万立方米。", "86万立方米", "年末", None, "2023-12-31"),
        ("“十三五”期间，全县造林1.2万亩。", "1.2万亩", "“十三五”期间", "2016-01-01", "2020-12-31"),
        ("五年来，全县造林1.2万亩。", "1.2万亩", "五年来", "2019-01-01", "2023-12-31"),
        ("3月至5月，排查隐患46处。", "46处", "3月至5月", "2023-03-01", "2023-05-31"),
        ("每月巡山4次。", "4次", "每月", None, None),
    ],
)
def test_a_metric_has_the_time_that_governs_it(
    text: str, evidence: str, period: str, start: str | None, end: str | None
) -> None:
    found = metric(read(text), evidence)
    assert found.period == period
    assert (found.period_start and found.period_start.isoformat()) == start
    assert (found.period_end and found.period_end.isoformat()) == end


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("造林面积比2020年增加300亩。", "300亩"),  # compared with
        ("产值是去年的3倍。", "3倍"),
        ("造林面积占年初计划的96%。", "96%"),
        ("苗圃5月揭牌，年产苗木30万株。", "30万株"),  # only the opening was in May
    ],
)
def test_a_time_that_does_not_say_when_is_no_period(text: str, evidence: str) -> None:
    assert metric(read(text), evidence).period is None


def test_a_time_that_a_multiple_is_of_is_not_that_of_the_multiple() -> None:
    found = metric(read("全年投资总额12亿元，达到去年的2.2倍。"), "2.2倍")
    assert found.period == "全年"


def test_the_two_values_of_a_movement_have_their_own_times() -> None:
    document = read("2022年，护林员由2019年的36人增加到58人。")
    assert metric(document, "36人").period == "2019年"
    assert metric(document, "58人").period == "2022年"


def test_a_value_of_another_time_beside_a_comparison_is_of_that_time() -> None:
    document = read("上半年火灾受害率为0.4‰，较去年同期的0.6‰明显下降。")
    assert metric(document, "0.6‰").period == "去年同期"
    assert metric(document, "0.4‰").period == "上半年"


@pytest.mark.parametrize(
    ("text", "evidence", "period"),
    [
        ("全年造林2300亩；抚育900亩。", "900亩", "全年"),  # a list goes on to its full stop
        ("全年造林2300亩。抚育900亩。", "900亩", None),
        ("5月，造林2300亩；抚育900亩。", "900亩", None),
    ],
)
def test_a_time_carries_on_only_where_it_plainly_holds(text: str, evidence: str, period: str | None) -> None:
    assert metric(read(text), evidence).period == period


def test_a_year_carries_on_in_a_report_to_an_assembly_but_over_no_paragraph() -> None:
    title = "政府工作报告\n（2024年1月8日在临川县第十届人民代表大会第三次会议上）\n各位代表：\n"
    document = read("2023年，全县造林2300亩。抚育900亩。\n新修林道46公里。", title)
    assert (metric(document, "900亩").period, metric(document, "46公里").period) == ("2023年", None)


def test_several_years_govern_their_own_sentence_only() -> None:
    title = "政府工作报告\n（2024年1月8日在临川县第十届人民代表大会第三次会议上）\n各位代表：\n"
    document = read("五年来，全县造林2300亩。抚育900亩。", title)
    assert (metric(document, "2300亩").period, metric(document, "900亩").period) == ("五年来", None)


def test_in_a_report_to_an_assembly_this_year_is_that_of_the_meeting() -> None:
    title = "政府工作报告\n（2024年1月8日在临川县第十届人民代表大会第三次会议上）\n各位代表：\n"
    document = read("过去一年，全县造林2300亩。\n全年造林2400亩。\n今年计划造林2500亩。", title)
    assert metric(document, "2300亩").period_end == date(2023, 12, 31)
    assert metric(document, "2500亩").period_end == date(2024, 12, 31)
    assert metric(document, "2400亩").period_end == date(2023, 12, 31)


def test_a_part_of_a_year_is_of_the_year_that_the_sentence_names() -> None:
    document = read("2024年，计划造林3000亩，上半年完成2000亩。")
    assert metric(document, "2000亩").period_end == date(2024, 6, 30)


def test_a_heading_tells_the_year_of_its_section() -> None:
    document = read("一、2021年工作回顾\n上半年造林2300亩。\n二、2024年工作打算\n上半年造林2500亩。")
    assert metric(document, "2300亩").period_end == date(2021, 6, 30)
    assert metric(document, "2500亩").period_end == date(2024, 6, 30)


def test_a_masked_year_stays_masked() -> None:
    document = read("20xx年，造林2300亩。", "某县林业局20xx年工作总结\n")
    found = metric(document, "2300亩")
    assert (found.period, found.period_start, found.period_end) == ("20xx年", None, None)


def test_a_document_that_names_no_year_resolves_none() -> None:
    found = metric(read("上半年造林2300亩。", ""), "2300亩")
    assert (found.period, found.period_end) == ("上半年", None)


@pytest.mark.parametrize(
    ("text", "object_", "time"),
    [
        ("5月，举办护林员培训班2期。", "护林员培训班", "5月"),
        ("春节前后，走访困难林农30户。", "困难林农", "春节前后"),
        ("今年7月会同公安机关开展专项检查。", "专项检查", "今年7月"),
        ("开展专项检查，立案6起。", "专项检查", None),
    ],
)
def test_an_activity_has_the_time_of_its_sentence(text: str, object_: str, time: str | None) -> None:
    assert act(read(text), object_).time == time


def test_carriage_returns_change_nothing() -> None:
    text = "一、成绩\n全年造林2300亩；抚育900亩。"
    assert read(text).metrics == read(text.replace("\n", "\r\n")).metrics
