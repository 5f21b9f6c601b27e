"""The READMEs under test: their commands and examples run, their links lead somewhere, their claims hold."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from zongjie.cli.commands import build
from zongjie.dataset.schema import TABLES
from zongjie.run import STAGES

ROOT = Path(__file__).parent.parent
READMES = {"README.md": "en", "README.zh.md": "zh"}
OTHERS = ("CHANGELOG.md", "corpus/README.md", "models/README.md", "benchmarks/README.md")
STATUS = re.compile(r"#.*(?:exit status|退出码) ?(\d)")
BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[^\n]+?) -->\n+)?^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
SAMPLES_STATUS = 1  # what the run of the samples ends with, for one of them is damaged


@dataclass(frozen=True)
class Block:
    """A fenced block with the comment that stands above it."""

    language: str
    body: str
    mark: str


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, *languages: str) -> list[Block]:
    found = [Block(m["language"], m["body"], m["mark"] or "") for m in BLOCK.finditer(read(name))]
    return [block for block in found if not languages or block.language in languages]


def marked(name: str, mark: str) -> str:
    """The one block under the comment `mark`."""
    [body] = [block.body for block in blocks(name) if block.mark == mark]
    return body


def shell_lines(name: str) -> list[str]:
    return [line for block in blocks(name, "bash") for line in block.body.splitlines() if line.strip()]


def commands(name: str) -> list[tuple[list[str], int]]:
    """Every call of zongjie in the shell blocks, as words, and the exit status that the README states beside it."""
    found = []
    for line in shell_lines(name):
        last = line.rpartition("&& ")[2]
        if last.startswith("zongjie "):
            status = STATUS.search(line)
            expected = SAMPLES_STATUS if last != line else int(status[1]) if status else 0
            found.append((shlex.split(last, comments=True)[1:], expected))
    return found


def zongjie(words: list[str], folder: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "ZONGJIE_LANG": lang}
    command = [sys.executable, "-m", "zongjie.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=environment, check=False)


def markdown_table(name: str, mark: str) -> list[dict[str, str]]:
    """The rows of the table under the comment `mark`, by its header."""
    _, _, rest = read(name).partition(f"<!-- {mark} -->")
    lines = [line for line in rest.lstrip().partition("\n\n")[0].splitlines() if line.startswith("|")]
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(header, cells, strict=True)) for cells in rows]


# ---------------------------------------------------------------------------------------------------- what it shows
def test_every_command_and_example_works(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    for block in blocks("README.md"):
        if block.mark.startswith("file: "):
            path = tmp_path / block.mark.removeprefix("file: ")
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.body, "utf-8")
    ran = commands("README.md")
    assert {words[0] for words, _ in ran} >= {"run", "evaluate", "doctor", "bench", "demo"}
    for words, expected in ran:
        done = zongjie(words, tmp_path)
        # `doctor` finds fault with a package that is imported without having been installed
        allowed = {expected, 1} if words[0] == "doctor" else {expected}
        assert done.returncode in allowed, f"zongjie {shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "out" / "report.html").is_file()

    check_python(tmp_path)
    check_rows(tmp_path / "out")
    check_nulls(tmp_path / "out")
    check_files(tmp_path / "out")


def check_python(folder: Path) -> None:
    """The Python blocks run as one script, and each `print(…)  # …` prints what its comment says."""
    script = "\n".join(block.body for block in blocks("README.md", "python"))
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    expected = re.findall(r"^print\(.*\)  # (.+)$", script, re.MULTILINE)
    assert len(expected) >= 4
    for line in expected:
        assert line in printed, f"{line!r} is not among {printed}"


def check_rows(out: Path) -> None:
    """The rows that the READMEs show are rows of the dataset."""
    import pandas as pd

    for name in READMES:
        for table in ("metrics", "activities", "problems"):
            shown = markdown_table(name, f"rows: {table}")
            assert shown
            rows = pd.read_parquet(out / "tables" / f"{table}.parquet").to_dict("records")
            for row in shown:
                same = [r for r in rows if all(like(r[key], value) for key, value in row.items())]
                assert same, f"{name}: no row of {table} is {row}"


def like(actual: object, shown: str) -> bool:
    return float(shown) == actual if isinstance(actual, int | float) else str(actual) == shown


def check_nulls(out: Path) -> None:
    """No column of these tables is empty but those that are filled only where a text states them."""
    import pandas as pd

    empty = set()
    unseen = {
        "metrics.actor",
        "metrics.region",
        "problems.cause",
        "documents.cluster_id",
        "documents.duplicate_of",
    }  # filled where a text states them, which no sample does
    for table in ("documents", "metrics", "activities", "problems"):
        frame = pd.read_parquet(out / "tables" / f"{table}.parquet")
        empty |= {f"{table}.{column}" for column in frame.columns if frame[column].isna().all()}
    assert empty <= unseen


def check_files(out: Path) -> None:
    """The READMEs name every file at the top of the output folder."""
    names = {path.name for path in out.iterdir() if path.is_file()}
    for name in READMES:
        assert not {file for file in names if f"`{file}`" not in read(name)}


@pytest.mark.parametrize(("name", "lang"), READMES.items())
def test_what_a_console_shows_is_what_is_printed(name: str, lang: str, tmp_path: Path) -> None:
    shown = blocks(name, "console")
    assert shown
    for block in shown:
        command, *expected = block.body.splitlines()
        done = zongjie(shlex.split(command.removeprefix("$ zongjie ")), tmp_path, lang)
        assert done.returncode == 0, done.stderr
        assert [line.rstrip() for line in done.stdout.splitlines()] == expected


def test_nothing_leaves_the_machine(tmp_path: Path) -> None:
    """A run under an audit hook that refuses every connection and every look-up of a name."""
    code = (
        "import sys\n"
        "def refuse(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname', 'socket.sendto'):\n"
        "        raise RuntimeError(f'{event} {arguments}')\n"
        "sys.addaudithook(refuse)\n"
        "from zongjie.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    samples = [ROOT / "corpus" / "samples" / name for name in ("qihe-2023.docx", "石桥街道2023年工作总结.html")]
    command = [sys.executable, "-c", code, "run", *map(str, samples), "-o", str(tmp_path / "out"), "--debug"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------------------------------ what it says
@pytest.mark.parametrize("name", READMES)
def test_the_test_command_is_the_one_that_ci_runs(name: str) -> None:
    script = read(".ci/run")
    command = re.search(r"^TEST_COMMAND='(.+)'$", script, re.MULTILINE)
    assert command is not None
    assert command[1] in shell_lines(name)
    downloads = [line for line in shell_lines(name) if "pip download" in line]
    for option in ("--platform win_amd64", "--python-version 3.11", "--only-binary=:all:", "colorama"):
        assert option in script
        assert all(option in line for line in downloads), option
    assert downloads


def test_both_languages_give_the_same_commands() -> None:
    one, other = (
        [
            re.sub(r"\s*#.*$", "", line)
            for block in blocks(name, "bash", "powershell", "python", "json")
            for line in block.body.splitlines()
        ]
        for name in READMES
    )
    assert one == other
    assert commands("README.md") == commands("README.zh.md")
    for mark in ("stages", "layers", "file: texts/青河镇.txt"):
        assert marked("README.md", mark) == marked("README.zh.md", mark)


@pytest.mark.parametrize("name", READMES)
def test_every_option_that_is_named_exists(name: str) -> None:
    root = build("en")
    every = {option for command in (root, *root.commands.values()) for p in command.params for option in p.opts}
    code = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", read(name), flags=re.MULTILINE | re.DOTALL))
    named = [words for text in code if (words := text.split()) and (words[0] == "zongjie" or words[0].startswith("--"))]
    named += [["zongjie", *words] for words, _ in commands(name)]
    of_pip = {"--platform", "--python-version"}
    checked = set()
    for words in named:
        command = root.commands.get(words[1]) if words[0] == "zongjie" and len(words) > 1 else None
        command = getattr(command, "commands", {}).get((words[2:] or [""])[0], command)
        known = {o for p in command.params for o in p.opts} | {"--help", "--lang", "--debug"} if command else every
        for option in (word for word in words if word.startswith("--")):
            assert option in known | of_pip | {"--help"}, f"{name}: {' '.join(words)}"
            checked.add(option)
    assert len(checked) > 8


@pytest.mark.parametrize("name", [*READMES, *OTHERS])
def test_every_link_resolves(name: str) -> None:
    text = re.sub(r"^```.*?^```$", "", read(name), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            path, _, anchor = target.partition("#")
            place = (ROOT / name).parent / path if path else ROOT / name
            assert place.exists(), f"{name}: {target}"
            assert not anchor or anchor in anchors(place), f"{name}: {target}"


@pytest.mark.parametrize("name", READMES)
def test_the_picture_of_the_report_is_shown(name: str) -> None:
    [(words, target)] = re.findall(r"!\[([^\]]*)\]\(([^)]+\.png)\)", read(name))
    assert len(words) > 10, "words for those who do not see it"
    picture = (ROOT / target).read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 150_000
    made = re.search(r"`(docs/\w+\.py)`", read(name))
    assert made and Path(target).name in read(made[1])


def anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", READMES)
def test_the_architecture_is_that_of_the_code(name: str) -> None:
    assert marked(name, "stages").strip() == " → ".join(spec.name for spec in STAGES)
    project = tomllib.loads(read("pyproject.toml"))
    [contract] = project["tool"]["importlinter"]["contracts"]
    assert marked(name, "layers").splitlines() == [layer.replace("zongjie.", "") for layer in contract["layers"]]
    places = {line.split()[0] for line in marked(name, "layout").splitlines()}
    assert not {place for place in places if not (ROOT / place).exists()}
    package = ROOT / "pipeline" / "zongjie"
    parts = {f"pipeline/zongjie/{p.name}{'/' * p.is_dir()}" for p in package.iterdir() if p.name[0] not in "_."}
    assert not parts - places - {"pipeline/zongjie/py.typed"}


@pytest.mark.parametrize("name", READMES)
def test_every_table_and_status_is_named(name: str) -> None:
    text = read(name)
    assert not {table for table in TABLES if f"`{table}`" not in text}
    assert not {status for status in TABLES["sources"]["status"].values if f"`{status}`" not in text}


@pytest.mark.parametrize("name", READMES)
def test_no_figure_is_left_to_fill_in(name: str) -> None:
    assert "TODO" not in read(name), "fill in the figures"


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert f"\nversion: {version}\n" in read("CITATION.cff")
    assert f"## [{version}]" in read("CHANGELOG.md")
    for name in READMES:
        assert set(re.findall(r"zongjie-(\d[\d.]*)-py3", read(name))) == {version}


def test_the_gold_of_the_readme_is_json() -> None:
    for name in READMES:
        for block in blocks(name, "json"):
            assert json.loads(block.body)["documents"]


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_section_of_commands(name: str) -> None:
    section = re.split(r"^## ", read(name), flags=re.MULTILINE)[2]
    known = set(build("en").commands)
    assert not {command for command in known if f"`{command}" not in section and f"zongjie {command}" not in section}
    prose = re.sub(r"^```.*?^```$", "", section, flags=re.MULTILINE | re.DOTALL)
    assert not [line for line in prose.splitlines() if re.match(r"zongjie (\S+)", line) and line.split()[1] in known]
