"""Data inside the page: never markup, always the same."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.report.embed import packed, plain, script_json, source_hash


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_comes_back_and_holds_no_markup(value: object) -> None:
    made = script_json(value)
    assert json.loads(made) == value
    assert not set("<>&\u2028\u2029") & set(made)


def test_what_is_no_number_is_null() -> None:
    assert [plain(cell) for cell in (float("nan"), float("inf"), 3.0, 0.5, True)] == [None, None, 3, 0.5, True]
    with pytest.raises(ValueError, match="JSON"):
        script_json(float("nan"))


def test_columns_of_words_name_each_word_once() -> None:
    assert packed(["甲", None, "乙", "甲"]) == {"v": ["甲", "乙"], "i": [0, -1, 1, 0]}
    assert packed([1, None, date(2024, 5, 1)]) == {"v": [1, "2024-05-01"], "i": [0, -1, 1]}
    assert packed([1.5, None]) == [1.5, None]
    assert packed([["m1", "m2"], []]) == {"v": ["m1;m2", ""], "i": [0, 1]}


def test_hash_is_that_of_the_standard() -> None:
    assert source_hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
