"""The progress of a run on standard error: files done, characters a second, time left; only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zongjie.cli.terminal import Terminal, console
from zongjie.errors import Message
from zongjie.run import Progress

Report = Callable[[Progress], None]
READING = Message("读取", "reading")
RATE = Message("字/秒", "characters/s")
LEFT = Message("剩余", "left")
NAME_LENGTH = 24
"""Characters of a file's name beside the bar; the end tells more than the folder."""


@contextmanager
def bar(terminal: Terminal) -> Iterator[Report | None]:
    """A callback for `run_corpus` that moves a bar, or None where nobody watches."""
    if terminal.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as shown

    columns = (
        shown.TextColumn("{task.description}"),
        shown.BarColumn(),
        shown.MofNCompleteColumn(),
        shown.TextColumn("{task.fields[rate]}"),
        shown.TextColumn(terminal.say(LEFT)),
        shown.TimeRemainingColumn(),
    )
    with shown.Progress(*columns, console=console(stderr=True), transient=True) as view:
        task = view.add_task(terminal.say(READING), total=None, rate="")

        def report(state: Progress) -> None:
            elapsed = view.tasks[0].elapsed or 0.0
            view.update(
                task,
                completed=state.done,
                total=state.total,
                description=state.name[-NAME_LENGTH:],
                rate=rate(state.characters, elapsed, terminal),
            )

        yield report


def rate(characters: int, seconds: float, terminal: Terminal) -> str:
    """Characters a second with their unit, empty before the first tick."""
    return f"{characters / seconds:,.0f} {terminal.say(RATE)}" if seconds > 0 else ""
