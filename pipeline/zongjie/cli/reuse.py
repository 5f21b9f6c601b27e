"""The command `zongjie reuse`: which passages of a document come from another one."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message

if TYPE_CHECKING:
    from zongjie.reuse.export import Reused, Summary

SHOWN = 20  # passages on a terminal, the longest
EXCERPT = 40  # characters of each


class Unit(StrEnum):
    """What was compared."""

    document = "document"
    paragraph = "paragraph"
    sentence = "sentence"


def reuse(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    unit: Annotated[Unit | None, typer.Option("--unit", metavar="UNIT")] = None,
    document: Annotated[str | None, typer.Option("--document", metavar="DOC")] = None,
    min_chars: Annotated[int, typer.Option("--min-chars", metavar="N", min=0)] = 0,
    min_similarity: Annotated[float, typer.Option("--min-similarity", metavar="S", min=0.0, max=1.0)] = 0.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    json_output: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """List reused passages."""
    from zongjie.reuse import export

    terminal = terminal_of(context.obj)
    if output is not None:
        export.format_of(output)  # before anything is read
    found = export.read(
        out,
        unit=None if unit is None else unit.value,
        document=document,
        min_chars=min_chars,
        min_similarity=min_similarity,
    )
    if output is not None:
        export.write(found, output, lang=terminal.lang)
        count = len(found.passages)
        terminal.note(Message(f"{count:,} 处重用已写到 {output}。", f"{count:,} passages are in {output}."))
    if json_output:
        rows = json.loads(found.passages.to_json(orient="records", force_ascii=False))
        terminal.json({"summary": found.summary.row(), "passages": rows})
        return
    if output is None:
        _passages(terminal, found)
    _summary(terminal, found.summary)


def _passages(terminal: Terminal, found: Reused) -> None:
    some = found.passages[~found.passages["ceremony"].astype(bool)]
    longest = some.sort_values(["chars", "reuse_id"], ascending=[False, True], kind="stable").head(SHOWN)
    headings = (
        Message("单位", "unit"), Message("文档", "document"), Message("起–止", "start–end"),
        Message("来自", "from"), Message("起–止", "start–end"), Message("字数", "chars"),
        Message("相似度", "similarity"), Message("文字", "text"),
    )  # fmt: skip
    rows = [
        (
            str(row["unit"]), str(row["path"]), f"{row['start']}–{row['end']}", str(row["other_path"]),
            f"{row['other_start']}–{row['other_end']}", f"{row['chars']:,}", f"{row['similarity']:.2f}",
            _excerpt(row["text"]),
        )
        for row in longest.to_dict("records")
    ]  # fmt: skip
    if rows:
        title = terminal.say(Message("重用", "Reuse"))
        terminal.table(title, [terminal.say(one) for one in headings], rows, right=(5, 6))
    else:
        terminal.note(Message("没有找到重用的文字。", "no reused passage was found."))
    rest = len(some) - len(rows)
    if rest:
        terminal.note(
            Message(f"还有 {rest:,} 处较短的；用 -o 写成文件。", f"{rest:,} shorter ones; write them with -o.")
        )


def _excerpt(text: object) -> str:
    plain = " ".join(str(text or "").split())
    return plain if len(plain) <= EXCERPT else plain[:EXCERPT] + "…"


def _summary(terminal: Terminal, summary: Summary) -> None:
    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.1%}"

    s = summary
    terminal.line(
        terminal.say(
            Message(
                f"{s.documents:,} 篇文档，其中 {s.documents_in_clusters:,} 篇分在 {s.clusters:,} 个近似组；"
                f"重用 {s.passages:,} 处，占全部文字的 {share(s.reused_share)}，另有相同的套话 {s.ceremonial:,} 处；"
                f"套话平均占 {share(s.mean_ceremony_share)}。",
                f"{s.documents:,} documents, {s.documents_in_clusters:,} of them in {s.clusters:,} clusters of near "
                f"duplicates; {s.passages:,} reused passages, {share(s.reused_share)} of all text, and "
                f"{s.ceremonial:,} of ceremony; mean share of ceremony {share(s.mean_ceremony_share)}.",
            )
        )
    )
