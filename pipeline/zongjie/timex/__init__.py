"""The time grammar: finds expressions of time (dates, years, periods, plans) and the days they cover."""

from __future__ import annotations

from datetime import date

from zongjie.document import Span, Time
from zongjie.numerals import fold

__all__ = ["find", "period"]


def find(text: str) -> list[Time]:
    """Every expression of time in `text`, in order and without overlap.

    `start` and `end` are set where the expression alone tells (2023年上半年, “十四五”); 今年 and 近三年 need the
    document.
    Durations that are measured (为期二天, 工期18个月) are quantities and not found here.
    """
    from zongjie.timex.rules import pattern

    return [
        _time(match.start(), match.end(), match[0], match.lastgroup or "") for match in pattern().finditer(fold(text))
    ]


def period(expression: str) -> tuple[date | None, date | None, bool]:
    """First day, last day and whether the year is masked, for a period as documents name it.

    Understands 2023年度, 2023年上半年, 2023年第三季度, 2023年1月至10月, 2018—2022年, “十三五”, 20xx年. None for what it
    does not say.
    """
    from zongjie.timex.resolve import masked, resolve

    folded = fold(expression)
    start, end = resolve(folded)
    return start, end, masked(folded)


def _time(start: int, end: int, expression: str, rule: str) -> Time:
    from zongjie.timex.resolve import masked, resolve

    first, last = resolve(expression)
    return Time(Span(start, end), _grain(expression, rule), first, last, masked(expression))


def _grain(expression: str, rule: str) -> str:
    """The grain of an expression: that of its rule, or of its smallest part."""
    from zongjie.timex.rules import GRAINS, OPENERS, word_grain

    expression = expression.removeprefix(next((word for word in OPENERS if expression.startswith(word)), ""))
    if rule == "words":
        return word_grain(expression)
    if rule not in ("dated", "relative", "part"):
        return GRAINS.get(rule, rule)
    if any(mark in expression for mark in ("以来", "至", "到", "—", "–", "-", "~", "、", "和", "与")):
        return "span"
    for grain, marks in (("day", "日号"), ("month", "月")):
        if any(mark in expression for mark in marks):
            return grain
    if "季度" in expression:
        return "quarter"
    return "half" if "半年" in expression else "year"
