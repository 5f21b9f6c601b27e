"""The benchmark from Python: texts with their gold annotations, part by part, as frozen records or as pandas frames."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import DatasetError, UsageError
from zongjie.evaluate.records import KINDS, Record, body_of, gold_records, read_gold, read_text
from zongjie.metadata import kind_of
from zongjie.resources import benchmark

if TYPE_CHECKING:
    import pandas as pd

YEAR = re.compile(r"(?<=_)(?:19|20)\d\d(?=\.txt$)")
WITHOUT_KIND = "other"
"""For texts whose title and opening name no kind that `lexicons/genres.tsv` knows."""
HEAD_LINES = 4
"""Lines in which title and subtitle stand, blank ones included."""
PLACE = ("name", "start", "end", "text", "optional")
"""The first columns of every frame; the fields of the gold follow."""
GOLD_ONLY = ("quote", "anchor", "first", "last", "optional")
"""How a gold file says where a record stands; `start` and `end` say it here."""


@dataclass(frozen=True, slots=True)
class GoldText:
    """One text of the benchmark and what a careful reader should find in it.

    `body` is the kind of body that reports (`middle_school`); no body stands in two parts. `year` is that of the file
    name, None where the text masks it (20xx年). `kind` is the kind of text: a value of the column `type` of the table
    `documents`. `extras` says whether periods, bases, actors and links are annotated as well. Offsets of the records
    are half-open and index `text`, in which every line break is one `\\n`.
    """

    name: str
    body: str
    year: int | None
    kind: str
    text: str
    extras: bool
    documents: tuple[Record, ...]
    metrics: tuple[Record, ...]
    activities: tuple[Record, ...]
    problems: tuple[Record, ...]

    def records(self, kind: str) -> tuple[Record, ...]:
        """The records of `documents`, `metrics`, `activities` or `problems`, in the order of the gold file."""
        return dict(zip(KINDS, (self.documents, self.metrics, self.activities, self.problems), strict=True))[kind]


class Benchmark(list[GoldText]):
    """The texts of a part: a list that also gives its tables."""

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Five DataFrames: `texts` (a row for each text) and one for each kind of record.

        The columns of a kind are `name` (of the text), `start`, `end`, `text` (the evidence), `optional` and the fields
        of the gold, None where a record lacks one.
        """
        import pandas as pd

        columns = ("name", "body", "year", "kind", "text", "extras")
        texts = pd.DataFrame([[getattr(one, name) for name in columns] for one in self], columns=list(columns))
        return {"texts": texts.astype({"year": "Int64"})} | {kind: self._frame(kind) for kind in KINDS}

    def _frame(self, kind: str) -> pd.DataFrame:
        import pandas as pd

        both = [(one, record) for one in self for record in one.records(kind)]
        names = dict.fromkeys(name for _, record in both for name in record.fields if name not in GOLD_ONLY)
        rows = [
            (one.name, r.start, r.end, one.text[r.start : r.end], r.optional, *map(r.get, names)) for one, r in both
        ]
        return pd.DataFrame(rows, columns=[*PLACE, *names])


def load_benchmark(part: str = "train", folder: Path | None = None) -> Benchmark:
    """The annotated texts of a part, in the order of their names.

    `train` is what rules are written and models are fitted on, `dev` what they are chosen on. `test` is for the figures
    that you report, and for nothing else: its bodies stand in no other part, and whoever reads its errors, or chooses
    anything by its scores, has no test left. `zongjie train` never reads it. The datasheet, `README.md` of the
    benchmark, says how the texts were made: they are synthetic.

    `folder` is a benchmark of your own of the same form: `PART/texts/*.txt` and `PART/gold/*.json`.

    Raises:
        UsageError: there is no such part, or a file of it cannot be read.
        DatasetError: an annotation does not fit its text.
    """
    root = benchmark() if folder is None else folder
    gold = root / part / "gold"
    files = sorted(gold.glob("*.json")) if part in parts(root) else []
    if not files:
        there = ", ".join(parts(root)) or "-"
        raise UsageError(
            f"基准里没有 {part!r} 这一部分。现有：{there}。",
            f"the benchmark has no part {part!r}. There are: {there}.",
        )
    return Benchmark(sorted((read_gold_text(file, root / part / "texts") for file in files), key=lambda one: one.name))


def parts(folder: Path) -> list[str]:
    """The names of the parts that a benchmark folder holds, by their `gold` folders."""
    return sorted(place.parent.name for place in folder.glob("*/gold") if place.is_dir())


def read_gold_text(file: Path, texts: Path) -> GoldText:
    """One gold file with the text of the folder `texts` that it annotates.

    Raises:
        UsageError: one of the two cannot be read.
        DatasetError: an annotation does not fit its text.
    """
    name, raw, extras = read_gold(file)
    text = read_text(texts / name)
    records, faults = gold_records(raw, text)
    if faults:
        raise DatasetError(
            f"标注文件 {file} 与原文不符：{faults[0]}。请改正标注。",
            f"the gold file {file} does not fit its text: {faults[0]}. Correct the annotation.",
        )
    year = YEAR.search(name)
    return GoldText(
        name=name,
        body=body_of(name),
        year=int(year[0]) if year else None,
        kind=_kind(records["documents"], text),
        text=text,
        extras=extras,
        **{kind: tuple(some) for kind, some in records.items()},
    )


def _kind(documents: Iterable[Record], text: str) -> str:
    """What the first telling title says, else the lines at the head of the text: a slogan may stand above the title."""
    head = " ".join(text.split("\n", HEAD_LINES)[:HEAD_LINES])
    titles = [*(str(record.get("title")) for record in documents), head]
    kinds = (kind_of(title, text) for title in titles)
    return next((kind for kind in kinds if kind and kind != WITHOUT_KIND), WITHOUT_KIND)
