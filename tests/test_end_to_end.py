"""The command line as a user calls it: bad input of every kind, other locales and orders, every output read back."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zongjie.dataset.schema import TABLES
from zongjie.resources import samples

sys.path.insert(0, str(Path(__file__).parent / "ingest"))

from ingest_files import docx_bytes, pdf_bytes, xlsx_bytes, zipped

GOLDEN = Path(__file__).parent / "golden" / "corpus"
RECORDS = ("sentences", "metrics", "rejected", "activities", "problems")
TEXT = "青坪镇工会2023年工作总结\n一、主要工作\n全年新建基层工会12家，举办法律讲座4场。\n二、存在问题\n专职干部不足。\n"
SECRET_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
BAD_BYTE = b"\xff"


def zongjie(
    *words: str | Path, stdin: bytes | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """`python -m zongjie` with these words, in English and UTF-8 unless `environment` says otherwise."""
    spoken = {"PYTHONIOENCODING": "utf-8", "ZONGJIE_LANG": "en", **environment}
    command = [sys.executable, "-m", "zongjie", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, input=stdin, cwd=cwd, env={**os.environ, **spoken}, check=False, timeout=300
    )


def read(out: Path, table: str) -> list[dict[str, str]]:
    with (out / "csv" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contents(out: Path) -> dict[str, bytes]:
    """The bytes of everything that two runs must write alike."""
    files = [path for folder in ("tables", "csv") for path in sorted((out / folder).iterdir())]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the shipped samples."""
    out = tmp_path_factory.mktemp("samples") / "out"
    done = zongjie("run", samples(), "-o", out, "--quiet")
    assert done.returncode == 1, done.stderr.decode()
    return out


# The same input gives the same bytes.


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("golden") / "out"
    done = zongjie("run", GOLDEN, "-o", out, "--quiet", PYTHONHASHSEED="1")
    assert done.returncode == 1, done.stderr.decode()
    return contents(out)


def test_a_second_run_gives_the_same_bytes(golden: dict[str, bytes], tmp_path: Path) -> None:
    zongjie("run", GOLDEN, "-o", tmp_path / "out", "--quiet", PYTHONHASHSEED="2")
    assert contents(tmp_path / "out") == golden
    assert {f"{folder}/{name}.{end}" for name in TABLES for folder, end in (("tables", "parquet"), ("csv", "csv"))} <= (
        golden.keys()
    )


LOCALES = {
    "C": {"LC_ALL": "C", "LANG": "C", "TZ": "UTC-8"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "ZONGJIE_LANG": "zh"},
    "GBK": {"LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk", "ZONGJIE_LANG": "zh"},
}


@pytest.fixture(scope="module")
def plainly_named(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The golden corpus under ASCII names (which others a locale can read is the system's affair) and its dataset."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "corpus").mkdir()
    for number, path in enumerate(sorted(GOLDEN.iterdir())):
        shutil.copy(path, folder / "corpus" / f"{number}{path.suffix}")
    zongjie("run", "corpus", "-o", "out", "--quiet", cwd=folder)
    return folder, contents(folder / "out")


@pytest.mark.parametrize("name", LOCALES)
def test_the_locale_does_not_matter(name: str, plainly_named: tuple[Path, dict[str, bytes]]) -> None:
    folder, wanted = plainly_named
    done = zongjie("run", "corpus", "-o", name, "--quiet", cwd=folder, **LOCALES[name])
    assert done.returncode == 1, done.stderr
    assert contents(folder / name) == wanted


def test_the_order_of_files_on_the_disk_does_not_matter(golden: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for path in sorted(GOLDEN.iterdir(), reverse=True):
        shutil.copy(path, tmp_path / "corpus")
    zongjie("run", tmp_path / "corpus", "-o", tmp_path / "out", "--quiet")
    assert contents(tmp_path / "out") == golden


def test_the_order_of_paths_on_the_line_does_not_matter(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("jia", "yi", "bing")]
    for number, folder in enumerate(folders, 1):
        folder.mkdir()
        (folder / f"{folder.name}.txt").write_text(TEXT.replace("12家", f"{number}家"), "utf-8")
    for name, order in (("one", folders), ("other", folders[::-1])):
        done = zongjie("run", *order, "-o", tmp_path / name, "--quiet")
        assert done.returncode == 0, done.stderr.decode()
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    assert len(read(tmp_path / "one", "documents")) == 3


# Bad input of every kind that is named, in one folder.

DOCX = docx_bytes(lambda document: document.add_paragraph(TEXT))
XLSX = xlsx_bytes({"一": [["正文"], [TEXT]]})
BAD: dict[str, tuple[bytes, str, str, str]] = {
    # name: (content, status, what the reason says in Chinese, and in English)
    "empty.txt": (b"", "empty", "0 字节", "0 bytes"),
    "blank.docx": (docx_bytes(lambda document: None), "empty", "没有文字", "no text"),
    "encrypted.pdf": (pdf_bytes([["全年受理案件。"]], password="x"), "failed", "密码", "password"),
    "encrypted.docx": (
        SECRET_CONTAINER + "EncryptedPackage".encode("utf-16-le") + b"\0" * 5000, "failed", "密码", "password",
    ),
    "encrypted.xlsx": (
        SECRET_CONTAINER + "EncryptedPackage".encode("utf-16-le") + b"\0" * 5000, "failed", "密码", "password",
    ),
    "damaged.docx": (DOCX[:-300], "failed", "损坏", "damaged"),
    "damaged.xlsx": (XLSX[:-300], "failed", "损坏", "damaged"),
    "damaged.zip": (zipped({"a.txt": TEXT})[:-30], "failed", "损坏", "damaged"),
    "damaged.pdf": (pdf_bytes([["全年受理案件。"]])[:200], "failed", "PDF", "PDF"),
    "scan.pdf": (pdf_bytes([[]], picture_on=(0,)), "failed", "OCR", "OCR"),
    "report.wps": (SECRET_CONTAINER + "WordDocument".encode("utf-16-le") + b"\0" * 5000, "skipped", "docx", "docx"),
    "report.ofd": (zipped({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "skipped", "OFD", "OFD"),
    "unknown.xyz": (bytes(range(256)) * 20, "skipped", "UTF-8", "UTF-8"),
}  # fmt: skip
GOOD = {
    "good.txt": TEXT.encode(),
    "bad_byte.txt": TEXT.encode("gbk") * 4 + BAD_BYTE + TEXT.encode("gbk") * 4,
    "good.zip": zipped({"in/good.txt": TEXT, "in/empty.txt": ""}),
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[bytes]]:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "corpus").mkdir()
    for name, content in {**{name: row[0] for name, row in BAD.items()}, **GOOD}.items():
        (folder / "corpus" / name).write_bytes(content)
    return folder / "out", zongjie("run", folder / "corpus", "-o", folder / "out", "--json", "--no-themes")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_row_with_status_and_reason_in_both_languages(
    name: str, mixed: tuple[Path, subprocess.CompletedProcess[bytes]]
) -> None:
    out, _ = mixed
    _, status, zh, en = BAD[name]
    [row] = [row for row in read(out, "sources") if row["path"] == name]
    chinese, bar, english = row["reason"].partition(" | ")
    assert row["status"] == status, row
    assert bar
    assert zh in chinese and any("\u4e00" <= sign <= "\u9fff" for sign in chinese), row
    assert en in english and english.isascii(), row


def test_nothing_else_is_lost(mixed: tuple[Path, subprocess.CompletedProcess[bytes]]) -> None:
    out, done = mixed
    assert done.returncode == 1, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    read_whole = {row["path"]: row["reason"] for row in read(out, "sources") if row["status"] == "ok"}
    assert read_whole.keys() == {"good.txt", "bad_byte.txt", "good.zip/in/good.txt"}
    left_out = {row["path"] for row in json.loads(done.stdout)["left_out"]}
    assert left_out == {*BAD, "good.zip/in/empty.txt"}
    found = [(row["path"], row["text"]) for row in joined(out, "metrics")]
    assert {(path, text) for path, text in found if path != "bad_byte.txt"} == {
        (path, text) for path in ("good.txt", "good.zip/in/good.txt") for text in ("12家", "4场")
    }
    assert [text for path, text in found if path == "bad_byte.txt"] == ["12家", "4场"] * 8
    assert {row["path"] for row in joined(out, "problems")} == read_whole.keys()


def test_a_gbk_file_with_a_bad_byte_is_read_and_the_byte_noted(
    mixed: tuple[Path, subprocess.CompletedProcess[bytes]],
) -> None:
    out, _ = mixed
    [row] = [row for row in read(out, "sources") if row["path"] == "bad_byte.txt"]
    [text] = [text["text"] for text in read(out, "texts") if text["source_id"] == row["source_id"]]
    assert (row["status"], row["encoding"]) == ("ok", "gb18030")
    assert " | " in row["reason"]
    assert text.replace("\ufffd", "", 1) == TEXT * 8


def joined(out: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table, each with the path of its document."""
    paths = {row["document_id"]: row["path"] for row in read(out, "documents")}
    return [{**row, "path": paths[row["document_id"]]} for row in read(out, table)]


# Every output read back.


@pytest.mark.parametrize("name", RECORDS)
def test_offsets_hold_in_csv_and_in_parquet(name: str, dataset: Path) -> None:
    from pyarrow import parquet

    def rows(table: str) -> list[dict[str, object]]:
        return list(parquet.read_table(dataset / "tables" / f"{table}.parquet").to_pylist())

    for load in (lambda table: read(dataset, table), rows):
        texts = {row["source_id"]: str(row["text"]) for row in load("texts")}
        sources = {row["document_id"]: row["source_id"] for row in load("documents")}
        records = load(name)
        assert records
        for row in records:
            text = texts[sources[row["document_id"]]]
            assert text[int(str(row["start"])) : int(str(row["end"]))] == row["text"], row


def test_foreign_keys_hold_in_duckdb(dataset: Path) -> None:
    import duckdb

    checked = []
    with duckdb.connect(str(dataset / "dataset.duckdb"), read_only=True) as connection:
        for table in TABLES.values():
            keys = [column.name for column in table.columns if column.primary]
            if keys:
                twice = f'SELECT count(*) - count(DISTINCT ({", ".join(keys)})) FROM "{table.name}"'
                assert connection.execute(twice).fetchone() == (0,), table.name
            for column in table.columns:
                if column.refers is None:
                    continue
                to, key = column.refers
                value = f'unnest("{column.name}")' if column.type == "list<string>" else f'"{column.name}"'
                lost = (
                    f'SELECT count(*) FROM (SELECT {value} AS key FROM "{table.name}") AS child '
                    f'WHERE key IS NOT NULL AND key NOT IN (SELECT "{key}" FROM "{to}")'
                )
                assert connection.execute(lost).fetchone() == (0,), f"{table.name}.{column.name}"
                checked.append(f"{table.name}.{column.name}")
    assert {"metrics.sentence_id", "metrics.target_id", "activities.metric_ids", "documents.source_id"} <= set(checked)


def test_the_workbook_opens_in_both_libraries_and_has_no_formula(dataset: Path) -> None:
    import openpyxl
    import pandas

    frames = pandas.read_excel(dataset / "dataset.xlsx", sheet_name=None)
    book = openpyxl.load_workbook(dataset / "dataset.xlsx")
    assert book.sheetnames == list(frames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 10_000
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    sizes = {len(frame) for frame in frames.values()}
    assert {len(read(dataset, name)) for name in ("metrics", "activities", "problems")} <= sizes


# Options of `run`.


def test_a_metadata_sheet_is_joined_and_what_matches_nothing_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("甲.txt", "乙.txt"):
        (folder / name).write_text(TEXT, "utf-8")
    sheet = tmp_path / "说明.xlsx"
    sheet.write_bytes(xlsx_bytes({"一": [["文件", "地区"], ["甲.txt", "南河县"], ["丙.txt", "北山县"]]}))
    done = zongjie("run", folder, "-o", tmp_path / "out", "--metadata", sheet, "--json", "--no-themes")
    assert done.returncode == 0, done.stderr.decode()
    fields = [(row["path"], row["name"], row["value"]) for row in joined(tmp_path / "out", "document_fields")]
    assert fields == [("甲.txt", "地区", "南河县")]
    notes = " ".join(json.loads(done.stdout)["notes"])
    assert "丙.txt" in notes
    assert "乙.txt" in notes
    assert "甲.txt" not in notes


def test_the_text_column_is_the_one_that_was_named(tmp_path: Path) -> None:
    rows = [
        ["说明", "内容", "单位"],
        ["举办讲座9场。", "新建工会12家。", "甲镇"],
        ["举办讲座8场。", "新建工会7家。", "乙镇"],
    ]
    (tmp_path / "表.xlsx").write_bytes(xlsx_bytes({"一": rows}))
    line = ["run", tmp_path / "表.xlsx", "-o", tmp_path / "out", "--no-themes", "--quiet", "--text-column"]
    assert zongjie(*line, "说明").returncode == 0
    assert {row["text"] for row in read(tmp_path / "out", "metrics")} == {"9场", "8场"}
    assert zongjie(*line, "内容").returncode == 0
    assert {row["text"] for row in read(tmp_path / "out", "metrics")} == {"12家", "7家"}
    brought = {(row["name"], row["value"]) for row in read(tmp_path / "out", "document_fields")}
    assert brought >= {("单位", "甲镇"), ("单位", "乙镇"), ("说明", "举办讲座9场。")}


def test_a_text_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("单位,内容\n甲镇,新建工会12家。\n", "utf-8")
    done = zongjie("run", tmp_path / "表.csv", "-o", tmp_path / "out", "--text-column", "正文", "--json")
    assert done.returncode == 1
    [left_out] = json.loads(done.stdout)["left_out"]
    assert "内容" in left_out["reason"]


# `extract` and `evaluate`.

SENTENCE = "今年新建基层工会12家，举办法律讲座4场，专职干部不足。"


def extract(argument: str | Path, form: str, stdin: bytes | None = None) -> str:
    done = zongjie("extract", argument, "--format", form, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def lines() -> str:
    return extract(SENTENCE, "jsonl")


def test_extract_finds_what_a_text_states(lines: str) -> None:
    rows = [json.loads(line) for line in lines.splitlines()]
    assert {(row["table"], row["text"]) for row in rows} == {
        ("metrics", "12家"), ("metrics", "4场"), ("activities", "新建基层工会12家"),
        ("activities", "举办法律讲座4场"), ("problems", "专职干部不足"),
    }  # fmt: skip
    assert all(SENTENCE[row["start"] : row["end"]] == row["text"] for row in rows)


def test_a_file_and_standard_input_give_what_the_text_gives(lines: str, tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(SENTENCE, "utf-8")
    assert extract(tmp_path / "一.txt", "jsonl") == lines
    assert extract("-", "jsonl", SENTENCE.encode()) == lines


def test_extract_shows_its_findings_as_a_table_and_as_a_page() -> None:
    shown = extract(SENTENCE, "table")
    assert all(text in shown for text in ("12家", "4场", "专职干部不足"))
    page = extract(SENTENCE, "html")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert page.count("<mark") >= 5


def test_evaluate_scores_what_run_wrote(tmp_path: Path) -> None:
    for name in ("texts", "gold"):
        (tmp_path / name).mkdir()
    (tmp_path / "texts" / "甲.txt").write_text(TEXT, "utf-8")
    level = {"qualifier": "exact", "kind": "level"}
    gold = {
        "path": "甲.txt",
        "documents": [{"title": "青坪镇工会2023年工作总结", "first": "青坪镇工会", "last": "干部不足。"}],
        "metrics": [
            {"quote": "12家", "value": 12, "unit": "家", "subject": "新建基层工会", **level},
            {"quote": "4场", "value": 5, "unit": "场", "subject": "法律讲座", **level},
        ],
        "activities": [
            {
                "quote": "举办法律讲座4场", "predicate": "举办", "object": "法律讲座", "type": "training",
                "status": "done",
            },
        ],
        "problems": [{"quote": "专职干部不足", "category": "capacity"}],
    }  # fmt: skip
    (tmp_path / "gold" / "甲.txt.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    assert zongjie("run", "texts", "-o", "out", "--quiet", "--no-themes", cwd=tmp_path).returncode == 0
    done = zongjie("evaluate", "out", "--gold", "gold", "--texts", "texts", "--errors", "9", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    result = json.loads(done.stdout)
    figures = {name: row.get("f1") for name, row in result["figures"].items()}
    assert figures["documents"] == 1
    assert figures["metrics"] == 1
    assert figures["metrics: value+unit"] == 0.5  # the gold says 5场 on purpose
    assert figures["problems: characters"] == 1
    assert result["figures"]["activities"]["recall"] == 1
    assert any("4场" in line and "value" in line for line in result["errors"])


# Consoles.


def test_a_gbk_console_shows_every_result(tmp_path: Path) -> None:
    gbk = {"PYTHONIOENCODING": "gbk", "ZONGJIE_LANG": "zh"}
    (tmp_path / "甲.txt").write_text(TEXT + "供水面积12km²。✓\n", "utf-8")
    (tmp_path / "坏.docx").write_bytes(DOCX[:-300])
    done = zongjie("run", tmp_path / "甲.txt", tmp_path / "坏.docx", "-o", tmp_path / "out", **gbk)
    assert done.returncode == 1
    assert "损坏" in done.stderr.decode("gbk")
    assert "数据集" in done.stdout.decode("gbk")
    shown = zongjie("extract", SENTENCE + "面积12km²。", "--format", "table", **gbk)
    assert shown.returncode == 0, shown.stderr
    assert "12家" in shown.stdout.decode("gbk")
    lines = zongjie("extract", SENTENCE, "--format", "jsonl", **gbk)
    assert "12家" in lines.stdout.decode("utf-8")  # for programs, which expect JSON in UTF-8


def test_the_manifest_names_every_source_and_no_folder_of_this_machine(dataset: Path) -> None:
    written = (dataset / "run.json").read_text("utf-8")
    assert {row["path"] for row in json.loads(written)["inputs"]} == {row["path"] for row in read(dataset, "sources")}
    assert str(dataset.parent) not in written
    assert str(samples()) not in written


@pytest.mark.parametrize("words", [["run", "", "-o", "out"], ["extract", ""], ["extract", "folder"]])
def test_an_empty_argument_or_a_folder_for_a_text_is_a_wrong_call(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = zongjie(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert done.stderr.strip()
    assert not (tmp_path / "out").exists()
