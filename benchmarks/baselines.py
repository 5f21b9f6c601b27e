"""The table of scores: what zongjie and what else installs offline find in a part of the benchmark.

    python benchmarks/baselines.py [--part dev] [--python OTHER/bin/python] [--json]

Each of the other systems is a script of the folder systems/ and runs under `--python`, an environment of its own, since
their requirements contradict each other's:

    python -m venv .baselines
    .baselines/bin/python -m pip install jieba cn2an jionlp==1.5.31 recognizers-text-suite "emoji<2"

What is not installed there is left out, with the reason.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from zongjie.config import load_settings
from zongjie.evaluate import Evaluation, Part, evaluate
from zongjie.resources import benchmark
from zongjie.run import run_corpus

SYSTEMS = Path(__file__).with_name("systems")
LONGEST = 1800
"""Seconds after which a system is given up."""
COLUMNS = {
    "value + unit": "metrics: value+unit",
    "+ qualifier + kind": "metrics: value+unit+qualifier+kind",
    "activities": "activities",
    "problems": "problems",
    "problems, characters": "problems: characters",
}
"""Column of the table → figure of `zongjie evaluate`, all F1."""
SEEN = ("train", "dev")
"""Parts that the shipped models are fitted on."""


@dataclass(frozen=True)
class System:
    """Another program: its script, the package it needs, and the kinds of record it claims to find."""

    name: str
    script: str
    package: str
    finds: tuple[str, ...] = ("metrics",)


@dataclass(frozen=True)
class Scores:
    """One row: the F1 by column, None where the system finds no such records; or why it was not run."""

    name: str
    f1: dict[str, float | None]
    skipped: str = ""


OTHERS = (
    System("jieba + regular expressions", "jieba_regex.py", "jieba", ("metrics", "activities", "problems")),
    System("cn2an + regular expressions", "cn2an_regex.py", "cn2an"),
    System("JioNLP", "jionlp_numbers.py", "jionlp"),
    System("Recognizers-Text", "recognizers.py", "recognizers_number"),
)


def ours(part: Path, out: Path) -> Iterator[Scores]:
    """zongjie by its rules alone, and as it is shipped."""
    for name, learned in (("zongjie --rules-only", False), ("zongjie", True)):
        folder = out / name.replace(" ", "")
        run_corpus([part / "texts"], folder, load_settings(themes=False, learned=learned))
        note = " (models fitted on these texts)" if learned and part.name in SEEN else ""
        yield Scores(name + note, f1(score(part, folder)))


def other(system: System, python: str, part: Path, out: Path) -> Scores:
    """Another system, run under `python`."""
    here = subprocess.run([python, "-c", f"import {system.package}"], capture_output=True, text=True, check=False)
    if here.returncode:
        return Scores(system.name, {}, (here.stderr.strip().splitlines() or ["it does not import"])[-1])
    folder = out / system.script
    command = [python, str(SYSTEMS / system.script), str(part / "texts"), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return Scores(system.name, {}, f"it took more than {LONGEST} seconds")
    if done.returncode:
        return Scores(system.name, {}, (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1])
    return Scores(system.name, f1(score(part, folder), system.finds))


def score(part: Path, out: Path) -> Evaluation:
    """The evaluation of a dataset of the part's texts."""
    return evaluate([Part(out, part / "gold", part / "texts")])


def f1(
    evaluation: Evaluation, finds: tuple[str, ...] = ("metrics", "activities", "problems")
) -> dict[str, float | None]:
    """The F1 of each column; None where the system does not look for such records."""
    figures = evaluation.figures()
    return {
        column: float(figures[figure]["f1"]) if figure.partition(":")[0] in finds else None
        for column, figure in COLUMNS.items()
    }


def table(rows: list[Scores]) -> str:
    """The rows in Markdown, and what was left out below."""
    lines = [f"| F1 | {' | '.join(COLUMNS)} |", "| --- |" + " --- |" * len(COLUMNS)]
    lines += [f"| {row.name} | {' | '.join(_cell(row.f1[c]) for c in COLUMNS)} |" for row in rows if not row.skipped]
    lines += [f"\nskipped: {row.name}: {row.skipped}" for row in rows if row.skipped]
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--part", default="dev", help="part of the benchmark: dev, test")
    parser.add_argument("--python", default=sys.executable, help="interpreter in whose environment the others are")
    parser.add_argument("--json", action="store_true", help="rows for a program")
    options = parser.parse_args()
    part = benchmark() / options.part
    if not (part / "gold").is_dir():
        print(f"the benchmark has no part {options.part}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        rows = [other(system, options.python, part, Path(folder)) for system in OTHERS]
        rows += ours(part, Path(folder))
    print(json.dumps([asdict(row) for row in rows], ensure_ascii=False) if options.json else table(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
