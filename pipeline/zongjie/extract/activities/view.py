"""What the rules look at, a sentence with its words, brackets, predicates and quantities, and what they draft."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from zongjie.clauses import CLOSING, enclosed
from zongjie.document import Document, Quantity, Span
from zongjie.extract.activities.language import ASPECT
from zongjie.extract.activities.verbs import Places, Verb

THOUSAND = 1000
BEFORE_TIME = "自于在"
ASPECT_PARTICLES = "了过着"
SPAN_OF_TIME = "duration"  # 通过一年的努力, 成立75周年: nothing is counted
_CLOSING = re.compile(f'[{re.escape(CLOSING)}"]')


@dataclass(frozen=True, slots=True)
class Reading:
    """What holds for a whole document: its words, where they begin, and where predicates stand."""

    text: str
    words: tuple[str, ...]
    tags: tuple[str, ...]
    begins: list[int]  # of each word, then the end of the last
    edges: frozenset[int]  # the same places
    verbs: Places
    quantities: tuple[Quantity, ...]  # that count something
    counts: list[int]  # where these begin
    damaged: tuple[Span, ...]  # figures of which none is sure
    times: dict[int, int]  # where an expression of time begins, by where it ends
    written: dict[str, int] = field(default_factory=dict)  # how often words that were asked for stand in the text

    @classmethod
    def of(cls, document: Document) -> Reading:
        """The reading of a document whose words fill its text."""
        text = document.text
        begins = list(accumulate(map(len, document.words), initial=0))
        edges = frozenset(begins)
        counts = tuple(q for q in document.quantities if q.rule != SPAN_OF_TIME)
        return cls(
            text,
            document.words,
            document.tags,
            begins,
            edges,
            Places(text, edges),
            counts,
            [q.span.start for q in counts],
            tuple(figure.span for figure in document.rejected),
            {time.span.end: time.span.start for time in document.times},
        )

    def often(self, word: str) -> float:
        """How often a word stands in a thousand characters of the text: one that it is about names as often as acts."""
        if word not in self.written:
            self.written[word] = self.text.count(word)
        return self.written[word] * THOUSAND / max(THOUSAND, len(self.text))

    def before_time(self, index: int) -> int:
        """Where the expression of time begins that ends at a character (2号线|去年10月|开通); the character itself."""
        begin = self.times.get(index, index)
        return begin - 1 if begin < index and self.text[begin - 1] in BEFORE_TIME else begin

    def counted(self, span: Span) -> tuple[Quantity, ...]:
        """The quantities that begin in a part of the text."""
        return self.quantities[bisect_left(self.counts, span.start) : bisect_left(self.counts, span.end)]


@dataclass(frozen=True, slots=True)
class View:
    """One sentence: the document's text and reading, the pairs of brackets and the quantities inside."""

    text: str
    reading: Reading
    edges: frozenset[int]  # of the reading, as `verbs`: most rules ask for them
    verbs: Places
    held: list[tuple[int, int]]
    quantities: tuple[Quantity, ...]
    damaged: tuple[Span, ...]

    @classmethod
    def of(cls, reading: Reading, span: Span) -> View:
        """The view of the sentence `span`."""
        text = reading.text
        held = enclosed(text, span.start, span.end) if _CLOSING.search(text, span.start, span.end) else []
        return cls(text, reading, reading.edges, reading.verbs, held, reading.counted(span), reading.damaged)

    def inside(self, index: int) -> bool:
        """Whether brackets or quotation marks hold the character."""
        return any(a < index < b for a, b in self.held) if self.held else False

    def opens_word(self, index: int) -> bool:
        """Whether a word begins there, outside brackets and quotation marks."""
        return index in self.edges and not self.inside(index)

    def past_aspect(self, index: int, limit: int) -> int:
        """Where what a verb that ends there governs begins: behind 了 and its like, not inside a word (调整|出口)."""
        match = ASPECT.match(self.text, index, limit)
        end = index if match is None else match.end()
        return end if end in self.edges or self.text[end - 1] in ASPECT_PARTICLES else index

    def counted(self, start: int, end: int) -> list[Quantity]:
        """The quantities inside."""
        return [q for q in self.quantities if start <= q.span.start and q.span.end <= end] if self.quantities else []

    def words_in(self, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """The words that begin in `[start, end)`: place, word and part of speech."""
        reading = self.reading
        part = slice(bisect_left(reading.begins, start), bisect_left(reading.begins, end))
        return zip(reading.begins[part], reading.words[part], reading.tags[part], strict=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """An act before its type and status are known: span, predicate, and where its object stands."""

    span: Span
    predicate: str
    object: Span
    rule: str
    verb: Verb
