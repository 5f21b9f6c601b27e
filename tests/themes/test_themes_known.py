"""Known themes: records of another corpus are placed in the themes of an earlier dataset."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from themes_corpus import activities, problems, sentences, topic_of

from zongjie import themes
from zongjie.cli import main
from zongjie.config import load_settings
from zongjie.dataset.columnar import to_arrow
from zongjie.errors import UsageError
from zongjie.themes import fold, known

SETTINGS = load_settings()


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[dict[str, object]]]:
    return {"sentences": sentences(), "activities": activities(), "problems": problems()}


@pytest.fixture(scope="module")
def earlier(corpus, tmp_path_factory) -> Path:
    """A dataset folder with the theme tables of the corpus."""
    out = tmp_path_factory.mktemp("earlier")
    (out / "tables").mkdir()
    for name, rows in themes.fit(corpus, SETTINGS).items():
        pq.write_table(to_arrow(name, rows), out / "tables" / f"{name}.parquet")
    return out


def placed(tables: dict[str, list[dict[str, object]]], out: Path) -> themes.ThemeTables:
    return themes.discover(tables, load_settings(themes_from=str(out)))


def test_the_same_records_come_to_the_same_themes(corpus, earlier) -> None:
    fitted = themes.discover(corpus, SETTINGS)
    again = placed(corpus, earlier)

    def homes(found: themes.ThemeTables) -> dict[object, tuple[object, object]]:
        return {(row["unit"], row["record_id"]): (row["theme_id"], row["subtheme_id"]) for row in found.members}

    assert homes(again) == homes(fitted)
    assert [(row["theme_id"], row["size"]) for row in again.themes] == [
        (row["theme_id"], row["size"]) for row in fitted.themes
    ]


def test_new_records_are_placed_and_themes_keep_their_names(corpus, earlier) -> None:
    rows = [row | {"document_id": "d9"} for row in corpus["sentences"] if "消防" in str(row["text"])]
    found = placed({"sentences": rows, "documents": [{"document_id": "d9"}, {"document_id": "d8"}]}, earlier)
    fitted = {row["theme_id"]: row for row in themes.fit(corpus, SETTINGS)["themes"] if row["unit"] == "sentence"}
    mine = [row for row in found.themes if row["unit"] == "sentence"]
    assert {row["theme_id"]: row["label"] for row in mine} == {key: row["label"] for key, row in fitted.items()}
    assert sum(row["size"] for row in mine if row["parent_id"] is None) == len(rows)
    assert {row["prevalence"] for row in mine} <= {0.0, 0.5}
    topics = {topic_of(str(row["text"])) for row in rows}
    assert len({row["theme_id"] for row in found.members}) == len(topics) == 1


def test_quotations_are_of_the_new_records(corpus, earlier) -> None:
    rows = [row | {"document_id": f"e{row['document_id']}"} for row in corpus["sentences"]]
    found = placed({"sentences": rows}, earlier)
    quotes = found.tables()["theme_quotes"]
    homes = {row["record_id"]: (row["theme_id"], row["subtheme_id"]) for row in found.members}
    assert {row["theme_id"] for row in quotes} == {row["theme_id"] for row in found.themes if row["size"]}
    for row in quotes:
        assert row["theme_id"] in homes[row["record_id"]]
        assert str(row["document_id"]).startswith("e")
    for theme in found.themes:
        mine = [row["document_id"] for row in quotes if row["theme_id"] == theme["theme_id"]]
        assert len(mine) == len(set(mine)) == min(3, theme["documents"])


def test_new_themes_and_earlier_ones_exclude_each_other(corpus, earlier) -> None:
    with pytest.raises(UsageError, match="theme-count"):
        themes.discover(corpus, load_settings(themes_from=str(earlier), theme_count=4))


def test_records_without_a_known_word_say_so(corpus, earlier) -> None:
    strange = corpus["sentences"][0] | {"words": ["潜艇", "声呐"], "tags": ["n", "n"], "text": "潜艇声呐"}
    found = placed({"sentences": [strange]}, earlier)
    assert [(row["theme_id"], row["reason"], row["weight"]) for row in found.members] == [(None, "unknown_words", 0)]
    assert "reason" in found.notes[0].en


def test_a_kind_without_earlier_themes_is_told(corpus, tmp_path) -> None:
    (tmp_path / "tables").mkdir()
    for name, rows in themes.fit({"sentences": corpus["sentences"]}, SETTINGS).items():
        pq.write_table(to_arrow(name, rows), tmp_path / "tables" / f"{name}.parquet")
    found = placed(corpus, tmp_path)
    assert {row["unit"] for row in found.members} == {"sentence"}
    assert len(found.notes) == 2


def test_a_folder_without_themes_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError, match="no-themes"):
        known.read(tmp_path)
    (tmp_path / "tables").mkdir()
    for name in fold.NAMES:
        pq.write_table(to_arrow(name, []), tmp_path / "tables" / f"{name}.parquet")
    with pytest.raises(UsageError, match="no themes"):
        known.read(tmp_path)


def test_from_the_command_line(tmp_path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for place in ("青禾县", "临溪区", "南浦镇"):
        lines = "".join(str(row["text"]) + "\n" for row in sentences()[:20]).replace("镇政府", place + "政府")
        (texts / f"{place}.txt").write_text(f"{place}2023年工作总结\n{lines}", "utf-8")
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["run", str(texts), "-o", str(first), "--quiet"]) == 0
    assert main(["run", str(texts / "南浦镇.txt"), "-o", str(second), "--quiet", "--themes-from", str(first)]) == 0
    names = [set(pq.read_table(out / "tables/themes.parquet")["theme_id"].to_pylist()) for out in (first, second)]
    assert names[0] == names[1] != set()
    assert json.loads((second / "run.json").read_text("utf-8"))["settings"]["themes_from"] == str(first)
