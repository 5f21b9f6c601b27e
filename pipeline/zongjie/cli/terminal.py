"""Speaks to the user: results on standard output, the rest on standard error, in one language, on any console."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from zongjie.errors import Message

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 120
"""Columns of a table that goes into a file or pipe, where no window sets them."""


class Terminal:
    """The two streams of a command. `lang` is `zh` or `en`; `quiet` keeps everything but results and faults back."""

    def __init__(self, lang: str, *, debug: bool = False, quiet: bool = False) -> None:
        self.lang = lang
        self.debug = debug
        self.quiet = quiet

    def say(self, message: Message) -> str:
        """The message in the user's language."""
        return message.say(self.lang)

    def note(self, message: Message) -> None:
        """Tell how things go, on standard error."""
        if not self.quiet:
            self.fault(message)

    def fault(self, message: Message) -> None:
        """Tell what is wrong, on standard error, quiet or not."""
        self.fault_line(self.say(message))

    def fault_line(self, line: str) -> None:
        """One line on standard error."""
        print(line, file=sys.stderr)

    def line(self, text: str) -> None:
        """One line of result in the console's encoding."""
        print(text)

    def json(self, value: object, *, indent: int | None = 1) -> None:
        """A value as JSON: always UTF-8, whatever the console's encoding."""
        self.utf8(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")

    def utf8(self, text: str) -> None:
        """Text for a program or a file: UTF-8, whatever the console's encoding; a lone surrogate becomes `?`."""
        data = text.encode("utf-8", "replace")
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:  # a notebook's or a test's standard output has no bytes beneath
            sys.stdout.write(data.decode())
        else:
            buffer.write(data)
            buffer.flush()

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()
    ) -> None:
        """A table on standard output; the columns `right` are set to the right. Long cells wrap, none is cut."""
        from rich.table import Table
        from rich.text import Text

        table = Table(title=Text(title), title_justify="left")
        for number, name in enumerate(columns):
            table.add_column(Text(name), overflow="fold", justify="right" if number in right else "left")
        for row in rows:
            table.add_row(*map(Text, row))
        console().print(table)


def terminal_of(obj: object) -> Terminal:
    """The terminal that `zongjie.cli.main` gave the command, from its context's `obj`.

    Raises:
        TypeError: the command was not called by `main`.
    """
    if not isinstance(obj, Terminal):
        raise TypeError("a command runs under zongjie.cli.main, which makes its terminal")
    return obj


def console(*, stderr: bool = False) -> Console:
    """A rich console that takes text as it is: no markup, no emoji, no guessed highlights."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, width=width)


def never_fail_to_print(streams: Iterable[TextIO | None]) -> None:
    """Let each stream replace what its encoding lacks: a cp936 or ASCII console prints `?` instead of an error."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
