"""What the chooser of subjects is taught: with which word a subject ends, and with which it begins."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zongjie.document import Document
from zongjie.evaluate.compare import answers
from zongjie.evaluate.records import Record
from zongjie.extract.metrics import chooser, judge
from zongjie.extract.metrics.clues import Clues, begin_clues, columns, end_clues
from zongjie.extract.metrics.spots import Candidates, Picks, Spots, begins, ends, find, spots
from zongjie.extract.metrics.vocabulary import Flags, Ints, Vocabulary
from zongjie.train.fit import Fit
from zongjie.train.plans import Plans
from zongjie.train.ranking import LABELS, Choices, fit_ranking
from zongjie.train.texts import Corpus, Lesson, Reading, Task

END = Task(chooser.END, LABELS, 0.3, "with which word the subject of a metric ends")
BEGIN = Task(chooser.BEGIN, LABELS, 0.3, "with which word the subject of a metric begins, its end being known")


def teach(corpus: Corpus, plans: Plans, kind: Fit) -> Iterator[Lesson]:
    """Both parts of the chooser, for metrics whose kind is as a judge says who has not seen their body."""
    vocabulary = Vocabulary()
    last, first = [], []
    for reading in corpus.readings:
        found = spots(revised(reading, plans, kind), vocabulary)
        if len(found):
            gold = _gold(reading, found)
            last.append(_ends(reading, found, gold))
            first.append(_begins(reading, found, gold))
    yield END, fit_ranking(last, END.strength)
    yield BEGIN, fit_ranking(first, BEGIN.strength)


def revised(reading: Reading, plans: Plans, kind: Fit) -> Document:
    """The document of a reading with the kinds of its metrics as they will be when the chooser reads them."""
    mood = plans.mood(reading)
    return judge.revise(reading.document, mood, judge.by_model(kind.without(reading.text.body)))


def answer(reading: Reading, found: Spots, at: int) -> str:
    """The subject that the gold gives a metric, without white space; empty where the gold has no such metric."""
    span = reading.source(found.document.metrics[int(found.number[at])].span)
    place = Record(span.start, span.end)
    best = max(reading.text.gold["metrics"], key=lambda g: answers("metrics", g, place), default=None)
    if best is None or answers("metrics", best, place) <= 0:
        return ""
    return "".join(str(best.get("subject") or "").split())


def _gold(reading: Reading, found: Spots) -> Picks:
    metrics = [found.document.metrics[number] for number in found.number.tolist()]
    subjects = [answer(reading, found, at) for at in range(len(found))]
    return find(found.document, found.words, metrics, subjects)


def _told(found: Spots, gold: Picks) -> Picks:
    """What a metric before is taken to be about: the gold, and the rules where that is silent."""
    silent = gold.last < 0
    return Picks(np.where(silent, found.rule.first, gold.first), np.where(silent, found.rule.last, gold.last))


def _ends(reading: Reading, found: Spots, gold: Picks) -> Choices:
    every = ends(found, np.arange(len(found)))
    kept = _held(every.spot, every.word, gold.last)[every.spot]
    some = Candidates(every.spot[kept], every.word[kept], every.last[kept])
    clues = end_clues(found, some, _told(found, gold))
    return _choices(
        reading, clues, some.spot, some.word == gold.last[some.spot], some.word == found.rule.last[some.spot]
    )


def _begins(reading: Reading, found: Spots, gold: Picks) -> Choices:
    spot = np.flatnonzero(gold.last >= 0)
    every = begins(found, spot, gold.last[spot])
    kept = _held(every.spot, every.word, gold.first[spot])[every.spot]
    some = Candidates(every.spot[kept], every.word[kept], every.last[kept])
    of = spot[some.spot]
    clues = begin_clues(found, of, some, _told(found, gold))
    return _choices(reading, clues, of, some.word == gold.first[of], some.word == found.rule.first[of])


def _held(group: Ints, word: Ints, right: Ints) -> Flags:
    """Of each group whether the right word is among its candidates."""
    held = np.zeros(len(right), dtype=np.bool_)
    held[group[word == right[group]]] = True
    return held


def _choices(reading: Reading, clues: Clues, group: Ints, right: Flags, ruled: Flags) -> Choices:
    rows, keys = columns(clues)
    begin = np.flatnonzero(np.append(True, group[1:] != group[:-1])) if len(group) else group
    of = np.cumsum(np.append(True, group[1:] != group[:-1])) - 1 if len(group) else group
    by_rule = np.full(len(begin), -1)
    by_rule[of[ruled]] = np.flatnonzero(ruled)
    return Choices(reading.text.body, rows, keys, begin, clues.size, np.flatnonzero(right), by_rule)
