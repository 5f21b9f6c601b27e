"""Shares, rates and completions: 其中B，占P%; 计划A，完成B，完成计划的P%; 受理A，审结B，结案率P%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zongjie.audit.figures import Figure, Interval, pattern
from zongjie.audit.verdict import Verdict, shown, verdict

PART_OF, RATE, TASK, DONE = (pattern(use) for use in ("part_of", "rate", "task", "done"))
BEYOND, OTHER_TIME, SHORT, ADJUSTED = (pattern(use) for use in ("beyond", "other_time", "short", "adjusted"))
DIRECT = re.compile(r"^[）)]?[^，。；：\d]{0,10}[，,；]?[^，。；：\d]{0,16}$")  # all between the part and its share
OF = re.compile(r"(?:占|为|是|相当于|完成|达到|恢复到|完成了|实现)[^，。；：]{0,18}?$")
BEHIND_OF = re.compile(r"^的(?:约|近|将近|逾|超过?|一?大?)?$")
VERBS = (("结案", "审结|办结|执结"), ("接种", "实种"), ("成活", "成活"), ("清偿", "清偿"))
TOTAL_NAME = re.compile("(?:全部|全[市县区镇乡村省院校厂])?[\u4e00-\u9fff]{0,3}总?")
MOVED = re.compile("^[^，。；：]{0,12}(?:到|至)")
ALL = re.compile("全部|均已|全都|悉数")
NAMED = re.compile(r"占(?P<whole>[^，。；：\d的]{2,10}?)(?:的|比例?|比重|数|量|额|约|近|达|为|到|了|超过?)*$")
TOTAL_OF = re.compile(r"占[^，。；：\d]{0,8}总[数额量人户]")
AT_ONCE = re.compile(r"^[）)]?[^，。；：\d]{0,10}(?:[，,；](?:约|仅|已|就|共|则|也|均|分别)?)?占")
ACTUAL = re.compile("完成|实际|实|已|到位|达到|办结|竣工|入库")
BEHIND_TASK = re.compile("任务|目标|计划|指标|预算")
WHOLLY = re.compile("总[\u4e00-\u9fff]{1,4}率")
NEAR = 4  # numbers before a completion among which its task stands
REACH = 4  # figures before a share among which its part and its whole stand
HUNDRED, YEAR_DAYS = 100.0, (365.0, 366.0)
UNITS = ("%", "％", "‰", "成", "")


def shares(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Check every share, rate and completion that stands beside its part and its whole."""
    for at, figure in enumerate(figures):
        if figure.group != "share" or at < 1:
            continue
        found = _of_named(figures, at) or _of_before(text, figures, at)
        if found is not None:
            yield found


def _of_named(figures: Sequence[Figure], at: int) -> Verdict | None:
    """B，占…A的P%: the whole stands right before its share."""
    figure, whole = figures[at], figures[at - 1]
    if not BEHIND_OF.match(figure.gap) or whole.is_share or not OF.search(whole.before):
        return None
    parts = [f for f in figures[: at - 1] if f.alike(whole) and not _of_time(f)]
    tried = [found for part in parts if (found := _verdict(figure, part, whole)) is not None]
    holding = next((one for one in tried if one.consistent), None)
    return holding or (tried[0] if len(parts) == 1 and tried else None)


def _of_time(figure: Figure) -> bool:
    return OF.search(figure.before) is not None or figure.metric.kind == "change"


def _of_before(text: str, figures: Sequence[Figure], at: int) -> Verdict | None:
    figure = figures[at]
    before = figures[at - 1].before if _second_of_pair(figures, at) else figure.before
    if (
        WHOLLY.search(before)
        or OTHER_TIME.search(before)
        or (figures[at - 1].is_share and not _second_of_pair(figures, at))
    ):
        return None
    near = [f for f in figures[:at] if not f.is_share and f.metric.kind != "change"]
    near = near[:1] + near[1:][-REACH:]
    part = near[-1] if near else None
    if part is None or not (DIRECT.match(figure.gap) or _second_of_pair(figures, at)):
        return None
    if figure.value == HUNDRED and ALL.search(figure.gap + before):
        return None  # 12项全部完成，完成率100%
    completed = DONE.search(before) is not None
    beyond = BEYOND.search(before) is not None
    rated = RATE.search(before) is not None and not completed
    if not (completed or beyond or rated or PART_OF.search(before)):
        return None
    same = [f for f in near if f.alike(part)]
    if "天" in (part.unit, part.metric.unit) and len(same) == 1:
        return _of_year(figure, part) if rated and "天数" in before and "年" in text else None
    if len(same) < 2:
        return None
    if (completed or beyond) and not any(_is_task(f, same) for f in same) and RATE.search(before):
        completed, rated = False, True  # 查出隐患86处，已整改79处，整改完成率91.9%
    if completed or beyond:
        return _lenient(figure, near if "分别" in before else same, beyond, True)
    if _whole_elsewhere(figures, at) or (not PART_OF.search(before) and not (rated and _of_part(before, part, same))):
        return None
    if PART_OF.search(before) and not _second_of_pair(figures, at) and not AT_ONCE.match(figure.gap):
        return None  # 寄宿生417人，留守儿童占了近一半
    if not PART_OF.search(before):
        return _rate(figures, at, same)
    name = NAMED.search(before)
    if MOVED.match(part.gap):
        return None  # 从60户增加到437户，占…: the two are no part and whole
    if name is not None and not (TOTAL_NAME.fullmatch(name["whole"]) and "总" in name["whole"]):
        named = _named_whole(name["whole"], same)
        if named is None or named is part:
            return None  # 占世界的, 占编制的: the text does not give it
        return _verdict(figure, part, named)
    if TOTAL_OF.search(before) and (whole := _complement(same, part)) is not None:
        spread = part.interval.over(part.interval + whole.interval)
        if spread is not None:
            words = f"{shown(part)} / ({shown(whole)} + {shown(part)}) × 100"
            return verdict(figure, Interval(spread.low * HUNDRED, spread.high * HUNDRED), words)
    return _lenient(figure, same, beyond)


def _rate(figures: Sequence[Figure], at: int, same: Sequence[Figure]) -> Verdict | None:
    """A rate is that of the two numbers right before it: the later one by the earlier."""
    figure, part, whole = figures[at], figures[at - 1], figures[at - 2] if at > 1 else None
    if whole is None or part is not same[-1] or whole is not same[-2] or re.search("[；;]", part.gap + figure.gap):
        return None
    if figure.value == HUNDRED and ALL.search(figure.gap):
        return None
    for other in same[:-1]:
        found = _verdict(figure, part, other)
        if found is not None and found.consistent:
            return found
    return _verdict(figure, part, whole) if part.value <= whole.value else None


def _named_whole(name: str, same: Sequence[Figure]) -> Figure | None:
    """The whole that 占…数的 names, where just one figure has that name."""
    fitting = [f for f in same if name[:2] in f.before + f.metric.subject or name[-2:] in f.before + f.metric.subject]
    return fitting[0] if len(fitting) == 1 else None


def _complement(same: Sequence[Figure], part: Figure) -> Figure | None:
    """The other of two parts that are all there can be, where the text gives no whole: 男职工312人、女职工208人."""
    if len(same) != 2:
        return None
    other = same[0] if same[1] is part else same[1]
    one, two = part.before + part.metric.subject, other.before + other.metric.subject
    pairs = (("男", "女"), ("城镇", "农村"), ("出口", "进口"))
    return other if any((a in one and b in two) or (b in one and a in two) for a, b in pairs) else None


def _whole_elsewhere(figures: Sequence[Figure], at: int) -> bool:
    """Whether the first share of the passage had no whole beside it, so that the text does not state it at all."""
    first = next((n for n, figure in enumerate(figures[: at + 1]) if figure.group == "share"), at)
    parts = [f for f in figures[:first] if not f.is_share and f.metric.kind != "change"]
    return len([f for f in parts if parts and f.alike(parts[-1])]) < 2


def _of_part(before: str, part: Figure, same: Sequence[Figure]) -> bool:
    """Whether a rate bears the name of its part and not of its whole: 受理A件，审结B件，结案率."""
    name = re.split("率|面|比例|比重|占比", before)[0]
    words = part.before + part.metric.subject
    whole = same[-2].before + same[-2].metric.subject if len(same) > 1 else ""
    if any(key in name and re.search(verbs, words) for key, verbs in VERBS):
        return True
    ends = [name[-n:] for n in (2, 4) if len(name) >= n]
    return any(end in words and end not in whole for end in ends)


def _second_of_pair(figures: Sequence[Figure], at: int) -> bool:
    """Whether a share is the second of a list behind 分别."""
    figure, earlier = figures[at], figures[at - 1]
    return earlier.group == "share" and figure.gap in ("和", "、", "与") and "分别" in earlier.before


def _lenient(figure: Figure, same: Sequence[Figure], beyond: bool, completed: bool = False) -> Verdict | None:
    """The verdict by the pair of figures that fits best: a share that none of them gives is wrong.

    Of a completion the whole is a task and the part is none.
    """
    if completed and len({f.unit for f in same}) > 1:  # 户数和人数分别完成105%和104%: each of its own unit
        mates = [f for f in same if f.alike(same[-1])]
        first = [f for f in same if not f.alike(same[-1])]
        by_unit = [_lenient(figure, some, beyond, True) for some in (first, mates) if len(some) > 1]
        fitting = [one for one in by_unit if one is not None]
        return next((one for one in fitting if one.consistent), fitting[-1] if fitting else None)
    pairs = [
        (part, whole)
        for j, part in enumerate(same)
        for k, whole in enumerate(same)
        if j != k and whole.value > 0 and part.alike(whole)
        if not completed
        or (_is_task(whole, same) and not _is_task(part, same) and figure.number - whole.number <= NEAR)
    ]
    if completed and not pairs:
        pairs = [(p, w) for p in same for w in same if w.metric.kind == "target" != p.metric.kind and p.alike(w)]
    tried = [found for part, whole in pairs if (found := _verdict(figure, part, whole, beyond)) is not None]
    if not tried:
        return None
    holding = next((one for one in tried if one.consistent), None)
    if holding is None and completed:  # only the number right before it is said to be so much of the task
        pairs = [(part, whole) for part, whole in pairs if part is same[-1]]
        tried = [found for part, whole in pairs if (found := _verdict(figure, part, whole, beyond)) is not None]
    return holding or (tried[-1] if tried else None)


def _is_task(figure: Figure, same: Sequence[Figure]) -> bool:
    """Whether a number is a task, by the words before it or right behind it (22项任务完成20项)."""
    found = None
    for match in TASK.finditer(figure.gap):
        found = match
    if found is not None and not ACTUAL.search(figure.gap, found.end()):
        return True
    following = next((one for one in same if one.number == figure.number + 1), None)
    return following is not None and BEHIND_TASK.match(following.gap) is not None


def _verdict(figure: Figure, part: Figure, whole: Figure, beyond: bool = False) -> Verdict | None:
    ratio = part.interval.over(whole.interval)
    if ratio is None:
        return None
    less = 1.0 if beyond else 0.0
    spread = Interval((ratio.low - less) * HUNDRED, (ratio.high - less) * HUNDRED, (ratio.middle - less) * HUNDRED)
    sign = " − 1" if beyond else ""
    return verdict(figure, spread, f"({shown(part)} / {shown(whole)}{sign}) × 100")


def _of_year(figure: Figure, part: Figure) -> Verdict | None:
    """A share of the days of a year."""
    spread = Interval(part.value / YEAR_DAYS[1] * HUNDRED, part.value / YEAR_DAYS[0] * HUNDRED)
    return verdict(figure, spread, f"{shown(part)} / 365 × 100")
