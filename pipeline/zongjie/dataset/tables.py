"""From sources and grounded documents to rows: ids, links between records, and one dict for each row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from zongjie.dataset.schema import TABLES
from zongjie.document import (
    Activity,
    Document,
    Finding,
    Metadata,
    Metric,
    Problem,
    Rejected,
    Section,
    Sentence,
    Source,
    Span,
    identify,
)

Row = dict[str, object]
Rows = dict[str, list[Row]]
"""Table name → rows, each a dict from column name to value."""


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


Item = TypeVar("Item", bound=_Placed)


def source_rows(source: Source) -> Rows:
    """The rows of `sources` and `texts`; a source without text has none in `texts`."""
    source_id = source.source_id
    rows: Rows = {"sources": [{"source_id": source_id, **_source(source), "chars": len(source.text)}]}
    if source.text:
        rows["texts"] = [{"source_id": source_id, "text": source.text}]
    return rows


def document_rows(document: Document) -> Rows:
    """The rows of one grounded document, each table in the order of the text.

    A link whose other end is no record of this document is left out.
    """
    ids = section_ids(document)
    return {**head_rows(document, ids), **record_rows(document, ids)}


def head_rows(document: Document, section_ids: Sequence[str]) -> Rows:
    """The rows of `documents`, `document_fields` and `sections` of one grounded document."""
    source_id = document.source.source_id
    document_id = identify("d", source_id, document.span.start, document.span.end)
    sections = zip(document.sections, section_ids, strict=True)
    return {
        "documents": [_document_row(document, source_id, document_id)],
        "document_fields": _field_rows(document, document_id),
        "sections": [
            {"section_id": section_id, **_place(document_id, item), **_section(item)}
            for item, section_id in sorted(sections, key=lambda pair: pair[0].span.start)
        ],
    }


def section_ids(document: Document) -> list[str]:
    """The ids of the sections of a grounded document, in their order."""
    return _ids("h", document.source.source_id, document.sections)


def record_rows(document: Document, section_ids: Sequence[str]) -> Rows:
    """The rows of the records of a grounded document, or of a block of it; of the sections there is the id of each."""
    source_id = document.source.source_id
    document_id = identify("d", source_id, document.span.start, document.span.end)
    sentences = _Keyed("n", source_id, document.sentences)
    metrics = _Keyed("m", source_id, document.metrics)
    activities = _Keyed("a", source_id, document.activities, attrgetter("predicate"))

    def found(item: Finding) -> Row:
        return {**_place(document_id, item), "sentence_id": sentences.around(item.span.start), "text": item.evidence}

    return {
        "sentences": [
            {
                "sentence_id": sentence_id,
                **_place(document_id, item),
                "section_id": section_ids[item.section] if 0 <= item.section < len(section_ids) else None,
                "text": document.text[item.span.start : item.span.end],
                **_sentence(item),
            }
            for item, sentence_id in sentences.pairs
        ],
        "metrics": [
            {
                "metric_id": metric_id,
                **found(item),
                **_metric(item),
                "target_id": metrics.at.get(item.target) if item.target is not None else None,
                "base_id": metrics.at.get(item.base) if item.base is not None else None,
            }
            for item, metric_id in metrics.pairs
        ],
        "rejected": [
            {"rejected_id": rejected_id, **_place(document_id, item), "text": item.evidence, **_rejected(item)}
            for item, rejected_id in _Keyed("r", source_id, document.rejected).pairs
        ],
        "activities": [
            {"activity_id": activity_id, **found(item), **_activity(item), "metric_ids": metrics.those(item.metrics)}
            for item, activity_id in activities.pairs
        ],
        "problems": [
            {"problem_id": problem_id, **found(item), **_problem(item), "measure_ids": activities.those(item.measures)}
            for item, problem_id in _Keyed("p", source_id, document.problems).pairs
        ],
    }


def merge(parts: Iterable[Rows]) -> Rows:
    """The rows of all `parts`, table by table, in their order."""
    merged: Rows = {}
    for part in parts:
        for name, rows in part.items():
            merged.setdefault(name, []).extend(rows)
    return merged


class _Plain:
    """Reads the fields of a type that its table carries under their own names."""

    def __init__(self, name: str, kind: type) -> None:
        fields = kind.__dataclass_fields__  # type: ignore[attr-defined]
        self.names = tuple(column.name for column in TABLES[name].columns if column.name in fields)
        self.read = attrgetter(*self.names)

    def __call__(self, item: object) -> Row:
        return dict(zip(self.names, self.read(item), strict=True))


_source = _Plain("sources", Source)
_metadata = _Plain("documents", Metadata)
_section = _Plain("sections", Section)
_sentence = _Plain("sentences", Sentence)
_metric = _Plain("metrics", Metric)
_rejected = _Plain("rejected", Rejected)
_activity = _Plain("activities", Activity)
_problem = _Plain("problems", Problem)


class _Keyed(Generic[Item]):
    """Items of one table in the order of the text, each with its id, and found again by their place."""

    def __init__(
        self, letter: str, source_id: str, items: Iterable[Item], mark: Callable[[Item], str] | None = None
    ) -> None:
        ordered = sorted(items, key=lambda item: item.span)
        self.ids = _ids(letter, source_id, ordered, mark)
        self.pairs = list(zip(ordered, self.ids, strict=True))
        self.starts = [item.span.start for item in ordered]
        self.at: dict[Span, str] = {}
        for item, item_id in self.pairs:
            self.at.setdefault(item.span, item_id)

    def those(self, spans: Iterable[Span]) -> list[str]:
        """The ids of the items that stand exactly at `spans`."""
        return [self.at[span] for span in spans if span in self.at]

    def around(self, start: int) -> str | None:
        """The id of the last item that holds the character at `start`."""
        last = bisect_right(self.starts, start) - 1
        return self.pairs[last][1] if last >= 0 and start < self.pairs[last][0].span.end else None


def _ids(letter: str, source_id: str, items: Iterable[Item], mark: Callable[[Item], str] | None = None) -> list[str]:
    """One id for each item, by source, letter, place and mark; a count tells equals apart."""
    seen: dict[tuple[Span, str], int] = {}
    ids = []
    for item in items:
        key = (item.span, mark(item) if mark else "")
        count = seen[key] = seen.get(key, -1) + 1
        ids.append(identify(letter, source_id, item.span.start, item.span.end, key[1], count))
    return ids


def _place(document_id: str, item: _Placed) -> Row:
    return {"document_id": document_id, "start": item.span.start, "end": item.span.end}


def _document_row(document: Document, source_id: str, document_id: str) -> Row:
    return {
        "document_id": document_id,
        "source_id": source_id,
        "path": document.source.path,
        "index": document.index,
        "start": document.span.start,
        "end": document.span.end,
        "chars": len(document.cleaned),
        **_metadata(document.metadata),
        "cluster_id": None,
        "duplicate_of": None,
        "ceremony_share": None,
        "reused_share": None,
    }


def _field_rows(document: Document, document_id: str) -> list[Row]:
    """One row for each field of the user's table; equal names get a number, or a pivot would mix them."""
    values: dict[str, str] = {}
    for name, value in document.source.fields:
        unique, count = name, 1
        while unique in values:
            count += 1
            unique = f"{name}_{count}"
        values[unique] = value
    return [{"document_id": document_id, "name": name, "value": value} for name, value in values.items()]
