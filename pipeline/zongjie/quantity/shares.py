"""What the rules make of shares and multiples: 百分之八十, 三分之一, 七成, 八折, 一半, 个百分点, 翻番 (`rules.py`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zongjie.document import Qualifier
from zongjie.numerals import Number, integer, parse
from zongjie.quantity.productions import Draft, ends_of_pair, hedged, read_all

_HUNDRED = Decimal(100)
_PLACED = re.compile("(?:排名|名次|位次)[为第：:]?$")
_MOVED = re.compile(r"(?:增长|增加|减少|提高|提升|回落|下滑|收窄|扩大|[增减升降涨跌高低快慢])[了近约达超过出到]{0,2}$")
_PARTS: dict[str, Qualifier] = {"一大半": "over", "一多半": "over", "一小半": "under", "一少半": "under"}
_HALF_SAYING = re.compile(r"时间(?:过半.{0,4})?$")  # 时间过半，任务过半
# 从A到B and 由A到B name two values, not a range
_FROM = "从由自"


def whole(found: re.Match[str]) -> Sequence[Draft]:
    """百分百."""
    return [Draft(found.start(), found.end(), _HUNDRED, "%", "percent")]


def percent(found: re.Match[str]) -> Sequence[Draft]:
    """百分之八十, 百分之八至九, 千分之五."""
    base = found["base"]
    unit = {"百": "%", "千": "‰", "万": "‱", "十万": "/10万", "百万": "/100万"}[base]
    low = parse(found["low"])
    if low is None:
        return ()
    start = found.start()
    two = found["again"] and found.string[max(start - 1, 0) : start] in tuple(_FROM)
    high = parse(found["high"]) if found["high"] and not two else None
    if high is None or high.value <= low.value:
        return [Draft(start, found.end("low"), low.value, unit, "percent", low.high, hedged(low))]
    return [Draft(start, found.end(), low.value, unit, "percent", high.value, hedged(high))]


def percent_pair(found: re.Match[str]) -> Sequence[Draft]:
    """百分之七、八十: one estimate from 70 to 80."""
    ends = ends_of_pair(found["head"], found["low"], found["high"])
    return () if ends is None else [Draft(found.start(), found.end(), ends[0], "%", "percent", ends[1], "approx")]


def tenth_pair(found: re.Match[str]) -> Sequence[Draft]:
    """七、八成: one estimate from 70 to 80 percent."""
    ends = ends_of_pair("", found["low"], found["high"])
    if ends is None:
        return ()
    return [Draft(found.start(), found.end(), ends[0] * 10, "%", "fraction", ends[1] * 10, "approx")]


def masked_percent(found: re.Match[str]) -> Sequence[Draft]:
    """百分之××."""
    return [Draft(found.start(), found.end(), None, "%", "mask", None, "masked")]


def per_population(found: re.Match[str]) -> Sequence[Draft]:
    """12.6/10万: how many of a hundred thousand."""
    number = parse(found["n"])
    return () if number is None else [Draft(found.start(), found.end(), number.value, found["unit"], "percent")]


def fraction(found: re.Match[str]) -> Sequence[Draft]:
    """三分之一, 1/4 as a percentage with three decimals."""
    numbers = read_all(found, "over", "under")
    if numbers is None:
        return ()
    top, bottom = numbers[0].value, numbers[1].value
    if _PLACED.search(found.string, max(found.start() - 4, 0), found.start()) and 0 < top <= bottom:
        return [Draft(found.start(), found.end(), top, "名", "rank")]  # 考核排名3/12
    if not 0 < top < bottom or (found[0].isascii() and 12 < bottom < 32 and not _is_part(found)):
        return ()  # 3/15 is a day
    share = (top * _HUNDRED / bottom).quantize(Decimal("0.001"))
    return [Draft(found.start(), found.end(), share, "%", "fraction", None, hedged(numbers[0]))]


def _is_part(found: re.Match[str]) -> bool:
    """第一名的1/20, 1/15的路段: a part although it looks like a day."""
    return found.string.startswith("的", found.end()) or found.string[
        max(found.start() - 1, 0) : found.start()
    ] in tuple("的到足占近约了")


def discount(found: re.Match[str]) -> Sequence[Draft]:
    """八折, 八五折, 9.5折, 七到八折: what is left to pay, as a percentage; 七八折 is a range."""
    ends = [_left(found[name]) for name in ("low", "high") if found[name]]
    if not ends[0] or (len(ends) > 1 and not ends[0] < ends[1]):
        return ()
    token = found["low"]
    high = ends[1] if len(ends) > 1 else None
    if high is None and len(token) == 2 and "." not in token and (pair := parse(token)) and pair.high is not None:
        return [Draft(found.start(), found.end(), pair.value * 10, "%", "fraction", pair.high * 10)]
    return [Draft(found.start(), found.end(), ends[0], "%", "fraction", high)]


def _left(token: str) -> Decimal:
    """九 and 9 are 90, 九五 and 95 are 95, 9.5 is 95."""
    digits = "".join(str(integer(c)) if c != "." else c for c in token)
    value = Decimal(digits)
    return value * 10 if value < 10 else value


def tenth(found: re.Match[str]) -> Sequence[Draft]:
    """七成, 九成五, 三成半 as a percentage."""
    numbers = read_all(found, "n")
    if numbers is None or numbers[0].value > 10:
        return ()
    low = numbers[0]
    high = None if low.high is None else low.high * 10
    value = low.value * 10 + _rest_of_tenth(found["rest"])
    return [Draft(found.start(), found.end(), value, "%", "fraction", high, hedged(low))]


def _rest_of_tenth(rest: str | None) -> Decimal:
    """What stands behind 成, in percent: 半 is five, 五 too."""
    if rest is None:
        return Decimal(0)
    return Decimal(5) if rest == "半" else (parse(rest) or Number(Decimal(0))).value


def tenths(found: re.Match[str]) -> Sequence[Draft]:
    """三至四成: one range in percent; 从三成到四成 names two values."""
    numbers = read_all(found, "low", "high")
    start = found.start()
    if numbers is None:
        return ()
    low, high = (
        number.value * 10 + _rest_of_tenth(found[rest])
        for number, rest in zip(numbers, ("lowest", "highest"), strict=True)
    )
    if not 0 < low < high <= _HUNDRED:
        return ()
    if found["below"] and found["sep"] in "至到" and found.string[max(start - 1, 0) : start] in tuple(_FROM):
        return ()
    return [Draft(start, found.end(), low, "%", "fraction", high)]


def points(found: re.Match[str]) -> Sequence[Draft]:
    """提高0.8个点, 5个多百分点; without 百分 only a decimal or behind a verb of movement (not 设立3个点)."""
    number = parse(found["n"])
    if number is None or (found["full"] and not found["more"]):
        return ()
    text, start = found.string, found.start()
    if not found["full"] and "." not in found["n"] and not _MOVED.search(text, max(start - 6, 0), start):
        return ()
    hedge: Qualifier = "over" if found["more"] else hedged(number)
    return [Draft(start, found.end(), number.value, "个百分点", "cardinal", number.high, hedge)]


def half(found: re.Match[str]) -> Sequence[Draft]:
    """一半, 半数, 过半 as 50 %; 大半 and 一多半 are over, 一小半 is under."""
    text, start = found.string, found.start()
    if found[0] == "半":  # of 大半, 近半
        hedge: Qualifier = "over" if text[start - 1] == "大" else "approx"
        return [Draft(start - 1, found.end(), Decimal(50), "%", "fraction", None, hedge)]
    if found[0] in _PARTS:
        return [Draft(start, found.end(), Decimal(50), "%", "fraction", None, _PARTS[found[0]])]
    if found[0].startswith("过半"):
        if _HALF_SAYING.search(text, max(start - 9, 0), start):
            return ()
        return [Draft(start, found.end(), Decimal(50), "%", "fraction", None, "over")]
    if start and text[start - 1] in "另大多这那前后":
        return ()
    return [Draft(start, found.end(), Decimal(50), "%", "fraction")]


def doubling(found: re.Match[str]) -> Sequence[Draft]:
    """翻一番 and 翻倍 are twice, 翻两番 four times, 翻了近两番 about four times, 翻一番半 three times."""
    times = parse(found["n"]) if found["n"] else Number(Decimal(1))
    if times is None or times.value > 20:
        return ()
    qualifier: Qualifier = (
        "approx" if found["about"] else "over" if found["more"] else "under" if found["less"] else "exact"
    )
    value = Decimal(2) ** int(times.value) * (Decimal("1.5") if found["half"] else 1)
    return [Draft(found.start(), found.end(), value, "倍", "multiple", None, qualifier)]
