"""The command line: what it prints where, in which language, with which exit status, on any console."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from typer.core import TyperArgument, TyperGroup, TyperOption

import zongjie
from zongjie.bench import Benchmark, Speed
from zongjie.cli import extracting, main, progress
from zongjie.cli.commands import build
from zongjie.cli.faults import of_system
from zongjie.cli.line import global_first, one_by_one
from zongjie.cli.terminal import Terminal
from zongjie.cli.texts import ROOT
from zongjie.config import Settings, load_settings
from zongjie.document import Document, Metric, OffsetMap, Source, Span
from zongjie.errors import DatasetError, Message, UsageError
from zongjie.lexicon import table
from zongjie.run import Execution, Progress, RunSummary

LEFT_OUT = (("扫描.pdf", "failed", Message("没有文字层，请先做 OCR", "no text layer: run OCR first").both()),)
HEAVY = {"spacy", "pandas", "pyarrow", "sklearn", "jieba", "rjieba", "docx", "numpy", "lxml", "duckdb", "pydantic"}
Run = Callable[..., RunSummary]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZONGJIE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A `run_corpus` that only notes how it was called; `calls["result"]` may be an exception or fields to change."""
    noted: dict[str, Any] = {"result": {}}

    def run_corpus(paths: Sequence[Path], out: Path, settings: Settings, **more: Any) -> RunSummary:
        noted.update(paths=list(paths), out=out, settings=settings, **more)
        if isinstance(noted["result"], BaseException):
            raise noted["result"]
        values: dict[str, Any] = {"characters": 1000, "seconds": 2.0, "tables": {"metrics": 3}} | noted["result"]
        return RunSummary(out, **values)

    monkeypatch.setattr("zongjie.run.run_corpus", run_corpus)
    return noted


def pretend_load(settings: Settings | None = None) -> Callable[[str], list[Document]]:
    """A pipeline that finds `12家` wherever it stands."""

    def find(text: str) -> list[Document]:
        source = Source("a.txt", "0" * 64, len(text), "text/plain", "utf-8", text, "ok")
        at = text.find("12家")
        found = (Metric(span=Span(at, at + 3), rule="r", value=12.0, unit="家", subject="工会"),) if at >= 0 else ()
        return [Document(source, 0, Span(0, len(text)), text, text, OffsetMap.identity(len(text)), metrics=found)]

    return find


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zongjie, "load", pretend_load, raising=False)


# ---------------------------------------------------------------------------------------------------------- help
def every_command() -> dict[str, Any]:
    """The application (`*`), its commands, and those of its groups (`words discover`)."""
    root = build("en")
    found: dict[str, Any] = {"*": root, **root.commands}
    for name, group in root.commands.items():
        if isinstance(group, TyperGroup):
            found |= {f"{name} {inner}": command for inner, command in group.commands.items()}
    return found


def test_every_command_and_option_has_help_in_both_languages() -> None:
    keys = {row["key"] for row in table("cli/help.tsv")}
    commands = every_command()
    used = set(commands)
    for name, command in commands.items():
        for parameter in command.params:
            if isinstance(parameter, TyperArgument | TyperOption) and parameter.name != "help":
                used.add(f"{name}.{parameter.name}")
    assert used == keys
    assert all(row["zh"] and row["en"] and "[" not in row["zh"] + row["en"] for row in table("cli/help.tsv"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "command", ["", "run", "extract", "evaluate", "doctor", "bench", "demo", "terms", "kwic", "stats", "reuse", "init"]
)
def test_help_is_whole_on_a_narrow_console(
    lang: str, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    assert main([*filter(None, [command]), "--lang", lang, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "…" not in shown, "a help text is cut: shorten it"
    assert ("例子：" if lang == "zh" else "Examples:") in shown
    assert f"zongjie {command}".strip() in shown


@pytest.mark.parametrize("row", table("cli/examples.tsv"), ids=lambda row: row["line"])
def test_every_example_is_a_call_that_the_command_understands(row: dict[str, str]) -> None:
    words = shlex.split(row["line"].rpartition("| ")[2])
    assert words[0] == "zongjie"
    name, *rest = one_by_one(global_first(words[1:]))
    commands = every_command()
    if isinstance(commands[name], TyperGroup):
        name, rest = f"{name} {rest[0]}", rest[1:]
    assert row["command"] in ("*", name, name.split()[0])
    try:
        commands[name].make_context(name, rest)
    except typer.Exit:
        assert "--help" in words


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys; from zongjie.cli import main; main(['--help']); print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_words_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "zongjie demo samples" in capsys.readouterr().out


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("zongjie ")


# ----------------------------------------------------------------------------------------------------------- run
def test_run_passes_every_option_on(calls: dict[str, Any], tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("theme_minimum = 5\nseed = 1\n", "utf-8")
    line = ["run", "a", "b", "-o", "out", "--config", str(config), "--text-column", "正文", "--metadata", "m.xlsx"]
    line += [
        "--userdict",
        "u.txt",
        "--segmenter",
        "jieba",
        "--no-split",
        "--no-themes",
        "--theme-count",
        "7",
        "--seed",
        "9",
    ]
    assert main(line) == 0
    assert (calls["paths"], calls["out"], calls["metadata"]) == ([Path("a"), Path("b")], Path("out"), Path("m.xlsx"))
    expected = {
        "theme_minimum": 5, "seed": 9, "text_column": "正文", "userdict": "u.txt", "segmenter": "jieba",
        "split": False, "themes": False, "theme_count": 7,
    }  # fmt: skip
    settings = calls["settings"].model_dump()
    assert {key: settings[key] for key in expected} == expected


def test_run_passes_on_how_it_is_to_be_done(calls: dict[str, Any]) -> None:
    line = [
        "run",
        "a",
        "-o",
        "out",
        "--engine",
        "dask",
        "--workers",
        "3",
        "--file-timeout",
        "9",
        "--file-memory",
        "512",
    ]
    assert main([*line, "--scheduler", "tcp://h:1", "--fresh", "--no-store", "--encoder", "model"]) == 0
    expected = Execution("dask", 3, file_timeout=9, file_memory=512, fresh=True, keep=False, scheduler="tcp://h:1")
    assert calls["execution"] == expected
    assert calls["settings"].encoder == "model"


def test_run_works_in_processes_unless_told_otherwise(calls: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZONGJIE_ENGINE")
    assert main(["run", "a", "-o", "out"]) == 0
    assert calls["execution"] == Execution("processes")
    monkeypatch.setenv("ZONGJIE_ENGINE", "serial")
    assert main(["run", "a", "-o", "out"]) == 0
    assert calls["execution"] == Execution("serial")


@pytest.mark.parametrize("option", ["--workers", "--file-timeout", "--file-memory"])
def test_a_negative_limit_is_refused(option: str, calls: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "a", "-o", "out", option, "-1"]) == 2
    assert f"{option} cannot be negative" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("result", "words"),
    [({"kept": 1200}, "1,200 files have not changed"), ({"kept": 3, "unchanged": True}, "Nothing has changed")],
)
def test_run_says_what_it_took_over(
    result: dict[str, Any], words: str, calls: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    calls["result"] = result
    assert main(["run", "a", "-o", "out"]) == 0
    assert words in capsys.readouterr().out
    assert main(["run", "a", "-o", "out", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["kept"], shown["unchanged"]) == (result["kept"], result.get("unchanged", False))


def test_run_leaves_defaults_alone(calls: dict[str, Any]) -> None:
    assert main(["run", "a", "-o", "out"]) == 0
    assert calls["settings"] == load_settings()
    assert calls["progress"] is None, "nobody watches"


def test_run_prints_its_summary_on_standard_output(calls: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    calls["result"] = {"notes": (Message("表太长", "sheet too long").both(),)}
    assert main(["run", "a", "-o", "out"]) == 0
    shown = capsys.readouterr()
    assert all(
        word in shown.out for word in ("metrics", "3", "1,000 characters in 2.0 s (500 a second)", "sheet too long")
    )
    assert "表太长" not in shown.out
    assert shown.err == ""


@pytest.mark.parametrize(("lang", "reason"), [("zh", "没有文字层，请先做 OCR"), ("en", "no text layer: run OCR first")])
def test_what_was_left_out_is_listed_and_changes_the_exit_status(
    calls: dict[str, Any], capsys: pytest.CaptureFixture[str], lang: str, reason: str
) -> None:
    calls["result"] = {"left_out": LEFT_OUT}
    assert main(["run", "a", "-o", "out", "--quiet", "--lang", lang]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"  扫描.pdf [failed] {reason}\n" in shown.err


def test_json_of_run_is_one_valid_object(calls: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    calls["result"] = {"left_out": LEFT_OUT, "seconds_by_stage": {"read": 0.5}}
    assert main(["run", "a", "-o", "out", "--json"]) == 1
    value = json.loads(capsys.readouterr().out)
    assert value["left_out"] == [{"path": "扫描.pdf", "status": "failed", "reason": LEFT_OUT[0][2]}]
    assert (value["tables"], value["seconds_by_stage"], value["characters"]) == ({"metrics": 3}, {"read": 0.5}, 1000)


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (UsageError("没有这个文件夹", "no such folder"), 2, "no such folder"),
        (DatasetError("偏移不对", "offsets differ"), 3, "offsets differ"),
        (KeyboardInterrupt(), 130, "Interrupted"),
        (PermissionError(13, "denied", "out/dataset.xlsx"), 2, "Close it if Excel"),
        (OSError(28, "No space left"), 2, "disk is full"),
        (FileNotFoundError(2, "gone", "a.txt"), 2, "a.txt does not exist"),
        (ZeroDivisionError("by zero"), 70, "ZeroDivisionError: by zero"),
    ],
)
def test_a_fault_is_a_message_and_an_exit_status_and_no_traceback(
    calls: dict[str, Any], capsys: pytest.CaptureFixture[str], fault: BaseException, status: int, said: str
) -> None:
    calls["result"] = fault
    assert main(["run", "a", "-o", "out"]) == status
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("fault", [ZeroDivisionError("by zero"), UsageError("错", "wrong")])
def test_debug_shows_the_traceback(calls: dict[str, Any], capsys: pytest.CaptureFixture[str], fault: Exception) -> None:
    calls["result"] = fault
    main(["run", "a", "-o", "out", "--debug"])
    assert "Traceback" in capsys.readouterr().err


def test_faults_speak_chinese_too(calls: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    calls["result"] = ZeroDivisionError("by zero")
    main(["run", "a", "-o", "out", "--lang", "zh"])
    assert "请加 --debug 再运行一次" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        ["run", "a"],
        ["run", "-o", "out"],
        ["run", "a", "-o", "out", "--segmenter", "x"],
        ["run", "a", "-o", "out", "--theme-count", "many"],
        ["run", "a", "-o", "out", "--theme-count", "501"],
        ["run", "a", "-o", "out", "--nonsense"],
        ["run", "a", "-o", "out", "--config", "none.toml"],
        ["fly"],
    ],
)
@pytest.mark.usefixtures("calls")
def test_wrong_calls_have_status_two(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("run a", "缺少 '--out' / '-o'。", "Missing option '--out' / '-o'."),
        ("run", "缺少 'PATHS'。", "Missing argument 'PATHS'."),
        ("run a -o", "选项 '-o' 后面要有一个值。", "Option '-o' requires an argument."),
        ("run a -o b --quark", "没有选项 --quark。", "No such option: --quark"),
        ("kwic a b --window 3", "没有选项 --window，相近的有 --width。", "--window"),
        ("verify a --json=3", "选项 '--json' 不带值。", "does not take a value"),
        ("run a -o b --theme-count many", "'--theme-count' 要一个整数。", "integer"),
        ("run a -o b --file-timeout long", "'--file-timeout' 要一个数。", "number"),
        ("kwic a b --limit 0", "'--limit' 不能小于 1。", "1"),
        ("run a -o b --engine x", "'--engine' 不能是 'x'，只能是 'serial', 'processes', 'dask'。", "'x' is not one of"),
        ("fly", "没有命令 'fly'。", "No such command 'fly'."),
        ("pannel", "没有命令 'pannel'，相近的有 'panel'。", "No such command 'pannel'. Did you mean 'panel'?"),
        ("kpi fly", "没有命令 'fly'。", "No such command 'fly'."),
        ("review agreement a b c", "多出了 c；有空格的路径要加引号。", "unexpected extra argument"),
        ("extract a b", "多出了 b；有空格的路径要加引号。", "unexpected extra argument"),
        ("--debug", "缺少命令。", "Missing command."),
    ],
)
def test_a_wrong_call_says_what_is_wrong(line: str, zh: str, en: str, capsys: pytest.CaptureFixture[str]) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        assert main([*line.split(), "--lang", lang]) == 2
        *usage, what, where = capsys.readouterr().err.splitlines()
        assert all(one.startswith({"zh": "用法： zongjie", "en": "Usage: zongjie"}[lang]) for one in usage)
        assert what == said if lang == "zh" else said in what
        command = " ".join(
            word for word in line.split() if word in ("run", "kpi", "kwic", "verify", "review", "extract", "agreement")
        )
        assert where.endswith(f"zongjie {command} --help".replace("  ", " "))


def pages(group: TyperGroup, *before: str) -> list[tuple[str, ...]]:
    """The lines of all commands below a group."""
    found = [before]
    for name, command in group.commands.items():
        found += pages(command, *before, name) if isinstance(command, TyperGroup) else [(*before, name)]
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_help_is_cut_or_too_wide(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    texts = {row["key"]: row[lang] for row in table("cli/help.tsv")}
    for line in pages(build(lang)):
        assert main([*line, "--help", "--lang", lang]) == 0
        page = capsys.readouterr().out
        assert max(map(cell_len, page.splitlines())) <= 80
        said = re.sub(r"[\s│]", "", page)
        name = " ".join(line) or ROOT
        listed = {key for key in texts if "." not in key and key.rpartition(" ")[0] == " ".join(line)}
        own = [text for key, text in texts.items() if key == name or key.startswith(f"{name}.") or key in listed]
        assert all(re.sub(r"\s", "", text) in said for text in own), line
        assert {"zh": "显示本页。", "en": "Showthispage."}[lang] in said
        assert not line or {"zh": "─选项─", "en": "─Options─"}[lang] in said


@pytest.mark.parametrize("line", [[], ["kpi"], ["review", "--lang", "zh"]])
def test_a_group_without_command_shows_its_help_alone(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line) == 2
    printed = capsys.readouterr()
    assert "Usage: zongjie" in printed.out and not printed.err


def test_faults_of_the_system_that_are_not_known_stay_unexpected() -> None:
    assert of_system(OSError("odd")) is None
    assert of_system(NotADirectoryError(20, "no", "a")) is not None
    assert of_system(OSError(5, "I/O error", "a")) is not None


class Screen(io.StringIO):
    """Standard error of a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_progress_shows_rate_and_time_left_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar(Terminal("zh")) as report:
        assert report is not None
        report(Progress(1, 4, 5000, "目录/一个名字很长很长很长很长很长的文件.docx"))
    assert all(word in screen.getvalue() for word in ("字/秒", "剩余", "1/4", "文件.docx"))
    with progress.bar(Terminal("zh", quiet=True)) as report:
        assert report is None
    assert progress.rate(5000, 2.0, Terminal("en")) == "2,500 characters/s"
    assert progress.rate(5000, 0.0, Terminal("en")) == ""


# ------------------------------------------------------------------------------------------------------- extract
@pytest.mark.usefixtures("pipeline")
def test_extract_prints_json_lines_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "新建工会12家。"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["text"] == "12家"


@pytest.mark.usefixtures("pipeline")
def test_extract_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "新建工会12家。", "--format", "table"]) == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("12家", "4–7", "Metrics 1", "subject"))
    assert main(["extract", "没有数字。", "--format", "table"]) == 0
    assert "no metric" in capsys.readouterr().err


@pytest.mark.usefixtures("pipeline")
def test_extract_writes_files_in_utf8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, lines = tmp_path / "a.html", tmp_path / "a.jsonl"
    assert main(["extract", "新建工会12家。", "-o", str(page)]) == 0
    assert main(["extract", "新建工会12家。", "-o", str(lines)]) == 0
    assert "<mark" in page.read_text("utf-8")
    assert json.loads(lines.read_text("utf-8"))["value"] == 12
    assert main(["extract", "新建工会12家。", "-o", str(lines), "--format", "table"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_extract_reads_files_and_standard_input(encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "我镇上半年新建工会12家，职工入会积极性不断提高。"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert extracting.texts_of(str(path), load_settings()) == [text]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode(encoding))))
    assert extracting.texts_of("-", load_settings()) == [text]


def test_extract_takes_a_text_for_a_text_and_a_missing_file_for_a_fault(tmp_path: Path) -> None:
    for text in ("新建工会12家。", "面积5.38km" * 100, "a\0b", "增长3.5"):
        assert extracting.texts_of(text, load_settings()) == [text]
    with pytest.raises(UsageError, match=r"report\.docx"):
        extracting.texts_of("report.docx", load_settings())
    empty = tmp_path / "empty.txt"
    empty.touch()
    with pytest.raises(UsageError):
        extracting.texts_of(str(empty), load_settings())


# -------------------------------------------------------------------------------------------------- other commands
def test_evaluate_prints_figures_differences_and_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = gold(tmp_path, "12家")
    assert main(["evaluate", *out]) == 0
    assert "metrics: value+unit" in capsys.readouterr().out
    assert main(["evaluate", *out, "--also", *also(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"]["metrics"]["gold"] == 2
    assert main(["evaluate", *out, "--also", out[0]]) == 2
    assert "three paths" in capsys.readouterr().err


def test_evaluate_tells_bad_gold_from_a_bad_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *gold(tmp_path / "a", "13家"), "--errors", "5"]) == 1
    shown = capsys.readouterr()
    assert "found 0 times" in shown.err
    assert "metrics spurious 4: '12家'" in shown.out
    out = gold(tmp_path / "b", "12家")
    rows = Path(out[0], "metrics.jsonl")
    rows.write_text(rows.read_text("utf-8").replace('"text": "12家"', '"text": "x"'), "utf-8")
    assert main(["evaluate", *out]) == 3


def gold(folder: Path, quote: str) -> list[str]:
    """Gold with one metric, its text, and a dataset that found it: the arguments of `evaluate`."""
    out, annotated, texts = folder / "out", folder / "gold", folder / "texts"
    for place in (out, annotated, texts):
        place.mkdir(parents=True)
    (texts / "a.txt").write_text("新建工会12家。", "utf-8")
    metric = {"value": 12, "unit": "家", "qualifier": "exact", "kind": "level", "subject": "工会"}
    content = {"path": "a.txt", "metrics": [metric | {"quote": quote}]}
    (annotated / "a.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    rows = {
        "documents": {"document_id": "d1", "path": "a.txt", "start": 0, "end": 8},
        "metrics": metric | {"document_id": "d1", "start": 4, "end": 7, "text": "12家"},
    }
    for name in ("documents", "metrics", "activities", "problems"):
        line = json.dumps(rows[name], ensure_ascii=False) if name in rows else ""
        (out / f"{name}.jsonl").write_text(line, "utf-8")
    return [str(out), "--gold", str(annotated), "--texts", str(texts)]


def also(out: list[str]) -> list[str]:
    return [out[2], out[4], out[0]]


def test_doctor_prints_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) in (0, 1)
    assert "jieba dictionary" in capsys.readouterr().out
    assert main(["doctor", "--json"]) in (0, 1)
    assert {"python", "fonts", "console"} <= {row["name"] for row in json.loads(capsys.readouterr().out)}


def test_bench_prints_speeds_beside_jieba(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    measured = Benchmark(
        1000, (Speed("read", 0.5), Speed("xlsx", 1.0, counted=False), Speed("x", 0.0)), 0.25, 9_000_000
    )
    monkeypatch.setattr("zongjie.bench.measure", lambda paths, settings: measured)
    assert main(["bench", "a"]) == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("(xlsx)", "whole", "(jieba.lcut)", "2,000", "0.50", "9 MB"))
    assert main(["bench", "a", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["peak_bytes"] == 9_000_000


def test_demo_copies_the_samples_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = tmp_path / "origin"
    (origin / "sub").mkdir(parents=True)
    (origin / "sub" / "a.txt").write_text("甲", "utf-8")
    monkeypatch.setattr("zongjie.cli.samples.samples", lambda: origin)
    target = tmp_path / "new" / "samples"
    assert main(["demo", str(target)]) == 0
    assert (target / "sub" / "a.txt").read_text("utf-8") == "甲"
    assert f"zongjie run {target} -o out" in capsys.readouterr().out
    (target / "sub" / "a.txt").write_text("乙", "utf-8")
    assert main(["demo", str(target)]) == 2
    assert (target / "sub" / "a.txt").read_text("utf-8") == "乙"


def test_an_incomplete_installation_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> Path:
        raise FileNotFoundError("samples")

    monkeypatch.setattr("zongjie.cli.samples.samples", missing)
    assert main(["demo", str(tmp_path / "x")]) == 2
    assert "--force-reinstall" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("run a -o b --config NONE", "没有这个文件", "there is no such file"),
        ("run a -o b --theme-count 501", "theme_count 不能大于 500", "less than or equal to 500"),
        ("run a -o b --scheduler tcp://h:1", "只用于 --engine dask", "is for --engine dask alone"),
        ("run a -o b --scheduler tcp://h:1 --engine serial", "只用于 --engine dask", "is for --engine dask alone"),
        ("kpi check NONE", "没有这个文件", "there is no such file"),
        ("terms a --dict NONE", "没有这个文件", "there is no such file"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_what_is_wrong_is_said_in_the_language(
    line: str, zh: str, en: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        assert main([*line.replace("NONE", str(tmp_path / "无.x")).split(), "--lang", lang]) == 2
        printed = capsys.readouterr().err
        assert said in printed and "Errno" not in printed


def test_themes_from_a_folder_without_a_dataset_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("全年培训3人。", "utf-8")
    with pytest.raises(UsageError, match="no dataset with themes"):
        zongjie.run(tmp_path / "a.txt", tmp_path / "out", themes_from=tmp_path)
