"""`zongjie verify`: nothing is said of a whole dataset, and every damage has a fault of its name, place and rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import zongjie
from zongjie.cli import main
from zongjie.dataset.folder import JOURNAL
from zongjie.dataset.schema import arrow
from zongjie.dataset.verify import SHOWN, Fault, verify
from zongjie.errors import UsageError

TEXT = """青禾县第{0}中学2023年工作总结
一、主要工作。全年举办培训班{0}期，培训教师12{0}人次，同比增长8.5%。😀建成实训室3间，完成投资xx万元。
二、存在的问题。师资力量不足，经费紧张。
"""
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "in").mkdir()
    for number in (3, 5):
        (folder / "in" / f"{number}.txt").write_text(TEXT.format(number), "utf-8")
    zongjie.run(folder / "in", folder / "out", themes=False, reuse=False, learned=False)
    return folder / "out"


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "out"))


def change(out: Path, name: str, edit: Callable[[Rows], object]) -> None:
    """Write a table again with its rows edited, and nothing of what keeps an edit from being written."""
    path = out / "tables" / f"{name}.parquet"
    rows = parquet.read_table(path).to_pylist()
    edit(rows)
    schema = pa.schema([(field.name, field.type) for field in arrow(name)])
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def found(out: Path, code: str) -> list[Fault]:
    return [fault for fault in verify(out) if fault.code == code]


def test_a_whole_dataset_has_no_fault(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(whole) == []
    assert main(["verify", str(whole), "--lang", "en"]) == 0
    assert "every check holds" in capsys.readouterr().out
    assert main(["verify", str(whole), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def put(name: str, column: str, value: object) -> Callable[[Path], None]:
    def edit(rows: Rows) -> None:
        rows[0][column] = value(rows) if callable(value) else value

    return lambda out: change(out, name, edit)


DAMAGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "text moved": (put("metrics", "start", lambda rows: rows[0]["start"] - 1), "text", "metrics"),
    "text altered": (put("problems", "text", "别的话"), "text", "problems"),
    "outside its document": (put("activities", "end", 10**6), "place", "activities"),
    "document outside its source": (put("documents", "end", 10**6), "place", "documents"),
    "value without a mask": (put("metrics", "value", None), "masked", "metrics"),
    "no such document": (put("sentences", "document_id", "d0"), "reference", "sentences"),
    "no such metric in a list": (put("activities", "metric_ids", ["m0"]), "reference", "activities"),
    "value of no set": (put("metrics", "kind", "odd"), "value", "metrics"),
    "null": (put("problems", "category", None), "null", "problems"),
    "wrong length": (put("sources", "chars", 1), "chars", "sources"),
    "twice": (lambda out: change(out, "sections", lambda rows: rows.append(rows[0])), "key", "sections"),
    "too few": (lambda out: change(out, "problems", lambda rows: rows.pop()), "rows", "problems"),
    "table gone": (lambda out: (out / "tables" / "reuse.parquet").unlink(), "missing", "tables/reuse.parquet"),
    "file cut": (lambda out: cut(out / "tables" / "metrics.parquet"), "unreadable", "tables/metrics.parquet"),
    "csv edited": (lambda out: append(out / "csv" / "metrics.csv"), "changed", "csv/metrics.csv"),
    "workbook saved": (lambda out: append(out / "dataset.xlsx"), "changed", "dataset.xlsx"),
    "stopped": (lambda out: (out / JOURNAL).write_text("{}", "utf-8"), "interrupted", "run.json"),
}  # fmt: skip


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\n")


@pytest.mark.parametrize("name", DAMAGE)
def test_every_damage_is_named(name: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage, code, place = DAMAGE[name]
    damage(out)
    faults = found(out, code)
    assert [fault.place for fault in faults] == [place]
    assert faults[0].count == 1 or (name, faults[0].count) == ("twice", 2)
    assert main(["verify", str(out), "--lang", "en"]) == 3
    assert f"{place} [{code}]" in capsys.readouterr().out


def test_a_member_of_a_theme_must_be_a_record(out: Path) -> None:
    member = {"unit": "problem", "record_id": "p0", "document_id": "d0", "weight": 1.0}
    change(out, "theme_members", lambda rows: rows.append(member))
    assert {fault.place for fault in found(out, "reference")} == {"theme_members"}


def test_a_column_too_few_is_a_fault_and_the_rest_is_still_read(out: Path) -> None:
    path = out / "tables" / "metrics.parquet"
    parquet.write_table(parquet.read_table(path).drop_columns(["rule"]), path)
    change(out, "problems", lambda rows: rows[0].update(category=None))
    assert {fault.code for fault in verify(out)} >= {"schema", "null"}


def test_a_fault_of_many_rows_names_some_and_counts_all(out: Path) -> None:
    def edit(rows: Rows) -> None:
        for row in rows:
            row["text"] = "别的话"

    change(out, "sentences", edit)
    [fault] = found(out, "text")
    assert fault.count > SHOWN == len(fault.ids)


def test_a_folder_without_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no dataset"):
        verify(tmp_path)
