"""Each invariant, broken on purpose: the writer refuses it, names table and row, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zongjie.dataset.tables import Rows
from zongjie.errors import DatasetError

Break = Callable[[list[Any], Any], None]


def change(name: str, place: int = 0, source: int = 0, **values: object) -> Break:
    return lambda corpus, themes: corpus[source][name][place].update(values)


def change_theme(name: str, **values: object) -> Break:
    return lambda corpus, themes: themes[name][0].update(values)


def swap(name: str) -> Break:
    return lambda corpus, themes: corpus[0][name].reverse()


def repeat(name: str) -> Break:
    return lambda corpus, themes: corpus[0][name].append(corpus[0][name][-1])


def drop(name: str) -> Break:
    return lambda corpus, themes: corpus[0].pop(name)


def again(corpus: list[Any], themes: Any) -> None:
    corpus.append(corpus[1])


def no_subject(corpus: list[Any], themes: Any) -> None:
    del corpus[0]["metrics"][0]["subject"]


FAULTS = {
    "evidence of a metric": (change("metrics", text="13家"), "metrics"),
    "evidence of a sentence": (change("sentences", 2, text="别的"), "sentences"),
    "evidence moved by one": (change("problems", start=1, end=7), "problems"),
    "span beyond the document": (change("activities", end=10_000), "activities"),
    "span before the document": (change("metrics", 4, start=0, end=2, text="青山"), "metrics"),
    "document beyond the text": (change("documents", 1, end=10_000), "documents"),
    "span turned round": (change("sections", start=5, end=2), "sections"),
    "place that is no number": (change("metrics", start="7"), "7"),
    "value of a masked number": (change("metrics", 4, value=3.0), "metrics"),
    "no value though exact": (change("metrics", value=None), "metrics"),
    "rows out of order": (swap("metrics"), "metrics"),
    "id twice": (repeat("activities"), "activity_id"),
    "source twice": (again, "source_id"),
    "unknown document": (change("rejected", document_id="d0"), "rejected"),
    "document without source": (change("documents", source_id="s0"), "documents"),
    "text missing": (drop("texts"), "documents"),
    "unknown sentence": (change("metrics", sentence_id="n0"), "n0"),
    "unknown section": (change("sentences", section_id="h0"), "h0"),
    "unknown target": (change("metrics", target_id="m0"), "m0"),
    "unknown metric in a list": (change("activities", metric_ids=["m0"]), "m0"),
    "unknown duplicate": (change("documents", duplicate_of="d0"), "d0"),
    "unknown record of a theme": (change_theme("theme_members", record_id="a0"), "a0"),
    "record of another unit": (change_theme("theme_members", unit="problem"), "record_id"),
    "unknown theme": (change_theme("theme_members", theme_id="t9"), "t9"),
    "unknown parent": (change_theme("themes", parent_id="t9"), "t9"),
    "unknown code": (change("activities", type="party"), "party"),
    "unknown column": (change("activities", colour="red"), "colour"),
    "missing value": (no_subject, "subject"),
    "wrong type": (change("metrics", unit=3), "unit"),
    "wrong number": (change("sources", chars="many"), "many"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_invariant_is_refused(
    name: str, corpus: list[Rows], themes: Rows, write: Callable[..., dict[str, int]], tmp_path: Path
) -> None:
    spoil, named = FAULTS[name]
    spoil(corpus, themes)
    with pytest.raises(DatasetError) as caught:
        write(tmp_path / "out")
    assert named in caught.value.message.zh
    assert named in caught.value.message.en
    assert not (tmp_path / "out").exists()


def test_an_unknown_table_is_refused(write: Callable[..., dict[str, int]], tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="metric_s"):
        write(tmp_path / "out", rows=[{"metric_s": []}])


def test_sources_may_come_before_their_documents(
    corpus: list[Rows], write: Callable[..., dict[str, int]], tmp_path: Path
) -> None:
    pieces = []
    for rows in corpus:
        pieces.append({name: rows[name] for name in ("sources", "texts") if name in rows})
        pieces.append({name: some for name, some in rows.items() if name not in ("sources", "texts")})
    assert write(tmp_path / "out", rows=pieces)["metrics"] == 5
