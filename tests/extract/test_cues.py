"""The cues of problems: each row finds its example, and `needs` never hides what its pattern finds."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zongjie import lexicon
from zongjie.document import PROBLEM_CATEGORIES, Span
from zongjie.extract.problems import cues

ROWS = lexicon.table("extract/problems/cues.tsv", unique="name")
STRONG = [row for row in ROWS if row["strength"] == "strong"]
NAMES = [row["name"] for row in STRONG]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_cue_finds_its_own_example(row):
    cue = next(cue for cue in (*cues.STRONG, *cues.WEAK) if cue.name == row["name"])
    assert cue.found(row["example"]) is not None


@pytest.mark.parametrize("row", STRONG, ids=NAMES)
def test_what_a_strong_cue_needs_is_found_wherever_it_matches(row):
    pattern, needs = re.compile(row["pattern"]), re.compile(row["needs"])

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern))
    def never_hidden(text):
        match = pattern.search(text)
        assert match is None or needs.search(text), match

    never_hidden()


def alternatives(pattern):
    """The alternatives of a regular expression outside its groups and sets."""
    depth, found = 0, [""]
    for char in pattern:
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            found.append("")
        else:
            found[-1] += char
    return found


@pytest.mark.parametrize("row", STRONG, ids=NAMES)
def test_what_a_strong_cue_needs_is_quick_to_look_for(row):
    """Every alternative begins with a plain character, which `re` can skip to, and none looks at the ends of a text."""
    heads = [part[:1] for part in alternatives(row["needs"])]
    assert all("\u4e00" <= head <= "\u9fff" for head in heads), heads
    assert "$" not in row["needs"]


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("基层骨干缺乏", "lack"),
        ("档案室条件较差", "weak"),
        ("村组衔接不够紧密", "insufficient"),
        ("回访制度有待健全", "pending"),
        ("解决了人手不足的困扰", None),
        ("破解了停车难题", None),
        ("清理积案时取证难度较大", "hard"),
        ("开展了三次培训", None),
        ("", None),
    ],
)
def test_strong_cues(clause, name):
    found = cues.strong_cue(clause)
    assert (found.name if found else None) == name


def test_a_weak_cue_comes_after_the_strong_ones():
    assert cues.strong_cue("物业费收缴压力增大") is None
    assert cues.any_cue("物业费收缴压力增大").name == "pressure"
    assert cues.any_cue("压力增大，人手不足").name == "insufficient"


def test_a_hint_keeps_to_its_span():
    text = "人手不足。培训按期完成。"
    assert cues.hinted(text, Span(0, 5))
    assert not cues.hinted(text, Span(5, len(text)))


@pytest.mark.parametrize("row", lexicon.table("extract/problems/categories.tsv"), ids=lambda row: row["example"])
def test_each_category_has_its_example(row):
    assert row["category"] in PROBLEM_CATEGORIES
    assert re.search(row["pattern"], row["example"])


def test_a_topic_that_no_row_knows_is_other():
    assert cues.category_of("甲不如乙") == "other"
