"""Whether a passage plans or reports: the turns that its words take, and how exact its numbers are."""

from dataclasses import replace

import extract_examples as examples
import pytest

from zongjie.config import load_settings
from zongjie.extract.course import FUTURE, PAST, significant
from zongjie.extract.mood import moods


@pytest.mark.parametrize(
    ("value", "digits"), [(5557, 4), (4e12, 1), (0.5, 1), (21.7, 3), (0, 1), (-120, 2), (1.5e-7, 2), (100.01, 5)]
)
def test_significant_digits(value, digits):
    assert significant(value) == digits


@pytest.mark.parametrize("words", ["拟安排专项债券", "拟按3%安排", "明年新建"])
def test_words_that_turn_to_what_is_planned(words):
    assert FUTURE.search(words)


@pytest.mark.parametrize("words", ["虚拟平台", "模拟演练", "拟定办法", "草拟文件"])
def test_words_that_only_look_so(words):
    assert not FUTURE.search(words)


def test_a_basis_of_comparison_is_no_turn_to_the_past():
    assert PAST.search("去年新建") and PAST.search("上年结转")
    assert not PAST.search("比上年增加") and not PAST.search("较去年提高")


def test_stages_share_the_mood_of_a_document_and_none_that_of_another():
    maker = moods(load_settings())
    one, other = examples.document("今年新建泵站3座。"), examples.document("今年新建泵站3座。")
    mood = maker.of(one)
    assert maker.of(replace(one, metrics=())) is mood
    assert maker.of(other) is not mood
    assert maker.of(replace(one, sentences=())) is not maker.of(replace(other, sentences=()))
