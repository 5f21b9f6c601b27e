"""The word lists of the links: every expression finds its own example, every place of a time has a reach."""

from __future__ import annotations

import re

import pytest

from zongjie import lexicon
from zongjie.link.period import kind_of
from zongjie.link.words import pattern, patterns

LINKS = lexicon.table("lexicons/links.tsv")
REACHES = lexicon.table("lexicons/periods_reach.tsv")


@pytest.mark.parametrize("row", LINKS, ids=[f"{row['use']}-{row['example']}" for row in LINKS])
def test_an_expression_finds_its_example(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], row["example"])


def test_the_patterns_of_a_use_are_found_together_and_apart() -> None:
    assert pattern("move").search("增至")
    assert len(patterns("reason")) == sum(row["use"] == "reason" for row in LINKS)


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in REACHES}))
def test_every_kind_of_time_has_a_reach_in_each_place(kind: str) -> None:
    assert {row["place"] for row in REACHES if row["kind"] == kind} == {"opening", "clause", "inside"}


@pytest.mark.parametrize(
    ("grain", "words", "kind"),
    [
        ("year", "2023年", "year"),
        ("era", "“十四五”期间", "year"),
        ("year", "全年", "whole"),
        ("span", "一年来", "review"),
        ("span", "过去一年", "review"),
        ("half", "上半年", "part"),
        ("month", "5月", "fine"),
        ("span", "近三年", "range"),
        ("span", "每月", "repeated"),
        ("span", "年初", "initial"),
    ],
)
def test_the_kind_of_a_time(grain: str, words: str, kind: str) -> None:
    assert kind_of(grain, words, (None, None)) == kind
    assert kind in {row["kind"] for row in REACHES}


@pytest.mark.parametrize(("name", "column"), [("occasions", "word"), ("parties", "suffix")])
def test_a_word_stands_in_its_own_example(name: str, column: str) -> None:
    rows = lexicon.table(f"lexicons/{name}.tsv", column)
    assert [row[column] for row in rows if row[column] not in row["example"]] == []
