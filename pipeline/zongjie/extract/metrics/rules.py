"""Metrics: quantities that measure something, with their kind and what they measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from zongjie import quantity
from zongjie.document import Document, Metric, MetricKind, Quantity, Rejected, Sentence, Span
from zongjie.extract.metrics.counted import counted_behind
from zongjie.extract.metrics.kind import direction_of, kind_of, measures
from zongjie.extract.metrics.plan import Plans, planned_clauses
from zongjie.extract.metrics.scene import FRAMES, Scene
from zongjie.extract.metrics.subject import (
    FARTHEST,
    before_bracket,
    named_before,
    opening_phrase,
    respectively,
    spelled,
)
from zongjie.extract.rule import frame

# By the rule that found the number: plain ones are nearly always metrics, 一 + classifier and bare numerals less so.
CONFIDENCE = {"cardinal": 0.97, "percent": 0.97, "mask": 0.95, "one_classifier": 0.8, "bare": 0.7}
OTHER_CONFIDENCE = 0.9
BETWEEN, BASIS = frame(FRAMES, "between"), frame(FRAMES, "basis")
COUNTED_BY_TITLE = "篇"  # 护士工作总结5篇: a page's title counts its own texts
UNNAMED = re.compile(r"[+＋↑↓\-－]+")  # 356亿元（+8.2%）
SHARE_OF = "占"  # what follows 占预算的52% goes on about what the budget was spent on
NOT_BEHIND = ("change", "completion", "rank")  # kinds whose subject never follows the number


class Place(NamedTuple):
    """A quantity in its clause, the `at`-th of the sentence, with the quantities before and behind it there."""

    quantity: Quantity
    at: int
    clause: Span
    previous: Quantity | None
    following: Quantity | None


@dataclass(slots=True)
class _Thread:
    """A sentence while its numbers are read from left to right: what they go on about, and the number before."""

    scene: Scene
    parts: tuple[Span, ...]
    numbers: Sequence[Quantity]
    told: list[tuple[int, Span]] = field(default_factory=list)
    opening: tuple[int, Span | None] | None = None
    topic: Span | None = None
    last: Quantity | None = None
    kind: MetricKind = "level"
    subject: Span | None = None

    def read(self, place: Place, planned: bool) -> None:
        """Set `kind` and `subject` for the next number; those of a list share them."""
        q, _, clause, _, following = place
        if self._listed(place):
            behind = None if self.kind == "change" else counted_behind(self.scene, q, clause, following)
            self.subject = behind or self.subject
        else:
            on = self._goes_on(place)
            self.kind = "change" if on and self.kind == "change" else kind_of(self.scene.text, q, clause, planned)
            self.subject = self._named(place)
        self.subject = respectively(self.scene.text, q, clause, self.numbers, self.told) or self.subject
        if self.subject is not None:
            self.told.append((q.span.start, self.subject))
        self.last = q

    def _listed(self, place: Place) -> bool:
        """Whether the number goes on with the list of the one before: 5家、7家."""
        q, previous = place.quantity, place.previous
        if previous is None or previous is not self.last or previous.unit != q.unit:
            return False
        return BETWEEN.fullmatch(self.scene.text, previous.span.end, q.span.start) is not None

    def _goes_on(self, place: Place) -> bool:
        """Whether the number shares the verb of the one before, in another unit: 减少10起、20人."""
        q, previous = place.quantity, place.previous
        if previous is None or previous is not self.last:
            return False
        return self.scene.text[previous.span.end : q.span.start] == "、"

    def _named(self, place: Place) -> Span | None:
        """The subject: behind the number, before it, before its bracket, or the topic of the clauses before."""
        q, at, clause, previous, following = place
        if self.kind not in NOT_BEHIND or q.form == "fraction":
            behind = counted_behind(self.scene, q, clause, following)
            if behind is not None:
                return behind
        before = named_before(self.scene, q, self.kind, clause, previous) or before_bracket(self.scene, q, clause)
        if before is None or UNNAMED.fullmatch(self.scene.text, before.start, before.end):
            return self.topic or self._opening(at)
        if self.kind != "completion" and not self.scene.text.startswith(SHARE_OF, before.start):
            self.topic = before
        return before

    def _opening(self, at: int) -> Span | None:
        """The bare noun phrase that opened the sentence before clause `at`."""
        if self.opening is None:
            self.opening = opening_phrase(self.scene, self.parts)
        first, phrase = self.opening
        return phrase if first < at else None


def _places(parts: tuple[Span, ...], numbers: Sequence[Quantity]) -> Iterator[Place]:
    """The quantities of a sentence by clause; one that a clause's end cuts is left out."""
    ends = [part.end for part in parts]
    for before, q, behind in zip((None, *numbers), numbers, (*numbers[1:], None), strict=False):
        at = bisect_left(ends, q.span.end)
        if at == len(ends) or parts[at].start > q.span.start:
            continue
        clause = parts[at]
        previous = before if before is not None and before.span.start >= clause.start else None
        following = behind if behind is not None and behind.span.start < clause.end else None
        yield Place(q, at, clause, previous, following)


def _in_sentence(
    text: str, sentence: Sentence, parts: tuple[Span, ...], numbers: Sequence[Quantity], planned: bool
) -> Iterator[Metric]:
    planning = planned_clauses([text[part.start : part.end] for part in parts])
    thread = _Thread(Scene.of(text, sentence), parts, numbers)
    for place in _places(parts, numbers):
        if sentence.heading and place.quantity.unit == COUNTED_BY_TITLE:
            continue
        if measures(text, place.quantity, place.clause):
            thread.read(place, planned or planning[place.at])
            yield _metric(text, place, thread.kind, spelled(text, thread.subject))


def _metric(text: str, place: Place, kind: MetricKind, subject: str) -> Metric:
    q = place.quantity
    value, unit, dimension = quantity.canonical(q.value, q.unit, q.form)
    start = max(place.clause.start, q.span.start - FARTHEST)
    return Metric(
        span=q.span,
        evidence=text[q.span.start : q.span.end],
        rule=f"metrics.{q.rule}",
        confidence=CONFIDENCE.get(q.rule, OTHER_CONFIDENCE),
        value=q.value,
        value_high=q.value_high,
        unit=q.unit,
        canonical_value=value,
        canonical_unit=unit,
        dimension=dimension,
        qualifier=q.qualifier,
        kind=kind,
        subject=subject,
        direction=direction_of(text[start : q.span.start]) if kind == "change" else None,
        basis=basis_before(text, start, q.span.start) if kind == "change" else None,
    )


def basis_before(text: str, start: int, end: int) -> str | None:
    """The words in `text[start:end]` that say against what a change is measured (同比, 比上年), or None."""
    basis = BASIS.search(text, start, end)
    return basis.group() if basis else None


def _rejected(text: str) -> tuple[Rejected, ...]:
    """Blanks where a number was lost and damaged figures, kept apart."""
    return tuple(
        Rejected(span=span, evidence=text[span.start : span.end], rule=f"rejected.{rule}", reason=reason)
        for span, reason, rule in quantity.damaged(text)
    )


def extract(document: Document) -> Document:
    """Fill `metrics`, and `rejected` with blanks and damaged figures."""
    text, quantities = document.text, document.quantities
    rejected = _rejected(text)
    begins = [q.span.start for q in quantities]
    plans = Plans()
    found: list[Metric] = []
    for sentence, parts in zip(document.sentences, document.clauses, strict=True):
        planned = plans.holds(sentence, text[sentence.span.start : sentence.span.end])
        first, last = bisect_left(begins, sentence.span.start), bisect_left(begins, sentence.span.end)
        if first < last:
            found += _in_sentence(text, sentence, parts, quantities[first:last], planned)
    return replace(document, metrics=tuple(found), rejected=rejected)
