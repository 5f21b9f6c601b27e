"""The vocabulary: every type that passes between stages. Read this first.

All offsets are half-open counts of Unicode code points. A `Document` has one text that all its spans index, `text`:
from `split` until `ground` that is the document's own cleaned text, and `offsets` leads back to the source; `ground`,
the last stage, moves every span onto the decoded source text, which then is `text`. `cleaned` stays for reading.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Status = Literal["ok", "empty", "failed", "skipped"]
Qualifier = Literal["exact", "approx", "over", "under", "masked"]
MetricKind = Literal["level", "rate", "completion", "target", "change", "rank"]
ActivityStatus = Literal["done", "ongoing", "planned"]
Direction = Literal["up", "down"]

ROLES = (
    "overview", "work", "results", "problems", "causes", "measures", "plan", "experience", "closing", "other",
)  # fmt: skip
QUALIFIERS = ("exact", "approx", "over", "under", "masked")
DIRECTIONS = ("up", "down")
METRIC_KINDS = ("level", "rate", "completion", "target", "change", "rank")
ACTIVITY_TYPES = (
    "meeting", "training", "competition", "survey", "inspection", "publicity", "assistance", "culture",
    "establishment", "policy", "agreement", "service", "commendation", "construction", "funding", "volunteering",
    "digital", "other",
)  # fmt: skip
ACTIVITY_STATUSES = ("done", "ongoing", "planned")
PROBLEM_CATEGORIES = (
    "awareness", "capacity", "funding", "mechanism", "imbalance", "coverage", "form", "publicity", "foundation",
    "execution", "innovation", "coordination", "environment", "structure", "livelihood", "risk", "conduct",
    "ecology", "gap", "other",
)  # fmt: skip


def identify(letter: str, *parts: object) -> str:
    """A stable id: `letter` and 16 hexadecimal digits of the SHA-256 of the parts.

    The letter keeps a spreadsheet from reading an id as a number.
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()
    return letter + digest[:16]


Value = TypeVar("Value")


def altered(item: Value, **changes: Any) -> Value:
    """What `dataclasses.replace` gives for a frozen class with slots, in less than a third of its time.

    A metric has 27 fields and is replaced by one stage after the other: `replace` hands each field over by name. Here
    they are copied slot by slot, as long as the class has no `__post_init__`.
    """
    kind: Any = type(item)
    copied, setters = _copier(kind)
    other: Value = copied(item)
    for name, value in changes.items():
        setters[name](other, value)
    return other


@lru_cache(maxsize=64)
def _copier(kind: type) -> tuple[Callable[[Any], Any], dict[str, Callable[[Any, Any], None]]]:
    """A function that copies the slots of a class, and what sets each of them."""
    names = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    setters = {name: getattr(kind, name).__set__ for name in names}
    lines = ["def copied(item):", " other = new(kind)", *(f" set_{name}(other, item.{name})" for name in names)]
    known: dict[str, Any] = {"new": object.__new__, "kind": kind, **{f"set_{n}": set_ for n, set_ in setters.items()}}
    exec("\n".join([*lines, " return other"]), known)  # as dataclasses itself writes its methods
    return known["copied"], setters


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside, ends included."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each character of a cleaned text stands in the decoded source.

    `positions[i]` is the source index of character `i`; strictly increasing, because cleaning deletes characters or
    replaces one by one, and never inserts.
    """

    positions: array[int]

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text that nothing was done to."""
        return cls(array("i", range(length)))

    def __len__(self) -> int:
        return len(self.positions)

    def locate(self, span: Span) -> Span:
        """The source span whose first and last characters are those of `span`; an empty span stays empty."""
        if span.start >= span.end:
            at = self.positions[span.start] if span.start < len(self.positions) else self._end()
            return Span(at, at)
        return Span(self.positions[span.start], self.positions[span.end - 1] + 1)

    def find(self, source_index: int) -> int:
        """The first cleaned index at or after `source_index` of the source."""
        return bisect_left(self.positions, source_index)

    def cut(self, span: Span) -> OffsetMap:
        """The map of the part `span` of the cleaned text."""
        return OffsetMap(self.positions[span.start : span.end])

    def _end(self) -> int:
        return self.positions[-1] + 1 if self.positions else 0


@dataclass(frozen=True, slots=True)
class Source:
    """One text as it was read: a file, a member of an archive, or a row of a table.

    `path` is relative to the corpus folder, with `/`; a member of an archive is `archive.zip/member.txt`, a row of a
    table `table.xlsx#7` (the row's number as the spreadsheet shows it). `text` has `\\n` for every line break.
    """

    path: str
    sha256: str
    bytes: int
    media_type: str
    encoding: str | None
    text: str
    status: Status
    reason: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def source_id(self) -> str:
        """`s` and a hash of path and content."""
        return identify("s", self.path, self.sha256)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document as a whole; each None rather than guessed."""

    title: str | None = None
    type: str | None = None
    issuer: str | None = None
    issuer_source: str | None = None
    period: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    region: str | None = None
    region_source: str | None = None
    published: date | None = None
    review_year: int | None = None
    """The year reported on, and `plan_year` that of plans without a year; None where several or none are told."""
    plan_year: int | None = None
    named_year: int | None = None
    """The year in the file's name, which stands in where the text names none."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One numeric expression: number, unit and its own qualifier.

    `value` has the magnitude folded in (`3万名` is 30000 with unit `名`) and is None when masked; `value_high` is the
    upper end of a range. `form` is `cardinal`, `percent`, `fraction`, `multiple`, `rank`, `ratio`, `mask` or `bare`
    (a numeral without unit).
    """

    span: Span
    value: float | None
    value_high: float | None
    unit: str
    qualifier: Qualifier
    form: str
    rule: str


@dataclass(frozen=True, slots=True)
class Time:
    """One expression of time. `grain` is `day`, `month`, `quarter`, `half`, `year`, `span`, `clock` or `era`.

    `start` and `end` are the first and last day where the text alone tells them; `masked` where it reads 20xx年.
    """

    span: Span
    grain: str
    start: date | None = None
    end: date | None = None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading. `level` 0 is the part before the first heading."""

    span: Span
    level: int
    number: str | None
    title: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a heading line. `section` is the index of its section; `segment` fills `words` and `tags`."""

    span: Span
    section: int
    role: str
    heading: bool = False
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an extractor states, with the place that proves it. `confidence` is between 0 and 1."""

    span: Span
    rule: str
    confidence: float = 1.0
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Finding):
    """One number that measures something; the fields of the annotation guide and their links.

    `direction` is that of a change, whose `value` is its size as written (下降3% is 3, down). `target` and `base` are
    the spans of the metrics this one is compared with.
    """

    value: float | None
    value_high: float | None = None
    unit: str = ""
    canonical_value: float | None = None
    canonical_unit: str = ""
    dimension: str = ""
    qualifier: Qualifier = "exact"
    kind: MetricKind = "level"
    subject: str = ""
    direction: Direction | None = None
    kpi: str | None = None
    basis: str | None = None
    target: Span | None = None
    base: Span | None = None
    period: str | None = None
    period_type: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_source: str | None = None
    actor: str | None = None
    region: str | None = None
    consistent: bool | None = None
    audit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Finding):
    """One concrete act: predicate and object."""

    predicate: str
    object: str
    type: str = "other"
    status: ActivityStatus = "done"
    actor: str | None = None
    participants: str | None = None
    time: str | None = None
    place: str | None = None
    metrics: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Finding):
    """One stated shortcoming, difficulty or obstacle. `measures` are the spans of activities that answer it."""

    category: str = "other"
    aspect: str | None = None
    cause: str | None = None
    measures: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Finding):
    """A number that is blank or visibly damaged: kept apart, never guessed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One summary. `span` is its place in the decoded source; see the module for what `text` is when."""

    source: Source
    index: int
    span: Span
    text: str
    cleaned: str
    offsets: OffsetMap
    metadata: Metadata = field(default_factory=Metadata)
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    clauses: tuple[tuple[Span, ...], ...] = ()
    """Of each sentence, in the cleaned text; empty once records are tied to the source."""
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    activities: tuple[Activity, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def document_id(self) -> str:
        """`d` and a hash of source and place."""
        return identify("d", self.source.source_id, self.span.start, self.span.end)

    @property
    def title(self) -> str | None:
        """The document's own title, if it has one."""
        return self.metadata.title

    @property
    def tokens(self) -> Doc:
        """The words and tags of `cleaned` as a spaCy `Doc` whose text is `cleaned`; formed at each call, so keep it."""
        return spacy_doc(self.words, self.tags)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Metrics, activities and problems in the order of the text."""
        return tuple(sorted((*self.metrics, *self.activities, *self.problems), key=lambda f: f.span))


def spacy_doc(words: tuple[str, ...], tags: tuple[str, ...]) -> Doc:
    """A spaCy `Doc` of these words, nothing between them, `tags` as its fine-grained tags (`token.tag_`)."""
    from spacy.tokens import Doc

    return Doc(_vocab(), words=list(words), spaces=[False] * len(words), tags=list(tags))


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    import spacy

    return spacy.blank("zh").vocab
