"""Metrics: quantities that measure something, with their kind and what they measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from zongjie import lexicon, quantity
from zongjie.config import Settings
from zongjie.document import Document, Metric, MetricKind, Quantity, Rejected, Sentence, Span
from zongjie.extract.metrics.subject import Scene, subject_of
from zongjie.extract.rule import clauses
from zongjie.stage import Stage, StageSpec

FOLDER = "extract/metrics/"
PERCENT = frozenset(("%", "‰"))
POINTS = frozenset(("个百分点", "百分点", "个千分点", "个基点"))
MULTIPLE = frozenset(("倍", "番"))
CONFIDENCE = {"cardinal": 0.97, "percent": 0.97, "one_classifier": 0.8, "bare": 0.7, "mask": 0.95}


@lru_cache(maxsize=16)
def frame(use: str) -> re.Pattern[str]:
    """All patterns of one use of frames.tsv as one."""
    return re.compile("|".join(f"(?:{p})" for p in lexicon.words(FOLDER + "frames.tsv", "pattern", use=use)))


def measures(text: str, q: Quantity, clause: Span) -> bool:
    """Whether a quantity measures the reported world: no article, era, anniversary, per-unit base or count of headings."""
    before, after = text[max(clause.start, q.span.start - 8) : q.span.start], text[q.span.end : q.span.end + 8]
    if q.rule == "one_classifier":
        return bool(LISTED_ONE.match(after)) and not ARTICLE_BEFORE.search(before) and bool(before.strip())
    if q.rule == "duration":
        return bool(MEASURED_TIME.search(before))
    words = text[q.span.start : q.span.end]
    if PER_UNIT.fullmatch(words) and (PER_BEFORE.search(before) or PER_AFTER.match(after)):
        return False
    return not (q.unit in ("大", "") and q.unit == "大") and not HEADINGS.match(words + after)


ARTICLE_BEFORE = re.compile(r"(?:是|作为|成为|形成|这|那|某|每|同|另|有|了|成|当作|为|提供|营造|抓住|迈上|打造)$")
LISTED_ONE = re.compile(r"$|[，,。；;、）)]")
MEASURED_TIME = re.compile(r"(?:为期|历时|工期|任期|刑期|期限|长达|有期徒刑|寿命|周期|缩短|延长|提前|推迟|服务|年龄|平均|用时|耗时|超过|不少于|累计|保质期|学制|教龄|工龄|党龄|期(?:为|限)?|判处|连续)$")
PER_UNIT = re.compile(r"[百千万亿](?:元|人|户|吨|亩|名|平方米|公里)")
PER_BEFORE = re.compile(r"每$|平均每$")
PER_AFTER = re.compile(r"(?:产值|GDP|生产总值|地区|国内|工业|增加值|负伤|伤亡|死亡|拥有|病床|口|耗|能耗|以上)")
HEADINGS = re.compile(r"[一二两三四五六七八九十\d]+(?:个|项|条|大)(?:方面|要点|环节|层面|原则|关键|重点(?!项目|工程|企业|行业|镇)|坚持|确保|突出|结合|统筹|转变|必须|关系|问题导向|注重|着力|狠抓)")


def kind_of(text: str, q: Quantity, clause: Span, planned: bool) -> MetricKind:
    """The kind of a metric by its form, its unit and the words of its clause; targets by the passage."""
    if q.form == "rank":
        return "rank"
    before, after = text[clause.start : q.span.start], text[q.span.end : clause.end]
    relative = q.unit in PERCENT or q.form in ("percent", "fraction") or q.unit == "%"
    if relative and frame("done_plan").search(before):
        return "completion"
    if planned or OWED_DIRECT.search(before):
        return "target"
    changed = frame("change").search(before) is not None and not frame("arrive").search(before)
    if q.unit in POINTS or q.unit in MULTIPLE:
        return "change" if q.unit in POINTS or changed or q.unit == "番" or TIMES_OF.search(before) else "level"
    if relative:
        return "change" if changed or SINKING.match(after) else "rate"
    if changed and COUNT_CHANGE.search(before):
        return "change"
    return "level"


OWED_DIRECT = re.compile(
    r"(?:任务|目标|计划|指标)(?:数|为|是|数为)?$|应(?:建|发展|涵盖|收|缴|参|培|检|配|征|完成|到)[^，。；]{0,8}数(?:为)?$|下达[^，。；]{0,12}任务$|"
    r"(?:力争|争取|计划|预期|目标)[^，。；]{0,14}$"
)
TIMES_OF = re.compile(r"(?:是|为|相当于|达|比)[^，。；]{1,20}(?:的|约|近|超|超过)$")
SINKING = re.compile(r"的(?:增长|速度|增速|增幅|涨幅|降幅|幅度)")
COUNT_CHANGE = re.compile(
    r"(?:比|较|同比|环比|净|多|少|增收|减亏|增产|减产|减少|降低|下降|缩短|压缩|精简|裁减|裁军|提前|高于|低于|高出|增加了|增长了?|提高了?|上升了?|下调|上调|节支|减负|负担|上涨|提升|增长|压减|回落|猛增|锐减)[^，。；]{0,10}$"
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
EXPECTED = re.compile(r"(?:预期|主要|奋斗|发展|总体|工作)目标(?:是|为|如下)?[：:]?|目标任务(?:是|为)|(?:计划|安排|力争|预计)(?:实现|完成|达到|增长)")
LOOKING_BACK = re.compile(r"^(?:过去|去年|上年|五年来|一年来|回顾|20\d\d年以来|今年以来|截至|截止|目前(?=.{0,20}(?:已|达)))")


def _in_passage(document: Document, passage: Passage, numbers: tuple[Quantity, ...]) -> Iterator[Metric]:
    text = document.text
    scene = Scene.of(text, passage.sentence)
    topic: Span | None = None
    ends = [part.end for part in passage.parts]
    for i, q in enumerate(numbers):
        at = bisect_left(ends, q.span.end)
        if at == len(ends) or passage.parts[at].start > q.span.start:
            continue
        clause = passage.parts[at]
        if not measures(text, q, clause):
            continue
        planned = passage.planned or _planned_clause(text, passage.parts, at)
        kind = kind_of(text, q, clause, planned)
        neighbours = (numbers[i - 1] if i else None, numbers[i + 1] if i + 1 < len(numbers) else None)
        subject, topic = subject_of(scene, q, kind, clause, topic, neighbours)
        value, unit, dimension = quantity.canonical(q.value, q.unit)
        before = text[clause.start : q.span.start]
        basis = BASIS.search(before) if kind == "change" else None
        yield Metric(
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


FUTURE = re.compile(r"^(?:明年|下一步|下半年我们|今后|到20[2-9]\d年(?!底?止)|力争到|预期目标|(?:主要|奋斗|发展)?目标(?:任务)?是)|预期目标(?:是|为)?$|(?:我们|我[院校局县市镇区])(?:将|计划|拟|要)")


def extract(document: Document) -> Document:
    """Fill `metrics`, and `rejected` with blanks and damaged figures."""
    begins = [q.span.start for q in document.quantities]
    found: list[Metric] = []
    carried, section = False, -1
    for sentence in document.sentences:
        words = document.text[sentence.span.start : sentence.span.end]
        if sentence.section != section or LOOKING_BACK.match(words) or not words.endswith(("；", ";", "：", "，", "、")) and not EXPECTED.search(words):
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
