"""Which group each document belongs to: a year, a coded column, or a column of the user's own table."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from zongjie.errors import Message, UsageError
from zongjie.stats.data import Data

if TYPE_CHECKING:
    import pandas as pd

INTERNAL = frozenset({"document_id", "source_id", "path", "index", "start", "end", "duplicate_of"})
"""Columns of `documents` that tell documents apart and group nothing."""

SMALL = 5
"""Observations below which a group is pooled with others like it and a cell is marked: the rule of thumb for expected
counts (Cochran 1954), and below it a percentile bootstrap has hardly any values to draw from."""

MANY = 10
"""Different numbers from which a column of numbers is taken as numeric; fewer are mostly codes."""

MOST = 40
"""Groups that are kept apart; the smaller ones are pooled, for nobody reads more and tests multiply."""

DECADE = 10
YEAR = "year"
POOLED = "（其余 rest）"


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of each document, in the order of `documents`.

    `group` is a label or None; `value` the number behind it where `numeric`, else NaN; `order` the labels in order;
    `missing` counts the documents without a value, `notes` say what was binned or pooled.
    """

    by: str
    group: pd.Series
    value: pd.Series
    order: tuple[str, ...]
    numeric: bool
    missing: int
    notes: tuple[Message, ...]


def columns(data: Data) -> dict[str, int]:
    """What documents may be grouped by, with the number of documents that have a value."""
    found = {YEAR: int(data.documents["year"].notna().sum())}
    for name, some in data["document_fields"].groupby("name", sort=True):
        found[str(name)] = int(some["value"].astype(str).str.strip().ne("").sum())
    for name in data.documents.columns:
        if name not in INTERNAL:
            found.setdefault(str(name), int(data.documents[name].notna().sum()))
    return found


def group(data: Data, by: str, *, numeric: bool | None = None) -> Grouping:
    """The grouping of the documents by a column; `numeric` None lets the values tell.

    Raises:
        UsageError: there is no such column, it is empty, or values of a numeric one are no numbers.
    """
    import pandas as pd

    known = columns(data)
    if by not in known:
        listed = [f"{name} ({count})" for name, count in known.items() if count]
        raise UsageError(
            f"数据集里没有列 {by}；可用（有值的文档数）：{'、'.join(listed)}。",
            f"the dataset has no column {by}; there are (documents with a value): {', '.join(listed)}.",
        )
    if not known[by]:
        raise UsageError(
            f"列 {by} 全部为空，无法分组。请用元数据表（zongjie run --metadata）补上，或换一列。",
            f"column {by} is empty in every document. Give it with a sheet (zongjie run --metadata), or use another.",
        )
    raw = _raw(data, by)
    numbers = pd.to_numeric(raw, errors="coerce").astype(float)
    wrong = raw[raw.notna() & numbers.isna()]
    if numeric and len(wrong):
        raise UsageError(
            f"列 {by} 有 {len(wrong)} 个值不是数，如 {wrong.iloc[0]}；请不用 --numeric，或改正该列。",
            f"{len(wrong)} values of column {by} are no numbers, such as {wrong.iloc[0]}; leave out --numeric or "
            "correct the column.",
        )
    if numeric is None:
        numeric = by == YEAR or (not len(wrong) and numbers.nunique() > MANY)
    missing = int(raw.isna().sum())
    return _numeric(by, numbers, missing) if numeric else _categorical(by, raw, missing)


def _raw(data: Data, by: str) -> pd.Series:
    """The value of each document as text or number, None where it has none; dates become years."""
    import pandas as pd

    own = data["document_fields"]
    if by != YEAR and (own["name"] == by).any():
        values = own[own["name"] == by].drop_duplicates("document_id").set_index("document_id")["value"]
        raw = data.documents["document_id"].map(values)
    else:
        raw = data.documents[by]
    if raw.dtype == object and raw.dropna().map(lambda value: hasattr(value, "year")).any():
        return pd.to_datetime(raw).dt.year.astype(float)
    if pd.api.types.is_numeric_dtype(raw):
        return raw
    texts = raw.astype(object).where(raw.notna(), None)
    stripped = texts.map(lambda value: None if value is None else str(value).strip() or None)
    return stripped.astype(object).where(stripped.notna(), None)


def _numeric(by: str, numbers: pd.Series, missing: int) -> Grouping:
    """Years stay years where there are enough documents in each, else decades; other numbers are cut at quartiles."""
    import pandas as pd

    notes: list[Message] = []
    whole = bool((numbers.dropna() % 1 == 0).all())
    counts = numbers.value_counts()
    if whole and len(counts) <= MOST and float(counts.median()) >= SMALL:
        label = numbers.map(lambda value: None if pd.isna(value) else f"{value:.0f}")
    elif by == YEAR or (whole and numbers.min() >= 1000 and numbers.max() < 3000):
        label = numbers.map(_decade)
        notes.append(
            Message(
                f"年份多于 {MOST} 个，或多数不足 {SMALL} 篇：分组表按十年合并；趋势和回归仍用年份本身。",
                f"there are more than {MOST} years, or most have fewer than {SMALL} documents: tables by group use "
                "decades; trends and regressions use the year itself.",
            )
        )
    else:
        cut = pd.qcut(numbers, 4, duplicates="drop")
        label = cut.map(lambda one: f"{one.left:.6g}–{one.right:.6g}").astype(object)
        notes.append(
            Message(
                "分组表按四分位数分组；趋势和回归用数值本身。",
                "tables by group cut the numbers at quartiles; trends and regressions use the numbers themselves.",
            )
        )
    label = label.astype(object).where(label.notna(), None)
    first = numbers.groupby(label).min().sort_values()
    return Grouping(by, label, numbers, tuple(map(str, first.index)), True, missing, tuple(notes))


def _decade(value: float) -> str | None:
    if isnan(value):
        return None
    start = int(value // DECADE) * DECADE
    return f"{start}–{start + DECADE - 1}"


def _categorical(by: str, raw: pd.Series, missing: int) -> Grouping:
    """The groups by size; those under `SMALL` documents, and all after the first `MOST`, are one group of the rest."""
    import pandas as pd

    label = raw.map(_plain).astype(object)
    label = label.where(label.notna(), None)
    counts = label.value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    kept = [str(name) for name in counts.index[counts >= SMALL]][:MOST]
    pooled = [str(name) for name in counts.index if name not in set(kept)]
    notes: tuple[Message, ...] = ()
    if len(pooled) > 1:
        label = label.where(label.isna() | label.isin(kept), POOLED).astype(object)
        label = label.where(label.notna(), None)
        kept.append(POOLED)
        notes = (
            Message(
                f"{len(pooled)} 个组不足 {SMALL} 篇或排在前 {MOST} 组之后，并为“{POOLED}”。",
                f"{len(pooled)} groups have fewer than {SMALL} documents or come after the {MOST} largest; they are "
                f"one group, {POOLED}.",
            ),
        )
    else:
        kept += pooled
    nothing = pd.Series([float("nan")] * len(raw), index=raw.index)
    return Grouping(by, label, nothing, tuple(kept), False, missing, notes)


def _plain(value: object) -> str | None:
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    return f"{value:.15g}" if isinstance(value, float) else str(value)
