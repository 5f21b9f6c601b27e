"""A sheet of metadata beside a folder of files, joined by path, file name or stem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from zongjie.config import Settings, load_settings
from zongjie.document import Source
from zongjie.errors import Message, UnreadableError, UsageError
from zongjie.ingest.corpus import visible
from zongjie.ingest.delimited import csv_grid, jsonl_grid
from zongjie.ingest.grid import Grid, Header, Row, choose, fault_of, fields_of, find_header, known_columns
from zongjie.ingest.loading import detect, file_bytes
from zongjie.ingest.sniff import Sample
from zongjie.ingest.spreadsheet import XLS, XLSX, xls_grids, xlsx_grids
from zongjie.storage import Place

ROW_NUMBER = re.compile(r"#\d{1,9}$")
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the sheet: its number, the name it gives, and the other columns."""

    number: int
    key: str
    fields: Fields


class MetadataSheet:
    """The rows of a sheet by the file they name; remembers which were asked for.

    A row names a file by its path in the corpus, its path without suffix, its name or its stem; case and the kind of
    slash do not matter, and a full path goes before a bare name. A path that begins above the corpus folder
    (`D:/reports/2023/a.docx` for `2023/a.docx`) counts from there. A row that names a table or an archive holds for
    everything in it.
    """

    def __init__(self, path: Place, key: str, entries: Sequence[Entry], names: Iterable[str] = ()) -> None:
        self.path = path
        self.key = key
        self._entries = tuple(entries)
        self._paths = frozenset(map(plain, names))
        self._by_key: dict[str, list[Entry]] = {}
        for entry in self._entries:
            self._by_key.setdefault(self._within(plain(entry.key)), []).append(entry)
        self._owners: dict[int, str] = {}
        self._without: dict[str, None] = {}

    def _within(self, key: str) -> str:
        """The longest end of a path in the sheet that is a file of the corpus; the path itself where none is."""
        parts = key.split("/")
        return next((end for at in range(len(parts)) if (end := "/".join(parts[at:])) in self._paths), key)

    def fields(self, name: str) -> Fields:
        """Name and value of the columns of the row that names this file; empty if there is none.

        Raises:
            UsageError: two rows name the file, or the row names another file too; both are named.
        """
        found = self._find(name)
        if found is None:
            self._without[name] = None
            return ()
        entry, owner = found
        if self._owners.setdefault(entry.number, owner) != owner:
            raise self._two_files(entry, self._owners[entry.number], owner)
        return entry.fields

    def _find(self, name: str) -> tuple[Entry, str] | None:
        """The row that names a file, and the file that it means."""
        for wanted, owner in _candidates(name):
            found = self._by_key.get(wanted, [])
            if not found or (wanted != owner and wanted in self._paths):
                continue
            if len(found) > 1:
                raise self._two_rows(name, found)
            return found[0], owner
        return None

    def describe(self, source: Source) -> Source:
        """The source with the sheet's columns after its own; of one name its own value stays.

        Nothing is remembered, for a worker sees some of the files only.

        Raises:
            UsageError: two rows name the file.
        """
        found = self._find(source.path)
        own = {name for name, _ in source.fields}
        added = tuple(pair for pair in (found[0].fields if found else ()) if pair[0] not in own)
        return replace(source, fields=source.fields + added) if added else source

    def anew(self) -> MetadataSheet:
        """The same sheet, asked for nothing yet."""
        return MetadataSheet(self.path, self.key, self._entries, self._paths)

    def strays(self) -> list[Entry]:
        """The rows that no file so far answered to."""
        return [entry for entry in self._entries if entry.number not in self._owners]

    def unmatched(self) -> list[str]:
        """The names in the sheet that no file so far answered to."""
        return [entry.key for entry in self.strays()]

    def unmatched_files(self) -> list[str]:
        """The files asked for that no row names."""
        return list(self._without)

    def _two_rows(self, name: str, found: Sequence[Entry]) -> UsageError:
        rows = ", ".join(f"{entry.number} ({entry.key})" for entry in found[:2])
        return UsageError(
            f"元数据表 {self.path} 里有不止一行对应文件 {name}：第 {rows} 行；请只留一行，或写完整的相对路径。",
            f"more than one row of {self.path} names the file {name}: rows {rows}. "
            "Keep one, or give full relative paths.",
        )

    def _two_files(self, entry: Entry, first: str, second: str) -> UsageError:
        return UsageError(
            f"元数据表 {self.path} 第 {entry.number} 行的“{entry.key}”对应不止一个文件："
            f"{first} 和 {second}；请写完整的相对路径。",
            f"row {entry.number} of {self.path}, {entry.key!r}, names more than one file: {first} and {second}. "
            "Give the full relative path.",
        )


def read(path: Place, names: Iterable[str] = (), settings: Settings | None = None) -> MetadataSheet:
    """The metadata sheet at `path`: csv, jsonl, xlsx or xls, its first table that holds anything.

    `names` are the files of the corpus: they tell the key column where its name does not, and which bare names are
    paths.

    Raises:
        UsageError: the sheet or a row of it cannot be read, or it has no column that names files.
    """
    try:
        grid, header = _first_table(path, settings or load_settings())
    except UnreadableError as fault:
        raise _unread(path, fault.message) from fault
    for wrong in (fault_of(row, header) for row in grid.rows[header.at + 1 :]):
        if wrong is not None:
            raise _unread(path, wrong)
    known = tuple(names)
    body = [row for row in grid.rows[header.at + 1 :] if any(map(str.strip, row.cells))]
    at = choose(header.columns, known_columns("key"))
    if at is None:
        at = _most_matching(header, body, known)
    if at is None:
        raise UsageError(
            f"元数据表 {visible(str(path))} 没有指明文件的列；请把那一列命名为“文件名”。"
            f"现有的列：{'、'.join(header.columns)}。",
            f"the metadata sheet {visible(str(path))} has no column that names files; call it `file`. "
            f"Its columns: {', '.join(header.columns)}.",
        )
    entries = [
        Entry(row.number, row.cells[at].strip(), tuple(fields_of(header.columns, row.cells, leave_out=at)))
        for row in body
        if at < len(row.cells) and row.cells[at].strip()
    ]
    return MetadataSheet(path, header.columns[at], entries, known)


def _unread(path: Place, why: Message) -> UsageError:
    return UsageError(
        f"元数据表 {visible(str(path))} 读不出来：{why.zh}。",
        f"cannot read the metadata sheet {visible(str(path))}: {why.en}.",
    )


def plain(name: str) -> str:
    """A path as it is compared: `/` for either slash, no `./` before it, NFC, without case."""
    return visible(name.strip()).replace("\\", "/").removeprefix("./").casefold()


def _candidates(name: str) -> Iterator[tuple[str, str]]:
    """What a row may call a file, most exact first, each with the file that is then meant."""
    path = plain(name)
    file = ROW_NUMBER.sub("", path)
    place = PurePosixPath(file)
    yield path, path
    for wanted in dict.fromkeys([file, str(place.with_suffix("")) if place.name else file, place.name, place.stem]):
        yield wanted, file
    for parent in place.parents:
        if parent.suffix:  # an archive, or the workbook of a sheet
            for wanted in dict.fromkeys([str(parent), parent.name, parent.stem]):
                yield wanted, str(parent)


def _first_table(path: Place, settings: Settings) -> tuple[Grid, Header]:
    data = file_bytes(path, settings)
    sample = Sample(data, path.name)
    kind = detect(sample).media_type
    if kind == XLSX:
        grids = xlsx_grids(data, settings)
    elif kind == XLS:
        grids = xls_grids(data)
    elif kind == "application/jsonl":
        grids = [jsonl_grid(data)]
    elif kind in ("text/csv", "text/plain"):
        grids = [csv_grid(data)]
    else:
        raise UnreadableError(f"{kind} 不是表格，请用 csv 或 xlsx", f"{kind} is no table: use csv or xlsx")
    for grid in grids:
        header = find_header(grid.rows, known_columns("key"))
        if header is not None:
            return grid, header
    raise UnreadableError("表格是空的", "the table is empty", status="empty")


def _most_matching(header: Header, rows: Sequence[Row], names: Sequence[str]) -> int | None:
    """The column whose values name most files, if any does."""
    wanted = {candidate for name in names for candidate, _ in _candidates(name)}
    counts: list[int] = [
        sum(at < len(row.cells) and plain(row.cells[at]) in wanted for row in rows) for at in range(len(header.columns))
    ]
    most = max(counts, default=0)
    return counts.index(most) if most else None
