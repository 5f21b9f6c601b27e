"""Writes the tables of the datasheet, README.md beside it, between their markers, from the texts and gold as they are.

    python corpus/benchmark/describe.py [--check] [--parts train dev test]

With `--check` nothing is written, and the status is 1 where a table is not what it should be. A table stands between
`<!-- table: NAME -->` and `<!-- /table -->`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from agreement import agreement
from duplicates import sentences, share_near

from zongjie.benchmark import Benchmark, GoldText, load_benchmark, parts
from zongjie.document import (
    ACTIVITY_STATUSES,
    ACTIVITY_TYPES,
    METRIC_KINDS,
    PROBLEM_CATEGORIES,
    QUALIFIERS,
)

HERE = Path(__file__).resolve().parent
ORDER = ("train", "dev", "test")
RECORDS = ("metrics", "activities", "problems")
LABELS = (
    ("metrics", "kind", METRIC_KINDS),
    ("metrics", "qualifier", QUALIFIERS),
    ("activities", "type", ACTIVITY_TYPES),
    ("activities", "status", ACTIVITY_STATUSES),
    ("problems", "category", PROBLEM_CATEGORIES),
)
EXTRAS = {
    "metrics": ("value_high", "basis", "period", "dates", "actor", "region", "target", "base"),
    "activities": ("actor", "participants", "time", "place", "metrics"),
    "problems": ("aspect", "cause", "measures"),
}
NO_YEAR = "masked"
TABLE = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- /table -->)", re.DOTALL)

Parts = dict[str, Benchmark]
Row = Sequence[object]


def markdown(header: Sequence[str], rows: Iterable[Row]) -> str:
    """A Markdown table; numbers with thousands separated, and empty cells for zero."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def cell(value: object) -> str:
    """A value as the table shows it."""
    if isinstance(value, int):
        return f"{value:,}" if value else ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


# ------------------------------------------------------------------------------------------------------------ tables
def composition(whole: Parts) -> str:
    """Sizes of the parts."""
    header = ("part", "texts", "bodies", "years", "characters", "sentences", *RECORDS, "optional", "with extra fields")
    return markdown(header, [_sizes(name, part) for name, part in whole.items()])


def _sizes(name: str, part: Benchmark) -> Row:
    years = sorted(one.year for one in part if one.year)
    records = [sum(len(one.records(kind)) for one in part) for kind in RECORDS]
    optional = sum(record.optional for one in part for kind in RECORDS for record in one.records(kind))
    characters, lines = sum(len(one.text) for one in part), sum(len(sentences(one.text)) for one in part)
    bodies, extras = len({one.body for one in part}), sum(one.extras for one in part)
    return (name, len(part), bodies, f"{years[0]}–{years[-1]}", characters, lines, *records, optional, extras)


def spread(whole: Parts, head: str, key: Callable[[GoldText], str]) -> str:
    """How many texts of each part fall under each value of a key."""
    counts = {name: Counter(map(key, part)) for name, part in whole.items()}
    values = sorted({value for count in counts.values() for value in count})
    return markdown((head, *whole), [(value, *(count[value] for count in counts.values())) for value in values])


def kinds(whole: Parts) -> str:
    """Texts by kind of text."""
    return spread(whole, "kind of text", lambda one: one.kind)


def decades(whole: Parts) -> str:
    """Texts by decade."""
    return spread(whole, "decade", lambda one: f"{one.year // 10}0s" if one.year else NO_YEAR)


def bodies(whole: Parts) -> str:
    """Bodies of each part with the number of their texts, and those that stand in another part too."""
    counts = {name: Counter(one.body for one in part) for name, part in whole.items()}
    rows = []
    for name, own in counts.items():
        others = {body for other, some in counts.items() if other != name for body in some}
        listed = (f"{body} {count}" if count > 1 else body for body, count in sorted(own.items()))
        rows.append((name, ", ".join(listed), ", ".join(sorted(own.keys() & others)) or "none"))
    return markdown(("part", "bodies, with the number of texts where it is more than one", "shared"), rows)


def labels(whole: Parts) -> str:
    """Records by the value of each field that has a closed list of values, optional ones included."""
    rows = []
    for kind, field, values in LABELS:
        counts = [Counter(str(r.get(field)) for one in part for r in one.records(kind)) for part in whole.values()]
        rows += [(kind, field, value, *(count[value] for count in counts)) for value in values]
    return markdown(("record", "field", "value", *whole), rows)


def extras(whole: Parts) -> str:
    """Records that carry each of the extra fields."""
    rows = [
        (kind, field, *(_with(part, kind, field) for part in whole.values()))
        for kind, fields in EXTRAS.items()
        for field in fields
    ]
    return markdown(("record", "field", *whole), rows)


def _with(part: Benchmark, kind: str, field: str) -> int:
    return sum(bool(r.get(field)) for one in part for r in one.records(kind))


def duplicates(whole: Parts) -> str:
    """Shares of sentences that resemble another one of the part, or one of another part."""
    by_part = {name: [line for one in part for line in sentences(one.text)] for name, part in whole.items()}
    rows = []
    for name, lines in by_part.items():
        others = [line for other, some in by_part.items() if other != name for line in some]
        rows.append((name, len(lines), share_near(lines), share_near(lines, others)))
    return markdown(("part", "sentences", "near another of the part", "near one of another part"), rows)


def agreements(whole: Parts) -> str:
    """How far the two annotations agree, in each part that has two."""
    tables = []
    for name in whole:
        first, second = HERE / name / "first", HERE / name / "second"
        if first.is_dir() and second.is_dir():
            rows = [(row.figure, row.agree, row.over, "" if row.kappa is None else row.kappa) for row in
                    agreement(first, second, HERE / name / "texts")]  # fmt: skip
            tables.append(f"`{name}`:\n\n" + markdown(("figure", "F1 or share", "over", "κ"), rows))
    return "\n".join(tables) or "No part has two annotations yet.\n"


TABLES: dict[str, Callable[[Parts], str]] = {
    "composition": composition, "kinds": kinds, "decades": decades, "bodies": bodies, "labels": labels,
    "extras": extras, "duplicates": duplicates, "agreement": agreements,
}  # fmt: skip


def described(page: str, whole: Parts) -> str:
    """The page with every table made anew."""
    return TABLE.sub(lambda match: match[1] + TABLES[match[2]](whole) + match[4], page)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 where a table is out of date")
    parser.add_argument("--parts", nargs="+", default=[part for part in ORDER if part in parts(HERE)])
    options = parser.parse_args()
    path = HERE / "README.md"
    page = path.read_text("utf-8")
    new = described(page, {part: load_benchmark(part, HERE) for part in options.parts})
    if options.check:
        if new != page:
            print("the tables of README.md are out of date: run python corpus/benchmark/describe.py", file=sys.stderr)
        return int(new != page)
    path.write_text(new, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
