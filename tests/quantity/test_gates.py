"""Gates of rules exclude no reading: with and without them, the same is found in any text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie import quantity
from zongjie.quantity import rules
from zongjie.quantity.rules import GATES, RULES, Rule
from zongjie.resources import package_file

GATED = {(rule.name, rule.kind): rule for rule in RULES if (rule.name, rule.kind) in GATES}
EXAMPLES = package_file("quantity/examples.txt").read_text("utf-8")
MARKED = sorted(set(re.findall(r"<q [^>]*>(.*?)</q>", EXAMPLES)))
PARTS = sorted({part for text in MARKED for part in re.findall(r"\d+|[^\d]", text)})
MARKS = [
    "—",
    "–",
    "~",
    "～",
    "〜",
    "-",
    "至",
    "到",
    "、",
    "和",
    "与",
    "及",
    "∶",
    ":",
    "比",
    "，",
    "。",
    " ",
    "\n",
    "+",
    "·",
]
NUMBERS = [
    "1",
    "3",
    "12",
    "1,000",
    "2.5",
    "3 0 0",
    "1 234",
    "123 456",
    "零",
    "零零",
    "二",
    "三十",
    "一百二十",
    "3万",
    "5千",
    "x",
    "*",
]
AFTER = ["", "", " ", "+", "多", "余", "几", "万", "亿", "%", "个", "\n"]
UNITS = ["个", "家", "%", "万元", " 亿元", "元/人", "平方公里", "成", "位", "\n户", "多人"]
NUMBER = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(AFTER)).map("".join)
SERIES = st.tuples(NUMBER, st.sampled_from(MARKS), NUMBER, st.sampled_from(UNITS)).map("".join)
PIECES = st.sampled_from(MARKED) | st.sampled_from(PARTS + MARKS) | NUMBER | SERIES
TEXTS = SERIES | st.lists(PIECES, max_size=6).map("".join)
"""Numbers shorter than the 120 characters that the gate of a range looks ahead: beyond, a range may be missed."""


def without_gates(find: Callable[[str], object], text: str) -> object:
    with patch.object(rules, "GATES", {}):
        return find(text)


def test_every_gate_is_of_a_rule() -> None:
    assert GATED.keys() == GATES.keys()


def refused(rule: Rule, text: str) -> list[int]:
    """The places at which the rule would read something, but for its gate."""
    closed = (at for at in range(len(text)) if rule.match(text, at) is None)
    return [at for at in closed if rule.pattern.match(text, at)]


@pytest.mark.parametrize("rule", GATED.values(), ids=["-".join(key) for key in GATED])
@settings(deadline=None)
@given(TEXTS)
def test_a_gate_is_open_wherever_its_rule_reads(rule: Rule, text: str) -> None:
    assert refused(rule, text) == []


@pytest.mark.parametrize("rule", GATED.values(), ids=["-".join(key) for key in GATED])
def test_a_gate_is_open_for_every_pair_of_numbers(rule: Rule) -> None:
    pairs = map("".join, product(NUMBERS, sorted({*AFTER}), MARKS, ["5", "六十", "∶3", "-2"], ["个", "，"]))
    assert [text for text in pairs if rule.match(text, 0) is None and rule.pattern.match(text)] == []


@settings(deadline=None)
@given(TEXTS)
def test_what_is_found_does_not_hang_on_gates(text: str) -> None:
    assert quantity.find(text) == without_gates(quantity.find, text)


def test_the_examples_do_not_hang_on_gates() -> None:
    text = re.sub(r"<q [^>]*>|</q>", "", EXAMPLES)
    assert quantity.find(text) == without_gates(quantity.find, text)
