"""PDF with a text layer, page by page, through PDFium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.errors import Message, UnreadableError
from zongjie.ingest.content import LONGEST_TEXT, Content, tidy, too_long
from zongjie.ingest.doc import encrypted
from zongjie.ingest.encoding import plausibility
from zongjie.ingest.pdf_bounds import check_streams

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

PASSWORD = 4  # FPDF_ERR_PASSWORD
# PDFium marks a hyphen at a line's end by U+0002 or U+FFFE; the characters of the word go on after it.
MARKS = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
LEAST = 5  # characters a page with a picture must have, or it is a scan with a stamp or page number
GARBLED = 0.0  # plausibility below which the font gives no Unicode: ordinary text has .6 and more, such text below 0
LISTED = 20  # pages named in a note
MOST_PAGES = 20_000  # a page tree may name one page as often as it likes


def read_pdf(data: bytes, name: str, settings: Settings) -> Content:
    """The text of the pages, lines as they are set, one page after the other.

    Raises:
        UnreadableError: encrypted, damaged, a scan without text, or a font that does not tell its characters.
    """
    check_streams(data)
    texts, scanned = _pages(data)
    text = tidy("\n".join(texts)).strip("\n")
    if not text.strip() or len(scanned) == len(texts):
        raise UnreadableError(
            "PDF 没有文字层（扫描件），请先做文字识别（OCR）",
            "the PDF has no text layer (a scan): recognise its text (OCR) first",
        )
    if plausibility(text) < GARBLED:
        raise UnreadableError(
            "PDF 的字体没有对应的字符编码，取出的是乱码，请先做文字识别（OCR）或另找版本",
            "the fonts of the PDF do not tell their characters: recognise its text (OCR) or find another version",
        )
    content = Content(text)
    if not scanned:
        return content
    pages = ", ".join(map(str, scanned[:LISTED])) + (" …" if len(scanned) > LISTED else "")
    return content.note(
        Message(
            f"第 {pages} 页是图片，没有文字，如需要请先做文字识别（OCR）",
            f"pages {pages} are pictures without text: recognise it (OCR) if you need it",
        )
    )


def _pages(data: bytes) -> tuple[list[str], list[int]]:
    """The text of each page, and the numbers of those that look scanned."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as fault:
        if getattr(fault, "err_code", None) == PASSWORD:
            raise encrypted() from fault
        raise _damaged(fault) from fault
    texts: list[str] = []
    scanned: list[int] = []
    try:
        if len(document) > MOST_PAGES:
            raise _too_many_pages(len(document))
        size = 0
        for index in range(len(document)):
            text, is_scan = _page(document, index)
            size += len(text)
            if size > LONGEST_TEXT:
                refusal = too_long(size)
                raise UnreadableError(refusal.zh, refusal.en, status="skipped")
            texts.append(text)
            if is_scan:
                scanned.append(index + 1)
    except PdfiumError as fault:
        raise _damaged(fault) from fault
    finally:
        document.close()
    return texts, scanned


def _page(document: PdfDocument, index: int) -> tuple[str, bool]:
    page = document[index]
    try:
        words = page.get_textpage()
        try:
            text = MARKS.sub("", words.get_text_range())
        finally:
            words.close()
        return text, len("".join(text.split())) < LEAST and _has_picture(page)
    finally:
        page.close()


def _has_picture(page: PdfPage) -> bool:
    from pypdfium2 import raw

    return next(iter(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)), None) is not None


def _too_many_pages(pages: int) -> UnreadableError:
    return UnreadableError(
        f"PDF 有 {pages} 页，超过 {MOST_PAGES} 页，没有打开；请拆成几个文件",
        f"the PDF has {pages} pages, more than {MOST_PAGES}, and was not opened: split it",
    )


def _damaged(fault: Exception) -> UnreadableError:
    return UnreadableError(
        f"PDF 损坏，打不开（{fault}），请重新下载或另存一份",
        f"the PDF is damaged ({fault}): fetch it again or save it anew",
    )
