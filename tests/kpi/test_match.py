"""Which indicator a subject is of: by wording, unit, what stands around it, and lists."""

import pytest

from zongjie.kpi import codebook
from zongjie.kpi.match import Asked, Matcher

MATCHER = Matcher.of(codebook.of_settings(("macro", "organisation")))


def of(subject, unit="%", kind="change", before=None, order=None):
    from zongjie.quantity import units

    found = MATCHER(Asked(subject, before if before is not None else subject, units.dimension(unit), kind, order))
    return None if found is None else found.id


@pytest.mark.parametrize(
    ("subject", "unit", "kind", "expected"),
    [
        ("国内生产总值", "%", "change", "gdp_growth"),
        ("国内生产总值", "元", "level", "gdp_level"),
        ("我市地区生产总值", "%", "target", "gdp_growth"),
        ("清河市地区生产总值", "元", "level", "gdp_level"),
        ("城镇新增就业", "人", "level", "new_urban_jobs"),
        ("城镇新增就业人数", "人", "target", "new_urban_jobs"),
        ("居民消费价格涨幅", "%", "target", "cpi"),
        ("一般公共预算收入", "元", "level", "fiscal_revenue"),
        ("一般公共预算收入", "%", "change", "fiscal_revenue"),
        ("财政收入", "人", "level", None),  # the unit does not fit
        ("第三产业就业人员", "人", "level", None),  # another thing than what its first words name
        ("民间固定资产投资", "元", "level", None),  # a part of the indicator
        ("人均国内生产总值", "元", "level", "gdp_per_capita"),
        ("", "%", "change", None),
    ],
)
def test_an_indicator_is_told_by_subject_and_unit(subject, unit, kind, expected):
    assert of(subject, unit, kind) == expected


def test_a_look_alike_around_the_subject_makes_it_another_thing():
    assert of("国内生产总值", "%", "rate", "进出口总额占国内生产总值") is None


def test_what_the_own_clause_names_goes_before_a_subject_further_off():
    assert of("优良天数比例", "%", "change", "优良天数比例达到86%，PM2.5浓度五年下降") == "pm25"


@pytest.mark.parametrize("behind", ["、亩产提升", "，亩产提高", "，平均单产增加"])
def test_a_yield_is_no_output(behind):
    assert of("粮食产量", "斤", "change", "粮食产量增加") == "grain_output"
    assert of("粮食产量", "斤", "change", "粮食产量跃上新台阶" + behind) == "crop_yield"


@pytest.mark.parametrize(
    ("order", "expected"), [(None, "income_urban"), (0, "income_urban"), (1, "income_rural"), (2, None)]
)
def test_a_listed_subject_gives_its_indicators_in_order(order, expected):
    assert of("城镇居民人均可支配收入和农村居民人均纯收入", "%", "change", order=order) == expected


def test_parts_of_a_list_are_completed_from_its_ends():
    assert of("城镇、农村居民人均可支配收入", "元", "level", order=0) == "income_urban"
    assert of("单位国内生产总值能耗、二氧化碳排放", "%", "target", order=1) == "carbon_intensity"


def test_a_subject_that_names_nothing_takes_what_was_begun_before():
    assert of("总产量", "吨", "level", "粮食连续五年增产，总产量") == "grain_output"
    assert MATCHER.empty("其中去年") and MATCHER.empty("增速") and not MATCHER.empty("粮食产量")
