"""Percentages that cannot be: rates and shares over 100 %, falls of more than all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zongjie.audit.figures import Figure, pattern
from zongjie.audit.verdict import Verdict

BOUNDED, UNBOUNDED, FALLIBLE, PART_OF = (pattern(use) for use in ("bounded", "unbounded", "fallible", "part_of"))
FALLS, DONE = pattern("falls"), pattern("done")
MOST = 100.0
WHOLE = ("总数", "总量", "总额", "总户", "总人", "全部")


def bounds(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Refuse percentages that no arithmetic can give."""
    for figure in figures:
        metric = figure.metric
        if metric.unit not in ("%", "％") or metric.value is None or metric.value <= MOST:
            continue
        before = figure.before + ("" if metric.subject in figure.before else metric.subject)
        reason = _reason(before, figure, text)
        if reason is not None:
            yield Verdict(figure.number, False, f"{metric.value:g}% > 100%：{reason}")


def _reason(before: str, figure: Figure, text: str) -> str | None:
    metric = figure.metric
    if metric.direction == "down" and FALLS.search(figure.before) and not FALLIBLE.search(before):
        return "降幅不会超过全部 | nothing falls by more than all of it"
    if metric.direction is not None or UNBOUNDED.search(before):
        return None
    if BOUNDED.search(before):
        return "此率不会超过全部 | this rate cannot exceed the whole"
    if (
        PART_OF.search(figure.before)
        and not DONE.search(figure.before)
        and ("其中" in text or any(w in before for w in WHOLE))
    ):
        return "部分不会超过整体 | a part cannot exceed its whole"
    return None
