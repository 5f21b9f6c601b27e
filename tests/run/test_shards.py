"""Shards: where they begin, what their keys rest on, and that one more file moves no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import corpus, settings
from hypothesis import given
from hypothesis import strategies as st

from zongjie.config import input_files
from zongjie.errors import UsageError
from zongjie.ingest.corpus import Item, items
from zongjie.ingest.metadata_sheet import read as sheet
from zongjie.run import Execution, pipeline, run_corpus
from zongjie.run import shards as module
from zongjie.run.shards import FILES, MOST_BYTES, File, cut, shards
from zongjie.stage import StageSpec

sizes = st.sampled_from([0, 900, 2_400, 60_000, MOST_BYTES, 5_000_000])
files = st.dictionaries(st.text("0123456789abc/", min_size=1, max_size=6), sizes, max_size=300)


def run_of(named: dict[str, int]) -> list[tuple[str, ...]]:
    found = [File(Item(Path(name), name), size, "x") for name, size in sorted(named.items())]
    return [tuple(file.item.name for file in some) for some in cut(found)]


@given(files)
def test_runs_hold_every_file_once_in_order_and_end_in_time(named: dict[str, int]) -> None:
    runs = run_of(named)
    assert [name for run in runs for name in run] == sorted(named)
    assert all(runs)
    assert all(sum(named[name] for name in run[:-1]) < MOST_BYTES for run in runs)


@given(files, st.text("0123456789abc/", min_size=7, max_size=8), sizes)
def test_one_more_file_moves_no_file_beyond_the_next_boundary(named: dict[str, int], name: str, size: int) -> None:
    small = {key: min(value, 900) for key, value in named.items()}
    before, after = set(run_of(small)), set(run_of(small | {name: min(size, 900)}))
    assert len(before - after) <= 1
    assert len(after - before) <= 2


def test_many_files_make_many_runs() -> None:
    runs = run_of({f"{number:05}.txt": 800 for number in range(20_000)})
    assert 20_000 / FILES / 2 < len(runs) < 20_000 / FILES * 2


def keys(folder: Path, path: Path | None = None, **more: object) -> list[str]:
    found, chosen = items([folder]), settings(**more)
    described = sheet(path, [item.name for item in found], chosen) if path else None
    return [one.key for one in shards(found, chosen, described, input_files(chosen))]


def test_a_key_rests_on_content_and_settings(tmp_path: Path, monkeypatch: object) -> None:
    folder = corpus(tmp_path / "in")
    terms = tmp_path / "terms.txt"
    terms.write_text("实训室 10 n", "utf-8")
    first = keys(folder)
    assert keys(folder) == first
    for change in ({"split": False}, {"segmenter": "jieba"}, {"userdict": str(terms)}):
        assert not set(keys(folder, **change)) & set(first)
    for fold in ({"theme_count": 3}, {"themes": True}, {"reuse": False}, {"seed": 9}):
        assert keys(folder, **fold) == first
    named = keys(folder, userdict=str(terms))
    terms.write_text("实训室 10 nz", "utf-8")
    assert keys(folder, userdict=str(terms)) != named
    (folder / "000.txt").write_text("改过", "utf-8")
    assert keys(folder) != first


def test_a_key_rests_on_the_program(tmp_path: Path, monkeypatch: object) -> None:
    folder = corpus(tmp_path / "in")
    first = keys(folder)
    monkeypatch.setattr(module, "_program", lambda: "another")  # type: ignore[attr-defined]
    assert not set(keys(folder)) & set(first)


def test_a_key_rests_on_the_rows_of_the_sheet_that_may_be_of_its_files(tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1)  # type: ignore[attr-defined]
    folder, path = corpus(tmp_path / "in"), tmp_path / "sheet.csv"
    path.write_text("file,单位\n000.txt,甲校\n", "utf-8")
    first = keys(folder, path)
    path.write_text("file,单位\n000.txt,乙校\n", "utf-8")
    assert [one != two for one, two in zip(first, keys(folder, path), strict=True)] == [True, *[False] * 13]
    path.write_text("file,单位\n000.txt,甲校\n别处.txt,丙校\n", "utf-8")
    assert not set(first) & set(keys(folder, path))


def test_what_the_package_does_not_know_is_never_taken_over(tmp_path: Path, monkeypatch: object) -> None:
    folder = corpus(tmp_path / "in")
    first = keys(folder)
    own = StageSpec("own", lambda settings: lambda document: document)
    monkeypatch.setattr(pipeline, "STAGES", (*pipeline.STAGES, own))  # type: ignore[attr-defined]
    second = keys(folder)
    assert not set(second) & set(first)
    assert not set(second) & set(keys(folder))


def test_stages_of_ones_own_are_not_left_out_in_silence(tmp_path: Path, monkeypatch: object) -> None:
    own = StageSpec("own", lambda settings: lambda document: document)
    monkeypatch.setattr(pipeline, "STAGES", (*pipeline.STAGES, own))  # type: ignore[attr-defined]
    folder = corpus(tmp_path / "in", 2)
    with pytest.raises(UsageError, match=r"of your own \(own\)"):
        run_corpus([folder], tmp_path / "out", settings(), execution=Execution("processes", 1))
    assert run_corpus([folder], tmp_path / "out", settings()).tables["documents"] == 2
