"""Rewrites a command line into what typer can parse: global options first, three values as three options, patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from glob import glob
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import UsageError

if TYPE_CHECKING:
    from zongjie.storage import Place

TAKES_URLS = ("run", "verify", "fetch")
STORED = re.compile(r"(?!(?:https?|file|tcp|tls|ucx)://)[A-Za-z][A-Za-z0-9+.\-]+://[^\s，。；]+")
"""A URL of a store: no page of the web, no scheduler, no sentence that begins with one."""

TRIPLE = "--also"
"""The option of `evaluate` that takes GOLD TEXTS OUT and may be repeated; typer has no list of tuples."""


def global_first(words: Sequence[str]) -> list[str]:
    """The same line with `--lang` and `--debug` before the command, so that they may stand anywhere."""
    moved: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word == "--debug" or word.startswith("--lang="):
            moved.append(word)
        elif word == "--lang":
            moved += [word, *([value] if (value := next(waiting, None)) is not None else [])]
        else:
            rest.append(word)
    return [*moved, *rest]


def one_by_one(words: Sequence[str]) -> list[str]:
    """`--also A B C` as `--also=A --also=B --also=C`; fewer than three stay too few, for the command to refuse."""
    return list(_one_by_one(words))


def expand(paths: Sequence[Path]) -> list[Path]:
    """The files that patterns such as `*.docx` stand for, in order: the shells of Windows leave them to the program.

    A path that exists, or a pattern that nothing fits, stays as it is.
    """
    found: list[Path] = []
    for path in paths:
        # Path.glob refuses absolute patterns
        fitting = [] if path.exists() else sorted(map(Path, glob(str(path), recursive=True)))  # noqa: PTH207
        found += fitting or [path]
    return found


def places(words: Sequence[str]) -> list[Place]:
    """The paths and URLs that words name; patterns of paths as `expand` has them.

    Raises:
        UsageError: a URL that cannot be listed.
    """
    from zongjie.storage import place

    found: list[Place] = []
    for one in map(place, words):
        found += expand([one]) if isinstance(one, Path) else [one]
    return found


def refuse_urls(command: str, words: Sequence[str]) -> None:
    """Refuse a URL of a store where a command works on files of this machine.

    Raises:
        UsageError: there is one.
    """
    found = next((word for word in words if STORED.fullmatch(word)), None)
    if command in TAKES_URLS or found is None:
        return
    from zongjie.storage import place

    place(found)  # which refuses a password before it is shown
    raise UsageError(
        f"{command} 只处理本机的文件，不读 {found}。请先取到本机：zongjie fetch {found} out，再用 out。",
        f"{command} works on files of this machine and does not read {found}. Bring it here first, by "
        f"zongjie fetch {found} out, and use out.",
    )


def _one_by_one(words: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            yield from words[at - 1 :]
            return
        if word != TRIPLE:
            yield word
            continue
        values = list(takewhile(lambda value: not value.startswith("-"), words[at : at + 3]))
        if not values:
            yield word
        yield from (f"{TRIPLE}={value}" for value in values)
        at += len(values)
