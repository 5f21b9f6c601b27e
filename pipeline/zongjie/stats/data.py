"""Reads what the statistics need of a finished dataset; columns that an older one lacks are filled with nulls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.folder import digest
from zongjie.dataset.reading import manifest, origin
from zongjie.dataset.years import year_of

if TYPE_CHECKING:
    import pandas as pd

WANTED: Mapping[str, tuple[str, ...]] = {
    "document_fields": ("document_id", "name", "value"),
    "sentences": ("sentence_id", "document_id", "start", "end", "heading"),
    "activities": ("activity_id", "document_id", "start", "end", "text", "type", "status"),
    "problems": ("problem_id", "document_id", "start", "end", "text", "category", "measure_ids"),
    "metrics": ("metric_id", "document_id", "start", "end", "kpi"),
    "themes": ("theme_id", "parent_id", "unit", "label"),
    "theme_members": ("theme_id", "subtheme_id", "unit", "record_id", "document_id"),
}
"""Columns read of each table; all columns of `documents` are."""


@dataclass(frozen=True, slots=True)
class Data:
    """The tables of one dataset. `documents` has the column `year` beside its own; `version` (of zongjie), `codebooks`
    and `digests` (of the tables) are those of the run. `lacking` names the columns, as `table.column`, and tables that
    an older dataset has not; `changed` those tables that are no longer as the run wrote them."""

    folder: Path
    documents: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    version: str
    codebooks: tuple[str, ...]
    digests: Mapping[str, str]
    lacking: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def sentences(self) -> Iterator[pd.DataFrame]:
        """Rows of `document_id`, `heading`, `words` and `tags`, some thousands at a time: all would not fit."""
        from pyarrow import parquet

        with parquet.ParquetFile(self.folder / "tables" / "sentences.parquet") as file:
            for batch in file.iter_batches(20_000, columns=["document_id", "heading", "words", "tags"]):
                yield batch.to_pandas()


def read(out: Path) -> Data:
    """The dataset in `out`.

    Raises:
        UsageError: the folder holds no dataset.
    """
    tables = out / "tables"
    made = manifest(out, "documents")
    documents = _table(tables / "documents.parquet", None)
    own = [name for name in ("cluster_id", "duplicate_of", "review_year") if name not in documents]
    for name in own:
        documents[name] = None
    documents.insert(1, "year", year_of(documents))
    told = origin(made)
    return Data(
        out,
        documents,
        {name: _table(tables / f"{name}.parquet", columns) for name, columns in WANTED.items()},
        told.version,
        tuple(made.get("settings", {}).get("codebooks", ())),
        told.digests,
        (*(f"documents.{name}" for name in own), *_lacking(tables)),
        tuple(name for name in ("documents", *WANTED) if _changed(tables / f"{name}.parquet", told.digests)),
    )


def _lacking(tables: Path) -> Iterator[str]:
    """What is wanted and not there: whole tables by name, else columns as `table.column`."""
    from pyarrow import parquet

    for name, columns in WANTED.items():
        path = tables / f"{name}.parquet"
        if not path.is_file():
            yield name
            continue
        held = set(parquet.read_schema(path).names)
        yield from (f"{name}.{column}" for column in columns if column not in held)


def _changed(path: Path, digests: Mapping[str, str]) -> bool:
    """Whether a table is another than the run wrote; False where the run told no digest."""
    told = digests.get(f"tables/{path.name}")
    if told is None:
        return False
    return not path.is_file() or digest(path) != told


def _table(path: Path, columns: tuple[str, ...] | None) -> pd.DataFrame:
    """A table of the dataset with the columns wanted, null where the file has none; without the file, no rows."""
    import pandas as pd
    from pyarrow import parquet

    if not path.is_file():
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns or ()})
    if columns is None:
        return pd.read_parquet(path)
    held = set(parquet.read_schema(path).names)
    frame = pd.read_parquet(path, columns=[name for name in columns if name in held])
    for name in columns:
        if name not in held:
            frame[name] = None
    return frame
