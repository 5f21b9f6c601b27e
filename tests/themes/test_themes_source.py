"""Rows from lists, Arrow tables and Parquet files; corpora of which a part is fitted and the rest placed."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyarrow as pa
import pytest
from pyarrow import parquet
from themes_corpus import activities, problems, sentences

from zongjie.config import Settings
from zongjie.themes import discover, fold
from zongjie.themes.source import Source

SETTINGS = Settings(theme_count=3)


def corpus(copies=1):
    """The sentences, activities and problems in the order of the documents, so many times with other ids."""
    tables = {"documents": [], "sentences": [], "activities": [], "problems": []}
    for copy in range(copies):
        for name, rows, key in (("sentences", sentences(), "sentence_id"), ("activities", activities(), "activity_id"),
                                ("problems", problems(), "problem_id")):  # fmt: skip
            own = [row | {key: f"{row[key]}-{copy}", "document_id": f"{row['document_id']}-{copy:03}"} for row in rows]
            tables[name] += own
    names = dict.fromkeys(row["document_id"] for rows in tables.values() for row in rows)
    tables["documents"] = [{"document_id": name, "cluster_id": None} for name in sorted(names)]
    order = {name: at for at, name in enumerate(sorted(names))}
    return {name: sorted(rows, key=lambda row: order[row["document_id"]]) for name, rows in tables.items()}


def arrow(tables):
    return {name: pa.Table.from_pylist(rows) for name, rows in tables.items()}


def files(tables, folder):
    for name, table in arrow(tables).items():
        parquet.write_table(table, folder / f"{name}.parquet", row_group_size=7)
    return {name: folder / f"{name}.parquet" for name in tables}


def test_arrow_tables_and_files_give_what_lists_give(tmp_path, monkeypatch):
    tables = corpus(2)
    listed = discover(tables, SETTINGS)
    assert len(listed.themes) > 4
    monkeypatch.setattr("zongjie.themes.source.CHUNK", 9)
    for given in (arrow(tables), files(tables, tmp_path)):
        found = discover(given, SETTINGS)
        assert found.notes == listed.notes
        assert found.members.to_pylist() == listed.members
        for name in ("themes", "theme_words", "theme_quotes", "theme_curve"):
            assert found.rows[name] == listed.rows[name]


@pytest.fixture
def bounded(monkeypatch):
    monkeypatch.setattr(fold, "MOST_FITTED", 60)


def test_of_more_records_than_the_bound_a_part_is_fitted_and_all_are_placed_and_counted(bounded):
    tables = corpus(6)
    found = discover(tables, SETTINGS)
    members = [row for row in found.members if row["unit"] == "sentence"]
    assert sorted(row["record_id"] for row in members) == sorted(row["sentence_id"] for row in tables["sentences"])
    sizes, documents = Counter(), defaultdict(set)
    for row in found.members:
        for name in ("theme_id", "subtheme_id"):
            if row[name]:
                sizes[row[name]] += 1
                documents[row[name]].add(row["document_id"])
    assert sizes
    for theme in found.themes:
        assert (theme["size"], theme["documents"]) == (sizes[theme["theme_id"]], len(documents[theme["theme_id"]]))
        assert theme["prevalence"] == round(theme["documents"] / len(tables["documents"]), 6)
    assert any("fitted on 60 of 360" in note.en for note in found.notes)
    tops = [theme["size"] for theme in found.themes if theme["unit"] == "sentence" and theme["parent_id"] is None]
    assert tops == sorted(tops, reverse=True)
    # copies of one sentence are of one theme, whether they were fitted or placed
    themes = defaultdict(set)
    for row in members:
        themes[row["record_id"].partition("-")[0]].add(row["theme_id"])
    assert sum(len(some) == 1 for some in themes.values()) / len(themes) > 0.9


def test_what_is_not_fitted_is_read_once_and_only_where_it_is_needed(monkeypatch, tmp_path):
    asked = []
    chunks = Source.chunks

    def counted(self, *some, **named):
        asked.append(named.get("names"))
        return chunks(self, *some, **named)

    monkeypatch.setattr(Source, "chunks", counted)
    tables = files(corpus(6), tmp_path)
    discover(tables, SETTINGS)
    assert asked == [None]
    monkeypatch.setattr(fold, "MOST_FITTED", 150)  # there are 360 sentences, 162 activities and 108 problems
    whole = discover(tables, SETTINGS)
    assert asked == [None, None, ["sentences", "activities"]]
    assert sum("fitted on" in note.en for note in whole.notes) == 2


def test_which_documents_are_fitted_does_not_hang_on_the_order_or_the_form(bounded, tmp_path):
    tables = corpus(6)
    found = discover(tables, SETTINGS)
    backwards = discover({name: rows[::-1] for name, rows in tables.items()}, SETTINGS)
    columnar = discover(files(tables, tmp_path), SETTINGS)
    assert backwards.rows == found.rows
    assert columnar.members.to_pylist() == found.members
    assert columnar.themes == found.themes
    other = Source(tables).chosen("sentences", 60, seed=1)
    assert other != Source(tables).chosen("sentences", 60, seed=0)
    assert sum(Source(tables).counts("sentences")[name] for name in other) <= 60


def test_below_the_bound_nothing_is_drawn():
    tables = corpus()
    assert Source(tables).chosen("sentences", 60, 0) is None
    assert Source(tables).chosen("sentences", 59, 0) is not None


def test_earlier_themes_take_more_records_than_the_bound(bounded, tmp_path):
    first = discover(corpus(), SETTINGS)
    folder = tmp_path / "earlier" / "tables"
    folder.mkdir(parents=True)
    for name in ("themes", "theme_words"):
        parquet.write_table(pa.Table.from_pylist(first.rows[name]), folder / f"{name}.parquet")
    tables = corpus(6)
    found = discover(tables, Settings(themes_from=str(tmp_path / "earlier")))
    assert {row["theme_id"] for row in found.themes} == {row["theme_id"] for row in first.themes}
    assert Counter(row["unit"] for row in found.members)["sentence"] == len(tables["sentences"])


def test_records_out_of_the_order_of_documents_are_refused(tmp_path):
    tables = corpus(2)
    tables["sentences"] = tables["sentences"][::-1]
    with pytest.raises(ValueError, match="not in the order of documents"):
        discover(arrow(tables), SETTINGS)
