"""docs/ under test: the reference is that of the code, the how-tos run from top to bottom, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from s3_server import opened, server
from test_docs import BLOCK, STATUS, anchors
from zongjie.cli import main, reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
HOWTOS = ("policy-panel.md", "archive-kpi.md", "theme-statistics.md", "object-stores.md")
STORES = "object-stores.md"
FIGURES = "scale.md"  # figures alone, of a script that takes too long for a test
PRINTED = re.compile(r"^print\(.*\)  # (.+)$", re.MULTILINE)


@pytest.mark.parametrize("name", reference.pages())
def test_the_reference_is_that_of_the_code(name: str) -> None:
    made = reference.pages()[name]
    assert (DOCS / name).read_text("utf-8") == made, "stale: python -m zongjie.cli.reference"


def test_the_script_writes_the_pages(tmp_path: Path) -> None:
    reference.main(tmp_path / "new")
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "new").iterdir()} == reference.pages()


def test_the_reference_has_every_option_in_both_languages() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    _, _, section = page.partition("\n## zongjie run\n")
    section = section.partition("\n## ")[0]
    for words in ("`--theme-count N`", "`--segmenter rjieba\\|jieba`", "`PATHS`", "必填", "分词引擎。", "Segmenter."):
        assert words in section
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) > 60
    for row in rows:
        *_, chinese, english, _ = re.split(r"(?<!\\)\|", row)
        assert re.search("[一-龥]", chinese), row
        assert english.strip(), row


def test_every_page_is_known() -> None:
    assert {path.name for path in DOCS.glob("*.md")} == {*HOWTOS, FIGURES, *reference.pages()}


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The object store that the how-to of stores speaks of, with the samples in it."""
    s3fs = pytest.importorskip("s3fs")
    pytest.importorskip("moto")
    with server() as port:
        system = opened(port, monkeypatch)
        for path in (ROOT / "corpus" / "samples").iterdir():
            system.pipe_file(f"archive/samples/{path.name}", path.read_bytes())
        yield
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.parametrize("name", HOWTOS)
def test_a_how_to_runs_from_top_to_bottom(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    """In one process, so that dictionaries load once; each `print(…)  # …` prints what its comment says."""
    for part in ("samples", "panel"):
        shutil.copytree(ROOT / "corpus" / part, tmp_path / "corpus" / part)
    monkeypatch.chdir(tmp_path)
    if name == STORES:
        request.getfixturevalue("archive")
    names: dict[str, object] = {}
    ran = 0
    for block in BLOCK.finditer((DOCS / name).read_text("utf-8")):
        if block["language"] == "bash":
            for line in block["body"].splitlines():
                status = STATUS.search(line)
                words = shlex.split(line, comments=True)
                assert words[0] == "zongjie"
                assert main(words[1:]) == (int(status[1]) if status else 0), f"{line}\n{capsys.readouterr().err}"
                ran += 1
        else:
            assert block["language"] == "python"
            capsys.readouterr()
            exec(compile(block["body"], name, "exec"), names)
            printed = capsys.readouterr().out.splitlines()
            assert not [line for line in PRINTED.findall(block["body"]) if line not in printed], printed
    assert ran >= 2


@pytest.mark.parametrize("name", HOWTOS)
def test_a_how_to_speaks_both_languages_the_chinese_first(name: str) -> None:
    text = re.sub(r"^```.*?^```$", "", (DOCS / name).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    paragraphs = [one for one in text.split("\n\n") if one.strip() and not one.lstrip().startswith(("#", "["))]
    chinese = [len(re.findall("[一-龥]", one)) > 8 for one in paragraphs]
    assert chinese == [True, False] * (len(paragraphs) // 2)


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_every_link_of_docs_resolves(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        place = path.parent / file if file else path
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), target
