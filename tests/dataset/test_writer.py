"""The writer end to end: every format, the same bytes twice, and an output folder that is never left half done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zongjie.config import Settings
from zongjie.dataset import write as writing
from zongjie.dataset.folder import LOCK, PART
from zongjie.dataset.schema import TABLES, arrow
from zongjie.dataset.tables import Rows, merge
from zongjie.dataset.write import Writer
from zongjie.errors import UsageError

Write = Callable[..., dict[str, int]]


def read(out: Path, name: str) -> list[dict[str, object]]:
    return pq.read_table(out / "tables" / f"{name}.parquet").to_pylist()


def digests(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("tables", "csv")
        for path in (out / part).iterdir()
    }


def tree(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*")}


def test_every_format_is_written(write: Write, tmp_path: Path) -> None:
    counts = write(tmp_path / "out", report=lambda folder, lang: f"<p>{lang} {(folder / 'run.json').exists()}</p>")
    assert counts["sources"] == 3
    assert counts["texts"] == 2
    assert counts["metrics"] == 5
    assert counts["kpi_panel"] == 0
    assert list(counts) == list(TABLES)
    top = {"tables", "csv", "dataset.xlsx", "dataset.duckdb", "datapackage.json", "data-dictionary.md", "run.json"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == top | {"report.html", LOCK}
    for name in TABLES:
        assert pq.read_schema(tmp_path / "out" / "tables" / f"{name}.parquet").equals(arrow(name))
        assert (tmp_path / "out" / "csv" / f"{name}.csv").is_file()
    assert (tmp_path / "out" / "report.html").read_text("utf-8") == "<p>zh True</p>"


def test_parquet_holds_the_rows(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    write(tmp_path / "out")
    whole = merge(corpus)
    for name in ("sources", "documents", "metrics", "activities", "problems", "sentences"):
        expected = [
            {**row, **{key: list(value) for key, value in row.items() if isinstance(value, tuple)}}
            for row in whole[name]
        ]
        assert read(tmp_path / "out", name) == expected


def test_what_is_written_is_what_the_source_says(write: Write, tmp_path: Path) -> None:
    write(tmp_path / "out")
    texts = {row["source_id"]: row["text"] for row in read(tmp_path / "out", "texts")}
    sources = {row["document_id"]: row["source_id"] for row in read(tmp_path / "out", "documents")}
    for name in ("sentences", "metrics", "activities", "problems", "rejected"):
        for row in read(tmp_path / "out", name):
            assert texts[sources[row["document_id"]]][row["start"] : row["end"]] == row["text"]


def test_two_runs_give_the_same_bytes_however_the_rows_come_in(
    write: Write, corpus: list[Rows], tmp_path: Path
) -> None:
    write(tmp_path / "one")
    write(tmp_path / "two")
    write(tmp_path / "three", rows=[merge(corpus)])
    assert digests(tmp_path / "one") == digests(tmp_path / "two") == digests(tmp_path / "three")
    noted = json.loads((tmp_path / "one" / "run.json").read_text("utf-8"))["digests"]
    assert digests(tmp_path / "one").items() <= noted.items()
    assert noted["dataset.xlsx"] == hashlib.sha256((tmp_path / "one" / "dataset.xlsx").read_bytes()).hexdigest()


@pytest.mark.parametrize("limit", ["BATCH_ROWS", "BATCH_CHARACTERS"])
def test_row_groups_do_not_depend_on_how_the_rows_come_in(
    limit: str, write: Write, corpus: list[Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, limit, 3)
    write(tmp_path / "one")
    write(tmp_path / "two", rows=[merge(corpus)])
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    groups = {name: pq.read_metadata(tmp_path / "one" / "tables" / f"{name}.parquet").num_row_groups for name in TABLES}
    assert groups["sentences" if limit == "BATCH_ROWS" else "texts"] > 1
    assert len(read(tmp_path / "one", "sentences")) == 8


def test_the_manifest(write: Write, tmp_path: Path) -> None:
    counts = write(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert manifest["generator"] == "zongjie"
    assert manifest["seed"] == 0
    assert manifest["tables"] == counts
    assert manifest["settings"] == Settings().model_dump(mode="json")
    assert manifest["notes"] == []
    files = {name for name in tree(tmp_path / "out") if (tmp_path / "out" / name).is_file()}
    assert set(manifest["files"]) == files - {LOCK}
    assert set(manifest["digests"]) == files - {LOCK, "run.json"}


def test_an_earlier_dataset_is_replaced_and_foreign_files_stay(
    write: Write, corpus: list[Rows], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write(out, report=lambda folder, lang: "old")
    (out / "我的笔记.txt").write_text("留着", "utf-8")
    write(out, rows=corpus[1:], themed={})
    assert len(read(out, "sources")) == 2
    assert not (out / "report.html").exists(), "a file of the former run that this one does not write must go"
    assert (out / "我的笔记.txt").read_text("utf-8") == "留着"
    assert not [name for name in tree(out) if name.startswith(PART)]


def test_a_folder_that_is_not_ours_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "论文.docx").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="did not write"):
        Writer(tmp_path, Settings())
    assert tree(tmp_path) == {"论文.docx"}


@pytest.mark.parametrize(
    "manifest", ["{}", "not json", '{"generator": "other", "files": []}', "[]", '{"generator": "zongjie"}']
)
def test_a_manifest_of_another_program_does_not_make_a_folder_ours(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(manifest, "utf-8")
    with pytest.raises(UsageError):
        Writer(tmp_path, Settings())


def test_a_manifest_cannot_name_files_outside(write: Write, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("x", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    listed = ["../victim.txt", str(victim), "C:/x", "a\\b", "", 3]
    (out / "run.json").write_text(json.dumps({"generator": "zongjie", "files": listed}), "utf-8")
    write(out)
    assert victim.exists()


def test_a_file_is_no_output_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="is a file"):
        Writer(tmp_path / "out", Settings())


def test_an_interrupted_run_leaves_the_former_dataset(write: Write, corpus: list[Rows], tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out)
    before = digests(out), tree(out)
    with pytest.raises(KeyboardInterrupt), Writer(out, Settings()) as writer:
        writer.add(corpus[0])
        raise KeyboardInterrupt
    assert (digests(out), tree(out)) == before


def test_a_run_that_is_never_finished_leaves_nothing(corpus: list[Rows], tmp_path: Path) -> None:
    with Writer(tmp_path / "new" / "out", Settings()) as writer:
        writer.add(corpus[0])
    assert not (tmp_path / "new" / "out").exists()


@pytest.mark.parametrize("failing", range(0, 60, 7))
def test_a_file_held_open_leaves_the_former_dataset_whole(
    failing: int, write: Write, corpus: list[Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a file open in Excel cannot be moved: here the move of number `failing` fails."""
    out = tmp_path / "out"
    write(out)
    before = digests(out), tree(out)
    real, moves = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        moves.append(target)
        if len(moves) == failing + 1:
            raise PermissionError(13, "in use", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(UsageError, match="Excel"):
        write(out, rows=corpus[1:], themed={})
    assert (digests(out), tree(out)) == before


def test_what_a_killed_run_left_is_no_obstacle(write: Write, tmp_path: Path) -> None:
    stale = tmp_path / "out" / f"{PART}killed"
    stale.mkdir(parents=True)
    (stale / "x").write_text("x", "utf-8")
    write(tmp_path / "out")
    assert not stale.exists()


def test_lone_surrogates_become_replacement_characters_and_offsets_hold(write: Write, tmp_path: Path) -> None:
    text = "坏\ud800字"
    row = {"path": "a", "sha256": "0", "bytes": 1, "media_type": "text/plain", "chars": 3, "status": "ok"}
    write(
        tmp_path / "out",
        rows=[{"sources": [{"source_id": "s1", **row}], "texts": [{"source_id": "s1", "text": text}]}],
        themed={},
    )
    assert read(tmp_path / "out", "texts")[0]["text"] == "坏\ufffd字"


def test_a_corpus_of_nothing(write: Write, tmp_path: Path) -> None:
    assert set(write(tmp_path / "out", rows=[], themed={}).values()) == {0}
