"""What stands before a figure and changes it: a list mark set against it (3.200人), a minus in words (负, 零下)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from zongjie.document import Quantity, Span, altered
from zongjie.quantity import units

_BELOW = "零下"
# 自负30%, 人均减负53元, 正负2度: no minus, so only behind a verb or noun of movement, or a mark
_MINUS = re.compile(
    r"[负零](?:(?<=负)(?=\d)(?:(?<![\u4e00-\u9fff].)|(?<=[为是达率速幅长增降升到至由从].))|(?<=零)下(?=\d))"
)
# people, households and things come whole, so 2.12名 where a sentence begins is item 2 and twelve people
_WHOLE = frozenset({"count", "person", "person-time", "household"})
_COLD = frozenset({"temperature", "degree"})


# what stands wherever a list mark and its figure do: without it the units need not be compiled
_NUMBERED = re.compile(r"(?:^|[。；;！？]) {0,4}[1-9]\d?\. ?[1-9]", re.MULTILINE)


@lru_cache(maxsize=1)
def _item() -> re.Pattern[str]:
    whole = "|".join(units.pattern(dimension=kind) for kind in sorted(_WHOLE))
    # a figure alone on its line is the cell of a table, where 2.5人 may be a mean
    figure = rf"(?P<mark>(?P<no>[1-9]\d?)\.) ?(?P<n>[1-9]\d{{0,5}}) ?(?:{whole})"
    return re.compile(rf"(?:(?P<line>^)|(?<=[。；;！？])) {{0,4}}(?P<figure>{figure})(?=[\u4e00-\u9fff])", re.MULTILINE)


@lru_cache(maxsize=2)  # the search for quantities and the search for damage ask for the same text
def items(folded: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`folded` with blanks for its list marks, and the places where mark and decimal cannot be told apart.

    A mark is sure where a line begins or where its neighbour in the count begins a sentence too.
    """
    if _NUMBERED.search(folded) is None:
        return folded, ()
    found = list(_item().finditer(folded))
    numbers = {int(match["no"]) for match in found}
    parts, last, doubtful = [], 0, []
    for match in found:
        number = int(match["no"])
        if match["line"] is None and not numbers & {number - 1, number + 1}:
            doubtful.append(match.span("figure"))
            continue
        start, end = match.span("mark")
        parts += [folded[last:start], " " * (end - start)]
        last = end
    return "".join([*parts, folded[last:]]), tuple(doubtful)


def signed(folded: str) -> str:
    """`folded` with a minus for 负 and 零下 before a digit; the length stays."""
    return _MINUS.sub(lambda found: "-".rjust(len(found[0])), folded)


def below_zero(folded: str, quantities: Iterable[Quantity]) -> Iterator[Quantity]:
    """Spans with the whole of 零下, and 零下二十度 as -20; a range in Chinese numerals is left out as unsure."""
    for quantity in quantities:
        start, end = quantity.span.start, quantity.span.end
        if folded.startswith(_BELOW, max(start - 1, 0)) and folded[start] == "下":
            yield altered(quantity, span=Span(start - 1, end))
        elif folded.startswith(_BELOW, max(start - 2, 0)) and units.dimension(quantity.unit) in _COLD:
            if quantity.value is not None and quantity.value_high is None:
                yield altered(quantity, span=Span(start - 2, end), value=-quantity.value)
        else:
            yield quantity
