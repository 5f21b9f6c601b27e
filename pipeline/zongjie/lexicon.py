"""Words as data: TSV files with a header line and `#` comments, checked when they are loaded."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

from zongjie.errors import LexiconError
from zongjie.resources import PACKAGE, package_file

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Row = dict[str, str]
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def table(name: str, unique: str | None = None) -> tuple[Row, ...]:
    """The rows of the TSV file `name` (relative to the package), each a dict by the header's names.

    Blank lines and lines that start with `#` are comments; missing cells at the end of a line are empty strings.
    `unique` names the column whose values may not repeat.

    Raises:
        LexiconError: a row has more cells than the header, or a value of `unique` is empty or repeats; file and line
            are named.
    """
    header: list[str] | None = None
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(package_file(name).read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise _fault(
                name,
                number,
                f"{len(cells)} 列，表头只有 {len(header)} 列",
                f"{len(cells)} cells under {len(header)} headings",
            )
        row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        if unique is not None:
            value = row[unique]
            if not value or value in seen:
                raise _fault(
                    name,
                    number,
                    f"{unique} 为空或与第 {seen.get(value)} 行重复：{value}",
                    f"{unique} {value!r} is empty or repeats line {seen.get(value)}",
                )
            seen[value] = number
        rows.append(row)
    if header is None:
        raise _fault(name, 0, "没有表头", "no header line")
    return tuple(rows)


def words(name: str, column: str = "word", **where: str) -> tuple[str, ...]:
    """The values of `column` in the rows whose other columns equal `where`."""
    return tuple(row[column] for row in table(name) if all(row[k] == v for k, v in where.items()))


def matches(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Every match, overlapping ones too, as (index of the word, start, end), sorted by end."""
    try:
        return automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # a lone surrogate, which no word holds
        return automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text), overlapping=True)


def digest() -> str:
    """SHA-256 over every word list and example file of the package: names the rules a dataset was made with."""
    sha = hashlib.sha256()
    for path in sorted(
        [
            *PACKAGE.rglob("*.tsv"),
            *PACKAGE.rglob("*.toml"),
            *PACKAGE.glob("extract/**/*.py"),
            *PACKAGE.glob("quantity/*.py"),
            *PACKAGE.glob("timex/*.py"),
        ]
    ):
        sha.update(path.relative_to(PACKAGE).as_posix().encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()


def _fault(name: str, line: int, zh: str, en: str) -> LexiconError:
    return LexiconError(f"词表 {name} 第 {line} 行：{zh}。", f"word list {name}, line {line}: {en}.")
