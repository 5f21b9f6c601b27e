"""Guided themes: seed words are read, hold their themes to them, and leave room for free ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from themes_corpus import sentences, topic_of

from zongjie import themes
from zongjie.config import load_settings
from zongjie.errors import UsageError
from zongjie.themes import seeds
from zongjie.themes.model import ThemeModel

SEEDS = "# 引导词\ntheme\tword\n安全监管\t消防\n安全监管\t安全\n农户帮扶\t贫困户\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "seeds.tsv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_seed_words_are_read(tmp_path, encoding) -> None:
    found = seeds.read(written(tmp_path, SEEDS, encoding))
    assert found == (seeds.Seed("安全监管", ("消防", "安全")), seeds.Seed("农户帮扶", ("贫困户",)))


def test_a_seed_may_be_for_one_kind_of_unit_and_commas_will_do(tmp_path) -> None:
    found = seeds.read(written(tmp_path, "theme,word,unit\n经费,经费不足,problem\n经费,培训,\n"))
    assert found == (seeds.Seed("经费", ("经费不足",), "problem"), seeds.Seed("经费", ("培训",)))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "第 1 行"),
        ("主题\t词\n安全\t消防\n", "第 1 行"),
        ("theme\tword\n安全\t消防\n安全\t\n", "第 3 行"),
        ("theme\tword\tunit\n安全\t消防\tchapter\n", "line 2"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, place) -> None:
    with pytest.raises(UsageError, match=place):
        seeds.read(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.tsv"):
        seeds.read(tmp_path / "nowhere.tsv")


def test_guided_themes_hold_the_records_of_their_words_beside_free_ones(tmp_path) -> None:
    settings = load_settings(theme_count=3, theme_levels=1, theme_seeds=str(written(tmp_path, SEEDS)))
    rows = sentences()
    found = themes.discover({"sentences": rows}, settings)
    labels = {row["theme_id"]: row["label"] for row in found.themes}
    guided = {row["label"]: row["guided"] for row in found.themes}
    assert {name for name, yes in guided.items() if yes} == {"安全监管", "农户帮扶"}
    assert sum(not yes for yes in guided.values()) == 1
    wanted = {"安全": "安全监管", "扶贫": "农户帮扶"}
    texts = {row["sentence_id"]: row["text"] for row in rows}
    for row in found.members:
        topic = topic_of(texts[row["record_id"]])
        assert labels[row["theme_id"]] == wanted.get(topic, labels[row["theme_id"]]), texts[row["record_id"]]
        assert guided[labels[row["theme_id"]]] == (topic in wanted)


def test_words_that_no_record_uses_are_named_and_the_theme_stays_empty(tmp_path) -> None:
    text = SEEDS + "海洋渔业\t渔船\n安全监管\t瓦斯\n"
    settings = load_settings(theme_count=4, theme_levels=1, theme_seeds=str(written(tmp_path, text)))
    found = themes.discover({"sentences": sentences()}, settings)
    empty = next(row for row in found.themes if row["label"] == "海洋渔业")
    assert (empty["size"], empty["documents"], empty["prevalence"]) == (0, 0, 0)
    said = " ".join(note.zh for note in found.notes)
    assert "海洋渔业" in said and "渔船" in said and "瓦斯" in said


def test_a_seed_that_is_part_of_longer_words_stands_for_them() -> None:
    assert seeds._columns("培训", {"培训班": 0, "技能培训": 1, "消防": 2}) == [0, 1]
    assert seeds._columns("消防", {"消防": 0, "消防器材": 1, "器材": 2}) == [0, 1]
    assert seeds._columns("消防器材", {"消防": 0, "器材": 1}) in ([0, 1], [])


def test_the_estimator_keeps_its_seeds_in_front() -> None:
    table = np.kron(np.eye(4), np.ones((6, 5)))
    anchors = np.zeros((2, 20))
    anchors[0, 15] = anchors[1, 0] = 1
    model = ThemeModel(4, seeds=anchors).fit(table)
    assert list(model.guided_[:2]) == [0, 1] and set(model.guided_[2:]) == {-1}
    leading = model.transform(table).argmax(axis=1)
    assert set(leading[18:]) == {0} and set(leading[:6]) == {1}
    assert set(leading[6:18]).isdisjoint({0, 1})
