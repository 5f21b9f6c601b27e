"""A dataset of invented rows for the statistics: documents with themes, activities, problems and words as planted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

THEMES = {"tA": "技能竞赛", "tB": "困难帮扶"}


@dataclass
class Doc:
    """One document: its columns, one theme (or None) for each sentence, its activities and problems.

    `activities` are (type, status); `problems` (category, places of the activities that answer it); `words` those of
    each sentence.
    """

    year: int | None = None
    region: str | None = None
    sentences: Sequence[str | None] = ()
    activities: Sequence[tuple[str, str]] = ()
    problems: Sequence[tuple[str, Sequence[int]]] = ()
    words: Sequence[Sequence[str]] = ()
    cluster: str | None = None
    issuer: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def write(out: Path, docs: Iterable[Doc], *, subthemes: Mapping[str, str] | None = None) -> Path:
    """Write the tables of `docs` to `out`; `subthemes` (id → the theme above) are sub-themes a sentence may name."""
    rows: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("documents", "document_fields", "sentences", "activities", "problems", "theme_members")
    }
    for number, doc in enumerate(docs):
        _add(rows, f"d{number:04}", doc, subthemes or {})
    tables = {name: pd.DataFrame(some, columns=COLUMNS[name]) for name, some in rows.items()}
    tables["themes"] = pd.DataFrame(
        [(key, None, "sentence", label) for key, label in THEMES.items()]
        + [(key, above, "sentence", f"{THEMES[above]}·{key}") for key, above in (subthemes or {}).items()],
        columns=["theme_id", "parent_id", "unit", "label"],
    )
    tables["metrics"] = pd.DataFrame(columns=["metric_id", "document_id", "start", "end", "kpi"])
    if not subthemes:
        tables["theme_members"] = tables["theme_members"].drop(columns="subtheme_id")  # as older datasets
    (out / "tables").mkdir(parents=True)
    for name, table in tables.items():
        table.to_parquet(out / "tables" / f"{name}.parquet", index=False)
    (out / "run.json").write_text(
        json.dumps({"generator": "zongjie", "versions": {"zongjie": "0.0.9"}, "files": []}), "utf-8"
    )
    return out


COLUMNS = {
    "documents": ["document_id", "source_id", "path", "type", "chars", "issuer", "period_start", "period_end", "region",
                  "cluster_id", "duplicate_of", "review_year"],
    "document_fields": ["document_id", "name", "value"],
    "sentences": ["sentence_id", "document_id", "start", "end", "heading", "words", "tags"],
    "activities": ["activity_id", "document_id", "start", "end", "text", "type", "status"],
    "problems": ["problem_id", "document_id", "start", "end", "text", "category", "measure_ids"],
    "theme_members": ["theme_id", "subtheme_id", "unit", "record_id", "document_id"],
}  # fmt: skip


def _add(rows: dict[str, list[dict[str, object]]], key: str, doc: Doc, above: Mapping[str, str]) -> None:
    rows["documents"].append({"document_id": key, "path": f"{key}.txt", "type": "work_summary", "chars": 100,
                              "region": doc.region, "review_year": doc.year,
                              "issuer": doc.issuer, "cluster_id": doc.cluster})  # fmt: skip
    rows["document_fields"] += [{"document_id": key, "name": n, "value": v} for n, v in doc.fields.items()]
    for at in range(max(len(doc.sentences), len(doc.words))):
        words = list(doc.words[at]) if at < len(doc.words) else []
        sentence = {"sentence_id": f"n{key}{at}", "document_id": key, "start": at * 10, "end": at * 10 + 10,
                    "heading": False, "words": words, "tags": ["n"] * len(words)}  # fmt: skip
        rows["sentences"].append(sentence)
        if at < len(doc.sentences):
            theme = doc.sentences[at]
            upper = above.get(theme, theme) if theme else None
            rows["theme_members"].append(
                {"theme_id": upper, "subtheme_id": theme if theme in above else None, "unit": "sentence",
                 "record_id": sentence["sentence_id"], "document_id": key}
            )  # fmt: skip
    for at, (type_, status) in enumerate(doc.activities):
        rows["activities"].append({"activity_id": f"a{key}{at}", "document_id": key, "start": at, "end": at + 5,
                                   "text": f"活动{at}", "type": type_, "status": status})  # fmt: skip
    for at, (category, measures) in enumerate(doc.problems):
        rows["problems"].append({"problem_id": f"p{key}{at}", "document_id": key, "start": at, "end": at + 5,
                                 "text": f"=问题{at}", "category": category,
                                 "measure_ids": [f"a{key}{one}" for one in measures]})  # fmt: skip
