"""The commands `zongjie themes`: how good the themes of a dataset are."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message

if TYPE_CHECKING:
    from zongjie.themes.evaluation import Evaluated

app = typer.Typer(no_args_is_help=True)
MEASURES = {
    "npmi": Message("NPMI（窗口为一条记录）", "NPMI (window: a record)"),
    "c_npmi": Message("NPMI（窗口 10 词）", "NPMI (window: 10 words)"),
    "c_v": Message("C_v", "C_v"),
    "diversity": Message("多样性", "diversity"),
    "stability": Message("稳定性：整体与各样本", "stability: whole against samples"),
    "pairs": Message("稳定性：样本两两之间", "stability: samples against each other"),
}
"""The measures of `Quality` that have an interval, in the order of the table."""


class ThemeUnit(StrEnum):
    """What is grouped."""

    sentence = "sentence"
    activity = "activity"
    problem = "problem"


@app.callback()
def themes() -> None:
    """What the commands have in common: nothing but their name."""


@app.command()
def evaluate(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    unit: Annotated[ThemeUnit | None, typer.Option("--unit")] = None,
    k: Annotated[int | None, typer.Option("--k", metavar="N", min=2, max=500)] = None,
    samples: Annotated[int, typer.Option("--samples", metavar="N", min=2)] = 20,
    json_output: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure the themes."""
    from zongjie.themes.evaluation import evaluate as measure
    from zongjie.themes.reference import has_tomotopy

    terminal = terminal_of(context.obj)
    values = []
    for one in measure(out, [unit.value] if unit else [], themes=k, count=samples):
        values.append(_value(one))
        if one.reason is not None:
            terminal.note(one.reason)
        if not json_output and one.quality is not None:
            _show(terminal, one)
    if json_output:
        terminal.json(values)
    if not has_tomotopy():
        terminal.note(
            Message(
                'C_v 和窗口 10 词的 NPMI 要用 tomotopy：pip install "zongjie[bench]"',
                'C_v and NPMI in windows of 10 words take tomotopy: pip install "zongjie[bench]"',
            )
        )


def _value(one: Evaluated) -> dict[str, object]:
    return {
        "unit": one.unit,
        "records": one.records,
        "usable": one.usable,
        "wanted": one.wanted,
        **(one.quality.value() if one.quality else {}),
        "left_out": None if one.left_out is None else round(one.left_out, 4),
        "reason": one.reason.both() if one.reason else None,
    }


def _show(terminal: Terminal, one: Evaluated) -> None:
    quality = one.quality
    if quality is None:
        return
    rows = []
    for name, label in MEASURES.items():
        found = getattr(quality, name)
        cells = ("–", "") if found is None else (f"{found.value:.3f}", f"{found.low:.3f}–{found.high:.3f}")
        rows.append((terminal.say(label), *cells))
    rows.append((terminal.say(Message("未归入主题", "in no theme")), f"{one.left_out:.3f}", ""))
    rows.append((terminal.say(Message("秒", "seconds")), f"{quality.seconds:.1f}", ""))
    title = Message(
        f"{one.unit}：{one.records:,} 条，{quality.themes} 个主题",
        f"{one.unit}: {one.records:,}, {quality.themes} themes",
    )
    columns = [terminal.say(Message("量度", "measure")), terminal.say(Message("值", "value")), "95 %"]
    terminal.table(terminal.say(title), columns, rows, right=(1, 2))
