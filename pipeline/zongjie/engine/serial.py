"""The serial engine: this process alone, one task after the other. A task that kills it kills the run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable

from zongjie.engine.task import Recipe, Result, TaskType, Work
from zongjie.errors import Message

NO_MEMORY = Message(
    "内存不足，没有读完；请拆分文件，或在内存较大的机器上运行",
    "there was not enough memory for it: split the file, or run on a machine with more",
)


def serial(
    recipe: Recipe[TaskType, Result], tasks: Iterable[TaskType], begin: Callable[[int, int], None]
) -> Generator[Result]:
    """The result of each task, in the order of the tasks, made as it is asked for; a part too large is left out."""
    work: Work[TaskType, Result] | None = None
    try:
        for number, task in enumerate(tasks):
            if work is None:
                work = recipe()
                gc.freeze()  # words and models stay: they need no looking through for garbage
            yield _settled(work, task, lambda part, number=number: begin(number, part))  # type: ignore[misc]
    finally:
        gc.unfreeze()


def _settled(work: Work[TaskType, Result], task: TaskType, begin: Callable[[int], None]) -> Result:
    at: list[int] = []

    def began(part: int) -> None:
        at.append(part)
        begin(part)

    while True:
        try:
            return work(task, began)
        except MemoryError:
            if not at:
                raise
            task = task.without(at.pop(), NO_MEMORY)
            at.clear()
