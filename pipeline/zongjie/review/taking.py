"""Reads a corrected file into the overlay: each mark is checked against the text and held against what was shown."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from zongjie.errors import Message, UsageError
from zongjie.evaluate.compare import overlap
from zongjie.evaluate.records import Record
from zongjie.review import corrections as overlay
from zongjie.review.corrections import READ, Correction, same_value
from zongjie.review.formats import read as read_file
from zongjie.review.kinds import KINDS
from zongjie.review.offsets import Counting, occurrences
from zongjie.review.qdpx import ID, guid
from zongjie.review.records import FOLDER, Dataset, Item, Page
from zongjie.review.returned import Fault, Mark, Reading, Returned
from zongjie.review.snapshot import Shown, Snapshot, find

IMPORTS = "imports"
CONTEXT = 24
"""Characters kept before and behind the evidence: enough to tell 4期 from another 4期 in nearly every text."""
SAME_RECORD = 0.5
"""Intersection over union from which a mark without a known id is a machine's record with another extent."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did. `faults` are rows that were not taken, `conflicts` rows that were taken and contradict
    another person or a source that has changed since; `actions` counts decisions."""

    format: str
    reviewers: tuple[str, ...]
    documents: int
    actions: dict[str, int]
    faults: tuple[Fault, ...]
    conflicts: tuple[Fault, ...]
    replaced: int


def take(out: Path, file: Path, *, reviewer: str | None = None) -> Taken:
    """Read a corrected file into OUT/review/corrections.jsonl and keep a copy of it in OUT/review/imports.

    A person's earlier decisions on the same records (the same documents, where the format shows whole ones) are
    replaced, and so is what an earlier state of the same sheet said, and a record that the person added where now
    another is; those of others stay.

    Raises:
        UsageError: the file is of no known format or of no export of OUT, or nobody says who corrected it.
    """
    returned = read_file(file)
    named = {one.document_id for one in returned.readings if ID.fullmatch(one.document_id)}
    snapshot = find(out, returned.export, named, file)
    fresh, faults, spoken = decisions(returned, snapshot, file, reviewer)
    former = overlay.read(out)
    whole = {(one.reviewer, one.path, one.document_id) for one in fresh if one.action == READ}
    keys = {(one.reviewer, one.record) for one in fresh}
    tables = {table for shown in snapshot.shown.values() for table in (*shown.tables, "")}
    earlier = _earlier(returned, snapshot, file, spoken, fresh, faults)
    kept = [
        one
        for one in former
        if (one.reviewer, one.record) not in keys
        and not ((one.reviewer, one.path, one.document_id) in whole and one.table in tables)
        and not earlier(one)
    ]
    overlay.write(out, [*kept, *fresh])
    _keep_copy(out, file)
    conflicts = [*_changed_sources(out, fresh, file), *_contradictions([*kept, *fresh], fresh)]
    actions = Counter(one.action for one in fresh if one.action != READ)
    return Taken(
        returned.format, tuple(sorted({one.reviewer for one in fresh} | spoken)),
        len({one.document_id for one in fresh}), dict(sorted(actions.items())), tuple(faults), tuple(conflicts),
        len(former) - len(kept),
    )  # fmt: skip


def _earlier(
    returned: Returned, snapshot: Snapshot, file: Path, people: set[str], fresh: Sequence[Correction],
    faults: Sequence[Fault],
) -> Callable[[Correction], bool]:  # fmt: skip
    """Tells what an earlier state of a sheet said: all that came from this file, but for rows that are not taken now,
    and under another file name a record added where the same person now adds another."""
    untaken = {fault.id for fault in faults if fault.id}
    added: dict[tuple[str, str, str], list[Record]] = {}
    for one in fresh:
        if one.action == "add":
            added.setdefault((one.reviewer, one.document_id, one.table), []).append(Record(one.start, one.end))

    def said(one: Correction) -> bool:
        if returned.format != "xlsx" or one.reviewer not in people or one.export != snapshot.id or one.action == READ:
            return False
        if one.file == file.name:
            return one.id not in untaken
        places = added.get((one.reviewer, one.document_id, one.table), []) if one.action == "add" else []
        return any(overlap(Record(one.start, one.end), place) >= SAME_RECORD for place in places)

    return said


def _keep_copy(out: Path, file: Path) -> None:
    folder = out / FOLDER / IMPORTS
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    copy = folder / f"{digest}-{file.name}"
    if copy.resolve() != file.resolve() and not copy.exists():
        shutil.copyfile(file, copy)


def decisions(
    returned: Returned, snapshot: Snapshot, file: Path, reviewer: str | None
) -> tuple[list[Correction], list[Fault], set[str]]:
    """What a corrected file says of the records that were shown, the rows that are not taken, and who speaks.

    Raises:
        UsageError: nobody says who corrected it.
    """
    found: list[Correction] = []
    faults = list(returned.faults)
    seen: set[tuple[str, str]] = set()
    spoken: set[str] = set()
    for reading in returned.readings:
        shown, fault = _shown(snapshot, reading)
        if shown is None:
            faults.append(fault)
            continue
        who = reviewer or reading.reviewer
        if not who:
            raise UsageError(
                f"{file} 没有写明是谁改的。请加 --reviewer 姓名。",
                f"{file} does not say who corrected it. Name the person with --reviewer.",
            )
        if reading.whole and (who, shown.page.document_id) in seen:
            faults.append(Fault(reading.where, Message(f"{who} 的同一篇文档出现两次，后一次未取", f"the document is there twice for {who}: the second is not taken")))  # fmt: skip  # noqa: E501
            continue
        seen.add((who, shown.page.document_id))
        spoken.add(who)
        held = [one for one in returned.faults if one.where.startswith(reading.where)]
        document = _Document(shown, reading, snapshot.id, held)
        found += document.corrections(who, file.name)
        faults += document.faults
    return found, faults, spoken


def _shown(snapshot: Snapshot, reading: Reading) -> tuple[Shown | None, Fault]:
    """The document as it was exported: by its id, or by its path where a row to add names that alone."""
    if (one := snapshot.shown.get(reading.document_id)) is not None:
        return one, Fault("", Message("", ""))
    by_path = [shown for shown in snapshot.shown.values() if shown.page.path == reading.document_id]
    if len(by_path) == 1:
        return by_path[0], Fault("", Message("", ""))
    said = reading.document_id
    if by_path:
        count = len(by_path)
        several = Message(
            f"{said} 有 {count} 篇文档，请填 document_id", f"{said} has {count} documents: give document_id"
        )
        return None, Fault(reading.where, several)
    return None, Fault(reading.where, Message(f"导出里没有文档 {said}", f"no document {said} in the export"))


@dataclass(slots=True)
class _Placed:
    """A mark with its place in code points, and the machine's record that it speaks of."""

    mark: Mark
    start: int
    end: int
    item: Item | None = None


@dataclass(slots=True)
class _Document:
    """One reading of one document in the making."""

    shown: Shown
    reading: Reading
    export: str
    held: list[Fault]
    faults: list[Fault] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.shown.page

    def corrections(self, who: str, file: str) -> list[Correction]:
        """The decisions of the reading; what was not taken is added to `faults`."""
        counting = Counting(self.reading.text, self.page.text)
        if not counting.same:
            self._fault(
                self.reading.where,
                "文件里的文本与导出时不同，这篇文档未取",
                "the text in the file is not the text that was exported: the document is not taken",
            )
            return []
        placed = self._placed(counting)
        self._match(placed)
        found = [self._correction(one, who, file) for one in placed]
        if self.reading.whole:
            found += self._deleted(placed, who, file)
            found.append(self._read(who, file))
        return [one for one in found if one is not None]

    def _fault(self, where: str, zh: str, en: str, id: str = "", place: tuple[int, int] | None = None) -> None:
        one = Fault(where, Message(zh, en), id, place)
        self.faults.append(one)
        self.held.append(one)

    def _items(self) -> dict[str, Item]:
        found = {item.id: item for item in self.page.items}
        return {**found, **{guid(key): item for key, item in found.items()}}

    # ------------------------------------------------------------------------------------------------------- places
    def _placed(self, counting: Counting) -> list[_Placed]:
        known = {(item.start, item.end) for item in self.page.items}
        absolute = not self.reading.whole and self.reading.base is None
        marks = [self._moved(mark) if absolute else mark for mark in self.reading.marks]
        loose = [(m.start, m.end) for m in marks if m.text is None and m.start is not None and m.end is not None]
        utf16 = counting.votes(loose, known)
        items, found = self._items(), list[_Placed]()
        for mark in marks:
            if mark.decision == "delete":
                item = items.get(mark.id)
                if item is not None:
                    found.append(_Placed(mark, item.start, item.end))
                else:
                    self._fault(mark.where, f"导出里没有记录 {mark.id}", f"no record {mark.id} in the export", mark.id)
                continue
            place = self._place(mark, counting, items.get(mark.id), utf16=utf16)
            if place is None:
                said = "" if mark.text is None else f" {mark.text!r}"
                self._fault(
                    mark.where,
                    f"{mark.start}–{mark.end}{said} 与原文不符，或在文档里不止一处，未取",
                    f"{mark.start}–{mark.end}{said} is not what the text reads, or is there more than once: not taken",
                    mark.id,
                    None if mark.start is None or mark.end is None else (mark.start, mark.end),
                )  # fmt: skip
                continue
            found.append(_Placed(mark, *place))
        return found

    def _moved(self, mark: Mark) -> Mark:
        """A row that does not say where the document starts gives places in the source."""
        base = self.page.base
        ends = (None if at is None else at - base for at in (mark.start, mark.end))
        start, end = ends
        return replace(mark, start=start, end=end)

    def _place(self, mark: Mark, counting: Counting, item: Item | None, *, utf16: bool) -> tuple[int, int] | None:
        if mark.start is not None and mark.end is not None:
            start, end = mark.start, mark.end
            if utf16 and mark.text is None:
                converted = counting.from_utf16(start, end)
                if converted is None:
                    return None
                start, end = converted
            if (place := counting.place(start, end, mark.text)) is not None:
                return place
        if self.reading.whole or not mark.text:
            return None
        return self._sought(mark, item)

    def _sought(self, mark: Mark, item: Item | None) -> tuple[int, int] | None:
        """Where the words that a person wrote into a sheet stand: over the record's own place, at the start that is
        given, in the sentence that is given, or in the one place of the document."""
        text, wanted = self.page.text, mark.text or ""
        places = [(at, at + len(wanted)) for at in occurrences(text, wanted)]
        if item is not None:
            over = [one for one in places if one[0] < item.end and item.start < one[1]]
            return over[0] if len(over) == 1 else None
        if mark.start is not None:
            return next((one for one in places if one[0] == mark.start), None)
        around = mark.comment
        if len(places) > 1 and around and text.count(around) == 1:
            begin = text.index(around)
            places = [one for one in places if begin <= one[0] and one[1] <= begin + len(around)]
        return places[0] if len(places) == 1 else None

    # ----------------------------------------------------------------------------------------------------- matching
    def _match(self, placed: Sequence[_Placed]) -> None:
        """Give every mark the record that it speaks of: by id, by place and code, by place, by the largest overlap."""
        items, free = self._items(), {item.id: item for item in self.page.items}
        for one in placed:
            item = items.get(one.mark.id)
            if item is not None and item.table == one.mark.table and item.id in free:
                one.item = free.pop(item.id)
        if not self.reading.whole:
            return
        loose = [one for one in placed if one.item is None]
        for exact in (True, False):
            at: dict[object, list[str]] = {}
            for item in free.values():
                at.setdefault((item.place, item.fields[KINDS[item.table].code] if exact else 0), []).append(item.id)
            for one in loose:
                code = one.mark.fields.get(KINDS[one.mark.table].code) if exact else 0
                ids = at.get(((one.mark.table, one.start, one.end), code))
                if one.item is None and ids:
                    one.item = free.pop(ids.pop(0))
        pairs = sorted(
            (
                (-_overlap(one, item), number, item.id)
                for number, one in enumerate(loose)
                if one.item is None
                for item in free.values()
                if item.table == one.mark.table and item.start < one.end and one.start < item.end
            )
        )
        for score, number, key in pairs:
            if -score >= SAME_RECORD and loose[number].item is None and key in free:
                loose[number].item = free.pop(key)

    # ---------------------------------------------------------------------------------------------------- decisions
    def _correction(self, one: _Placed, who: str, file: str) -> Correction | None:
        mark, item = one.mark, one.item
        if item is None:
            if mark.id and not self.reading.whole:
                self._fault(mark.where, f"记录 {mark.id} 不在导出里，或出现两次", f"record {mark.id} is not in the export, or there twice", mark.id)  # fmt: skip  # noqa: E501
                return None
            fields = {name: mark.fields.get(name) for name in KINDS[mark.table].fields}
            return self._made("add", mark, one.start, one.end, fields, None, who, file)
        if mark.decision == "delete":
            return self._made("delete", mark, item.start, item.end, item.fields, item, who, file)
        fields = {
            name: value if name not in mark.fields or same_value(value, mark.fields[name]) else mark.fields[name]
            for name, value in item.fields.items()
        }
        changed = (one.start, one.end) != (item.start, item.end) or fields != dict(item.fields)
        if not changed and not self.reading.whole and mark.decision == "":
            return None  # a row that nobody looked at
        return self._made("change" if changed else "keep", mark, one.start, one.end, fields, item, who, file)

    def _made(
        self, action: str, mark: Mark, start: int, end: int, fields: dict[str, object] | object, item: Item | None,
        who: str, file: str,
    ) -> Correction:  # fmt: skip
        return self._at(action, mark.table, start, end, who, file, mark.where, fields, item, _comment(mark))

    def _at(
        self, action: str, table: str, start: int, end: int, who: str, file: str, where: str, fields: object,
        item: Item | None, comment: str = "", digest: str = "",
    ) -> Correction:  # fmt: skip
        text, base = self.page.text, self.page.base
        return Correction(
            action, table, "" if item is None else item.id, self.page.path, self.page.document_id, base + start,
            base + end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT],
            dict(fields) if isinstance(fields, dict) else {}, who,
            None if item is None else base + item.start, None if item is None else base + item.end,
            None if item is None else dict(item.fields), comment, digest, file, where,
            self.export,
        )  # fmt: skip

    def _deleted(self, placed: Iterable[_Placed], who: str, file: str) -> list[Correction]:
        """The machine's records that bear no mark any more; not those that a row which was not taken may speak of."""
        kept = {one.item.id for one in placed if one.item is not None}
        ids = {fault.id for fault in self.held if fault.id}
        places = {fault.place for fault in self.held if fault.place}
        return [
            self._at("delete", item.table, item.start, item.end, who, file, self.reading.where, dict(item.fields), item)
            for item in self.page.items
            if item.id not in kept and not {item.id, guid(item.id)} & ids and (item.start, item.end) not in places
        ]

    def _read(self, who: str, file: str) -> Correction:
        digest = hashlib.sha256(self.page.text.encode()).hexdigest()
        end = len(self.page.text)
        made = self._at(READ, "", 0, end, who, file, self.reading.where, {}, None, digest=digest)
        return Correction(**{**{n: getattr(made, n) for n in made.__slots__}, "text": "", "before": "", "after": ""})


def _comment(mark: Mark) -> str:
    return mark.comment if mark.decision else ""


def _overlap(one: _Placed, item: Item) -> float:
    return overlap(Record(one.start, one.end), Record(item.start, item.end))


# ------------------------------------------------------------------------------------------------------------ conflicts
def _changed_sources(out: Path, fresh: Sequence[Correction], file: Path) -> list[Fault]:
    """A line for each document whose source has changed, or has gone, since the export."""
    here = {row["document_id"] for row in Dataset(out).documents}
    gone = {(one.document_id, one.path): one.row for one in fresh if one.document_id not in here}
    return [
        Fault(
            f"{file.name}: {row}",
            Message(
                f"{path} 在导出后改过或已不在数据集里；改动已保留，apply 会按原文重新定位",
                f"{path} has changed since the export, or is gone; the decisions are kept, and apply seeks the places",
            ),
        )
        for (_, path), row in gone.items()
    ]


def _contradictions(every: Sequence[Correction], fresh: Sequence[Correction]) -> list[Fault]:
    """A line for each record on which people disagree and of which this file speaks."""
    spoken = {one.record for one in fresh}
    return [
        Fault(some[0].row, disagreement(some))
        for record, some in overlay.by_record(every).items()
        if record in spoken and any(not one.says_as(some[0]) for one in some[1:])
    ]


def disagreement(some: Sequence[Correction]) -> Message:
    """Who says what of one record, each with file and row."""
    said = "; ".join(f"{one.reviewer} {one.action} ({one.file}: {one.row})" for one in some)
    head = f"{some[0].table} {some[0].path} {some[0].start}–{some[0].end} {some[0].text!r}"
    return Message(f"{head} 意见不一：{said}", f"{head}: people disagree: {said}")
