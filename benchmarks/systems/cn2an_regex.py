"""cn2an behind the same regular expression of numbers and units: the values are read by the library."""

from __future__ import annotations

from collections.abc import Iterator

import cn2an
import numbers_naive as naive
from tables import Found, Row, main


def find(text: str) -> Found:
    """Metrics alone: the library reads numerals."""
    return Found(metrics=list(metrics(text)))


def metrics(text: str) -> Iterator[Row]:
    """Numbers with a unit whose numeral cn2an accepts."""
    for match in naive.candidates(text):
        try:
            value = float(cn2an.cn2an(match["number"].replace(",", ""), "smart"))
        except ValueError:
            continue
        more = match.groupdict().get("more")
        yield naive.row(text, *match.span(), value * naive.size_of(match), naive.unit_of(match), more)


if __name__ == "__main__":
    main(find)
