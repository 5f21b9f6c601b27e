"""The places where a numeral counts nothing: fixed words (`phrases.tsv`), names in quotation marks, titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from zongjie.lexicon import table

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# A quotation of up to 16 characters without a comma is a name or slogan (“五百活动”); longer ones quote speech.
# 《…》 is a title whatever its length. A percentage alone in quotation marks (“100%”) is stressed, not named.
_QUOTED = re.compile(
    r"“(?!\d[\d.]*%”)[^“”\n，。；：,;:]{1,16}”|《[^《》\n]{1,80}》|[「『][^「」『』\n，。；：]{1,16}[」』]|‘[^‘’\n，。；：]{1,16}’"
)
_PAIRED = re.compile(r'"([^"\n]*)"')  # straight marks have no direction: every pair is taken, short ones are names
_NAME = re.compile(r"[^，。；：,;:]{1,16}")
# 一村一品: one for each, as a slogan; 一件件: one after another; 一点一倍 and 一元一角 are numbers
_SLOGAN = re.compile(
    r"一(?:([\u4e00-\u9fff])\1|(?!点|[元块]一[角毛]|角一分)[\u4e00-\u9fff]一(?![万千百亿十])[\u4e00-\u9fff])"
)
# 十五分钟生活圈: the name of a policy
_CIRCLE = re.compile(r"(?:[二三四五六七八九]?十[一二三五]?|半|\d{1,3})(?:分钟|小时)[\u4e00-\u9fff]{1,6}圈")


@lru_cache(maxsize=1)
def _phrases() -> tuple[AhoCorasick, tuple[bool, ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    rows = table("quantity/phrases.tsv", "phrase")
    automaton = AhoCorasick([row["phrase"] for row in rows], matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(row["kind"] != "number" for row in rows)


def blocked(folded: str, times: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The (start, end) of every such place and of `times`, sorted by start; they may overlap."""
    automaton, counts = _phrases()
    found = [(start, end) for index, start, end in automaton.find_matches_as_indexes(folded) if counts[index]]
    found += times
    found += [match.span() for match in _QUOTED.finditer(folded)]
    found += [match.span() for match in _SLOGAN.finditer(folded)]
    if "圈" in folded:
        found += [match.span() for match in _CIRCLE.finditer(folded)]
    if '"' in folded:
        found += [match.span() for match in _PAIRED.finditer(folded) if _NAME.fullmatch(match[1])]
    found.sort()
    return found
