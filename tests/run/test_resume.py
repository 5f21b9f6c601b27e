"""A run and the runs after it: what is kept, what is worked out anew, and the same bytes on any way there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import bytes_of, corpus, settings

import zongjie
from zongjie.dataset.folder import OutputFolder
from zongjie.dataset.verify import verify
from zongjie.errors import UsageError
from zongjie.run import Execution, Progress, RunSummary, run_corpus
from zongjie.run import shards as module
from zongjie.run.pipeline import Pipeline

FILES = 14


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    yield


def run(folder: Path, out: Path, execution: Execution = Execution("serial"), **more: object) -> RunSummary:  # noqa: B008
    return run_corpus([folder], out, settings(**more), execution=execution)


@pytest.mark.parametrize(
    "execution", [Execution("processes", 1), Execution("processes", 2), Execution("serial", keep=False)]
)
def test_the_bytes_do_not_depend_on_the_engine(execution: Execution, tmp_path: Path) -> None:
    folder = corpus(tmp_path / "in")
    one, two = run(folder, tmp_path / "one"), run(folder, tmp_path / "two", execution)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert (one.tables, one.left_out, one.characters) == (two.tables, two.left_out, two.characters)
    assert one.tables["metrics"] > 40
    assert verify(tmp_path / "two") == []
    assert (tmp_path / "two" / ".zongjie-store").exists() == execution.keep
    assert not list((tmp_path / "two").glob(".zongjie-p*"))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_bytes_do_not_depend_on_a_cluster_of_which_a_worker_is_killed(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    folder = corpus(tmp_path / "in", 40)
    run(folder, tmp_path / "one")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            [victim, *_] = client.run(os.getpid).values()

        def kill(state: Progress) -> None:
            if state.done == 15:
                os.kill(victim, signal.SIGKILL)

        execution = Execution("dask", scheduler=cluster.scheduler_address)
        done = run_corpus([folder], tmp_path / "two", settings(), execution=execution, progress=kill)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert len(done.left_out) == 2
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)


def test_the_bytes_do_not_depend_on_the_order_of_the_paths(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "in")
    files = sorted(folder.iterdir())
    run_corpus(files, tmp_path / "one", settings())
    run_corpus(files[::-1], tmp_path / "two", settings())
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_a_rerun_of_the_same_does_nothing_and_says_so(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    first = run(folder, out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file() and path.parent != out}
    again = run(folder, out)
    assert (again.unchanged, again.kept) == (True, FILES)
    assert (again.tables, again.left_out, again.characters) == (first.tables, first.left_out, first.characters)
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert not run(folder, out, Execution("serial", fresh=True)).unchanged


@pytest.mark.parametrize("name", ["tables/metrics.parquet", "csv/metrics.csv", "dataset.xlsx", "report.html"])
def test_a_dataset_that_was_changed_is_made_again_from_what_was_kept(name: str, tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    run(folder, out)
    before = bytes_of(out)
    with (out / name).open("ab") as file:
        file.write(b" ")
    again = run(folder, out)
    assert (again.unchanged, again.kept) == (False, FILES)
    assert bytes_of(out) == before
    (out / name).unlink()
    run(folder, out)
    assert bytes_of(out) == before


def test_only_the_shard_of_a_changed_file_is_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    run(folder, out)
    read: list[str] = []
    real = Pipeline.in_blocks
    monkeypatch.setattr(Pipeline, "in_blocks", lambda self, source: read.append(source.path) or real(self, source))
    (folder / "005.txt").write_text("青禾县2023年工作总结\n新建公园9个。", "utf-8")
    again = run(folder, out)
    anew = set(read) - {"text.txt"}  # what warms the pipeline up
    assert "005.txt" in anew
    assert len(anew) <= 4
    assert again.kept == FILES - len(anew)
    run(folder, tmp_path / "fresh")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


@pytest.mark.parametrize("change", ["add", "remove", "rename"])
def test_a_corpus_that_changes_is_as_if_it_had_always_been_so(change: str, tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    run(folder, out)
    if change == "add":
        (folder / "0035.txt").write_text("临溪区2022年工作总结\n修路12公里。", "utf-8")
    elif change == "remove":
        (folder / "003.txt").unlink()
    else:
        (folder / "003.txt").rename(folder / "zz.txt")
    assert 0 < run(folder, out).kept < FILES
    run(folder, tmp_path / "fresh")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


def test_a_setting_of_the_whole_corpus_keeps_every_file(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    run(folder, out, reuse=False)
    again = run(folder, out, reuse=True)
    assert (again.kept, again.unchanged) == (FILES, False)
    assert run(folder, out, segmenter="jieba").kept == 0


def test_a_sheet_is_asked_alike_when_files_are_kept(tmp_path: Path) -> None:
    folder, out, sheet = corpus(tmp_path / "in"), tmp_path / "out", tmp_path / "sheet.csv"
    sheet.write_text("file,单位\n000.txt,甲校\n没有.txt,乙校\n", "utf-8")
    first = run_corpus([folder], out, settings(), metadata=sheet)
    shutil.rmtree(out / "csv")
    again = run_corpus([folder], out, settings(), metadata=sheet)
    assert again.kept == FILES
    assert again.notes == first.notes
    assert any("没有.txt" in note for note in again.notes)
    assert run_corpus([folder], out, settings(), metadata=sheet).notes == first.notes


def test_a_damaged_shard_is_worked_out_again(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    run(folder, out)
    before = bytes_of(out)
    damaged = sorted((out / ".zongjie-store").rglob("*.shard"))[0]
    damaged.write_bytes(damaged.read_bytes()[:-7])
    (out / "dataset.xlsx").unlink()
    assert 0 < run(folder, out).kept < FILES
    assert bytes_of(out) == before


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    real = Pipeline.in_blocks

    def meanwhile(self: Pipeline, source: object) -> object:
        with (folder / "004.txt").open("a", encoding="utf-8") as file:
            file.write("\n又建成食堂2个。")
        return real(self, source)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Pipeline, "each", meanwhile)
        run(folder, out)
    assert json.loads((out / "run.json").read_text("utf-8"))["key"] is None
    again = run(folder, out)
    assert not again.unchanged
    run(folder, tmp_path / "fresh")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


def test_a_fault_of_ours_costs_the_file_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    real = Pipeline.in_blocks

    def stumble(self: Pipeline, source: object) -> object:
        if getattr(source, "path", "") == "003.txt":
            raise IndexError("no such thing")
        return real(self, source)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Pipeline, "in_blocks", stumble)
        summary = run(folder, out)
    [row] = [row for row in zongjie.read(out)["sources"].to_dict("records") if row["path"] == "003.txt"]
    data = (folder / "003.txt").read_bytes()
    assert (row["status"], row["sha256"], row["bytes"]) == ("failed", hashlib.sha256(data).hexdigest(), len(data))
    told = {path: reason for path, _, reason in summary.left_out}
    assert "IndexError: no such thing" in told["003.txt"]
    assert set(told) == {"003.txt", "空.txt", "损坏.docx"}
    assert summary.tables["documents"] == FILES - 3


def test_a_file_that_takes_too_long_is_given_up_and_tried_again_next_time(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in", 6), tmp_path / "out"
    big = "\n".join(
        f"全年举办培训班{number}期，培训{number * 3}人次，同比增长{number % 90}%。" for number in range(60_000)
    )
    (folder / "003长.txt").write_text(big, "utf-8")
    summary = run(folder, out, Execution("processes", 2, file_timeout=3.0))
    told = {path: reason for path, _, reason in summary.left_out}
    assert set(told) == {"003长.txt", "空.txt", "损坏.docx"}
    assert "longer than 3 seconds" in told["003长.txt"]
    assert verify(out) == []
    assert json.loads((out / "run.json").read_text("utf-8"))["key"] is None
    (folder / "003长.txt").unlink()
    assert run(folder, out).kept > 0
    run(folder, tmp_path / "fresh")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


def test_two_runs_on_one_output_are_kept_apart(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in", 2), tmp_path / "out"
    held = OutputFolder(out)
    with pytest.raises(UsageError, match="another zongjie is writing"):
        run(folder, out)
    held.discard()
    assert run(folder, out).tables["documents"] == 2
