"""What the judge of activities is taught: each draft of the rules, kept or not, and the type of those kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from zongjie.document import ACTIVITY_STATUSES, ACTIVITY_TYPES, Span
from zongjie.evaluate.compare import answers, stands_for
from zongjie.evaluate.records import Record
from zongjie.extract.activities import judge, places, rules
from zongjie.extract.activities.phrases import items
from zongjie.extract.activities.view import Draft, View
from zongjie.extract.mood import Mood
from zongjie.tone import grams
from zongjie.train.fit import Example, Fit
from zongjie.train.plans import Plans
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task, fold

YES_ACT = "act"  # label of an authored clause that states one
PHRASE_WEIGHT = 0.5  # a phrase without its text tells less than an act in one
TONE = Task(judge.TONE, (NO, YES), 0.1, "how much the characters of a clause speak of an act", fewest=3)
PLACES = tuple(
    Task(name, (NO, YES), 0.1, f"whether {what} at a place between two words", fewest=6)
    for name, what in zip(
        places.MODELS,
        ("an activity begins", "an activity ends", "its predicate begins", "its predicate ends"),
        strict=True,
    )
)
KEEP = Task(judge.KEEP, (NO, YES), 0.15, "whether a drafted act is an activity", fewest=3)
TYPE = Task(judge.TYPE, ACTIVITY_TYPES, 1.0, "of which type an activity is", fewest=3)
STATUS = Task(judge.STATUS, ACTIVITY_STATUSES, 0.2, "whether an activity is done, ongoing or planned")


def teach(corpus: Corpus, plans: Plans) -> Iterator[Lesson]:
    """The judge, the namer and the status, which reads what is known of plans."""
    tone = TONE.fit([*_clauses(corpus), *_phrases(corpus)])
    yield TONE, tone
    pointed = [task.fit(examples) for task, examples in zip(PLACES, _places(corpus, tone), strict=True)]
    yield from zip(PLACES, pointed, strict=True)
    kept: list[Example] = []
    types: list[Example] = []
    statuses: list[Example] = []
    for reading in corpus.readings:
        mood, scores = plans.mood(reading), reading.tone(tone)
        found = _pointer(pointed, reading).read(reading.document, judge.heard(reading.document, scores))
        rules.extract(reading.document, _Teacher(scores, reading, mood, kept, types, statuses, bounds=found))
    for number, (predicate, object_, count, kind) in enumerate(corpus.phrases.get("activities", ())):
        types.append(
            Example(tuple(judge.phrase_features(predicate, object_, count)), kind, fold(number), PHRASE_WEIGHT)
        )
    yield KEEP, KEEP.fit(kept)
    yield TYPE, TYPE.fit(types)
    yield STATUS, STATUS.fit(statuses)


def _pointer(pointed: Sequence[Fit], reading: Reading) -> places.Pointer:
    """The pointer of the models that have not seen the body of a text."""
    body = reading.text.body
    return pointed[0].formed(
        body, lambda first: places.Pointer.of([first, *(fit.without(body) for fit in pointed[1:])])
    )


def _places(corpus: Corpus, tone: Fit) -> list[list[Example]]:
    """For each model of places, each place between words in a clause that speaks of an act; none in an optional one."""
    found: list[list[Example]] = [[] for _ in PLACES]
    for reading in corpus.readings:
        document, body = reading.document, reading.text.body
        required, loose = (_bounds(reading, optional=optional) for optional in (False, True))
        ends = list(accumulate(map(len, document.words), initial=0))
        for clause in judge.heard(document, reading.tone(tone)):
            for at in ends[bisect_left(ends, clause.start) : bisect_right(ends, clause.end)]:
                right = [at in told for told in required]
                if any(right) or not any(begin <= at <= end for begin, end in zip(loose[0], loose[1], strict=True)):
                    seen = tuple(places.around(document.text, at))
                    for examples, yes in zip(found, right, strict=True):
                        examples.append(Example(seen, YES if yes else NO, body))
    return found


def _bounds(reading: Reading, *, optional: bool) -> tuple[list[int], ...]:
    """Where the acts of the gold begin and end, and their predicates, in the cleaned text."""
    document = reading.document
    place = {document.offsets.locate(Span(at, at + 1)).start: at for at in reversed(range(len(document.text)))}
    found: tuple[list[int], ...] = ([], [], [], [])
    for gold in reading.gold("activities", optional=optional):
        begin, last = place.get(gold.start), place.get(gold.end - 1)
        if begin is not None and last is not None:
            word = str(gold.get("predicate"))
            verb = document.text.find(word, begin, last + 1)
            verb_end = -1 if verb < 0 else verb + len(word)
            for told, at in zip(found, (begin, last + 1, verb, verb_end), strict=True):
                told.append(at)
    return found


def _clauses(corpus: Corpus) -> Iterator[Example]:
    """Each clause, and whether an act begins in it; none where an act that is optional does."""
    for reading in corpus.readings:
        document = reading.document
        required, loose = reading.gold("activities"), reading.gold("activities", optional=True)
        for sentence, parts in zip(document.sentences, document.clauses, strict=True):
            for span in () if sentence.heading else parts:
                place = reading.source(span)
                stated = any(place.start <= gold.start < place.end for gold in required)
                if stated or not any(place.start <= gold.start < place.end for gold in loose):
                    seen = tuple(grams(document.text[span.start : span.end]))
                    yield Example(seen, YES if stated else NO, reading.text.body)


def _phrases(corpus: Corpus) -> Iterator[Example]:
    """Authored acts, and authored clauses with and without one."""
    for number, (predicate, object_, count, _) in enumerate(corpus.phrases.get("activities", ())):
        yield Example(tuple(grams(predicate + object_ + count)), YES, fold(number), PHRASE_WEIGHT)
    for number, (clause, label) in enumerate(corpus.phrases.get("clauses", ())):
        yield Example(tuple(grams(clause)), YES if label == YES_ACT else NO, fold(number), PHRASE_WEIGHT)


@dataclass(frozen=True, slots=True)
class _Teacher(judge.Listener):
    """A judge who knows the gold of a document, and writes down what it decides."""

    reading: Reading
    mood: Mood
    kept: list[Example]
    types: list[Example]
    statuses: list[Example]
    named: set[int] = field(default_factory=set)
    """Where the acts of the gold begin whose type and status are written down."""

    def sure(self, view: View, draft: Draft, setting: judge.Setting) -> float:
        """1 where the gold has the act, else 0."""
        answered, spared = False, False
        body = self.reading.text.body
        required, loose = self.reading.gold("activities"), self.reading.gold("activities", optional=True)
        for item in items(view, draft):
            act = rules.act_named(view, item, setting, 1.0)
            span = self.reading.source(act.span)
            found = Record(span.start, span.end, {"predicate": item.predicate, "object": act.words})
            best = max(required, key=lambda g: answers("activities", g, found), default=None)
            if best is not None and answers("activities", best, found) > 0:
                answered = True
                if best.start not in self.named:  # once, though several drafts may answer it
                    self.named.add(best.start)
                    seen = judge.type_features(view, item, act.words)
                    self.types.append(Example(tuple(seen), str(best.get("type")), body))
                    seen = judge.status_features(view, item, setting, self.mood)
                    self.statuses.append(Example(tuple(seen), str(best.get("status")), body))
            spared = spared or stands_for(loose, found)
        if answered or not spared:
            seen = judge.features(view, draft, setting, self.scores, self.bounds)
            self.kept.append(Example(tuple(seen), YES if answered else NO, body))
        return float(answered)
