"""The geometry of the report's bar charts: counts in, rectangles out; the template draws them as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LABEL_WIDTH = 130
BAR_WIDTH = 460
ROW_HEIGHT = 24
"""In the units of the SVG's view box; 70 more on the right hold the number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One rectangle of a bar: `series` is the index of its colour, `tip` what the mouse shows."""

    x: float
    width: float
    series: int
    tip: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart, largest first."""

    label: str
    total: int
    y: int
    pieces: tuple[Piece, ...]

    @property
    def end(self) -> float:
        """Where the bar ends and its number stands."""
        return self.pieces[-1].x + self.pieces[-1].width if self.pieces else LABEL_WIDTH


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of stacked bars; `series` names the colours, empty where there is only one."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def label_end(self) -> int:
        """Where the labels end, just before the bars."""
        return LABEL_WIDTH - 6

    @property
    def width(self) -> int:
        """The width of the view box."""
        return LABEL_WIDTH + BAR_WIDTH + 70

    @property
    def height(self) -> int:
        """The height of the view box."""
        return ROW_HEIGHT * len(self.bars)


def stacked(title: str, counts: Mapping[str, Mapping[str, int]], series: Sequence[str]) -> Chart:
    """Bars of `counts` (label → series → number), the longest first; equal ones in the order of `counts`."""
    totals = {label: sum(parts.values()) for label, parts in counts.items()}
    longest = max(totals.values(), default=0)
    order = sorted((label for label in counts if totals[label]), key=lambda label: -totals[label])
    bars = []
    for row, label in enumerate(order):
        x, pieces = float(LABEL_WIDTH), []
        for at, name in enumerate(series):
            number = counts[label].get(name, 0)
            if number:
                width = BAR_WIDTH * number / longest
                pieces.append(Piece(round(x, 1), round(width, 1), at, f"{label} {name} {number:,}"))
                x += width
        bars.append(Bar(label, totals[label], row * ROW_HEIGHT, tuple(pieces)))
    return Chart(title, tuple(series) if len(series) > 1 else (), tuple(bars))


def simple(title: str, counts: Mapping[str, int]) -> Chart:
    """Bars of one colour."""
    return stacked(title, {label: {"": number} for label, number in counts.items()}, [""])
