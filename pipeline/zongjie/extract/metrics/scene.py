"""A sentence as the metrics rules look at it: its text, where its words begin, and their parts of speech."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from zongjie import lexicon
from zongjie.document import Sentence

FRAMES = "extract/metrics/frames.tsv"
WORDS = "extract/metrics/words.tsv"
NOMINAL = ("n", "vn", "an", "b", "j", "a", "l", "i", "eng", "s", "z", "q")  # tags that a noun phrase is made of


def listed(use: str) -> frozenset[str]:
    """The words of one use in `words.tsv`."""
    return frozenset(lexicon.words(WORDS, use=use))


MARKS, JOINING = listed("mark"), listed("joining")


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence's text with its words; `starts[i]` is where word `i` begins in the text."""

    text: str
    starts: Sequence[int]
    words: tuple[str, ...]
    tags: tuple[str, ...]

    @classmethod
    def of(cls, text: str, sentence: Sentence) -> Scene:
        """The scene of one sentence of `text`."""
        starts = list(accumulate(map(len, sentence.words), initial=sentence.span.start))
        return cls(text, starts[: len(sentence.words)], sentence.words, sentence.tags)

    def between(self, start: int, end: int) -> range:
        """The numbers of the words that begin in the range of characters."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def beginning(self, at: int) -> int | None:
        """The number of the word that begins at a character, or None."""
        i = bisect_left(self.starts, at)
        return i if i < len(self.starts) and self.starts[i] == at else None

    def nominal(self, i: int) -> bool:
        """Whether word `i` may be part of a noun phrase."""
        return self.tags[i].startswith(NOMINAL)

    def verbal(self, i: int) -> bool:
        """Whether word `i` is a verb that is not as often a noun."""
        return self.tags[i].startswith("v") and not self.tags[i].startswith("vn")

    def figure(self, i: int) -> bool:
        """Whether word `i` is a number in digits."""
        return self.tags[i].startswith("m") and any(c.isdigit() for c in self.words[i])

    def held(self, i: int, start: int) -> bool:
        """Whether word `i` is a quotation mark or bracket, or stands in a quotation or title opened after `start`."""
        if self.words[i] in MARKS:
            return True
        text, at = self.text, self.starts[i]
        opening = max(text.rfind("“", start, at), text.rfind("《", start, at))
        return opening >= 0 and max(text.rfind("”", opening, at), text.rfind("》", opening, at)) < 0


@cache
def governing() -> frozenset[str]:
    """Verbs that inside a phrase are its predicate and not part of a compound noun (审批事项, 登记失业率)."""
    predicates = lexicon.words("extract/activities/verbs.tsv")
    return frozenset(predicates) - frozenset(lexicon.words("extract/compounding.tsv"))
