"""Runs on an object store: a real server of the protocol of S3 on this machine, real processes, real kills."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from corpora import bytes_of, corpus, settings

import zongjie
from s3_server import SECRET, Gate, opened, server
from zongjie.cli import main
from zongjie.dataset.fetching import fetch
from zongjie.dataset.lease import Lease
from zongjie.dataset.verify import verify
from zongjie.errors import UsageError
from zongjie.run import Execution, run_corpus
from zongjie.run import shards as module
from zongjie.storage import Remote, listed, place, write

pytest.importorskip("moto")
s3fs = pytest.importorskip("s3fs")

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
SOME = ("县总工会2023年工作总结.txt", "图书馆历年总结.xlsx")
DRIVER = """
import os, signal, sys; sys.path[:0] = {path!r}
from zongjie import storage
from zongjie.dataset import remote
from zongjie.run import run_corpus, shards
from zongjie.store import RemoteStore
from corpora import settings
left = {at}
def counted(real):
    def change(*given):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)
    return change
shards.MOST_BYTES = 1
setattr({of}, {step!r}, counted(getattr({of}, {step!r})))
run_corpus([storage.place({source!r})], storage.place({out!r}), settings())
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with server() as port:
        yield port


@pytest.fixture
def bucket(port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket, and an environment that leads to it."""
    opened(port, monkeypatch)
    yield "s3://archive"
    s3fs.S3FileSystem.clear_instance_cache()


def remote(url: str) -> Remote:
    found = place(url)
    assert isinstance(found, Remote)
    return found


def put(folder: Path, url: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            write(remote(url) / path.relative_to(folder).as_posix(), path.read_bytes())


def same(url: str, local: Path, to: Path) -> bool:
    fetch(remote(url), to)
    return bytes_of(to) == bytes_of(local)


def test_the_commands_on_a_store(bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "语料 一"
    (folder / "二级 单位").mkdir(parents=True)
    for name in SOME:
        shutil.copy(SAMPLES / name, folder / "二级 单位" / name)
    (folder / "损坏+100%.docx").write_bytes(b"PK\x03\x04 no document")
    (folder / ".隐藏.txt").write_text("无", "utf-8")
    put(folder, f"{bucket}/语料 一")
    s3fs.S3FileSystem().touch("archive/语料 一/二级 单位/")  # what the console of a store makes for a folder
    options = ["--no-themes", "--rules-only", "--quiet", "--engine", "processes", "--workers", "2", "--lang", "en"]
    assert main(["run", str(folder), "-o", str(tmp_path / "out"), *options]) == 1
    assert main(["run", f"{bucket}/语料 一/", "-o", f"{bucket}/数据集 一", *options]) == 1
    assert same(f"{bucket}/数据集 一", tmp_path / "out", tmp_path / "got")
    assert main(["verify", f"{bucket}/数据集 一"]) == 0
    assert main(["run", f"{bucket}/语料 一/", "-o", f"{bucket}/数据集 一", *options[:-4], "--json"]) == 1
    told = capsys.readouterr().out
    assert '"unchanged": true' in told
    assert f'"out": "{bucket}/数据集 一"' in told
    assert main(["fetch", f"{bucket}/数据集 一", str(tmp_path / "got2"), "--lang", "en"]) == 0
    assert "46 files have been brought" in capsys.readouterr().out
    assert len(zongjie.read(f"{bucket}/数据集 一")["sources"]) == len(zongjie.read(tmp_path / "out")["sources"])
    for name, data in stored("archive/数据集 一").items():
        assert SECRET.encode() not in data, name
        assert b"an-id-that-no-file-may-hold" not in data, name
    assert ".zongjie-lock" not in listed(remote(f"{bucket}/数据集 一"))


def stored(prefix: str) -> dict[str, bytes]:
    system = s3fs.S3FileSystem()
    system.invalidate_cache()
    return {name: system.cat_file(name) for name in system.find(prefix)}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("of", "step", "at", "kept"),
    [
        ("RemoteStore", "put", 3, 3),
        ("remote", "upload", 7, 4),
        ("remote", "copy", 11, 4),
        ("remote", "_settle", 0, 4),
    ],
)
def test_a_killed_run_ends_right_on_the_next(
    of: str, step: str, at: int, kept: int, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    folder = corpus(tmp_path / "in", 2)
    put(folder, f"{bucket}/in")
    path = [str(Path(__file__).parent), str(Path(zongjie.__file__).parent.parent)]
    script = DRIVER.format(path=path, of=of, step=step, at=at, source=f"{bucket}/in", out=f"{bucket}/out")
    done = subprocess.run([sys.executable, "-c", script], check=False, stderr=subprocess.DEVNULL)
    assert done.returncode == -signal.SIGKILL
    left = listed(remote(f"{bucket}/out"))
    assert ".zongjie-lock" in left
    assert "run.json" not in left
    begun = step in ("copy", "_settle")
    with pytest.raises(UsageError, match="is being replaced, or that was" if begun else "no dataset"):
        zongjie.read(f"{bucket}/out")
    again = run_corpus([place(f"{bucket}/in")], place(f"{bucket}/out"), settings())
    assert (again.unchanged, again.kept) == (begun, kept)
    run_corpus([folder], tmp_path / "fresh", settings())
    assert same(f"{bucket}/out", tmp_path / "fresh", tmp_path / "got")
    hidden = {name.partition("/")[0] for name in listed(remote(f"{bucket}/out")) if name[0] == "."}
    assert hidden == {".zongjie-store"}


def test_a_second_run_on_the_same_output_is_refused(bucket: str, tmp_path: Path, capsys: Any) -> None:
    put(corpus(tmp_path / "in", 1), f"{bucket}/in")
    held = Lease(remote(f"{bucket}/out") / ".zongjie-lock")
    assert main(["run", f"{bucket}/in", "-o", f"{bucket}/out", "--lang", "en"]) == 2
    assert "another zongjie is writing to this output" in capsys.readouterr().err
    assert main(["run", f"{bucket}/in", "-o", f"{bucket}/out", "--lang", "zh"]) == 2
    assert "另一个 zongjie 正在写这个输出" in capsys.readouterr().err
    held.release()
    assert [*listed(remote(f"{bucket}/out"))] == []


@pytest.mark.parametrize(
    ("source", "out", "says"),
    [
        ("s3://nowhere/in", "s3://archive/out", "s3://nowhere/in does not exist: The specified bucket does not exist"),
        ("s3://archive/none", "s3://archive/out", "there are no files in s3://archive/none"),
        ("s3://archive/in", "s3://nowhere/out", "cannot write to s3://nowhere/out: The specified bucket"),
        ("s3://archive/in/000.txt", "s3://archive/in/000.txt", "is a file and cannot be the output"),
        ("s3://archive/in", "s3://archive", "files that zongjie did not write"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(source: str, out: str, says: str, bucket: str, tmp_path: Path, capsys: Any) -> None:
    put(corpus(tmp_path / "in", 1), f"{bucket}/in")
    assert main(["run", source, "-o", out, "--lang", "en"]) == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert not s3fs.S3FileSystem().exists("nowhere")


def test_no_dataset_at_a_url_is_told(bucket: str, tmp_path: Path, capsys: Any) -> None:
    for url in (f"{bucket}/none", "s3://nowhere/none"):
        for words in (["verify", url], ["fetch", url, str(tmp_path / "x")]):
            assert main([*words, "--lang", "en"]) == 2
            assert f"there is no dataset at {url}" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_told(bucket: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://me:hidden@127.0.0.1:9")
    s3fs.S3FileSystem.clear_instance_cache()
    assert main(["run", f"{bucket}/in", "-o", f"{bucket}/out", "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "s3://archive/in cannot be reached" in told
    assert "hidden" not in told


def test_a_fault_of_one_key_is_tried_again_and_then_costs_that_file(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(port)
    try:
        opened(gate.port, monkeypatch)
        put(corpus(tmp_path / "in", 3), "s3://archive/in")
        gate.failing = {"/000.txt": 1, "/001.txt": 10**6}
        summary = run_corpus([place("s3://archive/in")], tmp_path / "out", settings())
    finally:
        gate.close()
        s3fs.S3FileSystem.clear_instance_cache()
    assert gate.asked["/000.txt"] > 1
    assert gate.asked["/001.txt"] > 2
    told = {path: reason for path, _, reason in summary.left_out}
    assert set(told) == {"001.txt", "空.txt", "损坏.docx"}
    assert "s3://archive/in/001.txt" in told["001.txt"]
    assert "检查网络" in told["001.txt"]
    assert "Check the network" in told["001.txt"]
    assert verify(tmp_path / "out") == []


def test_two_workers_of_a_cluster_read_from_the_store_and_write_to_it(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    folder = corpus(tmp_path / "in", 4)
    put(folder, f"{bucket}/in")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        execution = Execution("dask", scheduler=cluster.scheduler_address)
        done = run_corpus([place(f"{bucket}/in")], place(f"{bucket}/out"), settings(), execution=execution)
    assert len(done.left_out) == 2
    run_corpus([folder], tmp_path / "fresh", settings())
    assert same(f"{bucket}/out", tmp_path / "fresh", tmp_path / "got")
    assert len([name for name in listed(remote(f"{bucket}/out")) if name.endswith(".shard")]) > 4
