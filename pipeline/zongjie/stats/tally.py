"""Counts how many records of each theme, type, category or indicator every document holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zongjie.dataset.schema import MEMBER_TABLES, VALUES
from zongjie.stats.data import Data

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

KEYS = {"sentences": "sentence_id", "activities": "activity_id", "problems": "problem_id", "metrics": "metric_id"}


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of item over all documents.

    `kind` is theme_sentence, subtheme_sentence, activity, activity_type, activity_status, problem or kpi and so on;
    `records` the table whose rows are counted. `counts` and `characters` are sparse, documents × items; `totals` and
    `total_characters` say how many records of that table a document has, those of no item included.
    """

    kind: str
    records: str
    items: tuple[str, ...]
    labels: tuple[str, ...]
    labels_en: tuple[str, ...]
    counts: Any
    characters: Any
    totals: NDArray[np.float64]
    total_characters: NDArray[np.float64]


def tallies(data: Data) -> list[Tally]:
    """Every kind of item that the dataset has records of."""
    return [*_themes(data), *_coded(data), *_indicators(data)]


def unplaced(data: Data) -> int:
    """How many rows of `theme_members` name no theme: their records count in totals and belong to no theme."""
    return int(data["theme_members"]["theme_id"].isna().sum())


def _themes(data: Data) -> Iterator[Tally]:
    """Themes of each unit, and their sub-themes where there are any; a record counts under the theme above it."""
    import pandas as pd

    themes, members = data["themes"], data["theme_members"]
    above = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
    names = dict(zip(themes["theme_id"], themes["label"], strict=True))
    own = members["theme_id"]
    is_sub = own.map(lambda one: isinstance(above.get(one), str))
    upper = own.map(above).where(is_sub, own)
    lower = members["subtheme_id"].where(members["subtheme_id"].notna(), own.where(is_sub))
    for unit, table in MEMBER_TABLES.items():
        some = members["unit"] == unit
        for prefix, column in (("theme", upper), ("subtheme", lower)):
            held = pd.DataFrame({"record": members["record_id"], "item": column})[some & column.notna()]
            if len(held):
                under = themes["parent_id"].notna() if prefix == "subtheme" else themes["parent_id"].isna()
                # One that no record is in has a share of 0.
                every = themes["theme_id"][(themes["unit"] == unit) & under]
                labels = {str(item): str(names.get(item, item)) for item in {*held["item"], *every}}
                yield _tally(data, f"{prefix}_{unit}", table, held, labels, {}, every)


def _coded(data: Data) -> Iterator[Tally]:
    """Activities by type, by status, by both; problems by category."""
    import pandas as pd

    activities, problems = data["activities"], data["problems"]
    both = activities["type"].astype(str) + "/" + activities["status"].astype(str)
    types, states = VALUES["activity_type"], VALUES["activity_status"]
    pairs = {
        f"{type_}/{state}": (f"{type_zh}·{state_zh}", f"{type_en}, {state_en}")
        for type_, (type_zh, type_en) in types.items()
        for state, (state_zh, state_en) in states.items()
    }
    kinds = (
        ("activity", "activities", activities["activity_id"], both, pairs),
        ("activity_type", "activities", activities["activity_id"], activities["type"], types),
        ("activity_status", "activities", activities["activity_id"], activities["status"], states),
        ("problem", "problems", problems["problem_id"], problems["category"], VALUES["problem_category"]),
    )
    for kind, table, ids, items, labels in kinds:
        if len(ids):
            zh = {value: both_labels[0] for value, both_labels in labels.items()}
            en = {value: both_labels[1] for value, both_labels in labels.items()}
            yield _tally(data, kind, table, pd.DataFrame({"record": ids, "item": items}), zh, en)


def _indicators(data: Data) -> Iterator[Tally]:
    """Metrics by the indicator of the codebook that they belong to."""
    metrics = data["metrics"]
    held = metrics[metrics["kpi"].notna()]
    if len(held):
        from zongjie.kpi.export import book_of

        known = book_of(data.codebooks)
        held = held.rename(columns={"metric_id": "record", "kpi": "item"})
        yield _tally(data, "kpi", "metrics", held, known.labels("zh"), known.labels("en"))


def _tally(
    data: Data,
    kind: str,
    table: str,
    held: pd.DataFrame,
    labels: dict[str, str],
    labels_en: dict[str, str],
    known: Iterable[str] = (),
) -> Tally:
    """Count `held`, rows of record and item, over the documents; `known` items are there though no record has them."""
    import numpy as np
    import pandas as pd
    from scipy import sparse

    records = data[table]
    if table == "sentences":
        records = records[~records["heading"].fillna(False).astype(bool)]
    index = pd.Index(data.documents["document_id"])
    document = index.get_indexer(records["document_id"])
    length = (records["end"] - records["start"]).to_numpy(dtype=float)
    at = pd.Index(records[KEYS[table]]).get_indexer(held["record"])
    held = held[at >= 0]
    at = at[at >= 0]
    items = sorted({*held["item"].astype(str), *known})
    column = pd.Index(items).get_indexer(held["item"].astype(str))
    shape = (len(index), len(items))
    place = (document[at], column)
    return Tally(
        kind,
        table,
        tuple(items),
        tuple(labels.get(item, item) for item in items),
        tuple(labels_en.get(item, labels.get(item, item)) for item in items),
        sparse.csr_matrix((np.ones(len(at)), place), shape=shape),
        sparse.csr_matrix((length[at], place), shape=shape),
        np.bincount(document, minlength=len(index)).astype(float),
        np.bincount(document, weights=length, minlength=len(index)).astype(float),
    )
