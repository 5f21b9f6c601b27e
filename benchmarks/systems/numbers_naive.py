"""What every compared recogniser of numbers lacks and a user would add in an afternoon: units, qualifiers, kinds.

All systems share it, so that the table compares how they find and read numbers. It is naive on purpose: a list of
units, words beside the number, words before it in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

DIGITS = r"[0-9][0-9,.]*|[〇零一二两三四五六七八九十百千万亿]+"
UNITS = (
    "个百分点", "百分点", "平方公里", "平方米", "立方米", "千瓦时", "人次", "公里", "公顷", "公斤", "千克", "万吨",
    "元", "人", "名", "个", "家", "户", "次", "件", "项", "场", "期", "篇", "份", "条", "台", "辆", "套", "所", "座",
    "处", "起", "亩", "吨", "米", "度", "倍", "天", "年", "月", "小时", "宗", "例", "张", "册", "批", "支", "间", "只",
    "头", "株", "幅", "本", "部", "栋", "村", "乡", "%", "‰",
)  # fmt: skip
NUMBER = re.compile(rf"(?P<number>{DIGITS})(?P<more>[多余])?(?P<size>[万亿])?(?P<unit>{'|'.join(UNITS)})")
PERCENT = re.compile(rf"百分之(?P<number>{DIGITS})")
DATE = re.compile(r"[0-9〇零一二三四五六七八九十]+(?:年|月|日|时|点)(?!度?[计划])")
SIZES = {"万": 10_000, "亿": 100_000_000}
BEFORE = {"约": "approx", "近": "approx", "超过": "over", "超": "over", "逾": "over", "不足": "under", "至少": "over"}
BEHIND = {"以上": "over", "左右": "approx", "以内": "under", "以下": "under"}
CHANGES = ("增长", "增加", "下降", "提高", "减少", "上升", "同比")
PLANS = ("计划", "力争", "目标", "将", "确保", "明年")
CLAUSE = 20
"""Characters before a number in which a user would look for 增长 or 计划."""


def candidates(text: str) -> Iterator[re.Match[str]]:
    """Numbers with a unit, and 百分之…, that are not part of a date."""
    dates = [match.span() for match in DATE.finditer(text)]
    for pattern in (NUMBER, PERCENT):
        for match in pattern.finditer(text):
            if not any(start <= match.start() < end for start, end in dates):
                yield match


def unit_of(match: re.Match[str]) -> str:
    """The unit of a candidate."""
    return match.groupdict().get("unit") or "%"


def size_of(match: re.Match[str]) -> int:
    """What 万 or 亿 behind 多 or a numeral multiplies with."""
    return SIZES.get(match.groupdict().get("size") or "", 1)


def row(text: str, start: int, end: int, value: float | None, unit: str, more: str | None = None) -> dict[str, object]:
    """A row of the table `metrics`, its span widened by a qualifier that stands beside it."""
    qualifier = "over" if more else "exact"
    for word, kind in BEFORE.items():
        if text.endswith(word, 0, start):
            start, qualifier = start - len(word), kind
            break
    for word, kind in BEHIND.items():
        if text.startswith(word, end):
            end, qualifier = end + len(word), kind
            break
    before = re.split(r"[，。；、\n]", text[max(0, start - CLAUSE) : start])[-1]
    kind = "rate" if unit in {"%", "‰"} else "level"
    if any(word in before for word in PLANS):
        kind = "target"
    elif unit.endswith("百分点") or any(word in before for word in CHANGES):
        kind = "change"
    fields = {"value": value, "unit": unit, "qualifier": qualifier, "kind": kind, "subject": before[-6:]}
    return {"start": start, "end": end, **fields}
