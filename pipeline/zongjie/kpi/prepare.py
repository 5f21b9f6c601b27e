"""What the panel needs of the sentences of documents, worked out where they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from zongjie import lexicon
from zongjie.kpi.cells import Row
from zongjie.kpi.codebook import Codebook, normal
from zongjie.kpi.missing import Mention

if TYPE_CHECKING:
    import pyarrow as pa

FILE = "kpi/words.tsv"
REACH = 24  # characters of the sentence before a subject that tell whether it is a part
DIGIT = re.compile(r"[\d０-９一二三四五六七八九十百千万亿％%]")
COLUMNS = ("sentence_id", "document_id", "start", "text", "role")
"""The columns of `sentences` that are read."""


class Said(NamedTuple):
    """What the sentence of a metric says of it: its role, whether it sets targets, names a part, speaks of a fall."""

    role: str
    aimed: bool
    part: bool
    falling: bool


@dataclass(slots=True)
class Prepared:
    """What was said of each metric of an indicator, and the sentences that name an indicator without such a metric."""

    said: list[Said] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def tables(self) -> dict[str, pa.Table]:
        """All of it as tables."""
        return {"panel.said": _table(SAID, self.said), "panel.mentions": _table(MENTIONS, map(_values, self.mentions))}

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> Prepared:
        """What `tables` made tables of."""
        said, mentions = (
            zip(*tables[name].to_pydict().values(), strict=True) for name in ("panel.said", "panel.mentions")
        )
        return cls([Said(*one) for one in said], [Mention(*one) for one in mentions])


SAID = {"role": "string", "aimed": "bool", "part": "bool", "falling": "bool"}
MENTIONS = {"document_id": "string", "sentence_id": "string", "kpi": "string", "planned": "bool"}


def _values(one: Mention) -> tuple[object, ...]:
    return one.document_id, one.sentence_id, one.kpi, one.planned


def _table(columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> pa.Table:
    import pyarrow as pa

    parts = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table({name: pa.array(part, kind) for (name, kind), part in zip(columns.items(), parts, strict=True)})


def prepare(book: Codebook, metrics: Sequence[Row], batches: Iterable[Sequence[Row]]) -> Prepared:
    """What the panel needs of sentences that come in batches, and of their metrics that are of an indicator."""
    own: dict[str, list[int]] = {}
    for number, row in enumerate(metrics):
        own.setdefault(str(row["sentence_id"]), []).append(number)
    names = _names(book)
    said: dict[int, Said] = {}
    mentions: list[Mention] = []
    for rows in batches:
        for sentence in rows:
            numbers = own.get(str(sentence["sentence_id"]), ())
            said |= {number: _said(metrics[number], sentence) for number in numbers}
            named = names(sentence) - {str(metrics[number]["kpi"]) for number in numbers}
            mentions += (_mention(sentence, kpi) for kpi in sorted(named))
    return Prepared([said.get(number) or _said(row, None) for number, row in enumerate(metrics)], mentions)


def _said(row: Row, sentence: Row | None) -> Said:
    text = str(sentence["text"]) if sentence else ""
    before = text[: cast("int", row["start"]) - cast("int", sentence["start"])] if sentence else ""
    subject = str(row["subject"])
    at = before.rfind(subject)
    lead = before[max(0, at - REACH) : at] if at >= 0 else ""
    clause = re.split("[，。；：,;:]", lead)[-1] + subject
    return Said(
        str(sentence["role"]) if sentence else "",
        _words("target_passage").search(text) is not None,
        _words("part").search(clause) is not None,
        _words("falling").search(before[-REACH:]) is not None,
    )


def _mention(sentence: Row, kpi: str) -> Mention:
    return Mention(str(sentence["document_id"]), str(sentence["sentence_id"]), kpi, sentence["role"] == "plan")


@lru_cache(maxsize=8)
def _words(use: str) -> re.Pattern[str]:
    return re.compile("|".join(lexicon.words(FILE, "pattern", use=use)))


@lru_cache(maxsize=2)
def _names(book: Codebook) -> Callable[[Row], set[str]]:
    """The function that tells which indicators a sentence with a figure names."""
    from ahocorasick_rs import AhoCorasick

    owners: dict[str, list[str]] = {}
    for one in book.indicators:
        for alias in one.aliases:
            owners.setdefault(normal(alias), []).append(one.id)
    automaton, of = AhoCorasick(list(owners)) if owners else None, list(owners.values())

    def names(sentence: Row) -> set[str]:
        text = str(sentence["text"])
        if automaton is None or not DIGIT.search(text):
            return set()
        return {owner for index, _, _ in lexicon.matches(automaton, normal(text)) for owner in of[index]}

    return names
