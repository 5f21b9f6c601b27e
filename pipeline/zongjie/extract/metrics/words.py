"""The words of a document's sentences that hold metrics, as arrays: what the chooser of subjects reads all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from zongjie.document import Document
from zongjie.extract.metrics.vocabulary import BIT, CLASSES, EDGE, TAGS, Flags, Ints, Keys, Vocabulary, tag_number


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some sentences, one `EDGE` before each sentence and behind the last.

    `form` says which of the `forms` (numbers of the different words) each word is; `word`, `last`, `last_two` are the
    numbers of the word and of its ending characters; `marks` bits by `BIT`; `start` and `end` places in the text;
    `line` the number of the sentence; `clause` counts on through all sentences; `opening` is the first word of the
    clause, `verb` the nearest verb before it there or -1. `sums` keeps what was counted.
    """

    forms: Keys
    form: Ints
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
    sums: dict[str, Ints] = field(default_factory=dict)

    def has(self, name: str) -> Flags:
        """Of each word whether a mark holds, or its tag is one of a class."""
        if name in CLASSES:
            held: Flags = CLASSES[name][self.tag]
        else:
            held = (self.marks & BIT[name]) != 0
        return held

    def count(self, name: str, low: Ints, high: Ints) -> Ints:
        """Of how many words from `low` up to `high` this holds."""
        if name not in self.sums:
            self.sums[name] = np.append(0, np.cumsum(self.has(name)))
        sums = self.sums[name]
        found: Ints = sums[np.maximum(low, high)] - sums[low]
        return found

    def newest(self, name: str, place: Ints) -> Ints:
        """The last word before `place` of which this holds, or -1."""
        kept = f"newest {name}"
        if kept not in self.sums:
            flags = self.has(name)
            self.sums[kept] = np.append(-1, np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1)))
        return self.sums[kept][place]


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
    forms, form = vocabulary.read(words)
    known = forms[form]
    marks = known[:, 3].astype(np.int64)
    start = np.array(starts, dtype=np.int64)
    known_tags = {name: tag_number(name) for name in dict.fromkeys(tags)}
    tag = np.array([known_tags[name] for name in tags], dtype=np.int64)
    end = start + np.array(list(map(len, words)))
    clauses = _clauses((marks & BIT["break"]) != 0, tag)
    numbers = known[:, 0], known[:, 1], known[:, 2]
    return Words(forms[:, 0], form, *numbers, marks, tag, start, end, np.array(line, dtype=np.int64), *clauses)


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
