"""The number grammar: finds every quantity of a text, with its unit, qualifier and exact value (`rules.py`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from zongjie.document import Qualifier, Quantity, Time
from zongjie.numerals import fold
from zongjie.quantity.damaged import damaged
from zongjie.quantity.units import canonical

__all__ = ["Found", "canonical", "damaged", "find", "quantities", "ready"]

HALF = re.compile("[\ud800-\udfff]")  # half a character, which the automaton of units refuses


class Found(NamedTuple):
    """One quantity as `quantities` gives it; `text` is the characters from `start` to `end`."""

    start: int
    end: int
    text: str
    value: float | None
    value_high: float | None
    unit: str
    qualifier: Qualifier


def find(text: str, times: Sequence[Time] = (), *, bare: bool = False) -> list[Quantity]:
    """Every quantity of `text`, in order and without overlap; spans index `text` as given.

    Nothing is read inside a span of `times` or of a damaged figure. With `bare`, numerals without a unit are
    quantities too (form `bare`).
    The rule `one_classifier` marks 一 before a classifier, which may be an article; `duration`, `enumeration` (五大)
    and `place_count` (三省) mark numbers that often only name something: the caller decides.
    """
    from zongjie.quantity import marks
    from zongjie.quantity.blocks import blocked
    from zongjie.quantity.damaged import places
    from zongjie.quantity.qualify import share
    from zongjie.quantity.scan import scan

    folded = HALF.sub("\ufffd", fold(text))
    broken = [span for span, _, _ in places(folded)]
    spans = [time.span for time in times] + broken
    blocks = blocked(folded, [(span.start, span.end) for span in spans])
    plain = marks.signed(marks.items(folded)[0])
    found = list(marks.below_zero(folded, scan(plain, blocks, bare=bare)))
    starts = [span.start for span in broken]

    def sound(one: Quantity) -> bool:
        last = bisect_left(starts, one.span.end) - 1
        return last < 0 or not broken[last].overlaps(one.span)

    return share(plain, [one for one in found if sound(one)])


def ready() -> None:
    """Compile every rule now, in about two seconds: for a run over many texts, which comes to all of them anyway."""
    from zongjie.quantity.rules import RULES

    for rule in RULES:
        rule.compile()


def quantities(text: str, *, bare: bool = False) -> list[Found]:
    """Every quantity of a string: start, end, text, value, value_high, unit, qualifier. Dates and periods are none.

    Examples:
        >>> [(q.text, q.value, q.unit) for q in quantities("新建工会31家，发展会员约1.2万人")]
        [('31家', 31.0, '家'), ('约1.2万人', 12000.0, '人')]
    """
    from zongjie import timex

    return [
        Found(q.span.start, q.span.end, text[q.span.start : q.span.end], q.value, q.value_high, q.unit, q.qualifier)
        for q in find(text, timex.find(text), bare=bare)
    ]
