"""Links between the findings of a document, and what is said beside them: when, who, where, against what."""

from __future__ import annotations

from dataclasses import replace

from zongjie.config import Settings
from zongjie.document import Document
from zongjie.link.anchor import standing
from zongjie.link.basis import note_bases
from zongjie.link.bodies import Body
from zongjie.link.measures import note_measures
from zongjie.link.occasions import with_occasions
from zongjie.link.owners import note_owners
from zongjie.link.parties import note_parties
from zongjie.link.passages import passages
from zongjie.link.period import Periods
from zongjie.link.regions import note_regions
from zongjie.link.results import note_results
from zongjie.link.shortcomings import note_shortcomings
from zongjie.link.when import settle_kinds, settle_moves
from zongjie.stage import Stage, StageSpec


class Linker:
    """Links the findings of one document, which may come block by block: a block knows the times of those before it.

    A problem and its measures, and all else that is linked, stand in one block.
    """

    def __init__(self, document: Document) -> None:
        """Where `document` stands in time and who reports; its findings are not read yet."""
        self._stands = standing(document)
        self._body = Body.of(document)
        self._periods: Periods | None = None

    def __call__(self, document: Document) -> Document:
        """The document or its next block, linked.

        Passage by passage, in an order that matters: an activity's time is left out where its actor is sought, and a
        metric may have the actor of the activity that it counts.
        """
        found = passages(document, with_occasions(document))
        stands, body, text = self._stands, self._body, document.text
        periods = self._go_on(document)
        for passage in found:
            periods.note(passage)
            note_bases(text, passage.metrics)
            note_results(text, passage.metrics)
            settle_moves(passage.metrics, periods.own)
            free = [note for note in passage.metrics if not periods.heads(note.metric)]
            settle_kinds(text, free, periods.own, passage.sentence)
            note_regions(document, text, passage.metrics, stands.formal)
            note_parties(text, passage, body)
            note_owners(text, passage, body)
            note_shortcomings(text, passage)
        if not _has_findings(document):
            return document
        note_measures(document, found)
        known = frozenset(metric.span for metric in document.metrics)
        return replace(
            document,
            metadata=replace(document.metadata, review_year=stands.anchor.year, plan_year=stands.planned),
            metrics=tuple(note.written() for passage in found for note in passage.metrics),
            activities=tuple(note.written(known) for passage in found for note in passage.acts),
            problems=tuple(note.written() for passage in found for note in passage.problems),
        )

    def _go_on(self, document: Document) -> Periods:
        if self._periods is None:
            self._periods = Periods(document, self._stands)
        else:
            self._periods.go_on(document)
        return self._periods


def link(document: Document) -> Document:
    """Fill the links of metrics, activities and problems, and what their sentences say of each."""
    return Linker(document)(document) if _has_findings(document) else document


def _has_findings(document: Document) -> bool:
    return bool(document.metrics or document.activities or document.problems)


def build(settings: Settings) -> Stage:
    """The stage `link`."""
    return link


SPEC = StageSpec(
    "link",
    build,
    requires=("times", "sentences", "words", "metrics", "activities", "problems"),
    provides=("links",),
    follow=Linker,
)
