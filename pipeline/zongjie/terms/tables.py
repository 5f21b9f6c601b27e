"""The tables of a dataset as this analysis reads them: sentences some thousands at a time, documents as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.reading import Origin, manifest, origin
from zongjie.dataset.schema import arrow
from zongjie.dataset.years import year_of
from zongjie.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    Tables = str | Path | Mapping[str, pd.DataFrame]
    """The folder that `zongjie run` wrote, or DataFrames by table name as `to_frames()` gives them."""

ROWS = 32_768  # sentences in memory at once: some 20 MB
NEEDED = ("documents", "sentences", "sections")
SENTENCE = ["sentence_id", "document_id", "section_id", "role", "start", "text", "words", "heading"]


class Dataset:
    """A finished dataset, on disk or in memory; `origin` tells which, None in memory."""

    def __init__(self, tables: Tables) -> None:
        """Take a dataset.

        Raises:
            UsageError: the folder holds none, or a table is missing.
        """
        self.origin: Origin | None = None
        self._frames = tables if isinstance(tables, Mapping) else None
        self.folder = None if isinstance(tables, Mapping) else Path(tables)
        if self.folder is not None:
            self.origin = origin(manifest(self.folder, *NEEDED))
        elif missing := [name for name in NEEDED if name not in (self._frames or {})]:
            raise UsageError(f"缺表：{'、'.join(missing)}。", f"tables are missing: {', '.join(missing)}.")

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / "tables" / f"{name}.parquet"

    def batches(self, name: str, columns: list[str], rows: int = ROWS) -> Iterator[pa.RecordBatch]:
        """The rows of a table in order, with these columns, at most `rows` at a time."""
        import pyarrow as pa
        from pyarrow import parquet

        if self._frames is None:
            with parquet.ParquetFile(self._path(name)) as file:
                yield from file.iter_batches(batch_size=rows, columns=columns)
            return
        frame = self._frames.get(name)
        if frame is None:
            return
        schema = arrow(name)
        if name == "sentences":  # a document's rows side by side, as they are on disk
            frame = frame.sort_values(["document_id", "start"], kind="stable")
        for at in range(0, len(frame), rows):
            part = frame.iloc[at : at + rows]
            made = [pa.array(_values(part[column]), type=schema.field(column).type) for column in columns]
            yield pa.RecordBatch.from_arrays(made, names=columns)

    def sentences(self) -> Iterator[pa.RecordBatch]:
        """The sentences, those of a document side by side."""
        return self.batches("sentences", SENTENCE, ROWS)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents in order, with `year`, null where the document covers several or tells none."""
        frame = self._read("documents").reset_index(drop=True)
        frame["year"] = year_of(frame).astype("Int64")
        return frame

    def _read(self, name: str) -> pd.DataFrame:
        import pandas as pd

        if self._frames is not None:
            return self._frames[name].copy()
        return pd.read_parquet(self._path(name))

    @cached_property
    def section_roles(self) -> tuple[pa.Array, pa.Array]:
        """Ids of all sections and their roles."""
        import pyarrow as pa

        batches = list(self.batches("sections", ["section_id", "role"]))
        ids, roles = (
            pa.chunked_array([batch[name] for batch in batches], pa.string()).combine_chunks()
            for name in ("section_id", "role")
        )
        return ids, roles

    def values(self, column: str) -> pd.Series:
        """The values of a column of `documents` or of a field in `document_fields`, as text, by document.

        Raises:
            UsageError: there is no such column; those that there are are listed.
        """
        import pandas as pd

        documents = self.documents
        if column in documents.columns:
            return pd.Series([None if pd.isna(value) else str(value) for value in documents[column]], dtype=object)
        fields = self._fields()
        mine = fields[fields["name"] == column].drop_duplicates("document_id").set_index("document_id")["value"]
        if mine.empty:
            names = [*documents.columns, *sorted(set(fields["name"]))]
            raise UsageError(
                f"文档没有列 {column}；有：{'、'.join(names)}。",
                f"documents have no column {column}; they have {', '.join(names)}.",
            )
        found = documents["document_id"].map(mine)
        return pd.Series([None if pd.isna(value) else str(value) for value in found], dtype=object)

    def _fields(self) -> pd.DataFrame:
        import pandas as pd

        missing = (
            "document_fields" not in self._frames
            if self._frames is not None
            else not self._path("document_fields").is_file()
        )
        return pd.DataFrame({"document_id": [], "name": [], "value": []}) if missing else self._read("document_fields")


def _values(column: pd.Series) -> list[object]:
    import pandas as pd

    return [list(v) if isinstance(v, (list, tuple)) else None if pd.api.types.is_scalar(v) and pd.isna(v) else v for v in column]  # fmt: skip  # noqa: E501
