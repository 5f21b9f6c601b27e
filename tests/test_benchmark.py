"""The floors of corpus/benchmark: extraction on authored texts may get better, never worse unnoticed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from zongjie.config import load_settings
from zongjie.evaluate import Part, evaluate
from zongjie.run import run_corpus

BENCHMARK = Path(__file__).parent.parent / "corpus" / "benchmark"
FLOORS = tomllib.loads((BENCHMARK / "floors.toml").read_text("utf-8"))


@pytest.mark.parametrize("part", FLOORS)
def test_no_figure_is_below_its_floor(part: str, tmp_path: Path) -> None:
    texts, gold = BENCHMARK / part / "texts", BENCHMARK / part / "gold"
    run_corpus([texts], tmp_path / "out", load_settings(themes=False))
    evaluation = evaluate([Part(tmp_path / "out", gold, texts)])
    assert not evaluation.gold_faults
    assert not evaluation.dataset_faults
    figures = evaluation.figures()
    measured = {name: figures[name]["f1"] for name in FLOORS[part]}
    assert {name: f1 for name, f1 in measured.items() if f1 < FLOORS[part][name]} == {}


@pytest.mark.parametrize("part", FLOORS)
def test_every_text_has_gold(part: str) -> None:
    texts = {path.name for path in (BENCHMARK / part / "texts").iterdir()}
    assert {path.name.removesuffix(".json") for path in (BENCHMARK / part / "gold").iterdir()} == texts
