"""Clauses of a sentence, and the marks that hold text together: what every extractor reads one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from zongjie.document import Span

CLAUSE_END = "，,；;：:。！？!?…\n"
OPENING, CLOSING = "“《（〈「『【(", "”》）〉」』】)"
PAIR = dict(zip(CLOSING, OPENING, strict=True))
LONGEST_HELD = 120  # characters between two marks that hold a text together; stray marks lie farther apart
STRAIGHT = '"'  # opens and closes by turns
CLOSING_OR_STRAIGHT = CLOSING + STRAIGHT
# A comma that parts thousands (1,200家, in old print 1，200家) and the colon of a ratio (2.1:1) end no clause.
_END = re.compile(rf"[{CLAUSE_END}](?!(?<=\d[,，])\d{{3}}(?!\d)|(?<=\d[:：])\d)")
_BRACKET = re.compile(f"[{re.escape(OPENING + CLOSING + STRAIGHT)}]")
TITLE = re.compile("[《》]")


def enclosed(text: str, start: int, end: int, marks: re.Pattern[str] = _BRACKET) -> list[tuple[int, int]]:
    """Outermost bracketed parts of `text[start:end]` as (opening, closing) indices; unmatched marks hold nothing.

    Of all brackets, or of those that `marks` finds: `TITLE` for the names of texts.
    """
    if marks.search(text, start, end) is None:
        return []  # most sentences
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()  # how many of each mark are on the stack
    pairs: list[tuple[int, int]] = []
    for match in marks.finditer(text, start, end):
        mark = match.group()
        partner = PAIR.get(mark, mark)
        if mark in CLOSING_OR_STRAIGHT and waiting[partner]:
            found, opening = "", match.start()
            while found != partner:
                found, opening = stack.pop()
                waiting[found] -= 1
            while pairs and pairs[-1][0] > opening:
                pairs.pop()
            if match.start() - opening <= LONGEST_HELD:
                pairs.append((opening, match.start()))
        elif mark not in CLOSING:
            stack.append((mark, match.start()))
            waiting[mark] += 1
    return pairs


def clauses(text: str, span: Span) -> Iterator[Span]:
    """The clauses of a sentence, cut at ，；：。！？ outside brackets and numbers, without blanks and closing marks."""
    start = span.start
    for at in _cuts(text, span):
        if at > start:
            if text[start].isspace() or text[at - 1].isspace():
                yield from trimmed(text, start, at)
            else:
                yield Span(start, at)
        start = at + 1
    yield from trimmed(text, start, span.end)


def _cuts(text: str, span: Span) -> Iterator[int]:
    """Where the clauses end: the marks that no brackets hold."""
    held = enclosed(text, span.start, span.end)
    pair = 0
    for match in _END.finditer(text, span.start, span.end):
        at = match.start()
        while pair < len(held) and held[pair][1] < at:
            pair += 1
        if pair == len(held) or held[pair][0] > at:
            yield at


def trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without blanks at its ends, or nothing."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)
