"""Finished pieces of work by content, in a folder or at a URL: written whole or not at all, found by the next run."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from zongjie.storage import Remote, each, listed, read, remove, write

DIGEST = hashlib.blake2b
SIZE = 32  # bytes of the digest before each piece
SUFFIX = ".shard"
PARTIAL = ".partial"
OWN = ".zongjie-"
"""What the names begin with of all that only a run needs: a folder with nothing else is free to be written to."""


class Store:
    """A folder of pieces of bytes, each under a key that says what it was made from.

    A piece appears under its name only when it is on the disk whole: written beside, flushed, renamed, and the folder
    flushed. What a power cut left half-written is told by its digest and counts as absent. Several processes may put
    and get at once; two that put the same key put the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        """A store in `folder`, which is made when the first piece is put."""
        self.folder = folder

    def has(self, key: str) -> bool:
        """Whether the piece is there and whole."""
        return self.get(key) is not None

    def get(self, key: str) -> bytes | None:
        """The piece, or None where it is missing or damaged."""
        try:
            return _opened(self._path(key).read_bytes())
        except OSError:
            return None

    def ready(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose pieces are there and whole."""
        return {key for key in keys if self.has(key)}

    def put(self, key: str, data: bytes) -> None:
        """Keep a piece.

        Raises:
            OSError: the disk is full or the folder cannot be written; nothing is left under the key.
        """
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, _sealed(data))

    def keep_only(self, keys: Iterable[str]) -> None:
        """Remove every piece but these, and what interrupted writes left behind."""
        kept = {self._path(key) for key in keys}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in (SUFFIX, PARTIAL) and path not in kept:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / _name(key)


class RemoteStore:
    """A store at a URL: workers on any machine put their pieces there themselves, and a run may go on from any other.

    What is put or got on this machine lies in the folder `near` as well, so that nothing travels twice.
    """

    def __init__(self, folder: Remote, near: Path) -> None:
        """A store at `folder`. `near` is of one run on one machine; workers on others do not have it."""
        self.folder = folder
        self._near = near

    def get(self, key: str) -> bytes | None:
        """The piece, or None where it is missing or damaged.

        Raises:
            StorageError: the store cannot be reached.
        """
        near = Store(self._near)
        data = near.get(key)
        if data is None:
            try:
                data = _opened(read(self.folder / _name(key)))
            except FileNotFoundError:
                return None
            if data is not None:
                near.put(key, data)
        return data

    def ready(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose pieces are there and whole; they are brought near.

        Raises:
            StorageError: the store cannot be reached.
        """
        there = listed(self.folder)
        wanted = [key for key in keys if _name(key) in there]
        return {key for key, data in zip(wanted, each(self.get, wanted), strict=True) if data is not None}

    def put(self, key: str, data: bytes) -> None:
        """Keep a piece.

        Raises:
            StorageError: it cannot be written.
        """
        write(self.folder / _name(key), _sealed(data))
        if self._near.parent.is_dir():
            Store(self._near).put(key, data)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Remove every piece but these."""
        kept = set(map(_name, keys))
        remove(self.folder / name for name in listed(self.folder) if name not in kept)


def _name(key: str) -> str:
    return f"{key[:2]}/{key}{SUFFIX}"  # no folder gets more entries than file systems like


def _sealed(data: bytes) -> bytes:
    return DIGEST(data, digest_size=SIZE).digest() + data


def _opened(data: bytes) -> bytes | None:
    body = memoryview(data)[SIZE:]
    return bytes(body) if DIGEST(body, digest_size=SIZE).digest() == data[:SIZE] else None


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile.

    Raises:
        OSError: it cannot be written; what was written of it is removed.
    """
    number, name = tempfile.mkstemp(PARTIAL, OWN, target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can: Windows has no such call and needs none."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
