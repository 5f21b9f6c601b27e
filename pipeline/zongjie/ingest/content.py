"""What readers hand back: the text of a file, or the sources found inside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zongjie.document import Source, Status
from zongjie.errors import Message, UnreadableError

SURROGATES = re.compile("[\ud800-\udfff]+")
VISIBLE = re.compile("[^\\s\u200b\u200c\u200d\u2060\ufeff]")
LONGEST_CELL = 100  # characters; a cell of figures or names with line breaks in it is shorter
# Characters of one text, a choice: 20 MB of Chinese in UTF-8 are within it, no report comes near, and the memory that a
# document takes grows with its text.
LONGEST_TEXT = 8_000_000
# `10⁶` and `36次¹` are read for what they are; `106` and `36次1` would be other figures. What holds words is no power
# and no mark of a note: it is raised for its looks.
RAISED = str.maketrans("0123456789０１２３４５６７８９+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
RAISED_WORDS = re.compile(r"\d[ \u3000]?[%％‰一-鿿]")
LONGEST_RAISED = 20  # characters; powers, units and marks of notes have fewer
NUL_NOTE = Message("文件里有 NUL 字符，已去掉", "NUL characters were removed")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, the encoding it was in, and what a reader of the dataset should know of it."""

    text: str
    encoding: str | None = None
    notes: tuple[Message, ...] = ()

    def note(self, message: Message) -> Content:
        """The same with one more note."""
        return replace(self, notes=(*self.notes, message))


@dataclass(frozen=True, slots=True)
class Members:
    """Path and bytes of each member of an archive, or why it is not given; made one at a time."""

    each: Iterator[tuple[str, bytes | UnreadableError]]


def normalize_newlines(text: str) -> str:
    r"""The text with `\n` for every `\r\n` and `\r`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def tidy(text: str) -> str:
    r"""Extracted text made safe: `\n` for every line break, no NUL, no lone surrogate (pairs are joined)."""
    if SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return normalize_newlines(text.replace("\0", ""))


def raised(text: str) -> str:
    """Text that the document shows raised, its digits and signs as superscripts."""
    return text if len(text) > LONGEST_RAISED or RAISED_WORDS.search(text) else text.translate(RAISED)


def is_blank(text: str) -> bool:
    """Whether nothing in the text can be seen."""
    return VISIBLE.search(text) is None


def table_row(cells: list[list[str]]) -> list[str]:
    """The lines of a table row, given the paragraphs of each cell: one line with tabs between cells.

    A form whose cell holds a whole text (several paragraphs, over `LONGEST_CELL` characters) is read cell by cell.
    """
    shown = [[line for line in cell if line.strip()] for cell in cells]
    if any(len(cell) > 1 and sum(map(len, cell)) > LONGEST_CELL for cell in shown):
        return [line for cell in shown for line in cell]
    row = "\t".join(" ".join(line.strip() for line in cell) for cell in shown)
    return [row.rstrip("\t")] if row.strip() else []


def reason_of(notes: Iterable[Message]) -> str | None:
    """Notes as the `reason` column carries them, or None."""
    listed = tuple(notes)
    if not listed:
        return None
    return Message("；".join(n.zh for n in listed), "; ".join(n.en for n in listed)).both()


def whole(path: str, data: bytes, media_type: str, content: Content) -> Source:
    """The one source that a file of text makes; `empty` when nothing can be seen in it, `skipped` when too long."""
    if len(content.text) > LONGEST_TEXT:
        return _source(path, data, media_type, Content("", content.encoding, (too_long(len(content.text)),)), "skipped")
    if is_blank(content.text):
        return _source(path, data, media_type, content.note(EMPTY), "empty")
    return _source(path, data, media_type, content, "ok")


def refused(path: str, data: bytes, media_type: str, fault: UnreadableError) -> Source:
    """The row that stands for what could not be read."""
    status: Status = "empty" if fault.status == "empty" else "skipped" if fault.status == "skipped" else "failed"
    return _source(path, data, media_type, Content("", notes=(fault.message,)), status)


def too_long(size: int) -> Message:
    """Why a text of `size` characters, over `LONGEST_TEXT`, is not read."""
    return Message(
        f"文字有 {size} 字或更多，超过上限 {LONGEST_TEXT}，没有处理；请拆成几个文件",
        f"the text has {size} characters or more, over the limit of {LONGEST_TEXT}, and was left out: split it",
    )


EMPTY = Message("文件里没有文字，请检查原文件", "there is no text in it: check the original file")


def _source(path: str, data: bytes, kind: str, content: Content, status: Status) -> Source:
    return Source(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        media_type=kind,
        encoding=content.encoding,
        text=content.text,
        status=status,
        reason=reason_of(content.notes),
    )
