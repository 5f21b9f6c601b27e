"""What the judge of activities is taught: each draft of the rules, kept or not, and the type of those kept."""

from __future__ import annotations

from collections.abc import Iterator

from zongjie.document import ACTIVITY_STATUSES, ACTIVITY_TYPES
from zongjie.evaluate.compare import answers, stands_for
from zongjie.evaluate.records import Record
from zongjie.extract.activities import judge, rules
from zongjie.extract.activities.phrases import items
from zongjie.extract.activities.view import Draft, View
from zongjie.extract.mood import Mood
from zongjie.train.fit import Example, Fit
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task, fold

PHRASE_WEIGHT = 0.5  # a phrase without its text tells less than an act in one
KEEP = Task(judge.KEEP, (NO, YES), 0.3, "whether a drafted act is an activity")
TYPE = Task(judge.TYPE, ACTIVITY_TYPES, 1.0, "of which type an activity is")
STATUS = Task(judge.STATUS, ACTIVITY_STATUSES, 0.2, "whether an activity is done, ongoing or planned")


def teach(corpus: Corpus, plan: Fit) -> Iterator[Lesson]:
    """The judge, the namer and the status, which reads the tone `plan`."""
    kept: list[Example] = []
    types: list[Example] = []
    statuses: list[Example] = []
    for reading in corpus.readings:
        _follow(reading, plan, kept, types, statuses)
    for number, (predicate, object_, count, kind) in enumerate(corpus.phrases.get("activities", ())):
        types.append(
            Example(tuple(judge.phrase_features(predicate, object_, count)), kind, fold(number), PHRASE_WEIGHT)
        )
    yield KEEP, KEEP.fit(kept)
    yield TYPE, TYPE.fit(types)
    yield STATUS, STATUS.fit(statuses)


def _follow(reading: Reading, plan: Fit, kept: list[Example], types: list[Example], statuses: list[Example]) -> None:
    """Follow the rules through a document as a judge who knows the gold."""
    required, loose = reading.gold("activities"), reading.gold("activities", optional=True)
    body = reading.text.body
    mood = Mood(reading.document, reading.tone(plan))

    def decide(view: View, draft: Draft, setting: judge.Setting) -> float:
        answered, spared = False, False
        for item in items(view, draft):
            record = rules.record(view, item, setting, 1.0, judge.RULES)
            span = reading.source(record.span)
            found = Record(span.start, span.end, {"predicate": record.predicate, "object": record.object})
            best = max(required, key=lambda g: answers("activities", g, found), default=None)
            if best is not None and answers("activities", best, found) > 0:
                answered = True
                types.append(
                    Example(tuple(judge.type_features(view, item, record.object)), str(best.get("type")), body)
                )
                seen = tuple(judge.status_features(view, item, setting, mood))
                statuses.append(Example(seen, str(best.get("status")), body))
            spared = spared or stands_for(loose, found)
        if answered or not spared:
            kept.append(Example(tuple(judge.features(view, draft, setting)), YES if answered else NO, body))
        return float(answered)

    rules.extract(reading.document, decide)
