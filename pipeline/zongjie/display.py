"""Shows findings to a reader: rows of a table, lines of JSON, or the text with every finding marked (displaCy)."""

from __future__ import annotations

import html as markup
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import pairwise

from zongjie.document import Activity, Document, Finding, Metric, Problem, Span

Value = str | int | float | bool | list[int] | list[list[int]] | None

KINDS: tuple[tuple[type[Finding], str, str, str], ...] = (
    (Metric, "metrics", "指标", "#bfe1d9"),
    (Activity, "activities", "活动", "#bfdaf7"),
    (Problem, "problems", "问题", "#f7c6c0"),
)
"""Type, table of the dataset, Chinese label and colour of each kind of finding."""
MIXED = "#e4d3f5"
"""Colour of characters that belong to findings of several kinds, as a metric inside an activity."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "metrics": ("value", "value_high", "unit", "qualifier", "kind", "subject"),
    "activities": ("predicate", "object", "type", "status"),
    "problems": ("category", "aspect", "cause"),
}
"""The fields a table shows of each kind, after place and text."""

PAGE = """<!DOCTYPE html>
<html lang="zh">
<head><meta charset="utf-8"><title>zongjie</title></head>
<body style="font-family: sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem">
<p>{legend}</p>
{content}
</body>
</html>
"""
MARK = (
    '<mark class="entity" title="{detail}" style="background: {bg}; padding: .2em .3em; border-radius: .3em">'
    '{text}<span style="font-size: .7em; margin-left: .3em">{label}</span></mark>'
)


def table_of(finding: Finding) -> str:
    """The table of the dataset a finding belongs to: `metrics`, `activities` or `problems`."""
    return next(table for type_, table, _, _ in KINDS if isinstance(finding, type_))


def evidence(document: Document, finding: Finding) -> str:
    """The characters that prove a finding."""
    return document.text[finding.span.start : finding.span.end]


def cells(document: Document, finding: Finding) -> list[str]:
    """One row of a table: place, text, then the fields of `COLUMNS`."""
    place = f"{finding.span.start}–{finding.span.end}"
    shown = (getattr(finding, name) for name in COLUMNS[table_of(finding)])
    return [place, evidence(document, finding), *map(_short, shown)]


def record(document: Document, finding: Finding) -> dict[str, Value]:
    """One finding as a JSON object: kind, place, text and every field; spans are `[start, end]`, dates ISO 8601."""
    place: dict[str, Value] = {
        "document": document.index,
        "title": document.title,
        "table": table_of(finding),
        "start": finding.span.start,
        "end": finding.span.end,
        "text": evidence(document, finding),
    }
    named = {f.name: _plain(getattr(finding, f.name)) for f in fields(finding) if f.name not in ("span", "evidence")}
    return place | named


def records(documents: Iterable[Document]) -> Iterator[dict[str, Value]]:
    """Every finding of the documents in the order of the text."""
    for document in documents:
        for finding in document.findings:
            yield record(document, finding)


def page(documents: Sequence[Document], lang: str = "zh") -> str:
    """A whole HTML page: each document's text with its findings marked and their fields as tooltips. UTF-8."""
    from spacy import displacy

    labels = {name: zh if lang == "zh" else name for _, name, zh, _ in KINDS}
    colors = {labels[name]: color for _, name, _, color in KINDS}
    legend = " ".join(f'<mark style="background: {color}">{label}</mark>' for label, color in colors.items())
    parsed = [_parsed(document, labels) for document in documents]
    colors |= {label: MIXED for item in parsed for label in _labels(item) if label not in colors}
    options = {"colors": colors, "template": MARK}
    content = displacy.render(parsed, style="ent", manual=True, jupyter=False, options=options) if parsed else ""
    return PAGE.format(legend=legend, content=content)


def pieces(document: Document) -> Iterator[tuple[Span, tuple[Finding, ...]]]:
    """The marked parts of the text, cut where a finding starts or ends, each with the findings that cover it.

    displaCy draws marks that do not overlap, while a metric lies inside the activity it counts.
    """
    findings = document.findings
    edges = sorted({edge for finding in findings for edge in (finding.span.start, finding.span.end)})
    waiting, covering = list(reversed(findings)), list[Finding]()
    for start, end in pairwise(edges):
        while waiting and waiting[-1].span.start <= start:
            covering.append(waiting.pop())
        covering = [finding for finding in covering if finding.span.end > start]
        if covering:
            yield Span(start, end), tuple(covering)


def _parsed(document: Document, labels: dict[str, str]) -> dict[str, object]:
    """What displaCy draws by hand: the document's own characters, and the marks counted from its first."""
    first = document.span.start
    entities = [
        {
            "start": span.start - first,
            "end": span.end - first,
            "label": "·".join(dict.fromkeys(labels[table_of(finding)] for finding in found)),
            "params": {"detail": markup.escape("; ".join(map(_detail, found)))},
        }
        for span, found in pieces(document)
    ]
    title = markup.escape(document.title or "") or None
    return {"text": document.text[first : document.span.end], "ents": entities, "title": title}


def _labels(item: dict[str, object]) -> list[str]:
    entities = item["ents"]
    return [entity["label"] for entity in entities] if isinstance(entities, list) else []


def _detail(finding: Finding) -> str:
    shown = ((name, getattr(finding, name)) for name in COLUMNS[table_of(finding)])
    return ", ".join(f"{name}={_short(value)}" for name, value in shown if value not in (None, ""))


def _short(value: object) -> str:
    """A value as a table shows it: no `.0`, nothing for None."""
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [[span.start, span.end] for span in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
