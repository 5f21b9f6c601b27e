"""What engines work through: tasks of parts, by a recipe that makes its function where the work is done."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol, Self, TypeVar

from zongjie.errors import Message

Begin = Callable[[int], None]
"""Called with the number of a part as work on it begins: who watches knows then what a worker that dies was at."""


class Task(Protocol):
    """A piece of work, of parts by number. An engine hands it to a worker whole; what travels is pickled."""

    def alone(self, part: int) -> Self:
        """The task with this part only, as a second chance for one at which a worker died; its result is not used."""

    def without(self, part: int, cause: Message) -> Self:
        """The task with this part left out for the reason `cause`, every other as it was."""


TaskType = TypeVar("TaskType", bound=Task)
Task_contra = TypeVar("Task_contra", bound=Task, contravariant=True)
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Work(Protocol[Task_contra, Result_co]):
    """What a recipe makes: a function from a task to its result."""

    def __call__(self, task: Task_contra, begin: Begin) -> Result_co:
        """Work the task through; `begin(part)` is called before each part."""


class Recipe(Protocol[Task_contra, Result_co]):
    """How a worker makes its function: called once where the work is done, so that nothing built has to travel."""

    def __call__(self) -> Work[Task_contra, Result_co]:
        """The function that turns a task into its result."""


class Engine(Protocol):
    """Works tasks through and gives the results in the order of the tasks."""

    def __call__(
        self, recipe: Recipe[TaskType, Result], tasks: Iterable[TaskType], begin: Callable[[int, int], None]
    ) -> Generator[Result]:
        """The result of each task; `begin(task, part)` is called, by numbers, as parts begin. Closing ends the work."""
