"""The year that a document reports on, one reckoning for all that counts by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def year_of(documents: pd.DataFrame) -> pd.Series:
    """The year of each row of `documents`, as a float: `review_year`, else that of a period within one year.

    `review_year` goes first, for a report of 2024 may name the year of its sitting as its period. Null where the
    document covers several years or tells none: it is counted as missing, never guessed.
    """
    import pandas as pd

    start, end = (pd.to_datetime(documents[name], errors="coerce").dt.year for name in ("period_start", "period_end"))
    within = start.where(start == end)
    if "review_year" not in documents:
        return within.astype(float)
    return pd.to_numeric(documents["review_year"], errors="coerce").fillna(within).astype(float)
