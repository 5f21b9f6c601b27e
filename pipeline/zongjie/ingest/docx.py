"""Word documents (.docx): paragraphs and table rows in their order, automatic numbers put back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.errors import UnreadableError
from zongjie.ingest.content import Content, raised, table_row, tidy
from zongjie.ingest.doc import by_office_oxide
from zongjie.ingest.docx_notes import KINDS, UNREAD, Notes, notes_of
from zongjie.ingest.docx_runs import Looks, looks
from zongjie.ingest.numbering import Numbering, W, numbering
from zongjie.ingest.unpack import check_container, damaged

if TYPE_CHECKING:
    from docx.document import Document
    from docx.parts.document import DocumentPart
    from lxml import etree

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted text, the old place of moved text, what old programs show instead of a shape, and what fields compute.
LEFT_OUT = frozenset([f"{W}del", f"{W}moveFrom", f"{MC}Fallback", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr"])
BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
DEEPEST = 50  # tables within tables, text boxes within text boxes
# Signs `<` in all parts, a choice: the tree that python-docx builds takes memory for each. A file at this bound is read
# in tests/hostile/test_hostile_memory.py (`pytest -m long`).
MOST_TAGS = 3_000_000


@dataclass(frozen=True, slots=True)
class _Parts:
    """What other parts say of the text: its automatic numbers, how its styles look, its notes."""

    lists: Numbering
    looks: Looks
    notes: Notes


def read_docx(data: bytes, name: str, settings: Settings) -> Content:
    """The text of a Word document: a line for each paragraph and table row, cells parted by tabs.

    Text boxes come after the paragraph that holds them, footnotes and endnotes after the paragraph or table that refers
    to them; headers, footers, and what is deleted, hidden or struck through are left out.

    Raises:
        UnreadableError: damaged, without text, or it unpacks to more than it can honestly hold.
    """
    check_container(data, settings, MOST_TAGS)
    document = _open(data)
    if document is None:
        return Content(by_office_oxide(data, "docx"))
    part = document.part
    styles, notes = _part(part, "/styles"), notes_of(part)
    parts = _Parts(numbering(_part(part, "/numbering"), styles), looks(styles), notes)
    content = Content(tidy("\n".join(_blocks(document.element.body, parts))))
    return content if notes.are_whole else content.note(UNREAD)


def _open(data: bytes) -> Document | None:
    """The document, or None if python-docx does not take it (macros, templates, the strict variant, missing parts).

    Raises:
        UnreadableError: a part is no XML or nested too deep, and what could be read of it would be a piece.
    """
    import docx
    from lxml.etree import XMLSyntaxError

    try:
        return docx.Document(io.BytesIO(data))
    except XMLSyntaxError as fault:
        raise damaged(fault) from fault
    except Exception:  # it raises KeyError, ValueError, lxml's and zipfile's errors; office-oxide gets its try
        return None


def _part(part: DocumentPart, kind: str) -> etree._Element | None:
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kind):
            element = getattr(relation.target_part, "element", None)
            return element if element is not None else None
    return None


def _blocks(container: etree._Element, parts: _Parts, depth: int = 0, in_table: bool = False) -> Iterator[str]:
    """The lines of a body, cell, text box, note or content control."""
    if depth > DEEPEST:
        raise UnreadableError(
            f"文档里的表格或文本框嵌套超过 {DEEPEST} 层，没有读；请用 Word 或 WPS 打开后另存为文本",
            f"tables or text boxes are nested more than {DEEPEST} deep, so it was not read: save it as text in Word",
        )
    for child in container:
        if child.tag == f"{W}p":
            yield from _paragraph(child, parts, depth, in_table)
        elif child.tag == f"{W}tbl":
            for row in child.iter(f"{W}tr"):
                if _owner(row) is child:
                    yield from table_row([list(_blocks(cell, parts, depth + 1, True)) for cell in _cells(row)])
            if not in_table:
                yield from _notes(parts, depth)
        elif isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            yield from _blocks(child, parts, depth + 1, in_table)


def _notes(parts: _Parts, depth: int) -> Iterator[str]:
    """The lines of the notes that are due. They have none themselves: Word allows no note in a note."""
    for note in parts.notes.given():
        lines = _blocks(note, _Parts(Numbering({}, {}, {}, {}), parts.looks, Notes()), depth + 1, True)
        yield from (line.strip() for line in lines if line.strip())


def _owner(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(f"{W}tbl"), None)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr"), None) is row:
            yield cell


def _paragraph(paragraph: etree._Element, parts: _Parts, depth: int, in_table: bool) -> Iterator[str]:
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, parts, pieces, boxes)
    label = parts.lists.label(paragraph)
    text = "".join(pieces)
    yield label + text if text.strip() else text
    if not in_table:
        yield from _notes(parts, depth)
    for box in boxes:
        yield from _blocks(box, parts, depth + 1, in_table)


def _collect(paragraph: etree._Element, parts: _Parts, pieces: list[str], boxes: list[etree._Element]) -> None:
    around = look = parts.looks.of_paragraph(paragraph)
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in LEFT_OUT:
            continue
        if element.tag == f"{W}r":
            look = parts.looks.of_run(element, around)
            if not look.unseen:
                waiting.extend(reversed(element))
        elif element.tag == f"{W}t":
            pieces.append(raised(element.text or "") if look.raised else element.text or "")
        elif element.tag in BREAKS:
            pieces.append(BREAKS[element.tag])
        elif element.tag == f"{W}txbxContent":
            boxes.append(element)
        elif element.tag in KINDS:
            parts.notes.refer(element)
        else:
            waiting.extend(reversed(element))
