"""Where a document stands in time: the years it reports on, the year of its 今年, and the year of its plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zongjie import timex
from zongjie.document import Document, Metadata, Time
from zongjie.link.words import pattern
from zongjie.timex.relative import Anchor

HEAD = 260  # characters at the opening in which a text without a dated title says of when it speaks
SIGNED = 40  # characters behind a date at the end of a text, all of them blank
WINTER = 11  # month from which on the plans of a report may be for the next year
SUMMER = 6  # months of a year in which an assembly still hears the report on the year before
SPRING = 3  # months of a year in which a report on the year before is given
FINE = ("day", "month", "quarter", "half", "span")  # grains of a time that dates a text; a bare year may be a founding
YEARLY = ("work_summary", "duty_report")  # kinds of report that look back on a year and plan the next
SHORT_YEAR = re.compile(
    r"(?<![\d一二三四五六七八九〇○零])(?P<ten>[6-9六七八九])(?P<one>[0-9一二三四五六七八九〇○零])年"
)
SIGNS = {
    sign: i
    for i, signs in enumerate(("0〇○零", "1一", "2二", "3三", "4四", "5五", "6六", "7七", "8八", "9九"))
    for sign in signs
}


NOWHERE = Anchor()


@dataclass(frozen=True, slots=True)
class Standing:
    """An anchor, and the year that plans without a year of their own are for; None where nothing tells.

    `formal`: a report to an assembly or on last year's plan, in which a year governs whole paragraphs.
    """

    anchor: Anchor = NOWHERE
    planned: int | None = None
    formal: bool = False


def standing(document: Document) -> Standing:
    """Where the document stands, by its metadata, the years of its title and the dates at its opening and end."""
    meta, text = document.metadata, document.text
    opening = f"{meta.title or ''}\n{text[:HEAD]}"
    years = [time for time in timex.find(meta.title or "") if time.start and time.end]
    if meta.type == "government_report" or (meta.type not in YEARLY and pattern("assembly").search(opening)):
        return _of_assembly(document, years)
    if meta.period_start and meta.period_end:
        return _of_period(document, years)
    if years and years[0].grain == "day" and years[0].start and pattern("meeting").search(opening):
        day = years[0].start  # a speech at a meeting: early in a year it looks back on the one before
        reported = day.year - 1 if day.month <= SPRING else day.year
        return Standing(Anchor(reported, reported, day.year), reported + 1, formal=True)
    if years:
        first, last = years[0].start, years[0].end
        assert first is not None and last is not None
        return Standing(Anchor(first.year, last.year, last.year))
    short = SHORT_YEAR.search(meta.title or "")
    if short:
        year = 1900 + 10 * SIGNS[short["ten"]] + SIGNS[short["one"]]
        return Standing(Anchor(year, year, year), year + 1)
    return _of_date(document)


def _of_assembly(document: Document, years: list[Time]) -> Standing:
    """A report to an assembly: given early in a year, on the year before, with plans for its own."""
    meta = document.metadata
    dated = _dated(document)
    if meta.published:
        speaking = meta.published.year
    elif years and years[-1].start:
        speaking = years[-1].start.year
    elif meta.period_start and meta.period_start.year == (meta.period_end or meta.period_start).year:
        speaking = meta.period_start.year + 1
    elif meta.named_year:
        speaking = meta.named_year
    elif meta.period_end:
        speaking = meta.period_end.year + 1
    elif dated and dated.start:
        speaking = dated.start.year
    else:
        first = next((time.start.year for time in _opening(document) if time.start), None)
        return Standing(Anchor(first, first, None), first + 1 if first else None, formal=True)
    late = meta.published is not None and meta.published.month > SUMMER and meta.type != "government_report"
    reported = speaking if late else speaking - 1
    return Standing(Anchor(reported, reported, speaking), speaking, formal=True)


def _of_period(document: Document, years: list[Time]) -> Standing:
    meta = document.metadata
    assert meta.period_start is not None and meta.period_end is not None
    first, last = meta.period_start.year, meta.period_end.year
    planned = next((last + 1 for time in years if time.start and time.start.year == last + 1), None)
    if first != last:
        dated = _dated(document)
        return Standing(Anchor(first, last, dated.end.year if dated and dated.end else None))
    if planned and pattern("budgeting").search(meta.title or "") and "明年" not in document.text:
        return Standing(Anchor(first, last, planned), planned, formal=True)
    if planned is None:
        planned = last + 1 if meta.type in YEARLY and _whole_year(meta) else last if meta.type == "plan" else None
        planned = planned or (None if _whole_year(meta) else last)
    return Standing(Anchor(first, last, last), planned)


def _whole_year(meta: Metadata) -> bool:
    start, end = meta.period_start, meta.period_end
    return bool(start and end and (start.month, end.month) == (1, 12))


def _of_date(document: Document) -> Standing:
    """A text whose title names no year: by what it says it reports on, by its date, or by the first dated time."""
    meta = document.metadata
    said = pattern("reporting").search(document.text[:HEAD])
    if said:
        year = next((time.start.year for time in timex.find(said[0]) if time.start), None)
        if year is not None:
            return Standing(Anchor(year, year, year), year + 1)
    if meta.published:
        return _from_day(meta.published.year, meta.published.month, meta)
    if meta.named_year:
        return Standing(Anchor(meta.named_year, meta.named_year, meta.named_year), meta.named_year + 1)
    dated = _dated(document)
    if dated is None or dated.start is None:
        return Standing()
    return _from_day(dated.start.year, dated.start.month if dated.grain in ("day", "month") else None, meta)


def _from_day(year: int, month: int | None, meta: Metadata) -> Standing:
    """A text of a day: what looks back in spring on a year means the one before; a plan of before winter its own."""
    if month is not None and month <= SPRING and meta.type in (*YEARLY, "work_report"):
        return Standing(Anchor(year - 1, year - 1, year), year)
    return Standing(Anchor(year, year, year), year if month is not None and month < WINTER else None)


def _dated(document: Document) -> Time | None:
    """The day or month under which the text is signed, else the first time of its opening finer than a year."""
    times = document.times
    if times and times[-1].grain == "day" and times[-1].start and _ends(document.text, times[-1].span.end):
        return times[-1]
    for time in _opening(document):
        if time.grain in FINE and time.end and time.start and time.start.year == time.end.year:
            return time
    return None


def _ends(text: str, end: int) -> bool:
    return len(text) - end <= SIGNED and not text[end:].strip()


def _opening(document: Document) -> Iterator[Time]:
    """The times of the opening that name their year."""
    for time in document.times:
        if time.span.start > HEAD:
            return
        if time.start and time.end:
            yield time
