"""Guided themes: a codebook of seed words, read from a file and turned into the columns that themes keep to."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.errors import UsageError
from zongjie.themes.units import cut

if TYPE_CHECKING:
    from zongjie.themes.vectorize import Representation

COLUMNS = ("theme", "word")
ANY = ""
UNITS = ("sentence", "activity", "problem")


@dataclass(frozen=True, slots=True)
class Seed:
    """A guided theme: its name, its words, and the kind of unit that it is for (`ANY`: all kinds)."""

    name: str
    words: tuple[str, ...]
    unit: str = ANY


def read(path: Path) -> tuple[Seed, ...]:
    """The guided themes of a TSV or CSV file with the columns `theme` and `word`, and `unit` where it matters.

    A row is one word of one theme; in UTF-8 or GB18030, lines that begin with `#` are left out.

    Raises:
        UsageError: the file cannot be read, lacks a column, or a line names no theme, no word, or an unknown unit.
    """
    lines = [line for line in enumerate(_text(path).splitlines(), 1) if line[1].strip() and line[1][0] != "#"]
    if not lines:
        raise _wrong(path, 1, "文件是空的", "the file is empty")
    mark = "\t" if "\t" in lines[0][1] else ","
    head = [cell.strip() for cell in next(csv.reader([lines[0][1]], delimiter=mark))]
    if not set(COLUMNS) <= set(head):
        raise _wrong(path, lines[0][0], "第一行须有列名 theme 和 word", "the first line must name theme and word")
    found: dict[tuple[str, str], dict[str, None]] = {}
    for number, line in lines[1:]:
        cells = next(csv.reader([line], delimiter=mark))
        row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
        theme, word, unit = row.get("theme", ""), row.get("word", ""), row.get("unit", ANY)
        if not theme or not word:
            raise _wrong(path, number, "缺主题名或词", "a theme or a word is missing")
        if unit not in (ANY, *UNITS):
            raise _wrong(path, number, f"不认识对象 {unit}", f"unknown unit {unit}: {', '.join(UNITS)}")
        found.setdefault((theme, unit), {})[word] = None
    return tuple(Seed(theme, tuple(words), unit) for (theme, unit), words in found.items())


def of_kind(seeds: Sequence[Seed], kind: str) -> list[Seed]:
    """The seeds that are for a kind of unit."""
    return [seed for seed in seeds if seed.unit in (ANY, kind)]


def anchors(seeds: Sequence[Seed], representation: Representation) -> tuple[Any, list[list[str]]]:
    """Seeds × columns, the idf of each seed's words, rows of length 1; and for each seed the words that no unit has.

    A word stands for the longer words that hold it too, 培训 for 培训班; one that the segmenter cuts, for its parts.
    """
    import numpy as np

    idf = list(representation.space.weights["words"].values())
    found = np.zeros((len(seeds), representation.matrix.shape[1]))
    missing: list[list[str]] = [[] for _ in seeds]
    known = {word: column for column, word in enumerate(representation.words)}
    for row, seed in enumerate(seeds):
        for word in seed.words:
            columns = _columns(word, known)
            if not columns:
                missing[row].append(word)
            for column in columns:
                found[row, column] = idf[column]
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0), missing


def _columns(word: str, known: dict[str, int]) -> list[int]:
    holding = [column for other, column in known.items() if word in other]
    return holding or [known[part] for part in cut(word)[0] if len(part) > 1 and part in known]


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"读不出种子词表 {path}：{fault}。请检查路径。",
            f"cannot read the seed words {path}: {fault}. Check the path.",
        ) from fault
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong(path, 1, "编码不是 UTF-8 或 GB18030", "the encoding is neither UTF-8 nor GB18030")


def _wrong(path: Path, line: int, zh: str, en: str) -> UsageError:
    return UsageError(
        f"种子词表 {path} 第 {line} 行：{zh}。每行一词：theme、word，另可有 unit（{'、'.join(UNITS)}）。",
        f"seed words {path}, line {line}: {en}. One word a line: theme, word and perhaps unit ({', '.join(UNITS)}).",
    )
