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


def link(document: Document) -> Document:
    """Fill the links of metrics, activities and problems, and what their sentences say of each.

    Passage by passage, in an order that matters: an activity's time is left out where its actor is sought, and a
    metric may have the actor of the activity that it counts.
    """
    if not (document.metrics or document.activities or document.problems):
        return document
    found = passages(document, with_occasions(document))
    stands = standing(document)
    periods, body, text = Periods(document, stands), Body.of(document), document.text
    for passage in found:
        periods.note(passage)
        note_bases(text, passage.metrics)
        note_results(text, passage.metrics)
        settle_moves(passage.metrics, periods.own)
        settle_kinds(text, passage.metrics, periods.own, passage.sentence)
        note_regions(document, text, passage.metrics, stands.formal)
        note_parties(text, passage, body)
        note_owners(text, passage, body)
        note_shortcomings(text, passage)
    note_measures(document, found)
    known = frozenset(metric.span for metric in document.metrics)
    return replace(
        document,
        metadata=replace(document.metadata, review_year=stands.anchor.year, plan_year=stands.planned),
        metrics=tuple(note.written() for passage in found for note in passage.metrics),
        activities=tuple(note.written(known) for passage in found for note in passage.acts),
        problems=tuple(note.written() for passage in found for note in passage.problems),
    )


def build(settings: Settings) -> Stage:
    """The stage `link`."""
    return link


SPEC = StageSpec(
    "link", build, requires=("times", "sentences", "words", "metrics", "activities", "problems"), provides=("links",)
)
