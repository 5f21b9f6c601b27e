"""A sentence in view of its neighbours: its clauses, their cues, and whether it stands in a list of problems."""

from __future__ import annotations

from dataclasses import dataclass

from zongjie.document import Sentence, Span
from zongjie.extract.problems.cues import FOLDER, Cue, hinted, strong_cue, weak_cue
from zongjie.extract.rule import frame

FRAMES = FOLDER + "frames.tsv"
PLANNING = ("plan", "measures")  # roles whose sentences are dense with shortcomings only to answer them
DENSE = 2  # clauses
PATIENCE, LISTED_SHARE = 8, 0.25  # clauses read before the share with a cue is asked for, and that share
LISTED_LENGTH = 16  # mean characters of the clauses of a list; arguments run longer
BLANKS = " 　，,、：:"
LEAD = frame(FRAMES, "lead")
OUTSIDE = frame(FRAMES, "outside")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without list number and leading connectives, and the strong cue in it."""

    span: Span
    words: str
    strong: Cue | None

    @property
    def cue(self) -> Cue | None:
        """The first cue of the clause, strong or weak."""
        return self.strong or weak_cue(self.words)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, its clauses, how many show a cue, and whether most do: then it is `dense`, whatever its role."""

    sentence: Sentence
    clauses: tuple[Clause, ...]
    stated: int = 0
    dense: bool = False

    @property
    def among_problems(self) -> bool:
        """Whether the sentence speaks of problems, by its role or by its own words."""
        return self.dense or self.sentence.role == "problems"

    @property
    def brief(self) -> bool:
        """Whether the clauses are as short as those of a list."""
        return sum(len(clause.span) for clause in self.clauses) <= LISTED_LENGTH * len(self.clauses)


def read(text: str, sentence: Sentence, spans: tuple[Span, ...]) -> Passage | None:
    """A sentence and its clauses as a passage; None where nothing can be a shortcoming, which is most of a text."""
    among = sentence.role == "problems"
    if not among and (sentence.heading or not hinted(text, sentence.span)):
        return None
    if sentence.heading:
        return Passage(sentence, (without_lead(text, sentence.span),))
    parts = tuple(without_lead(text, span) for span in spans)
    free = parts if among else tuple(clause for clause in parts if not OUTSIDE.search(clause.words))
    strong = any(clause.strong for clause in free)
    if not strong and not among:
        return None
    if sentence.role in PLANNING:
        return Passage(sentence, parts)
    stated = sum(clause.cue is not None for clause in free)
    return Passage(sentence, parts, stated, strong and stated >= DENSE and stated * 2 > len(parts))


@dataclass(slots=True)
class Listing:
    """Whether a sentence stands in a list of problems, so that a clause counts by its place alone.

    Under a heading that announces problems it does. A passage that only opening words announce counts while it looks
    like a list: short clauses, and enough of those read so far with a cue, for such words open long arguments too.
    """

    read: int = 0
    stated: int = 0

    def leave(self) -> None:
        """Another role: what was read so far is another passage's."""
        self.read = self.stated = 0

    def holds(self, passage: Passage, under_heading: bool) -> bool:
        """Whether the next sentence of problems, in a section of problems or not, belongs to such a list."""
        if not passage.sentence.heading:
            self.read += len(passage.clauses)
            self.stated += passage.stated
        going_on = self.read <= PATIENCE or self.stated >= LISTED_SHARE * self.read
        return going_on and (under_heading or passage.brief)


def without_lead(text: str, span: Span) -> Clause:
    """The clause that starts behind list numbers and connectives."""
    core = behind_lead(text, span)
    words = text[core.start : core.end]
    return Clause(core, words, strong_cue(words))


def behind_lead(text: str, span: Span) -> Span:
    """The clause without list numbers and connectives."""
    start = span.start
    while (match := LEAD.match(text, start, span.end)) is not None and match.end() > start:
        start = match.end()
        while start < span.end and text[start] in BLANKS:
            start += 1
    return span if start == span.start else Span(start, span.end)
