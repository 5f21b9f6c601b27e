"""What the judges of metrics are taught: the tone of plans, and the kind of each number."""

from __future__ import annotations

from collections.abc import Iterator

from zongjie.document import METRIC_KINDS, Span
from zongjie.evaluate.compare import answers
from zongjie.evaluate.records import Record
from zongjie.extract import mood
from zongjie.extract.metrics import judge
from zongjie.extract.rule import clauses
from zongjie.tone import grams
from zongjie.train.fit import Example, Fit
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task

PLAN = Task(mood.TONE, (NO, YES), 0.1, "how much the characters of a clause speak of a plan", fewest=4)
KIND = Task(judge.KIND, METRIC_KINDS, 0.3, "of which kind a metric is")


def teach_plan(corpus: Corpus) -> Lesson:
    """The tone of plans, from the clauses that hold an act or a number."""
    examples = []
    for reading in corpus.readings:
        text = reading.document.text
        for sentence in reading.document.sentences:
            for span in clauses(text, sentence.span):
                label = _planned(reading, span)
                if label is not None:
                    examples.append(Example(tuple(grams(text[span.start : span.end])), label, reading.text.body))
    return PLAN, PLAN.fit(examples)


def _planned(reading: Reading, span: Span) -> str | None:
    """Whether a clause plans: by the status of its acts, else by the kinds of its numbers; None where it has neither."""
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
