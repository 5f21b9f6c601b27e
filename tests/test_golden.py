"""The golden corpus end to end: every row of every table is the one that was read and found true."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zongjie.config import load_settings
from zongjie.ingest import read_bytes

sys.path.insert(0, str(Path(__file__).parent / "golden"))

import make_docx
from refresh import COLUMNS, CORPUS, Table, expected, found

HOW = "\nIf the new rows are right: python tests/golden/refresh.py, and read the difference before committing."


def named(row: dict[str, str]) -> str:
    """What a reader knows the row by."""
    words = [row[name] for name in ("path", "document_id", "title", "text", "start") if row.get(name)]
    return " ".join(words)


def differences(wanted: Table, got: Table) -> list[str]:
    """A line for each row that is missing or new, and for each cell that differs."""
    key = next(iter((wanted or got or [{"": ""}])[0]))
    old, new = ({row[key]: row for row in rows} for rows in (wanted, got))
    lines = [f"missing: {named(row)}" for at, row in old.items() if at not in new]
    lines += [f"new: {named(row)}" for at, row in new.items() if at not in old]
    for at in old.keys() & new.keys():
        cells = [f"{n}: {old[at][n]!r} became {new[at][n]!r}" for n in old[at] if old[at][n] != new[at][n]]
        lines += [f"{named(old[at])}: {'; '.join(cells)}"] if cells else []
    return lines or ([] if wanted == got else ["the same rows in another order, or one of them twice"])


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    return found(tmp_path_factory.mktemp("golden") / "out")


@pytest.mark.parametrize("name", COLUMNS)
def test_the_table_is_the_golden_one(name: str, tables: dict[str, Table]) -> None:
    lines = differences(expected()[name], tables[name])
    assert not lines, "\n".join([f"{name}:", *sorted(lines)]) + HOW


def test_every_file_and_every_kind_of_row_is_met(tables: dict[str, Table]) -> None:
    assert all(tables.values())
    files = {row["path"].partition("#")[0] for row in tables["sources"]}
    assert files == {path.name for path in CORPUS.iterdir()}
    assert {row["status"] for row in tables["sources"]} == {"ok", "failed"}
    kinds = {row["kind"] for row in tables["metrics"]}
    assert kinds == {"level", "rate", "completion", "target", "change", "rank"}
    assert {row["qualifier"] for row in tables["metrics"]} >= {"exact", "approx", "over", "masked"}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda rows: rows.pop(0), "missing: "),
        (lambda rows: rows.append({**rows[0], "metric_id": "m0"}), "new: "),
        (lambda rows: rows[0].update(value="7"), "became '7'"),
        (lambda rows: rows.reverse(), "another order"),
        (lambda rows: rows.append(rows[-1]), "twice"),
    ],
)
def test_a_difference_is_seen_and_named(change: Callable[[Table], object], line: str) -> None:
    rows = [dict(row) for row in expected()["metrics"]]
    change(rows)
    [said] = differences(expected()["metrics"], rows)
    assert line in said


def test_the_word_file_is_that_of_its_maker() -> None:
    name = "临江中学2023年工作总结.docx"
    settings = load_settings(learned=False)
    [made] = read_bytes(make_docx.whole(), name, settings)
    [kept] = read_bytes((CORPUS / name).read_bytes(), name, settings)
    assert made.text == kept.text
