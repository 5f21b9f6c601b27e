"""The two readings that agreement compares: corrected files of people, and the machine's records of a dataset.

A file of whole documents is taken as it stands. Of a sheet, only what `zongjie review import` would take counts: a row
with a decision or with a changed cell, and a record added; so sheets need the dataset that they were exported from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zongjie.errors import Message, UsageError
from zongjie.evaluate.compare import overlap
from zongjie.evaluate.records import Record
from zongjie.review.formats import read as read_file
from zongjie.review.kinds import KINDS
from zongjie.review.offsets import Counting, plain
from zongjie.review.qdpx import ID
from zongjie.review.records import Dataset, Item, Page
from zongjie.review.returned import Fault, Reading, Returned
from zongjie.review.snapshot import Snapshot, find, load
from zongjie.review.taking import SAME_RECORD, decisions

MACHINE, MACHINE_TOO = "zongjie", "zongjie (machine)"
"""What the machine is called, and what where a person is called so."""


@dataclass(frozen=True, slots=True)
class Side:
    """A reading: records and texts by document. `tables` are those that were shown.

    `judged` are the records looked at and `added` those of them that the machine does not have; both None where
    documents were read whole.
    """

    name: str
    items: Mapping[str, tuple[Item, ...]]
    texts: Mapping[str, str]
    tables: tuple[str, ...]
    judged: frozenset[str] | None = None
    added: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sides:
    """Both readings, the tables that both were shown, and rows that could not be compared."""

    one: Side
    other: Side
    tables: tuple[str, ...]
    left_out: tuple[Fault, ...]


def sides(one: Path, other: Path, dataset: Path | None = None) -> Sides:
    """The readings of two corrected files, or of one and of a dataset folder.

    Raises:
        UsageError: neither is a file, a file has the readings of too many people, a sheet lacks its dataset, or one has
            single records and the other whole documents.
    """
    files = [path for path in (one, other) if not path.is_dir()]
    if not files:
        raise UsageError(
            "两边都是数据集文件夹；至少一边应是改过的文件。",
            "both are dataset folders; at least one should be a corrected file.",
        )
    home = next((path for path in (one, other) if path.is_dir()), dataset)
    left: list[Fault] = []
    read = {path: _Read(path, home, left) for path in dict.fromkeys(files)}
    a, b = _people(one, other, read)
    if a is None or b is None:
        known, path = (b, other) if a is None else (a, one)
        assert known is not None and home is not None
        machine = read[path].machine(home, known)
        a, b = a or machine, b or machine
    if (a.judged is None) != (b.judged is None):
        raise UsageError(
            "一边是 xlsx（单条记录），一边是整篇文档，无法比较。请用同一种格式。",
            "one side is xlsx (single records) and the other has whole documents. Compare files of one format.",
        )
    tables = tuple(name for name in KINDS if name in a.tables and name in b.tables)
    return Sides(*(_narrowed(a, b) if a.judged is not None else (a, b)), tables, tuple(left))


def _people(one: Path, other: Path, read: Mapping[Path, _Read]) -> tuple[Side | None, Side | None]:
    """The reading of each path, None for a dataset; a file given twice has two people's."""
    if one.resolve() == other.resolve():
        people = read[one].by_person
        if len(people) != 2:
            raise _wrong_number(one, sorted(people), 2)
        first, second = (people[name] for name in sorted(people))
        return first, second
    for path, some in read.items():
        if len(some.by_person) != 1:
            raise _wrong_number(path, sorted(some.by_person), 1)
    if len(read) == 2:
        _demand_one_export(one, other, read)
    a, b = (next(iter(read[path].by_person.values())) if path in read else None for path in (one, other))
    return a, b


def _demand_one_export(one: Path, other: Path, read: Mapping[Path, _Read]) -> None:
    """Without its dataset a file does not tell which tables it was made of."""
    exports = {some.returned.export for some in read.values()} - {""}
    if len(exports) > 1 and any(some.home is None for some in read.values()):
        raise UsageError(
            f"{one} 和 {other} 不是同一次导出的。请用 --dataset OUT 给出数据集，才知道各自导出了哪些表。",
            f"{one} and {other} are of different exports. Name the dataset with --dataset OUT, which tells the tables "
            "that each was made of.",
        )


def _wrong_number(path: Path, names: Sequence[str], wanted: int) -> UsageError:
    said = ", ".join(names)
    return UsageError(
        f"{path} 里有 {len(names)} 个人的标注（{said}），这里需要 {wanted} 个。",
        f"{path} holds the annotations of {len(names)} people ({said}); {wanted} are needed here.",
    )


class _Read:
    """A corrected file and the readings in it, by person; what cannot be compared goes to `left`."""

    def __init__(self, path: Path, home: Path | None, left: list[Fault]) -> None:
        self.path, self.home, self.left = path, home, left
        self.returned: Returned = read_file(path)
        if self.returned.format == "xlsx":
            self.snapshot: Snapshot | None = self._export()
            self.by_person = {path.stem: self._sheet(self.snapshot)}
        else:
            left += self.returned.faults
            self.snapshot = None if home is None else load(home, self.returned.export)
            grouped: dict[str, list[Reading]] = {}
            for reading in self.returned.readings:
                grouped.setdefault(reading.reviewer, []).append(reading)
            self.by_person = {who: self._whole(who or path.stem, some) for who, some in grouped.items()}

    def _export(self) -> Snapshot:
        if self.home is None:
            raise UsageError(
                f"比较 xlsx 需要导出它的数据集：只有它知道哪些单元格改过。请加 --dataset OUT（{self.path}）。",
                f"to compare sheets, name the dataset that they were exported from: it alone tells which cells were "
                f"changed. Add --dataset OUT ({self.path}).",
            )
        named = {one.document_id for one in self.returned.readings if ID.fullmatch(one.document_id)}
        return find(self.home, self.returned.export, named, self.path)

    def _tables(self) -> tuple[str, ...]:
        if self.snapshot is None or not self.snapshot.shown:
            return tuple(KINDS)
        return next(iter(self.snapshot.shown.values())).tables

    def _sheet(self, snapshot: Snapshot) -> Side:
        """What the rows of a sheet decide: kept, changed and added records; of deleted ones, that they were seen."""
        found, faults, _ = decisions(self.returned, snapshot, self.path, self.path.stem)
        self.left += faults
        if not found:
            raise UsageError(
                f"{self.path} 里没有一条决定（decision 列全空，也没有改过的单元格）。",
                f"{self.path} holds no decision: the column decision is empty and no cell was changed.",
            )
        pages = {one.document_id: snapshot.shown[one.document_id].page for one in found}
        items: dict[str, list[Item]] = {key: [] for key in pages}
        judged, added = set[str](), set[str]()
        for one in found:
            key = one.id or f"{one.table} {one.start} {one.end}"
            judged.add(key)
            if not one.id:
                added.add(key)
            if one.action != "delete":
                base = pages[one.document_id].base
                item = Item(one.table, key, one.start - base, one.end - base, one.text, one.fields)
                items[one.document_id].append(item)
        return Side(
            self.path.stem, {key: tuple(some) for key, some in items.items()}, _texts(pages.values()), self._tables(),
            frozenset(judged), frozenset(added),
        )  # fmt: skip

    def _whole(self, name: str, readings: Sequence[Reading]) -> Side:
        items: dict[str, tuple[Item, ...]] = {}
        texts: dict[str, str] = {}
        for reading in readings:
            text = plain(reading.text or "")
            counting, found = Counting(reading.text, text), list[Item]()
            for mark in reading.marks:
                place = None
                if mark.start is not None and mark.end is not None:
                    place = counting.place(mark.start, mark.end, mark.text)
                if place is None:
                    said = Message("位置与原文不符", "its place is not what the text reads")
                    self.left.append(Fault(mark.where, said))
                    continue
                key = mark.id or f"{mark.table} {mark.start} {mark.end}"
                found.append(Item(mark.table, key, *place, mark.text or "", mark.fields))
            items[reading.document_id] = (*items.get(reading.document_id, ()), *found)
            texts[reading.document_id] = text
        return Side(name, items, texts, self._tables())

    def machine(self, out: Path, known: Side) -> Side:
        """What the machine has in the documents of a file: of a sheet, what it showed; else the dataset's records."""
        shown = {} if known.judged is None or self.snapshot is None else self.snapshot.shown
        pages = [one.page for one in shown.values()] or list(Dataset(out).pages(documents=set(known.items)))
        judged = None if known.judged is None else frozenset(item.id for page in pages for item in page.items)
        name = MACHINE_TOO if known.name == MACHINE else MACHINE
        items = {page.document_id: page.items for page in pages}
        return Side(name, items, _texts(pages), tuple(KINDS), judged)


def _texts(pages: Iterable[Page]) -> dict[str, str]:
    return {page.document_id: page.text for page in pages}


def _narrowed(a: Side, b: Side) -> tuple[Side, Side]:
    """Both sides with the records that both looked at, and with those that one added: the other had them to add."""
    both = (a.judged or frozenset()) & (b.judged or frozenset())

    def kept(side: Side, other: Side) -> Side:
        items = {}
        for key, some in side.items.items():
            rivals = [item for item in other.items.get(key, ()) if item.id in other.added]
            seen = both | side.added
            items[key] = tuple(i for i in some if i.id in seen or any(_over(i, rival) for rival in rivals))
        return replace(side, items=items)

    return kept(a, b), kept(b, a)


def _over(one: Item, other: Item) -> bool:
    share = overlap(Record(one.start, one.end), Record(other.start, other.end))
    return one.table == other.table and share >= SAME_RECORD
