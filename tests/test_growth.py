"""Work grows in step with the text, whatever the text is like: no sentence, list or document is compared with itself.

What is counted are calls of functions, which are the same in every run; and CPU time, of which only a ratio under a
generous bound is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import process_time

import pytest

from zongjie.audit.stage import MOST_FIGURES
from zongjie.document import Span
from zongjie.run import Pipeline
from zongjie.structure import LONGEST_SENTENCE, sentences

SIZE, TIMES = 5_000, 4  # characters of the shorter text, and how many times longer the other one is
MOST_CALLS = 2 * TIMES  # of a quadratic part there would be 16 times as many
MOST_SECONDS = 2.5 * TIMES
TEXTS = {
    "paragraphs": "青禾县新建工会{n}家，发展会员{n}人。但是经费不足，人员短缺。\n",
    "commas": "青禾县举办培训班{n}期，培训职工{n}人次，但是经费不足，",
    "enumeration": "青禾镇新建工会{n}家、",
    "shares": "其中增长{n}%，分别为{n}个、{n}家，",
    "no marks": "青禾县举办培训班培训职工成效明显但是经费不足人员短缺",
    "brackets": "（（召开会议{n}次）",
    "quotation": "“针对走过场，",
    "years": "2023年{n}月",
    "blanks": "举办        {n}次",
    "shortcomings": "存在的问题：人员不足，经费短缺，",
    "headings": "（一）举办培训{n}期\n",
}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def text_of(name: str, size: int) -> str:
    """That many characters of a text, its numbers all different."""
    pattern = TEXTS[name]
    return "".join(pattern.replace("{n}", str(n + 10)) for n in range(size // 4))[:size]


def calls(pipeline: Pipeline, text: str) -> int:
    """How many functions are called for a text, those of Python and those in C."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        pipeline(text)
    finally:
        sys.setprofile(before)
    return count


def seconds(pipeline: Pipeline, text: str) -> float:
    begun = process_time()
    pipeline(text)
    return process_time() - begun


def best_ratios(pipeline: Pipeline, short: str, long: str) -> Iterator[float]:
    """Ratios of CPU time, one after the other: a busy machine spoils one and hardly three."""
    for _ in range(3):
        yield seconds(pipeline, long) / max(seconds(pipeline, short), 0.01)


@pytest.mark.parametrize("name", TEXTS)
def test_four_times_the_text_is_four_times_the_work(pipeline: Pipeline, name: str) -> None:
    short, long = text_of(name, SIZE), text_of(name, SIZE * TIMES)
    assert calls(pipeline, long) < MOST_CALLS * calls(pipeline, short)
    assert any(ratio < MOST_SECONDS for ratio in best_ratios(pipeline, short, long))


def test_an_endless_sentence_comes_in_pieces_that_lose_nothing() -> None:
    text = "青禾县举办培训班，" * 2_000
    parts = list(sentences(text, Span(0, len(text))))
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert max(map(len, parts)) <= LONGEST_SENTENCE
    assert all(text[part.end - 1] == "，" for part in parts)


def test_a_sentence_without_any_pause_is_cut_all_the_same() -> None:
    text = "培训" * LONGEST_SENTENCE
    assert [len(part) for part in sentences(text, Span(0, len(text)))] == [LONGEST_SENTENCE] * 2


def test_an_ordinary_long_sentence_stays_whole() -> None:
    text = "青禾县举办培训班，" * 200 + "青禾县。"
    assert len(list(sentences(text, Span(0, len(text))))) == 1


def test_the_parts_of_an_endless_sentence_are_audited_too(pipeline: Pipeline) -> None:
    text = "、".join(["青禾镇1个"] * (MOST_FIGURES + 50)) + "，培训人员60人，其中男80人。"
    audited = [metric for document in pipeline(text) for metric in document.metrics if metric.consistent is False]
    assert [metric.evidence for metric in audited] == ["80人"]
