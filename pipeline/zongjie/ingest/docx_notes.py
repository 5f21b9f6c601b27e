"""Footnotes and endnotes of a Word document, each given once, after the paragraph or table that refers to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zongjie.errors import Message
from zongjie.ingest.numbering import W

if TYPE_CHECKING:
    from docx.opc.part import Part
    from docx.parts.document import DocumentPart
    from lxml import etree

KINDS = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
CHECKED = ".xml"  # parts of other names were not looked through for entities and tags
UNREAD = Message(
    "脚注或尾注所在的部分损坏，没有读；需要时请用 Word 或 WPS 打开后另存为 docx",
    "the part with the footnotes or endnotes is damaged and was not read; if you need them, save the file anew in Word",
)


@dataclass(slots=True)
class Notes:
    """The notes that have not been given yet, by kind and id, and those that the text has just referred to."""

    texts: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    due: list[etree._Element] = field(default_factory=list)
    are_whole: bool = True

    def refer(self, reference: etree._Element) -> None:
        """Take a reference: its note is due. A second one to the same note gives nothing."""
        note = self.texts.pop((KINDS[reference.tag], reference.get(f"{W}id") or ""), None)
        if note is not None:
            self.due.append(note)

    def given(self) -> Iterator[etree._Element]:
        """The notes that are due, which are so no longer."""
        due, self.due = self.due, []
        yield from due


def notes_of(part: DocumentPart) -> Notes:
    """The notes of a document; what is damaged is left out."""
    notes = Notes()
    read: set[str] = set()
    for relation in part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if relation.is_external or kind not in KINDS.values() or kind in read:
            continue  # Word writes one part of each kind; a thousand relations to one would have it read as often
        read.add(kind)
        root = _root(relation.target_part)
        if root is None:
            notes.are_whole = False
        else:
            notes.texts.update({(kind, note.get(f"{W}id") or ""): note for note in root.iterchildren(f"{W}{kind}")})
    return notes


def _root(part: Part) -> etree._Element | None:
    from lxml import etree

    if not part.partname.lower().endswith(CHECKED):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(part.blob, parser)
    except etree.XMLSyntaxError:
        return None
