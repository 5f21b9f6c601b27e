"""What the README says about Python: every command has a function of that name, typed, and its blocks run."""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup

from test_docs import READMES, blocks, markdown_table
from zongjie.cli.commands import build

ROOT = Path(__file__).parent.parent


def leaves(group: TyperGroup, before: str = "") -> list[str]:
    """The names of all commands, those of groups with the group's name before them."""
    found: list[str] = []
    for name, command in group.commands.items():
        found += leaves(command, f"{name} ") if isinstance(command, TyperGroup) else [before + name]
    return found


def resolve(name: str) -> object:
    """What a dotted name leads to: modules as far as there are, attributes after them."""
    parts = name.split(".")
    module = importlib.import_module(".".join(parts[:-1]))
    return getattr(module, parts[-1])


@pytest.mark.parametrize("name", READMES)
def test_every_command_has_a_function(name: str) -> None:
    rows = [list(row.values()) for row in markdown_table(name, "functions")]
    assert sorted(command.strip("`") for command, _ in rows) == sorted(leaves(build("en")))
    for _, function in rows:
        found = resolve(function.strip("`"))
        assert callable(found), function
        called = found.run if inspect.ismodule(found) else found
        signature = inspect.signature(called)
        assert signature.return_annotation is not inspect.Signature.empty, function
        assert all(p.annotation is not p.empty for p in signature.parameters.values()), function
        assert inspect.getdoc(called), function


def test_the_blocks_of_spacy_and_of_run_and_read_print_what_they_say(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus" / "samples", tmp_path / "corpus" / "samples")
    chosen = [b.body for b in blocks("README.md", "python") if "import spacy" in b.body or "zongjie.run(" in b.body]
    assert len(chosen) == 2
    script = "import zongjie\n" + "\n".join(chosen)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == re.findall(r"^print\(.*\)  # (.+)$", script, re.MULTILINE)
