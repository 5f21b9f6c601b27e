"""Lays out the pages of `--help`: headings in the user's language, and Chinese in lines, which rich would cut short."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zongjie.errors import Message

HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": Message("参数", "Arguments"),
    "OPTIONS_PANEL_TITLE": Message("选项", "Options"),
    "COMMANDS_PANEL_TITLE": Message("命令", "Commands"),
    "REQUIRED_LONG_STRING": Message("[必填]", "[required]"),
    "DEFAULT_STRING": Message("[默认：{}]", "[default: {}]"),
}
"""What typer writes on a page by itself, by the name that it has in `typer.rich_utils`."""
HELP = Message("显示本页。", "Show this page.")


def lay_out(command: Any, lang: str) -> None:
    """Have a command of typer write its help so; what that takes is loaded when the help is asked for."""
    page = command.format_help

    def shown(context: Any, formatter: Any) -> None:
        from typer import rich_utils

        own = {name: words.say(lang) for name, words in HEADINGS.items()} | {"Table": _folding()}
        for name, value in own.items():
            setattr(rich_utils, name, value)
        command.get_help_option(context).help = HELP.say(lang)
        page(context, formatter)

    command.format_help = shown


def _folding() -> Any:
    from rich.table import Table
    from rich.text import Text

    class Folding(Table):
        """A table in whose cells a text without spaces goes on in the next line."""

        def add_row(self, *cells: Any, **options: Any) -> None:
            for text in _texts(cells):
                text.overflow = "fold"
            super().add_row(*cells, **options)

    def _texts(cells: Iterable[Any]) -> list[Text]:
        return [one for cell in cells for one in getattr(cell, "renderables", [cell]) if isinstance(one, Text)]

    return Folding
