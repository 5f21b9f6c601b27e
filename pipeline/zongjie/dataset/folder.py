"""The output folder: claimed before work begins, filled out of sight, and changed only once everything is written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from filelock import FileLock, Timeout

from zongjie.errors import UsageError
from zongjie.store import OWN, PARTIAL, Store, flush_folder, write_whole

PART = ".zongjie-part-"
"""Begins the name of the hidden folder inside OUT that a run writes to.

Inside, not beside: OUT may be a mount, and `os.replace` does not cross file systems.
"""
STORE, PASSING = ".zongjie-store", ".zongjie-passing"
LOCK = ".zongjie-lock"
JOURNAL = ".zongjie-publish.json"
"""There while files are moved into place: which folder they come from, which files go and which come."""

MANIFEST = "run.json"
DERIVED = ("stats/*/stats.json", "terms/*/terms.json")
"""Manifests of what was reckoned from a dataset and lies in its folder, as OUT/stats/year: it goes when the dataset is
replaced, for its numbers are of the former one."""

GENERATOR = "zongjie"
ANALYSES = ("review",)
"""Folders inside OUT that commands on a finished dataset write: a new run leaves them as they are."""


class OutputFolder:
    """`out` and the hidden folder `part` inside it; `publish` moves what is in `part` into place.

    One process at a time may hold an output folder. Whatever ends a process, even while it publishes, the folder then
    holds the former dataset or, once the next one claims it, the new one: never a mixture of both.
    """

    def __init__(self, out: Path, manifest: str = MANIFEST) -> None:
        """Claim `out`, which may be new, empty, or hold what an earlier run listed in the file `manifest`.

        Raises:
            UsageError: `out` is a file, or holds something that zongjie did not write, cannot be written, or is held by
                another run.
        """
        self.out = out
        self._manifest = manifest
        self._created = not out.exists()
        if self._created:
            self.former: tuple[str, ...] = ()
        else:
            _refuse_strangers(out, manifest)
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(out)
            try:
                _complete(out)
                self.former = _former(out, manifest)
                for stale in (*out.glob(PART + "*"), out / PASSING):
                    shutil.rmtree(stale, ignore_errors=True)
                for half in out.glob(f"{OWN}*{PARTIAL}"):
                    half.unlink(missing_ok=True)
                self.part = Path(tempfile.mkdtemp(prefix=PART, dir=out))
            except BaseException:
                self._lock.release()
                raise
        except OSError as fault:
            raise UsageError(
                f"输出文件夹 {out} 无法写入：{fault}。请换一个文件夹，或检查权限和剩余空间。",
                f"cannot write to {out}: {fault}. Choose another output folder, or check permissions and space.",
            ) from fault

    @property
    def store(self) -> Path:
        """Where finished work is kept for the next run."""
        return self.out / STORE

    @property
    def passing(self) -> Path:
        """Where finished work is kept for this run only."""
        return self.out / PASSING

    def kept(self, *, lasting: bool) -> Store:
        """The store of finished work, for the next run or for this one only."""
        return Store(self.store if lasting else self.passing)

    def files(self) -> tuple[str, ...]:
        """The files written so far, relative, with `/`, sorted."""
        return written(self.part)

    def finished(self, key: str) -> dict[str, Any] | None:
        """The manifest of the dataset in place if it was made under this key and every file is as it was written."""
        try:
            content = made_under(key, (self.out / self._manifest).read_text("utf-8"), self._manifest)
            digests: dict[str, str] = content["digests"] if content else {}
            return content if all(digest(self.out / name) == digests[name] for name in digests) else None
        except (OSError, ValueError):
            return None

    def publish(self) -> None:
        """Replace the former dataset by the new one, file by file; files that zongjie did not write stay.

        Raises:
            UsageError: a file is held open, as Excel does on Windows; the former dataset is put back.
        """
        fresh = self.files()
        for name in fresh:
            _flush(self.part / name)
        for folder in {self.part, *((self.part / name).parent for name in fresh)}:
            flush_folder(folder)
        journal = self.out / JOURNAL
        plan = {"part": self.part.name, "former": self.former, "fresh": fresh}
        kept = self.part / "former"
        done: list[tuple[Path, Path]] = []
        try:
            write_whole(journal, json.dumps(plan, ensure_ascii=False).encode())
            for name in self.former:
                if (self.out / name).is_file():
                    _move(self.out / name, kept / name, done)
            for name in fresh:
                _move(self.part / name, self.out / name, done)
        except BaseException as fault:  # Ctrl+C as well: the former dataset lies in `part`, which `discard` removes
            for source, target in reversed(done):
                with suppress(OSError):
                    target.replace(source)
            journal.unlink(missing_ok=True)
            if not isinstance(fault, OSError):
                raise
            raise UsageError(
                f"无法替换 {self.out} 中的旧结果：{fault}。旧结果没有改动；"
                "请关闭打开着的文件（如 Excel），或换一个输出文件夹，再运行。",
                f"cannot replace the former dataset in {self.out}: {fault}. It is unchanged; close files that are open "
                "(in Excel, for instance) or choose another folder, and run again.",
            ) from fault
        _settle(self.out, self.part, self.former, fresh)
        self.release()

    def release(self) -> None:
        """Let others claim the folder; what was kept for this run only is removed."""
        shutil.rmtree(self.passing, ignore_errors=True)
        self._lock.release()

    def discard(self) -> None:
        """Leave `out` as it was before it was claimed, but for finished work that the next run can use."""
        shutil.rmtree(self.part, ignore_errors=True)
        self.release()
        if self._created:
            with suppress(OSError):
                (self.out / LOCK).unlink(missing_ok=True)
                self.out.rmdir()


def written(part: Path) -> tuple[str, ...]:
    """The files in a folder and below it, relative, with `/`, sorted."""
    return tuple(sorted(path.relative_to(part).as_posix() for path in part.rglob("*") if path.is_file()))


def made_under(key: str, text: str, name: str = MANIFEST) -> dict[str, Any] | None:
    """What a manifest says, if its dataset was made under this key and it has a digest of every file but itself."""
    try:
        content: dict[str, Any] = json.loads(text)
        same = content["key"] == key and {*content["digests"], name} == {*content["files"]}
    except (ValueError, KeyError, TypeError):
        return None
    return content if same else None


def digest(path: Path) -> str:
    """The SHA-256 of a file, as manifests name it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def interrupted(out: Path) -> bool:
    """Whether a run was stopped in the middle of replacing the dataset in `out`; the next one completes it."""
    return (out / JOURNAL).is_file()


def _locked(out: Path) -> FileLock:
    """The lock of `out`; the system lets go of it when the process that holds it ends, however it ends."""
    lock = FileLock(out / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UsageError(
            f"另一个 zongjie 正在写 {out}。请等它结束，或换一个输出文件夹。",
            f"another zongjie is writing to {out}. Wait for it to end, or choose another folder.",
        ) from None
    return lock


def _complete(out: Path) -> None:
    """Bring to its end what a run began to publish: it had written everything before."""
    try:
        plan = json.loads((out / JOURNAL).read_text("utf-8"))
    except FileNotFoundError:
        return
    part = out / plan["part"]
    for name in plan["fresh"]:
        if (part / name).is_file():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).replace(out / name)
    _settle(out, part, plan["former"], plan["fresh"])


def _settle(out: Path, part: Path, former: Sequence[str], fresh: Sequence[str]) -> None:
    """After every file is in place: remove what the new dataset does not have, and then the journal."""
    for name in set(former) - set(fresh):
        (out / name).unlink(missing_ok=True)
    for folder in sorted({(out / name).parent for name in fresh}):
        flush_folder(folder)
    (out / JOURNAL).unlink(missing_ok=True)
    flush_folder(out)
    shutil.rmtree(part, ignore_errors=True)
    for name in former:
        _remove_empty((out / name).parent, out)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    done.append((source, target))


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove a folder that nothing is left in, and those above it, up to `top`."""
    while folder != top and top in folder.parents:
        try:
            if [path.name for path in folder.iterdir()] == [LOCK]:  # of statistics, say, that were written there
                (folder / LOCK).unlink()
            folder.rmdir()
        except OSError:  # something is in it, or it is gone already
            if folder.exists():
                return
        folder = folder.parent


def _refuse_strangers(out: Path, manifest: str) -> None:
    """Refuse a folder that holds what zongjie did not write."""
    if not out.is_dir():
        raise UsageError(
            f"{out} 是一个文件，不能作为输出文件夹。请换一个名字。",
            f"{out} is a file and cannot be the output folder. Choose another name.",
        )
    own = all(path.name.startswith(OWN) or path.name in ANALYSES for path in out.iterdir())
    if not own and not interrupted(out) and _listed(out / manifest) is None:
        raise UsageError(
            f"输出文件夹 {out} 里已有别的文件，而且不是 zongjie 写的。请另选一个新的或空的文件夹，以免覆盖。",
            f"the output folder {out} holds files that zongjie did not write. Choose a new or empty folder, so that "
            "nothing is overwritten.",
        )


def _former(out: Path, manifest: str) -> tuple[str, ...]:
    """The files that the manifest in `out` lists, and those derived from them; empty for a new or empty folder."""
    listed = _listed(out / manifest)
    if listed is None:
        return ()
    for derived in sorted(path for pattern in DERIVED for path in out.glob(pattern)):
        place = derived.parent.relative_to(out).as_posix()
        listed += [f"{place}/{name}" for name in _listed(derived) or ()]
    return tuple(dict.fromkeys(listed))


def _listed(manifest: Path) -> list[str] | None:
    """The files that a manifest lists; None where there is none that zongjie wrote."""
    try:
        return files_of(manifest.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def files_of(text: str) -> list[str] | None:
    """The files that the text of a manifest lists; None where zongjie did not write it."""
    try:
        content = json.loads(text)
        listed = content["files"] if content["generator"] == GENERATOR else None
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(listed, list):
        return None
    return [name for name in listed if is_inside(name)]


def is_inside(name: object) -> bool:
    """Whether a listed name stays inside the folder; a manifest is a file that anyone may have edited."""
    if not isinstance(name, str):
        return False
    path = PurePosixPath(name)
    return (
        bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in name and "\\" not in name
    )
