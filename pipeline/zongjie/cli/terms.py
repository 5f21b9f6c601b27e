"""The commands `zongjie terms` and `zongjie kwic`: a dictionary counted over a dataset, and words in context."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from zongjie.terms import TermTables

SHOWN = 50  # lines of a concordance on a terminal, and rows of groups
RATES = frozenset({"per_1000", "low", "high", "mean_per_1000", "share_with"})
LISTED = 12  # words never found that the summary names
Json = Annotated[bool, typer.Option("--json")]


class Unit(StrEnum):
    """What counts as one observation."""

    documents = "documents"
    clusters = "clusters"


class Use(StrEnum):
    """Uses of a word."""

    plain = "plain"
    negated = "negated"
    ceremony = "ceremony"
    heading = "heading"
    quoted_title = "quoted_title"


class Order(StrEnum):
    """Orders of a concordance."""

    document = "document"
    left = "left"
    right = "right"
    period = "period"


def terms(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    dictionary: Annotated[Path, typer.Option("--dict", "-d", metavar="FILE")],
    by: Annotated[list[str] | None, typer.Option("--by", metavar="COLUMN")] = None,
    unit: Annotated[Unit, typer.Option("--count", metavar="UNIT")] = Unit.documents,
    uses: Annotated[list[Use] | None, typer.Option("--use", metavar="USE")] = None,
    allow_overlap: Annotated[bool, typer.Option("--allow-overlap")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE|DIR")] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="N", min=0)] = 1000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 0,
    json_output: Json = False,
) -> None:
    """Count a dictionary."""
    from zongjie.terms import count, read_dictionary
    from zongjie.terms.tables import Dataset
    from zongjie.terms.use import USES
    from zongjie.terms.write import FOLDER, Output

    terminal = terminal_of(context.obj)
    book = read_dictionary(dictionary, allow_overlap=allow_overlap)
    for note in book.notes:
        terminal.note(note)
    Dataset(out)  # before anything is written into a folder that holds none
    target = output or out / FOLDER / book.name
    with Output(target) as files:
        found = count(
            out,
            book,
            by=by or (),
            unit=unit.value,
            uses=[use.value for use in uses] if uses else USES,
            seed=seed,
            draws=draws,
            hits_to=files.take,
        )
        files.finish(found)
    if json_output:
        tables = {name: _records(getattr(found, name)) for name in ("by_concept", "by_year", "by_group", "coverage")}
        terminal.json({"summary": found.summary, "output": str(target), **tables})
        return
    _show(terminal, found)
    terminal.note(Message(f"各表已写到 {target}。", f"the tables are in {target}."))


def _records(frame: pd.DataFrame) -> object:
    return json.loads(frame.to_json(orient="records", force_ascii=False, double_precision=10))


def _show(terminal: Terminal, found: TermTables) -> None:
    from zongjie.terms.workbook import labels
    from zongjie.terms.write import about

    for message in about(found):
        terminal.line(terminal.say(message))
    named = labels(terminal.lang)
    columns = ["concept", "count", "per_1000", "low", "high", "share_with", "plain", "negated", "ceremony", "heading",
               "quoted_title"]  # fmt: skip
    if len(found.by_concept):
        _table(terminal, Message("概念", "Concepts"), found.by_concept, columns, named)
    if len(found.by_group):
        columns = ["by", "value", "concept", "documents", *columns[1:6], "mean_per_1000"]
        _table(terminal, Message("分组", "Groups"), found.by_group.head(SHOWN), columns, named)
        if len(found.by_group) > SHOWN:
            rest = len(found.by_group) - SHOWN
            terminal.note(Message(f"还有 {rest:,} 行，见文件。", f"{rest:,} more rows are in the files."))
    missing = found.coverage[~found.coverage["found"]]["word"].tolist()
    if missing:
        words, more = "、".join(missing[:LISTED]), "……" if len(missing) > LISTED else ""
        terminal.note(
            Message(
                f"没有出现的词 {len(missing)} 个：{words}{more}", f"{len(missing)} words never occur: {words}{more}"
            )
        )


def _table(terminal: Terminal, title: Message, frame: pd.DataFrame, columns: list[str], named: dict[str, str]) -> None:
    rows = [
        [_cell(name, value) for name, value in zip(columns, row, strict=True)] for row in frame[columns].values.tolist()
    ]
    words = {"by", "value", "concept"}
    right = [at for at, name in enumerate(columns) if name not in words]
    terminal.table(terminal.say(title), [named[name] for name in columns], rows, right=right)


def _cell(name: str, value: object) -> str:
    if value is None or str(value) == "nan":
        return ""
    if isinstance(value, float):
        return f"{value:.3f}" if name in RATES else f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def kwic(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    words: Annotated[list[str], typer.Argument(metavar="WORD")],
    width: Annotated[int, typer.Option("--width", metavar="N", min=0, max=500)] = 20,
    regex: Annotated[bool, typer.Option("--regex")] = False,
    whole: Annotated[bool, typer.Option("--word")] = False,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE")] = None,
    order: Annotated[Order, typer.Option("--sort", "--by", metavar="ORDER")] = Order.document,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1)] = None,
    sample: Annotated[int | None, typer.Option("--sample", metavar="N", min=1)] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    json_output: Json = False,
) -> None:
    """Show words in context."""
    from zongjie.terms import concordance
    from zongjie.terms.page import format_of, write

    terminal = terminal_of(context.obj)
    if regex and whole:
        raise UsageError("--regex 和 --word 只能选一个。", "choose either --regex or --word.")
    if output is not None:
        format_of(output)  # before anything is read
    if limit is None and sample is None and output is None and not json_output:
        limit = SHOWN
    found = concordance(
        out, words, match="regex" if regex else "word" if whole else "exact", width=width, role=role,
        order=order.value, limit=limit, sample=sample, seed=seed,
    )  # fmt: skip
    counts = _counts(found, words)
    if output is not None:
        write(found, output, " ".join(words), counts)
        terminal.note(Message(f"{len(found):,} 行已写到 {output}。", f"{len(found):,} rows are in {output}."))
    near = {} if found.attrs["hits"] or regex else _near(out, words)
    if json_output:
        terminal.json({**found.attrs, "rows": _records(found), "near": near})
        return
    if output is None:
        for line in aligned(found, width):
            terminal.line(line)
    terminal.note(counts)
    for word, others in near.items():
        if others:
            listed = "、".join(f"{other} {count}" for other, count in others)
            terminal.note(
                Message(f"语料中与“{word}”相近的词：{listed}", f"words of the corpus near {word!r}: {listed}")
            )


def _counts(found: pd.DataFrame, words: list[str]) -> Message:
    hits, documents, total = (found.attrs[name] for name in ("hits", "documents", "documents_total"))
    said = "、".join(words)
    if not hits:
        return Message(f"“{said}”没有出现（{total:,} 篇）。", f"no hit of {said!r} in {total:,} documents.")
    return Message(
        f"“{said}”：{hits:,} 处，{documents:,} / {total:,} 篇；列出 {len(found):,} 处。",
        f"{said!r}: {hits:,} hits in {documents:,} of {total:,} documents; {len(found):,} shown.",
    )


def _near(out: Path, words: list[str]) -> dict[str, list[tuple[str, int]]]:
    from zongjie.terms.near import near

    return {word: near(out, word) for word in words}


def aligned(found: pd.DataFrame, width: int) -> list[str]:
    """The lines of a concordance: words stand below each other where a Chinese character is two columns wide."""
    from rich.cells import cell_len

    def spaces(columns: int) -> str:
        return " " * max(0, columns)

    hits = [" ".join(str(text).split()) for text in found["text"]]
    middle = max(map(cell_len, hits), default=0)
    lines = []
    for hit, row in zip(hits, found.to_dict("records"), strict=True):
        left, right = f"{row['left']}", f"{row['right']}"
        period = f" {row['year']}" if str(row["year"]) not in ("<NA>", "nan", "None") else ""
        lines.append(
            f"{spaces(2 * width - cell_len(left))}{left} [{hit}]{spaces(middle - cell_len(hit))} "
            f"{right}{spaces(2 * width - cell_len(right))} {row['path']}:{row['start']}{period}"
        )
    return lines
