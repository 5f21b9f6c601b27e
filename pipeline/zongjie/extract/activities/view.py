"""What the rules look at, a sentence with its words, brackets, predicates and quantities, and what they draft."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from zongjie.document import Document, Quantity, Span
from zongjie.extract.activities.verbs import Places, Verb
from zongjie.extract.rule import CLOSING, enclosed

_CLOSING = re.compile(f'[{re.escape(CLOSING)}"]')


@dataclass(frozen=True, slots=True)
class Reading:
    """What holds for a whole document: its words, where they begin, and where predicates stand."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    begins: list[int]  # of each word, then the end of the last
    edges: frozenset[int]  # the same places
    verbs: Places

    @classmethod
    def of(cls, document: Document) -> Reading:
        """The reading of a document whose words fill its text."""
        begins = list(accumulate(map(len, document.words), initial=0))
        edges = frozenset(begins)
        return cls(document.words, document.tags, begins, edges, Places(document.text, edges))


@dataclass(frozen=True, slots=True)
class View:
    """One sentence: the document's text and reading, the pairs of brackets and the quantities inside."""

    text: str
    reading: Reading
    edges: frozenset[int]  # of the reading, as `verbs`: most rules ask for them
    verbs: Places
    held: list[tuple[int, int]]
    quantities: tuple[Quantity, ...]
    damaged: tuple[Span, ...] = ()

    @classmethod
    def of(
        cls, text: str, reading: Reading, span: Span, quantities: tuple[Quantity, ...], damaged: tuple[Span, ...] = ()
    ) -> View:
        """The view of the sentence `span`, which holds the quantities; `damaged` are figures of which none is sure."""
        held = enclosed(text, span.start, span.end) if _CLOSING.search(text, span.start, span.end) else []
        return cls(text, reading, reading.edges, reading.verbs, held, quantities, damaged)

    def inside(self, index: int) -> bool:
        """Whether brackets or quotation marks hold the character."""
        return any(a < index < b for a, b in self.held) if self.held else False

    def opens_word(self, index: int) -> bool:
        """Whether a word begins there, outside brackets and quotation marks."""
        return index in self.edges and not self.inside(index)

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
