"""A number in the words of its sentence, and where its subject may end and begin: what the chooser of subjects reads."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zongjie.document import Document, Metric, Sentence
from zongjie.extract.metrics.scene import JOINING
from zongjie.extract.metrics.subject import WHITE

LEFT, RIGHT = 24, 9  # words before and behind a number among which its subject ends
CLAUSES_BACK = 3  # clauses before that of the number in which it may stand
LONGEST = 12  # words of a subject
BREAKS = frozenset("，。；：！？;:!?¶")  # words that end a clause
MARKS = frozenset(BREAKS | set("、,. 　（）()“”《》\"'"))
NOT_FIRST = frozenset("、的和，）)”》 　")
TWO = frozenset(("vn", "an", "nr", "ns", "nt", "nz"))  # tags read by two letters; of the others one tells enough


class Pick(NamedTuple):
    """The numbers of the first and the last word of a subject."""

    first: int
    last: int


@dataclass(frozen=True)
class Line:
    """A sentence: its words (whatever does not print reads ¶), short tags, where each begins and which clause it is in."""

    text: str
    words: tuple[str, ...]
    tags: tuple[str, ...]
    starts: tuple[int, ...]
    clauses: tuple[int, ...]
    stop: int

    @classmethod
    def of(cls, text: str, sentence: Sentence) -> Line:
        """The line of one sentence of `text`."""
        at, clause = sentence.span.start, 0
        words, starts, clauses = [], [], []
        for word in sentence.words:
            shown = word if word.isprintable() else "¶"
            words.append(shown)
            starts.append(at)
            clauses.append(clause)
            at += len(word)
            clause += shown in BREAKS
        tags = tuple(tag[:2] if tag[:2] in TWO else tag[:1] for tag in sentence.tags)
        return cls(text, tuple(words), tags, tuple(starts), tuple(clauses), sentence.span.end)

    @cached_property
    def openings(self) -> tuple[int, ...]:
        """The number of the first word of each clause."""
        return tuple(i for i, clause in enumerate(self.clauses) if not i or clause != self.clauses[i - 1])

    @cached_property
    def verbs(self) -> tuple[int, ...]:
        """For each word the number of the verb nearest before it in its clause; -1 where there is none."""
        found, last = [], -1
        for i, tag in enumerate(self.tags):
            if i and self.clauses[i] != self.clauses[i - 1]:
                last = -1
            found.append(last)
            last = i if tag == "v" else last
        return tuple(found)

    @cached_property
    def figures(self) -> tuple[bool, ...]:
        """Whether each word is a number in digits."""
        return tuple(tag == "m" and any(map(str.isdigit, word)) for word, tag in zip(self.words, self.tags, strict=True))

    def end(self, i: int) -> int:
        """Where word `i` ends in the text."""
        return self.starts[i + 1] if i + 1 < len(self.starts) else self.stop

    def spelled(self, pick: Pick) -> str:
        """The words of a subject as they stand in the text, without white space."""
        return WHITE.sub("", self.text[self.starts[pick.first] : self.end(pick.last)])


@dataclass(slots=True)
class Spot:
    """A metric in its line: the number of its own first word, and of the first behind it.

    `rule` is where the rules found its subject, `earlier` the metric before it in the line and the subject of that.
    """

    line: Line
    metric: Metric
    first: int
    behind: int
    rule: Pick | None
    earlier: Metric | None = None
    taken: Pick | None = None

    def ends(self) -> Iterator[int]:
        """The numbers of the words that may end the subject: before the number, the nearest first, then behind it."""
        line, own = self.line, self.line.clauses[self.first]
        for i in range(self.first - 1, max(-1, self.first - 1 - LEFT), -1):
            if own - line.clauses[i] > CLAUSES_BACK:
                break
            if self._ending(i):
                yield i
        for i in range(self.behind, min(len(line.words), self.behind + RIGHT)):
            if line.words[i] in BREAKS:
                break
            if self._ending(i):
                yield i

    def _ending(self, i: int) -> bool:
        word = self.line.words[i]
        return not (word in MARKS or word in JOINING or word == "的" or self.line.figures[i])

    def begins(self, last: int) -> Iterator[int]:
        """The numbers of the words that may begin a subject which ends with word `last`, the nearest first."""
        line = self.line
        floor = self.behind if last >= self.behind else line.openings[line.clauses[last]]
        for i in range(last, max(floor - 1, last - LONGEST), -1):
            if line.words[i] not in NOT_FIRST:
                yield i

    def find(self, words: str) -> Pick | None:
        """Where these words stand as a subject: nearest before the number in its clause, then behind, then further off."""
        best, nearest = None, (9, 0)
        text, begin = self.line.text, self.line.starts[0]
        at = text.find(words, begin, self.line.stop) if words else -1
        while at >= 0:
            pick = Pick(self._word(at), self._word(at + len(words) - 1))
            if pick.last < self.first or pick.first >= self.behind:
                distance = self._distance(pick)
                if distance < nearest:
                    best, nearest = pick, distance
            at = text.find(words, at + 1, self.line.stop)
        return best

    def _word(self, at: int) -> int:
        return bisect_right(self.line.starts, at) - 1

    def _distance(self, pick: Pick) -> tuple[int, int]:
        away = abs(self.line.clauses[pick.last] - self.line.clauses[self.first])
        before = pick.last < self.first
        return (0 if before else 1) + (2 if away else 0), self.first - pick.last if before else pick.first - self.first


def spots(document: Document) -> Iterator[Spot]:
    """The metrics of a document in their lines; `taken` is for the caller to fill, from spot to spot of a line."""
    starts = [sentence.span.start for sentence in document.sentences]
    line, at, previous = None, -1, None
    for metric in document.metrics:
        found = max(0, bisect_right(starts, metric.span.start) - 1)
        sentence = document.sentences[found]
        if not sentence.words or metric.span.end > sentence.span.end:
            continue
        if found != at or line is None:
            line, at, previous = Line.of(document.text, sentence), found, None
        spot = _spot(line, metric)
        spot.earlier, previous = previous, metric
        yield spot


def _spot(line: Line, metric: Metric) -> Spot:
    first = bisect_right(line.starts, metric.span.start) - 1
    behind = bisect_left(line.starts, metric.span.end)
    spot = Spot(line, metric, first, behind, None)
    spot.rule = spot.find(metric.subject)
    return spot


def taken(spot: Spot, earlier: Sequence[tuple[Metric, Pick | None]]) -> Pick | None:
    """The subject that was given to the metric before this one in its line."""
    return earlier[-1][1] if spot.earlier is not None and earlier and earlier[-1][0] is spot.earlier else None
