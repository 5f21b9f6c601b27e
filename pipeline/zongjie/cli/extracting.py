"""What `extract` reads and how it shows what was found."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from zongjie import display
from zongjie.cli import printing
from zongjie.cli.terminal import Terminal
from zongjie.config import Settings
from zongjie.document import Document
from zongjie.errors import UsageError

STANDARD_INPUT = "stdin.txt"
LOOKS_LIKE_A_FILE = re.compile(r"[^\s。！？；，]{1,200}\.[A-Za-z]{2,5}")
"""A name with a suffix and no Chinese punctuation: no sentence ends so, and a missing file is not taken for a text."""


def findings_of(argument: str, settings: Settings) -> list[Document]:
    """The documents with findings of a text, of the file at a path, or of standard input (`-`).

    Raises:
        UsageError: the argument reads like the name of a file that is not there, or nothing can be read from it.
    """
    from zongjie import load

    pipeline = load(settings)
    return [document for text in texts_of(argument, settings) for document in pipeline(text)]


def texts_of(argument: str, settings: Settings) -> list[str]:
    """The texts that the argument stands for: one, or several for an archive or a table.

    Raises:
        UsageError: see `findings_of`.
    """
    if argument == "-":
        return _read(sys.stdin.buffer.read(), STANDARD_INPUT, settings)
    path = Path(argument)
    if _is_file(path):
        return _read(path.read_bytes(), path.name, settings)
    if _is_folder(path):
        raise UsageError(
            f"{argument} 是文件夹；extract 只读一篇文本或一个文件，整个文件夹请用 zongjie run。",
            f"{argument} is a folder: extract takes one text or file; for a folder use zongjie run.",
        )
    if LOOKS_LIKE_A_FILE.fullmatch(argument):
        raise UsageError(f"找不到文件 {argument}。请检查路径。", f"there is no file {argument}. Check the path.")
    return [argument]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a text too long for a name, or with a NUL
        return False


def _read(data: bytes, name: str, settings: Settings) -> list[str]:
    from zongjie.ingest import read_bytes

    sources = list(read_bytes(data, name, settings))
    if not any(source.status == "ok" for source in sources):
        reasons = [printing.in_both(source.reason or "") for source in sources]
        raise UsageError("；".join(r.zh for r in reasons), "; ".join(r.en for r in reasons))
    return [source.text for source in sources if source.status == "ok"]


def show(terminal: Terminal, documents: Sequence[Document], form: str | None, output: Path | None) -> None:
    """Print the findings as `table`, `jsonl` or `html`, or write them to `output` in UTF-8.

    None is a table on a terminal; elsewhere JSON lines, or HTML where `output` ends in `.html`.
    """
    if form is None:
        form = "html" if output is not None and output.suffix.lower() in (".html", ".htm") else None
    if form is None:
        form = "table" if output is None and sys.stdout.isatty() else "jsonl"
    if form == "table":
        if output is not None:
            raise UsageError(
                "表格只能打印；写文件请用 --format jsonl 或 html。",
                "a table is only printed; use jsonl or html with -o.",
            )
        printing.findings(terminal, documents)
        return
    text = display.page(documents, terminal.lang) if form == "html" else _lines(documents)
    if output is None:
        terminal.utf8(text)
    else:
        output.write_text(text, "utf-8", errors="replace", newline="\n")


def _lines(documents: Sequence[Document]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in display.records(documents))
