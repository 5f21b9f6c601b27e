"""What the judges of metrics are taught: the tone of plans, and the kind of each number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from zongjie.document import METRIC_KINDS, Span
from zongjie.evaluate.compare import answers
from zongjie.evaluate.records import Record
from zongjie.extract import mood
from zongjie.extract.metrics import judge
from zongjie.tone import grams
from zongjie.train.fit import Example, Fit
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task

PLAN = Task(mood.TONE, (NO, YES), 0.05, "how much the characters of a clause speak of a plan", fewest=5)
INFERRED = 0.5  # weight of a clause whose label is that of those around it
KIND = Task(judge.KIND, METRIC_KINDS, 0.2, "of which kind a metric is")


def teach_plan(corpus: Corpus) -> Lesson:
    """The tone of plans. A clause without act and number speaks as its sentence does, or else as its section."""
    examples = []
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
                        examples.append(Example(seen, label or near, reading.text.body, 1.0 if label else INFERRED))
    return PLAN, PLAN.fit(examples)


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


def teach(corpus: Corpus, plan: Fit) -> Iterator[Lesson]:
    """The kind of each number that the gold has, too."""
    yield KIND, KIND.fit([example for reading in corpus.readings for example in _kinds(reading, plan)])


def _kinds(reading: Reading, plan: Fit) -> Iterator[Example]:
    passage = mood.Mood(reading.document, reading.tone(plan))
    for place in judge.placed(reading.document):
        span = reading.source(place.metric.span)
        found = Record(span.start, span.end)
        best = max(reading.gold("metrics"), key=lambda g: answers("metrics", g, found), default=None)
        if best is not None and answers("metrics", best, found) > 0:
            seen = tuple(judge.features(reading.document, place, passage))
            yield Example(seen, str(best.get("kind")), reading.text.body)
