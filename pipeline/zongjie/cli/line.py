"""Rewrites a command line into what typer can parse: global options first, three values as three options, patterns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from glob import glob
from itertools import takewhile
from pathlib import Path

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
