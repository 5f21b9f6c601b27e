"""A long document cut into blocks that are worked through one after the other, so that its objects never meet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from zongjie.document import Document, Quantity, Section, Sentence, Span, Time, altered
from zongjie.ground import ground

LONGEST = 100_000
"""Characters of a block; a longer document is cut. The longest of 52 reports of 70 years has 57,591. What a document of
millions takes in objects is 260 to 500 bytes a character, so a block of them takes some 50 MB."""

LEAST = LONGEST // 2
"""Characters before which no block ends: among the boundaries behind them the best is taken."""

REST = LONGEST // 4
"""Characters that the last block has at least: what a stage tells from its surroundings, it needs some of."""

ENDED = "。！？"
Placed = TypeVar("Placed", Quantity, Time)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document as a document; spans index its text, its first section is number `section` of the whole."""

    document: Document
    section: int = 0


def blocks(document: Document) -> Iterator[Block]:
    """The blocks of a document that has its sentences: one where it is short, else cut before sections or paragraphs.

    Metadata, span and place are those of the whole; a section that goes on in the next block is there with its rest.
    """
    if len(document.text) <= LONGEST:
        yield Block(document)
        return
    ends = [*_firsts(document), len(document.sentences)]
    first = begin = 0
    for last in ends:
        end = _begin(document, last) if last < len(document.sentences) else len(document.text)
        yield _block(document, slice(first, last), Span(begin, end))
        first, begin = last, end


def joined(document: Document, parts: Sequence[Block]) -> Document:
    """The document that these blocks, worked through and tied to the source, are of."""
    if len(parts) == 1:
        return parts[0].document
    last = parts[-1].document
    every = [part.document for part in parts]
    return altered(
        last,
        index=document.index,
        cleaned=document.cleaned,
        metadata=next((one.metadata for one in every if one.metadata != document.metadata), document.metadata),
        quantities=_all(one.quantities for one in every),
        times=_all(one.times for one in every),
        sections=_sections(parts),
        sentences=_all(tuple(_numbered(one.document.sentences, one.section)) for one in parts),
        words=_all(one.words for one in every),
        tags=_all(one.tags for one in every),
        metrics=_all(one.metrics for one in every),
        activities=_all(one.activities for one in every),
        problems=_all(one.problems for one in every),
        rejected=_all(one.rejected for one in every),
    )


def head(document: Document) -> Document:
    """The document with its sections alone, tied to the source: what its blocks do not bring."""
    return ground(altered(document, quantities=(), times=(), sentences=(), clauses=()))


Item = TypeVar("Item")


def _all(parts: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    return tuple(item for part in parts for item in part)


def _sections(parts: Sequence[Block]) -> tuple[Section, ...]:
    """The sections of all blocks, each once and whole."""
    found: dict[int, Section] = {}
    for part in parts:
        for number, section in enumerate(part.document.sections, part.section):
            begun = found.get(number, section).span.start
            found[number] = altered(section, span=Span(begun, section.span.end))
    return tuple(found.values())


def _numbered(sentences: Iterable[Sentence], first: int) -> Iterator[Sentence]:
    return (altered(sentence, section=sentence.section + first) for sentence in sentences)


# ---------------------------------------------------------------------------------------------------------- boundaries
def _firsts(document: Document) -> Iterator[int]:
    """The number of the sentence that each block but the first begins with."""
    starts = [sentence.span.start for sentence in document.sentences]
    begin, end = 0, len(document.text)
    while end - begin > LONGEST:
        low = max(1, bisect_left(starts, begin + LEAST))
        high = bisect_left(starts, min(begin + LONGEST, end - REST))
        if low >= len(starts):
            return
        at = max(range(low, max(high, low + 1)), key=lambda number: _worth(document, number))
        yield at
        begin = _begin(document, at)


def _worth(document: Document, number: int) -> tuple[bool, bool, bool, bool, int, int]:
    """How good a boundary there is before a sentence: what is told from one side to the other should not be parted.

    A figure or time first; then a section, a list of problems, a paragraph that is at its end; the higher heading.
    """
    before, sentence = document.sentences[number - 1], document.sentences[number]
    at, text = _begin(document, number), document.text
    whole = not (_crosses(document.quantities, at) or _crosses(document.times, at))
    section = sentence.section != before.section
    apart = not before.role == sentence.role == "problems"
    ended = text[before.span.end - 1] in ENDED and text.find("\n", before.span.end, sentence.span.start) >= 0
    return whole, section, apart, ended, -document.sections[sentence.section].level, number


def _crosses(items: Sequence[Placed], at: int) -> bool:
    last = bisect_left(items, at, key=lambda item: item.span.start) - 1
    return last >= 0 and items[last].span.end > at


def _begin(document: Document, number: int) -> int:
    """Where the block begins whose first sentence that is: with its section, its line, or itself."""
    before, sentence = document.sentences[number - 1], document.sentences[number]
    if sentence.section != before.section:
        return document.sections[sentence.section].span.start
    return document.text.rfind("\n", before.span.end, sentence.span.start) + 1 or sentence.span.start


# --------------------------------------------------------------------------------------------------------------- parts
def _block(document: Document, which: slice, span: Span) -> Block:
    sentences = document.sentences[which]
    first, last = sentences[0].section, sentences[-1].section
    text = document.text[span.start : span.end]

    def moved(one: Span) -> Span:
        return Span(max(0, one.start - span.start), min(len(text), one.end - span.start))

    part = altered(
        document,
        text=text,
        cleaned=text,
        offsets=document.offsets.cut(span),
        quantities=tuple(altered(one, span=moved(one.span)) for one in _within(document.quantities, span)),
        times=tuple(altered(one, span=moved(one.span)) for one in _within(document.times, span)),
        sections=tuple(altered(one, span=moved(one.span)) for one in document.sections[first : last + 1]),
        sentences=tuple(altered(one, span=moved(one.span), section=one.section - first) for one in sentences),
        clauses=tuple(tuple(map(moved, some)) for some in document.clauses[which]),
    )
    return Block(part, first)


def _within(items: tuple[Placed, ...], span: Span) -> tuple[Placed, ...]:
    """The items that begin in the span."""
    first, last = (bisect_left(items, at, key=lambda item: item.span.start) for at in (span.start, span.end))
    return items[first:last]
