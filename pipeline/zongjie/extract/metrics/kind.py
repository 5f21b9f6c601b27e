"""Whether a quantity measures anything, and of what kind it is: by its form, its unit and the words around it."""

from __future__ import annotations

import re

from zongjie.document import Direction, MetricKind, Quantity, Span
from zongjie.extract.metrics.scene import FRAMES, listed
from zongjie.extract.rule import frame

NEAR = 8  # characters before or behind a number that decide whether it measures
REACH = 64  # characters before a number that tell its kind: longer than any frame, whatever a clause runs to
REPEATED = 9  # characters within which 一个…一个… is a parallel
VAGUE = frozenset("多余来")  # 一年多收入: as often the time in which as how long
LASTED, INDEFINITE = "了", "一几数"  # 坚持了两年半; 干了一年 is as often a manner of speaking
AGE, AGED = "岁", re.compile(r"(?:平均|年龄|龄)[^，。；]{0,6}$")
VERBAL = frozenset("遍回趟下番把片声眼阵")  # 讲一遍, 哭声一片: no count
EVERY_OTHER = ("头", "再", "另", "同", "某", "任", "块钱", "元钱", "毛钱", "角钱", "人人", "哪")  # 三毛钱一斤
AMONG = ("其中", "其中有")  # 其中一起
AT_END = re.compile(r"$|[，,。；;、）)]")
PERCENT, POINTS, MULTIPLE = listed("percent"), listed("points"), listed("multiple")
ARTICLE, HEADINGS = (frame(FRAMES, use) for use in ("article", "headings"))
TIMED, TIMED_BEHIND = (frame(FRAMES, use) for use in ("timed", "timed_behind"))
PER_UNIT, PER_BEFORE, PER_AFTER = (frame(FRAMES, use) for use in ("per_unit", "per_before", "per_after"))
DONE_PLAN, OVERSHOT, OWED, ARRIVE = (frame(FRAMES, use) for use in ("done_plan", "overshot", "owed", "arrive"))
SIGNS, BRACKETS = ("+", "＋", "↑", "↓"), ("（", "(")
CHANGE, COUNT_CHANGE, SINCE, TIMES_OF = (frame(FRAMES, use) for use in ("change", "count_change", "since", "times_of"))
SINKING, COEFFICIENT = (frame(FRAMES, use) for use in ("sinking", "coefficient"))
CHANGE_NOUN, DOWNWARD, UPWARD = (frame(FRAMES, use) for use in ("change_noun", "downward", "upward"))


def measures(text: str, q: Quantity, clause: Span) -> bool:
    """Whether a quantity measures the reported world: no article, era, base of reckoning or heading count."""
    words = text[q.span.start : q.span.end]
    before = text[max(clause.start, q.span.start - NEAR) : q.span.start]
    after = text[q.span.end : q.span.end + NEAR]
    if q.rule == "one_classifier":
        if q.unit in VERBAL or before.endswith(EVERY_OTHER):
            return False
        if before.endswith(AMONG):
            return True
        return bool(AT_END.match(after) and before.strip()) and not (ARTICLE.search(before) or _again(text, q, clause))
    if q.rule == "duration":
        return _lasted(q, words, before, after)
    if q.unit == AGE and q.qualifier in ("over", "under"):
        return AGED.search(before) is not None  # 60岁以上老人: a class of people
    if PER_UNIT.fullmatch(words) and (PER_BEFORE.search(before) or PER_AFTER.match(after)):
        return False
    return q.unit != "大" and not HEADINGS.match(words + after)


def _lasted(q: Quantity, words: str, before: str, after: str) -> bool:
    """Whether a duration says how long something lasted or is to last (闲置两年, 五年不变), and is no era (三年来)."""
    if TIMED.search(before):
        return True
    if words[0] in INDEFINITE:
        return False
    bounded = q.qualifier in ("over", "under") and not VAGUE.intersection(words)
    return bounded or before.endswith(LASTED) or TIMED_BEHIND.match(after) is not None


def _again(text: str, q: Quantity, clause: Span) -> bool:
    """Whether the same words stand close by (一个…一个…): parallel phrases, nothing counted."""
    words = text[q.span.start : q.span.end]
    before = text.find(words, max(clause.start, q.span.start - REPEATED), q.span.start)
    return before >= 0 or text.find(words, q.span.end, q.span.end + REPEATED) >= 0


def kind_of(text: str, q: Quantity, clause: Span, planned: bool) -> MetricKind:
    """The kind of a metric by its form, its unit and the words of its clause; targets by the passage."""
    if q.form == "rank":
        return "rank"
    before = text[max(clause.start, q.span.start - REACH) : q.span.start]
    share = q.unit in PERCENT or q.form in ("percent", "fraction")
    if planned:
        return "target"
    if share and DONE_PLAN.search(before):
        return "completion"
    if OVERSHOT.search(before):
        return "completion" if share else "change"
    if q.unit in POINTS or "番" in text[q.span.start : q.span.end]:
        return "change"
    if OWED.search(before):
        return "target"
    if _signed(text, q):
        return "change"
    changed = (CHANGE.search(before) and not ARRIVE.search(before)) or CHANGE_NOUN.search(before)
    if q.unit in MULTIPLE:
        return "change" if changed or TIMES_OF.search(before) else "level"
    if share:
        return "change" if changed or SINKING.match(text, q.span.end, clause.end) else "rate"
    if q.form == "ratio" or (not q.unit and COEFFICIENT.search(before)):
        return "rate"
    return "change" if changed and COUNT_CHANGE.search(before) else "level"


def _signed(text: str, q: Quantity) -> bool:
    """Whether the number says by its sign that it is a growth: 356亿元（+8.2%）, 同比-12件."""
    before = text[max(q.span.start - NEAR, 0) : q.span.start]
    if (q.value or 0) < 0:
        return SINCE.search(before) is not None or (q.unit in PERCENT and before.endswith(BRACKETS))
    if q.unit in PERCENT and before.endswith(SIGNS):
        return True
    return before.endswith((*SIGNS, "-", "－")) and SINCE.search(before[:-1]) is not None


def direction_of(before: str) -> Direction | None:
    """Whether the words before a change tell of more or of less: the last such word decides; None where none does."""
    down = max((match.end() for match in DOWNWARD.finditer(before)), default=-1)
    up = max((match.end() for match in UPWARD.finditer(before)), default=-1)
    if down == up:
        return None
    return "down" if down > up else "up"
