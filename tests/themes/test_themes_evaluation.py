"""`zongjie themes evaluate` measures the model of the run: guided themes with their seeds, and never another model."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from pyarrow import parquet
from themes_corpus import sentences

from zongjie.config import Settings
from zongjie.errors import UsageError
from zongjie.themes import fold
from zongjie.themes.evaluation import evaluate
from zongjie.themes.fold import discover
from zongjie.themes.refit import refit
from zongjie.themes.seeds import read
from zongjie.themes.units import sentence_units

SEEDS = "theme\tword\n茶叶和种苗\t茶叶\n茶叶和种苗\t消防\n茶叶和种苗\t证书\n"


def dataset(folder, **settings):
    """A dataset of the planted sentences, said to be run with these settings."""
    tables = {
        "documents": [{"document_id": f"d{at}"} for at in range(5)],
        "sentences": sentences(),
        "activities": [],
        "problems": [],
    }
    (folder / "tables").mkdir(parents=True)
    for name, rows in tables.items():
        table = pa.Table.from_pylist(rows) if rows else pa.table({"document_id": pa.array([], pa.string())})
        parquet.write_table(table, folder / "tables" / f"{name}.parquet")
    (folder / "run.json").write_text(
        json.dumps({"generator": "zongjie", "versions": {}, "settings": settings}), "utf-8"
    )
    return folder


def test_the_guided_themes_of_a_run_are_measured_as_guided(tmp_path):
    path = tmp_path / "seeds.tsv"
    path.write_text(SEEDS, "utf-8")
    settings = Settings(theme_count=3, theme_levels=1, theme_seeds=str(path))
    units = sentence_units({"sentences": sentences()})
    found = refit("sentence", units, 3, settings, read(path))
    words = {row["theme_id"]: [] for row in discover({"sentences": sentences()}, settings).themes}
    for row in discover({"sentences": sentences()}, settings).rows["theme_words"]:
        words[row["theme_id"]].append(row["word"])
    assert {frozenset(some) for some in found.words} == {frozenset(some[:10]) for some in words.values()}
    assert found.words != refit("sentence", units, 3, Settings(theme_count=3, theme_levels=1)).words
    out = dataset(tmp_path / "out", theme_count=3, theme_levels=1, theme_seeds=str(path))
    free = dataset(tmp_path / "free", theme_count=3, theme_levels=1)
    [guided], [unguided] = (list(evaluate(one, ["sentence"], count=3)) for one in (out, free))
    assert guided.quality.npmi.value < unguided.quality.npmi.value  # the seeds tie what does not go together
    path.unlink()
    with pytest.raises(UsageError, match="cannot read the seed words"):
        list(evaluate(out, ["sentence"], count=3))


def test_themes_of_an_earlier_dataset_are_not_measured_by_a_model_that_the_run_did_not_fit(tmp_path):
    out = dataset(tmp_path / "out", themes_from="../earlier")
    with pytest.raises(UsageError, match=r"zongjie themes evaluate \.\./earlier"):
        list(evaluate(out))


def test_a_large_dataset_is_measured_on_the_records_that_were_fitted(tmp_path, monkeypatch):
    out = dataset(tmp_path / "out", theme_count=3, theme_levels=1)
    [whole] = evaluate(out, ["sentence"], count=2)
    monkeypatch.setattr(fold, "MOST_FITTED", 48)
    [part] = evaluate(out, ["sentence"], count=2)
    assert (whole.records, part.records) == (60, 48)
