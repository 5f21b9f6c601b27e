"""Runs the pipeline on the texts that have gold; status 1 where a figure lies below its floor in floors.toml.

    python benchmarks/floors.py [--json]

It skips, saying why, where ../shared is absent.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from zongjie.config import load_settings
from zongjie.evaluate import Part, evaluate
from zongjie.run import run_corpus

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SETS = {"gold": "seeds", "gold-policy": "excerpts"}
"""Folder of gold → folder of its texts."""
POOLED = "pooled"
FLOORS = Path(__file__).with_name("floors.toml")


@dataclass(frozen=True)
class Line:
    """One figure of one part beside its floor; all are F1 of 0 to 1."""

    part: str
    figure: str
    reached: float
    floor: float

    @property
    def below(self) -> bool:
        return self.reached < self.floor


def missing() -> list[Path]:
    """The folders without which nothing can be measured."""
    return [SHARED / name for pair in SETS.items() for name in pair if not (SHARED / name).is_dir()]


def parts(folder: Path) -> dict[str, Part]:
    """Run each set of texts into `folder`."""
    made = {}
    for gold, texts in SETS.items():
        run_corpus([SHARED / texts], folder / gold, load_settings(themes=False))
        made[gold] = Part(folder / gold, SHARED / gold, SHARED / texts)
    return made


def compare(made: dict[str, Part], floors: dict[str, dict[str, float]]) -> list[Line]:
    """A line for each floor.

    Raises:
        KeyError: floors.toml names a part or a figure that there is not.
        RuntimeError: gold or dataset does not fit its text, so the figures mean nothing.
    """
    lines = []
    for name, wanted in floors.items():
        result = evaluate(list(made.values()) if name == POOLED else [made[name]])
        if result.gold_faults or result.dataset_faults:
            raise RuntimeError("\n".join([*result.gold_faults, *result.dataset_faults]))
        tallies = result.counts.tallies
        lines += [Line(name, figure, tallies[figure].f1, floor) for figure, floor in wanted.items()]
    return lines


def table(lines: list[Line]) -> str:
    """The figures in columns."""
    rows = [f"{'part':<12} {'figure':<36} {'F1':>6} {'floor':>6}"]
    for line in lines:
        rows.append(
            f"{line.part:<12} {line.figure:<36} {line.reached:>6.4f} {line.floor:>6.3f}" + "  BELOW" * line.below
        )
    return "\n".join(rows)


def main() -> int:
    if absent := missing():
        print(f"skipped: no {', no '.join(map(str, absent))}; the gold is not part of this repository")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        lines = compare(parts(Path(folder)), tomllib.loads(FLOORS.read_text("utf-8")))
    print(json.dumps([asdict(line) for line in lines]) if "--json" in sys.argv[1:] else table(lines))
    return int(any(line.below for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
