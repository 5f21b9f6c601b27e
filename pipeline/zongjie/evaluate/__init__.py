"""Measures a dataset against gold annotations: precision, recall and F1 of each kind of record, and of their fields.

A metric or problem answers a gold one when their spans have intersection over union of at least .5; an activity at
least .3, with the same predicate (or one that shares its first or last two characters) and an object whose longest
common subsequence gives a ratio of at least .5. What mostly overlaps an optional gold record counts neither for nor
against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zongjie.errors import UsageError
from zongjie.evaluate.intervals import Interval, intervals
from zongjie.evaluate.records import KINDS, Records, body_of, gold_records, nothing, read_dataset, read_gold, read_text
from zongjie.evaluate.tally import Counts, Tally, count_file, error_class, macro_f1

__all__ = ["Evaluation", "Interval", "Part", "Tally", "evaluate", "spread"]

Row = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class Part:
    """One dataset (`out`, a folder that `zongjie run` wrote), its gold files and the sources that gold refers to."""

    out: Path
    gold: Path
    texts: Path


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures, pooled over all parts.

    `files` are the counts of each source file, by its name. `errors` has a line for every difference. `gold_faults`
    are gold records left out because they are not whole or their quote does not resolve; `dataset_faults` are rows
    whose evidence is not the text, or that belong to no document.
    """

    counts: Counts
    files: tuple[tuple[str, Counts], ...]
    errors: tuple[str, ...]
    gold_faults: tuple[str, ...]
    dataset_faults: tuple[str, ...]

    def figures(self) -> dict[str, Row]:
        """By name: precision, recall, f1, gold, found; or mean and over. Rounded to four digits."""
        return _figures(self.counts)

    def by_body(self) -> dict[str, dict[str, Row]]:
        """The figures of each kind of body, as the names of the files tell it (`body_of`)."""
        bodies: dict[str, Counts] = {}
        for name, counts in self.files:
            bodies.setdefault(body_of(name), Counts()).merge(counts)
        return {body: _figures(counts) for body, counts in sorted(bodies.items())}

    def by_class(self) -> dict[str, int]:
        """How many differences there are of each class (`metrics missed`, `activities type`), most first."""
        return dict(Counter(map(error_class, self.errors)).most_common())

    def intervals(self, seed: int = 0) -> dict[str, Interval]:
        """The 95 % bootstrap interval of each figure, over source files."""
        return intervals([counts for _, counts in self.files], seed)


def _figures(counts: Counts) -> dict[str, Row]:
    rows: dict[str, Row] = {name: _row(tally) for name, tally in sorted(counts.tallies.items())}
    for name, values in sorted(counts.rates.items()):
        if values:
            rows[name] = {"mean": round(sum(map(float, values)) / len(values), 4), "over": len(values)}
    for name, pairs in sorted(counts.labels.items()):
        if pairs:
            rows[name] = {"mean": round(macro_f1(pairs), 4), "over": len(pairs)}
    return rows


def evaluate(parts: Sequence[Part]) -> Evaluation:
    """Score each dataset against its gold and pool the counts.

    Raises:
        UsageError: a folder holds no gold, a source or a table is missing.
        DatasetError: an offset of the dataset is not a number.
    """
    counts, gold_faults, dataset_faults = Counts(), list[str](), list[str]()
    files: list[tuple[str, Counts]] = []
    for part in parts:
        rows, orphans = read_dataset(part.out)
        if orphans:
            dataset_faults.append(f"{part.out}: {orphans} rows belong to no document")
        for gold_file in _gold_files(part.gold):
            path, raw, extras = read_gold(gold_file)
            text = read_text(part.texts / path)
            gold, wrong = gold_records(raw, text)
            gold_faults += [f"{gold_file.name} {fault}" for fault in wrong]
            found = rows.get(Path(path).name, nothing())
            dataset_faults += _wrong_evidence(path, text, found)
            one = Counts()
            count_file(one, path, text, gold, found, extras)
            counts.merge(one)
            files.append((path, one))
    return Evaluation(counts, tuple(files), tuple(counts.errors), tuple(gold_faults), tuple(dataset_faults))


def spread(lines: Sequence[str], most: int) -> list[str]:
    """At most `most` of the lines, taken evenly from all of them."""
    if len(lines) <= most:
        return list(lines)
    return [lines[i * len(lines) // most] for i in range(most)]


def _gold_files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(
            f"{folder} 里没有标注文件（*.json）。请用 --gold 指向标注文件夹。",
            f"no gold files (*.json) in {folder}. Point --gold at the folder of annotations.",
        )
    return files


def _wrong_evidence(path: str, text: str, found: Records) -> list[str]:
    return [
        f"{path} {kind} {row.start}: evidence {row.get('text')!r} is not {text[row.start : row.end]!r}"
        for kind in KINDS[1:]
        for row in found[kind]
        if isinstance(row.get("text"), str) and row.get("text") != text[row.start : row.end]
    ]


def _row(tally: Tally) -> Row:
    return {
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
        "gold": tally.gold,
        "found": tally.found,
    }
