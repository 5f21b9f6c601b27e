"""The stage `kpi`: which indicator of the codebooks each metric is of."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

from zongjie.config import Settings
from zongjie.document import Document, Metric, altered
from zongjie.kpi.codebook import Indicator
from zongjie.kpi.match import WHOLE, Asked, Matcher, fit, matcher
from zongjie.stage import Stage, StageSpec

GOING_ON = 60  # characters from one number to the next, in another sentence, that goes on about the same indicator
SHARED = 80  # characters before 分别 in which the values stand whose growth it gives
REACH = 90  # characters of the sentence before a number in which its indicator may be named
ONE = ("level", "rate", "target")
NEAR = 16  # characters before a number that tell whether it adds up over the years, or held in each of them
SUMMED = re.compile("新[建增修]|建成|完成|改造|累计|一直|连年|连续|稳定在|保持在|每年")
JOINS = ("、", "和", "与", "及")
RESPECTIVELY = "分别"
STOPS = "。！？；"  # a line break does not end a sentence here: pages break lines inside them


def build(settings: Settings) -> Stage:
    """The stage `kpi`.

    Raises:
        CodebookError: a codebook of the settings is wrong or cannot be read.
    """
    match = matcher(settings.codebooks)

    def name(document: Document) -> Document:
        if not document.metrics:
            return document
        starts = [sentence.span.start for sentence in document.sentences]
        told = _told(match, document.text, document.metrics, starts)
        named = [
            m if kpi is None else altered(_dated(document.text, m, match.book[kpi]), kpi=kpi)
            for m, kpi in zip(document.metrics, told, strict=True)
        ]
        return altered(document, metrics=tuple(named))

    return name


def _dated(text: str, metric: Metric, indicator: Indicator) -> Metric:
    """Of a review of several years, a level that does not add up over them is of the last one."""
    start, end = metric.period_start, metric.period_end
    if indicator.flow or metric.period_type != "span" or metric.kind not in ONE or start is None or end is None:
        return metric
    if SUMMED.search(text[metric.span.start - NEAR : metric.span.start]):
        return metric
    if (
        metric.period_source == "sentence"
        or start.year == end.year
        or fit(indicator, metric.dimension, "level") != WHOLE
    ):
        return metric
    return altered(metric, period_type="year", period_start=date(end.year, 1, 1), period_end=date(end.year, 12, 31))


def _told(match: Matcher, text: str, metrics: tuple[Metric, ...], starts: list[int]) -> list[str | None]:
    """The id of the indicator of each metric, in their order."""
    told: list[str | None] = []
    group: list[int] = []  # the metrics behind the last 分别
    since, sentence, chain = -1, -1, 0
    for number, metric in enumerate(metrics):
        at = metric.span.start
        place = bisect_right(starts, at) - 1
        if place != sentence:
            sentence, since, group = place, -1, []
        floor = max(0, at - REACH)
        begin = max(floor, *(text.rfind(stop, floor, at) + 1 for stop in STOPS))
        apart = text.rfind(RESPECTIVELY, begin, at)
        group = [*group, number] if 0 <= apart == since else [number]
        since = apart
        order = len(group) - 1 if apart >= 0 else None
        joined = number > 0 and text[metrics[number - 1].span.end : at].strip() in JOINS
        chain = chain + 1 if joined else 0
        if order is None and chain:
            order = chain  # 居民人均可支配收入增长8.4%和10.2%
        asked = Asked(metric.subject, text[begin:at], metric.dimension, metric.kind, order)
        before = metrics[number - 1] if number else None
        near = before is not None and bisect_right(starts, before.span.start) - 1 == place
        if metric.kind == "completion" and near and told[-1] is not None:
            told.append(told[-1])  # 城镇新增就业4.9万人，完成年度目标的119%
            continue
        found = match(asked)
        if found is None and told and match.empty(metric.subject):
            found = _gone_on(match, text, asked, metrics[number - 1], told[-1], metric, begin, near)
        told.append(None if found is None else found.id)
        _share_out(match, metrics, told, group if apart >= 0 else [], since)
    return told


def _gone_on(
    match: Matcher, text: str, asked: Asked, before: Metric, name: str | None, metric: Metric, begin: int, near: bool
) -> Indicator | None:
    """The indicator of the metric before, where a subject names nothing: 国内生产总值增长6.6%，总量突破90万亿元."""
    gap = text[before.span.end : metric.span.start]
    if not near and ("\n" in gap or len(gap) > GOING_ON):
        return None
    if name is not None and fit(match.book[name], asked.dimension, asked.kind):
        return match.book[name]
    return match(altered(asked, subject=before.subject, before=text[begin : before.span.start])) if near else None


def _share_out(
    match: Matcher,
    metrics: tuple[Metric, ...],
    told: list[str | None],
    group: list[int],
    since: int,
) -> None:
    """A收入9422元，B收入2936元，分别增长7.7%和6.8%: the numbers behind 分别 are of what was counted before it."""
    if len(group) < 2 or len({told[number] for number in group}) > 1:
        return
    first = bisect_right(metrics, since - SHARED, hi=group[0], key=lambda metric: metric.span.start)
    earlier = [n for n in range(first, group[0]) if metrics[n].span.start < since]
    named = told[group[0]]
    last = max((at for at, n in enumerate(earlier) if told[n] == named), default=len(earlier) - 1) + 1
    window = earlier[max(0, last - len(group)) : last]
    names = [told[number] for number in window]
    distinct = len(names) == len(group) and None not in names and len(set(names)) == len(names)
    if distinct and named in (None, *names) and len({metrics[number].dimension for number in window}) == 1:
        for number, name in zip(group, names, strict=True):
            told[number] = name


SPEC = StageSpec("kpi", build, requires=("sentences", "metrics", "links"), provides=("kpi",))
