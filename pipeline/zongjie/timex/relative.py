"""What days an expression of time covers in a document that stands somewhere in time: 今年, 上半年, 截至10月底."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from zongjie.lexicon import table
from zongjie.numerals import fold, integer
from zongjie.timex.resolve import Days, masked, part_of_year, resolve
from zongjie.timex.rules import OPENERS, TO

NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,2}"
REACHED = re.compile(rf"^(?:{'|'.join(OPENERS)}|[到至])")  # 截至10月底, 到年底: as of a day
SINCE = re.compile(r"以来$|起$")
BEFORE = re.compile(r"(?<![年天周])(?:之前|以前|前)$")
CLOSE = re.compile(r"[底末](?:之前|以前|前|止)?$")
OPENING = re.compile(r"初(?:之前|以前|前|以来)?$|年中$|^每|同期|春$|夏$|秋$|冬$|[春夏秋冬]季")
PART = re.compile(r"(?<!个)[月日号]|[前头].{1,3}个月|季度|半年|^年?[底末](?:之前|以前|前|止)?$")
RANGE = re.compile(rf"(?P<first>.*月.*?){TO}(?P<last>.*月.*)")
YEARS = re.compile(rf"(?:近|最近|过去的?|这)?(?P<n>{NUMBER})年(?:来|间|里)?")
COMING = re.compile(rf"(?:今后|未来|此后|接下来|往后)的?(?P<n>{NUMBER})年(?:内|里|间)?")
SHARED = re.compile(r"^(?:近|最近|过去的?|这)|年(?:来|间|里)$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a document stands in time: first and last year it reports on, and the year that its 今年 means.

    None where nothing tells; a year that was made anonymous is none.
    """

    first: int | None = None
    last: int | None = None
    speaking: int | None = None

    @property
    def year(self) -> int | None:
        """The year reported on, where it is one."""
        return self.last if self.first == self.last else None


@lru_cache(maxsize=4096)
def resolve_from(expression: str, anchor: Anchor, governing: int | None) -> Days:
    """First and last day of `expression` in a passage about the year `governing` of a document at `anchor`.

    The first day is None where the expression says up to when (截至10月底, 年底前); both are None where nothing tells.
    """
    said = REACHED.sub("", words := fold(expression).replace(" ", ""))
    if masked(words):
        return None, None
    parts = RANGE.fullmatch(said)
    if parts is None:
        return _bounded(words, _days(said, anchor, governing))
    start = _days(parts["first"], anchor, governing)[0]
    return start, _days(parts["last"], anchor, start.year if start else governing)[1]


def _days(said: str, anchor: Anchor, governing: int | None) -> Days:
    days = resolve(said)
    return _relative(said, anchor, governing) if days == (None, None) else days


def _bounded(words: str, days: Days) -> Days:
    """The days without the side that the words leave open: 以来 has no end, 截至 and 底 no beginning."""
    start, end = days
    if SINCE.search(words):
        return start, None
    if CLOSE.search(words):
        return None, end
    if BEFORE.search(words):
        whole_month = end is not None and words.rstrip("之以前").endswith(("月", "月份"))
        return None, end.replace(day=1) - timedelta(days=1) if end and whole_month else end
    if REACHED.match(words) and PART.search(words):
        return None, end
    return start, end


def _relative(said: str, anchor: Anchor, governing: int | None) -> Days:
    """The days of an expression that names no year in digits."""
    word = next((word for word in _words() if said.startswith(word)), "")
    if word:
        counted, offset = _words()[word]
        year = _counted(counted, anchor, governing)
        rest = said[len(word) :].removeprefix("度")
        return _in_year(rest, year + offset) if year is not None else (None, None)
    coming = COMING.fullmatch(said)
    if coming and (anchor.speaking or anchor.last) is not None:
        first = anchor.speaking or (anchor.last or 0) + 1
        return date(first, 1, 1), date(first + (integer(coming["n"]) or 1) - 1, 12, 31)
    spoken = YEARS.fullmatch(said)
    if spoken and SHARED.search(said) and anchor.last is not None:
        last, count = anchor.last, integer(spoken["n"]) or 1
        return date(last - count + 1, 1, 1), date(last, 12, 31)
    if PART.search(said) and governing is not None:
        return _in_year(said, governing)
    return None, None


def _counted(counted: str, anchor: Anchor, governing: int | None) -> int | None:
    if counted == "speaking":
        return anchor.speaking
    return anchor.year if counted == "reported" else governing


def _in_year(rest: str, year: int) -> Days:
    """The part of a year that `rest` names; a beginning or season (年初, 秋季) has no days of its own."""
    return (None, None) if OPENING.search(rest) else part_of_year(rest, year)


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, int]]:
    """From what year each relative word counts, and how far; longest first."""
    rows = sorted(table("timex/relative.tsv", "word"), key=lambda row: -len(row["word"]))
    return {row["word"]: (row["counted"], int(row["offset"])) for row in rows}
