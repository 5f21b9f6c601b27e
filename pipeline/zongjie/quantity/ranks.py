"""What the rules make of places in an ordering: 第3名, 全省第一, 前十名, 首位 (`rules.py`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zongjie.numerals import Number, parse
from zongjie.quantity.productions import Draft

# an ordinal is a place in an ordering after words that name a field or a position (全省第一, 排名第三)
_FIELD = re.compile(
    r"(?:[全本我]?[国省市县区州盟镇乡行系校院局厅]|世界|全球|亚洲|亚太|国内|国际|同[类行业期级]{1,2}|行业|系统|地区|流域|城市|区域|[东中西南北]部"
    r"|[位排名列居占获得夺为并到至入身了数]|跃升|保持|稳居|蝉联|榜单|排行|总[分量数额]|规模|综合|增[速幅]|成绩|考核|评比|(?<!质)量|[率值])$"
)
_RANKS_AT = re.compile(r"(?:居|列|位|排名?|名次|占|获|并列|进入|跻身|升至|跃至|上升到|上升至)[^，。；\n]{0,6}$")
_SIZE = re.compile(
    r"大(?=经济体|[\u4e00-\u9fff]{0,4}(?:国|省|市|县|区|港|产业|伙伴|市场|来源地|目的地|消费|生产|出口|进口|制造|贸易|投资|债权|股东))"
)
_ITEM = re.compile(r"\d+|[一二三四五六七八九十]+")
_BEFORE_IN_LIST = re.compile(r"(?:第(?:\d{1,3}|[一二三四五六七八九十]{1,3})[名位]?[、和及])+$")
_NOUN = re.compile(r"[\u4e00-\u9fff](?<!比赛)(?<![、和及与或即是如其中以章节条款届期批次法案例])$")
_STOPS = re.compile(r"、(?!第)|[，。；）)]|$|\n")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PUTS = re.compile(r"(?:[放摆][在到]|置于|作为|视为|当作|坚持)$")


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
    high = parse(found["high"]) if found["high"] else None
    if high and high.value <= number.value:
        return ()
    return [Draft(start, end, number.value, found["unit"], "rank", high.value if high else number.high)]


def masked(found: re.Match[str]) -> Sequence[Draft]:
    """第x名."""
    return [Draft(found.start(), found.end(), None, found["unit"], "mask", None, "masked")]


def listed(found: re.Match[str]) -> Sequence[Draft]:
    """第3、4位: two places with one unit."""
    drafts = []
    items = list(_ITEM.finditer(found.string, found.start("items"), found.end("items")))
    for item in items:
        number = parse(item[0])
        if number is None or number.high is not None:
            return ()
        start = found.start() if item is items[0] else item.start()
        drafts.append(
            Draft(start, found.end() if item is items[-1] else item.end(), number.value, found["unit"], "rank")
        )
    return drafts


def bare_rank(found: re.Match[str]) -> Sequence[Draft]:
    """全省第一, 世界第二大经济体, 列第4、第7."""
    number = parse(found["n"])
    text, start, end = found.string, found.start(), found.end()
    chain = _BEFORE_IN_LIST.search(text, max(start - 24, 0), start)
    front = chain.start() if chain else start
    if number is None:
        return ()
    if not _FIELD.search(text, max(front - 4, 0), front) and not _ends_with_place(found, number):
        return ()
    if size := _SIZE.match(text, end):
        return [Draft(start, size.end(), number.value, "大", "rank", rule="rank_size")]
    if (
        end < len(text)
        and _HAN.match(text, end)
        and not text.startswith(("的", "和", "且", "并", "位居", "增", "升", "降", "跃"), end)
    ):
        return ()
    return [Draft(start, end, number.value, "名", "rank")]


def _ends_with_place(found: re.Match[str], number: Number) -> bool:
    """营收第二、利润第三: a noun and its place end the clause; 安全第一 is a saying, 即第二 an enumerator."""
    text, start, end = found.string, found.start(), found.end()
    return (
        number.value > 1
        and _NOUN.search(text, max(start - 2, 0), start) is not None
        and _STOPS.match(text, end) is not None
    )


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
    """居世界首位, 稳居榜首; 放在首位 is no rank."""
    text, start = found.string, found.start()
    if not _FIELD.search(text, max(start - 4, 0), start) or _PUTS.search(text, max(start - 3, 0), start):
        return ()
    return [Draft(start, found.end(), Decimal(1), "位" if found[0] == "首位" else "名", "rank")]
