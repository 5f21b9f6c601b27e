"""The check of a fresh clone runs what the README tells people to run."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    command = re.search(r"^TEST_COMMAND='(.+)'$", script, re.MULTILINE)
    assert command is not None
    assert 'eval "$TEST_COMMAND"' in script
    assert command[1] in (ROOT / "README.md").read_text("utf-8")


def test_ci_stops_at_the_first_fault() -> None:
    assert "set -euo pipefail" in (ROOT / ".ci" / "run").read_text("utf-8")
