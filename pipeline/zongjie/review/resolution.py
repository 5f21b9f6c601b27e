"""Finds the place of every correction in the dataset as it is now, and what holds where people disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zongjie.errors import Message
from zongjie.evaluate.compare import overlap
from zongjie.evaluate.records import Record
from zongjie.review import corrections as overlay
from zongjie.review.corrections import READ, Correction
from zongjie.review.kinds import KINDS
from zongjie.review.offsets import occurrences
from zongjie.review.records import Dataset, Row
from zongjie.review.taking import SAME_RECORD, disagreement

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A correction with its place now (`document_id`, `start`, `end` in the source) and the machine's record there.

    `conflict` says why it is not applied; the machine's record then stays as it is.
    """

    correction: Correction
    document_id: str
    start: int
    end: int
    row: Row | None
    conflict: Message | None = None
    others: tuple[Correction, ...] = ()


class Resolver:
    """The documents and records of a dataset, looked up by path and place."""

    def __init__(self, out: Path) -> None:
        self.dataset = Dataset(out)
        self.corrections = overlay.read(out)
        paths = {one.path for one in self.corrections}
        self.documents: dict[str, list[Row]] = {}
        for row in self.dataset.documents:
            if row["path"] in paths:
                self.documents.setdefault(row["path"], []).append(row)
        self._texts = self.dataset.texts({row["source_id"] for some in self.documents.values() for row in some})
        touched = {row["document_id"] for some in self.documents.values() for row in some}
        self.rows: dict[tuple[str, str], list[Row]] = {}
        for table in KINDS:
            for row in self.dataset.rows(table):
                if row["document_id"] in touched:
                    self.rows.setdefault((table, row["document_id"]), []).append(row)

    def text(self, document: Row) -> str:
        """The source text of a document."""
        return self._texts[document["source_id"]]

    def resolve(self, prefer: str | None = None) -> list[Resolved]:
        """Every record of the overlay once: `prefer` is the person who is right where people disagree."""
        found = [self._one(some, prefer) for some in overlay.by_record(self.corrections).values()]
        return _without_rivals(self._with_rows(found), prefer)

    def _one(self, some: Sequence[Correction], prefer: str | None) -> Resolved:
        first = next((one for one in some if one.reviewer == prefer), some[0])
        agreed = first.reviewer == prefer or all(one.says_as(first) for one in some)
        others = tuple(one for one in some if one is not first)
        document, span, fault = self._place(first)
        if document is None or span is None:
            return Resolved(first, first.document_id, first.start, first.end, None, fault, others)
        conflict = None if agreed else disagreement(some)
        return Resolved(first, document["document_id"], *span, None, conflict, others)

    def _place(self, one: Correction) -> tuple[Row | None, Span | None, Message | None]:
        """Where the evidence stands now: at its place with the same words around it, in the one place that has these
        words around it, or in the only place of the document that has it."""
        documents = self.documents.get(one.path, [])
        if not documents:
            return None, None, Message(f"{one.path} 不在数据集里", f"{one.path} is not in the dataset")
        text = self.text(documents[0])
        own = next((row for row in documents if row["document_id"] == one.document_id), None)
        if own is not None and text[one.start : one.end] == one.text:
            return own, (one.start, one.end), None
        around, led = one.before + one.text + one.after, len(one.before)
        same = [row for row in documents if row["document_id"] == one.document_id] or documents
        inside = [(row, text[row["start"] : row["end"]], row["start"]) for row in same]
        for wanted, ahead in ((around, led), (one.text, 0)):
            places = [(row, base + at + ahead) for row, words, base in inside for at in occurrences(words, wanted)]
            if len(places) == 1:
                row, start = places[0]
                return row, (start, start + len(one.text)), None
        count = sum(words.count(one.text) for _, words, _ in inside)
        said = f"{one.table} {one.path} {one.start}–{one.end} {one.text!r}"
        return None, None, Message(f"{said}：原文已改，现在出现 {count} 次", f"{said}: the source has changed, found {count} times now")  # fmt: skip  # noqa: E501

    def _with_rows(self, found: Sequence[Resolved]) -> list[Resolved]:
        """Give every correction the machine's record of now that it speaks of, and no record to two of them.

        A record is found by id, where the machine's record of then would stand now, or by the largest overlap. Records
        that people added come last: one that the machine has found since is theirs, not a second one.
        """
        candidates = sorted(
            (rank, score, number, key) for number, one in enumerate(found) for rank, score, key in self._candidates(one)
        )
        rows, taken = dict[int, str](), set[tuple[str, str]]()
        for _, _, number, key in candidates:
            table = found[number].correction.table
            if number not in rows and (table, key) not in taken:
                rows[number] = key
                taken.add((table, key))
        return [
            replace(one, row=self._by_id(one, rows[number])) if number in rows else one
            for number, one in enumerate(found)
        ]

    def _own(self, one: Resolved) -> list[Row]:
        return self.rows.get((one.correction.table, one.document_id), [])

    def _by_id(self, one: Resolved, key: str) -> Row:
        return next(row for row in self._own(one) if row[KINDS[one.correction.table].id] == key)

    def _candidates(self, one: Resolved) -> Iterator[tuple[int, float, str]]:
        """How well each of the machine's records fits, the best first: rank, overlap (negative) and id."""
        said, added = one.correction, one.correction.action == "add"
        moved = one.start - said.start
        was = (one.start, one.end) if added else ((said.was_start or 0) + moved, (said.was_end or 0) + moved)
        for row in self._own(one):
            key, score = row[KINDS[said.table].id], _share(row, was)
            if not added and key == said.id:
                yield 0, -1.0, key
            elif score >= SAME_RECORD:
                yield (2 if added else 1), -score, key

    def read_whole(self) -> Iterator[tuple[Row, Correction]]:
        """Documents that a person read whole and that have not changed since, with that line of the overlay."""
        import hashlib

        for one in self.corrections:
            if one.action == READ:
                for row in self.documents.get(one.path, []):
                    words = self.text(row)[row["start"] : row["end"]]
                    if hashlib.sha256(words.encode()).hexdigest() == one.digest:
                        yield row, one


def _share(row: Row, span: Span) -> float:
    return overlap(Record(row["start"], row["end"]), Record(*span))


def _without_rivals(found: list[Resolved], prefer: str | None) -> list[Resolved]:
    """Records that people added over each other: equal ones count once, others are in conflict."""
    out: list[Resolved] = []
    added: dict[tuple[str, str], list[int]] = {}
    for one in found:
        rival = None
        if one.correction.action == "add" and one.conflict is None:
            place = one.correction.table, one.document_id
            rival = next((at for at in added.get(place, []) if _rivals(out[at], one)), None)
            added.setdefault(place, []).append(len(out))
        if rival is not None and out[rival].correction.reviewer != prefer:
            said = disagreement([out[rival].correction, one.correction])
            if one.correction.reviewer == prefer:
                out[rival] = _in_conflict(out[rival], said)
            else:
                out[rival], one = _in_conflict(out[rival], said), _in_conflict(one, said)
        elif rival is not None:
            one = _in_conflict(one, disagreement([out[rival].correction, one.correction]))
        out.append(one)
    return out


def _rivals(one: Resolved, other: Resolved) -> bool:
    if one.correction.reviewer == other.correction.reviewer:
        return False
    return overlap(Record(one.start, one.end), Record(other.start, other.end)) >= SAME_RECORD


def _in_conflict(one: Resolved, said: Message) -> Resolved:
    return replace(one, conflict=said)
