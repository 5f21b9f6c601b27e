"""Metadata: what titles, signatures and openings tell, and what is left None."""

from __future__ import annotations

from datetime import date

import pytest

from zongjie import lexicon, timex
from zongjie.clean import clean
from zongjie.config import Settings
from zongjie.document import Metadata, Source
from zongjie.metadata import SPEC, kind_of, metadata, period_of, region_of
from zongjie.split import split

PLAIN = Settings()


def known(text: str, path: str = "a.txt", **fields: str) -> Metadata:
    source = Source(path, "0" * 64, len(text), "text/plain", "utf-8", text, "ok", fields=tuple(fields.items()))
    (document,) = split(source, clean(text, PLAIN), PLAIN)
    return metadata(document).metadata


ISSUERS = [
    ("xx区总工会20xx年工作总结\n工作顺利。", "xx区总工会", "title"),
    ("XX县人民医院2023年上半年工作总结\n工作顺利。", "XX县人民医院", "title"),
    ("关于青山县教育局2022年工作情况的报告\n工作顺利。", "青山县教育局", "title"),
    ("2022年工作总结\n工作顺利。\n\n　　　清河镇人民政府\n　　　2022年12月30日", "清河镇人民政府", "signature"),
    ("年度工作总结\n今年以来，我镇工会坚持服务职工，我镇工会开展培训。", "我镇工会", "text"),
    ("年度工作总结\n一年来，我院接诊12万人次。", "我院", "text"),
    ("年度工作总结\n阳光社区位于城东，居民3000人。", "阳光社区", "text"),
    ("政府工作报告\n各位代表：\n现在，我代表县人民政府，向大会作工作报告。", "县人民政府", "text"),
    ("社区工会工作总结\n工作顺利。", None, None),
    ("单位名称：石桥镇敬老院\n汇报时间：2023年7月5日\n填表人：李四\n入住老人：86人", "石桥镇敬老院", "text"),
    ("填报单位：华兴贸易（盖章）\n2023年工作总结\n工作顺利。", "华兴贸易", "text"),
    ("2023年工作总结\n单位：清河镇人民政府　　日期：2023年12月\n工作顺利。", "清河镇人民政府", "text"),
    ("2023年工作总结\n单位：万元\n工作顺利。", None, None),
    ("2023年工作总结\n填报单位：\n联系电话：0571-8765432", None, None),
    ("年度工作总结\n我们围绕中心工作，为会员办实事，走访企业工会。", None, None),
]


@pytest.mark.parametrize(("text", "issuer", "place"), ISSUERS)
def test_issuer(text: str, issuer: str | None, place: str | None) -> None:
    found = known(text)
    assert (found.issuer, found.issuer_source) == (issuer, place)


KINDS = [
    ("2023年工作总结", "work_summary"),
    ("2023年工作总结及2024年工作计划", "work_summary"),
    ("党委书记述职报告", "duty_report"),
    ("工会工作情况汇报", "work_report"),
    ("2024年政府工作报告", "government_report"),
    ("关于政府工作报告的决议", "resolution"),
    ("“十四五”发展规划", "plan"),
    ("“十二五”教育规划实施情况中期评估报告", "work_report"),
    ("“十四五”规划中期自评", "work_report"),
    ("重大事项社会稳定风险评估工作方案", "plan"),
    ("2024年工作要点", "plan"),
    ("巡察反馈问题整改情况报告", "rectification"),
    ("农村养老调研报告", "survey_report"),
    ("致全体居民的一封信", "other"),
]


@pytest.mark.parametrize(("title", "kind"), KINDS)
def test_kind_from_title(title: str, kind: str) -> None:
    assert kind_of(title, "") == kind


def test_kind_from_opening_or_none() -> None:
    assert kind_of(None, "各位代表：现在，我代表县政府作政府工作报告。") == "government_report"
    assert kind_of(None, "今年工作顺利，现将有关情况总结如下：") == "work_summary"
    assert kind_of(None, "今年工作顺利。") is None


PERIODS = [
    ("2023年工作总结", "2023"),
    ("2023年度工作总结", "2023"),
    ("二〇二三年工作总结", "2023"),
    ("2023年上半年工作总结", "2023H1"),
    ("2023年下半年工作总结", "2023H2"),
    ("2023年第三季度工作汇报", "2023Q3"),
    ("2023年前三季度工作汇报", "2023Q1-Q3"),
    ("2023年5月份工作总结", "2023-05"),
    ("2023年1-6月工作总结", "2023-01..06"),
    ("2023年1—6月工作总结", "2023-01..06"),
    ("2023年1～9月工作总结", "2023-01..09"),
    ("2023年1月至9月工作总结", "2023-01..09"),
    ("2023年1-10月份工作总结", "2023-01..10"),
    ("2023年一至六月工作总结", "2023-01..06"),
    ("2023.1-2023.6工作总结", "2023-01..06"),
    ("2023.1-6月工作总结", "2023-01..06"),
    ("2022年10月至2023年3月工作总结", "2022-10..2023-03"),
    ("20xx年1-6月工作总结", "20xx-01..06"),
    ("2023年9月-1月工作总结", None),
    ("2023年4月工作总结", "2023-04"),
    ("2023年1月工作总结", "2023-01"),
    ("二〇二三年四月工作总结", "2023-04"),
    ("2023年4月教育工作总结及5月工作计划", "2023-04"),
    ("2023年4月", "2023-04"),
    ("2023年1月6日工作总结", None),
    ("2023年1月6日至3月5日工作总结", None),
    ("2023年13月工作总结", None),
    ("截至2023年6月工作总结", None),
    ("2023年6月底工作总结", None),
    ("2023年12月年终总结", None),
    ("年终总结（2023年12月）", None),
    ("政府工作报告（2024年1月）", None),
    ("在2023年4月全县工作会议上的报告", None),
    ("2023年工作总结及2024年1-3月工作计划", "2023"),
    ("2018-2022年工作总结", "2018-2022"),
    ("2018年至2022年工作总结", "2018-2022"),
    ("“十三五”时期工作总结", "2016-2020"),
    ("十四五规划", "2021-2025"),
    ("20xx年工作总结", "20xx"),
    ("20xx年上半年工作总结", "20xxH1"),
    ("年度工作总结", None),
    ("上半年工作总结", None),
]


@pytest.mark.parametrize(("words", "code"), PERIODS)
def test_period(words: str, code: str | None) -> None:
    found = period_of(words)
    assert (found[0] if found else None) == code


def test_period_examples_of_the_table() -> None:
    for row in lexicon.table("lexicons/periods.tsv"):
        assert period_of(row["example"] + "工作总结") is not None, row["name"]


def test_period_has_days_unless_masked() -> None:
    assert known("2023年上半年工作总结\n工作顺利。").period_start == date(2023, 1, 1)
    assert known("2023年上半年工作总结\n工作顺利。").period_end == date(2023, 6, 30)
    masked = known("20xx年工作总结\n工作顺利。")
    assert (masked.period, masked.period_start, masked.period_end) == ("20xx", None, None)


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("2023年1-6月工作总结", date(2023, 1, 1), date(2023, 6, 30)),
        ("2023年4月工作总结", date(2023, 4, 1), date(2023, 4, 30)),
        ("2023.1-2023.6工作总结", date(2023, 1, 1), date(2023, 6, 30)),
        ("2022年10月至2023年3月工作总结", date(2022, 10, 1), date(2023, 3, 31)),
    ],
)
def test_months_of_a_title_have_their_days_and_are_no_date(title: str, first: date, last: date) -> None:
    found = known(f"{title}\n工作顺利。")
    assert (found.period_start, found.period_end, found.published) == (first, last, None)
    assert known("工作顺利。\n上半年总结如下。", 年度=title.removesuffix("工作总结")).period_end == last


def test_period_from_the_opening_or_the_review() -> None:
    assert known("年度工作总结\n2022年，我校招生300人。").period == "2022"
    assert known("政府工作报告\n各位代表：\n一、2021年工作回顾\n经济增长。").period == "2021"
    assert known("年度工作总结\n会议部署2025年目标。").period is None


REGIONS = [
    ("广东省增城市总工会", "广东省增城市"),
    ("xx区总工会", "xx区"),
    ("XX县人民医院", "XX县"),
    ("浙江省人民政府", "浙江省"),
    ("内蒙古自治区统计局", "内蒙古自治区"),
    ("清河镇人民政府", "清河镇"),
    ("社区工会", None),
    ("全市工会", None),
    ("我县总工会", None),
    ("园区管委会", None),
    ("幼儿园", None),
]


@pytest.mark.parametrize(("name", "region"), REGIONS)
def test_region(name: str, region: str | None) -> None:
    assert region_of(name) == region


DATES = [
    ("工作总结\n工作顺利。\n\n2023年12月5日", date(2023, 12, 5)),
    ("工作总结\n工作顺利。\n\n二〇二三年十二月二十五日", date(2023, 12, 25)),
    ("工作总结\n2024-03-01 总结\n工作顺利。", date(2024, 3, 1)),
    ("工作总结\n发布时间：2024-03-02 来源：办公室\n工作顺利。", date(2024, 3, 2)),
    ("政府工作报告\n——2024年1月8日在县第十七届人民代表大会上\n各位代表：", date(2024, 1, 8)),
    ("工作总结\n2023-1-6 总结\n工作顺利。", date(2023, 1, 6)),
    ("工作总结\n2023年1-6月\n工作顺利。", None),
    ("工作总结\n2023.1-2023.6\n工作顺利。", None),
    ("工作总结\n2023-01-2023-06\n工作顺利。", None),
    ("工作总结\n发布时间：2024-03-0209:10 来源：办公室\n工作顺利。", date(2024, 3, 2)),
    ("工作总结\n2023-1-6月\n工作顺利。", None),
    ("工作总结\n2023年13月45日\n工作顺利。", None),
    ("工作总结\n2023年6月1日，组织义诊12场。" + "工作顺利。" * 9, None),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_published(text: str, day: date | None) -> None:
    assert known(text).published == day


def test_columns_of_the_user_win() -> None:
    text = "青山县法院2020年工作总结\n我院收案1200件。"
    found = known(text, 单位="清河县人民法院", 年度="2021", 地区="清河县", 标题="清河县人民法院年度工作总结")
    assert (found.issuer, found.issuer_source) == ("清河县人民法院", "metadata")
    assert (found.region, found.region_source) == ("清河县", "metadata")
    assert found.period == "2021"
    assert found.title == "清河县人民法院年度工作总结"


def test_stage_declares_itself() -> None:
    assert (SPEC.name, SPEC.requires, SPEC.provides) == ("metadata", (), ("metadata",))
    assert hasattr(timex, "period")
