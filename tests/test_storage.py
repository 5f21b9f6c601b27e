"""Places at URLs: what is listed and how it is named, which URLs are refused, locks, and what faults say."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.cli import main
from zongjie.config import load_settings
from zongjie.dataset import lease
from zongjie.dataset.lease import Lease
from zongjie.errors import StorageError, UsageError
from zongjie.ingest import Item, items, load
from zongjie.storage import Remote, copy, create, get, listed, pieces, place, read, remove, upload, write
from zongjie.store import RemoteStore

fsspec = pytest.importorskip("fsspec")

from fsspec.implementations.local import LocalFileSystem  # noqa: E402
from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402


@pytest.fixture(autouse=True)
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


class Shelf(LocalFileSystem):
    """A file system with real folders, which have to be made before files."""

    protocol = "shelf"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(str(path).removeprefix("shelf://")))


class Plain(MemoryFileSystem):
    """A store without conditional writes and copies inside it, and one key that never comes."""

    protocol = "plain"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(str(path).removeprefix("plain://")))

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **more: object) -> None:
        if mode == "create":
            raise OSError(errno.ENOSYS, "A header you provided implies functionality that is not implemented")
        super().pipe_file(path, value)

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **more: object) -> bytes:
        if path.endswith("broken"):
            raise RuntimeError("no answer from http://me:hidden@10.0.0.1:9000/bucket")
        return bytes(super().cat_file(path, start, end, **more))


fsspec.register_implementation("shelf", Shelf, clobber=True)
fsspec.register_implementation("plain", Plain, clobber=True)


def test_a_url_is_told_from_a_path() -> None:
    assert place("s3://bucket/报告 一") == Remote("s3://bucket/报告 一")
    assert place("S3://bucket") == Remote("s3://bucket")
    assert place("C:\\reports\\2023") == Path("C:\\reports\\2023")
    assert place("reports/2023") == Path("reports/2023")
    assert place("file:///data/报告") == Path("/data/报告")
    assert place("file:///C:/报告") == Path("C:/报告")
    with pytest.raises(UsageError, match="give it as a string"):
        place(Path("s3://bucket/a"))
    assert str(Remote("s3://bucket/a/") / "b" / "c.txt") == "s3://bucket/a/b/c.txt"
    assert (Remote("s3://bucket/a") / "b.txt").name == "b.txt"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://me:hidden@host/folder", "holds a password"),
        ("https://example.org/reports", "cannot be listed"),
        ("zip://a.zip::s3://bucket/a.zip", "cannot be listed"),
    ],
)
def test_a_url_is_refused_and_its_password_not_repeated(url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        place(url)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("blocked", "url", "says"),
    [
        ("fsspec", "memory://x", r"zongjie\[remote\]"),
        ("s3fs", "s3://bucket/x", r"zongjie\[remote\]"),
        ("gcsfs", "gs://bucket/x", "gcsfs"),
    ],
)
def test_what_is_not_installed_is_named(blocked: str, url: str, says: str) -> None:
    script = f"import sys; sys.modules[{blocked!r}] = None; from zongjie.cli import main; sys.exit(main(sys.argv[1:]))"
    for lang in ("zh", "en"):
        command = [sys.executable, "-c", script, "--lang", lang, "run", url, "-o", "never"]
        environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
        assert done.returncode == 2
        assert says.replace("\\", "") in done.stderr
        assert "Traceback" not in done.stderr


def test_an_unknown_protocol_is_told() -> None:
    with pytest.raises(UsageError, match="nosuch:// is not known"):
        items([place("nosuch://x")])


TREE = (
    "甲县 2023.txt", "乙/总结.docx", "乙/.隐藏/a.txt", ".git/config", "~$甲.docx", "Thumbs.db", "乙/__MACOSX/a.txt",
    "数据/a.csv#2", "空.txt", "旧/run.json", "旧/tables/sources.parquet", "旧/tables/texts.parquet", "自/run.json",
)  # fmt: skip


def plant(folder: Path, memory: Any, root: str, names: tuple[str, ...] = TREE) -> None:
    """The same files here and in memory."""
    for name in names:
        data = b"" if name.startswith("空") else f"{name} 全年培训12人次。".encode()
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        memory.pipe_file(f"{root}/{name}", data)


def test_what_lies_at_a_url_is_listed_and_named_as_here(tmp_path: Path, memory: Any) -> None:
    plant(tmp_path / "a", memory, "/bucket/a")
    plant(tmp_path / "b", memory, "/bucket/b", TREE[:2])
    memory.pipe_file("/bucket/a/乙/", b"")  # what the console of a store makes for a folder
    for roots in (["a"], ["a", "b"], ["b", "a"], ["a/甲县 2023.txt", "b"]):
        found = items([place(f"memory://bucket/{root}") for root in roots])
        local = items([tmp_path / root for root in roots])
        assert [one.name for one in found] == [one.name for one in local]
        for one, here in zip(found, local, strict=True):
            [there], [source] = load(one, load_settings()), load(here, load_settings())
            assert there == source
    assert [one.name for one in found] == ["a/甲县 2023.txt", "b/甲县 2023.txt", "乙/总结.docx"]


def test_a_dataset_that_is_being_replaced_is_no_material(memory: Any) -> None:
    memory.pipe_file("/bucket/a.txt", b"x")
    memory.pipe_file("/bucket/out/.zongjie-publish.json", b"{}")
    memory.pipe_file("/bucket/out/csv/metrics.csv", b"x")
    assert [one.name for one in items([place("memory://bucket")])] == ["a.txt"]


def test_nothing_at_a_url_is_told() -> None:
    with pytest.raises(UsageError, match="there are no files in memory://bucket/none"):
        items([place("memory://bucket/none")])


def test_a_file_larger_than_allowed_is_not_fetched(memory: Any) -> None:
    memory.pipe_file("/bucket/a.txt", b"x" * 9)
    [item] = items([place("memory://bucket")])
    memory.store.clear()
    [source] = load(item, load_settings(largest_file=8))
    assert source.status == "skipped"
    [source] = load(item, load_settings())
    assert (source.status, source.sha256) == (
        "failed",
        hashlib.sha256(b"").hexdigest(),
    )
    assert "removed after it had been listed" in str(source.reason)


@given(st.binary(max_size=40), st.integers(1, 9))
def test_a_file_comes_whole_in_pieces(data: bytes, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zongjie.storage.BLOCK", block)
        write(Remote("memory://a/b"), data)
        assert b"".join(pieces(Remote("memory://a/b"), len(data))) == data


@pytest.mark.parametrize("protocol", ["memory", "shelf", "plain"])
def test_files_are_put_copied_and_removed(protocol: str, tmp_path: Path) -> None:
    root = Remote(f"{protocol}://{tmp_path}/out")
    write(root / "甲/a b", b"one")
    copy(root / "甲/a b", root / "乙/c")
    (tmp_path / "local").write_bytes(b"two")
    upload(tmp_path / "local", root / "丙/d")
    assert listed(root) == {"甲/a b": 3, "乙/c": 3, "丙/d": 3}
    get(root / "丙/d", tmp_path / "deep" / "back")
    assert (tmp_path / "deep" / "back").read_bytes() == b"two"
    remove([root / "甲/a b", root / "乙/c", root / "none"])
    assert listed(root) == {"丙/d": 3}
    with pytest.raises(FileNotFoundError):
        read(root / "none")


@pytest.mark.parametrize("protocol", ["memory", "shelf", "plain"])
def test_a_file_is_created_once(protocol: str, tmp_path: Path) -> None:
    lock = Remote(f"{protocol}://{tmp_path}/out/lock")
    assert create(lock, b"one")
    assert not create(lock, b"two")
    assert read(lock) == b"one"


def test_a_fault_says_what_and_where_and_no_credentials(memory: Any) -> None:
    memory.pipe_file("/bucket/broken", b"x")
    with pytest.raises(StorageError, match=r"plain://bucket/broken .*RuntimeError") as caught:
        read(place("plain://bucket/broken"))  # type: ignore[arg-type]
    assert "hidden" not in str(caught.value)
    [source] = load(Item(Remote("plain://bucket/broken"), "broken", 1), load_settings())
    assert source.status == "failed"
    assert "读写不了" in str(source.reason)
    assert "cannot be reached" in str(source.reason)
    assert "hidden" not in str(source.reason)


def test_a_store_at_a_url_keeps_what_is_whole(tmp_path: Path) -> None:
    place = Remote("memory://bucket/store")
    ours, other = RemoteStore(place, tmp_path / "run" / "near"), RemoteStore(place, tmp_path / "no" / "near")
    (tmp_path / "run").mkdir()
    other.put("aa11", b"far")
    ours.put("bb22", b"near")
    assert ours.ready(["aa11", "bb22", "cc33"]) == {"aa11", "bb22"}
    assert not (tmp_path / "no").exists()
    fresh = RemoteStore(place, tmp_path / "next")
    write(place / "bb/bb22.shard", b"damaged")
    assert fresh.ready(["aa11", "bb22"]) == {"aa11"}
    assert fresh.get("aa11") == b"far"
    fresh.keep_only(["bb22"])
    assert listed(place) == {"bb/bb22.shard": 7}
    assert ours.get("bb22") == b"near"  # what this run has seen needs no second journey


def lock(**changed: object) -> bytes:
    living = {"name": "other", "host": lease.machine(), "process": os.getppid(), "time": lease.time.time()}
    return json.dumps(living | changed).encode()


def gone() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


LEFT: dict[str, tuple[Callable[[], bytes], bool]] = {
    "by a process that runs": (lock, False),
    "on another machine": (lambda: lock(host="elsewhere", process=gone()), False),
    "by a process that is gone": (lambda: lock(process=gone()), True),
    "by one that had our number": (lambda: lock(process=os.getpid()), True),
    "long ago": (lambda: lock(host="elsewhere", time=lease.time.time() - lease.LEASE - 1), True),
    "by something else": (lambda: b"no lock", True),
}


@pytest.mark.skipif(os.name == "nt", reason="processes are asked for by a signal of POSIX")
@pytest.mark.parametrize("who", LEFT)
def test_a_lock_is_taken_over_only_from_who_is_gone(who: str) -> None:
    made, taken = LEFT[who]
    left = made()
    place = Remote("memory://bucket/out/.zongjie-lock")
    write(place, left)
    if not taken:
        with pytest.raises(UsageError, match="another zongjie is writing"):
            Lease(place)
        assert read(place) == left
        return
    held = Lease(place)
    with pytest.raises(UsageError, match="another zongjie is writing"):
        Lease(place)
    held.check()
    held.release()
    assert listed(place) == {}


def test_a_lock_is_renewed_and_its_loss_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "BEAT", 0.02)
    place = Remote("memory://bucket/out/.zongjie-lock")
    held = Lease(place)
    first = json.loads(read(place))["time"]
    for _ in range(500):
        lease.time.sleep(0.02)
        if json.loads(read(place))["time"] > first:
            break
    assert json.loads(read(place))["time"] > first
    write(place, lock())
    with pytest.raises(UsageError, match="another zongjie is writing"):
        held.check()
    held.release()
    assert json.loads(read(place))["name"] == "other"


@pytest.mark.parametrize(
    "words", [["stats", "s3://bucket/out", "--by", "issuer"], ["panel", "memory://out", "-o", "a.csv"]]
)
def test_other_commands_say_what_to_do_with_a_url(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--lang", "en"]) == 2
    assert f"zongjie fetch {words[1]} out" in capsys.readouterr().err
    assert main([*words, "--lang", "zh"]) == 2
    assert "只处理本机的文件" in capsys.readouterr().err


def test_a_password_is_not_repeated_by_any_command(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("run", "stats", "verify"):
        assert main([command, "ftp://me:hidden@host/out", *(["-o", "out"] if command == "run" else [])]) == 2
        assert "hidden" not in capsys.readouterr().err


def test_what_is_read_as_text_may_begin_with_a_url(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "https://example.org/ 上说，全年新建公园3个。", "--format", "jsonl"]) == 0
    assert "公园" in capsys.readouterr().out
