"""The words of a document's sentences that hold metrics, as arrays: what the chooser of subjects reads all at once."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from zongjie.document import Document
from zongjie.extract.metrics.scene import JOINING, governing, listed
from zongjie.extract.metrics.subject import EACH

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]

FULL = 50_000  # words after which a vocabulary is begun anew, so that a long run does not fill the memory
FIGURES = "0123456789"
EDGE = "\n"  # stands between the words of two sentences
BREAKS = frozenset("，。；：！？;:!?" + EDGE)  # words that end a clause
NO_END = BREAKS | JOINING | frozenset("、,. 　（）()“”《》\"'的")  # no subject ends with one
NO_BEGIN = frozenset("、的和，）)”》 　" + EDGE)  # none begins with one
INSIDE = frozenset("的、和与了在为对“《（")  # words that tell something where they stand inside a subject
OPENING, CLOSING = frozenset("“《（("), frozenset("”》）)")
STOP = listed("stop")
TWO = frozenset(("vn", "an", "nr", "ns", "nt", "nz"))  # tags read by two letters; of the others one tells enough
TAGS = {name: number for number, name in enumerate(("^", "，", "v", "m", "n", *sorted(TWO), "a", "j", "l", "i", "b"))}
NOUNS = tuple(number for name, number in TAGS.items() if name[0] == "n")
CONTENT = tuple(number for name, number in TAGS.items() if name[0] in "nvajlib")
MARKS: dict[str, Callable[[str], bool]] = {
    "break": BREAKS.__contains__,
    "end": lambda word: word not in NO_END,
    "begin": lambda word: word not in NO_BEGIN,
    "digit": lambda word: any(map(str.isdigit, word)),
    "governs": lambda word: word in governing(),
    "stop": STOP.__contains__,
    "inside": INSIDE.__contains__,
    "opens": OPENING.__contains__,
    "closes": CLOSING.__contains__,
    "lists": lambda word: word == "、",
    "etc": lambda word: word == "等",
    "each": lambda word: word == EACH,
}
"""What may hold of a word, by name: bits in this order."""
BIT = {name: 1 << number for number, name in enumerate(MARKS)}


def number(word: str) -> int:
    """A number for a word, the same in every run."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


@dataclass(slots=True)
class Vocabulary:
    """What is known of each word once seen: its number, those of its last one and two characters, its marks."""

    places: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    table: Keys = field(default_factory=lambda: np.empty((0, 4), np.uint64))

    def read(self, words: list[str]) -> Keys:
        """The row of each word."""
        if len(self.places) > FULL:
            self.places.clear()
            self.rows.clear()
        get, known = self.places.get, len(self.rows)
        found = [place if (place := get(word)) is not None else self._add(word) for word in words]
        if len(self.rows) != known or len(self.table) != known:
            self.table = np.array(self.rows, dtype=np.uint64).reshape(-1, 4)
        return self.table[np.array(found, dtype=np.int64)]

    def _add(self, word: str) -> int:
        """2009年 tells no more than 2010年: leading digits read as one 0."""
        shown = "0" + word.lstrip(FIGURES) if word[0] in FIGURES else word
        marks = sum(BIT[name] for name, holds in MARKS.items() if holds(word))
        self.rows.append((number(shown), number(shown[-1:]), number(shown[-2:]), marks))
        self.places[word] = len(self.rows) - 1
        return len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some sentences, one `EDGE` before each sentence and behind the last.

    `word`, `last`, `last_two` are numbers of the word and of its ending characters; `marks` bits by `BIT`; `start` and
    `end` places in the text; `clause` counts on through all sentences; `opening` is the first word of the clause,
    `verb` the nearest verb before it in the clause or -1; `line` the number of the sentence.
    """

    word: Keys
    last: Keys
    last_two: Keys
    marks: Ints
    tag: Ints
    start: Ints
    end: Ints
    line: Ints
    clause: Ints
    opening: Ints
    verb: Ints

    def has(self, *names: str) -> Flags:
        """Of each word whether one of these marks holds."""
        return (self.marks & sum(BIT[name] for name in names)) != 0

    def tagged(self, tags: tuple[int, ...]) -> Flags:
        """Of each word whether it has one of these tags."""
        return np.isin(self.tag, tags)


def read_words(document: Document, lines: Iterable[int], vocabulary: Vocabulary) -> Words:
    """The words of the sentences with these numbers."""
    words, tags, starts, line = [EDGE], ["^"], [0], [-1]
    for at in lines:
        sentence = document.sentences[at]
        begin = sentence.span.start
        places = list(accumulate(map(len, sentence.words), initial=begin))
        starts[-1] = begin
        words += sentence.words
        tags += sentence.tags
        starts += places
        line += [at] * len(sentence.words)
        words.append(EDGE)
        tags.append("^")
        line.append(-1)
    known = vocabulary.read(words)
    marks = known[:, 3].astype(np.int64)
    start = np.array(starts, dtype=np.int64)
    tag = np.array([TAGS.get(name) or _tag(name) for name in tags], dtype=np.int64)
    return Words(
        known[:, 0], known[:, 1], known[:, 2], marks, tag, start, start + np.array(list(map(len, words))),
        np.array(line, dtype=np.int64), *_clauses((marks & BIT["break"]) != 0, tag),
    )  # fmt: skip


def _tag(name: str) -> int:
    """The number of a tag: its two letters or its first, numbered as met by their characters."""
    short = name[:2] if name[:2] in TWO else name[:1]
    found = TAGS.get(short)
    return found if found is not None else len(TAGS) + ord(short or "^")


def _clauses(ends: Flags, tag: Ints) -> tuple[Ints, Ints, Ints]:
    """The clause of each word, where that opens, and the nearest verb before the word in it."""
    places = np.arange(len(ends))
    behind = np.append(True, ends[:-1])
    opening = np.maximum.accumulate(np.where(behind, places, 0))
    verb = np.append(-1, np.maximum.accumulate(np.where(tag == TAGS["v"], places, -1))[:-1])
    return np.cumsum(behind), opening, np.where(verb >= opening, verb, -1)


def lines_of(document: Document) -> list[int]:
    """The number of the sentence that holds each metric; -1 where none does."""
    starts = [sentence.span.start for sentence in document.sentences]
    found = []
    for metric in document.metrics:
        at = bisect_right(starts, metric.span.start) - 1
        held = at >= 0 and metric.span.end <= document.sentences[at].span.end and document.sentences[at].words
        found.append(at if held else -1)
    return found
