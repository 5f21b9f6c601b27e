"""Growth, differences and multiples: 由A增加到B，增加D，增长P%; B，比上年的A增长P%; B，比上年增加D，增长P%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zongjie.audit.figures import Figure, Interval, pattern
from zongjie.audit.verdict import Verdict, shown, verdict
from zongjie.numerals import fold, integer

FROM, TO, THAN = pattern("from"), pattern("to"), pattern("than")
RISES, FALLS, MEAN = pattern("rises"), pattern("falls"), pattern("mean")
ADJUSTED, TIMES_OF = pattern("adjusted"), pattern("times_of")
YEARS = re.compile(r"((?:19|20)\d\d)年")
NEXT = re.compile(r"^[（(]?[，,]?[^，。；：\d]{0,12}$")  # all between a pair and the growth that belongs to it
FACTOR = re.compile("为|是|相当于|等于|达到")
MONTHLY = "环比"
OTHER_BASE = re.compile(r"(?:(?<![同环])比|较|高于|低于|快于|慢于)(?!上年|去年|上期|期初|年初|同期)")
LAST_YEAR = re.compile(r"(?:上年|去年)(?:同期)?(?:为|是|仅|只有|增长|下降)?$")
UNTIED = re.compile("新增|其中|新建|另")
ONE = Interval(1.0, 1.0)
PLACES = ("位", "名", "个位次", "位次")
TWICE = 2
SPAN = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})年(?:间|来|期间|里|中)")
PLAN, PLAN_YEARS = re.compile("“?[一二三四五六七八九十]{1,2}五”?(?:时期|期间)"), 5


def growth(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Check every growth, difference and multiple that the wording ties to a pair of values."""
    for at, figure in enumerate(figures):
        if ADJUSTED.search(text):
            return
        way = 1 if RISES.search(figure.before) else -1 if FALLS.search(figure.before) else 0
        found = _of_pair(text, figures, at, way)
        if found is not None:
            yield found


def _of_pair(text: str, figures: Sequence[Figure], at: int, way: int) -> Verdict | None:
    figure = figures[at]
    pair = _pair(figures, at)
    if pair is not None:
        old, new = pair
        return _checked(text, figure, old, new, way)
    if figure.group == "share" and way and figure.metric.kind in ("change", "target", "rate"):
        return _by_difference(figures, at, way)
    return None


def _pair(figures: Sequence[Figure], at: int) -> tuple[Figure, Figure] | None:
    """Old and new value that a growth right behind them is of."""
    figure = figures[at]
    if not NEXT.match(figure.gap) or UNTIED.search(figure.before):
        return None
    for end in (at - 1, at - 2):  # 由A到B，增加D，增长P: D stands between
        if end < 1:
            continue
        if end == at - 2 and not (figures[at - 1].metric.kind == "change" and NEXT.match(figures[at - 1].gap)):
            continue
        first, second = figures[end - 1], figures[end]
        if not first.alike(second):
            continue
        if FROM.search(first.before) and TO.match(second.gap):
            return None if OTHER_BASE.search(figure.gap) else (first, second)
        if THAN.search(second.before) and end == at - 1 and not re.search("[，。；：]", figure.gap):
            whole = next((f for f in reversed(figures[:end]) if f.alike(second) and not _compared(f)), None)
            return None if whole is None else (second, whole)
        if MONTHLY in figure.before and end == at - 1 and "月" in first.before and "月" in second.before:
            return first, second
        if end == at - 1 and LAST_YEAR.search(second.before):
            return (second, first) if _fits(figure) or figure.group == "points" else None
    return None


def _fits(figure: Figure) -> bool:
    return "同比" in figure.before or "比上年" in figure.before


def _compared(figure: Figure) -> bool:
    """Whether a figure is what another is compared with, or the size of a difference."""
    return THAN.search(figure.before) is not None or figure.metric.kind == "change"


def _checked(text: str, figure: Figure, old: Figure, new: Figure, way: int) -> Verdict | None:
    if old.value <= 0:
        return None
    if old.group == "rank":
        moved = Interval(abs(old.value - new.value), abs(old.value - new.value))
        return verdict(figure, moved, f"{shown(old)} − {shown(new)}") if figure.metric.unit in PLACES else None
    if figure.group == "multiple":
        return _multiple(figure, old, new)
    if figure.group == "points" and not old.is_share:
        return None
    if figure.group == "points" or figure.alike(old):
        if not way or (old.is_share and figure.group != "points"):
            return None
        change = Interval(0.0, 0.0) + (new.interval - old.interval if way > 0 else old.interval - new.interval)
        signs = (new, old) if way > 0 else (old, new)
        return verdict(figure, change, f"{shown(signs[0])} − {shown(signs[1])}")
    if figure.group != "share" or old.is_share:
        return None
    ratio = new.interval.over(old.interval)
    if ratio is None:
        return None
    if MEAN.search(figure.before):
        return _mean(text, figure, old, new, ratio)
    if not way:
        if TIMES_OF.search(figure.before) and "的" in figure.before[-8:]:
            return verdict(figure, _hundred(ratio), f"{shown(new)} / {shown(old)} × 100")
        return None
    change = _hundred(ratio - ONE if way > 0 else ONE - ratio)
    sign = "− 1" if way > 0 else ""
    words = f"({shown(new)} / {shown(old)} {sign}) × 100" if way > 0 else f"(1 − {shown(new)} / {shown(old)}) × 100"
    return verdict(figure, change, words)


def _mean(text: str, figure: Figure, old: Figure, new: Figure, ratio: Interval) -> Verdict | None:
    count = _years(text)
    if not count or ratio.low <= 0:
        return None
    spread = Interval((ratio.low ** (1 / count) - 1) * 100, (ratio.high ** (1 / count) - 1) * 100)
    return verdict(figure, spread, f"(({shown(new)} / {shown(old)})^(1/{count}) − 1) × 100")


def _years(text: str) -> int | None:
    """Over how many years a mean growth is: 2010年至2015年, 十年间, “十五”期间."""
    years = sorted({int(year) for year in YEARS.findall(text)})
    if len(years) == TWICE:
        return years[1] - years[0]
    if found := SPAN.search(text):
        return integer(fold(found["n"]))
    return PLAN_YEARS if PLAN.search(text) and not years else None


def _multiple(figure: Figure, old: Figure, new: Figure) -> Verdict | None:
    """翻两番 and 是…的3倍 are the whole, 增长2倍 what came on top."""
    ratio = new.interval.over(old.interval)
    if ratio is None:
        return None
    added = RISES.search(figure.before) is not None and "番" not in figure.metric.evidence
    if not added and not ("番" in figure.metric.evidence or FACTOR.search(figure.before)):
        return None
    words = f"{shown(new)} / {shown(old)}" + (" − 1" if added else "")
    return verdict(figure, ratio - ONE if added else ratio, words, unit="倍")


def _by_difference(figures: Sequence[Figure], at: int, way: int) -> Verdict | None:
    """B，比上年增加D，增长P%: what it grew from is B − D; with A named before it (比年初的A增加D) it is A."""
    figure, change = figures[at], figures[at - 1] if at else None
    if change is None or change.is_share or change.metric.kind != "change" or not NEXT.match(figure.gap):
        return None
    if "，" not in figure.gap and "," not in figure.gap:
        return None
    wide = change.interval
    earlier = figures[at - 2] if at >= TWICE else None
    if earlier is None or not earlier.alike(change):
        return None
    if _compared(earlier) and THAN.search(earlier.before):
        base, words = earlier.interval, shown(earlier)
    elif re.search("[；。]", change.gap) or not re.match(r"^[，,]?[^，。；：]{0,12}$", change.gap):
        return None
    else:
        base = earlier.interval - wide if way > 0 else earlier.interval + wide
        words = f"({shown(earlier)} {'−' if way > 0 else '+'} {shown(change)})"
    ratio = wide.over(base) if base.low > 0 else None
    return None if ratio is None else verdict(figure, _hundred(ratio), f"{shown(change)} / {words} × 100")


def _hundred(ratio: Interval) -> Interval:
    return Interval(ratio.low * 100, ratio.high * 100)
