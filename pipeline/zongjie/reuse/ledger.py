"""Collects a corpus as it is read: what is compared goes to temporary files, places and lengths stay in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import NamedTuple, Self, cast

from zongjie.ceremony import is_ceremony
from zongjie.clauses import clauses
from zongjie.document import Span
from zongjie.reuse.grams import LEVELS, codes
from zongjie.reuse.normal import normals
from zongjie.reuse.recurring import Recurring
from zongjie.reuse.spool import Spool

Row = dict[str, object]
UNDATED = date.max.toordinal()


class Report(NamedTuple):
    """A document as far as clusters and passages need it; `day` is `UNDATED` where no date is known."""

    document_id: str
    start: int
    end: int
    day: int
    text_at: int
    text_bytes: int


@dataclass(slots=True)
class Sentences:
    """The sentences of a corpus in order, a column each. `offsets` has one more, for the end of the last."""

    document: array[int] = field(default_factory=lambda: array("q"))
    start: array[int] = field(default_factory=lambda: array("q"))
    end: array[int] = field(default_factory=lambda: array("q"))
    offsets: array[int] = field(default_factory=lambda: array("q", [0]))
    """Where the sentence, stripped of signs, begins in the spool, in characters."""
    compared: array[int] = field(default_factory=lambda: array("b"))
    """1 where it is long enough to be looked for, and no heading: those are alike by their kind."""
    opening: array[int] = field(default_factory=lambda: array("b"))
    """1 where a paragraph begins."""
    ceremony: array[int] = field(default_factory=lambda: array("q"))
    """Characters in clauses that are formulas."""

    def __len__(self) -> int:
        return len(self.start)


class Ledger:
    """Rows go in file by file; `zongjie.reuse.fold.fold` makes the tables at the end.

    Sentences are compared as cleaned, so that neither line breaks nor traditional script part a text from its copy. In
    memory stay some 50 bytes a sentence and some hundred a document; the texts are in temporary files, which `close`
    removes.
    """

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.sentences = Sentences()
        self.recurring = Recurring()
        self.points = Spool()
        self.texts = Spool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the temporary files."""
        self.points.close()
        self.texts.close()

    def add(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Take the rows of whole sources: `texts`, `documents` and `sentences`."""
        texts = {str(row["source_id"]): str(row["text"]) for row in rows.get("texts", ())}
        sentences: dict[str, list[Row]] = {}
        for row in rows.get("sentences", ()):
            sentences.setdefault(str(row["document_id"]), []).append(row)
        for row in rows.get("documents", ()):
            self._document(row, texts[str(row["source_id"])], sentences.get(str(row["document_id"]), []))

    def _document(self, row: Row, text: str, sentences: Sequence[Row]) -> None:
        start, end = cast("int", row["start"]), cast("int", row["end"])
        written = text[start:end].encode("utf-8", "surrogatepass")
        number = len(self.reports)
        self.reports.append(
            Report(
                str(row["document_id"]),
                start,
                end,
                _day(row),
                self.texts.add(written),
                len(written),
            )
        )
        parts = [list(_clauses(_cleaned(one))) for one in sentences]
        every = [clause for some in parts for clause in some]
        plain = normals(every)
        formula = [is_ceremony(clause) for clause in every]
        self.recurring.add(plain, formula, _owners(parts, len(self.sentences)), number)
        self.points.add(codes("".join(plain)).tobytes())
        self._sentences(number, text, sentences, parts, plain, formula)

    def _sentences(
        self,
        number: int,
        text: str,
        rows: Sequence[Row],
        parts: Sequence[Sequence[str]],
        plain: Sequence[str],
        formula: Sequence[bool],
    ) -> None:
        table, at, before = self.sentences, 0, None
        for row, some in zip(rows, parts, strict=True):
            start, end = cast("int", row["start"]), cast("int", row["end"])
            lengths = [len(one) for one in plain[at : at + len(some)]]
            size = sum(lengths)
            table.document.append(number)
            table.start.append(start)
            table.end.append(end)
            table.offsets.append(table.offsets[-1] + size)
            table.compared.append(size >= LEVELS["sentence"].shortest and not row["heading"])
            table.opening.append(before is None or "\n" in text[before:start])
            table.ceremony.append(sum(n for n, held in zip(lengths, formula[at : at + len(some)], strict=True) if held))
            at, before = at + len(some), end

    def document_text(self, number: int) -> str:
        """The source text of a document."""
        one = self.reports[number]
        return self.texts.read(one.text_at, one.text_at + one.text_bytes).decode("utf-8", "surrogatepass")


def _day(row: Row) -> int:
    """The day a document counts by: published, else the end of its period, else that of the year it looks back on."""
    year = row.get("review_year")
    ends = date(year, 12, 31) if isinstance(year, int) else None
    day = row.get("published") or row.get("period_end") or ends
    return day.toordinal() if isinstance(day, date) else UNDATED


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


def _owners(parts: Sequence[Sequence[str]], first: int) -> list[int]:
    """The number of the sentence of each clause; `first` is that of the first one."""
    return [number for number, some in enumerate(parts, first) for _ in some]
