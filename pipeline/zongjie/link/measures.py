"""Which acts answer a problem: those of the 整改 passage behind it, and planned ones that speak of the same thing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zongjie import lexicon
from zongjie.document import Activity, Document, Problem, Sentence, Span
from zongjie.link.notes import ProblemNote
from zongjie.link.passages import Passage
from zongjie.link.words import pattern

ANSWERS = pattern("answers")
GENERIC = frozenset(lexicon.words("lexicons/generic.tsv"))  # words that tell no topic
CONTENT = ("n", "j", "l", "i", "eng")  # tags of words that name things
SHORTEST, LONG = 2, 3  # characters of a content word, and of one that by itself tells one topic
MOST_ACTS = 2  # acts of a document that share a word: beyond, it is what the whole document is about
SELDOM = 2  # uses of a word in a document whose topic it then tells
HEADING = 24  # characters from the start of a section in which its heading stands
MOST_ANSWERS = 3  # acts of a passage that together answer one problem
OPENING = 16  # characters of a sentence in which it says that it answers
LATER = ("planned", "ongoing")


def note_measures(document: Document, passages: Sequence[Passage]) -> None:
    """Note the measures of the problems."""
    notes = [note for passage in passages for note in passage.problems]
    if not notes or not document.activities:
        return
    problems = [note.problem for note in notes]
    answers = tuple(_answers(document, [problem.span.start for problem in problems]))
    topics = _Topics(document)
    for passage in passages:
        for act in passage.acts:
            if act.act.status in LATER or any(begin <= act.act.span.start < end for _, begin, end in answers):
                topics.add(act.act, passage)
    if not topics.acts:
        return
    words = {note.problem.span: topics.content(note.problem.span, p) for p in passages for note in p.problems}
    answered = dict(_answered(answers, problems, topics, words))
    for note in notes:
        note.measures = tuple(answered.get(note.problem.span) or topics.later(note, words[note.problem.span]))


Words = frozenset[str]
Answer = tuple[int, int, int]
"""Where what is answered begins, and where the passage that answers it begins and ends."""


# ----------------------------------------------------------------------------------------------------- by the passage
def _answered(
    answers: Sequence[Answer], problems: Sequence[Problem], topics: _Topics, words: dict[Span, Words]
) -> Iterator[tuple[Span, list[Span]]]:
    """Each problem of a group with the acts of the passage behind it that opens with 整改 or 针对.

    A problem that shares words with some of the acts is answered by these. The others are answered by all if they are
    the heading of the group or the only one.
    """
    starts = [problem.span.start for problem in problems]
    acts = [act.span.start for act in topics.acts]
    for begun, opening, end in answers:
        group = range(bisect_left(starts, begun), bisect_left(starts, opening))
        found = range(bisect_left(acts, opening), bisect_left(acts, end))
        for i in group if found else ():
            span = problems[i].span
            shared = [j for j in found if topics.shared(words[span], j)]
            whole = len(group) == 1 or span.start < begun + HEADING
            chosen = shared or (list(found) if whole and len(found) <= MOST_ANSWERS else [])
            yield span, [topics.acts[j].span for j in chosen]


def _answers(document: Document, problems: Sequence[int]) -> Iterator[Answer]:
    """Where what is answered begins, and where the passage that answers it begins and ends."""
    for sentence in _following(document.sentences, problems):
        span = sentence.span
        match = ANSWERS.search(document.text, span.start, min(span.end, span.start + OPENING))
        if match is None:
            continue
        section = document.sections[sentence.section].span
        following = bisect_right(problems, match.end())
        until = problems[following] if following < len(problems) else section.end
        yield section.start, match.start(), min(until, section.end)


def _following(sentences: Sequence[Sentence], problems: Sequence[int]) -> Iterator[Sentence]:
    """The sentences behind the first problem."""
    return (sentence for sentence in sentences if sentence.span.end > problems[0])


# ------------------------------------------------------------------------------------------------------- by the topic
@dataclass(slots=True)
class _Topics:
    """The activities of a document, the content words of each, and which activities have a word."""

    document: Document
    acts: list[Activity] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    having: dict[str, list[int]] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)

    def add(self, act: Activity, passage: Passage) -> None:
        """Add the next activity."""
        words = self.content(act.span, passage)
        for word in words:
            self.having.setdefault(word, []).append(len(self.acts))
        self.acts.append(act)
        self.words.append(words)

    def content(self, span: Span, passage: Passage) -> Words:
        """The words of a span that name things."""
        return frozenset(
            word
            for word, tag in passage.words(span.start, span.end)
            if len(word) >= SHORTEST and tag.startswith(CONTENT) and word not in GENERIC
        )

    def shared(self, own: Words, at: int) -> bool:
        """Whether these words and act number `at` speak of one thing: a long or seldom word, or two."""
        both = own & self.words[at]
        rare = [word for word in both if len(self.having[word]) <= MOST_ACTS]
        return bool(rare) and (len(both) > 1 or any(len(word) >= LONG or self._seldom(word) for word in rare))

    def later(self, note: ProblemNote, own: Words) -> list[Span]:
        """The later acts that speak of the same thing as the problem."""
        near = {at for word in own if len(found := self.having.get(word, ())) <= MOST_ACTS for at in found}
        end = note.problem.span.end
        return [
            self.acts[at].span
            for at in sorted(near)
            if self.acts[at].span.start > end and self.acts[at].status in LATER and self.shared(own, at)
        ]

    def _seldom(self, word: str) -> bool:
        if word not in self.uses:
            self.uses[word] = self.document.text.count(word)
        return self.uses[word] <= SELDOM
