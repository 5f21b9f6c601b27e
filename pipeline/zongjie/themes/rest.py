"""Records beyond those that themes were fitted on: placed in them some thousands at a time, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zongjie.dataset.schema import TABLES

Rows = list[dict[str, object]]
CODED = ("theme_id", "subtheme_id", "unit", "document_id", "second_theme_id", "reason")
"""Columns of `theme_members` that hold few different values, or the same one many times running."""


@dataclass
class Members:
    """The members of the themes of one kind: the rows of the fit, and those added, whose themes are counted.

    With `columnar` they are kept as Arrow batches: a row then takes some 60 bytes, a tenth of a dictionary.
    """

    columnar: bool
    rows: Rows = field(default_factory=list)
    batches: list[Any] = field(default_factory=list)
    size: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    total: int = 0
    left: int = 0

    def add(self, rows: Rows) -> None:
        """Take the rows of whole documents."""
        pairs = set()
        for row in rows:
            for name in ("theme_id", "subtheme_id"):
                if row[name] is not None:
                    self.size[str(row[name])] += 1
                    pairs.add((str(row[name]), row["document_id"]))
        self.documents.update(theme for theme, _ in pairs)
        self.total += len(rows)
        self.left += sum(row["theme_id"] is None for row in rows)
        if self.columnar:
            self.batches.append(_batch(rows))
        else:
            self.rows += rows

    def counted(self, themes: Rows, documents: int) -> Rows:
        """The rows of `themes` with size, documents and prevalence of all members; the largest first, its parts after
        it."""
        for row in themes:
            name = str(row["theme_id"])
            row["size"], row["documents"] = self.size[name], self.documents[name]
            row["prevalence"] = round(self.documents[name] / documents, 6)
        order = {row["theme_id"]: (-self.size[str(row["theme_id"])], str(row["theme_id"])) for row in themes}
        return sorted(themes, key=lambda row: (order[row["parent_id"] or row["theme_id"]],
                                               row["parent_id"] is not None, order[row["theme_id"]]))  # fmt: skip

    def ordered(self, themes: Sequence[Mapping[str, object]]) -> Rows | Any:
        """The members in the order of the `themes`, then those of none, each by record: rows, or an Arrow table."""
        rank = {row["theme_id"]: at for at, row in enumerate(themes)}
        if not self.columnar:
            return sorted(self.rows, key=lambda row: (*_place(row, rank), str(row["record_id"])))
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        table = pa.concat_tables(pa.Table.from_batches([batch]) for batch in self.batches).unify_dictionaries()
        self.batches.clear()
        themed, why = (table[name].combine_chunks() for name in ("theme_id", "reason"))
        places = np.array([rank.get(one, len(rank)) for one in themed.dictionary.to_pylist()] + [len(rank)])
        late = np.array([one not in FITTED for one in why.dictionary.to_pylist()] + [False])
        first, then = (values[column.indices.fill_null(len(values) - 1).to_numpy()] for values, column in
                       ((places, themed), (late, why)))  # fmt: skip
        keys = pa.table({"rank": first * 2 + then, "record": table["record_id"]})
        order = pc.sort_indices(keys, sort_keys=[("rank", "ascending"), ("record", "ascending")])
        del keys, themed, why
        made = {}
        for name in table.column_names:  # one by one, so that never all columns are there twice
            made[name] = table[name].take(order)
            table = table.drop_columns([name])
        return pa.table(made)


def joined(parts: Sequence[Any], *, columnar: bool) -> Any:
    """The members of all kinds as one list, or one Arrow table."""
    if not columnar:
        return [row for part in parts for row in part]
    import pyarrow as pa

    return pa.concat_tables(parts).unify_dictionaries()


FITTED = (None, "unknown_words")  # reasons of records that were placed; the others come last


def _place(row: Mapping[str, object], rank: Mapping[object, int]) -> tuple[int, bool]:
    return rank.get(row["theme_id"], len(rank)), row["reason"] not in FITTED


def _batch(rows: Rows) -> Any:
    """Rows of `theme_members` as an Arrow batch, coded columns as dictionaries."""
    import pyarrow as pa

    types = {"float64": pa.float64(), "string": pa.string()}
    arrays = {}
    for column in TABLES["theme_members"].columns:
        made = pa.array([row[column.name] for row in rows], types[column.type])
        arrays[column.name] = made.dictionary_encode() if column.name in CODED else made
    return pa.RecordBatch.from_pydict(arrays)
