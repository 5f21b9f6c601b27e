"""What a screen passes over can never match: a match of a pattern holds one of the strings that it is said to need."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zongjie.kpi.codebook import SHIPPED, of_settings
from zongjie.kpi.literals import Screen, needed_by

PATTERNS = [re.compile(wording) for one in of_settings(SHIPPED).indicators for wording in one.patterns]
SCREEN = Screen(PATTERNS)
SIGNS = "产值增率a％"
LEAVES = (
    st.sampled_from(SIGNS)
    | st.text(SIGNS, min_size=2, max_size=3)
    | st.sampled_from(
        [".", "[产值]", "[^增]", "[产-值]", r"\d", "^", "$", r"\b", "(?=产)", "(?!值)", "(?<=增)", "(?i:A)"]
    )
)


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions made of smaller ones: behind each other, one of several, repeated, named."""
    several = st.lists(inner, min_size=1, max_size=3)
    return (
        several.map("".join)
        | several.map(lambda some: f"(?:{'|'.join(some)})")
        | several.map(lambda some: f"({'|'.join([*some, ''])})")
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,1}", "*?", "++"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        )
    )


EXPRESSIONS = st.recursive(LEAVES, wider, max_leaves=8)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(EXPRESSIONS, st.text(SIGNS + "A7\n", max_size=10))
def test_a_match_of_any_expression_holds_what_it_needs(expression: str, text: str) -> None:
    pattern = re.compile(expression)
    needed = needed_by(pattern)
    if needed is not None and pattern.search(text):
        assert any(string in text for string in needed)
    assert pattern.search(text) is None or Screen([pattern]).possible(text) == [0]


@pytest.mark.parametrize("number", range(len(PATTERNS)))
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.data())
def test_a_match_of_a_shipped_wording_passes_the_screen_of_all(number: int, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(PATTERNS[number]))
    assert number in SCREEN.possible(text)


def test_most_patterns_are_screened() -> None:
    assert sum(needed_by(pattern) is not None for pattern in PATTERNS) > 0.9 * len(PATTERNS)


def test_letters_of_either_case_are_not_looked_for() -> None:
    assert needed_by(re.compile("GDP", re.IGNORECASE)) is None
    assert needed_by(re.compile("(?i:GDP)增长")) == {"增长"}
