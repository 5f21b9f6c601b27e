"""The commands: each reads its options, calls the package, and prints what came of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from zongjie.cli import init, kpi, reuse, review, stats, themes, words
from zongjie.cli import terms as dictionaries
from zongjie.cli.line import expand, places
from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.cli.texts import ROOT, describe_all
from zongjie.errors import UsageError

OK, LEFT_OUT, DATASET_FAULT = 0, 1, 3
"""Exit statuses of finished commands; 2 is a wrong call, 130 an interruption."""

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(words.app, name="words")
app.add_typer(kpi.app, name="kpi")
app.command()(kpi.panel)
app.command()(dictionaries.terms)
app.command()(dictionaries.kwic)
app.add_typer(themes.app, name="themes")
app.command()(reuse.reuse)
app.command()(stats.stats)
app.add_typer(review.app, name="review")
app.command()(init.init)


class Cutter(StrEnum):
    """Segmenters."""

    rjieba = "rjieba"
    jieba = "jieba"


class Engine(StrEnum):
    """Engines."""

    serial = "serial"
    processes = "processes"
    dask = "dask"


class Format(StrEnum):
    """Forms of findings."""

    table = "table"
    jsonl = "jsonl"
    html = "html"


class Lang(StrEnum):
    """Languages of messages."""

    zh = "zh"
    en = "en"


Json = Annotated[bool, typer.Option("--json")]
RulesOnly = Annotated[bool, typer.Option("--rules-only")]
Config = Annotated[Path | None, typer.Option("--config", metavar="TOML")]


def _show_version(wanted: bool) -> None:
    if wanted:
        from zongjie.doctor.packages import DISTRIBUTION, installed

        print(DISTRIBUTION, installed(DISTRIBUTION) or "(not installed)")
        raise typer.Exit


@app.callback()
def zongjie(
    context: typer.Context,
    lang: Annotated[Lang | None, typer.Option("--lang")] = None,
    debug: Annotated[bool, typer.Option("--debug")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """What is said before any command; `main` has made the terminal that all of them speak through."""


@app.command()
def run(
    context: typer.Context,
    *,
    paths: Annotated[list[str], typer.Argument(metavar="PATHS")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="OUT")],
    config: Config = None,
    text_column: Annotated[str | None, typer.Option("--text-column", metavar="NAME")] = None,
    metadata: Annotated[str | None, typer.Option("--metadata", metavar="SHEET")] = None,
    userdict: Annotated[Path | None, typer.Option("--userdict", metavar="FILE")] = None,
    codebook: kpi.Books = None,
    segmenter: Annotated[Cutter | None, typer.Option("--segmenter")] = None,
    no_split: Annotated[bool, typer.Option("--no-split")] = False,
    no_themes: Annotated[bool, typer.Option("--no-themes")] = False,
    no_reuse: Annotated[bool, typer.Option("--no-reuse")] = False,
    rules_only: RulesOnly = False,
    theme_count: Annotated[int | None, typer.Option("--theme-count", metavar="N")] = None,
    theme_seeds: Annotated[Path | None, typer.Option("--theme-seeds", metavar="FILE")] = None,
    themes_from: Annotated[Path | None, typer.Option("--themes-from", metavar="OUT")] = None,
    encoder: Annotated[Path | None, typer.Option("--encoder", metavar="DIR")] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N")] = None,
    engine: Annotated[
        Engine, typer.Option("--engine", metavar="NAME", envvar="ZONGJIE_ENGINE", show_envvar=False)
    ] = Engine.processes,
    workers: Annotated[int, typer.Option("--workers", metavar="N")] = 0,
    file_timeout: Annotated[float | None, typer.Option("--file-timeout", metavar="SEC")] = None,
    file_memory: Annotated[int, typer.Option("--file-memory", metavar="MB")] = 0,
    scheduler: Annotated[str | None, typer.Option("--scheduler", metavar="URL")] = None,
    fresh: Annotated[bool, typer.Option("--fresh")] = False,
    no_store: Annotated[bool, typer.Option("--no-store")] = False,
    json_output: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,
) -> None:
    """Read a corpus and write its dataset."""
    from zongjie.cli import printing, progress
    from zongjie.config import load_settings
    from zongjie.run import Execution, run_corpus
    from zongjie.storage import place

    terminal = _terminal(context)
    terminal.quiet = quiet
    if scheduler is not None and engine is not Engine.dask:
        raise UsageError(
            "--scheduler 只用于 --engine dask。请加上后者，或去掉前者。",
            "--scheduler is for --engine dask alone: add that, or leave out the scheduler.",
        )
    settings = load_settings(
        config,
        text_column=text_column,
        userdict=None if userdict is None else str(userdict),
        codebooks=None if not codebook else (*map(str, codebook), *load_settings(config).codebooks),
        segmenter=None if segmenter is None else segmenter.value,
        split=False if no_split else None,
        themes=False if no_themes else None,
        reuse=False if no_reuse else None,
        learned=False if rules_only else None,
        theme_count=theme_count,
        theme_seeds=None if theme_seeds is None else str(theme_seeds),
        themes_from=None if themes_from is None else str(themes_from),
        encoder=None if encoder is None else str(encoder),
        seed=seed,
    )
    with progress.bar(terminal) as report:
        summary = run_corpus(
            places(paths),
            place(out),
            settings,
            metadata=None if metadata is None else place(metadata),
            progress=report,
            lang=terminal.lang,
            execution=Execution(
                engine.value,
                workers,
                file_timeout=Execution.file_timeout if file_timeout is None else file_timeout,
                file_memory=file_memory,
                fresh=fresh,
                keep=not no_store,
                scheduler=scheduler,
            ),
        )
    if json_output:
        terminal.json(printing.run_value(summary))
    elif not quiet:
        printing.run_table(terminal, summary)
    if summary.left_out:
        printing.left_out(terminal, summary.left_out)
        raise typer.Exit(LEFT_OUT)


@app.command()
def verify(
    context: typer.Context,
    out: Annotated[str, typer.Argument(metavar="OUT")],
    json_output: Json = False,
) -> None:
    """Read a dataset again and name what is wrong with it."""
    from zongjie.cli import printing
    from zongjie.dataset.verify import both
    from zongjie.dataset.verify import verify as faults_of
    from zongjie.storage import place

    terminal = _terminal(context)
    dataset = place(out)
    faults = faults_of(dataset)
    if json_output:
        terminal.json(both(faults))
    else:
        printing.verified(terminal, dataset, faults)
    if faults:
        raise typer.Exit(DATASET_FAULT)


@app.command()
def fetch(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL")],
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
) -> None:
    """Bring a dataset here."""
    from zongjie.dataset.fetching import fetch as bring
    from zongjie.errors import Message
    from zongjie.storage import place

    terminal = _terminal(context)
    files = bring(place(url), folder)
    terminal.line(
        terminal.say(Message(f"{files} 个文件已取到 {folder}。", f"{files} files have been brought to {folder}."))
    )


@app.command()
def extract(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE|-")],
    format: Annotated[Format | None, typer.Option("--format", "-f")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    config: Config = None,
    rules_only: RulesOnly = False,
) -> None:
    """Find what one text states."""
    from zongjie.cli import extracting
    from zongjie.config import load_settings

    terminal = _terminal(context)
    found = extracting.findings_of(text, load_settings(config, learned=False if rules_only else None))
    extracting.show(terminal, found, None if format is None else format.value, output)


@app.command()
def evaluate(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    gold: Annotated[Path, typer.Option("--gold", metavar="DIR")],
    texts: Annotated[Path, typer.Option("--texts", metavar="DIR")],
    also: Annotated[list[Path] | None, typer.Option("--also", metavar="GOLD TEXTS OUT")] = None,
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0)] = 0,
    by_body: Annotated[bool, typer.Option("--by-body")] = False,
    intervals: Annotated[bool, typer.Option("--intervals")] = False,
    json_output: Json = False,
) -> None:
    """Score datasets against gold."""
    from zongjie import evaluate as scoring
    from zongjie.cli import printing
    from zongjie.errors import Message

    terminal = _terminal(context)
    more = also or []
    if len(more) % 3:
        raise UsageError("--also 后面要有三个路径：标注 原文 数据集。", "--also takes three paths: GOLD TEXTS OUT.")
    parts = [scoring.Part(o, g, t) for g, t, o in zip(*[iter([gold, texts, out, *more])] * 3, strict=True)]
    result = scoring.evaluate(parts)
    differences = scoring.spread(result.errors, errors)
    if json_output:
        terminal.json(printing.evaluation_value(result, differences, by_body=by_body, intervals=intervals))
    else:
        printing.figures(terminal, result, result.intervals() if intervals else {})
        if by_body:
            printing.bodies(terminal, result)
        if errors:
            printing.classes(terminal, result)
        for line in differences:
            terminal.line(line)
    printing.faults(terminal, Message("标注有误，未计入：", "gold left out:"), result.gold_faults)
    printing.faults(
        terminal, Message("数据集与原文不符：", "the dataset does not fit its text:"), result.dataset_faults
    )
    if result.dataset_faults or result.gold_faults:
        raise typer.Exit(DATASET_FAULT if result.dataset_faults else LEFT_OUT)


@app.command()
def train(
    context: typer.Context,
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR")],
    json_output: Json = False,
) -> None:
    """Fit the learned parts."""
    from zongjie import train as training
    from zongjie.cli import printing

    terminal = _terminal(context)
    trained = training.train(corpus, out)
    if json_output:
        terminal.json(printing.trained_value(trained))
    else:
        printing.trained(terminal, out, trained)


@app.command()
def doctor(context: typer.Context, json_output: Json = False) -> None:
    """Look at the machine."""
    import sys

    from zongjie.cli import printing
    from zongjie.doctor import examine

    terminal = _terminal(context)
    found = examine(sys.stdout.encoding, terminal.lang)
    if json_output:
        terminal.json([check.row() for check in found])
    else:
        printing.checks(terminal, found)
    if any(check.state == "fail" for check in found):
        raise typer.Exit(LEFT_OUT)


@app.command()
def bench(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATHS", show_default=False)] = None,
    json_output: Json = False,
) -> None:
    """Time a run."""
    from zongjie.bench import measure
    from zongjie.cli import printing
    from zongjie.config import load_settings
    from zongjie.resources import samples

    terminal = _terminal(context)
    measured = measure(expand(paths or [samples()]), load_settings())
    if json_output:
        terminal.json(printing.benchmark_value(measured))
    else:
        printing.benchmark(terminal, measured)


@app.command()
def demo(context: typer.Context, folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Copy the samples."""
    from zongjie.cli.samples import copy_samples
    from zongjie.errors import Message

    terminal = _terminal(context)
    files = copy_samples(folder)
    terminal.line(
        terminal.say(
            Message(
                f"{len(files)} 个样本已写到 {folder}。接着试：zongjie run {folder} -o out",
                f"{len(files)} samples are in {folder}. Next: zongjie run {folder} -o out",
            )
        )
    )


def build(lang: str) -> TyperGroup:
    """The command with its help in the language, ready to be called."""
    root = typer.main.get_command(app)
    if not isinstance(root, TyperGroup):
        raise TypeError("the application has more than one command, so it is a group")
    describe_all(ROOT, root, lang)
    return root


def _terminal(context: typer.Context) -> Terminal:
    return terminal_of(context.obj)
