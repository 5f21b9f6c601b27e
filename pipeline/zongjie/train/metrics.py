"""What the judge of metrics is taught: the kind of each number."""

from __future__ import annotations

from collections.abc import Iterator

from zongjie.document import METRIC_KINDS
from zongjie.evaluate.compare import answers
from zongjie.evaluate.records import Record
from zongjie.extract.metrics import judge
from zongjie.train.fit import Example
from zongjie.train.plans import Plans
from zongjie.train.texts import Corpus, Lesson, Reading, Task

KIND = Task(judge.KIND, METRIC_KINDS, 0.2, "of which kind a metric is")


def teach(corpus: Corpus, plans: Plans) -> Lesson:
    """The kind of each number that the gold has, too."""
    return KIND, KIND.fit([example for reading in corpus.readings for example in _kinds(reading, plans)])


def _kinds(reading: Reading, plans: Plans) -> Iterator[Example]:
    passage = plans.mood(reading)
    for place in judge.placed(reading.document):
        span = reading.source(place.metric.span)
        found = Record(span.start, span.end)
        best = max(reading.gold("metrics"), key=lambda g: answers("metrics", g, found), default=None)
        if best is not None and answers("metrics", best, found) > 0:
            seen = tuple(judge.features(reading.document, place, passage))
            yield Example(seen, str(best.get("kind")), reading.text.body)
