"""What days an expression of time covers, as far as its own words tell: 2023年第三季度, 2018—2022年, “十三五”."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from zongjie.lexicon import table
from zongjie.numerals import fold, integer
from zongjie.timex.rules import DIGIT, TO

Days = tuple[date | None, date | None]

# expressions are resolved without their blanks
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = re.compile(rf"(?<!\d)(?:(?P<arabic>(?:19|20)\d{{2}})|(?P<chinese>[一二][{DIGIT}]{{3}}))")
_MASK = re.compile(r"[xX×*]{2}|\d[xX×*](?=年)|[xX×](?=[年月日])")
_MONTHS = re.compile(rf"(?P<a>{_NUMBER})月?(?:份)?(?:{TO}|、|和)(?P<b>{_NUMBER})月")
_MONTH = re.compile(r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月")
_DAY = re.compile(rf"月(?P<a>{_NUMBER})(?:[日号]?(?:{TO}|、|和)(?P<b>{_NUMBER}))?[日号]")
_QUARTER = re.compile(r"第?(?P<a>[一二三四1-4])(?:[、至到\-—](?P<b>[一二三四1-4]))?季度")
_FIRST_QUARTERS = re.compile(r"前(?P<n>[两二三23])个?季度")
_FIRST_MONTHS = re.compile(r"[前头](?P<n>\d{1,2}|[一二三四五六七八九十两]{1,2})个?月")
_ERA_PART = re.compile(r"(?P<side>[前头后])(?P<n>\d|[一二两三四])年")
_AND = re.compile("[与同和]")
_ISO = re.compile(r"(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})")
_POINTS = re.compile(
    rf"(?P<year>\d{{4}})[-./](?P<first>\d\d?){TO}(?:(?P<until>\d{{4}})[-./])?(?P<last>\d\d?)(?:月份?)?"
)


@lru_cache(maxsize=1)
def eras() -> dict[str, tuple[int, int]]:
    """First and last year of each five-year plan by its short name."""
    return {row["era"]: (int(row["first"]), int(row["last"])) for row in table("timex/eras.tsv", "era")}


def masked(expression: str) -> bool:
    """Whether a part of the folded expression is xx."""
    return _MASK.search(expression) is not None


def resolve(expression: str) -> Days:
    """First and last day of the folded `expression`; None where its words leave a side open or say nothing."""
    expression = expression.replace(" ", "")
    if (found := _POINTS.fullmatch(expression)) and (found["until"] or "月" in expression):
        return _between(found)
    if found := _ISO.search(expression):
        return _both(_date(int(found["y"]), int(found["m"]), int(found["d"])))
    if plan := re.search(r"[一二三四五六七八九十]{2,3}", expression):
        bounds = eras().get(plan[0])
        if bounds and not _YEAR.search(expression) and "月" not in expression:
            return _part_of_era(*bounds, expression)
    if masked(expression):
        return None, None
    years = [(match, _year(match)) for match in _YEAR.finditer(expression)]
    if not years:
        return None, None
    first, last = years[0][1], years[-1][1]
    if len(years) == 1:
        return _open(expression, part_of_year(expression[years[0][0].end() :], first))
    begin, end = (
        part_of_year(expression[years[0][0].end() : years[-1][0].start()], first),
        part_of_year(expression[years[-1][0].end() :], last),
    )
    if first > last:  # 2005年与2000年相比: from the year behind the earlier one
        return _years(last + 1, first) if _AND.search(expression) else (None, None)
    return begin[0], end[1]


def _between(points: re.Match[str]) -> Days:
    """The months of 2023.1-2023.6; None where they run backwards."""
    year, until = int(points["year"]), int(points["until"] or points["year"])
    start, end = (
        _months(year, int(points["first"]), int(points["first"]))[0],
        _months(until, int(points["last"]), int(points["last"]))[1],
    )
    return (start, end) if start and end and start <= end else (None, None)


def _part_of_era(first: int, last: int, expression: str) -> Days:
    """The years of a plan, or the first or last of them: “十一五”前四年, “十二五”后两年."""
    part = _ERA_PART.search(expression)
    count = (integer(part["n"]) or 0) if part else 0
    if not part or not 0 < count <= last - first:
        return _years(first, last)
    return _years(first, first + count - 1) if part["side"] in "前头" else _years(last - count + 1, last)


def _year(found: re.Match[str]) -> int:
    if found["arabic"]:
        return int(found["arabic"])
    return integer(fold(found["chinese"]).replace("○", "零")) or 0


def _open(expression: str, days: Days) -> Days:
    """以来 has no end; 截至, 前 and 止 no beginning."""
    if "以来" in expression or expression.endswith("起"):
        return days[0], None
    if expression.startswith(("截至", "截止")) or expression.endswith(("前", "止", "之前", "以前")):
        return None, days[1]
    return days


def part_of_year(rest: str, year: int) -> Days:
    """The days that `rest` (what follows the year's digits) leaves of `year`."""
    if "上半年" in rest:
        return _months(year, 1, 6)
    if "下半年" in rest:
        return _months(year, 7, 12)
    if found := _FIRST_QUARTERS.search(rest):
        return _months(year, 1, 3 * (2 if found["n"] in "两二2" else 3))
    if found := _QUARTER.search(rest):
        first, last = (integer(found[key] or found["a"]) or 0 for key in ("a", "b"))
        return _months(year, 3 * first - 2, 3 * last)
    if found := _FIRST_MONTHS.search(rest):
        return _months(year, 1, integer(found["n"]) or 0)
    if found := _MONTHS.search(rest):
        return _months(year, integer(found["a"]) or 0, integer(found["b"]) or 0)
    if found := _MONTH.search(rest):
        return _within_month(rest, year, integer(found["m"]) or 0)
    if "底" in rest or "末" in rest:
        return _months(year, 12, 12)
    if "初" in rest:
        return _months(year, 1, 1)
    return _years(year, year)


def _within_month(rest: str, year: int, month: int) -> Days:
    if found := _DAY.search(rest):
        first = _date(year, month, integer(found["a"]) or 0)
        last = _date(year, month, integer(found["b"] or found["a"]) or 0)
        return (first, last) if first and last and first <= last else (first, first)
    days = _months(year, month, month)
    if days[0] is None or days[1] is None:
        return days
    for word, first_day, last_day in (("上旬", 1, 10), ("中旬", 11, 20), ("下旬", 21, days[1].day)):
        if word in rest:
            return days[0].replace(day=first_day), days[0].replace(day=last_day)
    return days


def _months(year: int, first: int, last: int) -> Days:
    if not 1 <= first <= last <= 12:
        return None, None
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _years(first: int, last: int) -> Days:
    return date(first, 1, 1), date(last, 12, 31)


def _both(day: date | None) -> Days:
    return day, day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
