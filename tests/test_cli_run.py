"""`zongjie run` end to end, as a user calls it, on the shipped samples."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zongjie.resources import samples

OUTPUTS = ("report.html", "dataset.xlsx", "dataset.duckdb", "datapackage.json", "data-dictionary.md", "run.json")
TABLES = ("sources", "texts", "documents", "sections", "sentences", "metrics", "activities", "problems")


def zongjie(*words: str | Path, encoding: str = "utf-8", **more: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "ZONGJIE_LANG": "en"}
    command = [sys.executable, "-m", "zongjie.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, env=environment, check=False, **more)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[bytes]]:
    out = tmp_path_factory.mktemp("run") / "out"
    return out, zongjie("run", samples(), "-o", out, "--json")


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / "csv" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_damaged_sample_is_left_out_and_the_rest_is_read(
    done: tuple[Path, subprocess.CompletedProcess[bytes]],
) -> None:
    out, process = done
    assert process.returncode == 1, process.stderr.decode()
    summary = json.loads(process.stdout)
    left_out = {row["path"]: row for row in summary["left_out"]}
    assert "损坏的工作汇报.docx" in left_out
    assert all(row["reason"] and row["status"] != "ok" for row in left_out.values())
    assert "损坏的工作汇报.docx" in process.stderr.decode()
    statuses = {row["path"]: row["status"] for row in rows(out, "sources")}
    assert {path for path, status in statuses.items() if status != "ok"} == set(left_out)
    assert sum(status == "ok" for status in statuses.values()) > 10


def test_every_output_is_there_and_counted(done: tuple[Path, subprocess.CompletedProcess[bytes]]) -> None:
    out, process = done
    summary = json.loads(process.stdout)
    for name in OUTPUTS:
        assert (out / name).stat().st_size > 0, name
    for name in TABLES:
        assert (out / "tables" / f"{name}.parquet").is_file(), name
        assert len(rows(out, name)) == summary["tables"][name], name
    assert summary["characters"] > 5000
    assert all(seconds >= 0 for seconds in summary["seconds_by_stage"].values())


def test_every_finding_is_proved_by_its_text(done: tuple[Path, subprocess.CompletedProcess[bytes]]) -> None:
    out, _ = done
    texts = {row["source_id"]: row["text"].replace("\r\n", "\n") for row in rows(out, "texts")}
    source_of = {row["document_id"]: row["source_id"] for row in rows(out, "documents")}
    for name in ("metrics", "activities", "problems"):
        found = rows(out, name)
        assert found, name
        for row in found:
            text = texts[source_of[row["document_id"]]]
            assert text[int(row["start"]) : int(row["end"])] == row["text"], row


def test_the_same_run_gives_the_same_csv(done: tuple[Path, subprocess.CompletedProcess[bytes]], tmp_path: Path) -> None:
    out, _ = done
    zongjie("run", samples(), "-o", tmp_path / "again", "--quiet")
    for path in sorted((out / "csv").glob("*.csv")):
        assert path.read_bytes() == (tmp_path / "again" / "csv" / path.name).read_bytes(), path.name


def test_one_whole_file_is_status_zero_and_speaks_on_a_gbk_console(tmp_path: Path) -> None:
    process = zongjie(
        "run", samples() / "县总工会2023年工作总结.txt", "-o", tmp_path / "out", "--lang", "zh", encoding="gbk"
    )
    assert process.returncode == 0, process.stderr.decode("gbk")
    assert "数据集" in process.stdout.decode("gbk")


def test_quiet_prints_nothing_where_all_is_read(tmp_path: Path) -> None:
    process = zongjie("run", samples() / "县总工会2023年工作总结.txt", "-o", tmp_path / "out", "--quiet", "--no-themes")
    assert (process.returncode, process.stdout, process.stderr) == (0, b"", b"")


def test_a_missing_path_is_a_wrong_call(tmp_path: Path) -> None:
    process = zongjie("run", tmp_path / "none", "-o", tmp_path / "out")
    assert process.returncode == 2
    assert b"Traceback" not in process.stderr
    assert not (tmp_path / "out").exists()


def test_text_columns_and_chinese_paths(tmp_path: Path) -> None:
    folder = tmp_path / "语料 库"
    folder.mkdir()
    (folder / "汇总.csv").write_text("单位,正文\n青河镇,今年新建基层工会12家，发展会员860名。\n", "utf-8")
    process = zongjie("run", folder, "-o", tmp_path / "输出", "--text-column", "正文", "--no-themes", "--json")
    assert process.returncode == 0, process.stderr.decode()
    assert {row["text"] for row in rows(tmp_path / "输出", "metrics")} == {"12家", "860名"}
    assert [(row["name"], row["value"]) for row in rows(tmp_path / "输出", "document_fields")] == [("单位", "青河镇")]


def test_extract_finds_what_one_sentence_states() -> None:
    process = zongjie("extract", "今年新建基层工会12家，举办职工法律讲座4场。", "--format", "jsonl")
    found = [json.loads(line) for line in process.stdout.decode().splitlines()]
    assert process.returncode == 0
    assert {"12家", "4场"} <= {row["text"] for row in found if row["table"] == "metrics"}
    assert "举办" in {row["predicate"] for row in found if row["table"] == "activities"}


def test_extract_marks_a_document_of_another_format() -> None:
    process = zongjie("extract", samples() / "经济管理学院工作总结.docx", "--format", "html")
    assert process.returncode == 0, process.stderr.decode()
    assert process.stdout.decode().count("<mark") > 10


def test_demo_then_run_is_the_first_thing_people_try(tmp_path: Path) -> None:
    assert zongjie("demo", "samples", cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "samples").iterdir())) == len(list(samples().iterdir()))


def test_bench_counts_the_way_to_parquet() -> None:
    process = zongjie("bench", samples() / "县总工会2023年工作总结.txt", "--json")
    assert process.returncode == 0, process.stderr.decode()
    value = json.loads(process.stdout)
    speeds = {row["name"]: row for row in value["speeds"]}
    counted = sum(row["seconds"] for name, row in speeds.items() if row["counted"] and name != "whole")
    assert speeds["whole"]["seconds"] == pytest.approx(counted, abs=0.01)
    assert speeds["jieba.lcut"]["ratio"] == 1
