"""Which reader takes which file: the table of types, asked from top to bottom, by content before suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zongjie.config import Settings
from zongjie.document import Source
from zongjie.errors import UnreadableError
from zongjie.ingest.archive import read_zip
from zongjie.ingest.content import Content, Members
from zongjie.ingest.delimited import read_csv, read_jsonl
from zongjie.ingest.doc import encrypted, read_doc
from zongjie.ingest.docx import read_docx
from zongjie.ingest.html import read_html
from zongjie.ingest.pdf import read_pdf
from zongjie.ingest.rtf import read_rtf
from zongjie.ingest.sniff import Sample, magic_numbers, unread_types
from zongjie.ingest.spreadsheet import XLS, XLSX, read_xls, read_xlsx
from zongjie.ingest.text import read_markdown, read_text
from zongjie.lexicon import Row

Detect = Callable[[Sample], bool]
Read = Callable[[bytes, str, Settings], Content | list[Source] | Members]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"
PDF_HEAD = 1024  # bytes in which `%PDF-` must stand, by Adobe's own readers
SPACE = b" \t\r\n\xef\xbb\xbf\xff\xfe"
PAGE_SUFFIXES = frozenset([".html", ".htm", ".xhtml", ".shtml"])
# Tables that programs write as text under a spreadsheet's name are taken for what they hold.
TABLE_SUFFIXES = frozenset([".csv", ".tsv", ".tab", ".xls", ".xlsx"])


@dataclass(frozen=True, slots=True)
class Reader:
    """A type of file: its name, whether a file is of it, and how it is read.

    `read` takes the bytes, the name and the settings, and gives one text, a source for each part, or the members of an
    archive; what it cannot read it refuses by `UnreadableError`.
    """

    media_type: str
    detect: Detect
    read: Read


def _holds(folder: str) -> Detect:
    """Whether it is an Office file with this folder inside."""
    return lambda sample: "[Content_Types].xml" in sample.members and any(m.startswith(folder) for m in sample.members)


def _has_stream(*names: str) -> Detect:
    return lambda sample: sample.has_stream(*names)


def _has_suffix(*suffixes: str) -> Detect:
    return lambda sample: sample.suffix in suffixes


def _is_wps(sample: Sample) -> bool:
    return sample.is_ole and sample.suffix in UNREAD["application/vnd.wps"]["suffixes"].split()


def _is_page(sample: Sample) -> bool:
    head = sample.head.lstrip(SPACE)
    named = sample.suffix in PAGE_SUFFIXES
    return (head.startswith(b"<") and any(tag in head for tag in (b"<html", b"<!doctype html", b"<body"))) or (
        named and b"<" in head
    )


def _refuse(fault: Callable[[], UnreadableError]) -> Read:
    def read(data: bytes, name: str, settings: Settings) -> Content:
        raise fault()

    return read


def _unread(row: Row) -> Read:
    return _refuse(lambda: UnreadableError(row["zh"], row["en"], status="skipped"))


def _by_magic(row: Row) -> Reader:
    numbers = magic_numbers(row)
    return Reader(row["media_type"], lambda s: any(s.data.startswith(m, at) for at, m in numbers), _unread(row))


def _by_suffix(row: Row) -> Reader:
    return Reader(row["media_type"], _has_suffix(*row["suffixes"].split()), _unread(row))


def _refused(media_type: str, detect: Detect) -> Reader:
    return Reader(media_type, detect, _unread(UNREAD[media_type]))


UNREAD = {row["media_type"]: row for row in unread_types()}

READERS: tuple[Reader, ...] = (
    Reader("application/pdf", lambda sample: b"%pdf-" in sample.head[:PDF_HEAD], read_pdf),
    Reader("application/rtf", lambda sample: sample.head.lstrip(SPACE).startswith(b"{\\rtf"), read_rtf),
    # zip containers, the archive last
    Reader(DOCX, _holds("word/"), read_docx),
    _refused("application/vnd.ms-excel.sheet.binary.macroEnabled.12", lambda s: "xl/workbook.bin" in s.members),
    Reader(XLSX, _holds("xl/"), read_xlsx),
    _refused("application/vnd.ms-powerpoint", _holds("ppt/")),
    _refused("application/ofd", lambda sample: "OFD.xml" in sample.members),
    _refused("application/epub+zip", lambda sample: "META-INF/container.xml" in sample.members),
    _refused("application/vnd.oasis.opendocument", lambda s: {"mimetype", "content.xml"} <= s.members),
    Reader("application/zip", lambda sample: bool(sample.members), read_zip),
    # OLE containers, the unknown last
    Reader(OLE, _has_stream("EncryptedPackage"), _refuse(encrypted)),
    _refused("application/vnd.wps", _is_wps),
    Reader("application/msword", _has_stream("WordDocument"), read_doc),
    Reader(XLS, _has_stream("Workbook", "Book"), read_xls),
    _refused("application/vnd.ms-powerpoint", _has_stream("PowerPoint Document")),
    _refused(OLE, lambda sample: sample.is_ole),
    *map(_by_magic, unread_types()),
    # text from here on
    Reader("text/html", _is_page, read_html),
    *map(_by_suffix, unread_types()),
    Reader("text/csv", lambda sample: sample.suffix in TABLE_SUFFIXES, read_csv),
    Reader("application/jsonl", _has_suffix(".jsonl", ".ndjson"), read_jsonl),
    Reader("text/markdown", _has_suffix(".md", ".markdown"), read_markdown),
    Reader("text/plain", lambda sample: True, read_text),
)
