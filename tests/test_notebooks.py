"""Every notebook runs from top to bottom on what the repository holds, and is kept without outputs."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


SHOWN = {
    "kpi_panel": ("image/png", "achieved", "missed"),
    "own_extractor": ("own.over_half", "86户", "application/x-subrip", "as subtitles have", "#bfdaf7"),
    "review": ("Krippendorff", "意见不一", "overruled", "法官助理缺额9名", "evidence True same as before True"),
    "themes": ("image/png", "denominator", "bootstrap", "few_words"),
    "tour": ("image/png", "损坏的工作汇报.docx", "completion", "【"),
}
"""What the outputs of each notebook hold when it has run."""


def test_there_are_notebooks():
    assert {path.stem for path in NOTEBOOKS} >= set(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_shows_in_both_languages(path):
    first = json.loads(path.read_text("utf-8"))["cells"][0]
    said = "".join(first["source"])
    assert first["cell_type"] == "markdown"
    assert said.startswith("# ")
    assert re.search("[a-z]{4}", said) and re.search("[一-龥]{4}", said)
    assert "under a minute" in said.lower() or "不到一分钟" in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path):
    nbformat = pytest.importorskip("nbformat", reason="notebooks need the extra notebooks")
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = json.dumps([cell.get("outputs") for cell in notebook.cells], ensure_ascii=False)
    assert not [words for words in SHOWN.get(path.stem, ()) if words not in shown]
