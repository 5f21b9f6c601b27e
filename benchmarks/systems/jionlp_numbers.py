"""JioNLP: its amounts of money, and numbers before its classifiers without its times; it reads the values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO

with redirect_stdout(StringIO()):
    import jionlp
import numbers_naive as naive
from tables import Found, Row, main

CLASSIFIERS = sorted(jionlp.quantifiers_loader(), key=len, reverse=True)
COUNT = re.compile(
    rf"(?P<number>(?:{naive.DIGITS})[多余]?[万亿]?)(?P<unit>个百分点|[%‰]|{'|'.join(map(re.escape, CLASSIFIERS))})"
)


def find(text: str) -> Found:
    """Metrics alone: the library knows no activities and no problems."""
    return Found(metrics=list(metrics(text)))


def metrics(text: str) -> Iterator[Row]:
    """Money first, then what else counts, then 百分之…; nothing twice and no times."""
    taken: list[tuple[int, int]] = []
    for found in jionlp.ner.extract_money(text, with_parsing=True):
        start, end = found["offset"]
        if start is not None and (value := _single(found["detail"])) is not None:
            taken.append((start, end))
            qualifier = {"blur": "approx", "blur+": "over", "blur-": "under"}.get(
                found["detail"]["definition"], "exact"
            )
            row = naive.row(text, start, end, value, "元")
            yield row if qualifier == "exact" else {**row, "qualifier": qualifier}
    taken += [tuple(found["offset"]) for found in jionlp.ner.extract_time(text)]
    for pattern in (COUNT, naive.PERCENT):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if (value := _value(match["number"])) is not None:
                more = "余" if set(match["number"]) & set("多余") else None
                yield naive.row(text, *match.span(), value, naive.unit_of(match), more)


def _value(numeral: str) -> float | None:
    """JioNLP reads numerals as amounts of money."""
    try:
        return _single(jionlp.parse_money(numeral + "元"))
    except Exception:  # the library raises many kinds on what it cannot read
        return None


def _single(parsed: dict[str, object] | None) -> float | None:
    number = parsed["num"] if parsed else None
    return float(number) if isinstance(number, str) else None


if __name__ == "__main__":
    main(find)
