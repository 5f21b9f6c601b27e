"""Copies the shipped samples to a folder of the user's."""

from __future__ import annotations

import shutil
from pathlib import Path

from zongjie.errors import UsageError
from zongjie.resources import samples


def copy_samples(folder: Path) -> list[Path]:
    """The files written to `folder`, which is made where it is missing.

    Raises:
        UsageError: the package holds no samples, or a file of that name is there already: nothing is overwritten.
    """
    try:
        origin = samples()
    except FileNotFoundError as fault:
        raise UsageError(
            "安装不完整，没有自带样本。请重装：python -m pip install --force-reinstall zongjie",
            "the installation is incomplete: no samples. Run python -m pip install --force-reinstall zongjie",
        ) from fault
    pairs = [(path, folder / path.relative_to(origin)) for path in sorted(origin.rglob("*")) if path.is_file()]
    for _, target in pairs:
        if target.exists():
            raise UsageError(
                f"{target} 已经存在，不会覆盖。请换一个文件夹。",
                f"{target} is there already and is not overwritten. Choose another folder.",
            )
    for path, target in pairs:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return [target for _, target in pairs]
