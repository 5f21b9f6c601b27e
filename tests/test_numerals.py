"""Numerals of every notation, by table."""

from decimal import Decimal

import pytest

from zongjie.numerals import fold, integer, parse

VALUES = [
    ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("两千零二十", 2020), ("三万五", 35000), ("两百五", 250),
    ("两亿零七百万", 207000000), ("一万三千亿", 1300000000000), ("三亿五千万", 350000000), ("一点二六", "1.26"),
    ("三十六点五", "36.5"), ("一点五亿", 150000000), ("零点九", "0.9"), ("壹仟玖佰", 1900), ("廿三", 23), ("零三", 3),
    ("百", 100), ("1,234.5万", 12345000), ("12亿3000万", 1230000000), ("3万5千", 35000), ("4·3", "4.3"),
    ("74.4 万亿", 74400000000000), ("1 1 3 4 4", 11344),
    ("2亿5千万", 250000000), ("3亿5百万", 305000000), ("1千2百亿", 120000000000), ("1万亿5千亿", 1500000000000),
    ("2亿零5百万", 205000000), ("1百20", 120), ("3百5十", 350), ("2万3千亿", 2300000000000), ("2万3000", 23000),
]  # fmt: skip


@pytest.mark.parametrize(("token", "value"), VALUES, ids=[v[0] for v in VALUES])
def test_parse(token, value):
    assert parse(token).value == Decimal(value)


@pytest.mark.parametrize(
    ("token", "low", "high"),
    [
        ("三四百", 300, 400),
        ("七八十", 70, 80),
        ("十五六", 15, 16),
        ("两三", 2, 3),
        ("三五", 3, 5),
        ("二三十万", 200000, 300000),
    ],
)
def test_two_digits_side_by_side_are_a_range(token, low, high):
    number = parse(token)
    assert (number.value, number.high, number.hedge) == (low, high, "")


@pytest.mark.parametrize(
    ("token", "value", "hedge"),
    [
        ("三十多万", 300000, "over"), ("百余", 100, "over"), ("几十", 10, "approx"), ("数百", 100, "approx"),
        ("上千", 1000, "approx"), ("十几", 10, "approx"), ("6600多万", 66000000, "over"), ("3万余", 30000, "over"),
        ("100+", 100, "over"),
    ],
)  # fmt: skip
def test_hedged_numbers(token, value, hedge):
    number = parse(token)
    assert (number.value, number.hedge) == (value, hedge)


@pytest.mark.parametrize("token", ["一九八二", "三八", "五一", "一二三", "零零", "二零二三"])
def test_digits_side_by_side_are_no_number(token):
    assert parse(token) is None


@pytest.mark.parametrize(("token", "value"), [("二九八", 298), ("三五零", 350), ("三五零零", 3500), ("二零", 20)])
def test_three_digits_side_by_side_are_read_by_place(token, value):
    assert parse(token).value == value


def test_integer_reads_digits_of_a_year():
    assert (integer("一九八二"), integer("2023"), integer("十二"), integer("三十一")) == (1982, 2023, 12, 31)


def test_fold():
    assert fold("３．５萬噸，４，５００戶％") == "3.5万吨，4,500户%"
