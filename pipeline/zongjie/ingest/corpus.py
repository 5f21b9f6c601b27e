"""Which files make up the corpus: folders walked in a stable order, each file with its name in the dataset."""

from __future__ import annotations

import fnmatch
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zongjie.dataset.folder import JOURNAL, MANIFEST
from zongjie.errors import UsageError
from zongjie.lexicon import words
from zongjie.storage import Place, Remote, listed

LONGEST_WINDOWS_PATH = 247  # characters; a folder's limit, the stricter of the two
UNSEEN = frozenset(["Cc", "Cf", "Zl", "Zp"])  # Unicode's controls, signs of format, separators of lines
LIKE_ROW = re.compile(r"(?<=\w)#(?=\d{1,9}$)")


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the corpus. `name` is its path relative to the corpus folder, with `/`.

    Of a file at a URL, `size` is its bytes as they were listed.
    """

    path: Place
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, the folders down to the one it was found in, and its path in that, with `/`."""

    path: Place
    above: tuple[str, ...]
    relative: str
    size: int = 0


def items(paths: Sequence[Place]) -> list[Item]:
    """The files under `paths`, folders walked, sorted by name (by code point); each file once.

    With one folder the names are relative to it; with several paths a name that would come twice gets as many folder
    names before it as tell it apart. Hidden and temporary files are left out unless named themselves. What lies at a
    URL is named as it would be here.

    Raises:
        UsageError: a path does not exist, there is no file at all, or a URL cannot be listed.
    """
    found: dict[str, _Found] = {}
    for path in paths:
        for key, file in _at_url(path) if isinstance(path, Remote) else _here(path):
            found.setdefault(key, file)
    if not found:
        raise UsageError(
            f"{'、'.join(visible(str(path)) for path in paths)} 里没有文件。",
            f"there are no files in {', '.join(visible(str(path)) for path in paths)}.",
        )
    files = [*found.values()]
    named = zip(files, _names(files), strict=True)
    return sorted((Item(file.path, name, file.size) for file, name in named), key=lambda item: item.name)


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is never material: hidden, a lock file, a picture cache."""
    lower = name.lower()
    return lower not in (".", "..") and any(fnmatch.fnmatchcase(lower, pattern) for pattern in _ignored())


def visible(name: str) -> str:
    r"""A name that any file and console can hold: NFC, bytes that are no UTF-8 read as GB18030, controls as `\x0a`.

    So are signs that cannot be seen or turn the line round (`\u202e`), which would make one name look like another.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = _without_surrogates(name)
    name = unicodedata.normalize("NFC", name)
    if name.isprintable():
        return name
    return "".join(c if unicodedata.category(c) not in UNSEEN else _escaped(ord(c)) for c in name)


def file_name(name: str) -> str:
    r"""`visible`, and not taken for a row of a table: `a.csv#2` as `a.csv\x232`."""
    return LIKE_ROW.sub(r"\\x23", visible(name))


def _escaped(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def system_path(path: Path, *, windows: bool = os.name == "nt") -> str:
    r"""The path as the system opens it: on Windows a long one gets the prefix `\\?\` that lifts the limit of 260."""
    text = os.path.abspath(path)  # noqa: PTH100 — Path.resolve would follow links
    if not windows or len(text) <= LONGEST_WINDOWS_PATH or text.startswith("\\\\?\\"):
        return text
    return "\\\\?\\UNC\\" + text[2:] if text.startswith("\\\\") else "\\\\?\\" + text


@cache
def _ignored() -> tuple[str, ...]:
    return words("ingest/ignored.tsv", "pattern")


def _without_surrogates(name: str) -> str:
    try:
        return name.encode("utf-8", "surrogateescape").decode("gb18030")
    except UnicodeError:
        return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _here(path: Path) -> Iterator[tuple[str, _Found]]:
    """The files at a path of this machine, each with what tells it from every other."""
    if not os.path.lexists(path):
        raise UsageError(
            f"找不到 {visible(str(path))}，请检查路径（含空格的路径要加引号）。",
            f"{visible(str(path))} does not exist: check the path (quote it if it has spaces).",
        )
    is_folder = path.is_dir()
    root = path if is_folder else path.parent
    above = Path(os.path.abspath(root)).parts  # noqa: PTH100
    for file in _files(path) if is_folder else (path,):
        yield _real(file), _Found(file, above, file.relative_to(root).as_posix())


def _at_url(place: Remote) -> Iterator[tuple[str, _Found]]:
    """The same of a URL: what would be left out in a folder here is left out there."""
    try:
        sizes = listed(place)
    except FileNotFoundError as fault:
        raise UsageError(
            f"找不到 {visible(str(place))}：{fault}。请检查网址、权限和密钥。",
            f"{visible(str(place))} does not exist: {fault}. Check the URL, permissions and credentials.",
        ) from fault
    if "" in sizes:
        yield str(place), _Found(place, place.parts[:-1], place.name, sizes[""])
        return
    datasets = tuple(_datasets(sizes))
    for name, size in sizes.items():
        if not any(map(is_ignored, name.split("/"))) and not name.startswith(datasets):
            yield str(place / name), _Found(place / name, place.parts, name, size)


def _datasets(names: Collection[str]) -> Iterator[str]:
    """The folders that hold a dataset, with `/` behind them, or one that is being replaced."""
    for name in names:
        folder, _, last = name.rpartition("/")
        whole = last == MANIFEST and f"{folder}/tables/sources.parquet" in names
        if folder and (whole or last == JOURNAL):
            yield f"{folder}/"


def _real(file: Path) -> str:
    return os.path.normcase(os.path.realpath(file))


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder; one met twice, by links, is walked once, one that cannot be listed stands for itself."""
    waiting, seen = [folder], {_real(folder)}
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(system_path(at)) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            yield at
            continue
        for entry in entries:
            path = at / entry.name
            if is_ignored(entry.name):
                continue
            if not _is_folder(entry):
                if _is_file(entry):
                    yield path
            elif not _is_dataset(path) and (real := _real(path)) not in seen:
                seen.add(real)
                waiting.append(path)


def _is_dataset(folder: Path) -> bool:
    """Whether a folder is what an earlier run wrote: its tables are no material."""
    return (folder / MANIFEST).is_file() and (folder / "tables" / "sources.parquet").is_file()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Files, and links that lead nowhere, which are then reported; no pipes and devices, which may never end."""
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:
        return True


def _names(files: Sequence[_Found]) -> list[str]:
    """For each file the shortest name no other has: relative to its root, or with folders of the root before it.

    Files of one root whose names differ only in what cannot be shown are told apart by `~2` at the end.
    """
    own = _apart([(file.above, file_name(file.relative)) for file in files])
    parts = [(file.above, name) for file, name in zip(files, own, strict=True)]
    taken = [0] * len(parts)
    while True:
        names = [_joined(above, name, count) for (above, name), count in zip(parts, taken, strict=True)]
        counts = Counter(names)
        again = [at for at, name in enumerate(names) if counts[name] > 1 and taken[at] < len(parts[at][0])]
        if not again:
            return names
        for at in again:
            taken[at] += 1


def _apart(names: Sequence[tuple[tuple[str, ...], str]]) -> Iterator[str]:
    """The names, with `~2` and so on behind one that comes again under the same root."""
    taken, seen = set(names), set[tuple[tuple[str, ...], str]]()
    for root, name in names:
        own, count = name, 1
        while (root, own) in seen or (count > 1 and (root, own) in taken):
            count += 1
            own = f"{name}~{count}"
        seen.add((root, own))
        yield own


def _joined(above: tuple[str, ...], name: str, count: int) -> str:
    prefix = [part.strip("\\/:") for part in above[len(above) - count :]]
    return "/".join([*map(visible, filter(None, prefix)), name])
