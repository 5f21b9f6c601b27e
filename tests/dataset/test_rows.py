"""Documents become rows: ids, order, links and the plain fields."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from zongjie.dataset.schema import TABLES
from zongjie.dataset.tables import Rows, document_rows, merge, source_rows
from zongjie.document import Activity, Document, Span

LETTERS = {
    "documents": "d",
    "sections": "h",
    "sentences": "n",
    "metrics": "m",
    "rejected": "r",
    "activities": "a",
    "problems": "p",
}


@pytest.fixture
def rows(documents: list[Document]) -> Rows:
    return document_rows(documents[0])


def test_every_row_has_exactly_the_columns_of_its_table(documents: list[Document]) -> None:
    whole = merge([source_rows(documents[0].source), *map(document_rows, documents)])
    for name, some in whole.items():
        for row in some:
            assert set(row) == {column.name for column in TABLES[name].columns}, name


@pytest.mark.parametrize(("name", "letter"), LETTERS.items())
def test_ids_are_a_letter_and_a_hash(rows: Rows, name: str, letter: str) -> None:
    key = TABLES[name].primary[0]
    for row in rows[name]:
        assert re.fullmatch(letter + "[0-9a-f]{16}", str(row[key]))


def test_ids_do_not_depend_on_what_else_is_in_the_document(documents: list[Document]) -> None:
    alone = replace(documents[0], metrics=documents[0].metrics[1:2], activities=(), index=7)
    found = document_rows(alone)["metrics"][0]["metric_id"]
    assert found in [row["metric_id"] for row in document_rows(documents[0])["metrics"]]


def test_rows_follow_the_text(rows: Rows) -> None:
    assert [row["text"] for row in rows["metrics"]] == ["12家", "15家", "80%", "3场"]
    assert [row["start"] for row in rows["sentences"]] == sorted(row["start"] for row in rows["sentences"])


def test_links_become_ids(rows: Rows) -> None:
    by_text = {row["text"]: row for row in rows["metrics"]}
    assert by_text["80%"]["target_id"] == by_text["15家"]["metric_id"]
    assert by_text["80%"]["base_id"] is None
    assert rows["activities"][0]["metric_ids"] == [by_text["3场"]["metric_id"]]
    # The second measure stands where no activity is.
    assert rows["problems"][0]["measure_ids"] == [rows["activities"][0]["activity_id"]]


def test_a_finding_belongs_to_the_sentence_that_holds_its_first_character(rows: Rows) -> None:
    texts = {row["sentence_id"]: row["text"] for row in rows["sentences"]}
    for name in ("metrics", "activities", "problems"):
        for row in rows[name]:
            assert str(row["text"]) in str(texts[row["sentence_id"]])


def test_outside_every_sentence_there_is_none(documents: list[Document]) -> None:
    bare = replace(documents[0], sentences=documents[0].sentences[:1])
    assert {row["sentence_id"] for row in document_rows(bare)["metrics"]} == {None}
    none = replace(documents[0], sentences=())
    assert {row["sentence_id"] for row in document_rows(none)["metrics"]} == {None}


def test_two_acts_at_one_place_have_two_ids(documents: list[Document]) -> None:
    span = Span(10, 14)
    acts = [Activity(span=span, rule="r", predicate=verb, object="会") for verb in ("召开", "举办", "召开")]
    found = document_rows(replace(documents[0], activities=tuple(acts)))["activities"]
    assert len({row["activity_id"] for row in found}) == 3


def test_equal_field_names_are_told_apart(rows: Rows) -> None:
    assert [(row["name"], row["value"]) for row in rows["document_fields"]] == [
        ("年度", "2024"),
        ("年度_2", "二〇二四"),
        ("备注", ""),
    ]


def test_the_document_row(rows: Rows, documents: list[Document]) -> None:
    row = rows["documents"][0]
    assert row["document_id"] == documents[0].document_id
    assert row["source_id"] == documents[0].source.source_id
    assert (row["title"], row["type"], row["path"]) == ("青山镇工会总结", "工作总结", "甲/一.txt")
    assert row["chars"] == len(documents[0].cleaned)
    assert row["cluster_id"] is row["duplicate_of"] is row["region"] is None


def test_a_sentence_without_a_section_has_none(documents: list[Document]) -> None:
    assert {row["section_id"] for row in document_rows(documents[1])["sentences"]} == {None}
    first = document_rows(documents[0])
    assert {row["section_id"] for row in first["sentences"]} == {first["sections"][0]["section_id"]}


def test_a_source_without_text_has_no_row_in_texts(corpus: list[Rows]) -> None:
    assert "texts" not in corpus[1]
    assert corpus[1]["sources"][0]["chars"] == 0
