"""Collects a corpus as it is read: what is compared goes to temporary files, places and lengths stay in memory."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, islice
from types import TracebackType
from typing import NamedTuple, Self, cast

from zongjie.reuse.grams import codes
from zongjie.reuse.prepare import Prepared, Row, prepare
from zongjie.reuse.recurring import Recurring
from zongjie.reuse.spool import Spool

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

    def add(self, columns: Mapping[str, array[int]], document: int) -> None:
        """Add the sentences that were prepared of documents, the first of which gets this number."""
        for own, name in ((self.start, "start"), (self.end, "end"), (self.ceremony, "ceremony")):
            own.extend(columns[name])
        for own, name in ((self.compared, "compared"), (self.opening, "opening")):
            own.extend(array("b", columns[name]))
        self.document.extend(array("q", (document + number for number in columns["document"])))
        self.offsets.extend(array("q", islice(accumulate(columns["chars"], initial=self.offsets[-1]), 1, None)))


class Ledger:
    """Rows go in file by file; `zongjie.reuse.fold.fold` makes the tables at the end.

    In memory stay some 50 bytes a sentence and some hundred a document; the texts are in temporary files, which `close`
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
        sentences: dict[str, list[Row]] = {}
        for row in rows.get("sentences", ()):
            sentences.setdefault(str(row["document_id"]), []).append(row)
        documents = rows.get("documents", ())
        own = [sentences.get(str(row["document_id"]), []) for row in documents]
        texts = _texts(documents, rows.get("texts", ()))
        batches = (([number] * len(some), some) for number, some in enumerate(own))
        self.take(documents, rows.get("texts", ()), prepare(texts, batches))

    def take(self, documents: Sequence[Row], texts: Sequence[Row], prepared: Prepared) -> None:
        """Take the rows of `documents` and `texts` of whole sources with what was prepared of those documents."""
        number, sentence = len(self.reports), len(self.sentences)
        for row, text in zip(documents, _texts(documents, texts), strict=True):
            self._report(row, text)
        self.sentences.add(prepared.sentences, number)
        self.recurring.add(prepared.clauses, number, sentence)
        for plain in prepared.texts:
            self.points.add(codes(plain).tobytes())

    def _report(self, row: Row, text: str) -> None:
        start, end = cast("int", row["start"]), cast("int", row["end"])
        written = text[start:end].encode("utf-8", "surrogatepass")
        place = self.texts.add(written)
        self.reports.append(Report(str(row["document_id"]), start, end, _day(row), place, len(written)))

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


def _texts(documents: Sequence[Row], texts: Sequence[Row]) -> list[str]:
    """The source text of each document."""
    known = {str(row["source_id"]): str(row["text"]) for row in texts}
    return [known[str(row["source_id"])] for row in documents]
