"""The pipeline from Python: text to documents, documents to pandas DataFrames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.document import Document

if TYPE_CHECKING:
    import pandas as pd


class Documents(list[Document]):
    """The documents of a text: a list that also gives its tables."""

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """The dataset's tables as DataFrames, by name; the columns are those of the data dictionary."""
        return to_frames(self)


class Loaded:
    """A pipeline that is ready: call it with a text."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Build the stages.

        Raises:
            UsageError: a setting is wrong or the user dictionary cannot be read.
        """
        from zongjie.run import Pipeline

        self.pipeline = Pipeline(settings)

    def __call__(self, text: str, name: str = "text.txt") -> Documents:
        """The documents of `text` with their findings; `name` stands for the file name in ids and titles."""
        return Documents(self.pipeline(text, name))


def load(settings: Settings | None = None) -> Loaded:
    """The pipeline, built once: `load()(text)` gives documents whose findings point to characters of `text`."""
    return Loaded(settings)


def to_frames(documents: Iterable[Document]) -> dict[str, pd.DataFrame]:
    """The tables of documents as DataFrames with the dataset's columns; tables without rows are empty frames."""
    import pandas as pd

    from zongjie.dataset.schema import TABLES
    from zongjie.dataset.tables import Row, document_rows, source_rows

    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    seen: set[str] = set()
    for document in documents:
        parts = [document_rows(document)]
        if document.source.source_id not in seen:
            seen.add(document.source.source_id)
            parts.insert(0, source_rows(document.source))
        for part in parts:
            for name, some in part.items():
                rows[name] += some
    return {
        name: pd.DataFrame(rows[name], columns=[column.name for column in table.columns])
        for name, table in TABLES.items()
    }
