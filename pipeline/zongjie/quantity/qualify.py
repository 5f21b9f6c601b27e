"""The words beside a number that qualify it (约, 超过, 以上), and how far its span reaches because of them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from zongjie.document import Qualifier, Quantity
from zongjie.lexicon import table
from zongjie.numerals import NUMERAL

_BEFORE_A_WHOLE = re.compile(
    r"(?:(?P<about>(?:差不多|(?<![节契条签公合预])约)(?:占了?|为|是|相当于))|(?P<over>(?<![不没])超过|超出)|不超过|不高于|(?<![感做得看])不到|不足|不及)[^，。；、：\d\n]{1,16}的$"
)
# 约占30%, 大约只占一半, 至少专题研究一次: the verb stands between, so the word qualifies but stays outside the span
_BEFORE_A_VERB = re.compile(
    r"(?:(?P<about>大约|大概|差不多|(?<![节契条签公合预制违集履隐特相])约)[只也就要能可得还]?(?:占了?|有|合|为|是|需要?|达|影响|减少|增加|节约|减轻)|(?P<over>至少|起码|最少)[^，。；、：\d（(]{1,6}"
    r"|(?:至多|最多)[只也就要能可得还]?(?:占|有|为|是|需|达))$"
)
_TELLING = frozenset("约概少码多")  # one of them stands in each
REACH = 8  # characters before a number that are looked through for it
_SHARE = re.compile(rf"[\d.{NUMERAL}]{{1,8}}(?:%|成|倍|分之|半|/\d)")
_JOINS = ("、", "和", "与", "及")
# 5个、3个月 may name two things, so months stay out
_FULL = frozenset({"个百分点", "个千分点", "个基点", "个工作日", "个工日", "个学时", "个课时", "个学分"})


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    qualifier: Qualifier
    neighbour: re.Pattern[str] | None


@lru_cache(maxsize=2)
def _words(side: str) -> dict[str, tuple[_Word, ...]]:
    """The words of one side by the character next to the number, longest first."""
    out: dict[str, list[_Word]] = defaultdict(list)
    rows = [row for row in table("quantity/qualifiers.tsv") if row["side"] == side]
    for row in sorted(rows, key=lambda row: -len(row["word"])):
        neighbour = re.compile(row["neighbour"]) if row["neighbour"] else None
        word = _Word(row["word"], cast(Qualifier, row["qualifier"]), neighbour)
        out[word.text[-1 if side == "before" else 0]].append(word)
    return {key: tuple(value) for key, value in out.items()}


def before(text: str, start: int, floor: int) -> tuple[int, Qualifier] | None:
    """Where the qualified span begins if a qualifier stands before `start` (and not before `floor`), and which."""
    if start > floor and text[start - 1] == " ":
        start -= 1
    if start <= floor:
        return None
    for word in _words("before").get(text[start - 1], ()):
        begin = start - len(word.text)
        if begin < floor or not text.startswith(word.text, begin):
            continue
        if word.neighbour is None or begin == 0 or not word.neighbour.match(text, begin - 1):
            return begin, word.qualifier
        return None
    if text[start - 1] == "的":
        return _apart_from_share(text, start, floor)
    return _apart_by_verb(text, start, floor)


def _apart_by_verb(text: str, start: int, floor: int) -> tuple[int, Qualifier] | None:
    """至少专题研究一次, 约占三成: said before the verb, so it stays outside the span."""
    begin = max(start - REACH, floor)
    if _TELLING.isdisjoint(text[begin:start]):
        return None  # most numbers
    said = _BEFORE_A_VERB.search(text, begin, start)
    return said and (start, "approx" if said["about"] else "over" if said["over"] else "under")


def _apart_from_share(text: str, start: int, floor: int) -> tuple[int, Qualifier] | None:
    """约占全村劳动力的六成, 不到上年的一半: said before what the share is of, so it stays outside the span."""
    said = _BEFORE_A_WHOLE.search(text, max(start - 20, floor), start)
    if said is None or _SHARE.match(text, start) is None:
        return None
    return start, "approx" if said["about"] else "over" if said["over"] else "under"


def after(text: str, end: int) -> tuple[int, Qualifier] | None:
    """Where the qualified span ends if a qualifier stands at `end`, and which."""
    if end >= len(text):
        return None
    for word in _words("after").get(text[end], ()):
        stop = end + len(word.text)
        if text.startswith(word.text, end) and not (word.neighbour and word.neighbour.match(text, stop)):
            return stop, word.qualifier
    return None


@lru_cache(maxsize=1)
def _openers() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("quantity/qualifiers.tsv") if row["side"] == "before")


def share(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """A qualifier said once holds for a list: 超过2%、5% are both over, 分别为5%和8%左右 both approx.

    Forwards always; backwards only after 分别, because 3家、20家以上 says nothing of the first.
    """
    out = _fuller_units(text, quantities)
    carried = False  # whether the qualifier of the quantity before was said before its number
    for index, second in enumerate(quantities):
        first = out[index - 1] if index else None
        if carried and first and second.qualifier == "exact" and _listed(text, first, second):
            out[index] = replace(second, qualifier=first.qualifier)
        else:
            carried = second.qualifier != "exact" and text.startswith(_openers(), second.span.start)
    for index in range(len(out) - 1, 0, -1):
        first, second = out[index - 1], out[index]
        if first.qualifier == "exact" != second.qualifier and _listed(text, first, second):
            start = first.span.start
            if "分别" in text[max(start - 5, 0) : start]:
                out[index - 1] = replace(first, qualifier=second.qualifier)
    return out


def _fuller_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """38个和45个百分点: the last item of a list names in full what the ones before it only call 个."""
    out = list(quantities)
    for index in range(len(out) - 1, 0, -1):
        first, second = out[index - 1], out[index]
        if first.unit == "个" and second.unit in _FULL and text[first.span.end : second.span.start] in _JOINS:
            out[index - 1] = replace(first, unit=second.unit, rule=second.rule)
    return out


def _listed(text: str, first: Quantity, second: Quantity) -> bool:
    between = text[first.span.end : second.span.start]
    return between in _JOINS and first.unit == second.unit and second.qualifier != "masked"
