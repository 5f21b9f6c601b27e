"""The console: which language is spoken, how the line is read, and that no encoding makes printing fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zongjie.cli import main, printing
from zongjie.cli.language import choose
from zongjie.cli.line import expand, global_first, one_by_one
from zongjie.cli.terminal import Terminal


def utf8(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "ZONGJIE_LANG": "en", **more}


@pytest.mark.parametrize(
    ("words", "environment", "lang"),
    [
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_US", "ZONGJIE_LANG": "zh"}, "zh"),
        (["run", "--lang", "en"], {"ZONGJIE_LANG": "zh"}, "en"),
        (["--lang=zh", "run"], {"LANG": "C"}, "zh"),
        (["extract", "--", "--lang", "zh"], {"LANG": "C"}, "en"),
        (["--lang", "fr"], {"LANG": "zh_TW.Big5"}, "zh"),
        (["--lang"], {"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_what_was_asked_for(words: list[str], environment: dict[str, str], lang: str) -> None:
    assert choose(words, environment) == lang


def test_the_system_decides_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zongjie.cli.language.system_language", lambda: "zh")
    assert choose([], {}) == "zh"


def test_an_unknown_language_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "fr", "doctor"]) == 2
    assert "zongjie --help" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (["run", "a", "--debug"], ["--debug", "run", "a"]),
        (["run", "--lang", "zh", "a"], ["--lang", "zh", "run", "a"]),
        (["run", "--lang=zh"], ["--lang=zh", "run"]),
        (["extract", "--", "--debug"], ["extract", "--", "--debug"]),
        (["run", "--lang"], ["--lang", "run"]),
    ],
)
def test_global_options_may_stand_anywhere(words: list[str], moved: list[str]) -> None:
    assert global_first(words) == moved


@pytest.mark.parametrize(
    ("words", "split"),
    [
        (["--also", "a", "b", "c", "d"], ["--also=a", "--also=b", "--also=c", "d"]),
        (["--also", "a", "--errors", "3"], ["--also=a", "--errors", "3"]),
        (["--also"], ["--also"]),
        (["--", "--also", "a"], ["--", "--also", "a"]),
    ],
)
def test_three_values_become_three_options(words: list[str], split: list[str]) -> None:
    assert one_by_one(words) == split


def test_patterns_are_expanded_in_order_and_names_are_kept(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "[1].txt"):
        (tmp_path / name).touch()
    assert expand([tmp_path / "?.txt"]) == [tmp_path / "a.txt", tmp_path / "b.txt"]
    assert expand([tmp_path / "[1].txt", tmp_path / "none*"]) == [tmp_path / "[1].txt", tmp_path / "none*"]


SPEAK = """
import sys
from zongjie.cli.terminal import Terminal, never_fail_to_print
never_fail_to_print([sys.stdout, sys.stderr])
terminal = Terminal("zh")
terminal.table("总结", ["值"], [["5.38km² ✓ 家"]])
terminal.line("✓ 行")
terminal.fault_line("✓ 错")
terminal.json({"值": "m² ✓ 家"})
"""


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252", "utf-8"])
def test_no_console_makes_printing_fail_and_json_stays_utf8(encoding: str) -> None:
    environment = utf8(PYTHONIOENCODING=encoding)
    done = subprocess.run([sys.executable, "-c", SPEAK], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    shown, brace, value = done.stdout.partition(b"{")
    assert json.loads((brace + value).decode("utf-8")) == {"值": "m² ✓ 家"}
    lines = shown.decode(encoding).splitlines()
    assert lines[-1] == {"gbk": "? 行", "ascii": "? ?", "cp1252": "? ?", "utf-8": "✓ 行"}[encoding]


@pytest.mark.parametrize("line", [["--help"], ["run"], ["doctor"], ["run", "none", "-o", "none/out"]])
def test_every_command_survives_a_gbk_console(line: list[str], tmp_path: Path) -> None:
    environment = utf8(PYTHONIOENCODING="gbk", ZONGJIE_LANG="zh")
    command = [sys.executable, "-m", "zongjie.cli", *line]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, check=False)
    shown = (done.stdout + done.stderr).decode("gbk")
    assert "UnicodeEncodeError" not in shown
    assert "Traceback" not in shown


def test_a_lone_surrogate_does_not_break_json(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal("en").json({"name": "a\udcff.txt"})
    assert json.loads(capsys.readouterr().out) == {"name": "a?.txt"}


@pytest.mark.parametrize(
    ("text", "zh", "en"), [("甲 | a", "甲", "a"), ("只有一种", "只有一种", "只有一种"), ("", "", "")]
)
def test_a_reason_in_both_languages_is_told_in_one(text: str, zh: str, en: str) -> None:
    assert (printing.in_language(text, "zh"), printing.in_language(text, "en")) == (zh, en)
