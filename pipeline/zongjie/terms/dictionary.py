"""A dictionary of concepts: words and wordings that do not count, checked with file and line before any counting."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from zongjie.config import load_settings
from zongjie.errors import Message, UnreadableError, UsageError, cause
from zongjie.terms.fold import fold_raw, lower

Match = Literal["exact", "word", "regex"]
MATCHES = {
    **{name: name for name in get_args(Match)},
    "": "exact", "substring": "exact", "精确": "exact", "整词": "word", "正则": "regex",
}  # fmt: skip
HEADINGS = {
    "concept": "concept", "概念": "concept", "word": "word", "词": "word", "词语": "word",
    "group": "group", "category": "group", "类别": "group", "weight": "weight", "权重": "weight",
    "exclude": "exclude", "排除": "exclude", "match": "match", "匹配": "match",
}  # fmt: skip
BETWEEN = re.compile(r"[;；|、,，\s]+")
"""What stands between the wordings of a cell `exclude`."""
SHOWN = 20  # faults that one message lists


class DictionaryError(UsageError):
    """A dictionary is malformed; the message names file and line of every fault."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a concept. `exclude`: wordings that hold the word and do not count; `line`: of the file, from 1."""

    concept: str
    word: str
    group: str = ""
    weight: float = 1.0
    exclude: tuple[str, ...] = ()
    match: Match = "exact"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words by concept; `notes` say what its author should know, `sha256` is that of the file."""

    name: str
    entries: tuple[Entry, ...]
    notes: tuple[Message, ...] = ()
    sha256: str = ""

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts in the order of their first words."""
        return tuple(dict.fromkeys(entry.concept for entry in self.entries))

    def group(self, concept: str) -> str:
        """The group of a concept, empty where no row names one."""
        return next((one.group for one in self.entries if one.concept == concept and one.group), "")


def read_dictionary(path: str | Path, *, allow_overlap: bool = False) -> Dictionary:
    """The dictionary in a TSV, CSV or xlsx file: UTF-8 or GBK, with columns `concept` and `word`.

    `allow_overlap` lets one word stand in several concepts; it then counts in each.

    Raises:
        DictionaryError: the file cannot be read or has faults; up to 20 of them are listed with their lines.
    """
    path = Path(path)
    data, rows = _read(path)
    faults: list[tuple[int, Message]] = []
    entries = list(_entries(rows, faults, path))
    _check_repeats(entries, faults, allow_overlap)
    if not entries and not faults:
        faults.append((1, Message("没有一个词", "there is no word")))
    if faults:
        raise _error(path, sorted(faults, key=lambda fault: fault[0]))
    return Dictionary(path.stem, tuple(entries), _notes(entries), hashlib.sha256(data).hexdigest())


def _read(path: Path) -> tuple[bytes, list[tuple[int, list[str]]]]:
    """The bytes of the file, and its rows with the line at which each begins."""
    from zongjie.ingest.encoding import decode
    from zongjie.ingest.spreadsheet import xlsx_grids

    try:
        data = path.read_bytes()
        if data[:4] == b"PK\x03\x04":
            grid = xlsx_grids(data, load_settings())[:1]
            return data, [(row.number, list(row.cells)) for one in grid for row in one.rows]
        text = decode(data).text
    except (OSError, UnreadableError) as fault:
        raise DictionaryError(
            f"词典 {path} 读不出来：{cause(fault).zh}。请给出 TSV、CSV（UTF-8 或 GBK）或 xlsx 文件。",
            f"cannot read the dictionary {path}: {cause(fault).en}. Give a TSV, CSV (UTF-8 or GBK) or xlsx file.",
        ) from fault
    return data, list(_records(text))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    head = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = next((sign for sign in "\t,;" if sign in head), "\t")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begun = 1
    for cells in reader:
        yield begun, cells
        begun = reader.line_num + 1


def _entries(rows: Sequence[tuple[int, list[str]]], faults: list[tuple[int, Message]], path: Path) -> Iterator[Entry]:
    names: list[str] | None = None
    for line, cells in rows:
        cells = [cell.strip().strip("\ufeff") for cell in cells]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if names is None:
            names = [HEADINGS.get(cell.lower(), cell) for cell in cells]
            if not {"concept", "word"} <= set(names):
                message = Message("表头要有 concept 和 word 两列", "the header needs the columns concept and word")
                raise _error(path, [(line, message)])
            continue
        row = dict(zip(names, cells, strict=False))
        entry = _entry(row, line, faults)
        if entry is not None:
            yield entry


def _entry(row: dict[str, str], line: int, faults: list[tuple[int, Message]]) -> Entry | None:
    """The entry of a row, or None and its faults."""
    found: list[Message] = []
    concept, word, match = row.get("concept", ""), row.get("word", ""), MATCHES.get(row.get("match", "").lower())
    if not concept:
        found.append(Message("concept 为空", "concept is empty"))
    if not word:
        found.append(Message("word 为空", "word is empty"))
    if match is None:
        found.append(Message(f"match 不能是 {row['match']}，可用 exact、word、regex",
                             f"match {row['match']!r} is unknown: use exact, word or regex"))  # fmt: skip
    weight = _weight(row.get("weight", ""))
    if weight is None:
        found.append(Message(f"weight 不是数：{row['weight']}", f"weight {row['weight']!r} is no number"))
    exclude = tuple(dict.fromkeys(part for part in BETWEEN.split(row.get("exclude", "")) if part))
    if word and match == "regex":
        found += _expression_faults(word)
    elif word:
        key = lower(fold_raw(word))
        found += [
            Message(f"排除的“{other}”不含“{word}”，不起作用", f"excluded {other!r} does not hold {word!r}: no effect")
            for other in exclude
            if key not in lower(fold_raw(other)) or key == lower(fold_raw(other))
        ]
    faults += [(line, message) for message in found]
    if found or weight is None:
        return None
    return Entry(concept, word, row.get("group", ""), weight, exclude, cast("Match", match), line)


def _weight(cell: str) -> float | None:
    try:
        value = float(cell) if cell else 1.0
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _expression_faults(word: str) -> list[Message]:
    try:
        expression = re.compile(word)
    except re.error as fault:
        return [Message(f"正则表达式有误：{fault}", f"wrong regular expression: {fault}")]
    if expression.search("") is not None:
        return [Message("正则表达式能匹配空串", "the regular expression matches the empty text")]
    return []


def key_of(entry: Entry) -> str:
    """What tells two words apart: their common form, or the expression."""
    return f"/{entry.word}" if entry.match == "regex" else lower(fold_raw(entry.word))


def _check_repeats(entries: list[Entry], faults: list[tuple[int, Message]], allow_overlap: bool) -> None:
    by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for other in by_key[key_of(entry)]:
            if other.concept == entry.concept:
                faults.append((entry.line, Message(f"“{entry.word}”与第 {other.line} 行重复",
                                                   f"{entry.word!r} repeats line {other.line}")))  # fmt: skip
            elif not allow_overlap:
                faults.append((entry.line, Message(
                    f"“{entry.word}”在第 {other.line} 行已属概念“{other.concept}”；若要两处都算，请加 --allow-overlap",
                    f"{entry.word!r} is in concept {other.concept!r} (line {other.line}) already; "
                    "to count it in both, use --allow-overlap",
                )))  # fmt: skip
        by_key[key_of(entry)].append(entry)


def _notes(entries: Sequence[Entry]) -> tuple[Message, ...]:
    """Words that lie inside others: within a concept the longest counts, between concepts both do."""
    within: list[str] = []
    between: list[str] = []
    plain = [(key_of(entry), entry) for entry in entries if entry.match != "regex"]
    for key, entry in plain:
        for other_key, other in plain:
            if key in other_key and key != other_key:
                (within if entry.concept == other.concept else between).append(f"{entry.word}⊂{other.word}")
    notes = []
    if within:
        notes.append(Message(
            f"同一概念里有 {len(within)} 处词含词（{'、'.join(within[:5])}）：取最长的，只算一次。",
            f"{len(within)} words lie inside others of their concept ({', '.join(within[:5])}): "
            "the longest counts, once.",
        ))  # fmt: skip
    if between:
        notes.append(Message(
            f"不同概念间有 {len(between)} 处词含词（{'、'.join(between[:5])}）：各算各的；不要就写进 exclude。",
            f"{len(between)} words lie inside words of other concepts ({', '.join(between[:5])}): each concept counts "
            "its own; write the longer into exclude to prevent it.",
        ))  # fmt: skip
    return tuple(notes)


def _error(path: Path, faults: Sequence[tuple[int, Message]]) -> DictionaryError:
    rest = len(faults) - SHOWN
    zh = [f"词典 {path} 第 {line} 行：{message.zh}。" for line, message in faults[:SHOWN]]
    en = [f"dictionary {path}, line {line}: {message.en}." for line, message in faults[:SHOWN]]
    if rest > 0:
        zh.append(f"另有 {rest} 处。")
        en.append(f"{rest} more.")
    return DictionaryError("\n".join(zh), "\n".join(en))
