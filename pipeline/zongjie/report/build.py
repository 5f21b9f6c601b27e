"""Builds `report.html`: one page from the Parquet files of a dataset, with every word of the corpus escaped."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from zongjie.dataset.schema import TABLES
from zongjie.lexicon import table
from zongjie.report.charts import simple, stacked
from zongjie.report.contents import Contents
from zongjie.resources import package_file

HEAD_ROWS = 50
UNREAD_SHOWN = 200
"""Rows of one table that a page can bear; the csv has all."""

NOT_SHOWN = frozenset({"texts"})
"""Tables whose rows are too long for a page."""


def build(out: Path, lang: str = "zh", rows: int = HEAD_ROWS) -> str:
    """The report on the dataset in `out` as HTML, in Chinese for `zh` and else in English.

    It needs `tables/*.parquet` and `run.json`, loads nothing from anywhere, holds no script, and forbids both by its
    content security policy.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    css = package_file("report/templates/report.css").read_text("utf-8")
    environment = Environment(
        loader=FileSystemLoader(package_file("report/templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    contents = Contents(out, lang)
    words = {row["key"]: row["zh"] if lang == "zh" else row["en"] for row in table("report/labels.tsv", unique="key")}
    unread = contents.unread()
    return environment.get_template(
        "report.html.j2"
    ).render(
        lang=lang,
        words=words,
        css=Markup(css),  # our own file; nothing of the corpus reaches it
        style_hash=b64encode(sha256(css.encode()).digest()).decode(),
        tiles=_tiles(contents, words),
        files=[(status, number) for status, number in contents.tally("sources", "status").items() if number],
        notes=_notes(out, lang),
        unread=unread[:UNREAD_SHOWN],
        unread_more=max(0, len(unread) - UNREAD_SHOWN),
        charts=[
            stacked(
                words["activities_chart"],
                contents.cross("activities", "type", "status"),
                list(contents.tally("activities", "status")),
            ),
            simple(words["problems_chart"], contents.tally("problems", "category")),
            simple(words["metrics_chart"], contents.tally("metrics", "kind")),
        ],
        themes=contents.themes(),
        heads=[contents.head(name, rows) for name in TABLES if name not in NOT_SHOWN],
    )


def _tiles(contents: Contents, words: dict[str, str]) -> list[tuple[str, int]]:
    shown = ("documents", "sentences", "metrics", "activities", "problems", "rejected", "themes")
    labels = {name: TABLES[name].label_zh if contents.lang == "zh" else TABLES[name].label_en for name in shown}
    return [
        (words["files"], contents.count("sources")),
        (words["characters"], contents.total("sources", "chars")),
        *((labels[name], contents.count(name)) for name in shown),
    ]


def _notes(out: Path, lang: str) -> list[str]:
    manifest = json.loads((out / "run.json").read_text("utf-8"))
    return [note["zh" if lang == "zh" else "en"] for note in manifest.get("notes", ())]
