"""The cues by which a clause states a shortcoming (`cues.tsv`), and its category (`categories.tsv`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from zongjie import lexicon
from zongjie.document import Span
from zongjie.extract.rule import frame

FOLDER = "extract/problems/"
Strength = Literal["strong", "weak", "place"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One way to state a shortcoming. The strength `place` is that of a clause which counts by where it stands alone.

    A cue that is not `firm` does not count behind a verb of solving (解决了资金短缺问题).
    """

    name: str
    strength: Strength
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    firm: bool = False

    def found(self, clause: str) -> int | None:
        """Where in the clause the cue stands, or None."""
        match = self.pattern.search(clause)
        if match is None or (self.unless is not None and self.unless.search(clause)):
            return None
        return match.start()


def _read(strength: Strength) -> tuple[Cue, ...]:
    rows = lexicon.table(FOLDER + "cues.tsv", unique="name")
    return tuple(
        Cue(
            row["name"],
            strength,
            re.compile(row["pattern"]),
            re.compile(row["unless"]) if row["unless"] else None,
            row["firm"] == "yes",
        )
        for row in rows
        if row["strength"] == strength
    )


STRONG, WEAK = _read("strong"), _read("weak")
_NEEDED = re.compile("|".join(lexicon.words(FOLDER + "cues.tsv", "needs", strength="strong")))
_SOLVED = frame(FOLDER + "frames.tsv", "solved")
_CATEGORIES = tuple((row["category"], re.compile(row["pattern"])) for row in lexicon.table(FOLDER + "categories.tsv"))


def hinted(text: str, span: Span) -> bool:
    """Whether a strong cue may stand in `span`: quick, and never False where one does."""
    return _NEEDED.search(text, span.start, span.end) is not None


def strong_cue(clause: str) -> Cue | None:
    """The first strong cue by which the clause states a shortcoming, or None."""
    return _first(STRONG, clause) if _NEEDED.search(clause) else None


def any_cue(clause: str) -> Cue | None:
    """The first cue, strong ones before weak ones, by which the clause states a shortcoming, or None."""
    return strong_cue(clause) or weak_cue(clause)


def weak_cue(clause: str) -> Cue | None:
    """The first weak cue by which the clause states a shortcoming among others, or None."""
    return _first(WEAK, clause)


def _first(cues: tuple[Cue, ...], clause: str) -> Cue | None:
    for cue in cues:
        at = cue.found(clause)
        if at is not None and (cue.firm or not _solved_before(clause, at)):
            return cue
    return None


def _solved_before(clause: str, at: int) -> bool:
    told = _SOLVED.search(clause)
    return told is not None and told.start() < at


def category_of(clause: str) -> str:
    """The category of a shortcoming by its topic words, `other` where none is known."""
    return next((category for category, pattern in _CATEGORIES if pattern.search(clause)), "other")


def categories_of(clauses: list[str]) -> list[str]:
    """The category of each."""
    return [category_of(clause) for clause in clauses]
