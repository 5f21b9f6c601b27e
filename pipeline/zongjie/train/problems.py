"""What the judge of problems is taught: the tone of every clause, then every clause in view of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from zongjie.document import PROBLEM_CATEGORIES
from zongjie.extract.problems import judge
from zongjie.extract.problems.passage import behind_lead
from zongjie.tone import grams
from zongjie.train.fit import Example, Fit
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task, fold

PHRASE_WEIGHT = 0.5  # a phrase without its text tells less than a clause in one
TONE = Task(judge.TONE, (NO, YES), 0.2, "how much the characters of a clause speak of a problem", fewest=3)
KEEP = Task(judge.KEEP, (NO, YES), 0.3, "whether a clause states a problem")
CATEGORY = Task(judge.CATEGORY, PROBLEM_CATEGORIES, 1.0, "of which category a problem is")


def teach(corpus: Corpus) -> Iterator[Lesson]:
    """The tone, the judge that reads it, and the sorter."""
    tone = TONE.fit([*_clauses(corpus), *_phrases(corpus)])
    yield TONE, tone
    keep = [example for reading in corpus.readings for example in _decisions(reading, tone)]
    yield KEEP, KEEP.fit(keep)
    yield CATEGORY, CATEGORY.fit(list(_categories(corpus)))


def _clauses(corpus: Corpus) -> Iterator[Example]:
    for reading in corpus.readings:
        text = reading.document.text
        for span in (span for some in reading.document.clauses for span in some):
            core = behind_lead(text, span)
            label = reading.label("problems", core)
            if label is not None:
                yield Example(tuple(grams(text[core.start : core.end])), label, reading.text.body)


def _phrases(corpus: Corpus) -> Iterator[Example]:
    for number, row in enumerate(corpus.phrases.get("problems", ())):
        yield Example(tuple(grams(row[0])), YES, fold(number), PHRASE_WEIGHT)
    for number, row in enumerate(corpus.phrases.get("plain", ())):
        yield Example(tuple(grams(row[0])), NO, fold(number), PHRASE_WEIGHT)


def _decisions(reading: Reading, tone: Fit) -> Iterator[Example]:
    for stated in judge.candidates(reading.document, reading.tone(tone)):
        label = reading.label("problems", stated.span)
        if label is not None:
            yield Example(tuple(judge.features(stated)), label, reading.text.body)


def _categories(corpus: Corpus) -> Iterator[Example]:
    for reading in corpus.readings:
        for gold in reading.gold("problems"):
            words = reading.text.text[gold.start : gold.end]
            seen = tuple(judge.category_features(words))
            yield Example(seen, str(gold.get("category")), reading.text.body)
    for number, (clause, category) in enumerate(corpus.phrases.get("problems", ())):
        yield Example(tuple(judge.category_features(clause)), category, fold(number), PHRASE_WEIGHT)
