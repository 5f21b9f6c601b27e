"""The examples that lie beside `timex/relative.py`: days of expressions in documents that stand somewhere in time."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.lexicon import table
from zongjie.resources import package_file
from zongjie.timex.relative import Anchor, resolve_from

MARK = re.compile(r"<t(?P<fields>[^>]*)>(?P<words>.*?)</t>")
Example = tuple[str, Anchor, int | None, dict[str, str]]


def settings(line: str) -> tuple[Anchor, int | None]:
    cells = dict(part.split("=") for part in line[1:].split())
    years = {name: None if cell == "-" else int(cell) for name, cell in cells.items()}
    governing = years.pop("governing")
    return Anchor(**years), governing


def examples() -> list[Example]:
    found: list[Example] = []
    anchor, governing = Anchor(), None
    for line in package_file("timex/relative_examples.txt").read_text("utf-8").splitlines():
        if line.startswith("@"):
            anchor, governing = settings(line)
        elif not line.startswith("#"):
            for mark in MARK.finditer(line):
                fields = dict(part.split("=") for part in mark["fields"].split())
                found.append((mark["words"], anchor, governing, fields))
    return found


EXAMPLES = examples()


@pytest.mark.parametrize(
    ("words", "anchor", "governing", "days"), EXAMPLES, ids=[f"{e[0]}-{e[1].last}" for e in EXAMPLES]
)
def test_example(words: str, anchor: Anchor, governing: int | None, days: dict[str, str]) -> None:
    start, end = resolve_from(words, anchor, governing)
    assert (start and start.isoformat()) == days.get("start")
    assert (end and end.isoformat()) == days.get("end")


def test_every_relative_word_has_an_example_of_its_own() -> None:
    for row in table("timex/relative.tsv", "word"):
        assert row["word"] in row["example"]


def test_full_width_and_spaced_digits_are_read() -> None:
    anchor = Anchor(2023, 2023, 2023)
    assert resolve_from("截至１０月底", anchor, 2023) == (None, date(2023, 10, 31))
    assert resolve_from("今年 5月", anchor, 2023) == (date(2023, 5, 1), date(2023, 5, 31))


@given(st.integers(1980, 2040), st.integers(1, 12))
def test_a_month_lies_in_the_governing_year_and_ends_where_the_next_begins(year: int, month: int) -> None:
    start, end = resolve_from(f"{month}月", Anchor(year, year, year), year)
    assert start == date(year, month, 1)
    assert end is not None
    assert (end + timedelta(days=1)).day == 1
    assert end.month == month


@given(
    st.text(alphabet="今去明上下半年全月日底前初末至截十一二三五20季度来近—“”xX ", max_size=14), st.integers(1980, 2040)
)
def test_any_words_are_answered_and_no_period_ends_before_it_begins(words: str, year: int) -> None:
    start, end = resolve_from(words, Anchor(year, year, year), year)
    assert start is None or end is None or start <= end
