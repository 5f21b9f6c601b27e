"""Compares the panel of a corpus with a table of facts that people read in the same texts.

    python benchmarks/kpi_panel.py [FACTS TEXTS [OUT]] [--errors N] [--only KPI,KPI] [--part odd|even]

Without arguments the reports of the State Council in ../shared/policy are run and compared with kpi_facts.tsv; it
skips, saying why, where they are absent. FACTS and TEXTS may be corpus/panel/facts.tsv and corpus/panel/texts. OUT is
a dataset that was made of TEXTS; without it one is made.

A fact is right where a record of its file has its indicator, value, upper end, unit, qualifier, period and kind
(target or not). `cells` are the chosen values of the panel: a cell is wrong where its value is none of the facts of the
cell and no conflict is flagged.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from zongjie.quantity import units

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
CLOSE = 1e-6
CORE = ("gdp_growth", "cpi", "new_urban_jobs", "unemployment_registered", "unemployment_surveyed", "deficit_ratio",
        "grain_output")  # fmt: skip


def facts_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table of facts; optional ones apart."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if "optional" not in row["note"]]


def base(value: object, unit: str) -> float | None:
    """A value in the canonical unit of its own, so that 亿斤 and 万吨 compare."""
    if value in (None, "") or str(value) == "nan":
        return None
    return units.canonical(float(str(value)), unit)[0]


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is None and other is None
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), 1e-9)


def asked_for(fact: dict[str, str]) -> bool:
    """Whether a fact is the target of its report's year, or the result of the year before."""
    year = int(fact["file"][:4])
    return fact["period"] == str(year if is_target(fact["kind"]) else year - 1)


def is_target(kind: str) -> bool:
    return kind == "target"


def fits(fact: dict[str, str], row: dict[str, object]) -> list[str]:
    """What of a fact a row of the panel gets wrong; empty where it is right."""
    wrong = []
    unit = str(row["unit"] or row["standard_unit"])
    if not same(base(fact["value"], fact["unit"]), base(row["value"], unit)):
        wrong.append("value")
    if not same(base(fact["value_high"] or None, fact["unit"]), base(row["value_high"], unit)):
        wrong.append("value_high")
    if units.canonical(1, fact["unit"])[1] != units.canonical(1, unit)[1]:
        wrong.append("unit")
    if fact["qualifier"] != row["qualifier"]:
        wrong.append("qualifier")
    if fact["period"] != row["period"]:
        wrong.append("period")
    if is_target(fact["kind"]) != is_target(str(row["kind"])):
        wrong.append("kind")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path, nargs="?", default=HERE / "kpi_facts.tsv")
    parser.add_argument("texts", type=Path, nargs="?", default=SHARED / "policy")
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--part", choices=("odd", "even"))
    given = parser.parse_args()
    if not given.texts.is_dir():
        print(f"skipped: {given.texts.name} is not here; the texts are needed to compare facts with", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        out = given.out or Path(folder) / "out"
        if given.out is None:
            command = [sys.executable, "-m", "zongjie", "run", str(given.texts), "-o", str(out), "--no-themes", "-q"]
            subprocess.run(command, check=True)
        return compare(given, out)


def compare(given: argparse.Namespace, out: Path) -> int:
    import pandas as pd

    facts = facts_of(given.facts)
    if given.part:
        rest = 1 if given.part == "odd" else 0
        facts = [fact for fact in facts if int(fact["file"][:2]) % 2 == rest]
    only = set(CORE if given.only == "core" else filter(None, given.only.split(",")))
    facts = [fact for fact in facts if not only or fact["kpi"] in only]
    if given.only == "core":
        facts = [fact for fact in facts if asked_for(fact)]
    tables = {
        n: pd.read_parquet(out / "tables" / f"{n}.parquet") for n in ("kpi_panel", "panel_candidates", "documents")
    }
    path = tables["documents"].set_index("document_id")["path"]
    rows = pd.concat([tables["kpi_panel"].assign(chosen=True), tables["panel_candidates"].assign(chosen=False)])
    rows["file"] = rows["document_id"].map(path)
    files = {fact["file"] for fact in facts}
    records = rows[rows["file"].isin(files)].to_dict("records")
    count: Counter[str] = Counter()
    shown = []
    for fact in facts:
        some = [row for row in records if row["file"] == fact["file"] and row["kpi"] == fact["kpi"]]
        best = min((fits(fact, row) for row in some), key=len, default=["missing"])
        near = len(best) < 3 and "value" not in best
        outcome = "right" if not best else "wrong " + " ".join(best) if near else "missing"
        count[outcome] += 1
        if best:
            shown.append(f"{outcome:24} {fact['file']} {fact['kpi']} {fact['kind']} {fact['period']} {fact['value']} "
                         f"{fact['unit']} {fact['qualifier']} | {fact.get('quote') or fact['note']}")  # fmt: skip
    print(f"facts {len(facts)}: " + ", ".join(f"{name} {n}" for name, n in count.most_common()))
    print(f"right {count['right'] / max(1, len(facts)):.4f}")
    cells(facts, records, only)
    for line in shown[: given.errors]:
        print(line)
    return 0


def cells(facts: list[dict[str, str]], records: list[dict[str, object]], only: set[str]) -> None:
    """Judge the chosen values: right, conflicting and flagged, wrong, or of no fact at all."""
    known = {fact["kpi"] for fact in facts}
    count: Counter[str] = Counter()
    for row in records:
        if not row["chosen"] or row["kpi"] not in (only or known):
            continue
        here = [
            fact for fact in facts
            if fact["kpi"] == row["kpi"] and fact["period"] == row["period"]
            and is_target(fact["kind"]) == is_target(str(row["kind"]))
            and (units.dimension(fact["unit"]) in ("share", "points")) == (row["dimension"] == "share")
            and fact["region"] == row["region"]
        ]  # fmt: skip
        right = any(not set(fits(fact, row)) - {"qualifier"} for fact in here)
        outcome = "right" if right else "flagged" if row["conflict"] else "wrong" if here else "no fact"
        count[outcome] += 1
        if outcome in ("wrong", "no fact") and "--verbose" in sys.argv:
            print(outcome, row["file"], row["kpi"], row["kind"], row["period"], row["value"], row["unit"])
    print("cells: " + ", ".join(f"{name} {n}" for name, n in count.most_common()))


if __name__ == "__main__":
    raise SystemExit(main())
