"""Means and products: 48户共1.2亿元，户均250万元; 12个班，平均每班30名; 三县各20户，共60户; 每村2名."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zongjie.audit.figures import Figure, Interval
from zongjie.audit.verdict import Verdict, shown, verdict
from zongjie.numerals import fold, integer

EACH = re.compile(
    r"平均每(?:个|一)?(?P<by>[\u4e00-\u9fff])[^，。；：\d]{0,6}$|(?P<mean>[亩户人班村校家店年月日])均[^，。；：\d]{0,8}$"
)
YEARS = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})年(?:间|来)?(?:累计|共|总共)")
PER = re.compile(r"每(?:个)?(?:(?P<time>季度|月|周)|(?P<by>[村户校班人店站所镇乡县家]))[^，。；：\d]{0,12}$")
PARTS_OF_YEAR = {"季度": 4.0, "月": 12.0, "周": 52.0}
APIECE = re.compile(r"各[^，。；：\d]{0,10}$")
NUMBERED_BY = {"校": "所", "店": "家", "企": "家"}  # what schools and shops are counted in
TOTAL = re.compile(r"(?<!中)共(?:计)?[^，。；：\d]{0,4}$|合计$")
OTHER_TIME = re.compile("上年|去年|同期|日均|月均")


def means(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Check every mean whose total and number stand before it, and every total of equal parts."""
    for at in range(len(figures)):
        found = _mean(text, figures, at) or _equal_parts(figures, at) or _by_each(text, figures, at)
        if found is not None:
            yield found


def _mean(text: str, figures: Sequence[Figure], at: int) -> Verdict | None:
    figure = figures[at]
    each = EACH.search(figure.before)
    if (
        each is None
        or figure.is_share
        or OTHER_TIME.search(figure.before)
        or figure.metric.kind in ("target", "change")
    ):
        return None
    by = each["by"] or each["mean"]
    totals = [f for f in figures[:at] if f.alike(figure) and f.metric.kind == "level" and not EACH.search(f.before)]
    if len(totals) != 1:
        return None
    total = totals[0]
    numbers: list[tuple[Interval, str]] = []
    if by == "年":
        years = YEARS.search(text[: text.find(figure.metric.evidence)])
        count = integer(fold(years["n"])) if years else None
        if count:
            numbers.append((Interval(count, count), f"{count}年"))
    else:
        for one in figures[:at]:
            if one is not total and (one.metric.unit in (by, NUMBERED_BY.get(by)) or _counts(text, one, by)):
                value = one.metric.value or 0.0
                numbers.append((Interval(value, value), shown(one)))
    if len(numbers) != 1 or numbers[0][0].low <= 0:
        return None
    mean = total.interval.over(numbers[0][0])
    return None if mean is None else verdict(figure, mean, f"{shown(total)} / {numbers[0][1]}")


def _by_each(text: str, figures: Sequence[Figure], at: int) -> Verdict | None:
    """每村2名，17个村共37名; 每季度3场，全年共16场."""
    total = figures[at]
    if not TOTAL.search(total.before):
        return None
    for each in figures[max(0, at - 2) : at]:
        found = PER.search(each.before)
        if found is None or not each.alike(total):
            continue
        if found["time"]:
            count: float | None = PARTS_OF_YEAR[found["time"]] if "全年" in total.before else None
            words = f"{count:g}" if count else ""
        else:
            by = next((f for f in figures[:at] if f is not each and _counts(text, f, found["by"])), None)
            count, words = (by.metric.value, shown(by)) if by is not None else (None, "")
        if count:
            spread = Interval(each.interval.low * count, each.interval.high * count)
            return verdict(total, spread, f"{words} × {shown(each)}")
    return None


def _counts(text: str, figure: Figure, by: str) -> bool:
    """Whether a number counts what the mean is by: 12个|班."""
    at = text.find(figure.metric.evidence)
    return at >= 0 and text.startswith(by, at + len(figure.metric.evidence))


def _equal_parts(figures: Sequence[Figure], at: int) -> Verdict | None:
    """甲、乙、丙三县各20户，共60户."""
    total, part = figures[at], figures[at - 1] if at else None
    if part is None or not part.alike(total) or not APIECE.search(part.before) or not TOTAL.search(total.before):
        return None
    if "，" not in total.gap or any(mark in total.gap for mark in "。；"):
        return None
    number = figures[at - 2] if at > 1 and figures[at - 2].before in part.before else None
    if number is not None and number.metric.unit and not number.is_share:
        count = number.value
    else:
        names = part.before.split("各")[0]
        stated = re.search(r"(?P<n>[两三四五六七八九十])[县市区村镇乡校院厂队]$", names)
        listed = integer(fold(stated["n"])) if stated else names.count("、") + 1 if "、" in names else None
        if not listed:
            return None
        count = float(listed)
    return verdict(total, Interval(part.interval.low * count, part.interval.high * count), f"{count:g} × {shown(part)}")
