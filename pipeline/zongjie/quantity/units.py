"""Units and classifiers: which words they are, what they measure, and their canonical form (`units.tsv`)."""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from functools import lru_cache

from zongjie.lexicon import Row, table
from zongjie.numerals import GAP, fold

# what a rate is counted per besides the units of the table: 毫克/升, 张/千人, 元/人·月, μg/m³, 单耗/万元
_ALSO_PER = "季度|季|月|日|床日|床|客|公里|GDP|Nm³|min|L|h|s|d|t|a|km"
_RATIO = "∶:：比"  # 2.1∶1, 3比1
# how a rate in words goes on; 200元每年发放 is a sum and a habit
_RATE_ENDS = r"(?=[，。；、：）)（(\s的计起和左以]|不等|标准|$)"
# what may stand in brackets behind another classifier
_COUNTED = frozenset({"count", "person", "person-time", "household", "lesson"})


@lru_cache(maxsize=1)
def rows() -> dict[str, Row]:
    """The rows of `units.tsv` by unit."""
    return {row["unit"]: row for row in table("quantity/units.tsv", "unit")}


@lru_cache(maxsize=1)
def currencies() -> dict[str, str]:
    """The unit of each sign of a currency that stands before a number (`currencies.tsv`)."""
    return {row["sign"]: row["unit"] for row in table("quantity/currencies.tsv", "sign")}


def pattern(*, numerals: str = "arabic", mask: str = "", beside: bool = False, dimension: str = "") -> str:
    """A regular expression for every unit that may follow such a number, longest first.

    `numerals` is `arabic` (all units) or `chinese` (those that are safe after a Chinese numeral); `mask` leaves only
    those that count something when the number reads xx (`yes`, or `stop` for those at the end of a clause), `beside`
    those that do next to certain nouns, `dimension` those that measure it.
    """
    chosen = [
        row
        for row in rows().values()
        if (numerals == "arabic" or row["numerals"] == "any")
        and mask in ("", row["mask"])
        and (not beside or row["beside"])
        and dimension in ("", row["dimension"])
    ]
    return _trie(chosen)


def _trie(chosen: list[Row]) -> str:
    by_first: dict[str, list[Row]] = defaultdict(list)
    for row in chosen:
        by_first[row["unit"][0]].append(row)
    branches = []
    for first, group in by_first.items():
        group.sort(key=lambda row: -len(row["unit"]))
        tails = "|".join(re.escape(row["unit"][1:]) + _guard(row) for row in group)
        branches.append(f"{re.escape(first)}(?:{tails})")
    firsts = "".join(re.escape(first) for first in by_first)
    return rf"(?=[{firsts}])(?:{'|'.join(branches)})"


def _guard(row: Row) -> str:
    """What must not follow: the words of `not_before`, or a letter after a unit of letters."""
    if row["unit"][-1].isascii() and row["unit"][-1].isalpha():
        return "(?![A-Za-z0-9])"
    return f"(?!{row['not_before']})" if row["not_before"] else ""


def with_rate(unit: str) -> str:
    """`unit` (a pattern) and, where it follows, what it is counted per (元/人, 元每吨) or its alternative 台（套）."""
    return unit + rate()


@lru_cache(maxsize=1)
def rate() -> str:
    """What `with_rate` puts behind a unit: it matches anywhere, with nothing where no rate follows."""
    return rf"(?:{_per()}|{_other()})?"


@lru_cache(maxsize=1)
def _per() -> str:
    """/人, /人·月, /千人, /万元; a word that is no unit (元/标箱位) only where no other word follows."""
    one = rf"(?:(?:10|100)?[十百千万]{{0,2}}?(?:{pattern()}|(?:{_ALSO_PER})(?![A-Za-z0-9])))"
    return rf"(?:/每?(?:{one}(?:[·/]{one})?|[\u4e00-\u9fff]{{1,3}}(?![\u4e00-\u9fff/]))|(?:每{one}){{1,2}}{_RATE_ENDS})"


@lru_cache(maxsize=1)
def _other() -> str:
    """A second classifier in brackets: 台（套）, 个（次）, 户（人次）."""
    single = "".join(u for u, row in rows().items() if row["dimension"] in _COUNTED and len(u) == 1)
    return rf"[（(][{re.escape(single)}]次?[）)]"


def after_gap(unit: str) -> str:
    """`unit` directly after the number, behind up to two blanks, or at the start of the next line."""
    return rf"(?:{GAP}|\n)(?P<unit>{unit})"


@lru_cache(maxsize=1024)
def dimension(unit: str) -> str:
    """What the folded unit measures, `none` without one, `count` for an unknown classifier, `rate-per` for 元/人."""
    if not unit:
        return "none"
    if unit in rows():
        return rows()[unit]["dimension"]
    if unit[0] in _RATIO:
        return "ratio"
    if unit[-1] in "）)":
        return dimension(re.split("[（(]", unit)[0])
    return "rate-per" if "/" in unit or "每" in unit else "count"


@lru_cache(maxsize=1 << 16)  # the same figures come again and again, and fractions are slow
def canonical(value: float | None, unit: str, form: str = "") -> tuple[float | None, str, str]:
    """Value, unit and dimension in canonical units: 5公里 is (5000.0, 米, length), 3家 (3.0, 家, count).

    `form` is that of the quantity; a rank (第3名) keeps its number and has dimension `rank`. Of 元/亩 only the part
    before the stroke is converted. Foreign money keeps its currency.
    """
    if form == "rank":
        return value, "名", "rank"
    unit = fold(unit).replace("每", "/")
    whole, stroke, per = unit.partition("/")
    row = rows().get(unit) or rows().get(whole)
    if row is None or unit[0] in _RATIO:
        return value, unit, dimension(unit)
    scaled = None if value is None else float(Fraction(str(value)) * Fraction(row["factor"]))
    return scaled, row["canonical"] + stroke + per, dimension(unit)
