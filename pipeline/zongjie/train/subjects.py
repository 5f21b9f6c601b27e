"""What the chooser of subjects is taught: whether the rules are right, where a subject ends, and where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zongjie.document import Document
from zongjie.evaluate.compare import answers, same_subject
from zongjie.evaluate.records import Record
from zongjie.extract.metrics import chooser, judge
from zongjie.extract.metrics.clues import Clue, as_string, begin_clues, common, end_clues, zone
from zongjie.extract.metrics.spots import Pick, Spot, spots
from zongjie.extract.mood import Mood
from zongjie.train.fit import Example, Fit
from zongjie.train.ranking import LABELS, Group, fit_ranking
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task

SURE = Task(chooser.SURE, (NO, YES), 0.1, "whether the rules' subject of a metric is right")
END = Task(chooser.END, LABELS, 0.3, "with which word the subject of a metric ends")
BEGIN = Task(chooser.BEGIN, LABELS, 0.3, "with which word the subject of a metric begins, its end being known")


@dataclass(slots=True)
class _Told:
    """The examples of the three parts."""

    sure: list[Example] = field(default_factory=list)
    ends: list[Group] = field(default_factory=list)
    begins: list[Group] = field(default_factory=list)


def teach(corpus: Corpus, plan: Fit, kind: Fit) -> Iterator[Lesson]:
    """The three parts of the chooser, for metrics whose kind is as the judge says who has not seen their body."""
    told = _Told()
    for reading in corpus.readings:
        _follow(reading, revised(reading, plan, kind), told)
    yield SURE, SURE.fit(told.sure)
    yield END, fit_ranking(told.ends, END.strength)
    yield BEGIN, fit_ranking(told.begins, BEGIN.strength)


def revised(reading: Reading, plan: Fit, kind: Fit) -> Document:
    """The document of a reading with the kinds of its metrics as they will be when the chooser reads them."""
    mood = Mood(reading.document, reading.tone(plan))
    return judge.revise(reading.document, mood, judge.by_model(kind.unseen[reading.text.body]))


def answer(reading: Reading, spot: Spot) -> str | None:
    """The subject that the gold gives the metric, without white space; None where the gold has no such metric."""
    span = reading.source(spot.metric.span)
    found = Record(span.start, span.end)
    best = max(reading.text.gold["metrics"], key=lambda g: answers("metrics", g, found), default=None)
    if best is None or answers("metrics", best, found) <= 0:
        return None
    return "".join(str(best.get("subject") or "").split())


def _follow(reading: Reading, document: Document, told: _Told) -> None:
    for spot in spots(document):
        if spot is None:
            continue
        words = answer(reading, spot)
        gold = spot.find(words) if words else None
        spot.chosen = gold or spot.rule
        body = reading.text.body
        if words and spot.rule is not None:
            label = YES if same_subject(words, spot.metric.subject) else NO
            told.sure.append(Example(("rule=True", *_strings(chooser.rule_clues(spot, spot.rule))), label, body))
        if gold is not None:
            _teach_place(spot, gold, body, told)


def _teach_place(spot: Spot, gold: Pick, body: str, told: _Told) -> None:
    ends = list(spot.ends())
    if gold.last not in ends:
        return
    rule = spot.rule or Pick(-1, -1)
    seen = tuple(_end(spot, last) for last in ends)
    told.ends.append(Group(seen, ends.index(gold.last), _place(ends, rule.last), body))
    firsts = list(spot.begins(gold.last))
    if gold.first in firsts:
        area = zone(spot, gold.last)
        seen = tuple(_strings(begin_clues(spot, first, gold.last, area)) for first in firsts)
        told.begins.append(Group(seen, firsts.index(gold.first), _place(firsts, rule.first), body))


def _end(spot: Spot, last: int) -> tuple[str, ...]:
    area = zone(spot, last)
    return _strings([*common(spot, area), *end_clues(spot, last, area)])


def _strings(clues: list[Clue]) -> tuple[str, ...]:
    return tuple(map(as_string, clues))


def _place(places: list[int], one: int) -> int | None:
    return places.index(one) if one in places else None
