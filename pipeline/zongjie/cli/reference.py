"""Makes the reference pages of docs/ from the command line's own help and the schema of the tables.

`python -m zongjie.cli.reference` writes them; they are never edited by hand, and a test makes them anew and compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import get_args

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from zongjie.cli.commands import build
from zongjie.dataset.dictionary import write_dictionary
from zongjie.lexicon import table
from zongjie.resources import CHECKOUT

NAME = "zongjie"
GENERAL = frozenset({"help"})
"""Parameters that every command has, so that no table lists them."""
HEAD = """# 命令参考 | Command reference

由命令行自己的帮助生成（`python -m zongjie.cli.reference`），不要手改。
`--lang zh|en` 和 `--debug` 可写在任何位置，每条命令都有 `--help`。

Made from the command line's own help (`python -m zongjie.cli.reference`); do not edit. `--lang zh|en` and `--debug` may
stand anywhere, and every command has `--help`.
"""
Command = TyperCommand | TyperGroup


def pages() -> dict[str, str]:
    """The generated pages: name of the file in docs/ → Markdown."""
    return {"commands.md": commands(), "data-dictionary.md": f"{write_dictionary()}\n{derived()}"}


def commands() -> str:
    """Every command with usage, what it does, its arguments and options, and examples, in Chinese and English."""
    chinese, english = dict(_walk(build("zh"), NAME)), dict(_walk(build("en"), NAME))
    index = "".join(f"- [`{name}`](#{name.replace(' ', '-')})\n" for name in chinese)
    return "\n".join([HEAD, index, *(_section(name, chinese[name], english[name]) for name in chinese)])


DERIVED = {
    "review": ("review apply", "OUT/review", "校对后的表"),
    "stats": ("stats", "OUT/stats/COLUMN", "统计"),
    "terms": ("terms, kwic", "OUT/terms/NAME", "词典计数"),
}
"""Packages whose commands write tables of their own: command, folder and what they are."""


def derived() -> str:
    """The columns of the tables that commands make of a dataset, by package."""
    parts = []
    for package, (command, folder, words) in DERIVED.items():
        rows = table(f"{package}/columns.tsv", unique="column")
        cells = [
            (
                f"`{row['column']}`",
                f"{row['label_zh']} / {row['label_en']}",
                f"{row['meaning_zh']} / {row['meaning_en']}",
            )
            for row in rows
        ]
        grid = _grid(("列 column", "标签 label", "含义 meaning"), cells)
        parts.append(f"## zongjie {command} {words}\n\n`{folder}`\n\n{grid}\n")
    return "\n".join(parts)


def _walk(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    yield name, command
    if isinstance(command, TyperGroup):
        for inner, one in sorted(command.commands.items()):
            if isinstance(one, TyperCommand | TyperGroup):
                yield from _walk(one, f"{name} {inner}")


def _section(name: str, chinese: Command, english: Command) -> str:
    parameters = [_parameter(one, other) for one, other in zip(_own(chinese), _own(english), strict=True)]
    parts = [f"## {name}", f"{chinese.help}", f"{english.help}", f"```text\n{_usage(name, chinese)}\n```"]
    if parameters:
        parts.append(_grid(("参数 parameter", "默认 default", "说明", "meaning"), parameters))
    if lines := _examples(name):
        parts.append(f"```text\n{lines}\n```")
    return "\n\n".join(parts) + "\n"


def _own(command: Command) -> list[TyperArgument | TyperOption]:
    known = [one for one in command.params if isinstance(one, TyperArgument | TyperOption)]
    return [one for one in known if one.name not in GENERAL]


def _usage(name: str, command: Command) -> str:
    arguments = [_placed(one) for one in _own(command) if isinstance(one, TyperArgument)]
    rest = ["COMMAND …"] if isinstance(command, TyperGroup) else []
    return " ".join([name, "[OPTIONS]", *arguments, *rest])


def _placed(argument: TyperArgument) -> str:
    shown = str(argument.metavar)
    many = " …" if argument.nargs == -1 else ""
    return f"{shown}{many}" if argument.required or shown.startswith("[") else f"[{shown}{many}]"


def _parameter(chinese: TyperArgument | TyperOption, english: TyperArgument | TyperOption) -> tuple[str, ...]:
    if isinstance(chinese, TyperArgument):
        shown = f"`{chinese.metavar}`"
    else:
        value = "" if chinese.is_flag else f" {_value(chinese)}"
        shown = ", ".join(f"`{one}{value}`" for one in (*chinese.opts, *chinese.secondary_opts))
    return shown, _default(chinese), chinese.help or "", english.help or ""


def _value(option: TyperOption) -> str:
    return "|".join(_choices(option)) or option.metavar or "VALUE"


def _choices(option: TyperOption) -> list[str]:
    """The values of an option that is one of a few; typer before 0.29 has them as `type.choices`."""
    kind = getattr(getattr(option, "type_descriptor", None), "annotation", None)
    for one in (kind, *get_args(kind)):
        if isinstance(one, type) and issubclass(one, Enum):
            return [str(value.value) for value in one]
    return [str(getattr(one, "value", one)) for one in getattr(getattr(option, "type", None), "choices", ())]


def _default(parameter: TyperArgument | TyperOption) -> str:
    """The default as one types it; nothing for a flag that is off and a value that need not be given."""
    if parameter.required:
        return "必填 required"
    default = getattr(parameter.default, "value", parameter.default)
    if default is None or default is False or str(default) in ("", "Path()", "[]", "()", "."):
        return ""
    return f"`{default}`"


def _examples(name: str) -> str:
    key = name.removeprefix(NAME).strip() or "*"
    rows = [row for row in table("cli/examples.tsv") if row["command"] == key]
    return "\n".join(f"# {row['zh']} | {row['en']}\n{row['line']}" for row in rows)


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main(folder: Path = CHECKOUT / "docs") -> None:
    """Write the pages to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
