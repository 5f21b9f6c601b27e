"""A run, end to end: `run_corpus` and its parts, and `run`, which the package itself can be called as."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Unpack

from zongjie.config import Changes, load_settings
from zongjie.run.corpus import Progress, RunSummary, run_corpus
from zongjie.run.execution import Execution
from zongjie.run.pipeline import STAGES, Pipeline
from zongjie.storage import place

__all__ = ["STAGES", "Execution", "Pipeline", "Progress", "RunSummary", "run", "run_corpus"]


def run(
    paths: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    config: str | Path | None = None,
    metadata: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    lang: str = "zh",
    execution: Execution = Execution("serial"),  # noqa: B008  frozen
    **settings: Unpack[Changes],
) -> RunSummary:
    """What `zongjie run` does: read a file or folder, or several, and write the dataset to the folder `out`.

    Each may be a URL that fsspec reaches, as `s3://bucket/corpus` (extra `remote`).

    `config` is a TOML file of settings, `settings` are single ones and win over it, `metadata` a sheet whose rows
    describe files, `execution` how it is done: `Execution("processes")` for a large corpus. What could not be read is
    in `left_out` of the result; the tables are had by `zongjie.read(out)`.

    Raises:
        UsageError: a path does not exist or holds no file, `out` is not ours to replace, a wrong setting or sheet.
        DatasetError: an invariant of the dataset does not hold; nothing is written.
    """
    chosen = load_settings(
        None if config is None else Path(config), **{name: _plain(value) for name, value in settings.items()}
    )
    some = [paths] if isinstance(paths, str | Path) else paths
    sheet = None if metadata is None else place(metadata)
    return run_corpus(
        [place(path) for path in some],
        place(out),
        chosen,
        metadata=sheet,
        progress=progress,
        lang=lang,
        execution=execution,
    )


def _plain(value: object) -> object:
    """A value of a setting with paths as text."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return str(value) if isinstance(value, Path) else value


class _Called(ModuleType):
    """This module, which can be called: `zongjie.run(paths, out)` is `run`, for the two have one name."""

    __call__ = staticmethod(run)


sys.modules[__name__].__class__ = _Called
