"""How much the sheets of an xlsx file would ask of memory, told from their XML before a library lays them out.

calamine lays a sheet out from its first to its last cell and gives each cell a copy of its shared text, so two cells
far apart, or many that share one long text, would ask for all memory, and Rust then ends the process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from zongjie.ingest.grid import MOST_CELLS, MOST_CHARACTERS, too_many_cells
from zongjie.ingest.unpack import unpacked

PREFIX = rb"(?:[A-Za-z]\w{0,20}:)?"  # of a namespace, which most programs leave out
TAG = re.compile(rb"<" + PREFIX + rb"(row|c|si)(?=[\s/>])")  # of a row, a cell, a shared text
ROW = re.compile(rb"<" + PREFIX + rb"row(?=[\s/>])")
CELL = re.compile(rb"<" + PREFIX + rb"c(?=[\s/>])")
PLACE, IS_SHARED = rb"""\s{0,99}["']([A-Za-z]{0,9})([0-9]{1,20})["']""", rb"""\s{0,99}["'](s)["']"""
ATTRIBUTE = re.compile(rb"\b(?:r\s{0,99}=" + PLACE + rb"|t\s{0,99}=" + IS_SHARED + rb")")
"""The place of a cell (of a row: its number alone), or the sign that its text is a shared one."""

USUAL = re.compile(rb"=(?:(?<=\Wr=)" + PLACE + rb"|(?<=\Wt=)" + IS_SHARED + rb"|(?<=\s=))")
"""The same, or `UNUSUAL` where white space stands before a `=`: one sign is found sooner than a boundary of words."""

UNUSUAL = (b"", b"", b"")
SHARED_AT = re.compile(
    rb"""\bt\s{0,99}=\s{0,99}["']s["'][^<>]{0,999}>\s{0,99}<"""
    + PREFIX
    + rb"""v[^<>]{0,99}>\s{0,99}(\d{1,9})\s{0,99}<"""
)
TEXT = re.compile(rb"<" + PREFIX + rb"si(?=[\s/>])")
LONGEST_REST = 4096  # bytes of a piece that go over to the next, if no tag begins there


@dataclass(slots=True)
class Part:
    """What one part of a workbook holds of a sheet or of the shared texts."""

    row: int = 0
    column: int = 0
    unplaced_rows: int = 0
    unplaced_cells: int = 0
    """Most cells without a reference in one row: each stands behind the one before it."""
    shared: int = 0
    lengths: list[int] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """Cells from the first to the last, empty ones too."""
        return (self.row + self.unplaced_rows) * max(self.column + self.unplaced_cells, 1)


def check_sheets(data: bytes) -> None:
    """Look at every part, whatever it is called: the parts that are sheets are told by others, which may lie.

    Raises:
        UnreadableError: a sheet spans too many cells, or its cells hold too many characters together.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {member.filename: _part(archive, member) for member in archive.infolist() if _is_xml(member)}
        cells = max((part.cells for part in parts.values()), default=0)
        if cells > MOST_CELLS:
            raise too_many_cells(cells)
        lengths = max((part.lengths for part in parts.values()), key=sum, default=[])
        longest = max(lengths, default=0)
        for member in archive.infolist():
            if _is_xml(member) and parts[member.filename].shared * longest > MOST_CHARACTERS:
                characters = _shared_characters(archive, member, lengths, parts[member.filename].shared)
                if characters > MOST_CHARACTERS:
                    raise too_many_cells(cells, characters)


def _is_xml(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(".xml")


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Part:
    part, in_row = Part(), 0
    for piece in _pieces(archive, member):
        tags = TAG.findall(piece)
        found = _attributes(piece)
        letters = [letters for letters, number, _ in found if number]
        part.row = max([part.row, *(int(number or 0) for number in {number for _, number, _ in found})])
        part.column = max([part.column, *map(_column, set(letters))])
        part.shared += len(found) - len(letters)
        rows_placed = letters.count(b"")
        part.unplaced_rows += max(0, tags.count(b"row") - rows_placed)
        if tags.count(b"c") > len(letters) - rows_placed:
            for at, row in enumerate(ROW.split(piece)):
                places = sum(bool(number) for _, number, _ in _attributes(row))
                in_row = len(CELL.findall(row)) - places + (0 if at else in_row)
                part.unplaced_cells = max(part.unplaced_cells, in_row)
        texts = TEXT.split(piece) if b"si" in tags else [piece]
        if part.lengths:
            part.lengths[-1] += len(texts[0])
        part.lengths += map(len, texts[1:])
    return part


def _attributes(piece: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """The letters and the number of each place of a cell or row, or the sign of a shared text."""
    found = USUAL.findall(piece) if piece.startswith(b"<") else [UNUSUAL]
    return ATTRIBUTE.findall(piece) if UNUSUAL in found else found


def _shared_characters(archive: zipfile.ZipFile, member: zipfile.ZipInfo, lengths: list[int], shared: int) -> int:
    """Bytes of the shared texts that the cells of a sheet copy; a cell that does not tell which has the longest."""
    counts: Counter[int] = Counter()
    for piece in _pieces(archive, member):
        counts.update(int(at) for at in SHARED_AT.findall(piece))
    told = sum(lengths[at] * count for at, count in counts.items() if at < len(lengths))
    return told + (shared - sum(counts.values())) * max(lengths)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part, cut before a cell, so that no cell stands across two pieces."""
    rest = b""
    for chunk in unpacked(archive, member):
        text = rest + chunk
        cell = text.rfind(b"<c ", len(text) - LONGEST_REST)
        cut = cell if cell >= 0 else max(text.rfind(b"<", max(0, len(text) - LONGEST_REST)), 0) or len(text)
        rest = text[cut:]
        yield text[:cut]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1  # a lower-case letter only makes it larger
    return number
