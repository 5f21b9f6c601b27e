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
NEXT = re.compile(r"^[（(]?[，,]?[^，。；：\d]{0,12}$")
ONLY = re.compile(  # nothing but words of growth between a pair and the growth that belongs to it
    r"^[，,]?(?:同比|环比|比上年(?:同期)?|比去年(?:同期)?|较上年|较年初|比年初|年均|平均每年|每年平均|月均|每[件人年月]|平均|实际|净|累计|共"
    r"|增速|增幅|降幅|涨幅|减幅|五年|[三两四]年|提速|时限|已|又|仅|只|约|逾|近|将近|超过?|了|达|为|的|倍数|是|相当于|原来|翻|将|下|上|均)*"
    r"(?:增长|增加|增收|净增|增|上升|提高|提升|上涨|升|涨|多|快|高|扩大|前移|后移|减产|增产|增盈|下降|减少|减|降低|降|回落|缩减|压缩|缩短|压减|下滑|少|低|慢|缩小|减亏|减收|翻|为原来|倍)?"
    r"(?:了|达到?|为|的|约|逾|近|将近|超过?)*$"
)
REAL = re.compile(
    "生产总值|GDP|产值|增加值|国民收入|可支配收入|纯收入|生活费收入|经济总量|消费水平|消费支出"
)  # whose growth is often real  # all between a pair and the growth that belongs to it
FACTOR = re.compile("为|是|相当于|等于|达到")
MONTHLY = "环比"
OTHER_BASE = re.compile(r"(?:(?<![同环])比|较|高于|低于|快于|慢于)(?!上年|去年|上期|期初|年初|同期)")
LAST_YEAR = re.compile(r"(?:上年|去年)(?:同期)?(?:为|是|仅|只有|增长|下降)?$")
UNTIED = re.compile("新增|其中|新建|另")
ONE = Interval(1.0, 1.0, 1.0)
PLACES = ("位", "名", "个位次", "位次")
REACH = 16  # characters at the opening of a sentence that tell what it is about
TWICE = 2
SPAN = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})年(?:间|来|期间|里|中)")
PLAN, PLAN_YEARS = re.compile("“?[一二三四五六七八九十]{1,2}五”?(?:时期|期间)"), 5


def growth(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Check every growth, difference and multiple that the wording ties to a pair of values."""
    for at, figure in enumerate(figures):
        way = 1 if RISES.search(figure.before) else -1 if FALLS.search(figure.before) else 0
        found = _of_pair(text, figures, at, way)
        real = ADJUSTED.search(text) or REAL.search(figure.before + figure.metric.subject + text[:REACH])
        if found is not None and (found.consistent or not real):
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
    if UNTIED.search(figure.before) or ("平均每年" in figure.before and not figure.is_share):
        return None
    for end in (at - 1, at - 2):  # 由A到B，增加D，增长P: D stands between
        if end < 1:
            continue
        if not ONLY.match(figure.gap) or (end == at - 2 and not _difference(figures[at - 1])):
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


def _difference(figure: Figure) -> bool:
    """Whether a figure is the size of the change that stands between a pair and its growth."""
    return figure.metric.kind == "change" and ONLY.match(figure.gap) is not None


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
        return verdict(figure, change, f"{shown(signs[0])} − {shown(signs[1])}", tied=True)
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
    return verdict(figure, change, words, tied=True)


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
    return Interval(ratio.low * 100, ratio.high * 100, ratio.middle * 100)
