"""Metrics in the cells of tables: the row names what they measure, the head of the column their kind."""

from __future__ import annotations

from zongjie.document import Document, Metric, MetricKind, altered
from zongjie.extract.metrics.scene import listed
from zongjie.text_tables import WORDS, Cell, bare, cell_of, cells, first_cell

PERCENT = listed("percent")
KEPT = ("change", "rank")  # kinds that the cell itself tells


def read_columns(document: Document) -> Document:
    """The document with the subjects and kinds of the metrics that stand in tables; no subject is a bar."""
    if not document.metrics:
        return document
    text, known = document.text, cells(document.text)
    metrics = tuple(_read(text, metric, cell_of(known, metric.span)) for metric in document.metrics)
    return document if metrics == document.metrics else altered(document, metrics=metrics)


def _read(text: str, metric: Metric, cell: Cell | None) -> Metric:
    subject = bare(metric.subject)
    if subject != metric.subject:
        metric = altered(metric, subject=subject or (cell.label if cell else first_cell(text, metric.span.start)))
    if cell is None or not (cell.kind or cell.year):
        return metric
    own = text[cell.span.start : metric.span.start] + text[metric.span.end : cell.span.end]
    if not WORDS.search(own):
        metric = altered(metric, subject=cell.label)
    kind = _kind(metric, cell)
    return metric if kind == metric.kind else altered(metric, kind=kind, basis=None, direction=None)


def _kind(metric: Metric, cell: Cell) -> MetricKind:
    """The kind that the column tells, as far as the unit of the value allows."""
    if cell.kind is None or metric.kind in KEPT:
        return metric.kind
    share = metric.unit in PERCENT
    if cell.kind == "level":
        return "rate" if share else "level"
    return cell.kind if cell.kind == "target" or share else metric.kind
