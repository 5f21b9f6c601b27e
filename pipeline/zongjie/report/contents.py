"""What the report shows: read from the Parquet files of a dataset, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.dataset.schema import MEMBER_TABLES, TABLES, VALUES, Table, label

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST_CELL = 200
"""Characters of a cell that a page can show; the rest is in the csv."""

MEMBERS = 3
"""Records that show what a theme is about."""


@dataclass(frozen=True, slots=True)
class Context:
    """A record inside its sentence: what stands before it, its evidence, what follows."""

    before: str
    evidence: str
    after: str


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a table as text, each with its context where the table has evidence."""

    table: Table
    total: int
    rows: tuple[tuple[tuple[str, ...], Context | None], ...]
    has_context: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with the records that fit it best."""

    unit: str
    label: str
    keywords: str
    size: int
    documents: int
    members: tuple[str, ...]


class Contents:
    """Reads the dataset in `folder` for a report in `lang`."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder = folder
        self.lang = lang

    def count(self, name: str) -> int:
        """The rows of a table."""
        from pyarrow import parquet

        return int(parquet.read_metadata(self._path(name)).num_rows)

    def total(self, name: str, column: str) -> int:
        """The sum of a column of integers."""
        return sum(self._read(name, [column])[column].to_pylist())

    def tally(self, name: str, column: str) -> dict[str, int]:
        """How often each coded value of `column` occurs, under its label, in the order of the codes."""
        counts = {
            pair["values"]: pair["counts"] for pair in self._read(name, [column])[column].value_counts().to_pylist()
        }
        codes = VALUES[TABLES[name][column].value_set]
        return {label(TABLES[name][column].value_set, code, self.lang): counts.get(code, 0) for code in codes}

    def cross(self, name: str, column: str, by: str) -> dict[str, dict[str, int]]:
        """How often each coded value of `column` occurs with each of `by`, under their labels."""
        sets = [TABLES[name][part].value_set for part in (column, by)]
        grid: dict[str, dict[str, int]] = {label(sets[0], code, self.lang): {} for code in VALUES[sets[0]]}
        groups = self._read(name, [column, by]).group_by([column, by]).aggregate([([], "count_all")]).to_pylist()
        for group in groups:
            grid[label(sets[0], group[column], self.lang)][label(sets[1], group[by], self.lang)] = group["count_all"]
        return grid

    def unread(self) -> list[tuple[str, str, str]]:
        """(path, status, reason) of every source that gave no text."""
        rows = self._read("sources", ["path", "status", "reason"]).to_pylist()
        return [
            (row["path"], label("status", row["status"], self.lang), row["reason"] or "")
            for row in rows
            if row["status"] != "ok"
        ]

    def head(self, name: str, rows: int) -> Head:
        """The first `rows` rows of a table."""
        from pyarrow import parquet

        table = TABLES[name]
        with parquet.ParquetFile(self._path(name)) as file:
            batch = next(file.iter_batches(batch_size=rows), None)
            records = [] if batch is None else batch.to_pylist()
            total = file.metadata.num_rows
        has_context = {"sentence_id", "text"} <= {column.name for column in table.columns} and name != "sentences"
        sentences = self._sentences(row["sentence_id"] for row in records) if has_context else {}
        return Head(
            table=table,
            total=total,
            rows=tuple(
                (
                    tuple(_show(row[column.name], column.separator) for column in table.columns),
                    _context(row, sentences.get(row["sentence_id"])) if has_context else None,
                )
                for row in records
            ),
            has_context=has_context,
        )

    def themes(self) -> list[Theme]:
        """Every theme in the order of its table."""
        themes = self._read("themes", [column.name for column in TABLES["themes"].columns]).to_pylist()
        if not themes:
            return []
        members = self._members()
        return [
            Theme(
                unit=label("theme_unit", row["unit"], self.lang),
                label=row["label"],
                keywords=" ".join(row["keywords"]),
                size=row["size"],
                documents=row["documents"],
                members=tuple(members.get(row["theme_id"], ())),
            )
            for row in themes
        ]

    def _members(self) -> dict[str, list[str]]:
        rows = self._read("theme_members", ["theme_id", "unit", "record_id", "weight"])
        best: dict[str, list[tuple[str, str]]] = {}
        for row in rows.sort_by([("weight", "descending"), ("record_id", "ascending")]).to_pylist():
            some = best.setdefault(row["theme_id"], [])
            if len(some) < MEMBERS:
                some.append((row["unit"], row["record_id"]))
        texts: dict[str, str] = {}
        for unit, name in MEMBER_TABLES.items():
            ids = [record for some in best.values() for kind, record in some if kind == unit]
            key = TABLES[name].primary[0]
            texts |= {row[key]: row["text"] for row in self._where(name, key, ids, ["text"])}
        return {theme: [_cut(texts[record]) for _, record in some] for theme, some in best.items()}

    def _sentences(self, ids: Iterable[str | None]) -> dict[str, tuple[int, str]]:
        wanted = sorted({key for key in ids if key})
        rows = self._where("sentences", "sentence_id", wanted, ["start", "text"])
        return {row["sentence_id"]: (row["start"], row["text"]) for row in rows}

    def _where(self, name: str, key: str, ids: Sequence[str], columns: Sequence[str]) -> list[dict[str, Any]]:
        import pyarrow.compute as pc
        from pyarrow import parquet

        if not ids:
            return []
        table = parquet.read_table(self._path(name), columns=[key, *columns], filters=pc.field(key).isin(ids))
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows

    def _read(self, name: str, columns: Sequence[str]) -> pa.Table:
        from pyarrow import parquet

        return parquet.read_table(self._path(name), columns=list(columns))

    def _path(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.parquet"


def _context(row: dict[str, Any], sentence: tuple[int, str] | None) -> Context:
    text, start, end = row["text"], row["start"], row["end"]
    if sentence is None:
        return Context("", text, "")
    first, words = sentence
    last = first + len(words)
    return Context(words[: start - first], text, words[end - first :] if end < last else "")


def _show(value: object, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _cut(separator.join(map(str, value)))
    if isinstance(value, float):
        return f"{value:,.10g}"
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
