"""The command `zongjie stats`: the statistics of a dataset by a column, as tables, figures, networks and methods."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message

if TYPE_CHECKING:
    from zongjie.stats import Results


class Count(StrEnum):
    """What one observation is."""

    documents = "documents"
    clusters = "clusters"


def stats(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    by: Annotated[str, typer.Option("--by", metavar="COL")],
    count: Annotated[Count, typer.Option("--count", metavar="UNIT")] = Count.documents,
    numeric: Annotated[bool | None, typer.Option("--numeric/--categorical", show_default=False)] = None,
    tables: Annotated[list[str] | None, typer.Option("--tables", metavar="LIST")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR")] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 0,
    json_output: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Statistics of a dataset."""
    from zongjie.stats import compute, findings, folder_of, write

    terminal = terminal_of(context.obj)
    chosen = [one.strip() for part in tables or [] for one in part.split(",") if one.strip()]
    results = compute(out, by, count=count.value, tables=chosen, numeric=numeric, seed=seed)
    folder = output if output is not None else folder_of(out, by)
    files = write(results, folder)
    if json_output:
        terminal.json(_value(results))
    else:
        _groups(terminal, results)
        for finding in findings(results):
            terminal.line(terminal.say(finding))
    for note in results.notes:
        terminal.note(note)
    terminal.note(
        Message(
            f"统计已写到 {folder}（{len(files)} 个文件）；methods.md 有可用于论文的方法说明。",
            f"the statistics are in {folder} ({len(files)} files); methods.md has sentences for a methods section.",
        )
    )


def _groups(terminal: Terminal, results: Results) -> None:
    headings = (Message(results.grouping.by, results.grouping.by), Message("观测", "observations"))
    rows = [(name, f"{n:,}") for name, n in results.groups.items()]
    rows.append((terminal.say(Message("（没有值）", "(no value)")), f"{results.without:,}"))
    title = Message(
        f"{results.documents:,} 篇文档，{results.observations:,} 个观测",
        f"{results.documents:,} documents, {results.observations:,} observations",
    )
    terminal.table(terminal.say(title), [terminal.say(one) for one in headings], rows, right=(1,))


def _value(results: Results) -> dict[str, object]:
    """Everything as JSON: what was counted, and the rows of each table with null for what is missing."""
    import json

    return {
        **results.facts(),
        "tables": {
            name: json.loads(frame.to_json(orient="records", force_ascii=False, double_precision=15))
            for name, frame in results.tables.items()
        },
    }
