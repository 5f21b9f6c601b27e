"""The output folder: claimed before work begins, filled out of sight, and changed only once everything is written."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from zongjie.errors import UsageError

PART = ".zongjie-part-"
"""Begins the name of the hidden folder inside OUT that a run writes to.

Inside, not beside: OUT may be a mount, and `os.replace` does not cross file systems.
"""
MANIFEST = "run.json"
DERIVED = ("stats/*/stats.json", "terms/*/terms.json")
"""Manifests of what was reckoned from a dataset and lies in its folder, as OUT/stats/year: it goes when the dataset is
replaced, for its numbers are of the former one."""

GENERATOR = "zongjie"
ANALYSES = ("review",)
"""Folders inside OUT that commands on a finished dataset write: a new run leaves them as they are."""


class OutputFolder:
    """`out` and the hidden folder `part` inside it; `publish` moves what is in `part` into place."""

    def __init__(self, out: Path, manifest: str = MANIFEST) -> None:
        """Claim `out`, which may be new, empty, or hold what an earlier run listed in the file `manifest`.

        Raises:
            UsageError: `out` is a file, or holds something that zongjie did not write, or cannot be written.
        """
        self.out = out
        self.former = _former(out, manifest)
        self._created = not out.exists()
        try:
            out.mkdir(parents=True, exist_ok=True)
            for stale in out.glob(PART + "*"):
                shutil.rmtree(stale, ignore_errors=True)
            self.part = Path(tempfile.mkdtemp(prefix=PART, dir=out))
        except OSError as fault:
            raise UsageError(
                f"输出文件夹 {out} 无法写入：{fault}。请换一个文件夹，或检查权限和剩余空间。",
                f"cannot write to {out}: {fault}. Choose another output folder, or check permissions and space.",
            ) from fault

    def files(self) -> tuple[str, ...]:
        """The files written so far, relative, with `/`, sorted."""
        return tuple(sorted(path.relative_to(self.part).as_posix() for path in self.part.rglob("*") if path.is_file()))

    def publish(self) -> None:
        """Replace the former dataset by the new one, file by file; files that zongjie did not write stay.

        Raises:
            UsageError: a file is held open, as Excel does on Windows; the former dataset is put back.
        """
        fresh = self.files()
        kept = self.part / "former"
        done: list[tuple[Path, Path]] = []
        try:
            for name in self.former:
                if (self.out / name).is_file():
                    _move(self.out / name, kept / name, done)
            for name in fresh:
                _move(self.part / name, self.out / name, done)
        except BaseException as fault:  # Ctrl+C as well: the former dataset lies in `part`, which `discard` removes
            for source, target in reversed(done):
                with suppress(OSError):
                    target.replace(source)
            if not isinstance(fault, OSError):
                raise
            raise UsageError(
                f"无法替换 {self.out} 中的旧结果：{fault}。旧结果没有改动；"
                "请关闭打开着的文件（如 Excel），或换一个输出文件夹，再运行。",
                f"cannot replace the former dataset in {self.out}: {fault}. It is unchanged; close files that are open "
                "(in Excel, for instance) or choose another folder, and run again.",
            ) from fault
        shutil.rmtree(self.part, ignore_errors=True)
        for name in self.former:
            _remove_empty((self.out / name).parent, self.out)

    def discard(self) -> None:
        """Leave `out` as it was before it was claimed."""
        shutil.rmtree(self.part, ignore_errors=True)
        if self._created:
            with suppress(OSError):
                self.out.rmdir()


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    done.append((source, target))


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove a folder that nothing is left in, and those above it, up to `top`."""
    while folder != top and top in folder.parents:
        try:
            folder.rmdir()
        except OSError:  # something is in it, or it is gone already
            if folder.exists():
                return
        folder = folder.parent


def _former(out: Path, manifest: str) -> tuple[str, ...]:
    """The files that the manifest in `out` lists, and those derived from them; empty for a new or empty folder."""
    if out.exists() and not out.is_dir():
        raise UsageError(
            f"{out} 是一个文件，不能作为输出文件夹。请换一个名字。",
            f"{out} is a file and cannot be the output folder. Choose another name.",
        )
    if not out.is_dir() or all(path.name.startswith(PART) or path.name in ANALYSES for path in out.iterdir()):
        return ()
    listed = _listed(out / manifest)
    if listed is None:
        raise UsageError(
            f"输出文件夹 {out} 里已有别的文件，而且不是 zongjie 写的。请另选一个新的或空的文件夹，以免覆盖。",
            f"the output folder {out} holds files that zongjie did not write. Choose a new or empty folder, so that "
            "nothing is overwritten.",
        )
    for derived in sorted(path for pattern in DERIVED for path in out.glob(pattern)):
        place = derived.parent.relative_to(out).as_posix()
        listed += [f"{place}/{name}" for name in _listed(derived) or ()]
    return tuple(dict.fromkeys(listed))


def _listed(manifest: Path) -> list[str] | None:
    """The files that a manifest lists; None where there is none that zongjie wrote."""
    try:
        content = json.loads(manifest.read_text("utf-8"))
        listed = content["files"] if content["generator"] == GENERATOR else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not isinstance(listed, list):
        return None
    return [name for name in listed if isinstance(name, str) and _is_inside(name)]


def _is_inside(name: str) -> bool:
    """Whether a listed name stays inside the folder; a manifest is a file that anyone may have edited."""
    path = PurePosixPath(name)
    return (
        bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in name and "\\" not in name
    )
