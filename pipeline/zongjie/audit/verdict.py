"""What the audit says of one figure: whether it agrees with others, and the arithmetic in words."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from zongjie.audit.figures import Figure, Interval

POWER = 0.01  # how close to a power of ten the ratio is, as a logarithm
SLIP = 3.5  # times by which a slip may be off; what is farther off is mostly another thing, powers of ten apart


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figure that was checked, whether it agrees, and a sentence that shows it with the rounding allowed."""

    number: int
    consistent: bool
    words: str


def verdict(
    figure: Figure, computed: Interval | float, sum_: str, unit: str | None = None, *, tied: bool = False
) -> Verdict | None:
    """The verdict on a figure against what was computed; `sum_` is the arithmetic with its signs.

    None where the two are so far apart that they are hardly about the same thing, unless the wording ties them
    (`tied`).
    """
    spread = computed if isinstance(computed, Interval) else Interval(computed, computed)
    holds = figure.wide.meets(spread)
    middle = spread.middle
    if not holds and not tied and not _slip(middle, figure.value):
        return None
    own = unit if unit is not None else figure.metric.unit
    scale = figure.value / figure.metric.value if figure.metric.value else 1.0
    room = (figure.wide.high - figure.wide.low) / 2 / scale
    allowed = f" (±{room:.4g})" if room else ""
    sign = "≈" if holds else "≠"
    return Verdict(
        figure.number, holds, f"{sum_} = {middle / scale:.6g}{own} {sign} {figure.metric.value:g}{own}{allowed}"
    )


def _slip(computed: float, stated: float) -> bool:
    """Whether one number may be the other, miswritten: near, of the wrong sign, or off by a power of ten."""
    if computed == 0 or stated == 0:
        return False
    ratio = abs(computed / stated)
    return 1 / SLIP <= ratio <= SLIP or (abs(log10(ratio) - round(log10(ratio))) < POWER and round(log10(ratio)) != 0)


def shown(figure: Figure) -> str:
    """A figure in the arithmetic, as it is written."""
    return "".join(figure.metric.evidence.split())
