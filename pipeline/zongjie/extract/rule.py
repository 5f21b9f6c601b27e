"""What all extractors share: clauses of a sentence, and marks that hold text together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zongjie import lexicon
from zongjie.document import Span

CLAUSE_END = "，,；;：:。！？!?…"
OPENING, CLOSING = "“《（〈「『【(", "”》）〉」』】)"
PAIR = dict(zip(CLOSING, OPENING, strict=True))
_MARKS = re.compile(r"[，,；;：:。！？!?…\n“”《》（）〈〉「」『』【】()\"]")


def enclosed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost bracketed parts of `text[start:end]` as (opening, closing) indices; unmatched marks hold nothing."""
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in _MARKS.finditer(text, start, end):
        char = match.group()
        if char == '"':  # a straight mark opens and closes by turns
            char = "”" if any(text[i] == '"' for i in stack) else "“"
        if char in OPENING:
            stack.append(match.start())
        elif char in CLOSING:
            for back in range(len(stack) - 1, -1, -1):
                if text[stack[back]] == (PAIR[char] if match.group() != '"' else '"'):
                    opening = stack[back]
                    del stack[back:]
                    while pairs and pairs[-1][0] > opening:
                        pairs.pop()
                    pairs.append((opening, match.start()))
                    break
    return pairs


def clauses(text: str, span: Span) -> Iterator[Span]:
    """The clauses of a sentence, cut at ，；：。！？ outside brackets, without blanks and closing punctuation."""
    pairs = enclosed(text, span.start, span.end)
    start, at_pair = span.start, 0
    for match in _MARKS.finditer(text, span.start, span.end):
        i = match.start()
        if match.group() not in CLAUSE_END and match.group() != "\n":
            continue
        while at_pair < len(pairs) and pairs[at_pair][1] < i:
            at_pair += 1
        if at_pair < len(pairs) and pairs[at_pair][0] < i:
            continue
        if match.group() == "\n" and not text[start:i].strip():
            start = i + 1
            continue
        yield from trimmed(text, start, i)
        start = i + 1
    yield from trimmed(text, start, span.end)


def trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without blanks at its ends, or nothing."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)


@lru_cache(maxsize=64)
def frame(file: str, use: str) -> re.Pattern[str]:
    """All patterns of one use of a TSV of frames (columns `use`, `pattern`) as one regular expression."""
    return re.compile("|".join(f"(?:{p})" for p in lexicon.words(file, "pattern", use=use)))
