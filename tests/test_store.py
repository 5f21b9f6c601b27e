"""The store of finished pieces: whole or absent, whatever happened to the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zongjie.store import PARTIAL, Store, write_whole

KEY = "ab" + "0" * 62


def test_a_piece_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert store.get(KEY) is None
    store.put(KEY, b"\x00piece")
    assert (store.get(KEY), store.has(KEY)) == (b"\x00piece", True)
    store.put(KEY, b"")
    assert store.get(KEY) == b""


DAMAGE = {
    "short": lambda data: data[:-1],
    "empty": lambda data: b"",
    "no digest": lambda data: data[:5],
    "changed": lambda data: data[:-1] + b"x",
    "long": lambda data: data + b"x",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_piece_is_absent(tmp_path: Path, damage: object) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"a piece of work")
    [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert store.get(KEY) is None
    store.put(KEY, b"again")
    assert store.get(KEY) == b"again"


def test_only_the_named_pieces_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    keys = [f"{number:02x}" + "0" * 62 for number in range(4)]
    for key in keys:
        store.put(key, key.encode())
    (tmp_path / "00" / f"x{PARTIAL}").write_bytes(b"half")
    (tmp_path / "mine.txt").write_bytes(b"not ours")
    store.keep_only(keys[1:3])
    assert [store.has(key) for key in keys] == [False, True, True, False]
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".shard") == [
        "mine.txt"
    ]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    write_whole(target, b"before")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert target.read_bytes() == b"before"
