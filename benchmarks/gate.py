"""The quality gate: runs the pipeline on the benchmark and ends with status 1 where a figure lies below its floor.

    python benchmarks/gate.py                                    compare
    python benchmarks/gate.py --raise                            lift floors to what is measured; never lowers one
    python benchmarks/gate.py --lower FIGURE --reason TEXT       the only way down; `*` stands for any characters
    python benchmarks/gate.py --data-changed TEXT                accept changed texts or gold

The floors lie in corpus/benchmark/floors.toml, beside a digest of the texts and gold that they were measured on, and
every lowering or change of the data stays there with its reason. A figure is named PART/WAY/FIGURE: `shipped` is the
pipeline as it is installed, `rules` is `--rules-only`; `(low)` is the lower bound of the 95 % bootstrap interval over
texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from zongjie.config import load_settings
from zongjie.evaluate import Part, evaluate
from zongjie.evaluate.extras import names
from zongjie.run import run_corpus

BENCHMARK = Path(__file__).resolve().parent.parent / "corpus" / "benchmark"
PARTS = ("test", "dev")
WAYS = {"shipped": True, "rules": False}
"""Name of a way to run → the setting `learned`."""
LOW = " (low)"
LOW_SLACK = 0.002
"""How far a lower bound may drop: the draws may differ with the version of numpy, by about their own error."""
HEADLINES = (
    "documents", "metrics: value+unit", "metrics: value+unit+qualifier+kind", "metrics: all of it and subject",
    "activities", "activities: type right", "activities: status macro F1", "problems: characters",
    "problems: category right",
)  # fmt: skip
"""Figures that are printed even where nothing is wrong with them."""

HEADER = """\
# Floors of benchmarks/gate.py, which also writes this file. Do not edit it: `--raise` lifts floors to what is measured,
# `--lower FIGURE --reason TEXT` lowers one, `--data-changed TEXT` accepts changed texts or gold.
"""
Figures = dict[str, float]
Measure = Callable[[Path], Figures]
"""The figures of one part, given its folder; by WAY/FIGURE."""


@dataclass(frozen=True)
class Change:
    """One lowered floor or accepted change of the data: what it is about, the former and the new state, and why."""

    what: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Pins:
    """What floors.toml holds: digests by part, floors by PART/WAY/FIGURE, and the changes in their order."""

    digests: dict[str, str]
    floors: Figures
    changes: tuple[Change, ...] = ()


class GateError(Exception):
    """A call that the gate refuses; the message says what to do instead."""


# ------------------------------------------------------------------------------------------------------- measuring
def digest(part: Path) -> str:
    """SHA-256 over names and contents of the texts and the gold of a part; kinds of line breaks make no difference."""
    total = hashlib.sha256()
    for file in sorted([*part.glob("texts/*"), *part.glob("gold/*.json")]):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.parent.name}/{file.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def measure(part: Path) -> Figures:
    """Run the pipeline on a part, in both ways.

    Raises:
        GateError: gold or dataset does not fit its text, so that the figures mean nothing.
    """
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for way, learned in WAYS.items():
            out = Path(folder) / way
            run_corpus([part / "texts"], out, load_settings(themes=False, learned=learned))
            found = _figures(Part(out, part / "gold", part / "texts"), whole=learned)
            figures |= {f"{way}/{name}": value for name, value in found.items()}
    return figures


def _figures(part: Part, whole: bool) -> Figures:
    """Every figure and its lower bound; of the rules alone only the F1 of records, which models could hide."""
    evaluation = evaluate([part])
    if wrong := [*evaluation.gold_faults, *evaluation.dataset_faults]:
        raise GateError("\n".join(["gold or dataset does not fit its text; correct it first:", *wrong[:10]]))
    rows = evaluation.figures()
    if not whole:
        extra = set(names())
        return {name: row["f1"] for name, row in rows.items() if "f1" in row and name not in extra}
    figures = {name: row["f1"] if "f1" in row else row["mean"] for name, row in rows.items()}
    lows = {name + LOW: bounds.low for name, bounds in evaluation.intervals().items() if name in figures}
    return figures | lows


def down(value: float) -> float:
    """The value rounded down to three digits."""
    return math.floor(round(value * 1000, 6)) / 1000


# ------------------------------------------------------------------------------------------------------- comparing
def below(name: str, reached: float, floor: float) -> bool:
    """Whether a figure does not hold its floor."""
    return reached < floor - (LOW_SLACK if name.endswith(LOW) else 0.0) - 1e-9


def faults(pins: Pins, measured: Figures, digests: dict[str, str]) -> Iterator[str]:
    """Everything that keeps the gate shut, with the remedy; `measured` and `digests` are of the parts that exist."""
    for part, now in digests.items():
        if part not in pins.digests:
            yield f"{part}: not pinned. Pin it with --raise."
        elif pins.digests[part] != now:
            yield f"{part}: texts or gold have changed. If that is meant: --data-changed REASON."
    for name, floor in pins.floors.items():
        if name.partition("/")[0] not in digests:
            continue
        if name not in measured:
            yield f"{name}: no longer measured. If that is meant: --lower '{name}' --reason TEXT drops it."
        elif below(name, measured[name], floor):
            yield f"{name}: {measured[name]:.4f} < {floor:.3f}. If that is meant: --lower '{name}' --reason TEXT."
    unpinned = [name for name in measured if name not in pins.floors and name.partition("/")[0] in pins.digests]
    if unpinned:
        yield f"{len(unpinned)} figures have no floor ({', '.join(unpinned[:3])} …). Pin them with --raise."


# -------------------------------------------------------------------------------------------------------- changing
def raised(pins: Pins, measured: Figures, digests: dict[str, str]) -> Pins:
    """Floors at what is measured where that is higher, new ones where there was none; digests of new parts.

    Raises:
        GateError: the data of a pinned part has changed, so that old floor and new figure do not compare.
    """
    if changed := [part for part, now in digests.items() if pins.digests.get(part, now) != now]:
        raise GateError(f"{', '.join(changed)}: texts or gold have changed. Add --data-changed REASON.")
    floors = {name: max(down(value), pins.floors.get(name, 0.0)) for name, value in measured.items()}
    return replace(pins, floors=pins.floors | floors, digests=pins.digests | digests)


def lowered(pins: Pins, measured: Figures, patterns: Sequence[str], reason: str) -> Pins:
    """The floors that a pattern names and that do not hold at what is measured, each with a change that says why.

    Raises:
        GateError: there is no reason, or a pattern names no floor that does not hold.
    """
    if not reason.strip():
        raise GateError("--lower needs --reason TEXT: why may the figure be lower?")
    floors, changes = dict(pins.floors), list(pins.changes)
    for pattern in patterns:
        failing = [name for name in floors if fnmatchcase(name, pattern) and _fails(name, floors[name], measured)]
        if not failing:
            raise GateError(f"{pattern}: no floor of that name lies above what is measured; nothing to lower.")
        for name in failing:
            before = floors.pop(name)
            if name in measured:
                floors[name] = down(measured[name])
            changes.append(Change(name, f"{before:.3f}", f"{floors[name]:.3f}" if name in floors else "-", reason))
    return replace(pins, floors=floors, changes=tuple(changes))


def _fails(name: str, floor: float, measured: Figures) -> bool:
    return name not in measured or below(name, measured[name], floor)


def accepted(pins: Pins, digests: dict[str, str], reason: str) -> Pins:
    """The new digests of the parts that have changed, each with a change that says why.

    Raises:
        GateError: there is no reason, or nothing has changed.
    """
    changed = {part: now for part, now in digests.items() if part in pins.digests and pins.digests[part] != now}
    if not reason.strip():
        raise GateError("--data-changed needs a reason: what has changed, and why?")
    if not changed:
        raise GateError("the texts and the gold are those of floors.toml; leave --data-changed out.")
    new = (Change(part, pins.digests[part][:12], now[:12], reason) for part, now in changed.items())
    return replace(pins, digests=pins.digests | changed, changes=(*pins.changes, *new))


# ------------------------------------------------------------------------------------------------------------ file
def read(path: Path) -> Pins:
    """The pins of a file; none where it is missing or empty."""
    content = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    floors = {
        f"{part}/{way}/{figure}": float(floor)
        for part, ways in content.get("floors", {}).items()
        for way, figures in ways.items()
        for figure, floor in figures.items()
    }
    changes = tuple(Change(**row) for row in content.get("changes", []))
    return Pins(dict(content.get("digests", {})), floors, changes)


def write(path: Path, pins: Pins) -> None:
    """Write the file: the same pins give the same bytes."""
    lines = [HEADER, "[digests]"]
    lines += [f"{part} = {_quoted(pins.digests[part])}" for part in sorted(pins.digests)]
    section = ""
    for name in sorted(pins.floors):
        part, way, figure = name.split("/", 2)
        if section != f"[floors.{part}.{way}]":
            section = f"[floors.{part}.{way}]"
            lines += ["", section]
        lines.append(f"{_quoted(figure)} = {pins.floors[name]:.3f}")
    for change in pins.changes:
        cells = (("what", change.what), ("before", change.before), ("after", change.after), ("reason", change.reason))
        lines += ["", "[[changes]]", *(f"{key} = {_quoted(cell)}" for key, cell in cells)]
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


def _quoted(words: str) -> str:
    """A string of TOML: what JSON escapes, TOML escapes alike."""
    return json.dumps(words, ensure_ascii=False)


# --------------------------------------------------------------------------------------------------------- command
def table(pins: Pins, measured: Figures, every: bool) -> Iterator[str]:
    """The figures beside their floors: the main ones and those that do not hold, or every one."""
    yield f"{'figure':<58} {'reached':>8} {'floor':>6}"
    for name, reached in measured.items():
        floor = pins.floors.get(name)
        failing = floor is not None and below(name, reached, floor)
        if every or failing or name.split("/", 2)[2] in HEADLINES:
            yield f"{name:<58} {reached:>8.4f} {'-' if floor is None else f'{floor:.3f}':>6}{'  BELOW' * failing}"


def arguments() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift floors to what is measured")
    parser.add_argument("--lower", metavar="FIGURE", action="append", default=[], help="PART/WAY/FIGURE; repeatable")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why --lower may lower")
    parser.add_argument("--data-changed", metavar="TEXT", help="what has changed in texts or gold, and why")
    parser.add_argument("--parts", metavar="PART", nargs="+", default=list(PARTS), help="parts to run: test dev")
    parser.add_argument("--all", action="store_true", help="print every figure")
    return parser


def main(words: Sequence[str] | None = None, root: Path = BENCHMARK, measure: Measure = measure) -> int:
    """Compare, and change the file where that was asked for; 0 where every floor holds, 2 for a refused call."""
    options = arguments().parse_args(words)
    floors = root / "floors.toml"
    pins, parts = read(floors), [part for part in options.parts if (root / part).is_dir()]
    digests = {part: digest(root / part) for part in parts}
    if not parts:
        print(f"{root} holds none of the parts {', '.join(options.parts)}: nothing is measured", file=sys.stderr)
        return 2
    try:
        measured = {f"{part}/{name}": value for part in parts for name, value in measure(root / part).items()}
        changed = pins
        if options.data_changed is not None:
            changed = accepted(changed, digests, options.data_changed)
        if options.lower:
            changed = lowered(changed, measured, options.lower, options.reason)
        if options.lift:
            changed = raised(changed, measured, digests)
    except GateError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    if changed != pins:
        write(floors, changed)
    print("\n".join(table(changed, measured, options.all)))
    wrong = list(faults(changed, measured, digests))
    print("\n".join(wrong) or f"every floor of {', '.join(parts)} holds", file=sys.stderr if wrong else sys.stdout)
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
