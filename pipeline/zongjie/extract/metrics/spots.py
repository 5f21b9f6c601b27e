"""The metrics of a document among its words, and the words with which their subjects may end and begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zongjie.document import METRIC_KINDS, Document, Metric
from zongjie.extract.metrics.subject import FARTHEST, WHITE
from zongjie.extract.metrics.vocabulary import Ints, Keys, Vocabulary, number
from zongjie.extract.metrics.words import Words, lines_of, read_words

LEFT, RIGHT = 24, 9  # words before and behind a number among which its subject ends
CLAUSES_BACK = 3  # clauses before that of the number in which it may stand
LONGEST = 12  # words of a subject
KINDS = {kind: place for place, kind in enumerate(METRIC_KINDS)}
NOWHERE = -1
PAIRS = {"”": "“", "》": "《"}
CLOSING = "".join(PAIRS)


class Picks(NamedTuple):
    """For each metric the first and the last word of a subject; -1 where there is none."""

    first: Ints
    last: Ints


@dataclass(frozen=True, slots=True)
class Spots:
    """The metrics that sentences hold: `number` of each in the document, its own first word and the one behind it.

    `before` is the metric before it in its sentence or -1; `rule` where the rules have its subject.
    """

    document: Document
    words: Words
    number: Ints
    first: Ints
    behind: Ints
    kind: Ints
    unit: Keys
    before: Ints
    rule: Picks

    def __len__(self) -> int:
        return len(self.number)

    def spelled(self, first: int, last: int) -> str:
        """The words of a subject as they stand in the text, without white space; a mark that it opens is closed."""
        text, end = self.document.text, int(self.words.end[last])
        subject = text[int(self.words.start[first]) : end]
        if text[end : end + 1] in PAIRS and subject.count(PAIRS[text[end]]) > subject.count(text[end]):
            subject += text[end]
        return WHITE.sub("", subject)


def spots(document: Document, vocabulary: Vocabulary) -> Spots:
    """The metrics of a document that its sentences hold."""
    lines = lines_of(document)
    words = read_words(document, dict.fromkeys(line for line in lines if line >= 0), vocabulary)
    held = [
        (n, line, metric) for n, (line, metric) in enumerate(zip(lines, document.metrics, strict=True)) if line >= 0
    ]
    metrics: list[Metric] = [metric for _, _, metric in held]
    line = np.array([line for _, line, _ in held], dtype=np.int64)
    first = np.searchsorted(words.start, [metric.span.start for metric in metrics], side="right") - 1
    behind = np.searchsorted(words.start, [metric.span.end for metric in metrics])
    return Spots(
        document=document,
        words=words,
        number=np.array([n for n, _, _ in held], dtype=np.int64),
        first=first,
        behind=np.maximum(first + 1, behind),
        kind=np.array([KINDS[metric.kind] for metric in metrics], dtype=np.int64),
        unit=np.array([number(metric.unit) for metric in metrics], dtype=np.uint64),
        before=np.where(np.append(NOWHERE, line)[:-1] == line, np.arange(len(held)) - 1, NOWHERE),
        rule=find(document, words, metrics, [metric.subject for metric in metrics]),
    )


def find(document: Document, words: Words, metrics: list[Metric], subjects: list[str]) -> Picks:
    """Where these subjects stand: before the number in its clause, else behind it there, else in a clause before.

    A mark that closes a subject (评选“最美家庭”) is none of its words: what stands before it tells that it ends there.
    """
    text = document.text
    ahead, after = [], []
    for metric, subject in zip(metrics, subjects, strict=True):
        begin, end = metric.span.start, metric.span.end
        ahead.append(text.rfind(subject, max(0, begin - FARTHEST), begin) if subject else NOWHERE)
        after.append(text.find(subject, end, end + FARTHEST) if subject else NOWHERE)
    lengths = np.array([len(subject.rstrip(CLOSING)) for subject in subjects], dtype=np.int64)
    first = np.searchsorted(words.start, [metric.span.start for metric in metrics], side="right") - 1
    before, behind = (_picks(words, np.array(at, dtype=np.int64), lengths, first) for at in (ahead, after))
    own = words.clause[first]
    near = (before.last >= 0) & (words.clause[before.last] == own)
    close = (behind.last >= 0) & (words.clause[behind.last] == own)
    use = ~near & (close | (before.last < 0))
    return Picks(np.where(use, behind.first, before.first), np.where(use, behind.last, before.last))


def _picks(words: Words, at: Ints, lengths: Ints, number: Ints) -> Picks:
    """The words at these places of the text, where they stand in the sentence of the number."""
    first = np.maximum(0, np.searchsorted(words.start, at, side="right") - 1)
    last = np.maximum(0, np.searchsorted(words.start, at + lengths - 1, side="right") - 1)
    found = (at >= 0) & (words.line[first] == words.line[number]) & (words.line[last] == words.line[number])
    return Picks(np.where(found, first, NOWHERE), np.where(found, last, NOWHERE))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Words that may end or begin subjects: of which spot, and which word; those of a spot stand together.

    For beginnings `last` is the word that ends the subject; for ends it is the candidate itself.
    """

    spot: Ints
    word: Ints
    last: Ints


def ends(spots: Spots, which: Ints) -> Candidates:
    """The words that may end the subjects of these spots: before the number, the nearest first, then behind it."""
    words, first = spots.words, spots.first[which]
    before = first[:, None] - np.arange(1, LEFT + 1)
    behind = spots.behind[which][:, None] + np.arange(RIGHT)
    grid = np.hstack([before, behind])
    inside = (grid >= 0) & (grid < len(words.word))
    grid = np.where(inside, grid, 0)
    same_line = words.line[grid] == words.line[first][:, None]
    away = words.clause[first][:, None] - words.clause[grid]
    near = inside & same_line & (away >= 0) & (away <= CLAUSES_BACK)
    allowed = near & words.has("end")[grid]
    row, column = np.nonzero(allowed)
    word = grid[row, column]
    return Candidates(which[row], word, word)


def begins(spots: Spots, spot: Ints, last: Ints) -> Candidates:
    """The words that may begin a subject, for each spot and last word given, the nearest to it first.

    Here `spot` of the candidates is the number of that pair.
    """
    words = spots.words
    floor = np.where(last >= spots.behind[spot], spots.behind[spot], words.opening[last])
    grid = last[:, None] - np.arange(LONGEST)
    inside = grid >= floor[:, None]
    grid = np.where(inside, grid, 0)
    row, column = np.nonzero(inside & words.has("begin")[grid])
    return Candidates(row, grid[row, column], last[row])
