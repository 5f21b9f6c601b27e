"""Tables that stand in a text as lines: what heads the column of a cell, and what its row is called.

Cells are parted by bars (also those of drawn boxes), tabs, or two and more blanks. A table is taken for one only where
its header, which has no number but years, and two rows below it have the same number of cells, and each row begins with
words: prose never does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import cast

from zongjie import lexicon
from zongjie.document import MetricKind, Span

BARS = "|¦｜│┃┆┇┊┋║"
LONGEST_LINE = 400  # characters of a row of a table
LONGEST_HEADER = 20  # characters of a cell of a header
LEAST_ROWS = 2
DRAWN = re.compile("[─-╿]")  # what boxes are drawn with
EDGES = BARS + "".join(map(chr, range(0x2500, 0x2580))) + " 　\t\n"
BAR, TAB, GAP = re.compile(rf"[{BARS}]"), re.compile("\t"), re.compile("[ 　]{2,}")
RULE = re.compile(rf"[\s─-╿{BARS}+=:_—–-]*")
YEAR = re.compile(r"(?:(?<!\d)(?:19|20)\d\d(?!\d)(?:年度?)?|[去今上本前]年度?)")
NUMBERED = re.compile(r"(?:\d{1,2}|[（(]?[一二三四五六七八九十]{1,3}[）)]?)[.、．]\s*")
WORDS, DIGIT, UNIT = re.compile("[A-Za-z㐀-鿿]"), re.compile(r"\d"), re.compile(r"[（(][^（）()]*[）)]$")
SERIAL = ("序号", "编号")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell below a header: where it stands, the words that head its column, and the words that name its row."""

    span: Span
    header: str
    label: str

    @property
    def year(self) -> str | None:
        """The year that heads the column, with what else of the time stands there; None where none does."""
        found = YEAR.findall(self.header)
        return found[0] if len(found) == 1 and _kind(YEAR.sub("", self.header)) != "" else None

    @property
    def kind(self) -> MetricKind | None:
        """The kind of what stands in the column (`table_headers.tsv`); None where its header does not tell."""
        return cast("MetricKind | None", _kind(YEAR.sub("", self.header)) or None)


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = lexicon.table("lexicons/table_headers.tsv")
    return tuple((row["kind"], re.compile(row["pattern"])) for row in rows)


def _kind(words: str) -> str | None:
    """The kind that a header without its year tells; None where nothing is left of it, empty where it is no kind's."""
    if not words:
        return None
    return next((kind for kind, pattern in _kinds() if pattern.fullmatch(words)), "")


def bare(words: str) -> str:
    """Words without the bars, lines of boxes and blanks at their ends; empty where they reach over several cells."""
    found = words.strip(EDGES)
    return "" if DRAWN.search(found) else found


def first_cell(text: str, at: int) -> str:
    """The first cell of words in the row in which a character stands; empty where none is before it."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    row = _row(text, start, end if end >= 0 else len(text))
    return next((label for cell in row if cell.end <= at and (label := _label(text, cell))), "")


@lru_cache(maxsize=1)  # two stages ask for those of each text
def cells(text: str) -> tuple[Cell, ...]:
    """The cells of all tables of a text below their headers, in order; those that name the rows are left out."""
    found: list[Cell] = []
    for rows in _runs(text):
        first = 0
        while first < len(rows):
            end = _end(text, rows, first)
            found += _below(text, rows[first], rows[first + 1 : end])
            first = end
    return tuple(found)


def cell_of(known: Sequence[Cell], span: Span) -> Cell | None:
    """The cell in which a span stands."""
    at = bisect_right(known, span.start, key=lambda cell: cell.span.start) - 1
    return known[at] if at >= 0 and known[at].span.contains(span) else None


def _runs(text: str) -> Iterator[list[list[Span]]]:
    """Rows of cells that follow each other, lines that only part rows left out."""
    run: list[list[Span]] = []
    breaks = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    for before, end in pairwise(breaks):
        row = _row(text, before + 1, end)
        if len(row) > 1:
            run.append(row)
        elif before + 1 == end or RULE.fullmatch(text, before + 1, end) is None:
            if len(run) > LEAST_ROWS:
                yield run
            run = []
    if len(run) > LEAST_ROWS:
        yield run


def _row(text: str, start: int, end: int) -> list[Span]:
    """The cells of a line; one or none where it is no row."""
    if end - start > LONGEST_LINE or RULE.fullmatch(text, start, end):
        return []
    for sign in (BAR, TAB, GAP):
        if sign is GAP:  # an indent parts nothing; a tab before a line leaves its first cell empty
            start, end = _trimmed(text, start, end)
        signs = [match.span() for match in sign.finditer(text, start, end)]
        if signs:
            begins, ends = [start, *(behind for _, behind in signs)], [*(before for before, _ in signs), end]
            spans = [Span(*_trimmed(text, *cell)) for cell in zip(begins, ends, strict=True)]
            closed = sign is BAR and not (len(spans[0]) or len(spans[-1]))
            return spans[1:-1] if closed else spans
    return []


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _end(text: str, rows: list[list[Span]], first: int) -> int:
    """Behind the last row of the table whose header is row `first`; behind that row where it heads none."""
    header, end = _names(text, rows[first]), first + 1
    if not _heads(header):
        return end
    serial = header[0] in SERIAL
    while end < len(rows) and len(rows[end]) == len(header) and _is_body(text, rows[end][serial:]):
        end += 1
    return end if end - first > LEAST_ROWS else first + 1


def _below(text: str, header: list[Span], rows: list[list[Span]]) -> Iterator[Cell]:
    """The cells of the rows below a header."""
    names = _names(text, header)
    serial = names[0] in SERIAL
    for row in rows:
        label = _label(text, row[serial])
        for name, cell in zip(names[serial + 1 :], row[serial + 1 :], strict=True):
            if len(cell):
                yield Cell(cell, name, label)


def _names(text: str, row: list[Span]) -> list[str]:
    return [_header(text[cell.start : cell.end]) for cell in row]


def _header(words: str) -> str:
    return UNIT.sub("", "".join(words.split()))


def _heads(header: list[str]) -> bool:
    """Whether cells may head columns: names, each short and without a number that is no year."""
    named = [name for name in header[1:] if name]
    short = all(len(name) <= LONGEST_HEADER and not DIGIT.search(YEAR.sub("", name)) for name in header)
    return bool(named) and len(named) == len(header) - 1 and short


def _is_body(text: str, row: list[Span]) -> bool:
    """Whether a row begins with words and is no further header: 计划数 or 2023年 stand in none of its cells."""
    below = (Cell(cell, name, "") for cell, name in zip(row, _names(text, row), strict=True))
    return _label(text, row[0]) != "" and not any(cell.year or cell.kind for cell in list(below)[1:])


def _label(text: str, cell: Span) -> str:
    """The words of the first cell of a row, without its number; empty where it is none of words."""
    words = "".join(NUMBERED.sub("", text[cell.start : cell.end], count=1).split())
    named = WORDS.search(words) is not None and not YEAR.fullmatch(words)
    return words if named and not DIGIT.match(words) else ""
