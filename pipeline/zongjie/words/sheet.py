"""The sheet of proposed terms that a person edits, and the user dictionary that is made of the rows that are left."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from zongjie.errors import UsageError, cause
from zongjie.segment import FREQUENCY
from zongjie.words.discover import CONTEXTS, Term

COLUMNS = (
    "term", "count", "documents", "mi", "left_entropy", "right_entropy", "tag",
    *(f"context_{number}" for number in range(1, CONTEXTS + 1)),
)  # fmt: skip
NOUN = "n"
"""The tag that a proposed term gets; the person may write another."""


def write(terms: Sequence[Term], path: Path) -> None:
    """Write the terms to `path`: UTF-8 with BOM, commas, or tabs where the name ends in `.tsv`."""
    path.write_text(table(terms, "\t" if path.suffix.lower() == ".tsv" else ","), "utf-8-sig", newline="")


def table(terms: Sequence[Term], delimiter: str = "\t") -> str:
    """The terms as rows of text under the names of the columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in terms:
        numbers = (f"{value:.3f}" for value in (term.mi, term.left, term.right))
        contexts = (*term.contexts, *[""] * (CONTEXTS - len(term.contexts)))
        writer.writerow([term.word, term.count, term.documents, *numbers, NOUN, *contexts])
    return out.getvalue()


def userdict(words: Sequence[tuple[str, str]]) -> str:
    """Words and tags as a jieba user dictionary, for `--userdict`."""
    return "".join(f"{word} {FREQUENCY} {tag}\n" for word, tag in words)


def accept(path: Path) -> list[tuple[str, str]]:
    """The words and tags of a sheet that `write` wrote and a person has edited, each once; other columns may be gone.

    Raises:
        UsageError: the file cannot be read, or has no column `term`.
    """
    found: dict[str, str] = {}
    for row in _rows(path):
        word = "".join(row["term"].split())
        if word:
            tag = "".join((row.get("tag") or "").split())
            found[word] = tag if tag.isalpha() else NOUN
    return list(found.items())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        data = path.read_bytes()
        text = _decoded(data)
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"新词表 {path} 读不出来：{cause(fault).zh}。请存为 UTF-8 的 csv 或 tsv。",
            f"cannot read the sheet of terms {path}: {cause(fault).en}. Save it as csv or tsv in UTF-8.",
        ) from fault
    head = text.partition("\n")[0]
    delimiter = "\t" if "\t" in head else ";" if ";" in head and "," not in head else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restval="")
    if "term" not in (reader.fieldnames or []):
        raise UsageError(
            f"新词表 {path} 没有 term 一列。请用 zongjie words discover 写出的表。",
            f"the sheet {path} has no column 'term'. Take the one that zongjie words discover wrote.",
        )
    yield from reader


def _decoded(data: bytes) -> str:
    """The text of the sheet: UTF-8, or GB18030, in which a Chinese Excel saves csv."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
