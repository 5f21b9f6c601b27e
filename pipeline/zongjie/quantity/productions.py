"""What the rules of the number grammar make of their matches: value, unit and form, or nothing (`rules.py`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zongjie.document import Qualifier
from zongjie.numerals import ARABIC_NUMBER, FORMAL, NUMERAL, POWERS, Number, integer, parse
from zongjie.quantity import units

_HUNDRED_MILLION = Decimal(10**8)
# 十六大, 二十大: a congress. As a count, a number above ten with 大 needs the thing that is counted at once.
_GREAT_THINGS = re.compile(
    r"产业|行业|工程|类|项目|行动|任务|体系|板块|领域|举措|专项|片区|重点|传统|新兴|攻坚|特色|优势|系列"
)
_CONGRESS_BEFORE = re.compile(r"(?:党的|中共|工会|妇女|团的?|共产党)$")
_CONGRESS_AFTER = re.compile(r"以来|精神|报告|召开|会议|文件|代表|路线|通过|提出|确定|胜利")
# 从A到B and 由A到B name two values, not a range
_FROM = "从由自"
_WORDS = ("拾", "陆", "伍", "肆")  # formal numerals that alone are verbs and names before anything but money
_MAGNITUDES = ("万", "亿", "万亿")
_ABOUT = ("近", "约", "超", "逾", "过", "破", "上")  # 超过, 跨过, 突破, 首破 too
_ROUND = ("十", "百", "千", "万", "十万", "百万", "千万", "亿")
# 百万件不良率, 万元产值能耗: what a rate is counted on
_RATE_OF = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:率|[能单物电水]耗|占用|用[水电工煤])")
# 近千里, 全长百里: a round number that is meant as one
_REALLY = re.compile(r"(?:近|约|超过?|逾|达|上|长|行|程|距|历时)$")
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]?(?:[村镇乡区县街桥屯庄堡沟铺河]|社区)")
_ROOM = re.compile(r"\d{1,4}(?:单元|室|号|层|楼)")
_REIGN = re.compile(r"(?:民国|光绪|宣统|同治|咸丰|道光|嘉庆|乾隆|雍正|康熙|顺治|崇祯|万历|嘉靖|洪武|永乐|贞观)$")
# a year of four digits before one of these names an issue (2021版, 2009届)
_ISSUES = frozenset({"届", "版", "级", "款", "期", "号", "学年", "学年度"})
_IS_YEAR = re.compile(r"(?:19|20)\d\d")
_ENUMERATED = re.compile(r"[；;。]\d{1,2}、\d|[：:]1、\d")
_ROUNDED = re.compile(r"\d[十百千][万亿]?")
# 一期, 二期 name a stage (电厂二期) unless something is held or printed in issues
_IN_ISSUES = re.compile(r"[办出刊编印发播版训班展讲报课习][^，。；\n]{0,6}$")
_LASTS = re.compile(
    r"(?:为期|历时|长达|[用耗费]时|工期|持续|缩短|延长|提前|推迟|时长|期限|时间|不到|不足|超过|将近|整整|足足|至少|最[多少长短]"
    r"|[需只]要|[只仅]需|压缩|脱产|学习|培训|实习|试点|挂职|减少|增加|每[周月人]|[用花满近超逾约至到各晚早停]了?)$"
)
_COINS = {"n": Decimal(1), "cents": Decimal("0.01")}
_ERA = re.compile("里|以?来|当?中|期间")  # 上次会议以来的一年零四个月里: no length that was measured
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_GREATEST_POWER = 15
_LONGEST = 60  # years: 98年3个月 is a date and a time
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1}
# 花了六千, 承包费五千, 粉丝不到三千
_MONEY = re.compile(r"(?:[花赔赚挣卖省交罚]了?|[费款金资]|收入|每[\u4e00-\u9fff])(?:近|约|不到)?$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLOSED = re.compile(r"(?:以[上下]|左右)?(?:[，。；、！？：,;:)）\n]|$)|其中")
_REFERS = re.compile("[列示附述载指]")  # 表3所列: no three places
BEFORE_NUMBERS = "表图第件号注"  # 表2, 附件3: the number behind one of these counts nothing
_NUMBERS = re.compile(rf"[{BEFORE_NUMBERS}录章节页楼栋座级]")
_TO_A_PRICE = re.compile(
    r"(?:[到至为低高降涨收每只仅从由]|每[\u4e00-\u9fff]{1,4}|(?:补[助贴]|加价|降低|[减少]|少花|卖|挣|扣|罚|奖|按|人均|不足|不到)了?)$"
)
_PRICE = re.compile(r"[元价费钱][^。；\n]{0,22}$|成本[^。；\n]{0,20}$|[贴助奖薪资][^。；\n]{0,20}$")


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


def hedged(number: Number) -> Qualifier:
    """The qualifier inside the numeral itself: 余 and 多 are over, 几, 数 and 来 approx."""
    return "over" if number.hedge == "over" else "approx" if number.hedge == "approx" else "exact"


def read_all(found: re.Match[str], *names: str) -> list[Number] | None:
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
    if number is None or (found["n"][0] == "0" and found["n"][1:2].isdigit()):
        return ()  # 07版
    if found["n"] in _WORDS and units.dimension(unit) != "money":
        return ()  # 拾起, 陆家嘴
    if found["n"] in _ROUND and found.start() and found.string[found.start() - 1] == "每":
        return ()  # 每万人: what a rate is counted on
    kind = units.dimension(unit)
    if _names(found, number, unit):
        return ()
    if found["n"] in _MAGNITUDES and not _says_about(found, kind):
        return ()
    rule = ""
    if unit == "大":
        if not _counts_things(found, number):
            return ()
        rule = "enumeration"
    elif found["n"] == "一":
        rule = "duration" if kind == "time" else "one_classifier"
    elif kind == "time" and unit in ("年", "周年", "年头", "个年头", "个季度"):
        rule = "duration"
    elif kind == "place":
        rule = "place_count"
    if kind in ("share", "multiple", "points"):
        rule = kind
    return [Draft(found.start(), found.end(), number.value, unit, form_of(unit), number.high, hedged(number), rule)]


def _names(found: re.Match[str], number: Number, unit: str) -> bool:
    """Whether number and unit only name something: 98年, 2009届, 五届三次职代会, 电厂二期, 百万件不良率."""
    text, start, end, token = found.string, found.start(), found.end(), found["n"]
    if unit == "年" and number.high is None and token not in ("百", "千", "万"):
        if _REIGN.search(text, max(start - 4, 0), start):
            return True
        short = token.isdecimal() and len(token) == 2 and token[0] in "56789"
        return 1900 <= number.value <= 2100 or (short and _short_year(text, start, end))
    if unit == "所" and start and text[start - 1] in BEFORE_NUMBERS and _REFERS.match(text, end):
        return True
    if unit == "兆" and token in _ROUND:
        return True  # 千兆光网
    if unit in ("年", "里", "丈") and token in ("百", "千", "万"):
        return _REALLY.search(text, max(start - 3, 0), start) is None  # 千年大计, 千里之行
    if unit in ("里", "道", "台") and len(token) < 3 and _PLACE_NAME.match(text, end):
        return True  # 十里河村, 二道江区
    if unit in ("栋", "幢", "楼", "座") and _ROOM.match(text, end):
        return True  # 8栋2单元301室
    if unit in _ISSUES and token.isdecimal() and 1900 <= number.value <= 2100:
        return True
    if unit == "次" and text[start - 1 : start] in ("大", "协", "届"):
        # 五届人大五次会议, 六届三次职代会
        return text[start - 1] == "届" or text.startswith(("会议", "全会", "全体会议"), end)
    if unit == "期" and len(token) == 1 and token in "一二三四五":
        return token == "二" or _IN_ISSUES.search(text, max(start - 12, 0), start) is None
    if unit == "分" and all(c in POWERS for c in token):
        return True  # 十万分感谢
    return token in _ROUND and _RATE_OF.match(text, end) is not None


def _short_year(text: str, start: int, end: int) -> bool:
    """Whether 98年 opens its phrase, so that it is a year; 走过60年 lasts that long."""
    if text.startswith(("以上", "左右", "的", "历史", "期", "来"), end):
        return False
    return start == 0 or text[start - 1] in "从自到至在于比较由与和" or not text[start - 1].isalnum()


def _says_about(found: re.Match[str], kind: str) -> bool:
    """Whether a magnitude alone is an estimate (近万人, 万名职工); 投入万元 has lost its number."""
    text, start, end = found.string, found.start(), found.end()
    if text.endswith(_ABOUT, 0, start):
        return True
    return kind in ("person", "household") and _HAN.match(text, end) is not None


def bodies(found: re.Match[str]) -> Sequence[Draft]:
    """7部门, 26国家: the digits alone are the quantity; behind a line's start or 表, 图 they only number."""
    text, start = found.string, found.start()
    number = parse(found["n"])
    if number is None or number.value == 0 or _NUMBERS.search(text, max(start - 1, 0), start):
        return ()
    if not (start and (_HAN.match(text, start - 1) or text[start - 1] in "、，（(“：:")):
        return ()
    return [Draft(start, found.end("n"), number.value, "", "bare")]


def spaced(found: re.Match[str]) -> Sequence[Draft]:
    """3 000人: a blank parts the thousands; not behind what may be another number (表2 100人)."""
    text, start = found.string, found.start()
    return () if start and text[start - 1] in BEFORE_NUMBERS else cardinal(found)


def beside(found: re.Match[str]) -> Sequence[Draft]:
    """机井两眼: a word that is a classifier only next to what it counts, or at the end of a clause (units.tsv)."""
    text, start, end, unit = found.string, found.start(), found.end(), units.rows()[found["unit"]]
    noun, closing = unit["beside"], unit["closing"]
    if re.search(rf"(?:{noun})[^，。；、\n]?$", text[max(start - 5, 0) : start]) or re.match(noun, text[end : end + 5]):
        return cardinal(found)
    if closing and _CLOSED.match(text, end) and re.search(f"(?:{closing})$", text[max(start - 5, 0) : found.end("n")]):
        return cardinal(found)
    return ()


def dimes(found: re.Match[str]) -> Sequence[Draft]:
    """由一元降到六角: 角 behind a Chinese numeral is money where the clause speaks of a price; 五毛 always is."""
    text, start = found.string, found.start()
    if found["unit"] != "毛" and found["n"] not in FORMAL and not _prices(text, start):
        return ()
    return cardinal(found)


def _prices(text: str, start: int) -> bool:
    at_a_price = _TO_A_PRICE.search(text, max(start - 5, 0), start)
    return at_a_price is not None and _PRICE.search(text, max(start - 24, 0), start) is not None


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
    numbers = read_all(found, "low", "high")
    if numbers is None:
        return ()
    low, high = numbers
    below, unit = found["below"], found["unit"]
    if below and below != unit and not unit.startswith((below + "/", below + "每")):
        return ()
    if below and found["sep"] in "至到" and found.string[max(found.start() - 1, 0) : found.start()] in tuple(_FROM):
        return ()
    first = low.value
    if not below and low.power == 1 and first * high.power <= high.value:
        first *= high.power
    last = high.high or high.value
    if first >= last or (unit == "年" and last > 1900):
        return ()
    hedge = hedged(high) if high.hedge == "over" else hedged(low) if low.hedge == "over" else "exact"
    return [
        Draft(found.start(), found.end(), first, unit, form_of(unit), last, hedge, "duration" if unit == "年" else "")
    ]


_MEDAL = re.compile(r"(?P<n>\d+)(?P<unit>[金银铜])")
_ITEM = re.compile(rf"(?P<sign>-?)(?P<n>{ARABIC_NUMBER})")


def listed(found: re.Match[str]) -> Sequence[Draft]:
    """2.4、1.9、3.2个百分点: every number its own quantity with the unit and magnitude of the last."""
    text, start = found.string, found.start()
    if found["items"][:3].lstrip("0123456789").startswith("、") and (start == 0 or text[start - 1] in "\n "):
        return ()  # 1、2家: a list mark
    if start and _ENUMERATED.match(text, start - 1):
        return ()  # 主要工作：1、35名干部驻村；2、120户: one too
    unit = found["unit"]
    items = [(match, parse(match["n"])) for match in _ITEM.finditer(text, start, found.end("items"))]
    last = items[-1][1]
    if last is None or (unit == "年" and _IS_YEAR.fullmatch(items[-1][0]["n"])):
        return ()  # 1985年320万、1986年
    estimate = _estimate(found, [match["n"] for match, _ in items])
    if estimate is not None:
        return [Draft(start, found.end(), *estimate)]
    mantissa = last.value / last.power
    drafts = []
    for match, number in items:
        if number is None:
            return ()
        shares = number.power == 1 and number is not last and number.value <= 100 * mantissa
        value = number.value * last.power if shares else number.value
        end = found.end() if number is last else match.end()
        value = -value if match["sign"] else value
        drafts.append(Draft(match.start(), end, value, unit, form_of(unit), None, hedged(number)))
    return drafts


def _estimate(found: re.Match[str], items: list[str]) -> tuple[Decimal, str, str, Decimal, Qualifier] | None:
    """5、6百人: two digits that follow each other before 十, 百 or 千 are one estimate."""
    if (
        len(items) != 2
        or len(items[0]) != 1
        or not _ROUNDED.fullmatch(items[1])
        or items[1][0] != str(int(items[0]) + 1)
    ):
        return None
    high = parse(items[1])
    if high is None:
        return None
    unit = found["unit"]
    return high.value * int(items[0]) / int(items[1][0]), unit, form_of(unit), high.value, "approx"


def medals(found: re.Match[str]) -> Sequence[Draft]:
    """5金7银4铜: every number its own quantity, the metal its unit."""
    every = _MEDAL.finditer(found.string, found.start(), found.end())
    return [Draft(match.start(), match.end(), Decimal(match["n"]), match["unit"]) for match in every]


def pair(found: re.Match[str]) -> Sequence[Draft]:
    """四、五十个, 十七、八人, 一千二、三百斤, 三、五百人: one estimate, not a list."""
    start = found.start()
    if start == 0 or found.string[start - 1] in "\n （(":
        return ()
    ends = ends_of_pair(found["head"], found["low"], found["high"])
    if ends is None:
        return ()
    unit = found["unit"]
    return [Draft(start, found.end(), ends[0], unit, form_of(unit), ends[1], "approx")]


def ends_of_pair(head: str, low: str, high: str) -> tuple[Decimal, Decimal] | None:
    """The ends of 四、五十 (40, 50) and, behind a head, of 二十五、六 (25, 26); None where two numbers are listed."""
    first, last = parse(low), parse(high)
    if first is None or last is None or last.high is not None:
        return None
    step = last.value / (5 if first.value == 3 and "五" in high[:1] else first.value + 1)
    if step < 1 or step != Decimal(10) ** step.adjusted():
        return None
    base = parse(head) if head else None
    if base is None:
        return None if head else (first.value * step, last.value)
    if {"十": 1, "百": 10, "千": 100}.get(head[-1]) != step:
        return None
    return base.value + first.value * step, base.value + last.value


def hundred_millions(found: re.Match[str]) -> Sequence[Draft]:
    """3个亿: spoken for 3亿, without a unit."""
    number = parse(found["n"])
    if number is None:
        return ()
    high = None if number.high is None else number.high * _HUNDRED_MILLION
    hedge: Qualifier = "over" if found["more"] else hedged(number)
    return [Draft(found.start(), found.end(), number.value * _HUNDRED_MILLION, "", "cardinal", high, hedge)]


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
    return [Draft(found.start(), found.end(), value, unit, form_of(unit), None, hedged(number), rule)]


def half_unit(found: re.Match[str]) -> Sequence[Draft]:
    """半小时, 半亩, 半个多月; 半年 and 半天 only where something lasts that long (为期半年)."""
    text, start = found.string, found.start()
    unit = found["unit"] or found["inner"]
    if unit in ("年", "天") and not _LASTS.search(text, max(start - 4, 0), start):
        return ()
    if start and text[start - 1] in "上下前后大多小一另" and not text.endswith("提前", 0, start):
        return ()  # 上半月, 大半天
    unit = "个" + unit if found["inner"] in ("月", "百分点", "工作日") else unit
    hedge: Qualifier = "over" if found["more"] else "exact"
    return [
        Draft(start, found.end(), Decimal("0.5"), unit, "cardinal", None, hedge, "duration" if unit == "年" else "")
    ]


def ratio(found: re.Match[str]) -> Sequence[Draft]:
    """2.1∶1: the first number, with what follows as its unit."""
    number = parse(found["n"])
    return () if number is None else [Draft(found.start(), found.end(), number.value, found["unit"], "ratio")]


def coins(found: re.Match[str]) -> Sequence[Draft]:
    """三元五角二分, 12块5毛, 两块五, 一角五分, 三吨五五: one sum in the unit of its first part."""
    groups = found.groupdict()
    parts = [name for name in ("n", "cents") if groups.get(name)]
    numbers = read_all(found, *parts)
    if numbers is None:
        return ()
    tenths = "".join(str(integer(digit)) for digit in groups.get("tenths") or "")
    value = sum((number.value * _COINS[name] for number, name in zip(numbers, parts, strict=True)), Decimal(0))
    return [Draft(found.start(), found.end(), value + Decimal(f"0.{tenths or 0}"), found["unit"])]


def clock(found: re.Match[str]) -> Sequence[Draft]:
    """2小时47分, 3分48秒: one length of time in the unit of its last part."""
    parts = [name for name in _SECONDS if found[name]]
    numbers = read_all(found, *parts)
    if numbers is None or len(parts) < 2:
        return ()
    last = _SECONDS[parts[-1]]
    whole = sum((number.value * _SECONDS[name] for number, name in zip(numbers, parts, strict=True)), Decimal(0))
    return [Draft(found.start(), found.end(), whole / last, "秒" if last == 1 else "分钟")]


def by_place(found: re.Match[str]) -> Sequence[Draft]:
    """一二〇%, 三五·六%: digits in the order of their places, as reports of the 1950s print them."""
    whole, rest = ("".join(str(integer(c)) for c in found[part] or "") for part in ("n", "rest"))
    return [Draft(found.start(), found.end(), Decimal(f"{whole}.{rest or 0}"), found["unit"], "percent")]


def years_and_months(found: re.Match[str]) -> Sequence[Draft]:
    """一年零十个月, 3年6个月: one length of time in months."""
    numbers = read_all(found, "years", "months")
    if numbers is None or numbers[0].value > _LONGEST or numbers[1].value > 11 or numbers[0].value < 1:
        return ()
    months = numbers[0].value * 12 + numbers[1].value
    rule = "duration" if _ERA.match(found.string, found.end()) else ""
    return [Draft(found.start(), found.end(), months, "个月", rule=rule)]


def signed_money(found: re.Match[str]) -> Sequence[Draft]:
    """￥35.5, US$1.2亿, RMB860万元: the unit is that of the sign, unless one is written behind."""
    number = parse(found["n"])
    if number is None:
        return ()
    unit = found["unit"] or units.currencies()[found["sign"]]
    return [Draft(found.start(), found.end(), number.value, unit, qualifier=hedged(number))]


def scientific(found: re.Match[str]) -> Sequence[Draft]:
    """1.23×10^6吨, 3×10⁶立方米, 3.5E+03吨: a number by its power of ten."""
    number = parse(found["n"])
    power = int((found["power"] or found["exponent"]).lstrip("^").translate(_RAISED))
    if number is None or abs(power) > _GREATEST_POWER:
        return ()
    return [Draft(found.start(), found.end(), number.value * Decimal(10) ** power, found["unit"])]


def magnitude(found: re.Match[str]) -> Sequence[Draft]:
    """6600多万农村人口, 两亿零七百万, 三万一: no classifier, but a magnitude makes the number sure."""
    token = found["n"]
    number = parse(token)
    if number is None or (number.power == 1 and not number.hedge and token[-1] not in NUMERAL):
        return ()
    if token[-1] == "两":
        return ()  # 七万万两: taels
    large = any(c in "万亿" for c in token[1:])
    if number.power == 1 and not number.hedge and not (large and token[0] not in POWERS):
        return ()
    if not token[0].isdigit() and token[0] not in "几数上" and not large and not _several_hundreds(token):
        return ()
    if all(c in POWERS for c in token) and found.string[max(found.start() - 1, 0) : found.start()] not in tuple(
        "近约超过逾达"
    ):
        return ()  # 数以千万计, 百万职工: a round word, not a number
    return [Draft(found.start(), found.end(), number.value, "", "cardinal", number.high, hedged(number))]


def _several_hundreds(token: str) -> bool:
    """六千七百多: long and hedged, so no name."""
    return len(token) > 3 and token[-1] in "多余" and any(c in "百千" for c in token)


def spent(found: re.Match[str]) -> Sequence[Draft]:
    """赔了六千，: a round sum without a unit where a verb or noun of money ends just before it."""
    number = parse(found["n"])
    text, start = found.string, found.start()
    if number is None:
        return ()
    counted = number.hedge == "over" and text.endswith("有", 0, start)  # 学生有三百多，
    if not counted and not _MONEY.search(text, max(start - 4, 0), start):
        return ()
    return [Draft(start, found.end(), number.value, "", "cardinal", number.high, hedged(number))]


def mask(found: re.Match[str]) -> Sequence[Draft]:
    """xx家, ××%: a number left out on purpose."""
    text, start = found.string, found.start()
    if text.startswith("第", max(start - 1, 0)):
        return ()
    groups = found.groupdict()
    unit = "%" if groups.get("tenths") else groups.get("unit") or ""
    return [Draft(start, found.end(), None, unit, "mask", None, "masked")]
