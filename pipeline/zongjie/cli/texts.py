"""Puts help texts and examples on the commands, in the user's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from typer.core import TyperArgument, TyperGroup, TyperOption

from zongjie.cli.help_page import lay_out
from zongjie.lexicon import table

ROOT = "*"


def describe_all(name: str, group: TyperGroup, lang: str) -> None:
    """Give a group and all commands below it their texts; those of a command inside `words` stand under `words NAME`.

    Raises:
        KeyError: `help.tsv` lacks one of them.
    """
    describe(name, group, group.params, lang)
    for inner, command in group.commands.items():
        full = inner if name == ROOT else f"{name} {inner}"
        if isinstance(command, TyperGroup):
            describe_all(full, command, lang)
        else:
            describe(full, command, command.params, lang)


class Command(Protocol):
    """What a command of typer has that is set here."""

    help: str | None
    epilog: str | None


def describe(name: str, command: Command, parameters: Sequence[object], lang: str) -> None:
    """Give a command and each of its options its text.

    Raises:
        KeyError: `help.tsv` lacks one of them.
    """
    texts = {row["key"]: row[lang] for row in table("cli/help.tsv", unique="key")}
    command.help = texts[name]
    command.epilog = examples(name, lang)
    lay_out(command, lang)
    for parameter in parameters:
        if isinstance(parameter, TyperArgument | TyperOption) and parameter.name != "help":
            parameter.help = texts[f"{name}.{parameter.name}"]


def examples(name: str, lang: str) -> str:
    """The examples of a command as the end of its help: what each does, and the line to type below it."""
    rows = [row for row in table("cli/examples.tsv") if row["command"] == name]
    heading = "例子：" if lang == "zh" else "Examples:"
    return "\n\n".join([heading, *(f"# {row[lang]}\n{row['line']}" for row in rows)])
