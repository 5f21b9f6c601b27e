"""What a benchmark counts, with a run that only pretends to work."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from zongjie import bench
from zongjie.bench import APART, Benchmark, Speed, measure, peak_memory
from zongjie.config import Settings, load_settings
from zongjie.errors import UsageError
from zongjie.run import RunSummary


def pretend(texts: Sequence[str], seconds: dict[str, float]) -> Any:
    def run_corpus(paths: Sequence[Path], out: Path, settings: Settings) -> RunSummary:
        import pandas as pd

        (out / "tables").mkdir(parents=True)
        frame = pd.DataFrame({"source_id": [f"s{i}" for i in range(len(texts))], "text": list(texts)})
        frame.to_parquet(out / "tables" / "texts.parquet")
        return RunSummary(out, 0, 1.0, {}, seconds_by_stage=seconds)

    return run_corpus


def test_what_comes_after_parquet_is_listed_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"read": 1.0, "segment": 2.0, "parquet": 1.0, "xlsx": 9.0, "report": 9.0}
    monkeypatch.setattr("zongjie.run.run_corpus", pretend(["总结" * 10, ""], seconds))
    measured = measure([Path("a")], load_settings())
    assert measured.characters == 20
    assert measured.whole_seconds == 4.0
    assert {stage.name for stage in measured.stages if not stage.counted} == {"xlsx", "report"} < APART
    assert [row["name"] for row in measured.rows()][-2:] == ["whole", "jieba.lcut"]
    assert measured.jieba_seconds > 0


def test_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zongjie.run.run_corpus", pretend([""], {}))
    with pytest.raises(UsageError):
        measure([Path("a")], load_settings())


def test_ratios_are_speed_over_the_speed_of_jieba() -> None:
    measured = Benchmark(1000, (Speed("read", 2.0), Speed("clean", 0.0)), jieba_seconds=1.0, peak_bytes=None)
    rows = {str(row["name"]): row for row in measured.rows()}
    assert (rows["read"]["characters_per_second"], rows["read"]["ratio"]) == (500, 0.5)
    assert rows["clean"]["characters_per_second"] is None
    assert rows["jieba.lcut"]["ratio"] == 1
    assert rows["whole"]["seconds"] == 2.0


def test_memory_is_told_in_bytes() -> None:
    peak = peak_memory()
    assert peak is None or 10_000_000 < peak < 100_000_000_000


def test_where_the_system_does_not_tell_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert bench.peak_memory() is None
