"""The annotated texts that training reads: each with its gold, and its documents as the rules alone read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zongjie import clean, split
from zongjie.config import Settings
from zongjie.document import Document, Source, Span
from zongjie.errors import UsageError
from zongjie.evaluate.compare import answers, stands_for
from zongjie.evaluate.records import Record, Records, body_of, gold_records, read_gold, read_text
from zongjie.run import STAGES
from zongjie.stage import Stage
from zongjie.tone import Sums, Tone
from zongjie.train.fit import Example, Fit, fit

NO, YES = "no", "yes"
"""The label of an authored clause that states an act."""
PARTS = ("train", "dev")
"""The folders of a benchmark that are learned from; `test` is never read."""
UNREAD = ("link", "ground")
"""Stages after the extractors: training works on spans of the cleaned text."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its gold records, and the body it comes from."""

    name: str
    body: str
    text: str
    gold: Records

    def records(self, kind: str, *, optional: bool = False) -> list[Record]:
        """The gold records of a kind that are required, or those that are optional."""
        return [record for record in self.gold[kind] if record.optional == optional]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document of an annotated text, with what the rules alone find in it."""

    text: Annotated
    document: Document

    def source(self, span: Span) -> Span:
        """Where a span of the cleaned text stands in the source, which the gold refers to."""
        return self.document.offsets.locate(span)

    def gold(self, kind: str, *, optional: bool = False) -> list[Record]:
        """The records of its text."""
        return self.text.records(kind, optional=optional)

    def label(self, kind: str, span: Span) -> str | None:
        """Whether the gold has a record of the kind at the span: yes, no, or None where it is debatable."""
        place = self.source(span)
        found = Record(place.start, place.end)
        if any(answers(kind, g, found) > 0 or _one_holds_other(g, found) for g in self.gold(kind)):
            return YES
        return None if stands_for(self.gold(kind, optional=True), found) else NO

    def tone(self, fitted: Fit) -> Sums:
        """The tone of the text by a model that has not seen its body."""
        return fitted.formed(self.text.body, Tone.of).read(self.document.text)


def _one_holds_other(one: Record, other: Record) -> bool:
    """Whether one of the two holds the other whole, as …，因资金不到位 holds its shortcoming."""
    return (other.start <= one.start and one.end <= other.end) or (one.start <= other.start and other.end <= one.end)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that is learned from: the documents, and authored phrases by kind (rows of cells)."""

    readings: tuple[Reading, ...]
    phrases: dict[str, list[list[str]]]

    @property
    def texts(self) -> list[Annotated]:
        """The annotated texts, each once: one may hold several documents."""
        return list({id(reading.text): reading.text for reading in self.readings}.values())


@dataclass(frozen=True, slots=True)
class Task:
    """One learned part: its name, what it decides between, how freely it may fit (C of the regression), and for what.

    `fewest` examples must show a feature for it to be kept.
    """

    name: str
    labels: tuple[str, ...]
    strength: float
    purpose: str
    fewest: int = 2

    def fit(self, examples: Sequence[Example]) -> Fit:
        """The part fitted on the examples."""
        return fit(examples, self.labels, self.strength, self.fewest)


Lesson = tuple[Task, Fit]


def read_corpus(folder: Path, settings: Settings) -> Corpus:
    """The annotated texts of `folder`/train and /dev (each with `texts/` and `gold/`), and /phrases.

    The body of a text is its file name up to the first part with a digit.

    Raises:
        UsageError: the folder holds no annotated text.
    """
    texts = [text for part in PARTS if (folder / part).is_dir() for text in _annotated(folder / part)]
    if not texts:
        raise UsageError(
            f"{folder} 里没有标注文本：需要 train/texts、train/gold（dev 可选）。",
            f"no annotated texts in {folder}: train/texts and train/gold are needed (dev is optional).",
        )
    rules = settings.model_copy(update={"learned": False})
    stages = [spec.build(rules) for spec in STAGES if spec.name not in UNREAD]
    readings = tuple(Reading(text, document) for text in texts for document in _read(text, rules, stages))
    phrases = {file.stem: _rows(file) for file in sorted((folder / "phrases").glob("*.tsv"))}
    return Corpus(readings, phrases)


def _annotated(folder: Path) -> Iterator[Annotated]:
    for file in sorted((folder / "gold").glob("*.json")):
        path, raw, _ = read_gold(file)
        text = read_text(folder / "texts" / path)
        gold, _ = gold_records(raw, text)
        yield Annotated(path, body_of(path), text, gold)


def _read(text: Annotated, settings: Settings, stages: Sequence[Stage]) -> Iterator[Document]:
    source = Source(text.name, "", 0, "text/plain", "utf-8", text.text, "ok")
    for document in split.split(source, clean.clean(text.text, settings), settings):
        for stage in stages:
            document = stage(document)
        yield document


def _rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text("utf-8").split("\n")[1:] if line]


def fold(number: int) -> str:
    """The body that an authored phrase counts as: each tenth together, so that phrases are checked unseen."""
    return f"phrases {number % 10}"
