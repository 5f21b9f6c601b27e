"""Grounding: spans land on the source characters they came from, and evidence is what the source says there."""

from __future__ import annotations

import sys
from array import array
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zongjie.document import (
    Activity,
    Document,
    Metric,
    OffsetMap,
    Problem,
    Quantity,
    Rejected,
    Section,
    Sentence,
    Source,
    Span,
    Time,
)
from zongjie.ground import SPEC, ground

TEXT = "前言。新'建工.会3 1家，5月办比'赛。末尾"
KEPT = [at for at, character in enumerate(TEXT) if character not in "'. " and 3 <= at < 21]
CLEANED = "".join(TEXT[at] for at in KEPT)


def document(text: str = TEXT, kept: list[int] = KEPT, **changes: object) -> Document:
    file = Source("a.txt", "0" * 64, 1, "text/plain", "utf-8", text, "ok")
    cleaned = "".join(text[at] for at in kept)
    span = Span(kept[0], kept[-1] + 1) if kept else Span(0, 0)
    whole = Document(file, 0, span, cleaned, cleaned, OffsetMap(array("i", kept)))
    return replace(whole, **changes)  # type: ignore[arg-type]


def cleaned_at(words: str) -> Span:
    start = CLEANED.index(words)
    return Span(start, start + len(words))


def test_spans_of_every_kind_move_and_take_what_cleaning_left_out() -> None:
    number, act = cleaned_at("31家"), cleaned_at("办比赛")
    done = ground(
        document(
            quantities=(Quantity(number, 31, None, "家", "exact", "cardinal", "r"),),
            times=(Time(cleaned_at("5月"), "month"),),
            sections=(Section(Span(0, len(CLEANED)), 0, None, None, "work"),),
            sentences=(Sentence(Span(0, len(CLEANED)), 0, "work"),),
            clauses=((Span(0, len(CLEANED)),),),
            metrics=(Metric(span=number, rule="r", value=31, target=number, base=cleaned_at("5月")),),
            activities=(Activity(span=act, rule="r", predicate="办", object="比赛", metrics=(number,)),),
            problems=(Problem(span=cleaned_at("工会"), rule="r", measures=(act,)),),
            rejected=(Rejected(span=cleaned_at("家"), rule="r", reason="blank"),),
        )
    )

    def at(words: str) -> Span:
        return Span(TEXT.index(words), TEXT.index(words) + len(words))

    assert done.text == TEXT
    assert done.cleaned == CLEANED
    assert done.clauses == (), "they index the cleaned text"
    assert [q.span for q in done.quantities] == [at("3 1家")]
    assert [t.span for t in done.times] == [at("5月")]
    assert done.sections[0].span == done.sentences[0].span == at("新'建工.会3 1家，5月办比'赛。")
    metric, activity, problem = done.metrics[0], done.activities[0], done.problems[0]
    assert (metric.span, metric.evidence) == (at("3 1家"), "3 1家")
    assert (metric.target, metric.base) == (at("3 1家"), at("5月"))
    assert (activity.span, activity.evidence, activity.metrics) == (at("办比'赛"), "办比'赛", (at("3 1家"),))
    assert (problem.evidence, problem.measures) == ("工.会", (at("办比'赛"),))
    assert done.rejected[0].evidence == "家"


def test_a_missing_link_stays_missing_and_an_empty_one_moves() -> None:
    done = ground(document(metrics=(Metric(span=cleaned_at("31家"), rule="r", value=31, base=Span(1, 1)),)))
    assert done.metrics[0].target is None
    assert done.metrics[0].base == Span(KEPT[1], KEPT[1])


def test_grounding_twice_changes_nothing() -> None:
    once = ground(document(metrics=(Metric(span=cleaned_at("31家"), rule="r", value=31, target=cleaned_at("31家")),)))
    assert ground(once) == once


def test_the_map_of_a_grounded_document_does_not_grow_with_its_source() -> None:
    done = ground(document(text="字" * 1_000_000, kept=[5, 6, 7]))
    assert sys.getsizeof(done.offsets.positions) < 200
    assert done.offsets.locate(Span(10, 20)) == Span(10, 20)
    assert done.offsets.find(999_999) == 999_999
    assert len(done.offsets.cut(Span(3, 9))) == 6


def test_the_stage_needs_what_it_moves() -> None:
    assert {"metrics", "activities", "problems", "sentences"} <= set(SPEC.requires)


@given(st.text(min_size=1, max_size=60), st.data())
def test_first_and_last_character_are_those_of_the_cleaned_span(text: str, data: st.DataObject) -> None:
    kept = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1)))
    start = data.draw(st.integers(0, len(kept) - 1))
    end = data.draw(st.integers(start + 1, len(kept)))
    before = document(text, kept, problems=(Problem(span=Span(start, end), rule="r"),))
    span, evidence = (found := ground(before).problems[0]).span, found.evidence
    assert evidence == text[span.start : span.end]
    assert (evidence[0], evidence[-1]) == (before.cleaned[start], before.cleaned[end - 1])
    assert before.span.contains(span)
