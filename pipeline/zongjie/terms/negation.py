"""Whether a word stands under a negation or a negative assessment of its clause, by cues kept as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from zongjie import lexicon
from zongjie.document import Span

BEFORE, AFTER = 24, 30
"""Characters around cue and word in which `unless` is looked for: a pair of clauses (没有…，就没有…)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of `negation.tsv`."""

    side: Literal["before", "after"]
    pattern: re.Pattern[str]
    reach: int
    stops: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """The cues in the order of the file."""

    def compiled(pattern: str) -> re.Pattern[str] | None:
        return re.compile(pattern) if pattern else None

    return tuple(
        Cue(
            "before" if row["side"] == "before" else "after",
            re.compile(row["pattern"]),
            int(row["reach"]),
            compiled(row["stops"]),
            compiled(row["unless"]),
        )
        for row in lexicon.table("terms/negation.tsv")
    )


def negation(text: str, clause: Span, start: int, end: int) -> str | None:
    """The words that negate `text[start:end]` or say that it falls short, or None."""
    for cue in cues():
        for match in cue.pattern.finditer(text, clause.start, clause.end):
            gap = (match.end(), start) if cue.side == "before" else (end, match.start())
            if (
                0 <= gap[1] - gap[0] <= cue.reach
                and not (cue.stops and cue.stops.search(text, *gap))
                and not _taken_back(cue, text, match.start(), start, end)
            ):
                return match[0]
    return None


def _taken_back(cue: Cue, text: str, at: int, start: int, end: int) -> bool:
    """Whether a wording of `unless` covers the place `at` where the cue begins."""
    if cue.unless is None:
        return False
    first, last = max(0, min(at, start) - BEFORE), min(len(text), max(at, end) + AFTER)
    return any(match.start() <= at < match.end() for match in cue.unless.finditer(text, first, last))
