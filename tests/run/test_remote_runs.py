"""Runs from URLs and to URLs, in memory: the same bytes as here, and what a fault of the network costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from corpora import bytes_of, corpus, settings

import zongjie
from zongjie.dataset.fetching import fetch
from zongjie.dataset.verify import verify
from zongjie.run import Execution, RunSummary, run_corpus
from zongjie.run import shards as module
from zongjie.storage import Place, listed, place, write

fsspec = pytest.importorskip("fsspec")

from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402

FROM, TO = "memory://bucket/corpus", "memory://bucket/out"


class Faulty(MemoryFileSystem):
    """Memory of which some files do not come."""

    protocol = "faulty"
    broken: tuple[str, ...] = ()
    reads: int = 0

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(str(path).removeprefix("faulty://")))

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **more: object) -> bytes:
        Faulty.reads += 1
        if path.endswith(Faulty.broken):
            raise TimeoutError("read timed out")
        return bytes(super().cat_file(path, start, end, **more))


fsspec.register_implementation("faulty", Faulty, clobber=True)


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    system = fsspec.filesystem("memory")
    system.store.clear()
    Faulty.broken = ()
    yield system
    system.store.clear()


def both(tmp_path: Path, memory: Any, files: int = 5) -> Path:
    """The same corpus here and at the URL."""
    folder = corpus(tmp_path / "in", files)
    (folder / "二级 单位").mkdir()
    (folder / "000.txt").rename(folder / "二级 单位" / "总结 一.txt")
    for path in folder.rglob("*.*"):
        memory.pipe_file(f"/bucket/corpus/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return folder


def run(source: str | Path, out: str | Path, metadata: Place | None = None, **more: Any) -> RunSummary:
    return run_corpus([place(source)], place(out), settings(), metadata=metadata, execution=Execution("serial", **more))


def test_a_run_from_and_to_urls_gives_the_same_bytes(tmp_path: Path, memory: Any) -> None:
    folder = both(tmp_path, memory)
    sheet = tmp_path / "目录.csv"
    sheet.write_text("file,单位\n总结 一,甲校\n没有.txt,乙校\n", "utf-8")
    memory.pipe_file("/bucket/目录.csv", sheet.read_bytes())
    one = run(folder, tmp_path / "out", sheet)
    two = run(FROM, TO, place("memory://bucket/目录.csv"))
    assert (one.tables, one.left_out, one.notes, one.characters) == (
        two.tables,
        two.left_out,
        two.notes,
        two.characters,
    )
    fetch(place(TO), tmp_path / "got")
    assert bytes_of(tmp_path / "got") == bytes_of(tmp_path / "out")
    assert verify(place(TO)) == []
    read = zongjie.read(TO)
    assert list(read["sources"]["path"]) == list(zongjie.read(tmp_path / "out")["sources"]["path"])
    scratch = read.folder
    assert scratch.exists()
    del read
    assert not scratch.exists()
    again = run(FROM, TO, place("memory://bucket/目录.csv"))
    assert (again.unchanged, again.tables, str(again.out)) == (True, two.tables, TO)
    write(place(TO) / "csv/metrics.csv", b"x")  # type: ignore[operator]
    mended = run(FROM, TO, place("memory://bucket/目录.csv"))
    assert (mended.unchanged, mended.kept) == (False, 7)
    assert verify(place(TO)) == []


def test_what_is_kept_for_the_next_run_lies_beside_the_dataset(tmp_path: Path, memory: Any) -> None:
    both(tmp_path, memory)
    run(FROM, TO, keep=False)
    assert not [name for name in listed(place(TO)) if name.startswith(".zongjie")]  # type: ignore[arg-type]
    run(FROM, TO, fresh=True)
    assert {name.partition("/")[0] for name in listed(place(TO)) if name[0] == "."} == {".zongjie-store"}  # type: ignore[arg-type]
    memory.pipe_file("/bucket/corpus/003.txt", "青禾县2023年工作总结\n新建公园9个。".encode())
    assert 0 < run(FROM, TO).kept < 7


def test_a_file_that_does_not_come_is_left_out_and_read_next_time(tmp_path: Path, memory: Any) -> None:
    folder, url = both(tmp_path, memory), "faulty://bucket/corpus"
    real = module._remote_file

    def later(*given: Any) -> object:  # from the moment the corpus has been listed and digested
        Faulty.broken = ()
        found = real(*given)
        Faulty.broken = ("002.txt",)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_remote_file", later)
        patch.setattr(module, "READERS", 1)
        summary = run(url, tmp_path / "out")
    reason = {path: reason for path, _, reason in summary.left_out}["002.txt"]
    assert "TimeoutError: read timed out" in reason
    assert "检查网络" in reason
    assert "Check the network" in reason
    assert len(summary.left_out) == 3
    failed_at_once = run(url, tmp_path / "out")
    assert "002.txt" in {path for path, _, _ in failed_at_once.left_out}
    Faulty.broken = ()
    whole = run(url, tmp_path / "out")
    assert len(whole.left_out) == 2
    assert whole.kept >= 4
    run(folder, tmp_path / "local")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "local")


def test_a_file_that_changes_after_it_was_listed_is_left_out_and_read_next_time(tmp_path: Path, memory: Any) -> None:
    both(tmp_path, memory)
    real = module._remote_file

    def before(*given: Any) -> object:
        found = real(*given)
        if given[0].name == "002.txt":
            memory.pipe_file("/bucket/corpus/002.txt", "青禾县2024年工作总结\n新建公园7个。".encode())
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_remote_file", before)
        patch.setattr(module, "READERS", 1)
        first = run(FROM, TO)
    assert "changed while the corpus was read" in {path: reason for path, _, reason in first.left_out}["002.txt"]
    again = run(FROM, TO)
    assert (again.unchanged, len(again.left_out)) == (False, 2)


def test_each_file_is_fetched_twice(tmp_path: Path, memory: Any) -> None:
    """Once to tell what it is, once by who works on it: an object store asks money for each."""
    both(tmp_path, memory)
    Faulty.reads = 0
    run("faulty://bucket/corpus", tmp_path / "out", keep=False)
    assert Faulty.reads == 14
