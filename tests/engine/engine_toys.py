"""Work without text, for the tests of engines: each part says what happens to the worker that takes it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from zongjie.errors import Message


@dataclass(frozen=True)
class Toy:
    """A task whose parts are words: `kill`, `exit`, `hang`, `memory`, `raise`, `once PATH`, or anything harmless."""

    parts: tuple[tuple[int, str], ...]
    left_out: tuple[tuple[int, Message], ...] = ()

    def alone(self, part: int) -> Self:
        return replace(self, parts=tuple(pair for pair in self.parts if pair[0] == part))

    def without(self, part: int, cause: Message) -> Self:
        kept = tuple(pair for pair in self.parts if pair[0] != part)
        return replace(self, parts=kept, left_out=(*self.left_out, (part, cause)))


def toy(*words: str) -> Toy:
    return Toy(tuple(enumerate(words)))


@dataclass(frozen=True)
class Made:
    words: tuple[str, ...]
    left_out: tuple[tuple[int, Message], ...]
    process: int


@dataclass(frozen=True)
class ToyRecipe:
    fault: str = ""

    def __call__(self) -> Callable[[Toy, Callable[[int], None]], Made]:
        _happen(self.fault)
        return _work


def _work(task: Toy, begin: Callable[[int], None]) -> Made:
    for number, word in task.parts:
        begin(number)
        print("a library that talks", flush=True)
        _happen(word)
    return Made(tuple(word for _, word in task.parts), task.left_out, os.getpid())


def _happen(word: str) -> None:
    name, _, rest = word.partition(" ")
    if name == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif name == "exit":
        os._exit(5)
    elif name == "hang":
        time.sleep(600)
    elif name == "memory":
        bytearray(3 * 2**30)
    elif name == "raise":
        raise ValueError(rest)
    elif name == "once" and not Path(rest).exists():
        Path(rest).touch()
        os._exit(5)
    elif name == "slow":
        time.sleep(0.05)
