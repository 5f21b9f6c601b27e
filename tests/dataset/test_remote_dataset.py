"""A dataset at a URL: broken off anywhere while it is replaced, it is never read as a mixture, and then completed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zongjie import storage
from zongjie.dataset import lease
from zongjie.dataset.fetching import SCRATCH, fetch
from zongjie.dataset.folder import GENERATOR, MANIFEST
from zongjie.dataset.remote import RemoteFolder
from zongjie.errors import StorageError, UsageError
from zongjie.storage import Remote, listed, read, write

fsspec = pytest.importorskip("fsspec")
OUT = Remote("memory://bucket/out")


@pytest.fixture(autouse=True)
def memory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("scratch")))
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


class PowerCut(BaseException):
    """Ends a process as no exception does: nothing that cleans up may count on it."""


def fill(folder: RemoteFolder, key: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder.part / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.part / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = {"generator": GENERATOR, "key": key, "digests": digests, "files": sorted([*files, MANIFEST])}
    (folder.part / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def files(version: str, *names: str) -> dict[str, bytes]:
    return {name: f"{version} {name}".encode() for name in names}


OLD, NEW = files("old", "tables/a", "tables/b", "csv/甲 a"), files("new", "tables/a", "csv/甲 a", "csv/c")


def publish(key: str, content: dict[str, bytes]) -> None:
    folder = RemoteFolder(OUT)
    fill(folder, key, content)
    folder.publish()


def seen(to: Path) -> dict[str, bytes] | None:
    """What a reader gets; None where it is told that there is no whole dataset."""
    try:
        fetch(OUT, to)
    except UsageError as fault:
        assert "being replaced" in str(fault) or "no dataset" in str(fault)
        return None
    return {p.relative_to(to).as_posix(): p.read_bytes() for p in to.rglob("*") if p.is_file() and p.name != MANIFEST}


def test_a_dataset_is_replaced_as_a_whole(tmp_path: Path) -> None:
    publish("one", OLD)
    assert seen(tmp_path / "1") == OLD
    write(OUT / "review/notes.csv", b"mine")
    publish("two", NEW)
    assert seen(tmp_path / "2") == NEW | {"review/notes.csv": b"mine"}
    assert {*listed(OUT)} == {*NEW, MANIFEST, "review/notes.csv"}


class Cuts:
    """Ends the process at the n-th change of the store."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.left = at
        for name in ("_put", "_remove"):
            monkeypatch.setattr(storage, name, self.counted(getattr(storage, name)))

    def counted(self, real: Any) -> Any:
        def change(*given: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise PowerCut
            return real(*given)

        return change


@pytest.mark.parametrize("former", [False, True])
def test_broken_off_at_any_change_it_is_completed_and_never_mixed(
    former: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: Any
) -> None:
    told: list[dict[str, bytes] | None] = []
    for at in range(99):
        memory.store.clear()
        if former:
            publish("one", OLD)
        with monkeypatch.context() as patch, pytest.raises((PowerCut, AssertionError)) as ended:
            Cuts(patch, at)
            publish("two", NEW)
            raise AssertionError("it came to its end")
        lease._held.clear()  # the process is gone
        told.append(seen(tmp_path / f"{former}{at}"))
        assert told[-1] in (None, OLD, NEW) if former else told[-1] in (None, NEW)
        left = dict(memory.store)
        claimed = RemoteFolder(OUT)
        found = claimed.finished("two") or claimed.finished("one")
        claimed.discard()
        after = seen(tmp_path / f"{former}{at} after")
        assert (found is not None) == (after is not None)
        assert after in (OLD, NEW) if former else after in (None, NEW)
        assert not [name for name in listed(OUT) if name.startswith(".zongjie")]
        memory.store.clear()
        memory.store.update(left)
        publish("two", NEW)
        assert seen(tmp_path / f"{former}{at} again") == NEW
        assert {*listed(OUT)} == {*NEW, MANIFEST}
        if isinstance(ended.value, AssertionError):
            break
    assert len(told) > 15
    assert None in told
    assert told[-1] == NEW
    assert (told[0] == OLD) == former


def test_what_was_staged_and_then_removed_by_others_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish("one", OLD)
    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        Cuts(patch, 9)
        publish("two", NEW)
    lease._held.clear()
    staged = [name for name in listed(OUT) if name.startswith(".zongjie-part")]
    assert staged
    storage.remove(OUT / name for name in staged[:2])
    assert seen(tmp_path / "1") is None
    publish("two", NEW)
    assert seen(tmp_path / "2") == NEW
    assert {*listed(OUT)} == {*NEW, MANIFEST}


def test_a_reader_is_told_when_the_dataset_changes_under_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish("one", OLD)
    real = storage.get

    def meanwhile(file: Remote, target: Path) -> None:
        real(file, target)
        if file.name == "b":
            publish("two", NEW)

    monkeypatch.setattr("zongjie.dataset.fetching.get", meanwhile)
    assert seen(tmp_path / "1") is None
    assert not list((tmp_path / "1").iterdir())


@pytest.mark.parametrize("changed", ["tables/a", "csv/甲 a"])
def test_a_dataset_that_was_changed_is_not_taken_for_finished(changed: str) -> None:
    publish("one", OLD)
    for key, expected in (("one", True), ("two", False)):
        folder = RemoteFolder(OUT)
        assert (folder.finished(key) is not None) == expected
        folder.discard()
    write(OUT / changed, b"old tables/x")
    folder = RemoteFolder(OUT)
    assert folder.finished("one") is None
    folder.discard()


def test_what_zongjie_did_not_write_is_never_replaced() -> None:
    write(OUT / "mine.txt", b"mine")
    with pytest.raises(UsageError, match="did not write"):
        RemoteFolder(OUT)
    assert listed(OUT) == {"mine.txt": 4}
    with pytest.raises(UsageError, match="is a file"):
        RemoteFolder(OUT / "mine.txt")


def test_a_manifest_that_names_files_elsewhere_removes_none() -> None:
    publish("one", OLD)
    write(Remote("memory://bucket/precious"), b"x")
    manifest = json.loads(read(OUT / MANIFEST))
    write(OUT / MANIFEST, json.dumps(manifest | {"files": [*manifest["files"], "../precious", "/precious"]}).encode())
    publish("two", NEW)
    plan = {"part": "../x", "former": ["../precious"], "fresh": []}
    write(OUT / ".zongjie-publish.json", json.dumps(plan).encode())
    publish("three", OLD)
    assert read(Remote("memory://bucket/precious")) == b"x"


def test_a_run_whose_output_was_taken_publishes_nothing(tmp_path: Path) -> None:
    publish("one", OLD)
    folder = RemoteFolder(OUT)
    fill(folder, "two", NEW)
    lock = json.loads(read(OUT / ".zongjie-lock"))
    write(OUT / ".zongjie-lock", json.dumps(lock | {"name": "another"}).encode())
    theirs = [OUT / ".zongjie-part-another/run.json", OUT / ".zongjie-passing-another/aa/aa.shard"]
    for one in theirs:
        write(one, b"theirs")
    with pytest.raises(UsageError, match="another zongjie is writing"):
        folder.publish()
    folder.discard()
    assert seen(tmp_path / "1") == OLD
    assert json.loads(read(OUT / ".zongjie-lock"))["name"] == "another"
    assert [read(one) for one in theirs] == [b"theirs"] * 2
    assert len([name for name in listed(OUT) if name.startswith(".zongjie-p")]) == 2


def test_a_store_that_is_gone_is_told_and_the_scratch_folder_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RemoteFolder(OUT)
    fill(folder, "one", OLD)

    def down(*given: object) -> None:
        raise StorageError("网络断了。", "the network is down.")

    monkeypatch.setattr(storage, "_put", down)
    monkeypatch.setattr("zongjie.dataset.remote.listed", down)
    with pytest.raises(StorageError, match="network is down"):
        folder.publish()
    folder.discard()
    assert not folder.part.exists()


@pytest.mark.skipif(os.name == "nt", reason="processes are asked for by a signal of POSIX")
def test_what_killed_runs_left_on_this_machine_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for process in (gone.pid, os.getppid()):
        (tmp_path / f"{SCRATCH}{process}-x" / "part").mkdir(parents=True)
    folder = RemoteFolder(OUT)
    assert {path.name for path in tmp_path.iterdir()} == {f"{SCRATCH}{os.getppid()}-x", folder.part.parent.name}
    folder.discard()
    assert [path.name for path in tmp_path.iterdir()] == [f"{SCRATCH}{os.getppid()}-x"]


def test_only_an_empty_folder_is_filled(tmp_path: Path) -> None:
    publish("one", OLD)
    (tmp_path / "mine.txt").write_text("mine")
    for target in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="no empty folder"):
            fetch(OUT, target)
    with pytest.raises(UsageError, match="on this machine already"):
        fetch(tmp_path, tmp_path / "new")
