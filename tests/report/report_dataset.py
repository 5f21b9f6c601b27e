"""A small dataset and its report, calm or hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zongjie.dataset.tables import Rows, document_rows, merge, source_rows
from zongjie.document import Activity, Document, Metadata, Metric, OffsetMap, Problem, Section, Sentence, Source, Span

OPENING = "前言𠮷。"
"""Its third character is two units of a script's string: an offset that counts those is one too far."""


def rows(parts: tuple[str, str, str], count: int = 1, path: str | None = None) -> Rows:
    """One source whose one sentence is `parts`; the middle is the evidence, repeated `count` times as metrics."""
    text = OPENING + "".join(parts)
    file = Source(
        path or f"{parts[0]}.txt", "0" * 64, 9, "text/plain", "utf-8", text, "ok", fields=((parts[2], parts[1]),)
    )
    span = Span(len(OPENING + parts[0]), len(OPENING + parts[0] + parts[1]))
    proof = {"span": span, "evidence": parts[1], "rule": parts[2]}
    done = Document(
        source=file,
        index=0,
        span=Span(0, len(text)),
        text=text,
        cleaned=text,
        offsets=OffsetMap.identity(len(text)),
        metadata=Metadata(title=parts[0], issuer=parts[1], region=parts[2]),
        sections=(Section(Span(0, len(text)), 0, parts[1], parts[0], "work"),),
        sentences=(Sentence(Span(len(OPENING), len(text)), 0, "work", False, parts, ("n", "n", "v")),),
        metrics=(Metric(**proof, value=40, unit=parts[1], subject=parts[0], audit=parts[2], consistent=False),) * count,
        activities=(Activity(**proof, predicate=parts[0], object=parts[2], type="training", status="planned"),),
        problems=(Problem(**proof, category="funding", aspect=parts[0], cause=parts[2]),),
    )
    return merge([source_rows(file), document_rows(done)])


def themes(made: Rows, words: str) -> Rows:
    """One theme with one activity, which is its quotation, and the curve that chose one theme."""
    record = made["activities"][0]
    same = {
        "theme_id": words,
        "unit": "activity",
        "record_id": record["activity_id"],
        "document_id": record["document_id"],
    }
    place = {name: record[name] for name in ("start", "end", "text")}
    theme = {"theme_id": words, "unit": "activity", "label": words, "keywords": [words], "size": 1, "documents": 1}
    theme |= {"guided": False}
    curve = {"unit": "activity", "stability": 0.5, "coherence": 0.5}
    return {
        "themes": [theme],
        "theme_members": [same | {"weight": 1.0}],
        "theme_quotes": [same | place | {"rank": 1}],
        "theme_curve": [curve | {"themes": n, "score": n / 10, "chosen": n == 3} for n in (2, 3)],
    }


Page = Callable[..., Path]
"""Rows, and options, to the path of a report: the fixture `page`."""


def data_of(path: Path) -> Any:
    """The data that the page carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])
