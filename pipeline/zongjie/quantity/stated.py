"""Values without a unit: an index, a coefficient or a score that a verb states (系数为0.46，由0.43提高到0.51)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zongjie.document import Qualifier
from zongjie.numerals import parse
from zongjie.quantity.productions import Draft

# a number after one of these words and before a stop is a value without unit (指数为103.5，)
_STATES = (
    "为",
    "达",
    "达到",
    "至",
    "到",
    "共",
    "共计",
    "合计",
    "总计",
    "是",
    "近",
    "约",
    "超过",
    "逾",
    "突破",
    "不足",
    "不到",
    "率",
)
_HEDGES = ("不足", "不到", "将近", "接近", "超过", "破", "近", "逾")  # 突破, 首破, 跌破 too
_IDENTIFIES = re.compile(r"(?:编号|号码|电话|热线|邮编|代码|账号|密码|版本|序号|页码|门牌)[^，。；\n]{0,4}$")
# a decimal behind one of these is a version or a date (升级到2.0, 时间为9.1)
_VERSION = re.compile(r"(?:升级|迭代|型号|日期|时间|截止|截至)[^，。；\n]{0,4}$")
_MOVES = "提高|提升|上升|升高|升|下降|降低|降|缩小|扩大|增加|增|减少|减|回落|回升|攀升|改善|调整"
# 至5.1, 到10.15 is a date more often than a value, unless a verb of movement or the name of an index stands before it
_DATE = re.compile(r"(?:[1-9]|1[0-2])\.(?:[1-9]|[12]\d|3[01])")
_INDEX = "系数|指数|指标值|比值|倍差|收入比|差异比|剪刀差|得分|均值|密度|容积率|弹性|强度|浓度|绩点"
_NAMED = re.compile(rf"(?:{_INDEX})$")
_REACHES = re.compile(rf"(?:{_MOVES}|达|[为是]|(?:{_INDEX})[^，。；\n]{{0,4}})[到至]?$")
_SAID = re.compile(
    rf"(?:[为是达]|(?:{_MOVES}|达)[到至]|(?:{_INDEX})(?:[^，。；\n]{{0,6}}[由从到至])?)(?:约|近|超过|不足|低于|高于)?$"
)
# 由2000年的0.43提高到: the old value stands between 由 and the verb
_OLD = re.compile(r"[由从](?:[^，。；、\n]{0,12}(?:[年月期前初末底]|原来|过去|当年|去年)的?|的)?(?:约|近|不足)?$")
_GOES_ON = re.compile(rf"(?:(?:{_MOVES})[到至为了]|[到至])")
_COMES_TO = re.compile(r"(?:[为是率数]|[到至]|保持|实现|连续|近乎|接近)$")
_LIMIT = re.compile(r"以上(?![述级海下所])|以下(?![方几简问内])|以内|左右|上下(?![游浮])")


def stated(found: re.Match[str]) -> Sequence[Draft]:
    """指数为103.5，: a value without unit, where a verb states it and the clause ends."""
    text, start, token = found.string, found.start("n"), found["n"]
    number = parse(token)
    # what stands before a sign states the number behind it
    front = found.start()
    stated_before = text.endswith(_STATES, max(front - 2, 0), front) or _NAMED.search(text, max(front - 3, 0), front)
    if number is None or len(token) > 7 or not stated_before:
        return ()
    if _identifies(text, front, token) or _like_a_date(text, front, token):
        return ()
    hedge: Qualifier = "over" if number.hedge == "over" else "approx" if number.hedge == "approx" else "exact"
    return [Draft(found.start(), start + len(token), number.value, "", "bare", None, hedge)]


def hedged(found: re.Match[str]) -> Sequence[Draft]:
    """不足九千，, 突破八千，: a number in words without unit, which a hedge before it shows to be one."""
    text, start = found.string, found.start()
    number = parse(found["n"])
    if number is None or not text.endswith(_HEDGES, max(start - 2, 0), start):
        return ()
    return [Draft(start, found.end(), number.value, "", "bare", number.high)]


def zero(found: re.Match[str]) -> Sequence[Draft]:
    """事故为零，: nothing at all, counted; 死亡率零点二，: a decimal in words."""
    text, start = found.string, found.start()
    number = parse(found["n"])
    if number is None or not _COMES_TO.search(text, max(start - 3, 0), start):
        return ()
    return [Draft(start, found.end(), number.value, "", "bare")]


def _identifies(text: str, front: int, token: str) -> bool:
    first = max(front - 8, 0)
    return bool(_IDENTIFIES.search(text, first, front) or ("." in token and _VERSION.search(text, first, front)))


def _like_a_date(text: str, front: int, token: str) -> bool:
    if text[max(front - 1, 0) : front] not in ("到", "至") or not _DATE.fullmatch(token):
        return False
    return _REACHES.search(text, max(front - 12, 0), front) is None


def index(found: re.Match[str]) -> Sequence[Draft]:
    """由0.43提高到0.51以上, 倍差缩小到1.7以内: a decimal between the words that make it a value."""
    text, start, end = found.string, found.start(), found.end()
    number = parse(found["n"])
    front = max(start - 18, 0)
    if number is None or _identifies(text, start, found["n"]):
        return ()
    said = _SAID.search(text, front, start) is not None
    accepted = False
    if _LIMIT.match(text, end):
        accepted = said and not _like_a_date(text, start, found["n"])
    elif _GOES_ON.match(text, end):
        accepted = said or _OLD.search(text, front, start) is not None
        if _DATE.fullmatch(found["n"]) and text[end] in "到至":  # 从5.1到6.1
            accepted = accepted and re.search(_INDEX, text[front:start]) is not None
    return [Draft(start, end, number.value, "", "bare")] if accepted else ()
