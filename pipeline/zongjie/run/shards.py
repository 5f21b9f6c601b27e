"""A corpus cut into shards: files that are worked on together, under a key of all that their result rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self
from uuid import uuid4

from zongjie import lexicon, linear
from zongjie.config import Settings
from zongjie.errors import Message, StorageError
from zongjie.ingest import loading
from zongjie.ingest.corpus import Item, system_path
from zongjie.ingest.metadata_sheet import MetadataSheet
from zongjie.resources import PACKAGE
from zongjie.run import pipeline
from zongjie.run.versions import versions
from zongjie.storage import Remote, pieces

FOLDS = frozenset(
    {
        "themes", "theme_count", "theme_levels", "theme_seeds", "themes_from", "theme_minimum", "seed", "reuse",
        "encoder",
    }
)  # fmt: skip
"""Settings that only what is made from the whole corpus depends on: a change of them leaves shards as they are."""

FILES = 64
"""One file in so many begins a shard, by the hash of its name: whether it does depends on no other file."""

MOST_BYTES = 256_000
"""Bytes after which a shard ends in any case: about a second of work, so that few files suffice for two processes."""

READERS = 8  # threads that hash files: they wait for the disk, not for each other
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was when the run began. `digest` is its SHA-256, or says why there is none."""

    item: Item
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Files that are worked on together. `left_out` has, by number, those that killed their workers, and how.

    `key` names the result; a shard whose result must not serve another run (`lasting` is false) has one of its own.
    """

    key: str
    files: tuple[tuple[int, File], ...]
    left_out: tuple[tuple[int, Message], ...] = ()
    trial: bool = False

    @property
    def lasting(self) -> bool:
        """Whether another run may use the result."""
        return not self.left_out

    def alone(self, part: int) -> Self:
        """One file of it, to see whether its worker lives."""
        return replace(self, files=tuple(pair for pair in self.files if pair[0] == part), trial=True)

    def without(self, part: int, cause: Message) -> Self:
        """The shard with one file given up."""
        left_out = (*self.left_out, (part, cause))
        return replace(self, key=digest([self.key, repr(left_out)]), left_out=left_out)


def shards(
    items: Sequence[Item], settings: Settings, sheet: MetadataSheet | None, named: Mapping[str, str]
) -> list[Shard]:
    """The shards of a corpus, its files in their order; `named` has the SHA-256 of the files that settings name.

    Raises:
        UsageError: the sheet does not tell which file a row means.
    """
    with ThreadPoolExecutor(READERS) as readers:
        files = list(readers.map(lambda item: _file(item, settings), items))
    described, strays = _described(items, sheet)
    ground = digest([foundation(settings, named), strays])
    made, at = [], 0
    for some in cut(files):
        parts = [
            [file.item.name, file.digest, text] for file, text in zip(some, described[at : at + len(some)], strict=True)
        ]
        made.append(Shard(digest([ground, json.dumps(parts)]), tuple(enumerate(some))))
        at += len(some)
    return made


def _described(items: Sequence[Item], sheet: MetadataSheet | None) -> tuple[list[str], str]:
    """What the sheet says of each file, and its other rows: they may be of what is inside archives and tables."""
    if sheet is None:
        return [""] * len(items), ""
    asked = sheet.anew()
    described = [repr(asked.fields(item.name)) for item in items]
    return described, repr(asked.strays())


def cut(files: Iterable[File]) -> list[list[File]]:
    """Files in runs. A new file parts or lengthens the run it falls in; every other stays as it is.

    Where runs begin is told by names (content-defined chunking, as in Muthitacharoen, Chen and Mazières, A
    low-bandwidth network file system, SOSP 2001), and inside a run by the bytes since its beginning.
    """
    runs: list[list[File]] = []
    size = 0
    for file in files:
        if not runs or size >= MOST_BYTES or _begins(file.item.name):
            runs.append([])
            size = 0
        runs[-1].append(file)
        size += file.size
    return runs


def foundation(settings: Settings, named: Mapping[str, str]) -> str:
    """A digest of what every result rests on beside the files: program, word lists, models, settings of the stages."""
    chosen = {name: value for name, value in settings.model_dump().items() if name not in FOLDS}
    files = {name: sha for name, sha in named.items() if name.partition("/")[0] in chosen}
    known = (versions(), chosen, linear.digests(settings), files)
    return digest([*(json.dumps(part, sort_keys=True) for part in known), _program(), lexicon.digest(), *_own()])


def _own() -> Iterator[str]:
    """A sign for each stage and reader that is not the package's: what it rests on is not known, so no run is alike."""
    made = [spec.build for spec in pipeline.STAGES] + [reader.read for reader in loading.readers()]
    for function in made:
        if function.__module__.partition(".")[0] != PACKAGE.name:
            yield uuid4().hex


@cache
def _program() -> str:
    """A digest of the package's own code: a version number does not tell one checkout from another."""
    return digest(
        part
        for path in sorted(PACKAGE.rglob("*.py"))
        for part in (path.relative_to(PACKAGE).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
    )


def _begins(name: str) -> bool:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8]) % FILES == 0


def _file(item: Item, settings: Settings) -> File:
    """The state of a file; one that cannot be read, or that no reader will be given, is told by what is known of it."""
    if isinstance(item.path, Remote):
        return _remote_file(item, item.path, settings)
    path = Path(system_path(item.path))
    try:
        found = path.stat()
        if not path.is_file() or found.st_size > settings.largest_file:
            return File(item, 0, f"{UNREAD} {found.st_mode} {found.st_size}")
        with path.open("rb") as file:
            return File(item, found.st_size, hashlib.file_digest(file, "sha256").hexdigest())
    except (OSError, ValueError) as fault:
        return File(item, 0, f"{UNREAD} {fault!r}")


def _remote_file(item: Item, place: Remote, settings: Settings) -> File:
    """The same of a file at a URL. By its bytes: what stores call ETag is not always a digest of them."""
    if item.size > settings.largest_file:
        return File(item, 0, not_read(item))
    sha = hashlib.sha256()
    try:
        for piece in pieces(place, item.size):
            sha.update(piece)
    except (FileNotFoundError, StorageError) as fault:
        return File(item, 0, not_read(item, fault))
    return File(item, item.size, sha.hexdigest())


def not_read(item: Item, fault: BaseException | None = None) -> str:
    """What stands for the digest of a file at a URL that was not read, for its size or a fault."""
    return f"{UNREAD} {item.size if fault is None else repr(fault)}"


def changed(file: File, settings: Settings) -> bool:
    """Whether a file of this machine is no longer what it was when the run began."""
    return _file(file.item, settings).digest != file.digest


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over strings, each told from its neighbours."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        sha.update(len(data).to_bytes(8, "little") + data)
    return sha.hexdigest()
