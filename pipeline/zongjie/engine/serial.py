"""The serial engine: one process, one item after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
In_contra = TypeVar("In_contra", contravariant=True)
Out_co = TypeVar("Out_co", covariant=True)


class Recipe(Protocol[In_contra, Out_co]):
    """How a worker makes its function: called once where the work is done, so that nothing built has to travel."""

    def __call__(self) -> Callable[[In_contra], Out_co]:
        """The function that turns an item into its result."""


def map_in_order(recipe: Recipe[Item, Result], items: Iterable[Item]) -> Iterator[Result]:
    """The result of each item, in the order of the items, made as it is asked for."""
    work = recipe()
    for item in items:
        yield work(item)
