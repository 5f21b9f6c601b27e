"""Killed anywhere, a run leaves the former dataset or one that the next run completes, byte for byte.

Kills are real: SIGKILL to every process of a run at a random moment. Power cuts are simulated: the output folder is
copied at a moment between two renames, with what was not flushed to the disk cut off, and the next run starts from it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import bytes_of, corpus, settings

import zongjie
from zongjie.dataset.verify import verify
from zongjie.errors import UsageError
from zongjie.run import Execution, run_corpus
from zongjie.run import shards as module
from zongjie.store import PARTIAL

POSIX = pytest.mark.skipif(os.name == "nt", reason="process groups and signals of POSIX")
SMALL = 1_000  # bytes a shard: enough of them to be killed between two
DRIVER = """
import signal, sys; sys.path[:0] = {path!r}
from pathlib import Path
from corpora import settings
from zongjie.run import Execution, run_corpus, shards
shards.MOST_BYTES = {small}
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with Ctrl-C ignored
    run_corpus([Path({folder!r})], Path({out!r}), settings(), execution=Execution("processes", 2))
"""


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "MOST_BYTES", SMALL)
    yield


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    path = [str(Path(__file__).parent), str(Path(zongjie.__file__).parent.parent)]
    script = DRIVER.format(path=path, small=SMALL, folder=str(folder), out=str(out))
    return subprocess.Popen([sys.executable, "-c", script], start_new_session=True, stderr=subprocess.DEVNULL)


def whole(out: Path) -> bool:
    """Whether what is in `out` is a dataset with nothing wrong but, perhaps, an unfinished change of it."""
    if not (out / "run.json").is_file():
        return True
    codes = {fault.code for fault in verify(out)}
    return not codes or "interrupted" in codes


@POSIX
@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.long)])
def test_a_run_killed_at_random_ends_with_the_same_bytes(kills: int, tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in"), tmp_path / "out"
    begun = time.monotonic()
    assert start(folder, tmp_path / "first").wait(300) == 0
    longest = time.monotonic() - begun
    draw, killed, number = random.Random(kills), 0, 0
    while killed < kills:  # a run may end before its moment has come
        assert number < 10 * kills
        if number % 3 == 0:  # else a run that goes on where one was killed
            (folder / "005.txt").write_text(f"青禾县2023年工作总结\n新建公园{number + 2}个。", "utf-8")
        process = start(folder, out)
        try:
            process.wait(draw.uniform(0, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        assert whole(out), f"after run {number}"
        number += 1
    assert start(folder, out).wait(300) == 0
    run_corpus([folder], tmp_path / "fresh", settings())
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")
    assert verify(out) == []
    assert not list(out.glob(".zongjie-p*"))


@POSIX
def test_ctrl_c_ends_a_run_soon_and_leaves_no_process(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path / "in", 400), tmp_path / "out"
    process = start(folder, out)
    while not list(out.rglob("*.shard")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait(10)  # a fifth of a second on a machine that does nothing else
    assert not (out / "run.json").exists()  # it stopped before its end
    with pytest.raises(ProcessLookupError):  # no worker of its group is left
        for _ in range(50):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
    assert list(out.rglob("*.shard"))


def workers() -> list[str]:
    """The worker processes that this one has started and that still run."""
    pages = [
        path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if b"zongjie.engine.worker" in path.read_bytes()
    ]
    return [page.name for page in pages if f"PPid:\t{os.getpid()}\n" in (page / "status").read_text()]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="processes are listed in /proc")
def test_no_worker_works_on_when_the_run_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, tables: object) -> None:
        assert workers()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zongjie.dataset.write.Writer.add_tables", fail)
    with pytest.raises(OSError, match="No space") as caught:
        run_corpus([corpus(tmp_path / "in", 400)], tmp_path / "out", settings(), execution=Execution("processes", 2))
    assert caught.traceback  # which holds what the run had in hand
    assert workers() == []


class Cuts:
    """Copies a folder before each rename in it; what was written and not flushed is cut short in the copy."""

    def __init__(self, folder: Path, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.to = to
        self.copies: list[Path] = []
        self._flushed: set[int] = set()
        self._replace, self._sync = Path.replace, os.fsync
        monkeypatch.setattr(Path, "replace", lambda *paths: self.replace(*paths))  # noqa: PLW0108  a method
        monkeypatch.setattr(os, "fsync", self.sync)

    def sync(self, number: int) -> None:
        self._flushed.add(os.fstat(number).st_ino)
        self._sync(number)

    def replace(self, one: Path, target: Path) -> Path:
        if self.folder in one.parents:
            copy = self.to / str(len(self.copies))
            for path in sorted(self.folder.rglob("*")):
                place = copy / path.relative_to(self.folder)
                if path.is_dir():
                    place.mkdir(parents=True, exist_ok=True)
                else:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    data = path.read_bytes()
                    flushed = path.stat().st_ino in self._flushed
                    place.write_bytes(data if flushed else data[: len(data) // 2])
            self.copies.append(copy)
        return self._replace(one, target)


@POSIX
@pytest.mark.parametrize("former", [False, True])
@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.long)])
def test_a_power_cut_between_any_two_renames_loses_nothing(
    every: int, former: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = corpus(tmp_path / "in", 5), tmp_path / "out"
    out.mkdir()
    with monkeypatch.context() as patch:
        cuts = Cuts(out, tmp_path / "cuts", patch)
        if former:
            run_corpus([folder], out, settings())
            (folder / "002.txt").write_text("青禾县2023年工作总结\n新建公园9个。", "utf-8")
            cuts.copies.clear()
        run_corpus([folder], out, settings())
    run_corpus([folder], tmp_path / "fresh", settings())
    expected = bytes_of(tmp_path / "fresh")
    assert bytes_of(out) == expected
    assert len(cuts.copies) > 40
    halves = [copy for copy in cuts.copies if list(copy.glob(f"*{PARTIAL}"))]  # a file of the folder itself was cut
    assert halves
    for copy in sorted({*cuts.copies[len(cuts.copies) % every :: every], halves[-1]}):
        assert whole(copy), copy.name
        run_corpus([folder], copy, settings())
        assert bytes_of(copy) == expected, copy.name
        assert verify(copy) == []
        shutil.rmtree(copy)


@POSIX
def test_a_full_disk_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    folder = corpus(tmp_path / "in")
    try:
        with pytest.raises(OSError, match=r"[Nn]o space") as caught:
            run_corpus([folder], disk / "out", settings(), execution=Execution("processes", 2))
        assert caught.value.errno == 28
        subprocess.run(["mount", "-o", "remount,size=90m", str(disk)], check=True)
        run_corpus([folder], disk / "out", settings(), execution=Execution("processes", 2))
        run_corpus([folder], tmp_path / "fresh", settings())
        assert bytes_of(disk / "out") == bytes_of(tmp_path / "fresh")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@POSIX
def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o500)
    with pytest.raises(UsageError, match="cannot write"):
        run_corpus([corpus(tmp_path / "in", 2)], out, settings())
