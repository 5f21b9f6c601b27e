"""What the learned parts are taught: each decision of the rules on an annotated text, with the answer of the gold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zongjie import clean, split
from zongjie.config import Settings
from zongjie.document import Document, Source, Span
from zongjie.evaluate.compare import answers, same_predicate, stands_for
from zongjie.evaluate.records import Record, Records, body_of, gold_records, read_gold, read_text
from zongjie.extract.activities import judge as acts
from zongjie.extract.activities import rules as activities
from zongjie.extract.activities.phrases import items
from zongjie.extract.activities.view import Draft, View
from zongjie.extract.problems import judge as shortcomings
from zongjie.extract.problems import rules as problems
from zongjie.run import STAGES
from zongjie.stage import Stage
from zongjie.train.fit import Example

NO, YES = "no", "yes"
PHRASE_WEIGHT = 0.5  # a phrase without its text tells less than a decision in one


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its gold records, and the body it comes from."""

    name: str
    body: str
    text: str
    gold: Records


def read_annotated(folder: Path) -> list[Annotated]:
    """The texts of a folder with `texts/` and `gold/`. The body is the file's name up to its last `_`.

    Raises:
        UsageError: the folder holds no gold, or a text is missing.
    """
    found = []
    for file in sorted((folder / "gold").glob("*.json")):
        path, raw = read_gold(file)
        text = read_text(folder / "texts" / path)
        gold, _ = gold_records(raw, text)
        found.append(Annotated(path, body_of(path), text, gold))
    return found


@dataclass(slots=True)
class Lessons:
    """The examples of each learned part."""

    keep: list[Example]
    type: list[Example]
    category: list[Example]
    stated: list[Example]

    @classmethod
    def empty(cls) -> Lessons:
        """None yet."""
        return cls([], [], [], [])


def lessons(texts: Sequence[Annotated], settings: Settings) -> Lessons:
    """Every decision that the rules come to in these texts, answered by the gold."""
    told = Lessons.empty()
    rules = settings.model_copy(update={"learned": False})
    stages = {spec.name: spec.build(rules) for spec in STAGES}
    before = [stages[spec.name] for spec in STAGES[: [spec.name for spec in STAGES].index("activities")]]
    for text in texts:
        for document in _read(text, rules, before):
            _teach_activities(document, text, told)
            _teach_problems(document, text, told)
    return told


def _read(text: Annotated, settings: Settings, stages: Sequence[Stage]) -> Iterator[Document]:
    source = Source(text.name, "", 0, "text/plain", "utf-8", text.text, "ok")
    for document in split.split(source, clean.clean(text.text, settings), settings):
        for stage in stages:
            document = stage(document)
        yield document


def _teach_activities(document: Document, text: Annotated, told: Lessons) -> None:
    """Follow the rules through a document as a judge who knows the gold."""
    required = [g for g in text.gold["activities"] if not g.optional]
    loose = [g for g in text.gold["activities"] if g.optional]

    def judge(view: View, draft: Draft, setting: acts.Setting) -> float:
        answered, spared = False, False
        for item in items(view, draft):
            record = activities.record(view, item, setting, 1.0, acts.type_by_rules)
            span = document.offsets.locate(record.span)
            found = Record(span.start, span.end, {"predicate": record.predicate, "object": record.object})
            best = max(required, key=lambda g: answers("activities", g, found), default=None)
            if best is not None and answers("activities", best, found) > 0:
                answered = True
                seen = tuple(acts.type_features(view, item, record.object))
                told.type.append(Example(seen, str(best.get("type")), text.body))
            spared = spared or stands_for(loose, found)
        if answered or not spared:
            seen = tuple(acts.features(view, draft, setting))
            told.keep.append(Example(seen, YES if answered else NO, text.body))
        return float(answered)

    activities.extract(document, judge)


def _teach_problems(document: Document, text: Annotated, told: Lessons) -> None:
    """Follow the rules through a document's passages as a judge who knows the gold."""
    required = [g for g in text.gold["problems"] if not g.optional]
    loose = [g for g in text.gold["problems"] if g.optional]

    def judge(clause: shortcomings.Stated) -> float:
        span = document.offsets.locate(clause.span)
        found = Record(span.start, span.end)
        stated = any(answers("problems", g, found) > 0 or _inside(g, found) for g in required)
        if stated or not stands_for(loose, found):
            told.stated.append(Example(tuple(shortcomings.features(clause)), YES if stated else NO, text.body))
        return float(stated)

    problems.extract(document, judge)
    for gold in required:
        words = text.text[gold.start : gold.end]
        told.category.append(
            Example(tuple(shortcomings.category_features(words)), str(gold.get("category")), text.body)
        )


def _inside(gold: Record, clause: Record) -> bool:
    """Whether the clause holds the whole shortcoming, as …，因资金不到位 does."""
    return clause.start <= gold.start and gold.end <= clause.end


def read_phrases(folder: Path, told: Lessons) -> None:
    """Add authored phrases to the lessons: `problems.tsv` (clause, category). None where the folder is missing.

    Each tenth phrase is a body of its own, so that phrases are checked against models that have not seen them.
    """
    file = folder / "problems.tsv"
    if not file.is_file():
        return
    rows = [line.split("\t") for line in file.read_text("utf-8").split("\n")[1:] if line]
    for number, (clause, category) in enumerate(rows):
        seen = tuple(shortcomings.category_features(clause))
        told.category.append(Example(seen, category, f"phrases {number % 10}", PHRASE_WEIGHT))
