"""Jumps between 万 and 亿: one amount stated twice with a power of ten between, or a product that is off by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isclose, log10

from zongjie.audit.figures import Figure
from zongjie.audit.verdict import Verdict, shown

THAT_IS = re.compile(r"^[^，。；：]{0,6}[（(，,]?(?:即|也就是)$")
AGAIN = re.compile(r"(?:这|上述|该|全部|在|今年|目前[，,]?|以上)[^，。；：\d]{0,4}$")
LONGEST_AGAIN = 8  # characters that `AGAIN` can match; each figure of a sentence is held against each before it
EACH = re.compile(r"(?P<by>[亩户人吨件])均")
FEWEST_DIGITS = 2


def magnitudes(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Check amounts that are restated, and totals that a number and a mean give."""
    for at, figure in enumerate(figures):
        for earlier in figures[:at]:
            found = _restated(figure, earlier)
            if found is not None:
                yield found
                break
        yield from _product(figures, at)


def _restated(figure: Figure, earlier: Figure) -> Verdict | None:
    """4500万元（即4.5亿元）; 税收1.86亿元。在1.86万元税收中."""
    if not figure.alike(earlier) or figure.is_share or not earlier.value or not figure.value:
        return None
    that_is = THAT_IS.match(figure.gap) is not None and earlier.number + 1 == figure.number
    again = (
        AGAIN.search(figure.before[-LONGEST_AGAIN:]) is not None
        and _digits(figure) == _digits(earlier)
        and len(_digits(figure)) >= FEWEST_DIGITS
    )
    if not (that_is or again):
        return None
    power = log10(figure.value / earlier.value)
    if abs(power) < 1e-9:
        return Verdict(figure.number, True, f"{shown(figure)} = {shown(earlier)}")
    if that_is and figure.wide.meets(earlier.wide):
        return Verdict(figure.number, True, f"{shown(figure)} ≈ {shown(earlier)}")
    if isclose(power, round(power), abs_tol=1e-9) or that_is:
        return Verdict(figure.number, False, f"{shown(figure)} ≠ {shown(earlier)}")
    return None


def _digits(figure: Figure) -> str:
    """The significant digits of a value."""
    return f"{figure.metric.value:.12e}".split("e", maxsplit=1)[0].rstrip("0").replace(".", "")


def _product(figures: Sequence[Figure], at: int) -> Iterator[Verdict]:
    """1万亩，亩均8000元，总产值8亿元: number times mean against the total, where a power of ten is between them."""
    total = figures[at]
    if "总" not in total.before:
        return
    means = [f for f in figures[:at] if EACH.search(f.before) and f.alike(total)]
    if not means:
        return
    by = EACH.search(means[-1].before)
    number = next((f for f in figures[:at] if by and f.metric.unit == by["by"]), None)
    if number is None or number.metric.value is None:
        return
    product = number.metric.value * means[-1].value
    power = log10(total.value / product) if product > 0 and total.value > 0 else 0.0
    scale = total.value / (total.metric.value or 1)
    words = f"{shown(number)} × {shown(means[-1])} = {product / scale:.6g}{total.metric.unit}"
    if total.wide.low <= product <= total.wide.high:
        yield Verdict(total.number, True, f"{words} ≈ {shown(total)}")
    elif abs(power - round(power)) < 0.02 and round(power):
        yield Verdict(total.number, False, f"{words} ≠ {shown(total)}")
