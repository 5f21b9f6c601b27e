"""Matching: the longest once in a concept, exclusions, other scripts and widths, and places that are true."""

import sys
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.terms.dictionary import Dictionary, Entry
from zongjie.terms.fold import align, fold, fold_raw, kept, places
from zongjie.terms.match import Matcher


def found(text: str, *entries: Entry, ends: frozenset[int] = frozenset()) -> list[str]:
    matcher = Matcher(Dictionary("test", entries))
    return [f"{entries[one.entry].concept}:{text[one.start : one.end]}" for one in matcher.find(text, lambda: ends)]


def test_the_longest_counts_once_in_a_concept_and_each_concept_for_itself():
    entries = Entry("A", "数字"), Entry("A", "数字经济"), Entry("B", "经济")
    assert found("发展数字经济和数字技术", *entries) == ["A:数字经济", "B:经济", "A:数字"]
    assert found("新技术改造", Entry("A", "新技术"), Entry("A", "技术改造")) == ["A:新技术"], "the leftmost goes first"
    assert found("改改改", Entry("A", "改改")) == ["A:改改"]


def test_excluded_wordings_do_not_count():
    people = Entry("人民", "人民", exclude=("人民币",))
    matcher = Matcher(Dictionary("test", (people,)))
    assert [one.start for one in matcher.find("人民群众的人民币存款", frozenset)] == [0]
    assert matcher.excluded[0] == 1
    assert found("最低保障与低保", Entry("低保", "低保", exclude=("最低保障",))) == ["低保:低保"]


def test_an_excluded_word_leaves_the_shorter_one():
    assert found("人民币", Entry("A", "人民", exclude=("人民币",)), Entry("A", "民币")) == ["A:民币"]


def test_latin_letters_are_matched_in_any_case_and_as_whole_runs():
    assert found("AI应用、MAINTAIN、ai", Entry("AI", "ai")) == ["AI:AI", "AI:ai"]
    assert found("5G网络和15G", Entry("5G", "5G")) == ["5G:5G"]


def test_regular_expressions_and_whole_words():
    assert found("智慧城市与智慧农业", Entry("A", "智慧(?:城市|农业)", match="regex")) == ["A:智慧城市", "A:智慧农业"]
    whole = Entry("A", "发展", match="word")
    assert found("发展中国", whole, ends=frozenset({0, 2, 4})) == ["A:发展"]
    assert found("发展中国", whole, ends=frozenset({0, 3, 4})) == []


def test_the_common_form():
    assert fold("数 字\n经济 big data") == "数字经济 big data".replace("经济 b", "经济b")
    assert fold("數字經濟") == "数字经济"
    assert fold_raw("ＡＩ＋数字经济") == "AI+数字经济"


def test_places_lead_back_to_the_source():
    source = "推进數字\n经 济，加强５Ｇ建设"
    cleaned = "推进数字经 济，加强5G建设"
    where = places(cleaned, source)
    folded = fold(cleaned)
    at = folded.index("数字经济")
    assert source[where[at] : where[at + 3] + 1] == "數字\n经 济"
    at = folded.index("5G")
    assert source[where[at] : where[at + 1] + 1] == "５Ｇ"


def test_replaced_and_deleted_characters_side_by_side():
    source = "建成５Ｇ基站…\n—12—\n三座，数 字经济'发展'迅速"
    cleaned = "建成5G基站。三座，数字经济发展迅速"
    where = align(cleaned, source)
    for word in ("三座", "数", "字经济", "发展", "迅速", "基站"):
        at = cleaned.index(word)
        assert source[where[at] : where[at + len(word) - 1] + 1] == word
    assert source[where[cleaned.index("。")]] == "…"


def test_the_work_of_aligning_grows_with_the_length():
    """Lines of Python that are run; a text of one character again and again is the worst for comparing all with all."""

    def lines(size):
        count = 0

        def trace(*_):
            nonlocal count
            count += 1
            return trace

        source = "创新 " * size
        sys.settrace(trace)
        try:
            align("创新" * size, source)
        finally:
            sys.settrace(None)
        return count

    assert lines(200) < 5 * lines(50)


HAN = st.text("数字经济创新服务 \n", min_size=1, max_size=30)


@given(HAN, st.data())
@settings(max_examples=200, deadline=None)
def test_deleted_characters_do_not_shift_places(source, data):
    """Whatever cleaning deletes, each character left is aligned with an equal one, in order."""
    keep = data.draw(st.lists(st.booleans(), min_size=len(source), max_size=len(source)))
    cleaned = "".join(sign for sign, stays in zip(source, keep, strict=True) if stays)
    where = align(cleaned, source)
    matched = [source[at] == sign for at, sign in zip(where, cleaned, strict=True)]
    assert len(where) == len(cleaned)
    if len(cleaned) in (0, len(source)) or len(cleaned) > len(source) - 2:
        assert all(matched)
    assert list(where) == sorted(where)


@given(st.text("人民币 a1Ａ，\n\t", max_size=20))
def test_every_folded_character_has_its_place(text):
    assert len(kept(text)) == len(fold(text))


@given(st.text("创新科技人", max_size=40))
def test_hits_of_one_concept_never_overlap(text):
    entries = tuple(Entry("A", word) for word in ("创新", "科技创新", "科技", "新科技", "人"))
    hits = Matcher(Dictionary("test", entries)).find(text, frozenset)
    for one, other in pairwise(hits):
        assert one.end <= other.start
    assert {text[one.start : one.end] for one in hits} <= {entry.word for entry in entries}
