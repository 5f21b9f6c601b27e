"""Codebooks: which wordings name one indicator, in which unit, with the source of its definition.

A codebook is a TOML file of `[[indicator]]` tables. Keys of an indicator: `id` (snake_case), `zh`, `en`, `unit` (of its
level, a unit of the quantity grammar), `kinds` (of metrics in which it occurs), `aliases` (its wordings), and
optionally `patterns` (regular expressions over a subject), `exclude` (wordings that look alike and are something
else), `flow` (true where it adds up over a period, as new jobs do; false where it stands at a moment, as members do),
`better` (`lower` where less is better: prices, unemployment, accidents; else `higher`), `source` and `note`. `name` at
the top names the codebook.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from zongjie.document import METRIC_KINDS
from zongjie.errors import CodebookError, cause
from zongjie.numerals import fold
from zongjie.quantity import units
from zongjie.resources import package_file

SHIPPED = ("macro", "organisation")
TEXTS = ("id", "zh", "en", "unit")
LISTS = ("kinds", "aliases", "patterns", "exclude")
OPTIONAL = ("source", "note", "flow", "better")
BETTER = ("higher", "lower")
NEEDED = (*TEXTS, "aliases")
ID = re.compile(r"[a-z][a-z0-9_]{1,60}")
BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; `unit` is that of its level, and its growth, share or rank is told by the metric's own unit."""

    id: str
    zh: str
    en: str
    unit: str
    kinds: tuple[str, ...]
    aliases: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    flow: bool = False
    better: str = "higher"

    @property
    def dimension(self) -> str:
        """What its level measures: money, person, share and so on, by its unit."""
        return units.dimension(self.unit)


@dataclass(frozen=True, slots=True)
class Codebook:
    """Indicators by id, in their order."""

    name: str
    indicators: tuple[Indicator, ...]

    def __getitem__(self, name: str) -> Indicator:
        return next(indicator for indicator in self.indicators if indicator.id == name)

    def labels(self, lang: str = "zh") -> dict[str, str]:
        """The name of each indicator by id."""
        return {one.id: one.zh if lang == "zh" else one.en for one in self.indicators}


@lru_cache(maxsize=1 << 13)  # three passes over the aliases of a codebook, and the same subjects again and again
def normal(wording: str) -> str:
    """A wording as it is compared: folded, without blanks, Latin letters small."""
    return BLANK.sub("", fold(wording)).lower()


def parse(text: str, name: str) -> Codebook:
    """The codebook of a TOML text; `name` is what errors call the file.

    Raises:
        CodebookError: no TOML, an unknown or missing key, a wrong type, unit, kind, id or regular expression, an id or
            alias that repeats; file and line are named.
    """
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:  # no TOML, an endless number, a nest
        raise CodebookError(
            f"指标手册 {name} 不是正确的 TOML：{fault}。请按所说的行改正。",
            f"the codebook {name} is no valid TOML: {fault}. Correct the line that it names.",
        ) from fault
    lines = _Lines(name, text)
    _keys(lines, content)
    tables = cast("Sequence[Mapping[str, object]]", content.get("indicator", []))
    found = [_indicator(lines, number, one) for number, one in enumerate(tables)]
    _unique(lines, found)
    return Codebook(str(content.get("name", name)), tuple(found))


def read(path: Path) -> Codebook:
    """The codebook in a file.

    Raises:
        CodebookError: as `parse`, or the file cannot be read.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise CodebookError(
            f"指标手册 {path} 读不出来：{cause(fault).zh}。请检查路径，文件须为 UTF-8。",
            f"cannot read the codebook {path}: {cause(fault).en}. Check the path; the file must be UTF-8.",
        ) from fault
    return parse(text, str(path))


@lru_cache(maxsize=4)
def shipped(name: str) -> Codebook:
    """A codebook of the package: `macro` or `organisation`."""
    file = f"kpi/codebooks/{name}.toml"
    return parse(package_file(file).read_text("utf-8"), file)


def combined(books: Iterable[Codebook]) -> Codebook:
    """Several codebooks as one: of two that have an id or an alias, the earlier one keeps it."""
    kept: list[Indicator] = []
    ids: set[str] = set()
    taken: set[tuple[str, str]] = set()
    names = []
    for book in books:
        names.append(book.name)
        for one in book.indicators:
            if one.id in ids:
                continue
            own = tuple(alias for alias in one.aliases if (normal(alias), one.dimension) not in taken)
            if own or one.patterns:
                kept.append(Indicator(**{**_fields(one), "aliases": own}))  # type: ignore[arg-type]
        ids |= {one.id for one in book.indicators}
        taken |= {(normal(alias), one.dimension) for one in book.indicators for alias in one.aliases}
    return Codebook(" + ".join(names), tuple(kept))


def of_settings(paths: Sequence[str]) -> Codebook:
    """The codebooks of the settings, in order: names of shipped ones, or paths.

    Raises:
        CodebookError: one of them is wrong or cannot be read.
    """
    return _of_settings(tuple(paths))


@lru_cache(maxsize=8)
def _of_settings(paths: tuple[str, ...]) -> Codebook:
    return combined([shipped(path) if path in SHIPPED else read(Path(path)) for path in paths])


def _fields(one: Indicator) -> dict[str, object]:
    return {name: getattr(one, name) for name in Indicator.__dataclass_fields__}


# -------------------------------------------------------------------------------------------------------------- checks
class _Lines:
    """Where in the file the tables and their values stand, so that an error can name the line."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.begins = [n for n, line in enumerate(self.lines) if line.strip().startswith("[[indicator]]")]

    def of(self, number: int, words: str = "", behind: str = "") -> int:
        """The line of table `number` that first holds `words`, counted from 1; the table's own where none does.

        `behind` is the key from whose line on the words are sought.
        """
        begin = self.begins[number] if number < len(self.begins) else 0
        end = self.begins[number + 1] if number + 1 < len(self.begins) else len(self.lines)
        if behind:
            begin = next((n for n in range(begin, end) if self.lines[n].strip().startswith(behind)), begin)
        return next((n for n in range(begin, end) if words in self.lines[n]), begin) + 1

    def fault(self, line: int, zh: str, en: str) -> CodebookError:
        return CodebookError(f"指标手册 {self.name} 第 {line} 行：{zh}。", f"codebook {self.name}, line {line}: {en}.")


def _keys(lines: _Lines, content: Mapping[str, object]) -> None:
    unknown = sorted(set(content) - {"name", "indicator"})
    if unknown:
        line = next(
            (n for n, words in enumerate(lines.lines, 1) if words.strip().strip("[]").startswith(unknown[0])), 1
        )
        raise lines.fault(
            line,
            f"不认识 {unknown[0]}；可用 name 和 [[indicator]]",
            f"{unknown[0]!r} is unknown; use name and [[indicator]]",
        )
    tables = content.get("indicator", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise lines.fault(1, "indicator 应写成 [[indicator]]", "write indicator as [[indicator]]")


def _indicator(lines: _Lines, number: int, values: Mapping[str, object]) -> Indicator:
    _shape(lines, number, values)
    one = Indicator(**{key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}, **_default(values))  # type: ignore[arg-type]
    if not ID.fullmatch(one.id):
        line = lines.of(number, one.id)
        raise lines.fault(line, f"id {one.id!r} 须为小写字母、数字和下划线", f"id {one.id!r} must be snake_case")
    if one.unit not in units.rows() and "/" not in one.unit:
        raise lines.fault(
            lines.of(number, one.unit),
            f"不认识单位 {one.unit!r}",
            f"unit {one.unit!r} is not known to the quantity grammar",
        )
    for kind in one.kinds:
        if kind not in METRIC_KINDS:
            raise lines.fault(
                lines.of(number, kind),
                f"不认识类别 {kind!r}；可用 {'、'.join(METRIC_KINDS)}",
                f"kind {kind!r} is unknown; use {', '.join(METRIC_KINDS)}",
            )
    if one.better not in BETTER:
        line = lines.of(number, "better")
        raise lines.fault(
            line,
            f"better 应为 higher 或 lower，不是 {one.better!r}",
            f"better must be higher or lower, not {one.better!r}",
        )
    for wording in one.patterns:
        try:
            re.compile(wording)
        except re.error as fault:
            line = lines.of(number, wording)
            raise lines.fault(
                line, f"正则表达式 {wording!r} 有误：{fault}", f"wrong regular expression {wording!r}: {fault}"
            ) from fault
    return one


def _default(values: Mapping[str, object]) -> dict[str, object]:
    return {} if "kinds" in values else {"kinds": METRIC_KINDS}


def _shape(lines: _Lines, number: int, values: Mapping[str, object]) -> None:
    for key in NEEDED:
        if not values.get(key):
            raise lines.fault(lines.of(number), f"指标缺少 {key}", f"an indicator lacks {key}")
    for key, value in values.items():
        line = lines.of(number, key)
        if key not in (*TEXTS, *LISTS, *OPTIONAL):
            known = (*TEXTS, *LISTS, *OPTIONAL)
            raise lines.fault(
                line, f"不认识的键 {key}；可用 {'、'.join(known)}", f"unknown key {key!r}; use {', '.join(known)}"
            )
        wrong = (
            not (isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value))
            if key in LISTS
            else not isinstance(value, bool if key == "flow" else str)
        )
        if wrong:
            kind = (
                ("字词的列表", "a list of words")
                if key in LISTS
                else ("true 或 false", "true or false")
                if (key == "flow")
                else ("字词", "a text")
            )
            raise lines.fault(line, f"{key} 应为{kind[0]}", f"{key} must be {kind[1]}")


def _unique(lines: _Lines, found: Sequence[Indicator]) -> None:
    ids: dict[str, int] = {}
    aliases: dict[tuple[str, str], int] = {}
    for number, one in enumerate(found):
        if one.id in ids:
            first, line = lines.of(ids[one.id], one.id), lines.of(number, one.id)
            raise lines.fault(line, f"id {one.id} 与第 {first} 行重复", f"id {one.id} repeats line {first}")
        ids[one.id] = number
        for alias in one.aliases:
            key = normal(alias), one.dimension
            if key in aliases:
                first, line = lines.of(aliases[key], alias, "aliases"), lines.of(number, alias, "aliases")
                other = found[aliases[key]].id
                raise lines.fault(
                    line,
                    f"{one.id} 的别名 {alias} 与 {other} 的重复（第 {first} 行），单位又属同类；请只留一处",
                    f"alias {alias} of {one.id} repeats one of {other} (line {first}) of the same dimension; keep one",
                )
            aliases[key] = number
