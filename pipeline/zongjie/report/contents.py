"""What the report shows of the whole dataset: counts, tables and series, each number with the place of its evidence."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from zongjie.dataset.schema import TABLES, VALUES, label
from zongjie.quantity.units import dimension
from zongjie.report.places import Places
from zongjie.report.queries import (
    CLUSTERS,
    CROSS,
    DOUBTFUL,
    KEYWORDS,
    LINKED,
    PAIRS,
    PASSAGES,
    SERIES,
    TARGETS,
    TREND,
)
from zongjie.report.tables import Tables
from zongjie.resources import package_file

SHOWN_ROWS = 300
"""Rows of one table of the summary: what a person may page through; the csv has all."""

SHOWN_BARS = 20
"""Bars of one chart: as many as can be compared at a glance."""

SHOWN_GROUPS = 8
"""Columns of a cross table that fit a page in print; the rest are pooled."""

SHOWN_CLUSTERS = 50
SHOWN_KEYWORDS = 80
QUOTES = 3
LONGEST_TEXT = 240
"""Characters of a quotation or passage in a list; its evidence has all of it."""

CODED = ("status", "role", "qualifier", "metric_kind", "activity_type", "activity_status", "problem_category")
CODED_MORE = ("theme_unit", "target_status", "reuse_unit", "direction", "period_type")

Data = dict[str, Any]


def contents(tables: Tables, places: Places, lang: str) -> Data:
    """Everything that the page shows besides single records and texts, ready for JSON."""
    themes, numbers = _themes(tables, places)
    return {
        "overview": _overview(tables, lang),
        "roles": tables.rows('select role, sum("end" - start)::bigint from sentences group by 1 order by 2 desc, 1'),
        "metrics": _metrics(tables, places),
        "activities": _activities(tables),
        "problems": _problems(tables, places),
        "themes": themes,
        "theme_ids": numbers,
        "curve": tables.rows("select * from theme_curve order by unit, themes"),
        "reuse": _reuse(tables, places),
        "ceremony": _ceremony(tables, places),
        "keywords": tables.rows(KEYWORDS, tables.one("select greatest(count(*), 1) from documents"), SHOWN_KEYWORDS),
        "tables": [_table(tables, name, lang) for name in TABLES],
        "labels": {name: {code: label(name, code, lang) for code in VALUES[name]} for name in CODED + CODED_MORE},
        "kpis": _indicators(tables, lang),
    }


def _overview(tables: Tables, lang: str) -> Data:
    manifest = json.loads((tables.folder / "run.json").read_text("utf-8"))
    notes = [note["zh" if lang == "zh" else "en"] for note in manifest.get("notes", ())]
    return {
        "files": tables.one("select count(*) from sources"),
        "characters": tables.one("select coalesce(sum(chars), 0)::bigint from sources"),
        "counts": {name: tables.one(f"select count(*) from {name}") for name in TABLES},
        "status": tables.rows("select status, count(*) from sources group by 1 order by 2 desc, 1"),
        "unread": [
            (path, status, _in_language(reason or "", lang))
            for path, status, reason in tables.rows(
                "select path, status, reason from sources where status <> 'ok' order by path limit ?", SHOWN_ROWS
            )
        ],
        "types": tables.rows("select type, count(*) from docs where type is not null group by 1 order by 2 desc, 1"),
        "years": tables.rows("select year, count(*) from docs where year is not null group by 1 order by 1"),
        "issuers": tables.one("select count(distinct issuer) from documents"),
        "notes": notes + [_in_language(remark, lang) for remark in manifest.get("remarks", ())],
    }


def _metrics(tables: Tables, places: Places) -> Data:
    def place(row: tuple[Any, ...]) -> Any:
        return [places.place(row[0], row[1], row[2], "metrics"), row[3]] if row[0] is not None else None

    return {
        "kinds": tables.rows("select kind, qualifier, count(*) from metrics group by all order by all"),
        "consistent": tables.rows("select consistent, count(*) from metrics group by 1 order by 1 nulls last"),
        "doubtful": [[place(row), row[4], row[5]] for row in tables.rows(DOUBTFUL, SHOWN_ROWS)],
        "target_status": tables.rows("select status, count(*) from kpi_targets group by 1 order by 2 desc, 1"),
        "targets": [
            [*row[:8], place(row[8:12]), place(row[12:16]), place(row[16:20])]
            for row in tables.rows(TARGETS, SHOWN_ROWS)
        ],
        "pairs": [
            [row[0], place(row[1:5]), place(row[5:9]), place(row[9:13])] for row in tables.rows(PAIRS, SHOWN_ROWS)
        ],
        "pairs_total": tables.one("select count(distinct target_id) from metrics"),
        "series": _series(tables, places),
    }


def _series(tables: Tables, places: Places) -> list[Data]:
    """The longest yearly series of the panel, one for each indicator."""
    made: dict[tuple[Any, ...], Data] = {}
    for *key, year, value, conflict, document, start, end in tables.rows(SERIES, SHOWN_BARS):
        one = made.setdefault(tuple(key), dict(zip(_SERIES_KEY, key, strict=True)) | {"points": []})
        one["points"].append([year, value, conflict, places.place(document, start, end, "metrics")])
    return list(made.values())


def _activities(tables: Tables) -> Data:
    return {
        "types": tables.rows("select type, status, count(*) from activities group by all order by all"),
        "years": tables.rows(
            "select year, status, count(*) from activities join docs using (document_id) where year is not null "
            "group by all order by all"
        ),
        "objects": tables.rows(
            "select object, count(*), count(distinct document_id) from activities where object <> '' group by 1 "
            "order by 2 desc, 1 limit ?",
            SHOWN_BARS,
        ),
    }


def _problems(tables: Tables, places: Places) -> Data:
    issuers = tables.one("select count(distinct issuer) from docs")
    by = "issuer" if issuers > 1 else "type"
    return {
        "by": by,
        "cross": tables.rows(
            f"select category, {by}, count(*) from problems join docs using (document_id) group by all order by all"
        )
        if issuers <= SHOWN_GROUPS
        else tables.rows(CROSS, SHOWN_GROUPS),
        "years": tables.rows(
            "select year, count(*) from problems join docs using (document_id) where year is not null "
            "group by 1 order by 1"
        ),
        "wordings": tables.rows(
            "select aspect, count(*), count(distinct document_id) from problems where aspect <> '' group by 1 "
            "order by 2 desc, 1 limit ?",
            SHOWN_BARS,
        ),
        "linked": _linked(tables, places),
        "linked_total": tables.one("select count(*) from problems where cause is not null or len(measure_ids) > 0"),
    }


def _linked(tables: Tables, places: Places) -> list[Data]:
    made: dict[str, Data] = {}
    for key, *problem, text, category, cause, document, first, last, measure in tables.rows(LINKED, SHOWN_ROWS):
        place = places.place(problem[0], problem[1], problem[2], "problems")
        one = made.setdefault(key, {"problem": [place, text], "category": category, "cause": cause, "measures": []})
        if measure is not None:
            one["measures"].append([places.place(document, first, last, "activities"), measure])
    return list(made.values())


def _themes(tables: Tables, places: Places) -> tuple[list[Data], list[str]]:
    years: dict[str, list[tuple[int, float]]] = {}
    for theme, year, share in tables.rows(TREND):
        years.setdefault(theme, []).append((year, share))
    quotes: dict[str, list[object]] = {}
    for theme, unit, document, start, end, text in tables.rows(
        'select theme_id, unit, document_id, start, "end", text from theme_quotes where rank <= ? order by 1, rank',
        QUOTES,
    ):
        place = places.place(document, start, end, _UNITS[unit])
        quotes.setdefault(theme, []).append([place, _cut(text)])
    columns = ("theme_id", "parent_id", "unit", "label", "keywords", "size", "documents", "prevalence", "stability")
    rows = tables.rows(f"select {', '.join(columns)} from themes")
    numbers = [row[0] for row in rows]
    place_of = {theme: at for at, theme in enumerate(numbers)}
    return [
        dict(zip(columns[2:], row[2:], strict=True))
        | {"parent": place_of.get(row[1]), "years": years.get(row[0], []), "quotes": quotes.get(row[0], [])}
        for row in rows
    ], numbers


def _reuse(tables: Tables, places: Places) -> Data:
    clusters: dict[str, list[int]] = {}
    for cluster, document in tables.rows(CLUSTERS, SHOWN_CLUSTERS):
        clusters.setdefault(cluster, []).append(places.document(document))
    return {
        "clusters": list(clusters.values()),
        "clusters_total": tables.one("select count(distinct cluster_id) from documents"),
        "documents": [
            (places.document(document), share)
            for document, share in tables.rows(
                "select document_id, reused_share from documents where reused_share > 0 order by 2 desc, 1 limit ?",
                SHOWN_BARS,
            )
        ],
        "passages": [
            [
                places.place(row[0], row[1], row[2], "sentences"),
                places.place(row[3], row[4], row[5], "sentences"),
                _cut(row[6]),
                *row[7:],
            ]
            for row in tables.rows(PASSAGES, SHOWN_ROWS)
        ],
        "passages_total": tables.one("select count(*) from reuse where unit <> 'document'"),
        "mean": tables.one("select avg(reused_share) from documents"),
    }


def _ceremony(tables: Tables, places: Places) -> Data:
    return {
        "mean": tables.one("select avg(ceremony_share) from documents"),
        "bins": tables.rows(
            "select least(floor(ceremony_share * 50)::integer, 10) as bin, count(*) from documents "
            "where ceremony_share is not null group by 1 order by 1"
        ),
        "years": tables.rows(
            "select year, avg(ceremony_share), count(*) from docs "
            "where year is not null and ceremony_share is not null group by 1 order by 1"
        ),
        "documents": [
            (places.document(document), share)
            for document, share in tables.rows(
                "select document_id, ceremony_share from documents where ceremony_share > 0 order by 2 desc, 1 limit ?",
                SHOWN_BARS,
            )
        ],
    }


def _table(tables: Tables, name: str, lang: str) -> list[object]:
    table = TABLES[name]
    words = (table.label_zh, table.meaning_zh) if lang == "zh" else (table.label_en, table.meaning_en)
    return [name, *words, tables.one(f"select count(*) from {name}")]


def _indicators(tables: Tables, lang: str) -> dict[str, tuple[str, bool]]:
    """Of the shipped codebooks' indicators that occur the name, and whether a share of it is its growth.

    An indicator of a user's codebook keeps its id.
    """
    found = {row[0] for row in tables.rows("select distinct kpi from metrics where kpi is not null order by 1")}
    names: dict[str, tuple[str, bool]] = {}
    for path in sorted(package_file("kpi/codebooks").glob("*.toml")):
        for one in tomllib.loads(path.read_text("utf-8"))["indicator"]:
            if one["id"] in found:
                grows = dimension(one["unit"]) != "share"
                names.setdefault(one["id"], (one["zh" if lang == "zh" else "en"], grows))
    return names


def _in_language(text: str, lang: str) -> str:
    """The half in `lang` of a message of the form `中文 | English`."""
    zh, bar, en = text.partition(" | ")
    return text if not bar else zh if lang == "zh" else en


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


_UNITS = {"sentence": "sentences", "activity": "activities", "problem": "problems"}
_SERIES_KEY = ("kpi", "issuer", "region", "kind", "dimension", "unit", "direction")
