"""The command `zongjie`: parses the line, runs the command, and turns every fault into a message and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from zongjie.cli.faults import INTERRUPTED, STOPPED, USAGE, report
from zongjie.cli.language import choose
from zongjie.cli.line import global_first, one_by_one, refuse_urls
from zongjie.cli.terminal import Terminal, never_fail_to_print
from zongjie.errors import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` where None) and return the exit status.

    0 all went well, 1 something was left out, 2 wrong call, 3 dataset error, 70 a fault of the program, 130 Ctrl-C. No
    exception leaves it, and no traceback is printed without `--debug`.
    """
    never_fail_to_print([sys.stdout, sys.stderr])
    words = one_by_one(global_first(sys.argv[1:] if arguments is None else arguments))
    terminal = Terminal(choose(words), debug="--debug" in words)
    try:
        if "" in words:
            raise UsageError(
                "命令行里有空的参数（变量可能没有赋值）；请写明路径或文本。",
                "there is an empty argument, perhaps a variable without a value: give the path or the text.",
            )
        status = _run(words, terminal)
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Exception as fault:
        status = report(terminal, fault)
    if status == INTERRUPTED:
        terminal.fault(STOPPED)
    return status


def _run(words: list[str], terminal: Terminal) -> int:
    from zongjie.cli.commands import build
    from zongjie.cli.wrong_calls import WrongCall, tell

    command = build(terminal.lang)
    name = next((word for word in words if word in command.commands), "")
    refuse_urls(name, words)
    try:
        ended = command.main(words, prog_name="zongjie", obj=terminal, standalone_mode=False)
    except WrongCall as fault:
        tell(terminal, fault, name)
        return USAGE
    except SystemExit as closed:  # the reader of a pipe went away
        ended = closed.code
    return ended if isinstance(ended, int) else 0
