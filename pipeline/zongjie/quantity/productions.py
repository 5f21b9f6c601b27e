"""What the rules of the number grammar make of their matches: value, unit and form, or nothing (`rules.py`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zongjie.document import Qualifier
from zongjie.numerals import ARABIC_NUMBER, POWERS, Number, parse
from zongjie.quantity import units

_HUNDRED = Decimal(100)
_HUNDRED_MILLION = Decimal(10**8)
_MOVED = re.compile(r"(?:增长|增加|减少|提高|提升|回落|下滑|收窄|扩大|[增减升降涨跌高低快慢])[了近约达超过出到]{0,2}$")
# 十六大, 二十大: a congress. As a count, a number above ten with 大 needs the thing that is counted at once.
_GREAT_THINGS = re.compile(
    r"产业|行业|工程|类|项目|行动|任务|体系|板块|领域|举措|专项|片区|重点|传统|新兴|攻坚|特色|优势|系列"
)
_CONGRESS_BEFORE = re.compile(r"(?:党的|中共|工会|妇女|团的?|共产党)$")
_CONGRESS_AFTER = re.compile(r"以来|精神|报告|召开|会议|文件|代表|路线|通过|提出|确定|胜利")
# 从A到B and 由A到B name two values, not a range
_FROM = "从由自"
_MAGNITUDES = ("万", "亿", "万亿")
_ABOUT = ("近", "约", "超", "超过", "逾", "过", "突破", "上")
_ROUND = ("十", "百", "千", "万", "百万")
# an ordinal is a place in an ordering after words that name a field or a position (全省第一, 排名第三)
_FIELD = re.compile(
    r"(?:[全本我]?[国省市县区州盟镇乡行系校院]|世界|全球|亚洲|亚太|国内|国际|同[类行业期级]{1,2}|行业|系统|地区|流域|城市|区域|[东中西南北]部"
    r"|[位排名列居占获得夺为并到至]|跃升|保持|稳居|蝉联|榜单|排行|总[分量数额]|规模|综合|增[速幅]|成绩|考核|评比|(?<!质)量|[率值])$"
)
_RANKS_AT = re.compile(r"(?:居|列|位|排名?|名次|占|获|并列|进入|跻身|升至|跃至|上升到|上升至)[^，。；\n]{0,6}$")
_HALF_SAYING = re.compile(r"时间(?:过半.{0,4})?$")  # 时间过半，任务过半
_LASTS = re.compile(r"(?:为期|历时|长达|用时|耗时|工期|持续|缩短|延长|提前|推迟|时长|期限|不到|超过)$")
_PUTS = re.compile(r"(?:[放摆][在到]|置于|作为|视为|当作|坚持)$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
BEFORE_NUMBERS = "表图第件号注"  # 表2, 附件3: the number behind one of these counts nothing
_NUMBERS = re.compile(rf"[{BEFORE_NUMBERS}录章节页楼栋座级]")
_TO_A_PRICE = re.compile(r"(?:[到至为低高降涨收每只仅]|每[\u4e00-\u9fff]{1,2})$")
_PRICE = re.compile(r"[元价费钱][^。；\n]{0,22}$|成本[^。；\n]{0,20}$|贴[^。；\n]{0,20}$")
_SIZE = re.compile(
    r"大(?=经济体|[\u4e00-\u9fff]{0,4}(?:国|省|市|县|区|港|产业|伙伴|市场|来源地|目的地|消费|生产|出口|进口|制造|贸易|投资|债权|股东))"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A quantity before its qualifier is looked for: offsets into the folded text and what was read there."""

    start: int
    end: int
    value: Decimal | None
    unit: str
    form: str = "cardinal"
    high: Decimal | None = None
    qualifier: Qualifier = "exact"
    rule: str = ""


def form_of(unit: str) -> str:
    """The form that a unit alone decides."""
    if unit in ("%", "‰", "‱"):
        return "percent"
    return "multiple" if unit == "倍" else "cardinal"


def _hedged(number: Number) -> Qualifier:
    return "over" if number.hedge == "over" else "approx" if number.hedge == "approx" else "exact"


def _numbers(found: re.Match[str], *names: str) -> list[Number] | None:
    """The numbers in the named groups; None as soon as one of them is no numeral."""
    out = []
    for name in names:
        number = parse(found[name])
        if number is None:
            return None
        out.append(number)
    return out


def cardinal(found: re.Match[str]) -> Sequence[Draft]:
    """31家, 三位, 百名: number and unit; 一个 and durations are marked by their rule name."""
    number = parse(found["n"])
    unit = found["unit"]
    if number is None:
        return ()
    if found["n"] in _ROUND and found.start() and found.string[found.start() - 1] == "每":
        return ()  # 每万人: what a rate is counted on
    kind = units.dimension(unit)
    if found["n"] in _MAGNITUDES and not _says_about(found, kind):
        return ()
    rule = ""
    if unit == "年" and number.high is None and 1900 <= number.value <= 2100:
        return ()
    if (
        unit == "次"
        and found.string.startswith(("会议", "全会", "全体会议"), found.end())
        and found.string[found.start() - 1] in "大协届"
    ):
        return ()  # 五届人大五次会议
    if unit == "大":
        if not _counts_things(found, number):
            return ()
        rule = "enumeration"
    elif found["n"] == "一":
        rule = "duration" if kind == "time" else "one_classifier"
    elif kind == "time" and unit in ("年", "周年", "年头", "个年头"):
        rule = "duration"
    elif kind == "place":
        rule = "place_count"
    if kind in ("share", "multiple", "points"):
        rule = kind
    return [Draft(found.start(), found.end(), number.value, unit, form_of(unit), number.high, _hedged(number), rule)]


def _says_about(found: re.Match[str], kind: str) -> bool:
    """Whether a magnitude alone is an estimate (近万人, 万名职工); 投入万元 has lost its number."""
    text, start, end = found.string, found.start(), found.end()
    if text.endswith(_ABOUT, 0, start):
        return True
    return kind in ("person", "household") and _HAN.match(text, end) is not None


def bodies(found: re.Match[str]) -> Sequence[Draft]:
    """7部门, 12省（区、市）: the digits alone are the quantity; behind a line's start or 表, 图 they only number."""
    text, start = found.string, found.start()
    number = parse(found["n"])
    if number is None or number.value == 0 or _NUMBERS.search(text, max(start - 1, 0), start):
        return ()
    if found["body"] and not (start and (_HAN.match(text, start - 1) or text[start - 1] in "、，（(“：:")):
        return ()
    rule = "" if found["body"] else "place_count"
    return [Draft(start, found.end("n"), number.value, "", "bare", rule=rule)]


def spaced(found: re.Match[str]) -> Sequence[Draft]:
    """3 000人: a blank parts the thousands; not behind what may be another number (表2 100人)."""
    text, start = found.string, found.start()
    return () if start and text[start - 1] in BEFORE_NUMBERS else cardinal(found)


def beside(found: re.Match[str]) -> Sequence[Draft]:
    """机井两眼: a word that is a classifier only next to what it counts (units.tsv, column `beside`)."""
    text, start, end = found.string, found.start(), found.end()
    noun = units.rows()[found["unit"]]["beside"]
    if re.search(rf"(?:{noun})[^，。；、\n]?$", text[max(start - 5, 0) : start]) or re.match(noun, text[end : end + 5]):
        return cardinal(found)
    return ()


def dimes(found: re.Match[str]) -> Sequence[Draft]:
    """由一元降到六角: 角 behind a Chinese numeral is money where the clause speaks of a price."""
    text, start = found.string, found.start()
    if not _TO_A_PRICE.search(text, max(start - 5, 0), start) or not _PRICE.search(text, max(start - 24, 0), start):
        return ()
    return cardinal(found)


def whole(found: re.Match[str]) -> Sequence[Draft]:
    """百分百."""
    return [Draft(found.start(), found.end(), _HUNDRED, "%", "percent")]


def _counts_things(found: re.Match[str], number: Number) -> bool:
    """Whether N大 counts (五大产业) instead of naming a congress (十六大精神)."""
    text, end = found.string, found.end()
    if number.value == 1:
        return False
    if number.value > 10:
        return _GREAT_THINGS.match(text, end) is not None
    if _CONGRESS_AFTER.match(text, end) or _CONGRESS_BEFORE.search(text, max(found.start() - 3, 0), found.start()):
        return False
    return end < len(text) and _HAN.match(text, end) is not None


def interval(found: re.Match[str]) -> Sequence[Draft]:
    """3至5个, 5%-5.5%: lower and upper end; the lower one inherits unit and magnitude."""
    numbers = _numbers(found, "low", "high")
    if numbers is None:
        return ()
    low, high = numbers
    below, unit = found["below"], found["unit"]
    if below and below != unit:
        return ()
    if below and found["sep"] in "至到" and found.string[max(found.start() - 1, 0) : found.start()] in tuple(_FROM):
        return ()
    first = low.value
    if not below and low.power == 1 and first * high.power <= high.value:
        first *= high.power
    last = high.high or high.value
    if first >= last or (unit == "年" and last > 1900):
        return ()
    hedge = _hedged(high) if high.hedge == "over" else _hedged(low) if low.hedge == "over" else "exact"
    return [
        Draft(found.start(), found.end(), first, unit, form_of(unit), last, hedge, "duration" if unit == "年" else "")
    ]


_ITEM = re.compile(rf"(?P<sign>-?)(?P<n>{ARABIC_NUMBER})")


def listed(found: re.Match[str]) -> Sequence[Draft]:
    """2.4、1.9、3.2个百分点: every number its own quantity with the unit and magnitude of the last."""
    text, start = found.string, found.start()
    if found["items"][:3].lstrip("0123456789").startswith("、") and (start == 0 or text[start - 1] in "\n "):
        return ()  # 1、2家: a list mark
    unit = found["unit"]
    items = [(match, parse(match["n"])) for match in _ITEM.finditer(text, start, found.end("items"))]
    last = items[-1][1]
    if last is None:
        return ()
    mantissa = last.value / last.power
    drafts = []
    for match, number in items:
        if number is None:
            return ()
        shares = number.power == 1 and number is not last and number.value <= 100 * mantissa
        value = number.value * last.power if shares else number.value
        end = found.end() if number is last else match.end()
        value = -value if match["sign"] else value
        drafts.append(Draft(match.start(), end, value, unit, form_of(unit), None, _hedged(number)))
    return drafts


def pair(found: re.Match[str]) -> Sequence[Draft]:
    """四、五十个: one estimate from 40 to 50, not a list."""
    start = found.start()
    if start == 0 or found.string[start - 1] in "\n （(":
        return ()
    numbers = _numbers(found, "low", "high")
    if numbers is None or numbers[1].high is not None:
        return ()
    low, high = numbers[0].value, numbers[1].value
    step = high / (low + 1)
    if step < 1 or step != Decimal(10) ** step.adjusted():
        return ()
    unit = found["unit"]
    return [Draft(start, found.end(), low * step, unit, form_of(unit), high, "approx")]


def percent(found: re.Match[str]) -> Sequence[Draft]:
    """百分之八十, 百分之八至九, 千分之五."""
    base = found["base"]
    unit = {"百": "%", "千": "‰", "万": "‱"}[base]
    low = parse(found["low"])
    if low is None:
        return ()
    start = found.start()
    two = found["again"] and found.string[max(start - 1, 0) : start] in tuple(_FROM)
    high = parse(found["high"]) if found["high"] and not two else None
    if high is None or high.value <= low.value:
        return [Draft(start, found.end("low"), low.value, unit, "percent", low.high, _hedged(low))]
    return [Draft(start, found.end(), low.value, unit, "percent", high.value, _hedged(high))]


def fraction(found: re.Match[str]) -> Sequence[Draft]:
    """三分之一, 1/4 as a percentage with three decimals."""
    numbers = _numbers(found, "over", "under")
    if numbers is None:
        return ()
    top, bottom = numbers[0].value, numbers[1].value
    if not 0 < top < bottom or (found[0].isascii() and 12 < bottom < 32):
        return ()  # 3/15 is a day
    share = (top * _HUNDRED / bottom).quantize(Decimal("0.001"))
    return [Draft(found.start(), found.end(), share, "%", "fraction", None, _hedged(numbers[0]))]


def tenth(found: re.Match[str]) -> Sequence[Draft]:
    """七成, 九成五, 三成半 as a percentage."""
    numbers = _numbers(found, "n")
    if numbers is None or numbers[0].value > 10:
        return ()
    low = numbers[0]
    rest = found["rest"]
    extra = Decimal(5) if rest == "半" else (parse(rest) or Number(Decimal(0))).value if rest else Decimal(0)
    high = None if low.high is None else low.high * 10
    return [Draft(found.start(), found.end(), low.value * 10 + extra, "%", "fraction", high, _hedged(low))]


def tenths(found: re.Match[str]) -> Sequence[Draft]:
    """三至四成: one range in percent; 从三成到四成 names two values."""
    numbers = _numbers(found, "low", "high")
    start = found.start()
    if numbers is None or not 0 < numbers[0].value < numbers[1].value <= 10:
        return ()
    if found["below"] and found["sep"] in "至到" and found.string[max(start - 1, 0) : start] in tuple(_FROM):
        return ()
    low, high = (number.value * 10 for number in numbers)
    return [Draft(start, found.end(), low, "%", "fraction", high)]


def hundred_millions(found: re.Match[str]) -> Sequence[Draft]:
    """3个亿: spoken for 3亿, without a unit."""
    number = parse(found["n"])
    if number is None:
        return ()
    high = None if number.high is None else number.high * _HUNDRED_MILLION
    hedge: Qualifier = "over" if found["more"] else _hedged(number)
    return [Draft(found.start(), found.end(), number.value * _HUNDRED_MILLION, "", "cardinal", high, hedge)]


def points(found: re.Match[str]) -> Sequence[Draft]:
    """提高0.8个点, 5个多百分点; without 百分 only a decimal or behind a verb of movement (not 设立3个点)."""
    number = parse(found["n"])
    if number is None or (found["full"] and not found["more"]):
        return ()
    text, start = found.string, found.start()
    if not found["full"] and "." not in found["n"] and not _MOVED.search(text, max(start - 6, 0), start):
        return ()
    hedge: Qualifier = "over" if found["more"] else _hedged(number)
    return [Draft(start, found.end(), number.value, "个百分点", "cardinal", number.high, hedge)]


def half(found: re.Match[str]) -> Sequence[Draft]:
    """一半, 半数, 过半 as 50 %."""
    text, start = found.string, found.start()
    if found[0] == "过半":
        if _HALF_SAYING.search(text, max(start - 9, 0), start):
            return ()
        return [Draft(start, found.end(), Decimal(50), "%", "fraction", None, "over")]
    if start and text[start - 1] in "另大多这那前后":
        return ()
    return [Draft(start, found.end(), Decimal(50), "%", "fraction")]


def and_more(found: re.Match[str]) -> Sequence[Draft]:
    """两年半, 三个半小时, 一倍半: a half more of the same unit; 三个多月: somewhat over."""
    number = parse(found["n"])
    if number is None:
        return ()
    unit = found["whole"]
    if unit is None:
        inner = found["inner"] or found["span"] or ""
        unit = inner if inner in ("小时", "钟头") else "个" + inner
    if found["rest"]:
        return [Draft(found.start(), found.end(), number.value, unit, form_of(unit), None, "over")]
    value = number.value + Decimal("0.5")
    rule = "duration" if unit == "年" else ""
    return [Draft(found.start(), found.end(), value, unit, form_of(unit), None, _hedged(number), rule)]


def half_unit(found: re.Match[str]) -> Sequence[Draft]:
    """半小时, 半个月; 半年 only where something lasts that long (为期半年)."""
    unit = found["unit"]
    if unit == "年" and not _LASTS.search(found.string, max(found.start() - 2, 0), found.start()):
        return ()
    return [Draft(found.start(), found.end(), Decimal("0.5"), unit, rule="duration" if unit == "年" else "")]


def ratio(found: re.Match[str]) -> Sequence[Draft]:
    """2.1∶1: the first number, with what follows as its unit."""
    number = parse(found["n"])
    return () if number is None else [Draft(found.start(), found.end(), number.value, found["unit"], "ratio")]


def coins(found: re.Match[str]) -> Sequence[Draft]:
    """三元五角二分: one sum in 元."""
    numbers = _numbers(found, *(name for name in ("n", "tenths", "cents") if found[name]))
    if numbers is None:
        return ()
    shares = [Decimal(1)] + [Decimal(weight) for name, weight in (("tenths", "0.1"), ("cents", "0.01")) if found[name]]
    value = sum((number.value * share for number, share in zip(numbers, shares, strict=True)), Decimal(0))
    return [Draft(found.start(), found.end(), value, found["unit"])]


def signed_money(found: re.Match[str]) -> Sequence[Draft]:
    """￥35.5."""
    number = parse(found["n"])
    return () if number is None else [Draft(found.start(), found.end(), number.value, "￥", qualifier=_hedged(number))]


def magnitude(found: re.Match[str]) -> Sequence[Draft]:
    """6600多万农村人口, 两亿零七百万: no classifier, but a magnitude makes the number sure."""
    token = found["n"]
    number = parse(token)
    if number is None or (number.power == 1 and not number.hedge):
        return ()
    if not token[0].isdigit() and token[0] not in "几数上" and not any(c in "万亿" for c in token[1:]):
        return ()
    if all(c in POWERS for c in token) and found.string[max(found.start() - 1, 0) : found.start()] not in tuple(
        "近约超过逾达"
    ):
        return ()  # 数以千万计, 百万职工: a round word, not a number
    return [Draft(found.start(), found.end(), number.value, "", "cardinal", number.high, _hedged(number))]


def rank(found: re.Match[str]) -> Sequence[Draft]:
    """第3名, 第二位; 第一位的任务 is none unless a place is said to be held."""
    number = parse(found["n"])
    if number is None:
        return ()
    text, start, end = found.string, found.start(), found.end()
    if number.value == 1 and text.startswith("的", end) and not _RANKS_AT.search(text, max(start - 8, 0), start):
        return ()
    if number.value == 1 and _PUTS.search(text, max(start - 3, 0), start):
        return ()  # 把安全放在第一位
    return [Draft(start, end, number.value, found["unit"], "rank", number.high)]


def bare_rank(found: re.Match[str]) -> Sequence[Draft]:
    """全省第一, 世界第二大经济体."""
    number = parse(found["n"])
    text, start, end = found.string, found.start(), found.end()
    if number is None or not _FIELD.search(text, max(start - 4, 0), start):
        return ()
    if size := _SIZE.match(text, end):
        return [Draft(start, size.end(), number.value, "大", "rank", rule="rank_size")]
    if end < len(text) and _HAN.match(text, end) and not text.startswith(("的", "和", "且", "并", "位居", "增"), end):
        return ()
    return [Draft(start, end, number.value, "名", "rank")]


def last_rank(found: re.Match[str]) -> Sequence[Draft]:
    """倒数第二."""
    number = parse(found["n"])
    if number is None:
        return ()
    return [Draft(found.start(), found.end(), number.value, found["unit"] or "名", "rank")]


def top(found: re.Match[str]) -> Sequence[Draft]:
    """前十名, 前1%, 全国前三."""
    number = parse(found["n"])
    if number is None:
        return ()
    text, start, end = found.string, found.start(), found.end()
    unit = found["unit"]
    if unit is None:
        if not _FIELD.search(text, max(start - 4, 0), start) or (end < len(text) and _HAN.match(text, end)):
            return ()
        unit = "名"
    return [Draft(start, end, number.value, unit.strip(), "rank", number.high)]


def first(found: re.Match[str]) -> Sequence[Draft]:
    """居世界首位; 放在首位 is no rank."""
    text, start = found.string, found.start()
    if not _FIELD.search(text, max(start - 4, 0), start) or _PUTS.search(text, max(start - 3, 0), start):
        return ()
    return [Draft(start, found.end(), Decimal(1), "位", "rank")]


def doubling(found: re.Match[str]) -> Sequence[Draft]:
    """翻一番 is twice, 翻两番 four times, 翻了近两番 about four times, 翻一番半 three times."""
    times = parse(found["n"]) if found["n"] else Number(Decimal(1))
    if times is None or times.value > 20:
        return ()
    qualifier: Qualifier = (
        "approx" if found["about"] else "over" if found["more"] else "under" if found["less"] else "exact"
    )
    value = Decimal(2) ** int(times.value) * (Decimal("1.5") if found["half"] else 1)
    return [Draft(found.start(), found.end(), value, "倍", "multiple", None, qualifier)]


def mask(found: re.Match[str]) -> Sequence[Draft]:
    """xx家, ××%: a number left out on purpose."""
    text, start = found.string, found.start()
    if text.startswith("第", max(start - 1, 0)):
        return ()
    return [Draft(start, found.end(), None, found["unit"], "mask", None, "masked")]
