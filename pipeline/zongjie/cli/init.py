"""The command `zongjie init`: files to begin a project with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zongjie.cli.terminal import terminal_of
from zongjie.errors import Message


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", show_default=False)] = Path(),
    force: Annotated[bool, typer.Option("--force")] = False,
) -> None:
    """Write settings and a codebook."""
    from zongjie.cli import starter

    terminal = terminal_of(context.obj)
    settings, codebook = starter.init(folder, force=force)
    terminal.line(
        terminal.say(
            Message(
                f"已写好 {settings} 和 {codebook}。"
                f"接着：zongjie run 文件夹 -o out --config {settings} --codebook {codebook}",
                f"{settings} and {codebook} are written. "
                f"Next: zongjie run FOLDER -o out --config {settings} --codebook {codebook}",
            )
        )
    )
