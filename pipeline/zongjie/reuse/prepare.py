"""What the search for reuse needs of documents, worked out where they are read: arrays that a ledger only appends."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from zongjie.ceremony import is_ceremony
from zongjie.clauses import clauses
from zongjie.document import Span
from zongjie.reuse.grams import LEVELS
from zongjie.reuse.normal import normals
from zongjie.reuse.recurring import NOTHING, Clause, Taken, taken

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, object]
Batch = tuple[Sequence[int], Sequence[Row]]
"""Rows of `sentences`, and before them the number of the document of each."""

COLUMNS = ("document_id", "start", "end", "text", "heading", "words")
"""The columns of `sentences` that are read."""

SENTENCES = ("document", "start", "end", "chars", "compared", "opening", "ceremony")
CLAUSES = ("key", "before", "after", "document", "sentence", "chars")
KINDS = {"key": "uint64", "before": "uint64", "after": "uint64"}  # hashes; every other column counts


def _columns() -> dict[str, array[int]]:
    return {name: array("q") for name in SENTENCES}


@dataclass(slots=True)
class Prepared:
    """The sentences of some documents, a column each, their texts without signs, and clauses that may be ceremony.

    Documents and sentences are numbered from 0. `compared` is 1 where a sentence is long enough to be looked for and no
    heading: those are alike by their kind. `opening` is 1 where a paragraph begins, `ceremony` counts the characters in
    clauses that are formulas, `chars` those of the sentence without signs.
    """

    sentences: dict[str, array[int]] = field(default_factory=_columns)
    texts: list[str] = field(default_factory=list)
    clauses: list[Taken] = field(default_factory=list)

    def tables(self) -> dict[str, pa.Table]:
        """All of it as tables."""
        import pyarrow as pa

        parts = zip(*self.clauses, strict=True) if self.clauses else ([] for _ in CLAUSES)
        return {
            "reuse.sentences": pa.table({name: pa.array(self.sentences[name], pa.int64()) for name in SENTENCES}),
            "reuse.texts": pa.table({"text": pa.array(self.texts, pa.string())}),
            "reuse.clauses": pa.table(
                {name: pa.array(part, KINDS.get(name, "int64")) for name, part in zip(CLAUSES, parts, strict=True)}
            ),
        }

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> Prepared:
        """What `tables` made tables of."""
        sentences, texts, parts = (tables[f"reuse.{name}"] for name in ("sentences", "texts", "clauses"))
        columns = {name: array("q", sentences[name].to_numpy().tobytes()) for name in SENTENCES}
        rows = zip(*(parts[name].to_pylist() for name in CLAUSES), strict=True)
        return cls(columns, texts["text"].to_pylist(), [Taken(*row) for row in rows])


def prepare(texts: Sequence[str], batches: Iterable[Batch]) -> Prepared:
    """What is compared of documents: `texts` has the source text of each, `batches` their sentences in order.

    Sentences are compared as cleaned, so that neither line breaks nor traditional script part a text from its copy. No
    more than two batches need be in memory.
    """
    found = Prepared()
    before = NOTHING
    for part, following in _ahead(_read(found, texts, batches)):
        after = NOTHING if following is None else following[0]
        found.clauses += taken([before, *part, after])
        before = part[-1]
    return found


def _read(found: Prepared, texts: Sequence[str], batches: Iterable[Batch]) -> Iterator[list[Clause]]:
    """The clauses of each batch that has any; its sentences and their texts are added to those found."""
    last, end = -1, 0
    for numbers, rows in batches:
        parts = [list(_clauses(_cleaned(row))) for row in rows]
        every = [clause for some in parts for clause in some]
        plain = normals(every)
        formula = [is_ceremony(clause) for clause in every]
        found.texts.append("".join(plain))
        first, at = len(found.sentences["start"]), 0
        part: list[Clause] = []
        for sentence, (number, row, some) in enumerate(zip(numbers, rows, parts, strict=True), first):
            own = slice(at, at + len(some))
            at = own.stop
            opening = number != last or "\n" in texts[number][end : cast("int", row["start"])]
            last, end = number, cast("int", row["end"])
            _add(found.sentences, number, row, opening, [len(one) for one in plain[own]], formula[own])
            part += (Clause(*one, number, sentence) for one in zip(plain[own], formula[own], strict=True))
        if part:
            yield part


def _add(
    table: dict[str, array[int]], number: int, row: Row, opening: bool, lengths: Sequence[int], formula: Sequence[bool]
) -> None:
    chars = sum(lengths)
    table["document"].append(number)
    table["start"].append(cast("int", row["start"]))
    table["end"].append(cast("int", row["end"]))
    table["chars"].append(chars)
    table["compared"].append(chars >= LEVELS["sentence"].shortest and not row["heading"])
    table["opening"].append(opening)
    table["ceremony"].append(sum(n for n, held in zip(lengths, formula, strict=True) if held))


def _ahead(parts: Iterator[list[Clause]]) -> Iterator[tuple[list[Clause], list[Clause] | None]]:
    """Each part with the one behind it."""
    last = next(parts, None)
    while last is not None:
        following = next(parts, None)
        yield last, following
        last = following


def _cleaned(row: Row) -> str:
    """The words of a sentence: simplified, and joined where the source wraps its lines; the source where it has none.

    White space inside words (a number that a line break parts) ends no clause.
    """
    words = cast("Sequence[str] | None", row.get("words"))
    joined = "".join("".join(words).split()) if words is not None else ""
    return joined or str(row["text"])


def _clauses(sentence: str) -> Iterator[str]:
    for one in clauses(sentence, Span(0, len(sentence))):
        yield sentence[one.start : one.end]
