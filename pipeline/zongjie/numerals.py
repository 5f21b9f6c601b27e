"""Numerals of every notation in Chinese texts as exact decimals, below both grammars (`quantity`, `timex`).

Everything here works on *folded* text: `fold` replaces full-width and traditional forms one character by one, so that
offsets in the folded text are offsets in the text itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

_WIDE = {
    chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_SIGNS = {
    "％": "%",
    "﹪": "%",
    "．": ".",
    "／": "/",
    "－": "-",
    "−": "-",
    "＋": "+",
    "＊": "*",
    "•": "·",
    "・": "·",
    "\xa0": " ",
}
_TRADITIONAL = dict(
    zip(
        "萬億兩點餘個幾數圓圜〇○貳參陸噸畝戶項條場種間擔縣區鄉鎮隊張臺輛歲頭時週雙處輪艘黨領員兒學連強增減過約來從達萬年後內縮週號歩單頓筆節盞幢層棟顆餐隻畫齣",
        "万亿两点余个几数圆圆零零贰叁陆吨亩户项条场种间担县区乡镇队张台辆岁头时周双处轮艘党领员儿学连强增减过约来从达万年后内缩周号步单顿笔节盏幢层栋颗餐只画出",
        strict=True,
    )
)
# 4，500: a full-width comma before exactly three digits parts thousands (reports of the 1950s to 1980s print it so);
# so does an apostrophe (1'250)
_WIDE_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:(?:，\d{3})+|(?:['’]\d{3})+)(?!\d)")
_FOLD = {**_WIDE, **_SIGNS, **_TRADITIONAL}
_FOLDED = re.compile(f"[{''.join(map(re.escape, _FOLD))}]")  # few characters need it: faster than str.translate

_DIGITS = (
    {c: i for i, c in enumerate("零一二三四五六七八九")}
    | {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    | {"两": 2}
)
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})  # the only two characters that stand for two

FORMAL = "壹贰叁肆伍陆柒捌玖"  # as contracts and receipts write them
DIGITS = "零一二三四五六七八九两" + FORMAL
POWERS = "十百千万亿拾佰仟廿卅"
NUMERAL = DIGITS + POWERS

GAP = r" {0,2}"
# 千 before 瓦、克、米… belongs to the unit (五十万千瓦)
_KILO = r"千(?![瓦克米卡伏帕赫焦])"
# 3 0 0 0 万: some reports are set with a blank around every character; 12 5亿, with one inside, is damaged
SPACED = r"\d(?:(?: \d)+(?: ?\.(?: ?\d)+)?| \.(?: ?\d)+)(?= )"
ARABIC = rf"(?:{SPACED}|(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:[.·]\d+)?)"
_MAGNITUDE = rf"(?:万亿|[十百千]?[万亿]|[百千][多余几来][万亿]|百(?!分)|{_KILO})(?!万能)"
_POWER = rf"(?:[十百万亿拾佰仟廿卅]|{_KILO})"
# 12亿3000万, 2亿零5百万, 1千2百亿, 3百5十; then the rest below the last magnitude (1百20, 2万3000, 1万零50)
_REST = r"(?:(?:(?<=百)\d\d|(?<=千)\d{3}|(?<=万)\d{4}|(?<=[百千万亿])零\d{1,4})(?![\d.,]|[千百万亿]))"
_MORE = rf"(?:零?\d+(?:\.\d+)?(?:{_MAGNITUDE}|(?<!\d\d)十(?!分)))*{_REST}?"
ARABIC_NUMBER = rf"{ARABIC}(?:{GAP}[多余几来]?{_MAGNITUDE}{_MORE})?(?:[多余几来]|\+(?!\d))?(?![\dxX×*])(?!\.\d)"
CHINESE_NUMBER = (
    rf"(?:[百千万]把(?=[人亩斤块户条件里元个字])|(?:[几数](?={_POWER})|上(?=[百千万亿]))?(?:[{DIGITS}]|{_POWER}){{1,30}}+"
    rf"(?:点(?:[{DIGITS}]+(?:万亿|[十百千]?[万亿])?|几))?(?:[多余几来](?:{_POWER})*)?)"
)

_CHAIN = re.compile(
    rf"(?P<number>\d(?:[\d,]| (?=\d))*(?: ?[.·](?: ?\d)+)?) *(?P<hedge>[多余几来]?)(?P<power>{_MAGNITUDE}|十)?"
)
_HEDGED = len("千余万")
_PLAIN = {ord(","): None, ord(" "): None, ord("·"): "."}
_HEDGES = {
    "多": "over",
    "余": "over",
    "+": "over",
    "几": "approx",
    "来": "approx",
    "数": "approx",
    "上": "approx",
    "把": "approx",
}
_PAIR = re.compile(
    rf"(?P<head>(?:[{DIGITS}][百千万亿])*(?:[{DIGITS}]?十)?)(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])(?P<tail>[十百千万亿]*)"
)


# 三．五亿元, 百分之八·五: what reports of the 1950s to 1980s print for 点; 五·四, 三·八妇女节 have no unit behind
_POINTED = re.compile(
    rf"(?<=[{NUMERAL}])[.·](?=[零一二三四五六七八九]{{1,4}}(?:[百千]?[万亿]|(?:个?百分点|平方|立方|公[里斤顷吨分]|千[米瓦克]|[元吨里亩斤担米倍度成%‰])(?![\u4e00-\u9fff]?[节日])))"
    rf"|(?<=分之)(?P<whole>[{NUMERAL}]{{1,6}})[.·](?=[零一二三四五六七八九])"
)


@lru_cache(maxsize=2)  # both grammars and the search for damage ask for the same text
def fold(text: str) -> str:
    """`text` with full-width and traditional numerals, signs and units in their plain form; the length stays."""
    text = _WIDE_THOUSANDS.sub(lambda found: re.sub("[，'’]", ",", found[0]), text).replace("\u3000", " ")
    text = _FOLDED.sub(lambda found: _FOLD[found[0]], text)
    return _POINTED.sub(lambda found: (found["whole"] or "") + "点", text)


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral as read: `high` where it names two (三四百), `power` the magnitude it ends in (3.5万: 10000).

    几 and 数 before a magnitude (几十, 数百万) leave the value at its lower bound (10, 1000000) with hedge `approx`.
    """

    value: Decimal
    high: Decimal | None = None
    power: int = 1
    hedge: str = ""


def parse(token: str) -> Number | None:
    """The number that the folded `token` stands for; None where it is no numeral (一九八二: a year's digits)."""
    return _parse_arabic(token) if token[0].isdigit() else _parse_chinese(token)


def integer(token: str) -> int | None:
    """A plain whole number below ten thousand, Arabic, Chinese or digit by digit (一九八二), for dates."""
    if token.isdecimal():
        return int(token)
    if token and all(c in _DIGITS or c.isdecimal() for c in token):
        return int("".join(str(_DIGITS.get(c, c)) for c in token))
    found = _units(token)
    return None if found is None else int(found)


def _parse_arabic(token: str) -> Number | None:
    """By place as in Chinese: 十, 百 and 千 add up until 万 or 亿 multiplies them; 亿 also what is below it."""
    total, section, power, hedge = Decimal(0), Decimal(0), 1, ""
    for part in _CHAIN.finditer(token):
        said = part["power"] or ""
        word, inner = (said[0] + said[-1], said[1]) if len(said) == _HEDGED else (said, "")
        small = word.rstrip("万亿")
        section += Decimal(part["number"].translate(_PLAIN)) * _power(small)
        large = _power(word[len(small) :])
        if large > 1:
            below = total if large == _LARGE["亿"] and total < large else Decimal(0)  # 2万3千亿
            total, section = total - below + (below + section) * large, Decimal(0)
        power = _power(word) if word else power
        hedge = hedge or _HEDGES.get(part["hedge"] or inner, "")
    return Number(total + section, None, power, hedge or _HEDGES.get(token[-1], ""))


def _parse_chinese(token: str) -> Number | None:
    hedge = next((_HEDGES[c] for c in token if c in _HEDGES), "")
    plain = "".join(c for c in token if c not in _HEDGES).translate(_TENS)
    if pair := _PAIR.fullmatch(plain):
        return _pair(pair, hedge)
    value = _decimal(plain)
    return None if value is None else Number(value, None, _trailing(plain), hedge)


def _pair(found: re.Match[str], hedge: str) -> Number | None:
    """三四百、十五六、三五: two digits that are the ends of a range; 一九, 八二 are none."""
    low, high = _DIGITS[found["low"]], _DIGITS[found["high"]]
    if high - low != 1 and (low, high) != (3, 5):
        return None
    values = [_decimal(found["head"] + found[key] + found["tail"]) for key in ("low", "high")]
    if values[0] is None or values[1] is None:
        return None
    return Number(values[0], values[1], _trailing(found["tail"]), hedge)


def _decimal(plain: str) -> Decimal | None:
    whole, point, rest = plain.partition("点")
    value = _units(whole)
    if value is None or not point:
        return value
    digits = rest.rstrip("十百千万亿")
    fraction = "".join(str(_DIGITS[c]) for c in digits)
    return (value + Decimal(f"0.{fraction}")) * _power(rest[len(digits) :])


def _units(plain: str) -> Decimal | None:
    """Digits and powers by place: 两亿零七百万, 三万五 (35000).

    Digits alone only single, with 零 (二零), or three and more that are neither a year nor a run (二九八; not 一九八二,
    一二三).
    """
    if not plain:
        return None
    if all(c in _DIGITS for c in plain):
        if len(plain) > 1 and not (plain[0] == "零" != plain[1] and len(plain) == 2) and not _by_place(plain):
            return None
        return Decimal("".join(str(_DIGITS[c]) for c in plain))
    total = section = 0
    digit: int | None = None
    last = 1
    for c in plain:
        if c in _DIGITS:
            if digit:  # two digits side by side are no place notation
                return None
            digit, last = _DIGITS[c], (1 if c == "零" else last)
        elif c in _SMALL:
            last = _SMALL[c]
            section += (1 if digit is None else digit) * last
            digit = None
        elif c in _LARGE:
            last = _LARGE[c]
            section += digit or 0
            digit = None
            if total and last == 10**8:  # 一万三千亿: the whole before 亿 is its multiplier
                total, section = (total + section) * last, 0
            else:
                total, section = total + (section or (1 if not total else 0)) * last, 0
        else:
            return None
    tail = digit or 0
    if tail and plain[-1] != "零" and last >= 100 and plain[-2:-1] not in ("零", ""):
        tail *= last // 10  # 三万五
    return Decimal(total + section + tail)


def _by_place(plain: str) -> bool:
    """三五零, 二九八, 三五零零: digits in the order of their places, as in reports of the 1950s."""
    digits = [_DIGITS[c] for c in plain]
    steps = {b - a for a, b in pairwise(digits)}
    if len(plain) < 3:
        return plain[0] != "零" and plain[1] == "零"
    return digits[0] > 0 and steps not in ({1}, {-1}, {0}) and not (len(plain) == 4 and plain[:2] in ("一九", "二零"))


def _power(word: str) -> int:
    out = 1
    for c in word:
        out *= _SMALL.get(c) or _LARGE.get(c) or 1
    return out


def _trailing(plain: str) -> int:
    """The magnitude that the numbers before it in a range or list share: 五万 10000, 五百 100, 三十五 1."""
    tail = plain[len(plain.rstrip("百千万亿")) :]
    return _power(tail)
