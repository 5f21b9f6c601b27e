"""The component of spaCy pipelines: `spacy.blank("zh").add_pipe("zongjie")` puts findings into `doc.spans`.

`doc.spans` gets the groups `metrics`, `activities` and `problems`; a span's label is its kind, type or category, its
`id_` the record's id, and `span._.zongjie` the record: the row of the dataset's table, with dates as ISO 8601, places
in the characters of `doc.text`, and `aligned`, false where spaCy's tokens cut it differently. `doc._.zongjie` holds
`documents` (title, issuer, period … of each summary in the text) and `unaligned` (records that got no span).
All of it is plain data in `doc.user_data`, so it survives `DocBin(store_user_data=True)`, `to_bytes` and processes.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span

from zongjie.dataset.schema import CODE, TABLES
from zongjie.dataset.tables import Row, document_rows, merge
from zongjie.display import KINDS
from zongjie.errors import Message, UsageError

if TYPE_CHECKING:
    from zongjie.run import Pipeline

Alignment = Literal["expand", "contract", "strict"]
ALIGNMENTS = ("expand", "contract", "strict")
KEY = "zongjie"
"""The factory, the extension of `Doc` and `Span`, and the key in `doc.user_data`."""


class Zongjie:
    """The component. Its stages are built when the first text comes, so that it travels to other processes."""

    def __init__(self, settings: dict[str, object] | None = None, alignment: Alignment = "expand") -> None:
        """Check settings and alignment.

        Raises:
            UsageError: a setting or the alignment is wrong.
        """
        from zongjie.config import load_settings

        if alignment not in ALIGNMENTS:
            raise UsageError(
                f"alignment 为 {alignment!r}；可用：{'、'.join(ALIGNMENTS)}。",
                f"alignment is {alignment!r}; use one of {', '.join(ALIGNMENTS)}.",
            )
        self.settings = load_settings(None, **(settings or {}))
        self.alignment: Alignment = alignment
        self._pipeline: Pipeline | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc.spans`, `doc._.zongjie` and the `_.zongjie` of each span; former findings are replaced."""
        rows = self._rows(doc.text)
        records: dict[str, Row] = {}
        unaligned: list[Row] = []
        for table, label in CODE.items():
            spans = []
            for row in rows.get(table, []):
                record, span = self._span(doc, table, row, str(row[label]))
                records[str(row[TABLES[table].primary[0]])] = record
                if span is None:
                    unaligned.append({"table": table, **record})
                else:
                    spans.append(span)
            doc.spans[table] = spans
        documents = [_plain(row) for row in rows.get("documents", [])]
        doc.user_data[KEY] = {"documents": documents, "records": records, "unaligned": unaligned}
        if unaligned:
            warnings.warn(_left_out(unaligned).both(), UserWarning, stacklevel=2)
        return doc

    def _span(self, doc: Doc, table: str, row: Row, label: str) -> tuple[Row, Span | None]:
        """A record, and the tokens that carry it; None where the alignment leaves no token."""
        start, end, key = int(str(row["start"])), int(str(row["end"])), str(row[TABLES[table].primary[0]])
        span = doc.char_span(start, end, label=label, alignment_mode=self.alignment, span_id=key)
        aligned = span is not None and (span.start_char, span.end_char) == (start, end)
        return {**_plain(row), "aligned": aligned}, span

    def _rows(self, text: str) -> dict[str, list[Row]]:
        """The rows of all documents in `text`, their places moved onto `text` as it is, `\\r\\n` included."""
        rows = merge(document_rows(document) for document in self._stages()(text))
        place = _places(text)
        for table in ("documents", *CODE):
            for row in rows.get(table, []):
                start, end = place(int(str(row["start"]))), place(int(str(row["end"])))
                row |= {"start": start, "end": end}
                if "text" in row:
                    row["text"] = text[start:end]
        return rows

    def _stages(self) -> Pipeline:
        if self._pipeline is None:
            from zongjie.run import Pipeline

            self._pipeline = Pipeline(self.settings)
        return self._pipeline

    def __reduce__(self) -> tuple[type[Zongjie], tuple[dict[str, object], Alignment]]:
        return Zongjie, (self.settings.model_dump(), self.alignment)


@Language.factory(KEY, default_config={"settings": {}, "alignment": "expand"}, retokenizes=False)
def create(nlp: Language, name: str, settings: dict[str, object], alignment: Alignment) -> Zongjie:
    """The factory of `nlp.add_pipe("zongjie", config={"settings": …, "alignment": …})`; spaCy finds it by entry point.

    `settings` are those of `zongjie.Settings`; `alignment` is how spaCy's tokens are fitted to a finding they cut:
    `expand` to whole tokens around it, `contract` to those inside, `strict` to none.

    Raises:
        UsageError: a setting or the alignment is wrong.
    """
    return Zongjie(settings, alignment)


def display_options(doc: Doc, table: str = "metrics") -> dict[str, object]:
    """Options for `displacy.render(doc, style="span", options=…)`: one group of spans in its colour of zongjie's pages.

    Raises:
        UsageError: `table` is none of the groups, or the component has not seen `doc`.
    """
    colors = {name: color for _, name, _, color in KINDS}
    if table not in colors or table not in doc.spans:
        known = [name for name in colors if name in doc.spans]
        raise UsageError(
            f"没有标注组 {table!r}；这篇有：{'、'.join(known) or '（无，先用组件处理）'}。",
            f"there is no span group {table!r}; this doc has {', '.join(known) or 'none: run the component first'}.",
        )
    return {"spans_key": table, "colors": {span.label_: colors[table] for span in doc.spans[table]}}


def _record(span: Span) -> Row:
    """What `span._.zongjie` gives: the record, empty for a span that is no finding."""
    return _plain(span.doc.user_data.get(KEY, {}).get("records", {}).get(span.id_, {}))


def _document(doc: Doc) -> Row:
    """What `doc._.zongjie` gives."""
    kept = doc.user_data.get(KEY, {})
    return {name: [_plain(row) for row in kept.get(name, ())] for name in ("documents", "unaligned")}


Span.set_extension(KEY, getter=_record, force=True)
Doc.set_extension(KEY, getter=_document, force=True)


def _places(text: str) -> Callable[[int], int]:
    """From a place in the text with `\\n` for every line break, which zongjie reads, to the place in `text`."""
    # The k-th \r\n stands k characters further left there, for each before it has lost its \r.
    shorter = [found.start() - count for count, found in enumerate(re.finditer("\r\n", text))]
    return lambda place: place + bisect_left(shorter, place)


def _plain(row: Row) -> Row:
    """A row as plain data. Lists come back from some of spaCy's files as tuples, and are lists again here."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def _left_out(rows: Iterable[Row]) -> Message:
    texts = [str(row["text"]) for row in rows]
    shown = "、".join(texts[:3])
    return Message(
        f"有 {len(texts)} 条记录与 spaCy 的分词对不上，没有进 doc.spans，见 doc._.zongjie['unaligned']：{shown}。"
        "可用 alignment='expand'。",
        f"{len(texts)} records do not fit spaCy's tokens and are not in doc.spans but in doc._.zongjie['unaligned']: "
        f"{shown}. alignment='expand' takes the tokens around them.",
    )
