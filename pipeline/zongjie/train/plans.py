"""What is taught of plans: the tone of their characters, and how they run through a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zongjie.document import Span
from zongjie.extract import course, mood
from zongjie.tone import Scores, grams
from zongjie.train.fit import Example, Fit
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task

TONE = Task(mood.TONE, (NO, YES), 0.05, "how much the characters of a clause speak of a plan", fewest=5)
COURSE = Task(course.COURSE, (NO, YES), 1.0, "whether a sentence plans, by its tone and its numbers")
INFERRED = 0.5  # weight of a clause whose label is that of those around it


@dataclass(frozen=True, slots=True)
class Plans:
    """What was learned of plans, for whoever is taught with it."""

    tone: Fit
    course: Fit

    def mood(self, reading: Reading) -> mood.Mood:
        """The mood of a document by models that have not seen its body."""
        return mood.Mood(reading.document, reading.tone(self.tone), self.course.without(reading.text.body))


def teach(corpus: Corpus) -> tuple[Lesson, Lesson]:
    """The tone of plans, and how they run."""
    tone = TONE.fit(list(_clauses(corpus)))
    run = COURSE.fit([example for reading in corpus.readings for example in _sentences(reading, reading.tone(tone))])
    return (TONE, tone), (COURSE, run)


def _clauses(corpus: Corpus) -> Iterator[Example]:
    """A clause without act and number speaks as its sentence does, or else as its section."""
    for reading in corpus.readings:
        text = reading.document.text
        for section in range(len(reading.document.sections)):
            told = zip(reading.document.sentences, reading.document.clauses, strict=True)
            parts = [some for sentence, some in told if sentence.section == section and sentence.role != "problems"]
            labels = [[_planned(reading, span) for span in some] for some in parts]
            whole = _most(label for some in labels for label in some)
            for some, known in zip(parts, labels, strict=True):
                near = _most(known) or whole
                for span, label in zip(some, known, strict=True):
                    seen = tuple(grams(text[span.start : span.end]))
                    if label or near:
                        yield Example(seen, label or near, reading.text.body, 1.0 if label else INFERRED)


def _sentences(reading: Reading, scores: Scores) -> Iterator[Example]:
    """The sentences that most of their clauses tell to plan or not."""
    document = reading.document
    signs = course.signs(document, scores, course.turns(document.text))
    for clauses, seen in zip(document.clauses, signs, strict=True):
        label = _most(_planned(reading, span) for span in clauses)
        if label:
            yield Example(tuple(seen), label, reading.text.body)


def _most(labels: Iterable[str | None]) -> str:
    """The label that most of those have that have one; empty where none has."""
    counts = Counter(label for label in labels if label)
    return min(counts, key=lambda label: (-counts[label], label)) if counts else ""


def _planned(reading: Reading, span: Span) -> str | None:
    """Whether a clause plans, by the status of its acts, else the kinds of its numbers; None where it has neither."""
    place = reading.source(span)
    acts = [g for g in reading.text.gold["activities"] if place.start <= g.start and g.end <= place.end]
    if acts:
        return YES if any(act.get("status") == "planned" for act in acts) else NO
    numbers = [g for g in reading.text.gold["metrics"] if place.start <= g.start and g.end <= place.end]
    if numbers:
        return YES if all(number.get("kind") == "target" for number in numbers) else NO
    return None
