"""The commands `zongjie words`: new terms of a corpus, a user dictionary of those accepted, scores of word cutting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.line import expand
from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message, UsageError

if TYPE_CHECKING:
    from zongjie.evaluate.words import WordScore
    from zongjie.words import Term

LEFT_OUT = 1
app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json")]
Userdict = Annotated[Path | None, typer.Option("--userdict", metavar="FILE")]


@app.callback()
def words() -> None:
    """What the commands have in common: nothing but their name."""


@app.command()
def discover(
    context: typer.Context,
    *,
    paths: Annotated[list[Path], typer.Argument(metavar="CORPUS")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1)] = 200,
    least: Annotated[int, typer.Option("--least", metavar="N", min=2)] = 5,
    userdict: Userdict = None,
    text_column: Annotated[str | None, typer.Option("--text-column", metavar="NAME")] = None,
    json_output: Json = False,
) -> None:
    """Propose new terms."""
    from zongjie.cli import printing
    from zongjie.config import load_settings
    from zongjie.words import discover as find
    from zongjie.words import write

    terminal = terminal_of(context.obj)
    settings = load_settings(userdict=None if userdict is None else str(userdict), text_column=text_column)
    found = find(expand(paths), settings, top=top, least=least)
    if output is not None:
        write(found.terms, output)
        terminal.note(
            Message(
                f"{len(found.terms)} 个候选词已写到 {output}。"
                f"删去不要的行，再用 zongjie words accept {output} -o 词典.txt",
                f"{len(found.terms)} proposed terms are in {output}. "
                f"Delete the rows you do not want, then: zongjie words accept {output} -o words.txt",
            )
        )
    if json_output:
        terminal.json([_term_value(term) for term in found.terms])
    elif output is None:
        _terms(terminal, found.terms)
    if found.left_out:
        printing.left_out(terminal, found.left_out)
        raise typer.Exit(LEFT_OUT)


@app.command()
def accept(
    context: typer.Context,
    sheet: Annotated[Path, typer.Argument(metavar="SHEET")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
) -> None:
    """Make a user dictionary."""
    from zongjie.words import accept as accepted
    from zongjie.words import userdict

    terminal = terminal_of(context.obj)
    words = accepted(sheet)
    if not words:
        raise UsageError(f"{sheet} 里没有词。请至少留一行。", f"there is no term in {sheet}. Leave at least one row.")
    output.write_text(userdict(words), "utf-8", newline="\n")
    terminal.note(
        Message(
            f"{len(words)} 个词已写到 {output}。接着：zongjie run 文件夹 -o out --userdict {output}",
            f"{len(words)} words are in {output}. Next: zongjie run FOLDER -o out --userdict {output}",
        )
    )


@app.command()
def score(
    context: typer.Context,
    *,
    gold: Annotated[Path, typer.Argument(metavar="FILE")],
    userdict: Userdict = None,
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0)] = 0,
    json_output: Json = False,
) -> None:
    """Measure word cutting."""
    from zongjie import evaluate
    from zongjie.evaluate import words as scoring

    terminal = terminal_of(context.obj)
    sentences = scoring.read(gold)
    compared = scoring.segmenters(userdict=None if userdict is None else str(userdict))
    scores = [scoring.score(sentences, name, segment) for name, segment in compared]
    shown = evaluate.spread(scores[0].errors, errors)
    if json_output:
        terminal.json({"sentences": len(sentences), "scores": [one.row() for one in scores], "errors": shown})
        return
    _scores(terminal, len(sentences), scores)
    for line in shown:
        terminal.line(line)


def _term_value(term: Term) -> dict[str, object]:
    return {
        "term": term.word,
        "count": term.count,
        "documents": term.documents,
        "mi": round(term.mi, 3),
        "left_entropy": round(term.left, 3),
        "right_entropy": round(term.right, 3),
        "contexts": list(term.contexts),
    }


def _terms(terminal: Terminal, terms: Sequence[Term]) -> None:
    if not terms:
        terminal.note(
            Message(
                "没有找到候选词。文本太少时可调低 --least。",
                "no term to propose. With little text, lower --least.",
            )
        )
        return
    headings = (
        Message("词", "term"),
        Message("次数", "count"),
        Message("文档", "documents"),
        Message("互信息", "mi"),
        Message("左熵", "left"),
        Message("右熵", "right"),
        Message("语境", "context"),
    )
    rows = [
        (t.word, f"{t.count:,}", f"{t.documents:,}", f"{t.mi:.2f}", f"{t.left:.2f}", f"{t.right:.2f}", t.contexts[0])
        for t in terms
    ]
    terminal.table(
        terminal.say(Message("候选词", "Proposed terms")), [terminal.say(h) for h in headings], rows, right=range(1, 6)
    )


def _scores(terminal: Terminal, sentences: int, scores: Sequence[WordScore]) -> None:
    rows = []
    for one in scores:
        interval = one.intervals["words"]
        shares = ["-" if share is None else f"{share:.4f}" for share in (one.classes, one.tags)]
        tally = one.tally
        figures = [f"{value:.4f}" for value in (tally.precision, tally.recall, tally.f1)]
        rows.append([one.name, *figures, f"{interval.low:.3f}–{interval.high:.3f}", *shares])
    headings = ("", "precision", "recall", "f1", "95 %", "class", "tag")
    title = terminal.say(Message(f"分词：{sentences} 句", f"Words: {sentences} sentences"))
    terminal.table(title, headings, rows, right=range(1, 7))
