"""What holds for any text from cleaning to grounding, and that no stage's work outgrows its text."""

import time
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zongjie import ground, quantity, segment, structure, timex
from zongjie.clean import clean
from zongjie.config import Settings
from zongjie.document import (
    ACTIVITY_STATUSES,
    ACTIVITY_TYPES,
    METRIC_KINDS,
    PROBLEM_CATEGORIES,
    QUALIFIERS,
    ROLES,
    Document,
    Source,
    Span,
)
from zongjie.extract.activities.rules import extract as activities
from zongjie.extract.metrics.rules import extract as metrics
from zongjie.extract.problems.rules import extract as problems

SIGNS = list("，。；：、！？…,.;:!?“”‘’\"'《》（）()〈〉「」【】—-·%％①③●\n\n 　\u200b*#|")
PARTS = [
    "一、", "（二）", "3．", "4.", "（5）", "⑥", "——", "一是", "其中", "第三，", "主要工作", "存在问题",
    "下一步打算", "全年", "新建", "工会", "31家", "103%", "xx名", "3至5个", "三分之一", "1,234.5万元", "20xx年",
    "5月3日", "分别增长", "占", "应建数", "的", "了", "对", "进行", "把", "纳入", "组织", "参加", "举办",
    "培训班", "召开座谈会", "印发《办法》", "建立健全", "完善制度", "不足", "不够", "不平衡", "缺乏", "由于",
    "但", "干部", "针对上述问题", "我们清醒地看到", "明年将", "比上年", "提高到", "从", "到", "等形式", "通过",
    "第一", "翻一番", "2.1∶1", "連續", "９８．６％", "abc", "x", "１２", "0",
]  # fmt: skip
LUMPS = st.lists(st.sampled_from(PARTS + SIGNS), max_size=40).map("".join)
TEXTS = (
    LUMPS
    | st.text(alphabet=st.sampled_from(sorted({c for part in PARTS for c in part} | set(SIGNS))), max_size=80)
    | st.text(max_size=40)
)
ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SETTINGS = Settings()


@lru_cache(maxsize=1)
def cutter():
    return segment.build(SETTINGS)


def cleaned(text):
    """The document of a raw text as it stands after cleaning, all of it one document."""
    done = clean(text, SETTINGS)
    source = Source("a.txt", "0" * 64, 1, "text/plain", "utf-8", text, "ok")
    return Document(source, 0, Span(0, len(text)), done.text, done.text, done.offsets)


def through(text):
    """The document after every stage but grounding."""
    made = structure.structure(cleaned(text))
    times = timex.find(made.text)
    fields = {name: getattr(made, name) for name in made.__slots__}
    fields |= {"times": tuple(times), "quantities": tuple(quantity.find(made.text, times))}
    return problems(activities(metrics(cutter()(Document(**fields)))))


@ANY
@given(TEXTS)
def test_cleaning_twice_changes_nothing_and_its_offsets_map_back(text):
    once = clean(text, SETTINGS)
    assert len(once.offsets) == len(once.text)
    places = list(once.offsets.positions)
    assert places == sorted(set(places))
    assert all(0 <= at < len(text) for at in places)
    again = clean(once.text, SETTINGS)
    assert again.text == once.text
    assert list(again.offsets.positions) == list(range(len(once.text)))


@ANY
@given(TEXTS)
def test_sections_cover_the_text_and_sentences_lie_in_them_apart(text):
    done = through(text)
    assert done.sections[-1].span.end == len(done.text)
    assert not done.text[: done.sections[0].span.start].strip()
    for one, two in zip(done.sections, done.sections[1:], strict=False):
        assert one.span.end == two.span.start
    last = 0
    for sentence in done.sentences:
        assert last <= sentence.span.start < sentence.span.end <= len(done.text)
        assert done.sections[sentence.section].span.contains(sentence.span)
        words = done.text[sentence.span.start : sentence.span.end]
        assert words == words.strip()
        assert sentence.role in ROLES
        last = sentence.span.end
    assert {section.role for section in done.sections} <= set(ROLES)


@ANY
@given(TEXTS)
def test_sentences_hold_all_but_blanks_list_marks_and_the_stops_of_headings(text):
    done = through(text)
    kept = sorted(at for s in done.sentences for at in range(s.span.start, s.span.end))
    lost = set(range(len(done.text))) - set(kept)
    lines = {line.span.start: line for line in structure._lines(done.text)}
    marks = {
        at for line in lines.values() for at in range(line.span.start, (line.title or line.body or line.span).start)
    }
    stops = {line.title.end for line in lines.values() if line.title and line.body}
    assert not {at for at in lost - marks - stops if not done.text[at].isspace()}


@ANY
@given(TEXTS)
def test_words_are_the_text_and_quantities_are_apart(text):
    done = through(text)
    assert "".join(done.words) == done.text
    assert len(done.words) == len(done.tags)
    last = 0
    for found in done.quantities:
        assert last <= found.span.start < found.span.end <= len(done.text)
        last = found.span.end
    assert {done.text[q.span.start : q.span.end] for q in done.quantities} <= set(done.words)


@ANY
@given(TEXTS)
def test_every_finding_proves_itself(text):
    done = through(text)
    quantities = {q.span for q in done.quantities}
    for found in (*done.findings, *done.rejected):
        assert 0 <= found.span.start < found.span.end <= len(done.text)
        assert found.evidence == done.text[found.span.start : found.span.end]
        assert found.rule
        assert 0 < found.confidence <= 1
    for found in done.findings:
        assert found.evidence == found.evidence.strip()
    for metric in done.metrics:
        assert metric.span in quantities
        assert metric.kind in METRIC_KINDS
        assert metric.qualifier in QUALIFIERS
        assert (metric.value is None) == (metric.qualifier == "masked")
        assert set(metric.subject) <= set(done.text)
        assert not any(c.isspace() for c in metric.subject)
    for activity in done.activities:
        assert activity.type in ACTIVITY_TYPES
        assert activity.status in ACTIVITY_STATUSES
        assert activity.predicate in done.text
        assert activity.object in "".join(done.text.split())
    for problem in done.problems:
        assert problem.category in PROBLEM_CATEGORIES


@ANY
@given(TEXTS)
def test_no_two_findings_of_a_kind_are_one(text):
    done = through(text)
    for found in (done.metrics, done.activities, done.problems):
        places = [f.span for f in found]
        assert len(set(places)) == len(places)


@ANY
@given(TEXTS)
def test_findings_lie_in_one_sentence(text):
    done = through(text)
    for found in (*done.activities, *done.problems):
        assert any(s.span.contains(found.span) for s in done.sentences)


@ANY
@given(TEXTS)
def test_grounding_maps_every_span_onto_the_source(text):
    before = through(text)
    after = ground.ground(before)
    assert after.text == text
    assert after.cleaned == before.text
    for one, two in zip(before.findings, after.findings, strict=True):
        assert two.evidence == text[two.span.start : two.span.end]
        assert after.source.text[two.span.start] == text[before.offsets.positions[one.span.start]]
        assert before.offsets.find(two.span.start) == one.span.start
    for one, two in zip(before.sentences, after.sentences, strict=True):
        assert before.offsets.locate(one.span) == two.span


@ANY
@given(TEXTS)
def test_the_same_text_gives_the_same_findings(text):
    assert through(text).findings == through(text).findings


REPEATED = [
    "（", "）", "“", "”", "《", "\"", "、", "，", "。", "；", "：", "\n", " ", "　", "对", "把", "将", "不",
    "占", "的", "了", "和", "并", "由", "从", "1、", "一、", "（一）", "一是", "——", "第一，", "1", "9", "x",
    "一", "十", "万", "%", ".", "1.", "1,", "31家", "31家、", "5%、", "占应建", "为", "比上年", "增长", "举办",
    "组织", "参加", "建立", "新", "全市", "其中", "达到", "完成", "任务", "以", "不足", "不够", "问题", "存在",
    "由于", "因", "还", "在", "进行", "对进行", "《甲》、", "“甲”、", "（甲", "甲）", "（（甲）", "甲，",
    "甲。", "2023年", "召开会议、", "工会31家、", "把甲纳入", "对甲进行了检查", "组织职工参加", "存在不足，",
    "等形式", "采取", "（召开", "召开（", "“举办“", "《不足", "（问题", "不足）（", "a", "-", "—", "·",
    "。”",
]  # fmt: skip
SMALL, LARGE = 2_000, 8_000  # characters
FIRST_BOUND, SURE_BOUND = 10.0, 12.0  # linear work grows 4 times, quadratic 16 times
NEGLIGIBLE = 0.03  # seconds for the large text: too short to tell growth, and harmless


def _seconds(stage, item, attempts):
    best = float("inf")
    for _ in range(attempts):
        start = time.process_time()
        stage(item)
        best = min(best, time.process_time() - start)
    return best


def _growth(stage, small, large):
    """How many times longer the large text takes than the small one; 1 where both are negligible."""
    for attempts in (1, 2):  # only a growth that stands when measured again counts
        one, two = _seconds(stage, small, attempts), _seconds(stage, large, attempts)
        if two < NEGLIGIBLE or two < FIRST_BOUND * one:
            return 1.0 if two < NEGLIGIBLE else two / one
    return two / one


def _before(stage, text):
    """The document as `stage` gets it, made without the stages that only feed others."""
    made = structure.structure(cleaned(text))
    if stage is structure.structure:
        return cleaned(text)
    times = timex.find(made.text)
    fields = {name: getattr(made, name) for name in made.__slots__}
    fields |= {"times": tuple(times), "quantities": tuple(quantity.find(made.text, times))}
    return cutter()(Document(**fields))


STAGES = {"structure": structure.structure, "metrics": metrics, "activities": activities, "problems": problems}


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("unit", REPEATED)
def test_work_grows_no_faster_than_the_text(name, unit):
    stage = STAGES[name]
    small, large = (_before(stage, (unit * size)[:size]) for size in (SMALL, LARGE))
    assert _growth(stage, small, large) < SURE_BOUND


@pytest.mark.parametrize("unit", REPEATED)
def test_segmentation_grows_no_faster_than_the_text(unit):
    small, large = (_before(None, (unit * size)[:size]) for size in (SMALL, LARGE))
    assert _growth(cutter(), small, large) < SURE_BOUND
