"""The fold: from the rows of a corpus to the table `reuse` and to what it adds to `documents`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from zongjie.config import Settings
from zongjie.document import identify
from zongjie.reuse.grams import LEVELS, Codes, text_of
from zongjie.reuse.ledger import Ledger
from zongjie.reuse.level import Alike, Ints, Units, alike, index
from zongjie.reuse.pairs import THRESHOLD
from zongjie.reuse.passages import Corpus, Passage, passages
from zongjie.reuse.prepare import Row

UNITS = tuple(LEVELS)
OWN_CHARACTERS = 8  # characters beside its formulas from which a sentence says something of its own


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of `reuse`, and for each document its `cluster_id`, `duplicate_of` and shares."""

    reuse: list[Row] = field(default_factory=list)
    documents: dict[str, Row] = field(default_factory=dict)

    def tables(self) -> dict[str, list[Row]]:
        """The rows by table."""
        return {"reuse": self.reuse}


def discover(tables: Mapping[str, Sequence[Row]], settings: Settings) -> Found:
    """What the documents of `tables` (`texts`, `documents`, `sentences`) have from each other; nothing when set off."""
    if not settings.reuse:
        return Found()
    with Ledger() as ledger:
        ledger.add(tables)
        return fold(ledger)


def fold(ledger: Ledger) -> Found:
    """What the documents that the ledger has taken have from each other."""
    if not ledger.reports:
        return Found()
    return _Fold(ledger).found()


class _Fold:
    """The columns of the corpus as arrays, and each step from them to rows."""

    def __init__(self, ledger: Ledger) -> None:
        table = ledger.sentences
        self.ledger = ledger
        # rows come document by document, and a document may have thousands
        self._source = lru_cache(maxsize=1)(ledger.document_text)
        self.points: Codes = ledger.points.array(np.uint32)
        self.document = np.asarray(table.document, np.int64)
        self.offsets = np.asarray(table.offsets, np.int64)
        self.start, self.end = np.asarray(table.start, np.int64), np.asarray(table.end, np.int64)
        self.chars = np.diff(self.offsets)
        self.bounds = np.searchsorted(self.document, np.arange(len(ledger.reports) + 1))
        self.held = np.asarray(table.ceremony, np.int64) + ledger.recurring.characters(len(table))
        self.ceremonial = (self.chars - self.held < OWN_CHARACTERS) & (2 * self.held >= self.chars) & (self.held > 0)
        self.reused = np.zeros(len(table), bool)
        self.rank = self._rank()

    def found(self) -> Found:
        """All rows."""
        whole = self._documents()
        by_document = alike(whole, self.rank)
        rows = list(self._stars(whole, by_document, self.bounds[:-1], self.bounds[1:]))
        openings = np.flatnonzero(np.asarray(self.ledger.sentences.opening, bool))
        closings = np.append(openings[1:], len(self.document))[: len(openings)]
        paragraphs = self._units("paragraph", openings, closings)
        rows += self._stars(paragraphs, alike(paragraphs, self.rank), openings, closings)
        rows += self._passages()
        place = {report.document_id: at for at, report in enumerate(self.ledger.reports)}
        rows.sort(key=lambda row: (place[str(row["document_id"])], row["start"], UNITS.index(str(row["unit"]))))
        return Found(rows, self._columns(whole, by_document))

    def _rank(self) -> Ints:
        """The place of each document among all: dated ones by day, then the longer one, then by id."""
        lengths = self.offsets[self.bounds[1:]] - self.offsets[self.bounds[:-1]]
        reports = self.ledger.reports
        order = sorted(range(len(reports)), key=lambda at: (reports[at].day, -lengths[at], reports[at].document_id))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank

    def _documents(self) -> Units:
        units = self._units("document", self.bounds[:-1], self.bounds[1:])
        return Units(
            "document", units.points, units.starts, units.ends, np.arange(len(self.bounds) - 1), units.compared
        )

    def _units(self, unit: str, firsts: Ints, lasts: Ints) -> Units:
        starts, ends = self.offsets[firsts], self.offsets[lasts]
        owner = self.document[np.minimum(firsts, len(self.document) - 1)] if len(self.document) else firsts
        return Units(unit, self.points, starts, ends, owner, ends - starts >= LEVELS[unit].shortest)

    # ------------------------------------------------------------------------------------------ documents, paragraphs
    def _stars(self, units: Units, found: Alike, firsts: Ints, lasts: Ints) -> Iterator[Row]:
        """A row for each unit that stands in an earlier document: to the first one it is like."""
        earliest = found.earliest()[found.group]
        other = found.first[earliest]
        taken = units.compared & (self.rank[units.document[other]] < self.rank[units.document])
        for at in np.flatnonzero(taken).tolist():
            to = int(other[at])
            similarity = found.similarity(int(found.group[at]), int(earliest[at]))
            one, two = (int(firsts[at]), int(lasts[at])), (int(firsts[to]), int(lasts[to]))
            if units.unit == "paragraph":
                self.reused[slice(*one)] = True
            yield self._row(units.unit, one, two, similarity)

    # ------------------------------------------------------------------------------------------------------- passages
    def _passages(self) -> Iterator[Row]:
        compared = np.asarray(self.ledger.sentences.compared, bool)
        units = Units("sentence", self.points, self.offsets[:-1], self.offsets[1:], self.document, compared)
        found = alike(units, self.rank)
        source = found.first[found.earliest()[found.group]]
        taken = compared & (self.rank[self.document[source]] < self.rank[self.document])
        corpus = self._corpus(found, compared)
        for number in np.unique(self.document[taken]).tolist():
            sentences = range(int(self.bounds[number]), int(self.bounds[number + 1]))
            for one, similarity in passages(corpus, sentences, self._count, self._similarity, THRESHOLD):
                self.reused[one.first : one.last + 1] = True
                size = one.last + 1 - one.first
                yield self._row("sentence", (one.first, one.last + 1), (one.other, one.other + size), similarity)

    def _corpus(self, found: Alike, compared: npt.NDArray[np.bool_]) -> Corpus:
        places = np.lexsort((np.arange(len(found.group)), self.rank[self.document], found.group))
        bounds = np.searchsorted(found.group[places], np.arange(len(found.first) + 1))
        return Corpus(self.document, self.rank, found.group, compared, found.near, places, bounds)

    def _count(self, first: int, last: int) -> int:
        return int(self.offsets[last + 1] - self.offsets[first])

    def _similarity(self, one: Passage) -> float:
        other = one.other + one.last - one.first
        return index(self._plain(one.first, one.last), self._plain(one.other, other), "sentence")

    def _plain(self, first: int, last: int) -> str:
        return text_of(self.points[self.offsets[first] : self.offsets[last + 1]])

    # ----------------------------------------------------------------------------------------------------------- rows
    def _row(self, unit: str, one: tuple[int, int], other: tuple[int, int], similarity: float) -> Row:
        """The row that the sentences `one` (half-open) come from the sentences `other`."""
        number, origin = int(self.document[one[0]]), int(self.document[other[0]])
        start, end = self._place(unit, number, one)
        other_start, other_end = self._place(unit, origin, other)
        report, source = self.ledger.reports[number], self.ledger.reports[origin]
        key = (unit, report.document_id, start, end, source.document_id, other_start, other_end)
        text = None if unit == "document" else self._source(number)[start - report.start : end - report.start]
        ceremonial = self.ceremonial[slice(*one)] | (self.chars[slice(*one)] < LEVELS["sentence"].shortest)
        return {
            "reuse_id": identify("u", *key),
            "unit": unit,
            "document_id": report.document_id,
            "start": start,
            "end": end,
            "text": text,
            "other_document_id": source.document_id,
            "other_start": other_start,
            "other_end": other_end,
            "similarity": similarity,
            "chars": int(self.offsets[one[1]] - self.offsets[one[0]]),
            "ceremony": bool(ceremonial.all() and self.ceremonial[slice(*one)].any()),
        }

    def _place(self, unit: str, number: int, sentences: tuple[int, int]) -> tuple[int, int]:
        report = self.ledger.reports[number]
        if unit == "document":
            return report.start, report.end
        return int(self.start[sentences[0]]), int(self.end[sentences[1] - 1])

    # -------------------------------------------------------------------------------------------------------- columns
    def _columns(self, units: Units, found: Alike) -> dict[str, Row]:
        """What is added to the row of each document."""
        clusters = np.where(units.compared, _components(found)[found.group], len(found.first) + units.document)
        by_rank = np.argsort(self.rank)
        members = np.bincount(clusters)
        first: dict[int, int] = {}
        for number in by_rank.tolist():
            first.setdefault(int(clusters[number]), number)
        every, held = self._sums(self.chars), self._sums(self.held)
        taken = self._sums(self.chars * (self.reused & ~self.ceremonial))
        made: dict[str, Row] = {}
        for number, report in enumerate(self.ledger.reports):
            cluster = int(clusters[number])
            origin = self.ledger.reports[first[cluster]].document_id
            alone, size = members[cluster] < 2, int(every[number])
            made[report.document_id] = {
                "cluster_id": None if alone else identify("c", origin),
                "duplicate_of": None if alone or origin == report.document_id else origin,
                "ceremony_share": int(held[number]) / size if size else None,
                "reused_share": int(taken[number]) / size if size else None,
            }
        return made

    def _sums(self, values: Ints) -> Ints:
        """The sum of a column of sentences over each document."""
        sums = np.concatenate([[0], np.cumsum(values)])
        return np.asarray(sums[self.bounds[1:]] - sums[self.bounds[:-1]], np.int64)


def _components(found: Alike) -> Ints:
    """The connected component of each group."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = len(found.first)
    ends = np.array(list(found.edges), np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
