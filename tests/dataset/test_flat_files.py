"""csv, DuckDB, the Frictionless descriptor and the data dictionary."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.dataset.columnar import joined, to_arrow
from zongjie.dataset.datapackage import describe
from zongjie.dataset.dictionary import write_dictionary
from zongjie.dataset.flat import write_csv
from zongjie.dataset.schema import TABLES, VALUES
from zongjie.dataset.tables import Rows

Write = Callable[..., dict[str, int]]
COUNTS = dict.fromkeys(TABLES, 3)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_byte_order_mark_and_one_line_end(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    raw = (tmp_path / "out" / "csv" / "metrics.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\xef\xbb\xbf") == 1
    assert b"\r" not in raw


def test_csv_holds_the_values(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    write(tmp_path / "out")
    rows = read_csv(tmp_path / "out" / "csv" / "metrics.csv")
    assert [row["text"] for row in rows] == [row["text"] for row in corpus[0]["metrics"]]
    assert [row["value"] for row in rows] == ["12", "15", "80", "3", ""]
    assert rows[0]["consistent"] == "true"
    assert rows[3]["period_end"] == "1899-05-01"
    text = read_csv(tmp_path / "out" / "csv" / "texts.csv")[0]["text"]
    assert text == corpus[0]["texts"][0]["text"]


def test_lists_are_joined_by_spaces_or_semicolons(corpus: list[Rows]) -> None:
    sentence = {**corpus[0]["sentences"][0], "words": ["31 家", "a　b", "工会"], "tags": ["m", "x", "n"]}
    assert joined("sentences", to_arrow("sentences", [sentence])).to_pylist()[0]["words"] == "31␣家 a␣b 工会"
    activity = {**corpus[0]["activities"][0], "metric_ids": ["m1", "m2"]}
    assert joined("activities", to_arrow("activities", [activity])).to_pylist()[0]["metric_ids"] == "m1;m2"


def test_joining_a_part_of_a_table_joins_that_part(corpus: list[Rows]) -> None:
    table = to_arrow("sentences", corpus[0]["sentences"])
    whole = joined("sentences", table).to_pylist()
    assert joined("sentences", table.slice(2, 3)).to_pylist() == whole[2:5]


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_csv_brings_every_text_back(pairs: list[tuple[str, str]]) -> None:
    rows = [{"document_id": f"d{at}", "name": name, "value": value} for at, (name, value) in enumerate(pairs)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write_csv("document_fields", [to_arrow("document_fields", rows)], path)
        assert read_csv(path) == rows


def test_a_record_without_a_sentence_stays_in_its_view(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    corpus[0]["metrics"][0]["sentence_id"] = None
    write(tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out" / "dataset.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM metrics_in_context").fetchone() == (5,)


def test_duckdb_has_tables_comments_and_views(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    write(tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out" / "dataset.duckdb"), read_only=True) as connection:
        names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert names == set(TABLES)
        seen = connection.execute("SELECT text, sentence, title FROM metrics_in_context ORDER BY start").fetchall()
        assert seen[0] == ("12家", "全年新建工会12家，占应建15家的80%。", "青山镇工会总结")
        assert len(seen) == 5
        comment = connection.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name='metrics' AND column_name='value'"
        )
        assert comment.fetchone()[0].startswith("数值")
        ids = connection.execute("SELECT metric_ids FROM activities ORDER BY len(metric_ids) DESC").fetchone()[0]
        assert ids == corpus[0]["activities"][0]["metric_ids"]


def test_the_descriptor_names_every_file_column_and_key(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert package["profile"] == "tabular-data-package"
    assert "licenses" not in package
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert list(resources) == list(TABLES)
    for name, resource in resources.items():
        frame = pd.read_csv(tmp_path / "out" / resource["path"], encoding="utf-8-sig", dtype=str, keep_default_na=False)
        fields = resource["schema"]["fields"]
        assert list(frame.columns) == [field["name"] for field in fields]
        assert resource["rows"] == len(frame)
        for field in fields:
            if field.get("constraints", {}).get("required"):
                assert (frame[field["name"]] != "").all(), (name, field["name"])
    metrics = resources["metrics"]["schema"]
    assert metrics["primaryKey"] == ["metric_id"]
    assert {"fields": "target_id", "reference": {"resource": "", "fields": "metric_id"}} in metrics["foreignKeys"]
    assert {"fields": "document_id", "reference": {"resource": "documents", "fields": "document_id"}} in metrics[
        "foreignKeys"
    ]
    kinds = next(field for field in metrics["fields"] if field["name"] == "kind")["constraints"]
    assert kinds == {"required": True, "enum": list(VALUES["metric_kind"])}


def test_the_descriptor_does_not_require_what_csv_cannot_tell_from_missing() -> None:
    resources = {resource["name"]: resource for resource in describe(COUNTS)["resources"]}
    unit = next(field for field in resources["metrics"]["schema"]["fields"] if field["name"] == "unit")
    assert "constraints" not in unit


@pytest.mark.parametrize("name", TABLES)
def test_the_dictionary_explains_every_column(name: str) -> None:
    text = write_dictionary(COUNTS)
    assert f"## {name} {TABLES[name].label_zh}" in text
    part = text.split(f"## {name} ")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    assert len(lines) == len(TABLES[name].columns)
    for line, column in zip(lines, TABLES[name].columns, strict=True):
        assert line.count(" | ") == 5
        assert column.meaning_zh in line
        assert column.meaning_en in line
