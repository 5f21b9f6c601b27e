"""A dataset at a URL brought to this machine: whole or not at all, and to a scratch folder that goes again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zongjie.dataset.folder import JOURNAL, MANIFEST, PART, is_inside, written
from zongjie.dataset.lease import runs
from zongjie.errors import UsageError
from zongjie.storage import Place, Remote, each, get, listed, read
from zongjie.store import OWN

SCRATCH = "zongjie-remote-"
"""Begins the name of a folder, in the system's temporary one, for what comes from a URL or goes to one."""


@contextmanager
def here(out: Place, wanted: Callable[[str], bool] = lambda name: True) -> Iterator[Path]:
    """The dataset as a folder of this machine: itself, or what of it is wanted, fetched from its URL for the while.

    Raises:
        StorageError: it cannot be fetched.
        UsageError: there is no dataset, or it is being replaced.
    """
    if isinstance(out, Path):
        yield out
        return
    with tempfile.TemporaryDirectory(prefix=_prefix()) as folder:
        _bring(out, Path(folder), wanted)
        yield Path(folder)


def fetch(out: Place, folder: Path) -> int:
    """Bring the dataset at a URL into a new or empty folder of this machine; the number of its files.

    Raises:
        StorageError: it cannot be fetched.
        UsageError: `out` is no URL or there is no whole dataset at it, or `folder` is not empty.
    """
    if isinstance(out, Path):
        raise UsageError(f"{out} 就在本机，不用取。", f"{out} is on this machine already.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} 已经存在而且不是空文件夹。请换一个。",
            f"{folder} is there and no empty folder. Choose another.",
        )
    with tempfile.TemporaryDirectory(prefix=PART, dir=_made(folder)) as part:
        _bring(out, Path(part), lambda name: True)
        names = written(Path(part))
        for name in sorted(names, key=lambda name: name == MANIFEST):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(part) / name).replace(folder / name)
    return len(names)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _bring(out: Remote, folder: Path, wanted: Callable[[str], bool]) -> None:
    try:
        names = listed(out)
    except FileNotFoundError:  # the bucket
        names = {}
    if MANIFEST not in names:
        raise _no_dataset(out, begun=JOURNAL in names)
    try:
        before = read(out / MANIFEST)
        named = [name for name in names if is_inside(name) and not name.startswith(OWN) and wanted(name)]
        each(lambda name: get(out / name, folder / name), named)
        same = read(out / MANIFEST) == before
    except FileNotFoundError:
        same = False
    if not same:
        raise _no_dataset(out, begun=True)
    (folder / MANIFEST).write_bytes(before)


def _no_dataset(out: Remote, *, begun: bool) -> UsageError:
    if begun:
        return UsageError(
            f"{out} 里的数据集正在被替换，或者替换到一半时中断了。请稍后再试；如果没有别的运行，"
            "就用同样的命令再运行一次，会补完。",
            f"the dataset at {out} is being replaced, or that was interrupted. Try again soon; if no run is at it, run "
            "the same command again, which completes it.",
        )
    return UsageError(
        f"{out} 里没有数据集。请先用 zongjie run 生成，并给出它的输出地址。",
        f"there is no dataset at {out}. Make one with zongjie run and give its output.",
    )


def scratch() -> Path:
    """A new folder for what is built for a URL; what killed runs left of theirs goes."""
    for stale in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*-*"):
        process = stale.name.removeprefix(SCRATCH).partition("-")[0]
        if process.isdecimal() and not runs(int(process)):
            shutil.rmtree(stale, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_prefix()))


def _prefix() -> str:
    return f"{SCRATCH}{os.getpid()}-"
