"""An output at a URL: built in a folder here, published so that nobody takes half of it for a whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from zongjie.dataset.fetching import scratch
from zongjie.dataset.folder import (
    ANALYSES,
    DERIVED,
    JOURNAL,
    LOCK,
    MANIFEST,
    PART,
    PASSING,
    STORE,
    files_of,
    is_inside,
    made_under,
    written,
)
from zongjie.dataset.lease import Lease
from zongjie.errors import StorageError, UsageError
from zongjie.storage import Remote, copy, each, listed, pieces, read, remove, upload, write
from zongjie.store import OWN, RemoteStore


class RemoteFolder:
    """The output at `out` and a scratch folder `part` here, as `OutputFolder` has them.

    A dataset is replaced in these steps: all files are put under a name of their own; a journal is written; the former
    manifest goes; files are copied into place inside the store; the manifest comes; the journal goes. Killed before
    the journal, the former dataset stands; killed after it, whoever claims the output next completes the new one; and
    in between there is no manifest, so that nobody reads a mixture.
    """

    def __init__(self, out: Remote) -> None:
        """Claim `out`, under which there may be nothing, or what an earlier run wrote.

        Raises:
            UsageError: there is a file, or something that zongjie did not write, or another run holds it, or it cannot
                be reached.
        """
        self.out = out
        try:
            _refuse_strangers(out)
            self._lease = Lease(out / LOCK)
        except FileNotFoundError as fault:
            raise UsageError(
                f"输出地址 {out} 写不了：{fault}。请先建好存储桶，或检查网址。",
                f"cannot write to {out}: {fault}. Make the bucket first, or check the URL.",
            ) from fault
        self._staged, self._passing = PART + self._lease.name, f"{PASSING}-{self._lease.name}"
        self._journal = False
        try:
            self.former = _complete(out)
            remove(out / name for name in listed(out) if name.startswith((PART, PASSING)))
            self._scratch = scratch()
        except BaseException:
            self._lease.release()
            raise
        self.part = self._scratch / "part"
        self.part.mkdir()

    def kept(self, *, lasting: bool) -> RemoteStore:
        """The store of finished work, for the next run or for this one only."""
        return RemoteStore(self.out / (STORE if lasting else self._passing), self._scratch / "near")

    def files(self) -> tuple[str, ...]:
        """The files written so far, relative, with `/`, sorted."""
        return written(self.part)

    def finished(self, key: str) -> dict[str, Any] | None:
        """The manifest of the dataset in place if it was made under this key and every file is as it was written.

        Raises:
            StorageError: the store cannot be reached.
        """
        try:
            content = made_under(key, read(self.out / MANIFEST).decode("utf-8"))
            digests: dict[str, str] = content["digests"] if content else {}
            sizes = listed(self.out)
            found = each(lambda name: _digest(self.out / name, sizes.get(name)), digests)
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return content if found == [*digests.values()] else None

    def publish(self) -> None:
        """Replace the former dataset by the new one; objects that zongjie did not write stay.

        Raises:
            StorageError: the store cannot be reached; the next run completes what was begun.
            UsageError: another run took the output, as it may when this one could not reach it for long.
        """
        fresh = self.files()
        each(lambda name: upload(self.part / name, self.out / self._staged / name), fresh)
        self._lease.check()
        plan = {"part": self._staged, "former": self.former, "fresh": fresh}
        self._journal = True
        write(self.out / JOURNAL, json.dumps(plan, ensure_ascii=False).encode())
        _settle(self.out, self._staged, self.former, fresh)
        self._journal = False
        self._release()

    def discard(self) -> None:
        """Leave `out` as it was, but for finished work and a change that was begun: both serve the next run."""
        with suppress(StorageError, FileNotFoundError):  # what ended the run is told; the next one clears up
            if not self._journal:
                self._remove(self._staged)
            self._release()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _remove(self, own: str) -> None:
        remove(self.out / own / name for name in listed(self.out / own))

    def _release(self) -> None:
        self._remove(self._passing)
        self._lease.release()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _refuse_strangers(out: Remote) -> None:
    """Refuse a place that holds what zongjie did not write."""
    names = listed(out)
    if "" in names:
        raise UsageError(
            f"{out} 是一个文件，不能作为输出地址。请换一个名字。",
            f"{out} is a file and cannot be the output. Choose another name.",
        )
    own = all(name.startswith(OWN) or name.partition("/")[0] in ANALYSES for name in names)
    if not own and JOURNAL not in names and _listed(out / MANIFEST) is None:
        raise UsageError(
            f"输出地址 {out} 下已有别的文件，而且不是 zongjie 写的。请另选一个新的或空的地址，以免覆盖。",
            f"at the output {out} there are files that zongjie did not write. Choose a new or empty place, so that "
            "nothing is overwritten.",
        )


def _complete(out: Remote) -> tuple[str, ...]:
    """Bring to its end what a run began to publish; the files of the dataset that is then there, and those derived."""
    try:
        plan = json.loads(read(out / JOURNAL))
        staged, former, fresh = (plan[name] for name in ("part", "former", "fresh"))
        sound = staged.startswith(PART) and "/" not in staged and all(map(is_inside, (*former, *fresh)))
    except FileNotFoundError:
        return _former(out)
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        remove([out / JOURNAL])
        return _former(out)
    try:
        _settle(out, staged, former, fresh)
    except FileNotFoundError:  # somebody removed what was put there: the next dataset takes the place of both
        return tuple(dict.fromkeys([*former, *fresh]))
    return _former(out)


def _settle(out: Remote, staged: str, former: Sequence[str], fresh: Sequence[str]) -> None:
    """Put what is staged in place; it may be done again, from any step at which it was broken off."""
    remove([out / MANIFEST])
    into_place = partial(_into_place, out, staged)
    each(into_place, [name for name in fresh if name != MANIFEST])
    remove(out / name for name in {*former} - {*fresh})
    into_place(MANIFEST)
    remove([out / JOURNAL])
    remove(out / staged / name for name in fresh)


def _into_place(out: Remote, staged: str, name: str) -> None:
    copy(out / staged / name, out / name)


def _former(out: Remote) -> tuple[str, ...]:
    """The files that the manifest at `out` lists, and those derived from them."""
    files = _listed(out / MANIFEST)
    if files is None:
        return ()
    for name in sorted(listed(out)):
        if any(fnmatchcase(name, pattern) for pattern in DERIVED) and name.count("/") == 2:
            files += [f"{name.rpartition('/')[0]}/{one}" for one in _listed(out / name) or ()]
    return tuple(dict.fromkeys(files))


def _listed(manifest: Remote) -> list[str] | None:
    try:
        return files_of(read(manifest).decode("utf-8"))
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _digest(file: Remote, size: int | None) -> str | None:
    """The SHA-256 of a file; None where it is missing."""
    if size is None:
        return None
    sha = hashlib.sha256()
    for piece in pieces(file, size):
        sha.update(piece)
    return sha.hexdigest()
