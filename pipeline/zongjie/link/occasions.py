"""Feasts, seasons and occasions as times (春节前后, 暑假, 会后): they say when, and have no days of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from zongjie.document import Document, Span, Time
from zongjie.lexicon import table

ENDING = r"(?:期间|前后|前夕|之际|当天|以后|以前|以来|之前|之后|前|后|里|中)?"


def with_occasions(document: Document) -> tuple[Time, ...]:
    """The document's times and its occasions, in order; an occasion inside or beside a time is left out."""
    expression, grains = _words()
    found = [
        Time(Span(match.start(), match.end()), grains[match["word"]]) for match in expression.finditer(document.text)
    ]
    if not found:
        return document.times
    taken = {at for time in document.times for at in (time.span.start - 1, *range(time.span.start, time.span.end + 1))}
    kept = [time for time in found if time.span.start not in taken]
    return tuple(sorted((*document.times, *kept), key=lambda time: time.span))


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = sorted(table("lexicons/occasions.tsv", "word"), key=lambda row: -len(row["word"]))
    first = "".join(sorted({row["word"][0] for row in rows}))
    words = "|".join(row["word"] + (f'(?=[”"]?(?:{row["after"]}))' if row["after"] else "") for row in rows)
    body = rf"(?=[“\"五元{first}])(?:五四)?[“\"]?(?P<word>{words})[”\"]?{ENDING}"
    return re.compile(body), {row["word"]: row["grain"] for row in rows}
