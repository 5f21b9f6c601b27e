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
    part = next((f for f in reversed(figures[: at - 1]) if f.alike(whole) and not _of_time(f)), None)
    if part is None:
        return None
    return _verdict(figure, part, whole)


def _of_time(figure: Figure) -> bool:
    return OF.search(figure.before) is not None or figure.metric.kind == "change"


def _of_before(text: str, figures: Sequence[Figure], at: int) -> Verdict | None:
    figure = figures[at]
    before = figures[at - 1].before if _second_of_pair(figures, at) else figure.before
    if OTHER_TIME.search(before) or figures[at - 1].is_share and not _second_of_pair(figures, at):
        return None
    near = [f for f in figures[:at] if not f.is_share and f.metric.kind != "change"]
    near = near[:1] + near[1:][-REACH:]
    part = near[-1] if near else None
    if part is None or not (DIRECT.match(figure.gap) or _second_of_pair(figures, at)):
        return None
    completed = DONE.search(before) is not None
    beyond = BEYOND.search(before) is not None
    rated = RATE.search(before) is not None and not completed
    if not (completed or beyond or rated or PART_OF.search(before)):
        return None
    same = [f for f in near if f.alike(part)]
    if part.unit == "天" or part.metric.unit == "天":
        if len(same) == 1:
            return _of_year(figure, part) if rated and "天数" in before and "年" in text else None
    if len(same) < 2:
        return None
    if not (completed or beyond) and not rated and _whole_elsewhere(figures, at):
        return None
    if rated and not completed and not _of_part(before, part):
        return None
    if "分别" in before:
        return _lenient(figure, near, beyond, completed or beyond)
    return _lenient(figure, same, beyond, completed or beyond)


def _whole_elsewhere(figures: Sequence[Figure], at: int) -> bool:
    """Whether the first share of the passage had no whole beside it, so that the text does not state it at all."""
    first = next((n for n, figure in enumerate(figures[: at + 1]) if figure.group == "share"), at)
    parts = [f for f in figures[:first] if not f.is_share and f.metric.kind != "change"]
    return len([f for f in parts if parts and f.alike(parts[-1])]) < 2


def _of_part(before: str, part: Figure) -> bool:
    """Whether the name of a rate has a sign in common with its part: 审结, 结案率."""
    name = re.split("率|面|比例|比重|占比", before)[0][-4:]
    return bool(set(name) & set(part.before + part.metric.subject) - set("的了为是达全年共本市县区"))


def _second_of_pair(figures: Sequence[Figure], at: int) -> bool:
    """Whether a share is the second of a list behind 分别."""
    figure, earlier = figures[at], figures[at - 1]
    return earlier.group == "share" and figure.gap in ("和", "、", "与") and "分别" in earlier.before


def _lenient(figure: Figure, same: Sequence[Figure], beyond: bool, completed: bool = False) -> Verdict | None:
    """The verdict by the pair of figures that fits best: a share that none of them gives is wrong.

    Of a completion the whole is a task and the part is none.
    """
    pairs = [
        (part, whole)
        for j, part in enumerate(same)
        for k, whole in enumerate(same)
        if j != k and whole.value > 0 and part.alike(whole)
        if not completed or (TASK.search(whole.before) and not TASK.search(part.before))
    ]
    if completed and not pairs:
        pairs = [(p, w) for p in same for w in same if w.metric.kind == "target" != p.metric.kind and p.alike(w)]
    tried = [found for part, whole in pairs if (found := _verdict(figure, part, whole, beyond)) is not None]
    if not tried:
        return None
    holding = next((one for one in tried if one.consistent), None)
    if holding is not None:
        return holding
    part, whole = max(pairs, key=lambda pair: (pair[0].number, pair[1].number))
    return _verdict(figure, part, whole, beyond)


def _verdict(figure: Figure, part: Figure, whole: Figure, beyond: bool = False) -> Verdict | None:
    ratio = part.interval.over(whole.interval)
    if ratio is None:
        return None
    less = 1.0 if beyond else 0.0
    spread = Interval((ratio.low - less) * HUNDRED, (ratio.high - less) * HUNDRED)
    sign = " − 1" if beyond else ""
    return verdict(figure, spread, f"({shown(part)} / {shown(whole)}{sign}) × 100")


def _of_year(figure: Figure, part: Figure) -> Verdict:
    """A share of the days of a year."""
    spread = Interval(part.value / YEAR_DAYS[1] * HUNDRED, part.value / YEAR_DAYS[0] * HUNDRED)
    return verdict(figure, spread, f"{shown(part)} / 365 × 100")
