"""Microsoft Recognizers-Text for Chinese: percentages, money, dimensions, ordinals, and numbers before a known unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numbers_naive as naive
from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
from recognizers_number_with_unit import recognize_currency, recognize_dimension
from recognizers_text import Culture
from tables import Found, Row, main

UNIT = re.compile("|".join(naive.UNITS))
LINE = re.compile(r"[^\n。；]+")


def find(text: str) -> Found:
    """Metrics alone, sentence by sentence: the library takes very long for a whole text."""
    found = Found()
    for line in LINE.finditer(text):
        found.metrics += list(metrics(text, line.start(), line[0]))
    return found


def metrics(text: str, at: int, line: str) -> Iterator[Row]:
    """The wider recogniser first, so that 12.5% is not read as 12.5 as well; numbers inside a date are left out."""
    taken: list[tuple[int, int]] = [match.span() for match in naive.DATE.finditer(line)]
    for recognise in (
        recognize_percentage,
        recognize_currency,
        recognize_dimension,
        recognize_ordinal,
        recognize_number,
    ):
        for result in recognise(line, Culture.Chinese):
            start, end = result.start, result.end + 1
            if any(a < end and start < b for a, b in taken):
                continue
            unit = _unit(recognise, line, start, end)
            if unit is None or not (result.resolution and result.resolution.get("value")):
                continue
            if recognise is recognize_number:
                end += len(unit)
            taken.append((start, end))
            more = "多" if set(line[start:end]) & set("多余") else None
            value = float(str(result.resolution["value"]).rstrip("%"))
            yield naive.row(text, at + start, at + end, value, unit, more) | _rank(recognise)


def _unit(recognise: object, line: str, start: int, end: int) -> str | None:
    if recognise is recognize_percentage:
        return "%"
    if recognise is recognize_ordinal:
        return "名"
    if recognise is recognize_number:
        match = UNIT.match(line, end)
        return match[0] if match else None
    return re.sub(rf"^(?:{naive.DIGITS}|[多余万亿千百])+", "", line[start:end])


def _rank(recognise: object) -> Row:
    return {"kind": "rank"} if recognise is recognize_ordinal else {}


if __name__ == "__main__":
    main(find)
