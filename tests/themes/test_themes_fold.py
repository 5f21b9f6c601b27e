"""The fold as a whole: planted groups come back, rows have the schema, small corpora are refused."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter, defaultdict

import pytest
from themes_corpus import activities, problems, sentence_row, sentences, topic_of

from zongjie import themes
from zongjie.config import Settings, load_settings
from zongjie.dataset.schema import TABLES
from zongjie.themes import factor, fold, model, placing

PYTHON_TYPES = {"string": str, "int64": int, "float64": float, "bool": bool, "list<string>": list}
DEFAULTS = model.ThemeModel.__init__.__kwdefaults__


def settings(**changes: object) -> Settings:
    return load_settings(**changes)


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[dict[str, object]]]:
    return {"sentences": sentences(), "activities": activities(), "problems": problems()}


@pytest.fixture(scope="module")
def found(corpus):
    return themes.discover(corpus, settings())


def groups(found, unit: str) -> list[list[str]]:
    held = defaultdict(list)
    for row in found.members:
        if row["unit"] == unit:
            held[row["theme_id"]].append(row["record_id"])
    return list(held.values())


def test_planted_topics_come_back(corpus) -> None:
    found = themes.discover({"sentences": corpus["sentences"]}, settings(theme_count=3))
    topics = {row["sentence_id"]: topic_of(row["text"]) for row in corpus["sentences"]}
    parts = [Counter(topics[record] for record in part) for part in groups(found, "sentence")]
    assert len(parts) == 3
    assert {part.most_common(1)[0][0] for part in parts} == {"安全", "培训", "扶贫"}
    right = sum(part.most_common(1)[0][1] for part in parts)
    assert right >= 0.9 * len(topics)


def test_labels_are_phrases_of_their_own_theme(corpus) -> None:
    tables = {"sentences": corpus["sentences"]}
    found = themes.discover(tables, settings(theme_count=3))
    texts = {row["sentence_id"]: row["text"] for row in corpus["sentences"]}
    labels = [row["label"] for row in found.themes]
    assert len(set(labels)) == 3
    for row in found.themes:
        members = [texts[m["record_id"]] for m in found.members if m["theme_id"] == row["theme_id"]]
        assert sum(row["label"] in text for text in members) >= 2
        assert 4 <= len(row["label"]) <= 10
        assert len(row["keywords"]) <= 10


def test_keywords_are_content_words(corpus, found) -> None:
    for row in found.themes:
        assert row["keywords"]
        assert not {"举办", "开展", "的", "和", "组织"} & set(row["keywords"])
        assert all(len(word) > 1 for word in row["keywords"])


def test_activities_and_problems_group_by_what_they_are_about(found) -> None:
    kinds = {row["activity_id"]: row["type"] for row in activities()}
    kinds |= {row["problem_id"]: row["category"] for row in problems()}
    for unit in ("activity", "problem"):
        parts = groups(found, unit)
        assert len(parts) >= 2
        assert all(len({kinds[record] for record in part}) == 1 for part in parts), parts


@pytest.mark.parametrize("name", fold.NAMES)
def test_rows_have_every_column_and_its_type(found, name) -> None:
    rows = found.tables()[name]
    assert rows
    for row in rows:
        assert list(row) == [column.name for column in TABLES[name].columns]
        for column in TABLES[name].columns:
            value = row[column.name]
            if value is None:
                assert column.nullable
            else:
                assert type(value) is PYTHON_TYPES[column.type]
                assert not column.values or value in column.values


def test_figures_agree_with_members(corpus, found) -> None:
    placed = [row for row in found.members if row["theme_id"]]
    documents = defaultdict(set)
    sizes = Counter(row[column] for row in placed for column in ("theme_id", "subtheme_id") if row[column])
    for row in placed:
        documents[row["theme_id"]].add(row["document_id"])
        documents[row["subtheme_id"]].add(row["document_id"])
    assert set(sizes) == {row["theme_id"] for row in found.themes}
    parents = {row["theme_id"]: row["parent_id"] for row in found.themes}
    assert all(parents[row["subtheme_id"]] == row["theme_id"] for row in placed if row["subtheme_id"])
    for row in found.themes:
        assert row["size"] == sizes[row["theme_id"]] >= 3
        assert row["documents"] == len(documents[row["theme_id"]])
        assert row["prevalence"] == round(row["documents"] / 5, 6)
        assert row["coherence"] is None or -1 <= row["coherence"] <= 1
        assert 0 < row["stability"] <= 1


def test_members_are_placed_once_with_weight_and_second(found) -> None:
    units = {row["theme_id"]: row["unit"] for row in found.themes}
    assert len({(row["unit"], row["record_id"]) for row in found.members}) == len(found.members)
    assert all(row["theme_id"] for row in found.members)
    for row in found.members:
        assert 0 < row["weight"] <= 1
        assert 0 <= row["margin"] <= row["weight"]
        assert round(row["weight"], 6) == row["weight"] and round(row["margin"], 6) == row["margin"]
        assert units[row["theme_id"]] == row["unit"]
        if row["second_theme_id"] is None:
            assert row["margin"] == row["weight"] == 1
        else:
            assert row["second_theme_id"] != row["theme_id"]
            assert units[row["second_theme_id"]] == row["unit"]


def test_documents_table_is_the_denominator(corpus) -> None:
    tables = {**corpus, "documents": [{"document_id": f"d{number}"} for number in range(10)]}
    for row in themes.fit(tables, settings())["themes"]:
        assert row["prevalence"] == round(row["documents"] / 10, 6)


def test_order_of_the_input_changes_nothing(corpus, found) -> None:
    shuffled = {name: random.Random(1).sample(rows, len(rows)) for name, rows in corpus.items()}
    assert themes.fit(shuffled, settings()) == found.tables()


def test_another_process_gives_the_same_bytes(found) -> None:
    script = (
        "import json, themes_corpus as c; from zongjie import themes; from zongjie.config import load_settings;"
        "t = {'sentences': c.sentences(), 'activities': c.activities(), 'problems': c.problems()};"
        "print(json.dumps(themes.fit(t, load_settings())))"
    )
    env_paths = f"import sys; sys.path[:0] = {sys.path!r};"
    done = subprocess.run([sys.executable, "-c", env_paths + script], capture_output=True, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps(found.tables()))


def test_headings_and_empty_sentences_are_in_no_theme(corpus) -> None:
    extra = [
        sentence_row(900, "d0", 900, "安全生产隐患排查", heading=True),
        sentence_row(901, "d0", 910, "在上级的正确领导下，以安全生产专项整治精神为指导。"),
        sentence_row(902, "d0", 940, "12月底，完成5次。"),
    ]
    found = themes.discover({"sentences": corpus["sentences"] + extra}, settings())
    placed = {row["record_id"] for row in found.members if row["theme_id"]}
    assert placed == {row["sentence_id"] for row in corpus["sentences"]}
    reasons = [row["reason"] for row in found.members if not row["theme_id"]]
    assert sorted(reasons) == ["ceremony", "few_words"]
    assert any("2 条" in note.zh and "2 of 62" in note.en for note in found.notes)


def test_a_small_corpus_is_refused_and_says_so(corpus) -> None:
    found = themes.discover({"sentences": corpus["sentences"][:9], "problems": problems(1)}, settings())
    assert found.tables() == {name: [] for name in fold.NAMES}
    assert [note.zh[:5] for note in found.notes] == ["可用的句子", "可用的问题"]
    assert all("Add more texts" in note.en for note in found.notes)


def test_nothing_gives_nothing_without_a_word() -> None:
    assert themes.discover({}, settings()) == themes.ThemeTables()


def test_equal_sentences_are_no_two_themes() -> None:
    rows = [sentence_row(n, "d0", 20 * n, "镇政府排查消防安全隐患。") for n in range(30)]
    found = themes.discover({"sentences": rows}, settings())
    assert found.themes == [] and found.members == []
    assert [note.en.startswith("30 sentences do not fall into two themes") for note in found.notes] == [True]


def test_more_themes_than_the_corpus_supports(corpus) -> None:
    found = themes.discover({"sentences": corpus["sentences"]}, settings(theme_count=50, theme_minimum=4))
    assert 2 <= len(found.themes) < 50
    assert all(row["size"] >= 4 for row in found.themes)
    assert any("50" in note.zh for note in found.notes)


def test_number_of_themes_is_as_asked(corpus) -> None:
    found = themes.fit({"sentences": corpus["sentences"]}, settings(theme_count=2, theme_levels=1))
    assert [row["parent_id"] for row in found["themes"]] == [None, None]
    assert found["theme_curve"] == []


def test_a_large_corpus_is_fitted_on_a_sample(corpus, monkeypatch) -> None:
    monkeypatch.setattr(model.ThemeModel.__init__, "__kwdefaults__", {**DEFAULTS, "largest": 30})
    monkeypatch.setattr(factor, "BLOCK", 7)
    monkeypatch.setattr(placing, "BLOCK", 7)
    tables = {"sentences": corpus["sentences"]}
    found = themes.discover(tables, settings(theme_count=3))
    assert len(found.members) == 60
    assert themes.discover(tables, settings(theme_count=3)) == found


def test_import_is_light() -> None:
    script = (
        "import sys, zongjie.themes; print([m for m in ('sklearn', 'numpy', 'scipy', 'rjieba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
