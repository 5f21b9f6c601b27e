"""What the audit says of one figure: whether it agrees with others, and the arithmetic in words."""

from __future__ import annotations

from dataclasses import dataclass

from zongjie.audit.figures import Figure, Interval


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figure that was checked, whether it agrees, and a sentence that shows it with the rounding allowed."""

    number: int
    consistent: bool
    words: str


def verdict(figure: Figure, computed: Interval | float, sum_: str, unit: str | None = None) -> Verdict:
    """The verdict on a figure against what was computed; `sum_` is the arithmetic with its signs."""
    spread = computed if isinstance(computed, Interval) else Interval(computed, computed)
    holds = figure.wide.meets(spread)
    middle = (spread.low + spread.high) / 2
    own = unit if unit is not None else figure.metric.unit
    scale = figure.value / figure.metric.value if figure.metric.value else 1.0
    room = (figure.wide.high - figure.wide.low) / 2 / scale
    allowed = f" (±{room:.4g})" if room else ""
    sign = "≈" if holds else "≠"
    return Verdict(figure.number, holds, f"{sum_} = {middle / scale:.6g}{own} {sign} {figure.metric.value:g}{own}{allowed}")


def shown(figure: Figure) -> str:
    """A figure in the arithmetic: its value and unit as written."""
    return f"{figure.metric.value:.12g}{figure.metric.unit}"
