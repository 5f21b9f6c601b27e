"""Builds `report.html`: one file from the Parquet files of a dataset, in which no word of the corpus is markup."""

from __future__ import annotations

from pathlib import Path

from zongjie.lexicon import table
from zongjie.report.contents import Data, contents
from zongjie.report.embed import script_json, source_hash
from zongjie.report.places import KINDS, MOST_CHARACTERS, MOST_RECORDS, Places
from zongjie.report.tables import opened
from zongjie.resources import package_file

SCRIPTS = ("core", "charts", "sections", "evidence", "records")
"""The parts of the page's script in their order; they share one scope."""


def build(out: Path, lang: str = "zh", most_characters: int = MOST_CHARACTERS, most_records: int = MOST_RECORDS) -> str:
    """The report on the dataset in `out` as HTML, in Chinese for `zh` and else in English.

    It needs `tables/*.parquet` and `run.json`. The page runs one script, its own, and its content security policy
    forbids all others and any connection. `most_characters` and `most_records` bound what it carries of the corpus.
    """
    words = {row["key"]: row["zh"] if lang == "zh" else row["en"] for row in table("report/labels.tsv", unique="key")}
    return _page(lang, words, _data(out, lang, words, most_characters, most_records))


def _data(out: Path, lang: str, words: dict[str, str], most_characters: int, most_records: int) -> Data:
    with opened(out) as tables:
        places = Places(tables, most_characters, most_records)
        shown = contents(tables, places, lang)
        records = places.records()
        return shown | {
            "lang": lang,
            "words": words,
            "kinds": KINDS,
            "records": records,
            "whole": places.whole,
            "documents": places.documents(),
            "texts": places.texts(),
        }


def _page(lang: str, words: dict[str, str], data: Data) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = package_file("report/templates")
    css = (folder / "report.css").read_text("utf-8")
    parts = "\n".join((folder / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    script = f'"use strict";\n(() => {{\n{parts}\n}})();'
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        lang=lang,
        words=words,
        css=Markup(css),  # our own files; nothing of the corpus reaches them
        script=Markup(script),
        style_hash=source_hash(css),
        script_hash=source_hash(script),
        data=Markup(script_json(data)),
    )
