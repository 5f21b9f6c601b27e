"""Properties of the number grammar that hold for any text, and values checked against an independent writer."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie import numerals, quantity, timex

ALPHABET = (
    "0123456789０１２.,，、．·％%—-－～~ 　\nxX×*某第首位前翻番半过零一二两三四五六七八九十百千万亿几数上多余"
    '分之成倍折番强弱块毛亩吨每/率零半个家名人元角年月日大约近超以上下内左右“”《》"会员工'
)
TEXTS = st.text(alphabet=st.sampled_from(ALPHABET), max_size=80) | st.text(max_size=40)

# the first call compiles the rules
untimed = settings(deadline=None)


def write_chinese(n):
    """n below 10**12 in Chinese numerals, written from the rules of the language and not with the package."""
    digits = "零一二三四五六七八九"

    def section(value):
        out, gap = "", False
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, value = divmod(value, power)
            if digit:
                out += ("零" if gap and out else "") + digits[digit] + name
                gap = False
            else:
                gap = True
        return out

    parts, out = [(10**8, "亿"), (10**4, "万"), (1, "")], ""
    for power, name in parts:
        value, n = divmod(n, power)
        if value:
            out += ("零" if out and value < 1000 else "") + section(value) + name
    return out or "零"


@untimed
@given(TEXTS)
def test_spans_are_ordered_and_prove_themselves(text):
    for bare in (False, True):
        last = 0
        for q in quantity.find(text, timex.find(text), bare=bare):
            assert last <= q.span.start < q.span.end <= len(text)
            last = q.span.end
            assert (q.value is None) == (q.qualifier == "masked")
            assert q.value_high is None or q.value_high > q.value


@untimed
@given(TEXTS)
def test_damage_is_never_a_quantity_of_its_own_place(text):
    for span, reason, rule in quantity.damaged(text):
        assert 0 <= span.start < span.end <= len(text)
        assert " | " in reason
        assert rule


@untimed
@given(TEXTS)
def test_times_are_never_quantities(text):
    times = timex.find(text)
    last = 0
    for time in times:
        assert last <= time.span.start < time.span.end <= len(text)
        last = time.span.end
        assert time.start is None or time.end is None or time.start <= time.end
    for q in quantity.find(text, times):
        assert not any(t.span.start <= q.span.start < t.span.end for t in times)


@untimed
@given(st.text(max_size=60))
def test_fold_keeps_the_length(text):
    folded = numerals.fold(text)
    assert len(folded) == len(text)
    assert numerals.fold(folded) == folded


@untimed
@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals(n):
    number = numerals.parse(write_chinese(n))
    assert number is not None
    assert number.value == n


@untimed
@given(st.integers(2, 10**6), st.sampled_from(["家", "人次", "万元", "平方公里", "%"]))
def test_arabic_numbers_with_unit(n, unit):
    (found,) = quantity.find(f"新建工会达{n}{unit}，成效明显。")
    assert found.value == n * (10000 if unit == "万元" else 1)
    assert found.unit == unit.removeprefix("万")


@untimed
@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999.99"), places=2))
def test_decimals_are_exact(value):
    (found,) = quantity.find(f"总额为{value}亿元。")
    assert found.value == float(value * 10**8)


@untimed
@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999.99"), places=2), st.sampled_from("-－−"))
def test_the_sign_is_kept_behind_a_word_and_never_made_between_numbers(value, stroke):
    (found,) = quantity.find(f"增速为{stroke}{value}%。")
    assert found.value == -float(value)
    assert all(
        q.value > 0 for q in quantity.find(f"占比{value}%{stroke}{value + 1}%，由{value + 1}%{stroke}{value}%。")
    )


@untimed
@given(st.integers(21, 9999))
def test_full_width_digits_read_like_plain_ones(n):
    wide = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert [q.value for q in quantity.find(f"培训{wide}名。")] == [n]


@pytest.mark.parametrize(
    "junk",
    [
        "一",
        "九",
        "十",
        "1",
        "1.",
        "1,",
        "x",
        "第",
        "百分之",
        "“",
        "《",
        " 1",
        "、1",
        "万",
        "一、",
        "-1",
        "-",
        "，-",
        "1 000",
        "\n-1元",
        "为1.5",
        "-1%",
        "第1、",
        "第1至",
        "1块",
        "一块二",
        "1元每吨",
        "一亩三",
        "零",
        "半个",
        "的一半",
        "约占的",
    ],
)
def test_long_runs_do_no_harm(junk):
    text = junk * 20_000
    quantity.find(text, timex.find(text))
    quantity.damaged(text)
