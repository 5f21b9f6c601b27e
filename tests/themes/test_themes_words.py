"""Which words count, which fall away, and that records find theirs in the sentence they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from themes_corpus import sentence_row

from zongjie import lexicon
from zongjie.themes import content, units
from zongjie.themes.label import phrases


@pytest.mark.parametrize(
    ("word", "tag"),
    [("隐患", "n"), ("培训", "vn"), ("安全", "an"), ("精神文明", "i"), ("基础设施建设", "l"), ("医保", "j"),
     ("文明", "nr"), ("城镇", "ns"), ("人民法院", "nt")],
)  # fmt: skip
def test_words_that_carry_content(word, tag) -> None:
    assert content.token(word, tag) is not None


@pytest.mark.parametrize(
    ("word", "tag"),
    [("的", "uj"), ("我们", "r"), ("31家", "m"), ("三十", "n"), ("2024", "n"), ("xx", "eng"), ("人", "n"),
     ("临溪", "ns"), ("王建国", "nr"), ("加强", "v"), ("积极", "ad"), ("习近平", "nrfg"), ("，", "x"), ("同比", "j")],
)  # fmt: skip
def test_words_that_do_not(word, tag) -> None:
    assert content.token(word, tag) is None


def test_a_general_word_closes_a_phrase_and_is_no_keyword() -> None:
    unit = units.Unit("n1", "d1", content.runs(["安全生产", "管理", "的", "管理"], ["l", "vn", "uj", "vn"]))
    assert unit.words == ["安全生产"]
    assert phrases(unit) == {"安全生产", "安全生产管理"}


def test_a_phrase_does_not_reach_over_a_stop_word() -> None:
    unit = units.Unit("n1", "d1", content.runs(["农村", "的", "道路"], ["n", "uj", "n"]))
    assert phrases(unit) == set()


def test_a_clause_of_ceremony_falls_and_the_rest_stays() -> None:
    words, tags = units.cut("在镇党委的正确领导下，工会走访了困难职工。")
    kept = [token.word for run in content.runs(words, tags) for token in run]
    assert "困难职工" in kept or "职工" in kept
    assert "党委" not in "".join(kept)


@pytest.mark.parametrize("name", ["stopwords", "tags", "mistagged"])
def test_every_word_of_the_lists_has_its_reason_and_occurs_once(name) -> None:
    column = {"stopwords": "word", "tags": "tag", "mistagged": "word"}[name]
    rows = lexicon.table(f"themes/{name}.tsv", unique=column)
    assert rows and all(row["reason"] for row in rows)
    if name == "stopwords":
        assert {row["use"] for row in rows} == {"never", "tail", "problem"}


def test_that_something_is_wrong_says_nothing_in_a_problem() -> None:
    text = "粮食购销中的缺点和错误"
    row = {"document_id": "d1", "text": text, "category": "gap", "aspect": "购销中的错误", "object": ""}
    (problem,) = units.problem_units({"problems": [{"problem_id": "p1", **row}]})
    (activity,) = units.activity_units({"activities": [{"activity_id": "a1", **row}]})
    assert problem.words == ["粮食", "购销"] and problem.core == ("购销",)
    assert activity.words == ["粮食", "购销", "缺点", "错误"]


def test_a_record_takes_the_words_that_begin_inside_it() -> None:
    text = "今年，工会举办电工培训班，并慰问困难职工。"
    sentence = sentence_row(1, "d1", 100, text)
    at = 100 + text.index("慰问")
    row = {"activity_id": "a1", "document_id": "d1", "text": "慰问困难职工", "predicate": "慰问", "object": "困难职工",
           "type": "assistance", "start": at, "end": at + 6}  # fmt: skip
    (unit,) = units.activity_units({"sentences": [sentence], "activities": [row]})
    assert "职工" in "".join(unit.words)
    assert "培训班" not in unit.words and "工会" not in unit.words
    assert unit.features == ("type=assistance", "predicate=慰问")


def test_a_record_that_runs_over_two_sentences_takes_both() -> None:
    first, second = "消防器材过期；", "安全隐患未除。"
    rows = [sentence_row(1, "d1", 0, first), sentence_row(2, "d1", len(first), second)]
    row = {"problem_id": "p1", "document_id": "d1", "text": first + second[:-1], "category": "risk", "aspect": None,
           "start": 0, "end": len(first + second) - 1}  # fmt: skip
    (unit,) = units.problem_units({"sentences": rows, "problems": [row]})
    joined = "".join(unit.words)
    assert "消防" in joined and "安全" in joined


def test_words_are_found_behind_characters_that_cleaning_took_out() -> None:
    row = {
        "document_id": "d1",
        "start": 10,
        "text": "举办的'培训\n班",
        "words": ["举办", "的", "培训", "班"],
        "tags": [],
    }
    assert units.word_starts(row) == [10, 12, 14, 17]


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=5), max_size=20))
def test_word_starts_never_fall_back(text, words) -> None:
    starts = units.word_starts({"start": 3, "text": text, "words": words})
    assert len(starts) == len(words)
    assert starts == sorted(starts) and all(start >= 3 for start in starts)


@given(st.text(max_size=200))
def test_no_text_raises(text) -> None:
    words, tags = units.cut(text)
    assert all(token.word in text for run in content.runs(words, tags) for token in run)
