"""The public functions beside `find`: bare numerals, canonical units, damaged figures."""

from fractions import Fraction

import pytest

from zongjie import quantity
from zongjie.quantity import units

BARE = [
    ("一百二十三", [("一百二十三", 123, "")]),
    ("比值 3.14", [("3.14", 3.14, "")]),
    ("约1,234", [("约1,234", 1234, "")]),
    ("得分为98", [("98", 98, "")]),
    ("31家和42", [("31家", 31, "家"), ("42", 42, "")]),
    ("2023年第3批", []),
    ("统一部署，进一步落实", []),
    ("二十", [("二十", 20, "")]),
    ("-3.14", [("-3.14", -3.14, "")]),
    ("相关度为-0.4和-5", [("-0.4", -0.4, ""), ("5", 5, "")]),
    ("附件-3，A-4", [("3", 3, "")]),
]


@pytest.mark.parametrize(("text", "expected"), BARE, ids=[b[0] for b in BARE])
def test_bare_numerals(text, expected):
    assert [(q.text, q.value, q.unit) for q in quantity.quantities(text, bare=True)] == expected


def test_quantities_carry_offsets_and_range():
    (found,) = quantity.quantities("每镇建立3至5个示范点")
    assert found == (4, 8, "3至5个", 3.0, 5.0, "个", "exact")
    assert found.start == 4


def test_without_bare_a_numeral_alone_is_none():
    assert quantity.quantities("一百二十三") == []


CANONICAL = [
    (5.0, "公里", (5000.0, "米", "length")),
    (3.0, "家", (3.0, "家", "count")),
    (2.0, "名", (2.0, "人", "person")),
    (2.0, "公顷", (20000.0, "平方米", "area")),
    (1200.0, "亩", (800000.0, "平方米", "area")),
    (10.0, "斤", (0.005, "吨", "mass")),
    (0.1, "公里", (100.0, "米", "length")),
    (2.0, "年", (730.5, "天", "time")),
    (3.0, "个百分点", (3.0, "个百分点", "points")),
    (5.0, "‰", (0.5, "%", "share")),
    (2.5, "∶1", (2.5, "∶1", "ratio")),
    (0.4, "个千分点", (0.04, "个百分点", "points")),
    (8.0, "个工日", (8.0, "人日", "person-day")),
    (31.0, "台（套）", (31.0, "台（套）", "count")),
    (6.0, "角", (0.6, "元", "money")),
    (200.0, "元/人", (200.0, "元/人", "rate-per")),
    (2.0, "万里云", (2.0, "万里云", "count")),
    (7.0, "", (7.0, "", "none")),
    (None, "公里", (None, "米", "length")),
    (4.0, "萬噸"[1:], (4.0, "吨", "mass")),
]


@pytest.mark.parametrize(("value", "unit", "expected"), CANONICAL)
def test_canonical(value, unit, expected):
    assert quantity.canonical(value, unit) == expected


# one unit at least of every dimension, in the wordings of reports: value, unit, canonical value and unit, dimension
MORE_CANONICAL = [
    (1.5, "块钱", (1.5, "元", "money")), (5.0, "毛", (0.5, "元", "money")), (8.0, "分钱", (0.08, "元", "money")),
    (6000.0, "圆", (6000.0, "元", "money")), (100.0, "人民币", (100.0, "元", "money")),
    (3.0, "美金", (3.0, "美元", "money-foreign")), (7.0, "港币", (7.0, "港元", "money-foreign")),
    (2.0, "位", (2.0, "人", "person")), (40.0, "人", (40.0, "人", "person")),
    (9.0, "人次", (9.0, "人次", "person-time")),
    (12.0, "户", (12.0, "户", "household")), (30.0, "工日", (30.0, "人日", "person-day")),
    (2.0, "人月", (60.0, "人日", "person-day")), (9.0, "工时", (9.0, "工时", "person-hour")),
    (2.0, "平方公里", (2000000.0, "平方米", "area")), (5.0, "㎡", (5.0, "平方米", "area")),
    (3.0, "亩", (2000.0, "平方米", "area")), (3.0, "平米", (3.0, "平方米", "area")),
    (50.0, "平方厘米", (0.005, "平方米", "area")), (1.0, "hm²", (10000.0, "平方米", "area")),
    (4.0, "里", (2000.0, "米", "length")), (3.0, "华里", (1500.0, "米", "length")),
    (3.0, "丈", (10.0, "米", "length")), (6.0, "尺", (2.0, "米", "length")), (2.5, "km", (2500.0, "米", "length")),
    (20.0, "厘米", (0.2, "米", "length")), (600.0, "毫米", (0.6, "米", "length")),
    (2.0, "海里", (3704.0, "米", "length")), (1.2, "千米", (1200.0, "米", "length")),
    (500.0, "公斤", (0.5, "吨", "mass")), (250.0, "kg", (0.25, "吨", "mass")), (30.0, "担", (1.5, "吨", "mass")),
    (800.0, "克", (0.0008, "吨", "mass")), (2000.0, "市斤", (1.0, "吨", "mass")), (3.0, "吨", (3.0, "吨", "mass")),
    (2.0, "标箱", (2.0, "标箱", "freight")), (9.0, "TEU", (9.0, "标箱", "freight")),
    (1.0, "吨标准煤", (8141.0, "千瓦时", "energy")), (3.0, "兆瓦时", (3000.0, "千瓦时", "energy")),
    (2.0, "kWh", (2.0, "千瓦时", "energy")), (1.0, "吉瓦时", (1000000.0, "千瓦时", "energy")),
    (5.0, "兆瓦", (5000.0, "千瓦", "power")), (1.0, "吉瓦", (1000000.0, "千瓦", "power")),
    (100.0, "马力", (73.55, "千瓦", "power")), (220.0, "伏", (0.22, "千伏", "voltage")),
    (3.0, "兆帕", (3000.0, "千帕", "pressure")), (2.4, "GHz", (2400000000.0, "赫兹", "frequency")),
    (-5.0, "℃", (-5.0, "摄氏度", "temperature")), (58.0, "分贝", (58.0, "分贝", "sound")),
    (300.0, "升", (0.3, "立方米", "volume")), (15.0, "方", (15.0, "立方米", "volume")),
    (2.0, "立方", (2.0, "立方米", "volume")), (500.0, "毫升", (0.0005, "立方米", "volume")),
    (36.0, "小时", (1.5, "天", "time")), (2.0, "周", (14.0, "天", "time")), (5.0, "个昼夜", (5.0, "天", "time")),
    (2.0, "个月", (60.875, "天", "time")), (10.0, "个工作日", (10.0, "工作日", "time")),
    (40.0, "课时", (40.0, "学时", "lesson")), (65.0, "周岁", (65.0, "岁", "age")), (97.5, "分", (97.5, "分", "score")),
    (2.0, "倍", (2.0, "倍", "multiple")), (86.0, "PPM", (0.0086, "%", "share")), (3.0, "‱", (0.03, "%", "share")),
    (20.0, "个基点", (0.2, "个百分点", "points")), (12.6, "/10万", (12.6, "/10万", "rate-per")),
    (35.0, "元每吨", (35.0, "元/吨", "rate-per")), (200.0, "元每人每月", (200.0, "元/人/月", "rate-per")),
    (6.0, "毛/度", (0.6, "元/度", "rate-per")), (80.0, "公里/小时", (80000.0, "米/小时", "rate-per")),
    (18.7, "卷（件）", (18.7, "卷（件）", "count")), (3.0, "比1", (3.0, "比1", "ratio")),
]  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "expected"), MORE_CANONICAL, ids=[row[1] for row in MORE_CANONICAL])
def test_canonical_by_dimension(value, unit, expected):
    scaled, canonical_unit, dimension = quantity.canonical(value, unit)
    assert (scaled, canonical_unit, dimension) == (pytest.approx(expected[0], rel=1e-9), *expected[1:])


def test_a_rank_stays_a_rank():
    assert quantity.canonical(3.0, "名", "rank") == (3.0, "名", "rank")


def test_a_stroke_that_begins_a_line_is_a_list_mark_beside_other_list_marks():
    assert [q.value for q in quantity.find("利润\n-3万元\n")] == [-30000]
    assert [q.value for q in quantity.find("-补助\n-3万元\n")] == [30000]
    assert [q.value for q in quantity.find("-3万元\n- 补助")] == [30000]


def test_units_table_is_whole():
    for row in units.rows().values():
        assert Fraction(row["factor"]) > 0
        assert row["numerals"] in ("any", "arabic")
        assert row["mask"] in ("yes", "no", "stop")
        assert row["canonical"]
        assert row["dimension"]


DAMAGED = [
    ("涵盖单位家（任务50家）", "家", "blank_after_noun"),
    ("新发展会员 人，", " 人", "blank_space"),
    ("共有 名教师。", " 名", "blank_after_verb"),
    ("任务完成 %。", " %", "blank_space"),
    ("覆盖率达到%。", "%", "blank_percent"),
    ("投入.52亿元。", ".52亿元", "no_whole_part"),
    ("投入12 5亿元。", "12 5亿元", "split_digits"),
    ("增长3..5%。", "3..5%", "two_points"),
    ("补助1,23万元。", "1,23万元", "wrong_thousands"),
    ("见表2 100人。", "2 100人", "split_digits"),
    ("补助012 500元。", "012 500元", "split_digits"),
    ("补贴资金（  ）万元。", "（  ）万元", "blank_brackets"),
    ("走访慰问（）人。", "（）人", "blank_brackets"),
    ("投入万元用于维修。", "万元", "blank_before_magnitude"),
    ("完成万人次。", "万人次", "blank_before_magnitude"),
    ("筹资1，5 万元。", "1，5 万元", "comma_for_point"),
    ("合格率提高12. 5 %。", "12. 5 %", "split_digits"),
    ("到场3. 6万人。", "3. 6万人", "split_digits"),
    ("培训顺利。3.200人观摩。", "3.200人", "mark_or_decimal"),
]


@pytest.mark.parametrize(("text", "quote", "rule"), DAMAGED, ids=[d[2] + d[1] for d in DAMAGED])
def test_damage_is_reported_and_not_read(text, quote, rule):
    found = quantity.damaged(text)
    assert [(text[span.start : span.end], name) for span, _, name in found] == [(quote, rule)]
    span = found[0][0]
    assert not any(q.span.overlaps(span) for q in quantity.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "投入0.52亿元，增长3.5%，补助1,234万元，共有12名教师。",
        "企业家、单位名称、党员人数、会员家庭都已登记。",
        "（单位：%）",
        "共有产权房，达人秀，占地面积。",
        "铺轨1 1 3 4 4 公里。",
        "参加3 000 人，投入12 500 万元。",
        "产值达亿元，万元产值能耗下降，新增亿元企业3家，近万人到场。",
        "1.5家门店开业。2.12名学徒出师。",
        "指数为103，5家企业停产（含分公司）。",
    ],
)
def test_sound_text_has_no_damage(text):
    assert quantity.damaged(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98年建成31家", ["31家"]),  # a year at the very start, where no character stands before it
        ("走过60年建成31家", ["60年", "31家"]),
        ("排名第十至第二名", []),  # a range of places runs upward
        ("列第3至5名", ["第3至5名"]),
        ("首位获奖者到场", []),
        ("门票八到七折优惠", ["七折"]),  # so does a range of discounts
        ("编号-3%左右", ["3%左右"]),  # a label at the very start
    ],
)
def test_years_and_ranges_of_places_at_their_bounds(text: str, expected: list[str]) -> None:
    assert [text[one.span.start : one.span.end] for one in quantity.find(text)] == expected
