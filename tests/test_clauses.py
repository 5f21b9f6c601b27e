"""What extractors share: clauses, the brackets that hold text together, and frames from word lists."""

import re

import pytest

from zongjie import clauses
from zongjie.document import Span
from zongjie.errors import ZongjieError
from zongjie.extract.rule import frame


def cut(text):
    return [text[c.start : c.end] for c in clauses.clauses(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开会，办班；验收。", ["开会", "办班", "验收"]),
        ("方式：讲座。", ["方式", "讲座"]),
        ("真好！是吗？", ["真好", "是吗"]),
        ("学习《甲，乙》，讨论。", ["学习《甲，乙》", "讨论"]),
        ("开展“读好书，讲好话”活动，效果好。", ["开展“读好书，讲好话”活动", "效果好"]),
        ("站所（含分站，下同），学校。", ["站所（含分站，下同）", "学校"]),
        ('他说"甲，乙"，走了', ['他说"甲，乙"', "走了"]),
        ("“甲《乙，丙》丁，戊”，己", ["“甲《乙，丙》丁，戊”", "己"]),
        ("甲、乙和丙", ["甲、乙和丙"]),
        ("增长3.5%", ["增长3.5%"]),
        ("发展会员1,234人，签约", ["发展会员1,234人", "签约"]),
        ("收入比为2.9:1，趋于合理", ["收入比为2.9:1", "趋于合理"]),
        ("　甲 ， 乙　", ["甲", "乙"]),
        ("甲\n\n乙", ["甲", "乙"]),
        ("，，。", []),
        ("", []),
    ],
)
def test_clauses(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize("text", ["学习《甲，乙", "（甲，乙", "“甲，乙", "甲）》，乙", "”甲，乙“"])
def test_marks_without_a_partner_hold_nothing(text):
    assert len(cut(text)) == 2


def test_clauses_keep_to_the_span_they_are_given():
    text = "甲，乙，丙，丁"
    assert list(clauses.clauses(text, Span(2, 5))) == [Span(2, 3), Span(4, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲《乙》丙“丁”", [(1, 3), (5, 7)]),
        ("“甲《乙》丙”", [(0, 6)]),
        ("（甲（乙）丙）", [(0, 6)]),
        ("“甲“乙”", [(2, 4)]),
        ("（甲《乙）丙》", [(0, 4)]),
        ('"甲"乙"丙"', [(0, 2), (4, 6)]),
        ("《甲", []),
        ("甲》", []),
    ],
)
def test_enclosed(text, expected):
    assert clauses.enclosed(text, 0, len(text)) == expected


def test_enclosed_keeps_to_its_range():
    assert clauses.enclosed("《甲》《乙》", 3, 6) == [(3, 5)]
    assert clauses.enclosed("《甲》", 1, 3) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" 甲 ", [Span(1, 2)]), ("　　", []), ("", []), ("甲乙", [Span(0, 2)]), ("\n甲　乙\n", [Span(1, 4)])],
)
def test_trimmed(text, expected):
    assert list(clauses.trimmed(text, 0, len(text))) == expected


def test_a_frame_is_any_of_the_patterns_of_its_use():
    place = frame("extract/metrics/frames.tsv", "place")
    assert isinstance(place, re.Pattern)
    assert place.search("位居全县")
    assert not place.search("栽植苗木")


def test_a_word_list_that_is_not_there_raises():
    with pytest.raises((ZongjieError, OSError)):
        frame("extract/metrics/none.tsv", "link")
