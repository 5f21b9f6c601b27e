"""Negative numbers: where a stroke before a digit is a minus sign, and what the rules make of the number behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from zongjie.numerals import NUMERAL, parse
from zongjie.quantity import productions as make
from zongjie.quantity import units
from zongjie.quantity.productions import Draft
from zongjie.quantity.stated import stated

# What can fall below zero. Counts and sizes cannot: there a stroke mostly joins a label (会议室-3间), unless a verb
# or a balance stands before it (净增-3家).
_BELOW_ZERO = frozenset({"money", "money-foreign", "share", "points", "multiple", "temperature", "degree", "rate-per"})
_NEVER = frozenset({"time", "age", "lesson", "place", "ratio", "voltage"})
_BALANCE = "长增减降涨升跌为达至到是幅速率润额差值亏损益盈余"
_LABEL = re.compile(
    rf"(?:项目|工程|公司|中心|学校|医院|银行|资金|财政|经费|预算|工资|费用|补助|补贴|投资|奖励|拨款|捐款|标准|类别|编号|合同|[户店厂站村镇县区市省])$"
    rf"|第[\d{NUMERAL}]{{1,4}}(?!季度)[\u4e00-\u9fff]{{1,2}}$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BULLET = re.compile(r"- ?[^\d\s]")


def minus(text: str, at: int, unit: str) -> bool:
    """Whether the stroke at `at`, directly before a digit, is the sign of a number with this unit."""
    kind = units.dimension(unit)
    if kind in _NEVER:
        return False
    behind = text[at - 1] if at else "\n"
    if behind in NUMERAL:
        return False  # 五-6个, 项目一-3000万元
    if behind in _BALANCE:
        return True
    if kind not in _BELOW_ZERO and kind != "none":
        return False
    if behind == "\n":
        return not _bullet(text, at)
    if behind == " " and text[:at].rstrip(" ")[-1:].isalnum() and text[:at].rstrip(" ")[-1:].isascii():
        return False  # 8 -10%
    if _HAN.match(behind):
        return kind != "none" and _LABEL.search(text, max(at - 8, 0), at) is None
    return True


def joins(text: str, floor: int, at: int) -> bool:
    """Whether the stroke at `at` joins its number to the quantity that ended at `floor` (5万元-3万元, 5元起-8元)."""
    if not 0 < floor <= at <= floor + 3:
        return False
    between = text[floor:at]
    return not between or (between[-1] not in _BALANCE + "和与及或而" and all(_HAN.match(c) for c in between))


def _bullet(text: str, at: int) -> bool:
    """Whether the stroke that begins a line is a list mark: a line beside it begins with a stroke and a word."""
    next_line = text.find("\n", at) + 1
    if next_line and _BULLET.match(text, next_line):
        return True
    return at > 0 and _BULLET.match(text, text.rfind("\n", 0, at - 1) + 1) is not None


def negative(found: re.Match[str]) -> Sequence[Draft]:
    """-412万元, -3.2%: number and unit below zero; the span holds the sign."""
    if not minus(found.string, found.start(), found["unit"]):
        return ()
    return [_below(draft) for draft in make.cardinal(found)]


def negative_value(found: re.Match[str]) -> Sequence[Draft]:
    """为-0.46，: a value without unit."""
    if not minus(found.string, found.start(), ""):
        return ()
    return [_below(draft) for draft in make.magnitude(found) or stated(found)]


def _below(draft: Draft) -> Draft:
    return draft if draft.value is None else replace(draft, value=-draft.value)


def negative_list(found: re.Match[str]) -> Sequence[Draft]:
    """-1.2、3.4、-0.5个百分点: each with its own sign."""
    return make.listed(found) if minus(found.string, found.start(), found["unit"]) else ()


def negative_interval(found: re.Match[str]) -> Sequence[Draft]:
    """-5%至-3%, -3～5℃: from the lower to the upper end; only a second sign makes the second number negative."""
    low, high = parse(found["low"]), parse(found["high"])
    text, start, below, unit = found.string, found.start(), found["below"], found["unit"]
    if low is None or high is None or not minus(text, start, unit) or (below and below != unit):
        return ()
    if below and found["sep"] in "至到" and text[max(start - 1, 0) : start] in ("从", "由", "自"):
        return ()
    scale = high.power if not below and low.power == 1 else 1
    ends = sorted((-low.value * scale, -high.value if found["minus"] else high.value))
    if ends[0] == ends[1]:
        return ()
    return [Draft(start, found.end(), Decimal(ends[0]), unit, make.form_of(unit), ends[1])]
