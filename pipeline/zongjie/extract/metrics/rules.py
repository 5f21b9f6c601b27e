"""Metrics: quantities that measure something, with their kind and what they measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zongjie import quantity
from zongjie.config import Settings
from zongjie.document import Document, Metric, MetricKind, Quantity, Rejected, Sentence, Span
from zongjie.extract.metrics.subject import (
    Scene,
    before_bracket,
    counted_behind,
    named_before,
    opening_phrase,
    spelled,
)
from zongjie.extract.rule import clauses, frame
from zongjie.stage import Stage, StageSpec

FRAMES = "extract/metrics/frames.tsv"
PERCENT = frozenset(("%", "‰"))
POINTS = frozenset(("个百分点", "百分点", "个千分点", "个基点"))
MULTIPLE = frozenset(("倍", "番"))
CONFIDENCE = {"cardinal": 0.97, "percent": 0.97, "one_classifier": 0.8, "bare": 0.7, "mask": 0.95}


def measures(text: str, q: Quantity, clause: Span) -> bool:
    """Whether a quantity measures the reported world: no article, era, anniversary, per-unit base or count of headings."""
    before, after = text[max(clause.start, q.span.start - 8) : q.span.start], text[q.span.end : q.span.end + 8]
    if q.rule == "one_classifier":
        repeated = (
            text[q.span.start : q.span.end]
            in text[max(clause.start, q.span.start - 9) : q.span.start] + text[q.span.end : q.span.end + 9]
        )
        return (
            bool(LISTED_ONE.match(after))
            and not ARTICLE_BEFORE.search(before)
            and bool(before.strip())
            and not repeated
        )
    if q.rule == "duration":
        return bool(MEASURED_TIME.search(before))
    words = text[q.span.start : q.span.end]
    if PER_UNIT.fullmatch(words) and (PER_BEFORE.search(before) or PER_AFTER.match(after)):
        return False
    return not (q.unit in ("大", "") and q.unit == "大") and not HEADINGS.match(words + after)


ARTICLE_BEFORE = re.compile(r"(?:是|作为|成为|形成|这|那|某|每|同|另|有|了|成|当作|为|提供|营造|抓住|迈上|打造)$")
LISTED_ONE = re.compile(r"$|[，,。；;、）)]")
MEASURED_TIME = re.compile(
    r"(?:为期|历时|工期|任期|刑期|期限|长达|有期徒刑|寿命|周期|缩短|延长|提前|推迟|服务|年龄|平均|用时|耗时|超过|不少于|累计|保质期|学制|教龄|工龄|党龄|期(?:为|限)?|判处|连续)$"
)
PER_UNIT = re.compile(r"[百千万亿](?:元|人|户|吨|亩|名|平方米|公里)")
PER_BEFORE = re.compile(r"每$|平均每$")
PER_AFTER = re.compile(r"(?:产值|GDP|生产总值|地区|国内|工业|增加值|负伤|伤亡|死亡|拥有|病床|口|耗|能耗|以上)")
HEADINGS = re.compile(
    r"[一二两三四五六七八九十\d]+(?:个|项|条|大)(?:方面|要点|环节|层面|原则|关键|重点(?!项目|工程|企业|行业|镇)|坚持|确保|突出|结合|统筹|转变|必须|关系|问题导向|注重|着力|狠抓)"
)


def kind_of(text: str, q: Quantity, clause: Span, planned: bool) -> MetricKind:
    """The kind of a metric by its form, its unit and the words of its clause; targets by the passage."""
    if q.form == "rank":
        return "rank"
    before, after = text[clause.start : q.span.start], text[q.span.end : clause.end]
    relative = q.unit in PERCENT or q.form in ("percent", "fraction")
    if relative and not planned and DONE_PLAN.search(before):
        return "completion"
    if planned:
        return "target"
    doubled = "番" in text[q.span.start : q.span.end]
    if q.unit in POINTS or doubled:
        return "change"
    if OWED.search(before):
        return "target"
    changed = CHANGE.search(before) is not None and not ARRIVE.search(before)
    if q.unit in MULTIPLE:
        return "change" if changed or TIMES_OF.search(before) else "level"
    if relative:
        return "change" if changed or SINKING.match(after) else "rate"
    if q.form == "ratio" or (not q.unit and COEFFICIENT.search(before)):
        return "rate"
    return "change" if changed and COUNT_CHANGE.search(before) else "level"


DONE_PLAN = frame(FRAMES, "done_plan")
CHANGE = frame(FRAMES, "change")
ARRIVE = frame(FRAMES, "arrive")
OWED = re.compile(
    r"(?:任务|目标|计划|指标)(?:数|为|是|数为)?$|应(?:建|发展|涵盖|收|缴|参|培|检|配|征|完成|到)[^，。；]{0,8}数(?:为)?$|下达[^，。；]{0,12}任务$|"
    r"(?:力争|争取|计划(?!生育|的|单列)|预期(?!寿命)|目标(?!管理|责任|考核|的))[^，。；的]{0,14}$"
)
TIMES_OF = re.compile(r"(?:是|为|相当于|达|比)[^，。；]{1,20}(?:的|约|近|超|超过)$")
SINKING = re.compile(r"的(?:增长|速度|增速|增幅|涨幅|降幅|幅度)")
COEFFICIENT = re.compile(r"(?:系数|比|率|差|指数)[^，。；]{0,14}$")
COUNT_CHANGE = re.compile(
    r"(?:比|较|同比|环比|净|多|少|增收|减亏|增产|减产|减少|降低|下降|缩短|压缩|精简|裁减|裁军|提前|高于|低于|高出|增加了?|增长了?|提高了?|上升了?|下调|上调|节支|减负|负担|上涨|提升|压减|回落|猛增|锐减|前移|后移)[^，。；]{0,10}$"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its clauses, and whether its numbers are those of a plan."""

    sentence: Sentence
    parts: tuple[Span, ...]
    planned: bool


def _passage(text: str, sentence: Sentence, carried: bool) -> Passage:
    words = text[sentence.span.start : sentence.span.end]
    planned = sentence.role == "plan" or (sentence.role == "measures" and PLANNING.search(words) is not None) or carried
    return Passage(sentence, tuple(clauses(text, sentence.span)), planned and not LOOKING_BACK.match(words))


PLANNING = re.compile(r"力争|争取|确保|计划|拟|将(?!近|其)|预期|目标|今后|明年|下一步")
EXPECTED = re.compile(
    r"(?:预期|主要|奋斗|发展|总体|工作)目标(?:任务)?(?:是|为|如下|[：:])|目标任务(?:是|为)|(?:计划|安排|力争|预计)(?:实现|完成|达到|增长)"
)
LOOKING_BACK = re.compile(
    r"^(?:过去|去年|上年|五年来|一年来|回顾|20\d\d年以来|今年以来|截至|截止|目前(?=.{0,20}(?:已|达)))"
)


@dataclass(slots=True)
class _Thread:
    """What the numbers of a sentence go on about, and the number before."""

    topic: Span | None = None
    last: Quantity | None = None
    last_kind: MetricKind | None = None
    last_subject: Span | None = None


def _subject(
    scene: Scene,
    q: Quantity,
    kind: MetricKind,
    parts: tuple[Span, ...],
    at: int,
    near: tuple[Quantity | None, Quantity | None],
    thread: _Thread,
) -> Span | None:
    """The subject's place: behind the number, before it, before its bracket, or the topic of the clauses before."""
    clause, (previous, following) = parts[at], near
    if kind not in ("change", "completion", "rank") or q.form == "fraction":
        behind = counted_behind(scene, q, clause, following)
        if behind is not None:
            return behind
    before = named_before(scene, q, kind, clause, previous) or before_bracket(scene, q, clause)
    if before is not None:
        if kind != "completion":
            thread.topic = before
        return before
    return thread.topic or opening_phrase(scene, parts, at)


def _in_passage(document: Document, passage: Passage, numbers: tuple[Quantity, ...]) -> Iterator[Metric]:
    text = document.text
    scene = Scene.of(text, passage.sentence)
    thread = _Thread()
    ends = [part.end for part in passage.parts]
    for i, q in enumerate(numbers):
        at = bisect_left(ends, q.span.end)
        if at == len(ends) or passage.parts[at].start > q.span.start:
            continue
        clause = passage.parts[at]
        if not measures(text, q, clause):
            continue
        previous = numbers[i - 1] if i and numbers[i - 1].span.start >= clause.start else None
        following = numbers[i + 1] if i + 1 < len(numbers) and numbers[i + 1].span.start < clause.end else None
        planned = passage.planned or _planned_clause(text, passage.parts, at)
        listed = (
            previous is not None
            and previous is thread.last
            and LIST_GAP.fullmatch(text[previous.span.end : q.span.start])
        )
        if listed and previous is not None and thread.last_kind is not None and previous.unit == q.unit:
            kind = thread.last_kind
            behind = None if kind == "change" else counted_behind(scene, q, clause, following)
            subject = behind or thread.last_subject
        else:
            kind = kind_of(text, q, clause, planned)
            subject = _subject(scene, q, kind, passage.parts, at, (previous, following), thread)
        thread.last, thread.last_kind, thread.last_subject = q, kind, subject
        yield _metric(text, q, kind, clause, spelled(text, subject))


def _metric(text: str, q: Quantity, kind: MetricKind, clause: Span, subject: str) -> Metric:
    value, unit, dimension = quantity.canonical(q.value, q.unit)
    basis = BASIS.search(text, clause.start, q.span.start) if kind == "change" else None
    return Metric(
        span=q.span,
        evidence=text[q.span.start : q.span.end],
        rule=f"metrics.{q.rule}",
        confidence=CONFIDENCE.get(q.rule, 0.9),
        value=q.value,
        value_high=q.value_high,
        unit=q.unit,
        canonical_value=value,
        canonical_unit=unit,
        dimension=dimension,
        qualifier=q.qualifier,
        kind=kind,
        subject=subject,
        basis=basis.group() if basis else None,
    )


LIST_GAP = re.compile(r"\s*(?:[、和与及]|以及)\s*")
BASIS = re.compile(
    r"同比|环比|(?:比|较|与|高于|低于|快于|慢于|高出)(?:去年同期|上年同期|上年|去年|前年|年初|上月|上季度|同期|往年|历年|前[一二三四五]年|"
    r"(?:20|19)\d\d年(?:同期|底|末)?|[一二]九[一二三四五六七八九〇○零]{2}年|全国(?:平均)?(?:水平)?|全[省市县区](?:平均)?(?:水平)?|平均(?:水平)?|改革前|税改前|疫情前|计划|预期|目标|任务|预算)"
)


def _planned_clause(text: str, parts: tuple[Span, ...], at: int) -> bool:
    """Whether a clause itself plans: 力争…, 明年…; a plan's first clause carries to the rest of its sentence."""
    clause = text[parts[at].start : parts[at].end]
    if re.match(r"^(?:力争|争取|确保|计划(?!生育)|拟|预期)", clause) or FUTURE.search(clause):
        return True
    return any(FUTURE.search(text[part.start : part.end]) for part in parts[:at])


FUTURE = re.compile(
    r"^(?:明年|下一步|下半年我们|今后|到20[2-9]\d年(?!底?止)|力争到|预期目标|(?:主要|奋斗|发展)?目标(?:任务)?是)|预期目标(?:是|为)?$|(?:我们|我[院校局县市镇区])(?:将|计划|拟|要)"
)


def extract(document: Document) -> Document:
    """Fill `metrics`, and `rejected` with blanks and damaged figures."""
    begins = [q.span.start for q in document.quantities]
    found: list[Metric] = []
    carried, section = False, -1
    for sentence in document.sentences:
        words = document.text[sentence.span.start : sentence.span.end]
        if (
            sentence.section != section
            or LOOKING_BACK.match(words)
            or (not words.endswith(("；", ";", "：", "，", "、")) and not EXPECTED.search(words))
        ):
            keep = False
        else:
            keep = carried
        carried = bool(EXPECTED.search(words)) or keep
        section = sentence.section
        a, b = bisect_left(begins, sentence.span.start), bisect_left(begins, sentence.span.end)
        if a < b:
            passage = _passage(document.text, sentence, carried)
            found.extend(_in_passage(document, passage, document.quantities[a:b]))
        if words.endswith("。"):
            carried = False
    rejected = tuple(
        Rejected(span=span, evidence=document.text[span.start : span.end], rule=f"rejected.{rule}", reason=reason)
        for span, reason, rule in quantity.damaged(document.text)
    )
    return replace(document, metrics=tuple(found), rejected=rejected)


def build(settings: Settings) -> Stage:
    """The stage `metrics`."""
    return extract


SPEC = StageSpec("metrics", build, requires=("sentences", "words", "quantities"), provides=("metrics", "rejected"))
