"""The commands `zongjie review`: samples, files for annotation tools, corrections, agreement, gold annotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message

if TYPE_CHECKING:
    from zongjie.review.agreement import Agreement
    from zongjie.review.returned import Fault
    from zongjie.review.taking import Taken

app = typer.Typer(no_args_is_help=True)
LEFT_OUT = 1  # exit status where rows were not taken or are in conflict
SHOWN = 50  # lines of such rows on a terminal; --json has all
Json = Annotated[bool, typer.Option("--json")]
Out = Annotated[Path, typer.Argument(metavar="OUT")]
Prefer = Annotated[str | None, typer.Option("--prefer", metavar="NAME")]


class Table(StrEnum):
    """What is reviewed."""

    metrics = "metrics"
    activities = "activities"
    problems = "problems"


class Tool(StrEnum):
    """Formats of annotation tools."""

    labelstudio = "labelstudio"
    doccano = "doccano"
    xlsx = "xlsx"
    qdpx = "qdpx"


@app.command()
def sample(
    context: typer.Context,
    *,
    out: Out,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
    of: Annotated[Table, typer.Option("--of", metavar="TABLE")] = Table.metrics,
    by: Annotated[str, typer.Option("--by", metavar="COLUMN")] = "",
    n: Annotated[int, typer.Option("--n", metavar="N", min=1)] = 200,
    equal: Annotated[bool, typer.Option("--equal")] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 0,
    json_output: Json = False,
) -> None:
    """Draw records."""
    from zongjie.review import sample as draw
    from zongjie.review.kinds import KINDS

    terminal = terminal_of(context.obj)
    by = by or KINDS[of.value].code
    strata = draw(out, output, of=of.value, n=n, by=by, seed=seed, equal=equal)
    drawn = sum(one.drawn for one in strata)
    if json_output:
        terminal.json({"file": str(output), "by": by, "drawn": drawn, "strata": [asdict(one) for one in strata]})
        return
    rows = [(one.value, f"{one.size:,}", f"{one.drawn:,}") for one in strata]
    heads = [Message("层", "stratum"), Message("记录", "records"), Message("抽取", "drawn")]
    terminal.table(f"{of.value} × {by}", [terminal.say(head) for head in heads], rows, right=(1, 2))
    terminal.note(Message(f"{drawn:,} 条已写到 {output}。", f"{drawn:,} records are in {output}."))


@app.command()
def export(
    context: typer.Context,
    *,
    out: Out,
    to: Annotated[Tool, typer.Option("--to", metavar="FORMAT")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
    sample: Annotated[Path | None, typer.Option("--sample", metavar="FILE")] = None,
    of: Annotated[list[Table] | None, typer.Option("--of", metavar="TABLE")] = None,
    json_output: Json = False,
) -> None:
    """Write documents for a tool."""
    from zongjie.review import export as write

    terminal = terminal_of(context.obj)
    tables = [one.value for one in of or ()]
    documents, records = write(out, to.value, output, tables=tables, sample=sample)
    if json_output:
        terminal.json({"file": str(output), "format": to.value, "documents": documents, "records": records})
        return
    terminal.note(
        Message(
            f"{documents:,} 篇文档、{records:,} 条记录已写到 {output}。改好后：zongjie review import {out} 文件",
            f"{documents:,} documents with {records:,} records are in {output}. When corrected: "
            f"zongjie review import {out} FILE",
        )
    )


@app.command(name="import")
def import_(
    context: typer.Context,
    *,
    out: Out,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    reviewer: Annotated[str | None, typer.Option("--reviewer", metavar="NAME")] = None,
    json_output: Json = False,
) -> None:
    """Read a corrected file."""
    from zongjie.review import take

    terminal = terminal_of(context.obj)
    taken = take(out, file, reviewer=reviewer)
    if json_output:
        terminal.json(
            {
                "file": str(file), "format": taken.format, "reviewers": taken.reviewers, "documents": taken.documents,
                "actions": taken.actions, "replaced": taken.replaced, "not_taken": _rows(taken.faults),
                "conflicts": _rows(taken.conflicts),
            }
        )  # fmt: skip
    else:
        terminal.line(terminal.say(_told(taken, out, file)))
        _list(terminal, Message("没有取的行：", "rows that were not taken:"), taken.faults)
        _list(terminal, Message("冲突（都已保留）：", "conflicts (all are kept):"), taken.conflicts)
    if taken.faults or taken.conflicts:
        raise typer.Exit(LEFT_OUT)


def _told(taken: Taken, out: Path, file: Path) -> Message:
    """What an import did, in a sentence."""
    if not (taken.reviewers or taken.replaced):
        return Message(f"{file} 里没有改动。", f"{file} holds no correction.")
    counts = ", ".join(f"{name} {count:,}" for name, count in taken.actions.items()) or "0"
    people = ", ".join(taken.reviewers)
    return Message(
        f"{people}：{taken.documents:,} 篇文档；{counts}；取代以前的 {taken.replaced:,} 条。"
        f"接着：zongjie review apply {out}",
        f"{people}: {taken.documents:,} documents; {counts}; {taken.replaced:,} earlier ones replaced. "
        f"Next: zongjie review apply {out}",
    )


def _rows(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [{"where": one.where, "zh": one.message.zh, "en": one.message.en} for one in faults]


def _list(terminal: Terminal, head: Message, faults: Sequence[Fault]) -> None:
    if not faults:
        return
    terminal.fault(head)
    for one in faults[:SHOWN]:
        terminal.fault_line(f"  {one.where}: {terminal.say(one.message)}")
    if len(faults) > SHOWN:
        rest = len(faults) - SHOWN
        terminal.fault(Message(f"  还有 {rest:,} 条，见 --json。", f"  {rest:,} more: see --json."))


@app.command()
def apply(context: typer.Context, *, out: Out, prefer: Prefer = None, json_output: Json = False) -> None:
    """Write corrected tables."""
    from zongjie.review import apply as write

    terminal = terminal_of(context.obj)
    done = write(out, prefer=prefer)
    if json_output:
        conflicts = [{"record": one.correction.id, **_said(one.conflict)} for one in done.conflicts]
        terminal.json({"folder": str(done.folder), "rows": done.rows, "deleted": done.deleted, "conflicts": conflicts})
    else:
        heads = [Message("表", "table"), *(Message(one, one) for one in ("machine", "keep", "change", "add"))]
        rows = [
            [name, *(f"{counts.get(one, 0):,}" for one in ("machine", "keep", "change", "add"))]
            for name, counts in done.rows.items()
        ]
        title = terminal.say(Message("改后的表", "Corrected tables"))
        terminal.table(title, [terminal.say(head) for head in heads], rows, right=range(1, 5))
        terminal.note(
            Message(
                f"删去 {done.deleted:,} 条。各表在 {done.folder}（tables、csv、corrected.xlsx）；原表没有改动。",
                f"{done.deleted:,} records deleted. The tables are in {done.folder} (tables, csv, corrected.xlsx); the "
                "machine's are as they were.",
            )
        )
        if done.conflicts:
            terminal.fault(Message("冲突，未应用：", "conflicts, not applied:"))
        for one in done.conflicts[:SHOWN]:
            terminal.fault_line(f"  {terminal.say(one.conflict or Message('', ''))}")
        if len(done.conflicts) > SHOWN:
            rest = len(done.conflicts) - SHOWN
            terminal.fault(
                Message(f"  还有 {rest:,} 条，见表 corrections。", f"  {rest:,} more: see table corrections.")
            )
    if done.conflicts:
        raise typer.Exit(LEFT_OUT)


def _said(message: Message | None) -> dict[str, str]:
    return {} if message is None else {"zh": message.zh, "en": message.en}


@app.command()
def agreement(
    context: typer.Context,
    *,
    one: Annotated[Path, typer.Argument(metavar="A")],
    other: Annotated[Path, typer.Argument(metavar="B")],
    of: Annotated[list[Table] | None, typer.Option("--of", metavar="TABLE")] = None,
    dataset: Annotated[Path | None, typer.Option("--dataset", metavar="OUT")] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 0,
    json_output: Json = False,
) -> None:
    """Compare two readings."""
    from zongjie.review import agreement as compare

    terminal = terminal_of(context.obj)
    found = compare(one, other, of=[table.value for table in of or ()], dataset=dataset, seed=seed)
    if json_output:
        terminal.json(
            {
                "documents": found.documents, "names": found.names, "measures": found.rows(),
                "sentence": _said(found.sentence), "not_taken": _rows(found.left_out),
            }
        )  # fmt: skip
    else:
        _show(terminal, found)
    if found.left_out:
        raise typer.Exit(LEFT_OUT)


def _show(terminal: Terminal, found: Agreement) -> None:
    heads = [Message("表", "table"), Message("量", "measure"), Message("值", "value"), Message("95 % 区间", "95 %"),
             Message("n", "n")]  # fmt: skip
    rows = [
        (
            row.table, row.measure, "—" if row.value is None else f"{row.value:.3f}",
            "" if row.low is None else f"{row.low:.3f}–{row.high:.3f}", f"{row.n:,}",
        )
        for row in found.measures
    ]  # fmt: skip
    terminal.table(" – ".join(found.names), [terminal.say(head) for head in heads], rows, right=(2, 3, 4))
    terminal.line(terminal.say(found.sentence))
    _list(terminal, Message("没有取的行：", "rows that were not taken:"), found.left_out)


@app.command()
def gold(
    context: typer.Context,
    *,
    out: Out,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR")],
    prefer: Prefer = None,
    json_output: Json = False,
) -> None:
    """Write gold annotations."""
    from zongjie.review import gold as write

    terminal = terminal_of(context.obj)
    done = write(out, output, prefer=prefer)
    if json_output:
        terminal.json({"documents": done.documents, "records": done.records, "left_out": _rows(done.left_out)})
    else:
        terminal.note(
            Message(
                f"{done.documents:,} 篇文档、{done.records:,} 条记录已写到 {output}。"
                f"接着：zongjie train {output} -o models",
                f"{done.documents:,} documents with {done.records:,} records are in {output}. Next: "
                f"zongjie train {output} -o models",
            )
        )
        _list(terminal, Message("没有写入：", "left out:"), done.left_out)
    if done.left_out:
        raise typer.Exit(LEFT_OUT)
