"""How a sentence uses a word: in a heading, in the title of a document, in ceremony, negated, or plainly."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, get_args

from zongjie.ceremony import is_ceremony
from zongjie.clauses import TITLE, clauses, enclosed
from zongjie.document import Span
from zongjie.terms.negation import negation

Use = Literal["plain", "negated", "ceremony", "heading", "quoted_title"]
USES: tuple[Use, ...] = get_args(Use)


class Usage:
    """The uses in one folded sentence. A word has one use: the first that fits of heading, title, ceremony, negated."""

    def __init__(self, text: str, heading: bool) -> None:
        self.text = text
        self.heading = heading

    @cached_property
    def titles(self) -> tuple[Span, ...]:
        """What 《…》 encloses, the outermost; a mark without partner encloses nothing."""
        found = enclosed(self.text, 0, len(self.text), TITLE)
        return tuple(Span(start, end + 1) for start, end in found)

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The clauses of the sentence."""
        return tuple(clauses(self.text, Span(0, len(self.text))))

    def of(self, start: int, end: int) -> tuple[Use, str]:
        """The use of `text[start:end]` and the words that show it."""
        if self.heading:
            return "heading", ""
        for title in self.titles:
            if title.start < start and end < title.end:
                return "quoted_title", self.text[title.start : title.end]
        whole = Span(0, len(self.text))
        clause = next((one for one in self.clauses if one.start <= start < one.end), whole)
        words = self.text[clause.start : clause.end]
        if is_ceremony(words):
            return "ceremony", words
        cue = negation(self.text, clause, start, end)
        return ("negated", cue) if cue is not None else ("plain", "")
