"""The last stage: every span of a document moves from its cleaned text onto the decoded source, and is proved there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from zongjie.config import Settings
from zongjie.document import (
    Activity,
    Document,
    Finding,
    Metric,
    OffsetMap,
    Problem,
    Quantity,
    Section,
    Sentence,
    Span,
    Time,
    altered,
)
from zongjie.stage import Stage, StageSpec

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

Spanned = TypeVar("Spanned", Quantity, Time, Section, Sentence)
Found = TypeVar("Found", bound=Finding)


def ground(document: Document) -> Document:
    """`document` with `text` the decoded source text, and with spans and links that index it.

    Each finding's `evidence` is `text[start:end]`, which may hold characters that cleaning had taken out. `cleaned` and
    `tokens` stay as they are. Grounding twice changes nothing.
    """
    source = document.source.text
    locate = document.offsets.locate

    def prove(finding: Found) -> Found:
        span = locate(finding.span)
        return altered(finding, span=span, evidence=source[span.start : span.end], **_links(finding, locate))

    return altered(
        document,
        text=source,
        offsets=_identity(len(source)),
        quantities=_move(document.quantities, locate),
        times=_move(document.times, locate),
        sections=_move(document.sections, locate),
        sentences=_move(document.sentences, locate),
        clauses=(),
        metrics=tuple(map(prove, document.metrics)),
        activities=tuple(map(prove, document.activities)),
        problems=tuple(map(prove, document.problems)),
        rejected=tuple(map(prove, document.rejected)),
    )


def _move(items: tuple[Spanned, ...], locate: Callable[[Span], Span]) -> tuple[Spanned, ...]:
    return tuple(altered(item, span=locate(item.span)) for item in items)


def _links(finding: Finding, locate: Callable[[Span], Span]) -> dict[str, Any]:
    """The spans by which `finding` names other findings, moved."""
    if isinstance(finding, Metric):
        links = {"target": finding.target, "base": finding.base}
        return {name: locate(span) for name, span in links.items() if span is not None}
    if isinstance(finding, Activity):
        return {"metrics": tuple(map(locate, finding.metrics))}
    if isinstance(finding, Problem):
        return {"measures": tuple(map(locate, finding.measures))}
    return {}


def _identity(length: int) -> OffsetMap:
    """The map of a text onto itself as a `range`.

    It answers every question an array does and holds three numbers: a source of 10,000 documents would otherwise carry
    10,000 arrays as long as itself.
    """
    return OffsetMap(cast("array[int]", range(length)))


def build(settings: Settings) -> Stage:
    """The stage; it has no settings."""
    return ground


SPEC = StageSpec(
    "ground",
    build,
    requires=("sentences", "metrics", "activities", "problems"),
    provides=("evidence",),
)
