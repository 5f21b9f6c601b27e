"""The patterns of the time grammar over folded text, in the order they are tried; each names its grain."""

from __future__ import annotations

import re
from functools import lru_cache

from zongjie.lexicon import table
from zongjie.numerals import GAP

DIGIT = "零一二三四五六七八九○〇"
_ARABIC_YEAR = r"(?:(?:19|20)\d{2}|(?:1 9|2 0)(?: \d){2}(?= ?年))"
_CHINESE_YEAR = rf"(?:[一二][{DIGIT}0]{{3}}|[五六七八九][{DIGIT}](?=年(?:[底初末以]|[一二三四五六七八九十]{{1,2}}月)))"
# 20xx, xxxx, xx, 201x: a year that was made anonymous
MASKED_YEAR = r"(?:20[xX×*]{2}|[xX×*]{4}|(?:19|20)\d[xX×*]|[xX×*]{2})"
_YEAR_NUMBER = rf"(?:{_ARABIC_YEAR}|{_CHINESE_YEAR}|{MASKED_YEAR})"
TO = r"(?:至|到|[—–\-~～〜]{1,2})"
_MONTH_NUMBER = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|[xX×]{1,2})"
_DAY_NUMBER = r"(?:[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|[xX×]{1,2})"
_YEAR = (
    rf"{_YEAR_NUMBER}(?:{GAP}年)?(?:(?:{TO}|[、和与]){_YEAR_NUMBER}){{1,9}}{GAP}(?:年度?|两(?:年|个年度))"
    rf"|{_YEAR_NUMBER}{GAP}年度?"
)
_DAYS = rf"{_DAY_NUMBER}(?:[日号]?(?:{TO}|[、和]){_DAY_NUMBER})?{GAP}[日号]"
_MONTH = (
    rf"{_MONTH_NUMBER}{GAP}月?(?:{TO}|、|和){_MONTH_NUMBER}{GAP}月份?"
    rf"|{_MONTH_NUMBER}{GAP}月(?:{GAP}{_DAYS}|份|[上中下]旬)?"
)
_QUARTER = r"第?[一二三四1-4](?:[、至到\-—][一二三四1-4])?季度|前[两三2-3]个?季度"
# 2023.1-2023.6, 2023.1-6月: months with their year in digits; what is measured is no time (2012.5-2034.8亿元)
_POINT = rf"{_ARABIC_YEAR}[-./](?:1[0-2]|0?[1-9])"
_MEASURED = r"[%％‰万亿千百元倍度吨斤米]|公[里斤顷]|平方|立方|[人户家个件项台辆亩](?![民庭体])"
_POINTS = (
    rf"{_POINT}{GAP}{TO}{GAP}(?:{_POINT}(?![-./年\d]|月?\d|{GAP}(?:{_MEASURED}))(?:月份?)?"
    rf"|(?:1[0-2]|0?[1-9])月份?(?!\d))"
)
_HALF = r"[上下]半年"
_FIRST_MONTHS = r"(?:(?<!提)前|头)(?:\d{1,2}|[一二三四五六七八九十两]{1,2})个?月"
_PART = rf"(?:{_HALF}|{_QUARTER}|{_FIRST_MONTHS}|{_MONTH})"
# what may close an expression: 10月底前, 2025年以前; the look-aheads keep 后勤, 前三季度, 初步 whole
_END = (
    r"(?:(?:底|初(?![步级中次衷心])|末(?![端位梢]))?(?:以来|以前|以后|之前|之后|前后|期间|同期|前(?![一二三四五六七八九十\d两沿列期])|"
    r"后(?![备勤续期者面进])|止(?![步])|起(?![到步草来诉]))|底(?![线数部层子])|初(?![步级中次衷心])|末(?![端位梢])|春季|夏季|秋季|冬季|[春夏秋冬](?=[，。、以]))?"
)
_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十百两几数多]{1,4})(?:多|余)?"
_SPAN_UNIT = r"(?:年|个?月|天|周|个?星期|个季度)"
_COMING = r"(?:最近|近|过去的?|未来的?|今后的?|往后|此后|此前|前|头|这|上述)"
_DAYPART = r"(?:上午|下午|早上|早晨|晚上|凌晨|中午|傍晚|夜间|早|晚)"
_HOUR = r"(?:[01]?\d|2[0-4]|十[一二]?|[一二三四五六七八九]|二十[一二三四]?)"
_MINUTE = r"[0-5]\d"
_CLOCK = (
    rf"{_DAYPART}{_HOUR}(?:[:：]{_MINUTE}|[点时](?![候代期机]))(?:半|整|许|{_MINUTE}分|[一二三四五]?十[一二三四五六七八九]?分)?"
    rf"|(?:[6-9]|0\d|1\d|2[0-4])[:：]{_MINUTE}(?:[:：]{_MINUTE})?(?![\d.:：])|{_HOUR}[点时](?:[0-5]?\d分|半(?![个年月])|整(?![个体治改])|钟)"
)
_CENTURY = (
    r"(?:(?:上|本|二十一?|十九|20|21|19)世纪(?:[一二三四五六七八九]十年代|[1-9]0年代|中叶|上半叶|下半叶)?|(?<!\d)[1-9]0年代|[二三四五六七八九]十年代)"
    r"(?:初期?|末期?|中期|后期|以来)?"
)
OPENERS = ("截止到", "截止至", "截至", "截止")
_OPEN = rf"(?:{'|'.join(OPENERS)})?"


def _eras() -> tuple[str, str]:
    names = sorted((row["era"] for row in table("timex/eras.tsv", "era")), key=len, reverse=True)
    short = "|".join(name for name in names if name != "十五")
    return "|".join(names), short


def _words() -> str:
    """The words of `words.tsv`, longest first."""
    rows = sorted(table("timex/words.tsv", "word"), key=lambda row: -len(row["word"]))
    return "|".join(row["word"] + (f"(?!{row['not_before']})" if row["not_before"] else "") for row in rows)


def word_grain(expression: str) -> str:
    """The grain of a word of the list, whatever 前 or 后 follows it."""
    grains = {row["word"]: row["grain"] for row in table("timex/words.tsv", "word")}
    return grains.get(expression) or grains.get(expression.rstrip("前后"), "span")


def _era() -> str:
    every, unquoted = _eras()
    when = r"(?:时期|期间|末期?|初期?|以来|前[两三四]年)"
    quoted = rf"[“\"「『](?:{every})[”\"」』]{when}?"
    return rf"{quoted}|(?:{unquoted})(?={when}|规划|计划(?!生育)|开局|收官){when}?|十五(?=时期|期间){when}"


@lru_cache(maxsize=1)
def pattern() -> re.Pattern[str]:
    """All rules as one expression; the group that matched is the rule.

    Order decides: a whole date before its year, a range before its first part, an era before its quotation mark.
    """
    rules = (
        ("era", _era()),
        ("points", _POINTS),
        ("iso", rf"{_ARABIC_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?![\d.])"),
        ("dated", rf"{_OPEN}(?:{_YEAR})(?:的?{GAP}{_PART}(?:{TO}(?:(?:{_YEAR}){_PART}?|{_PART}|{_DAYS}))?)?{_END}"),
        ("relative", rf"{_OPEN}(?:[今去前明后上本当次同])年(?:度)?{GAP}(?:{_PART}(?:{TO}{_PART})?){_END}"),
        (
            "relative_end",
            r"(?:[今去前明上本当次])年(?:底前|初以来|以来|底|初|末|同期|内(?![部容涵生])|[春夏秋冬](?=[，。、以]))",
        ),
        ("century", _CENTURY),
        ("years", rf"{_ARABIC_YEAR}[—–\-~～]{_ARABIC_YEAR}(?![\d%])"),
        ("masked", r"20[xX×*]{2}"),
        (
            "coming",
            rf"(?<![最附提目以之学])(?:{_COMING}){GAP}{_COUNT}{GAP}{_SPAN_UNIT}(?:多|半)?(?![度级代均])(?:以来|来|里|间|内(?![部容涵])|之内|以内)?",
        ),
        (
            "since",
            rf"{_COUNT}{GAP}(?:年|个月|天(?!以?内|之内)|周)(?:多|半)?(?:以来|来|间(?![接隔])|内(?![部容涵])|之内|以内|以后|之后|后(?![备勤续期进])|以前|之前|前(?![期列沿])|里(?![程面]))",
        ),
        ("clock", _CLOCK),
        ("part", rf"{_OPEN}(?:{_PART})(?:{TO}(?:{_PART}|{_DAYS}))?{_END}"),
        (
            "day",
            r"(?:[12]\d|3[01]|[1-9])日(?![均元本产常趋益照语夜子光])(?:前|起|止|至\d{1,2}日)?"
            r"|(?:[二三]?十[一二三四五六七八九]?)日(?=[，。、上下晚早至])",
        ),
        ("weekday", r"(?:星期|礼拜)[一二三四五六日天]|(?<![每一两三四五])周[一二三四五六日](?![次个期课场篇\d年月])"),
        ("words", rf"{_OPEN}(?:{_words()})[前后]?"),
    )
    body = "|".join(f"(?P<{name}>{rule})" for name, rule in rules)
    signs = '今去前明后来全每本上下当同次翌近最过未这此年月季周星礼晚早凌中傍夜“"「『头截第往半'
    first = rf"(?=[\dxX×*{DIGIT}十廿两几数多{signs}])"
    return re.compile(rf"{first}(?<![\d.A-Za-z])(?:{body})")


GRAINS = {
    "iso": "day", "century": "era", "years": "span", "masked": "year", "coming": "span", "since": "span",
    "relative_end": "span", "points": "span", "weekday": "day",
}  # fmt: skip
