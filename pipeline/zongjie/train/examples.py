"""What the learned parts are taught: each decision of the rules on an annotated text, with the answer of the gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zongjie import clean, split
from zongjie.config import Settings
from zongjie.document import Document, Source, Span
from zongjie.evaluate.compare import answers, stands_for
from zongjie.evaluate.records import Record, Records, body_of, gold_records, read_gold, read_text
from zongjie.extract.activities import judge as acts
from zongjie.extract.activities import rules as activities
from zongjie.extract.activities.phrases import items
from zongjie.extract.activities.view import Draft, View
from zongjie.extract.problems import judge as shortcomings
from zongjie.extract.problems.passage import without_lead
from zongjie.extract.rule import clauses
from zongjie.run import STAGES
from zongjie.stage import Stage
from zongjie.tone import grams
from zongjie.train.fit import Example, Fit, fit

NO, YES = "no", "yes"
TONE_STRENGTH, FEWEST_GRAMS = 0.3, 3  # C of the tone, and documents in which an n-gram stands at least
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
    phrases: list[Example]

    @classmethod
    def empty(cls) -> Lessons:
        """None yet."""
        return cls([], [], [], [], [])


def lessons(texts: Sequence[Annotated], settings: Settings) -> Lessons:
    """Every decision that the rules come to in these texts, answered by the gold."""
    told = Lessons.empty()
    rules = settings.model_copy(update={"learned": False})
    stages = {spec.name: spec.build(rules) for spec in STAGES}
    before = [stages[spec.name] for spec in STAGES[: [spec.name for spec in STAGES].index("activities")]]
    for text in texts:
        for document in _read(text, rules, before):
            _teach_activities(document, text, told)
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


def teach_tone(texts: Sequence[Annotated], settings: Settings, told: Lessons) -> Fit:
    """The tone of shortcomings, from every clause of the texts; the tones held out teach the judge that reads them."""
    examples: list[Example] = []
    places: list[tuple[str, Span]] = []
    documents: list[tuple[Annotated, Document]] = []
    for text, document in _with_problems(texts, settings):
        documents.append((text, document))
        for sentence in document.sentences:
            for span in clauses(document.text, sentence.span):
                clause = without_lead(document.text, span)
                label = _stated(document, text, clause.span)
                places.append((document.document_id, clause.span))
                examples.append(Example(tuple(grams(clause.words)), label or NO, text.body, float(label is not None)))
    fitted = fit([*examples, *told.phrases], (NO, YES), TONE_STRENGTH, FEWEST_GRAMS)
    odds = {place: held.odds for place, held in zip(places, fitted.held, strict=False)}
    for text, document in documents:
        for stated in shortcomings.candidates(document, _HeldOut(document.document_id, odds)):
            label = _stated(document, text, stated.clause.span)
            if label is not None:
                told.stated.append(Example(tuple(shortcomings.features(stated)), label, text.body))
        for gold in text.gold["problems"]:
            if not gold.optional:
                words = text.text[gold.start : gold.end]
                seen = tuple(shortcomings.category_features(words))
                told.category.append(Example(seen, str(gold.get("category")), text.body))
    return fitted


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """The tone of clauses as models say that have not seen their body."""

    document: str
    odds: dict[tuple[str, Span], float]

    def of(self, span: Span) -> float:
        return self.odds[self.document, span]


def _with_problems(texts: Sequence[Annotated], settings: Settings) -> Iterator[tuple[Annotated, Document]]:
    """The documents of the texts with the problems that the rules find."""
    rules = settings.model_copy(update={"learned": False})
    stages = [spec.build(rules) for spec in STAGES if spec.name not in ("metrics", "activities", "link", "ground")]
    for text in texts:
        for document in _read(text, rules, stages):
            yield text, document


def _stated(document: Document, text: Annotated, clause: Span) -> str | None:
    """Whether the gold has the clause as a problem; None where it is debatable."""
    span = document.offsets.locate(clause)
    found = Record(span.start, span.end)
    gold = text.gold["problems"]
    if any(answers("problems", g, found) > 0 or _inside(g, found) for g in gold if not g.optional):
        return YES
    return None if stands_for([g for g in gold if g.optional], found) else NO


def _inside(one: Record, other: Record) -> bool:
    """Whether one of the two holds the other whole, as …，因资金不到位 holds its shortcoming."""
    return (other.start <= one.start and one.end <= other.end) or (one.start <= other.start and other.end <= one.end)


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
        body = f"phrases {number % 10}"
        told.category.append(Example(seen, category, body, PHRASE_WEIGHT))
        told.phrases.append(Example(tuple(grams(clause)), YES, body, PHRASE_WEIGHT))
