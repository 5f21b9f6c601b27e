"""Rules of the code base that no linter holds: layout, first lines, sizes, names, word lists, the wheel."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from zongjie import lexicon

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "pipeline"
PACKAGE = SOURCE / "zongjie"
MODULES = sorted(PACKAGE.rglob("*.py"))
TABLES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.tsv"))
LONGEST = 500  # lines of a module
BANNED = {"utils", "util", "helpers", "helper", "manager", "base"}
EXPRESSIONS = {"pattern", "unless", "items", "not_before", "neighbour"}  # columns that hold regular expressions
OTHER_EXPRESSIONS = {("lexicons/wraps.tsv", "value")}
SHELL_PATTERNS = {("ingest/ignored.tsv", "pattern")}  # fnmatch, no regular expressions
DATA = (".tsv", ".toml", ".txt", ".j2", ".css", ".typed")


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


# ------------------------------------------------------------------------------------------------------------ modules
def test_the_source_root_is_no_package() -> None:
    assert not (SOURCE / "__init__.py").exists()
    assert {path.name for path in SOURCE.iterdir() if path.is_dir() and "." not in path.name} - {"__pycache__"} == {
        "zongjie"
    }


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_first_line_says_what_the_module_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert tree.body, "an empty module: give it a docstring"
    assert tree.body[0].lineno == 1
    says = (ast.get_docstring(tree) or "").partition("\n")[0]
    assert len(says.split()) > 2, "the first line is no sentence"
    assert says.endswith((".", "。", ":")), says


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_too_long(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: it has two purposes, or data that belongs in a TSV file"


def test_no_name_says_nothing() -> None:
    paths = [*PACKAGE.rglob("*"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    names = {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}
    assert not {name for name in names if BANNED & set(re.split(r"[/._]", name.lower()))}


def test_only_what_the_layout_names_stands_at_the_top() -> None:
    """A file that was copied there by accident and committed shows here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    tops = {line.partition("/")[0] for line in listed.stdout.split("\0") if line}
    files = {".gitignore", ".gitattributes", "pyproject.toml", "LICENSE", "CITATION.cff"}
    files |= {"README.md", "README.zh.md", "CHANGELOG.md"}
    folders = {".ci", "pipeline", "corpus", "models", "notebooks", "benchmarks", "docs", "tests"}
    assert not tops - files - folders


# --------------------------------------------------------------------------------------------------------- word lists
@pytest.mark.parametrize("name", TABLES)
def test_a_word_list_loads_and_its_expressions_compile(name: str) -> None:
    rows = lexicon.table(name)
    assert rows, "no rows"
    assert len(set(rows[0])) == len([cell for cell in rows[0] if cell]), "headings repeat or are empty"
    for number, row in enumerate(rows, 1):
        assert any(row.values())
        for column, cell in row.items():
            assert cell == cell.strip(" \r"), f"row {number}, {column}: blanks at an end"
            if is_expression(name, column):
                re.compile(cell)


def is_expression(name: str, column: str) -> bool:
    return (name, column) in OTHER_EXPRESSIONS or (column in EXPRESSIONS and (name, column) not in SHELL_PATTERNS)


def test_the_word_lists_with_expressions_are_known() -> None:
    """A column that is compiled under a name this test does not know would go unchecked."""
    columns = {(name, column) for name in TABLES for column in lexicon.table(name)[0]}
    assert {column for _, column in columns} >= EXPRESSIONS
    assert columns >= OTHER_EXPRESSIONS | SHELL_PATTERNS


@pytest.mark.parametrize("name", TABLES)
def test_a_word_list_says_what_its_columns_are(name: str) -> None:
    text = (PACKAGE / name).read_bytes()
    assert text.startswith(b"# "), "the first line says what the words are"
    assert not text.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in text


# -------------------------------------------------------------------------------------------------------------- wheel
@pytest.mark.long
def test_the_wheel_carries_the_data(tmp_path: Path) -> None:
    pytest.importorskip("build")
    how = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    command = [sys.executable, "-m", "build", "--wheel", *how, "--outdir", str(tmp_path), str(ROOT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    said = done.stdout + done.stderr
    if done.returncode and "No matching distribution" in said:
        pytest.skip("the build backend cannot be fetched: no network")
    assert done.returncode == 0, said
    [wheel] = tmp_path.glob("zongjie-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    ours = {name_of(path) for path in PACKAGE.rglob("*") if path.suffix in (*DATA, ".py") and path.is_file()}
    samples = {f"zongjie/_data/samples/{path.name}" for path in (ROOT / "corpus" / "samples").iterdir()}
    assert not (ours | samples) - carried
    assert not {name for name in carried if name.startswith(("tests", "pipeline", "corpus")) or "__pycache__" in name}
