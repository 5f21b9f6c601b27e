"""What the judge of problems is taught: the tone of every clause, then every clause in view of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zongjie.document import PROBLEM_CATEGORIES
from zongjie.extract.problems import judge
from zongjie.extract.problems.passage import behind_lead
from zongjie.tone import grams
from zongjie.train.fit import Example, Fit
from zongjie.train.texts import NO, YES, Corpus, Lesson, Reading, Task, fold

PHRASE_WEIGHT = 0.5  # a phrase without its text tells less than a clause in one
TONE = Task(judge.TONE, (NO, YES), 0.2, "how much the characters of a clause speak of a problem", fewest=3)
KEEP = Task(judge.KEEP, (NO, YES), 0.3, "whether a clause states a problem")
AMONG = Task(judge.AMONG, (NO, YES), 0.3, "whether a clause states a problem, in view of those around")
CATEGORY = Task(judge.CATEGORY, PROBLEM_CATEGORIES, 1.0, "of which category a problem is", fewest=3)


def teach(corpus: Corpus) -> Iterator[Lesson]:
    """The tone, the judge that reads it, alone and in view of its own verdicts around, and the sorter."""
    tone = TONE.fit([*_clauses(corpus), *_phrases(corpus)])
    yield TONE, tone
    told = [(reading, list(judge.candidates(reading.document, reading.tone(tone)))) for reading in corpus.readings]
    keep = KEEP.fit([example for reading, many in told for example in _decisions(reading, many)])
    yield KEEP, keep
    yield AMONG, AMONG.fit([example for reading, many in told for example in _decisions(reading, many, keep)])
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


def _decisions(reading: Reading, many: Sequence[judge.Stated], alone: Fit | None = None) -> Iterator[Example]:
    """Each clause that the gold decides; with what `alone` says of those around it where that is given."""
    read = [judge.features(stated) for stated in many]
    if alone is not None:
        model = alone.without(reading.text.body)
        around = judge.with_company(many, [model.likelihood(seen) for seen in read])
        read = [seen + more for seen, more in zip(read, around, strict=True)]
    for stated, seen in zip(many, read, strict=True):
        label = reading.label("problems", stated.span)
        if label is not None:
            yield Example(tuple(seen), label, reading.text.body)


def _categories(corpus: Corpus) -> Iterator[Example]:
    for text in corpus.texts:
        for gold in text.records("problems"):
            seen = tuple(judge.category_features(text.text[gold.start : gold.end]))
            yield Example(seen, str(gold.get("category")), text.body)
    for number, (clause, category) in enumerate(corpus.phrases.get("problems", ())):
        yield Example(tuple(judge.category_features(clause)), category, fold(number), PHRASE_WEIGHT)
