"""Shell completion: the script is printed, commands and options complete, and the help stays in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from zongjie.cli import main
from zongjie.cli.commands import build


def complete(shell: str, lang: str = "en", **variables: str) -> str:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "ZONGJIE_LANG": lang, "_ZONGJIE_COMPLETE": shell}
    command = [sys.executable, "-m", "zongjie.cli"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**environment, **variables}, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("shell", "mark"),
    [
        ("bash", "complete -o default -F _zongjie_completion zongjie"),
        ("zsh", "#compdef zongjie"),
        ("fish", "complete --command zongjie"),
        ("powershell", "Register-ArgumentCompleter"),
    ],
)
def test_the_script_of_a_shell_is_printed(shell: str, mark: str) -> None:
    script = complete(f"source_{shell}")
    assert mark in script
    assert "_ZONGJIE_COMPLETE" in script


def test_show_completion_prints_the_script_of_the_shell_in_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda *_: ("bash", "/bin/bash"))
    assert main(["--show-completion"]) == 0
    assert "complete -o default -F _zongjie_completion zongjie" in capsys.readouterr().out


def test_commands_and_options_are_completed() -> None:
    first = complete("complete_bash", COMP_WORDS="zongjie t", COMP_CWORD="1").split()
    assert set(first) == {name for name in build("en").commands if name.startswith("t")}
    inner = complete("complete_bash", COMP_WORDS="zongjie kpi ", COMP_CWORD="2").split()
    assert set(inner) >= {"propose", "accept", "check", "list"}
    options = complete("complete_bash", COMP_WORDS="zongjie run --the", COMP_CWORD="2").split()
    assert "--theme-count" in options


def test_what_zsh_shows_beside_a_command_is_in_the_users_language() -> None:
    chinese, english = (complete("complete_zsh", lang, _TYPER_COMPLETE_ARGS="zongjie kpi ") for lang in ("zh", "en"))
    assert re.search("[一-龥]", chinese)
    assert not re.search("[一-龥]", english)
    assert "Lists" in english


@pytest.mark.parametrize(("lang", "words"), [("zh", "自动补全"), ("en", "completion")])
def test_the_help_of_completion_is_in_both_languages(lang: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help", "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert "--install-completion" in shown
    assert words in shown
