"""Proposes indicators that no codebook has: clusters of the subjects left over, for a person to accept or leave."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.reading import manifest
from zongjie.errors import UsageError, cause
from zongjie.kpi.cells import group
from zongjie.kpi.codebook import Codebook, Indicator, normal, parse
from zongjie.kpi.match import Matcher

if TYPE_CHECKING:
    import pandas as pd

MOST = 3000  # wordings that are clustered, the most frequent ones
APART = 0.55  # cosine distance of character pairs from which two wordings are put apart
EXAMPLES = 3
YES = frozenset(("y", "yes", "1", "x", "true", "是", "√", "对", "接受"))
COLUMNS = (
    "accept", "id", "zh", "en", "unit", "aliases", "merge_into", "count", "documents", "nearest", "examples",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """Wordings that may be one indicator: how often and in how many documents they stand, and where."""

    zh: str
    unit: str
    aliases: tuple[str, ...]
    count: int
    documents: int
    nearest: str  # id of the indicator of the codebook whose wordings are most alike, empty where none is
    examples: tuple[str, ...]


def propose(out: Path, book: Codebook, *, least: int = 3, top: int = 200) -> list[Proposal]:
    """The proposals from the metrics of a dataset that are of no indicator, the most frequent first.

    Raises:
        UsageError: the folder holds no dataset.
    """
    import pandas as pd

    manifest(out, "metrics")
    metrics = pd.read_parquet(out / "tables" / "metrics.parquet")
    documents = pd.read_parquet(out / "tables" / "documents.parquet")
    paths = dict(zip(documents["document_id"].astype(str), documents["path"].astype(str), strict=True))
    left = metrics[metrics["kpi"].isna() & metrics["subject"].str.len().ge(2)]
    found: list[Proposal] = []
    for _, rows in left.groupby(left["dimension"].map(group), sort=True):
        found += _of_dimension(rows, paths, book, least)
    return sorted(found, key=lambda one: (-one.count, one.zh))[:top]


def _of_dimension(rows: pd.DataFrame, paths: dict[str, str], book: Codebook, least: int) -> list[Proposal]:
    matcher = Matcher.of(book)
    wordings = Counter(normal(subject) for subject in rows["subject"])
    words = [
        word for word, _ in sorted(wordings.items(), key=lambda pair: (-pair[1], pair[0])) if not matcher.empty(word)
    ]
    words = words[:MOST]
    clusters: dict[int, list[str]] = defaultdict(list)
    for word, number in zip(words, _clusters(words), strict=True):
        clusters[number].append(word)
    rows = rows.assign(_word=[normal(subject) for subject in rows["subject"]])
    made = []
    for some in clusters.values():
        part = rows[rows["_word"].isin(some)]
        if len(part) >= least:
            made.append(_proposal(some, part, paths, book, wordings))
    return made


def _clusters(words: Sequence[str]) -> list[int]:
    """The cluster of each wording; equal wordings in equal order give equal numbers."""
    if len(words) < 2:
        return list(range(len(words)))
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit_transform(words)
    model = AgglomerativeClustering(n_clusters=None, distance_threshold=APART, metric="cosine", linkage="average")
    return [int(number) for number in model.fit_predict(vectors.toarray())]


def _proposal(
    some: Sequence[str], part: pd.DataFrame, paths: dict[str, str], book: Codebook, wordings: Counter[str]
) -> Proposal:
    aliases = sorted(some, key=lambda word: (-wordings[word], word))
    examples = [
        f"{paths[row['document_id']]}#{row['start']}-{row['end']} {row['subject']} {row['text']}"
        for row in part.drop_duplicates("document_id").head(EXAMPLES).to_dict("records")
    ]
    unit = Counter(part["unit"]).most_common(1)[0][0]
    return Proposal(
        aliases[0],
        str(unit),
        tuple(aliases),
        len(part),
        part["document_id"].nunique(),
        _nearest(aliases[0], book),
        tuple(examples),
    )


def _nearest(word: str, book: Codebook) -> str:
    """The indicator with the wording that shares most characters, half of them at least."""
    best, score = "", 0.5
    for indicator in book.indicators:
        for alias in indicator.aliases:
            shared = len(set(word) & set(alias))
            likeness = 2 * shared / (len(set(word)) + len(set(alias)))
            if likeness > score:
                best, score = indicator.id, likeness
    return best


def write_sheet(proposals: Sequence[Proposal], path: Path) -> None:
    """Write the proposals as a csv for a spreadsheet: mark `accept`, and correct what is to be corrected."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, one in enumerate(proposals, 1):
            writer.writerow(
                ("", f"kpi_{number:03d}", one.zh, "", one.unit, ";".join(one.aliases), "", one.count, one.documents,
                 one.nearest, " | ".join(one.examples))
            )  # fmt: skip


def accept(sheet: Path, book: Codebook, name: str) -> tuple[str, int]:
    """The codebook (TOML) of the rows of a sheet that are marked, and how many there are.

    A row with `merge_into` gives its wordings to that indicator of the codebook, which is written out with them.

    Raises:
        UsageError: the sheet cannot be read, lacks columns, or no row is marked.
        CodebookError: what is accepted makes no valid codebook; the line is that of the text to be written.
    """
    rows = [row for row in _rows(sheet) if row["accept"].strip().lower() in YES]
    if not rows:
        raise UsageError(
            f"{sheet} 里没有标记接受的行。请在 accept 列填 y。",
            f"no row of {sheet} is marked. Write y into the column accept.",
        )
    known = {one.id: one for one in book.indicators}
    merged: dict[str, list[str]] = {}
    tables = [f"name = {_quoted(name)}\n"]
    for row in rows:
        aliases = [alias.strip() for alias in re.split("[;；]", row["aliases"]) if alias.strip()]
        into = row.get("merge_into", "").strip()
        if into:
            if into not in known:
                raise UsageError(
                    f"merge_into 里的 {into} 不在指标手册里。", f"merge_into names {into}, which no codebook has."
                )
            merged.setdefault(into, []).extend(aliases)
        else:
            zh = row["zh"].strip() or aliases[0]
            tables.append(
                _table(
                    Indicator(
                        row["id"].strip(), zh, row["en"].strip() or zh, row["unit"].strip() or "个", (), tuple(aliases)
                    )
                )
            )
    for into, aliases in merged.items():
        old = known[into]
        extended = tuple(dict.fromkeys([*old.aliases, *aliases]))
        tables.append(
            _table(
                Indicator(
                    old.id,
                    old.zh,
                    old.en,
                    old.unit,
                    old.kinds,
                    extended,
                    old.patterns,
                    old.exclude,
                    old.source,
                    old.note,
                    old.flow,
                    old.better,
                )
            )
        )
    text = "\n".join(tables)
    parse(text, f"{sheet.name} → TOML")
    return text, len(rows)


def _rows(sheet: Path) -> list[dict[str, str]]:
    try:
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            rows = [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"{sheet} 读不出来：{cause(fault).zh}。请给出 zongjie kpi propose 写的 csv（UTF-8）。",
            f"cannot read {sheet}: {cause(fault).en}. Give the csv (UTF-8) that zongjie kpi propose wrote.",
        ) from fault
    missing = [name for name in ("accept", "id", "zh", "unit", "aliases") if not rows or name not in rows[0]]
    if missing:
        raise UsageError(f"{sheet} 缺少列 {'、'.join(missing)}。", f"{sheet} lacks the columns {', '.join(missing)}.")
    return rows


def _table(one: Indicator) -> str:
    lines = [
        "[[indicator]]",
        f"id = {_quoted(one.id)}",
        f"zh = {_quoted(one.zh)}",
        f"en = {_quoted(one.en)}",
        f"unit = {_quoted(one.unit)}",
    ]
    for name in ("kinds", "aliases", "patterns", "exclude"):
        values: tuple[str, ...] = getattr(one, name)
        if values:
            lines.append(f"{name} = [{', '.join(map(_quoted, values))}]")
    for name in ("source", "note"):
        if getattr(one, name):
            lines.append(f"{name} = {_quoted(getattr(one, name))}")
    if one.flow:
        lines.append("flow = true")
    if one.better != "higher":
        lines.append(f"better = {_quoted(one.better)}")
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    """A TOML string."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
