"""How far two annotations of the same texts agree, by the counting of `zongjie evaluate`: the second against the first.

A record that either annotator marked optional counts neither for nor against, as in every score on the benchmark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zongjie.evaluate.extras import days_of, listed
from zongjie.evaluate.records import Record, Records, gold_records, read_gold, read_text
from zongjie.evaluate.tally import Counts, count_file

COLUMNS = {
    "metrics": {"target": "target_id", "base": "base_id", "id": "metric_id"},
    "activities": {"metrics": "metric_ids", "id": "activity_id"},
    "problems": {"measures": "measure_ids"},
}
"""Fields of gold whose columns in a dataset have other names."""


@dataclass(frozen=True)
class Agreement:
    """One figure: F1 of records and links, share of equal values of a field; `over` so many records of the first.

    `kappa` is Cohen's κ, for fields with a closed list of values.
    """

    figure: str
    agree: float
    over: int
    kappa: float | None = None


def agreement(first: Path, second: Path, texts: Path) -> list[Agreement]:
    """All figures over the files that both folders of gold hold."""
    counts = Counts()
    for file in sorted(first.glob("*.json")):
        if (second / file.name).is_file():
            name, raw, extras = read_gold(file)
            _, other, both_have_extras = read_gold(second / file.name)
            text = read_text(texts / name)
            one, two = gold_records(raw, text)[0], as_dataset(gold_records(other, text)[0])
            count_file(counts, name, text, one, two, extras and both_have_extras)
    return list(_figures(counts))


def as_dataset(gold: Records) -> Records:
    """Gold with the names of columns that the rows of a dataset have, so that it can stand for one."""
    return {kind: [_row(kind, record) for record in some] for kind, some in gold.items()}


def _row(kind: str, record: Record) -> Record:
    cells = {COLUMNS.get(kind, {}).get(name, name): value for name, value in record.fields.items()}
    for name in ("metric_ids", "measure_ids"):
        if name in cells:
            cells[name] = listed(cells[name])
    if dates := cells.get("dates"):
        cells["period_start"], cells["period_end"] = days_of(str(dates))
    return Record(record.start, record.end, cells, record.optional)


def _figures(counts: Counts) -> Iterator[Agreement]:
    from sklearn.metrics import cohen_kappa_score

    for name, tally in sorted(counts.tallies.items()):
        yield Agreement(name, tally.f1, tally.gold)
    for name, values in sorted(counts.rates.items()):
        pairs = counts.labels.get(name.replace(" right", " macro F1"))
        labels = {label for both in pairs or () for label in both}
        kappa = float(cohen_kappa_score(*zip(*pairs, strict=True))) if pairs and len(labels) > 1 else None
        if values:
            yield Agreement(name, sum(map(float, values)) / len(values), len(values), kappa)
