"""Rewrites the expected tables of the golden corpus: read the difference before committing, row by row.

    python tests/golden/refresh.py
    git diff tests/golden/expected

Every expected row has to be true of its text by the rules of annotation, not merely what the program says today. Where
the program is wrong, mend the program or reword the sentence in `corpus/`; never commit a wrong row.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

from zongjie.config import load_settings
from zongjie.run import run_corpus

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
EXPECTED = HERE / "expected"
COLUMNS = {
    "sources": "source_id path media_type encoding chars status reason",
    "documents": (
        "document_id path index title type start end issuer issuer_source period period_start period_end region "
        "region_source published"
    ),
    "sections": "section_id document_id level number title role start end",
    "metrics": (
        "metric_id document_id start end text value value_high unit canonical_value canonical_unit qualifier kind "
        "subject basis target_id base_id period actor consistent audit"
    ),
    "rejected": "rejected_id document_id start end text reason",
    "activities": "activity_id document_id start end text predicate object type status actor metric_ids",
    "problems": "problem_id document_id start end text category cause measure_ids",
}
"""The columns that carry content, by table; names of rules, confidences and measures of the machine are left out."""

Table = list[dict[str, str]]


def read_table(path: Path, columns: list[str]) -> Table:
    """The rows of a csv table, with these columns only."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: row[name] for name in columns} for row in csv.DictReader(file)]


def found(out: Path) -> dict[str, Table]:
    """Run the corpus into `out` and read its tables back from csv."""
    run_corpus([CORPUS], out, load_settings(themes=False, learned=False))
    return {name: read_table(out / "csv" / f"{name}.csv", columns.split()) for name, columns in COLUMNS.items()}


def expected() -> dict[str, Table]:
    """The committed tables."""
    return {name: read_table(EXPECTED / f"{name}.csv", columns.split()) for name, columns in COLUMNS.items()}


def refresh() -> None:
    """Write what the program finds now over the committed tables."""
    EXPECTED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in found(Path(folder) / "out").items():
            with (EXPECTED / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS[name].split(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


if __name__ == "__main__":
    refresh()
    print(f"rewritten: {EXPECTED}. Read the difference before committing.", file=sys.stderr)
