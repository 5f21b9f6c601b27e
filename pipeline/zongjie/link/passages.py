"""The sentences of a document that hold a finding or a time, each with the notes of its findings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from zongjie.document import Document, Sentence, Time
from zongjie.link.notes import ActNote, MetricNote, ProblemNote


@dataclass(slots=True)
class Passage:
    """A sentence with its times and the notes of its metrics, activities and problems, in their order."""

    sentence: Sentence
    times: list[Time] = field(default_factory=list)
    metrics: list[MetricNote] = field(default_factory=list)
    acts: list[ActNote] = field(default_factory=list)
    problems: list[ProblemNote] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @property
    def starts(self) -> list[int]:
        """Where the words of the sentence begin."""
        if not self._starts:
            self._starts = list(accumulate(map(len, self.sentence.words[:-1]), initial=self.sentence.span.start))
        return self._starts

    def words(self, start: int, end: int) -> list[tuple[str, str]]:
        """The words that begin in the range of characters, with their parts of speech."""
        part = slice(bisect_left(self.starts, start), bisect_left(self.starts, end))
        return list(zip(self.sentence.words[part], self.sentence.tags[part], strict=False))

    def tag_at(self, at: int) -> str | None:
        """The part of speech of the word that begins at a character; None where none begins."""
        found = bisect_left(self.starts, at)
        return self.sentence.tags[found] if found < len(self.starts) and self.starts[found] == at else None

    def nominal(self, start: int, end: int, tags: tuple[str, ...]) -> bool:
        """Whether words of these parts of speech begin in the range, and no others."""
        words = self.words(start, end)
        return bool(words) and all(tag.startswith(tags) for _, tag in words)


def passages(document: Document, times: Sequence[Time]) -> list[Passage]:
    """The sentences with a finding or one of the times, in order; none where the document has no sentences."""
    ends = [sentence.span.end for sentence in document.sentences]
    if not ends:
        return []
    found: dict[int, Passage] = {}
    last = len(ends) - 1

    def at(start: int) -> Passage:
        number = min(bisect_right(ends, start), last)
        passage = found.get(number)
        if passage is None:
            passage = found[number] = Passage(document.sentences[number])
        return passage

    for time in times:
        at(time.span.start).times.append(time)
    for metric in document.metrics:
        at(metric.span.start).metrics.append(MetricNote(metric))
    for act in document.activities:
        at(act.span.start).acts.append(ActNote(act))
    for problem in document.problems:
        at(problem.span.start).problems.append(ProblemNote(problem))
    return [found[number] for number in sorted(found)]
