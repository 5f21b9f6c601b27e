"""The cells of a panel (issuer, region, period, indicator, kind, dimension) and the values that stand for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast

from zongjie.kpi.codebook import Indicator
from zongjie.kpi.match import COUNTS, MONEY, SHARES
from zongjie.quantity import units

Row = Mapping[str, object]
TARGET = "target"


class Key(NamedTuple):
    """What tells a cell from the others; `dimension` keeps a level (money) apart from its growth (share).

    `document` is empty where the issuer or the region is known: of figures without either, those of two documents
    are never of one cell.
    """

    issuer: str
    region: str
    period_type: str
    period: str
    kpi: str
    kind: str
    dimension: str
    document: str = ""

    @property
    def place(self) -> str:
        """What a series is of: the region, the issuer where there is none, or else the document alone."""
        return self.region or self.issuer or self.document


@dataclass(frozen=True, slots=True)
class Report:
    """A document as far as the panel needs it: the year that it reports on and the year that its plans are for."""

    document_id: str
    path: str
    issuer: str
    region: str
    review_year: int | None
    plan_year: int | None

    @property
    def place(self) -> str:
        """What the series are of that it may state, as `Key.place`."""
        return self.region or self.issuer or self.document_id

    @classmethod
    def of(cls, row: Row) -> Report:
        """The report of a row of `documents`."""
        return cls(
            str(row["document_id"]),
            str(row["path"]),
            str(row["issuer"] or ""),
            str(row["region"] or ""),
            cast("int | None", row["review_year"]),
            cast("int | None", row["plan_year"]),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A metric of an indicator, with its cell. `value`, `high` and `unit` are in the unit that the cell compares by."""

    key: Key
    report: Report
    row: Row
    value: float | None
    high: float | None
    unit: str
    role: str
    passage: bool  # whether its sentence announces targets
    narrow: bool  # whether it speaks of a part (中央财政赤字, 其中：…)
    falling: bool  # whether it is a fall, said or aimed at

    @property
    def metric_id(self) -> str:
        """The id of the metric."""
        return str(self.row["metric_id"])

    @property
    def start(self) -> int:
        """Where it stands in its source."""
        return cast("int", self.row["start"])


def period_code(kind: str | None, start: object, end: object, words: object = None) -> str | None:
    """A period as the panel names it: 2023, 2023H1, 2023Q3, 2023-05, 2018-2022, ..2023-10-31; None where none is known.

    Masked or otherwise unresolved periods are none.
    """
    first, last = cast("date | None", start), cast("date | None", end)
    if last is None:
        return None if first is None else f"{first.isoformat()}.."
    if first is None:
        return str(last.year) if (last.month, last.day) == (12, 31) else f"..{last.isoformat()}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
    if first.year == last.year and kind == "half":
        return f"{first.year}H{1 if first.month == 1 else 2}"
    if first.year == last.year and kind == "quarter":
        return f"{first.year}Q{(first.month + 2) // 3}"
    if kind == "month":
        return f"{first.year}-{first.month:02d}"
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def group(dimension: str) -> str:
    """The dimension of a cell: level of any currency, count of anything, share, or what the unit measures."""
    for name, family in (("money", MONEY), ("share", SHARES), ("count", COUNTS)):
        if dimension in family:
            return name
    return dimension


def standard(row: Row, indicator: Indicator) -> tuple[float | None, float | None, str]:
    """Value and upper end in the unit of the codebook, where they can be converted, else as the metric has them."""
    value, high = cast("float | None", row["value"]), cast("float | None", row["value_high"])
    unit = str(row["unit"] or "")
    own, one = units.canonical(1.0, unit)[1], units.canonical(1.0, indicator.unit)
    scale = units.canonical(1.0, unit)[0]
    if not unit and indicator.dimension in COUNTS:
        return value, high, indicator.unit
    if own != one[1] or not scale or not one[0] or str(row["kind"]) == "rank":
        return value, high, unit
    factor = scale / one[0]
    return _times(value, factor), _times(high, factor), indicator.unit


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else float(f"{value * factor:.12g}")
