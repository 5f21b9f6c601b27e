# ruff: noqa: PLW0108 — content is made when asked for, not when the table is
"""Hostile and broken files, each made by code: small where small shows it, as large as they claim where not."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

FIGURES = "青禾县2023年工作总结\n全年接待读者3.2万人次，同比增长12%。\n"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(members: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped({**parts, name: content}.items())


def docx(text: str = FIGURES) -> bytes:
    import docx as python_docx

    document, buffer = python_docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def docx_body(body: bytes, before: bytes = b"") -> bytes:
    opening = before + f"<w:document {W}><w:body>".encode()
    return with_part(docx(), "word/document.xml", opening + body + b"</w:body></w:document>")


def paragraph(text: str) -> bytes:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()


def entities(letters: str = "abcdefghij") -> bytes:
    """The billion laughs."""
    nested = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(letters))
    return f'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">{nested}]>'.encode()


def xlsx(rows: list[list[object]]) -> bytes:
    import openpyxl

    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def xlsx_rows(rows: bytes, shared: bytes | None = None) -> bytes:
    data = xlsx([["正文"], [FIGURES]])
    opening = f'<worksheet xmlns="{SHEET}"><sheetData>'.encode()
    data = with_part(data, "xl/worksheets/sheet1.xml", opening + rows + b"</sheetData></worksheet>")
    if shared is not None:
        table = f'<sst xmlns="{SHEET}">'.encode() + shared + b"</sst>"
        data = with_part(data, "xl/sharedStrings.xml", table)
    return data


def shared_text_bomb(cells: int = 100_000, size: int = 1_000_000) -> bytes:
    """Cells that all name one long text, 100 GB together."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(1, cells))
    return xlsx_rows(rows, b"<si><t>" + b"x" * size + b"</t></si>")


def sheets_bomb(sheets: int) -> bytes:
    data = xlsx([["正文"], [FIGURES]])
    named = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (i, i) for i in range(1, sheets + 1))
    opening = (
        f'<workbook xmlns="{SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    )
    return with_part(data, "xl/workbook.xml", opening.encode() + b"<sheets>" + named + b"</sheets></workbook>")


def hiding(data: bytes, name: str, shown: bytes, hidden: bytes) -> bytes:
    """A container whose member `name` claims, with the right checksum, to be `shown`, and unpacks to more."""
    data = with_part(data, name, shown + hidden)
    whole, short = struct.pack("<I", len(shown + hidden)), struct.pack("<I", len(shown))
    crc, short_crc = struct.pack("<I", zlib.crc32(shown + hidden)), struct.pack("<I", zlib.crc32(shown))
    return data.replace(whole, short).replace(crc, short_crc)


def pdf(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table))


def stream(data: bytes, entries: bytes = b"", packed: bool = False) -> bytes:
    if packed:
        data, entries = zlib.compress(data, 9), entries + b"/Filter/FlateDecode"
    return b"<<" + entries + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"


SHOW = b"BT /F 12 Tf 50 700 Td (Readers 31 200 in 2023) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 4 0 R>>/XObject<</X %d 0 R>>>>"


def pdf_page(
    content: bytes, kids: bytes = b"3 0 R", count: int = 1, resources: bytes = b"", more: Iterable[bytes] = ()
) -> bytes:
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 4 0 R>>%b>>/Contents 5 0 R>>" % resources
    )
    tree = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, FONT, content, *more])


def pdf_forms(depth: int, width: int) -> bytes:
    """Forms that each draw the next `width` times."""
    forms = [stream(b"/X Do " * width, FORM % (7 + at)) for at in range(depth)]
    return pdf_page(stream(b"/X Do "), resources=b"/XObject<</X 6 0 R>>", more=[*forms, stream(SHOW, FORM % 4)])


def pdf_form_in_itself(times: int) -> bytes:
    return pdf_page(
        stream(SHOW + b"/X Do "), resources=b"/XObject<</X 6 0 R>>", more=[stream(b"/X Do " * times, FORM % 6)]
    )


def nested_zips(outer: int, size: int) -> bytes:
    """Archives in an archive, each of them honest in its own size."""
    inner = zipped([(f"{at}.txt", b"x" * size) for at in range(7)])
    return zipped([(f"{at}.zip", inner) for at in range(outer)])


def html_deep(tag: str = "div", depth: int = 100_000) -> bytes:
    return (f"<html><body><p>前文。</p>{f'<{tag}>' * depth}{FIGURES}{f'</{tag}>' * depth}<p>后文。</p>").encode()


File = tuple[str, Callable[[], bytes], str, str]
"""Name, content, status of the first row, and a word of its reason."""

FILES: tuple[File, ...] = (
    ("docx-bomb.docx", lambda: docx_body(b" " * 70_000_000), "failed", "压缩比"),
    ("docx-entities.docx", lambda: docx_body(paragraph("&j;"), entities()), "failed", "实体"),
    (
        "docx-entities-utf16.docx",
        lambda: with_part(docx(), "word/document.xml", ("\ufeff" + entities().decode()).encode("utf-16")),
        "failed",
        "实体",
    ),
    ("docx-hidden.docx", lambda: hiding(docx(), "word/document.xml", b"<a/>" * 99, b" " * 9_000), "failed", "损坏"),
    ("docx-tags.docx", lambda: docx_body(b"<w:p/>" * 3_000_001), "failed", "标记"),
    ("docx-deep.docx", lambda: docx_body(b"<w:tbl><w:tr><w:tc>" * 100_000), "failed", "损坏"),
    (
        "docx-tables.docx",
        lambda: docx_body(b"<w:tbl><w:tr><w:tc>" * 60 + paragraph("31家") + b"</w:tc></w:tr></w:tbl>" * 60),
        "failed",
        "嵌套",
    ),
    ("docx-traversal.docx", lambda: with_part(docx(), "../../evil.xml", b"<x/>"), "ok", ""),
    ("xlsx-shared.xlsx", shared_text_bomb, "failed", "表格太大"),
    (
        "xlsx-unplaced.xlsx",
        lambda: xlsx_rows(b"<row>" + b"<c><v>1</v></c>" * 9_999 + b'</row><row r="99999"><c><v>1</v></c></row>'),
        "failed",
        "表格太大",
    ),
    (
        "xlsx-far.xlsx",
        lambda: xlsx_rows(b'<row r="1"/><row r="9"><c r="XFD1048576"><v>1</v></c></row>'),
        "failed",
        "太大",
    ),
    ("xlsx-sheets.xlsx", lambda: sheets_bomb(1_001), "failed", "工作表"),
    ("zip-nested.zip", lambda: nested_zips(3, 8_500_000), "skipped", "拆"),
    ("zip-members.zip", lambda: zipped(((f"{at}.txt", b"") for at in range(100_001)), 0), "failed", "100000"),
    ("csv-quote.csv", lambda: '正文,甲\n好,1\n"全年完成31家,1\n完成32家,2\n'.encode(), "ok", ""),
    ("csv-quote-in-head.csv", lambda: '"正文,甲\n全年完成31家,1\n'.encode(), "failed", "引号"),
    ("csv-columns.csv", lambda: "正文\n".encode() + b"," * 20_000, "failed", "16384"),
    ("csv-cell.csv", lambda: ('正文\n"' + "全年接待读者3.2万人次，" * 1_500_000 + '"\n').encode(), "skipped", "拆"),
    ("csv-nul.csv", lambda: "正文\n全年完成\x0031家。\n".encode(), "ok", "NUL"),
    (
        "jsonl-keys.jsonl",
        lambda: b"\n".join(b'{"text":"x","k%d":1}' % at for at in range(5_000)),
        "failed",
        "表格太大",
    ),
    ("jsonl-deep.jsonl", lambda: b'{"text":"x"}\n' + b'{"a":' * 100_000, "ok", ""),
    ("jsonl-surrogates.jsonl", lambda: b'{"text":"\\ud800\\u5b8c\\u621031\\u5bb6\\u0000\\udc00"}', "ok", ""),
    ("html-deep.html", html_deep, "ok", "嵌套"),
    ("html-deep-font.html", lambda: html_deep("font", 300), "ok", "嵌套"),
    (
        "html-attributes.html",
        lambda: b"<html><body><p " + b"".join(b"a%d=1 " % at for at in range(200_000)) + f">{FIGURES}".encode(),
        "ok",
        "嵌套",
    ),
    ("html-tags.html", lambda: b"<html><body>" + b"<b></b>" * 60_000 + FIGURES.encode(), "ok", "嵌套"),
    ("html-brackets.html", lambda: b"<html><body>" + b"<" * 300_000, "ok", "嵌套"),
    ("html-lies.html", lambda: b"<html><meta charset=gbk><body><p>" + FIGURES.encode(), "ok", ""),
    ("pdf-kids-loop.pdf", lambda: pdf_page(stream(SHOW), kids=b"2 0 R 3 0 R", count=5), "failed", "损坏"),
    ("pdf-count.pdf", lambda: pdf_page(stream(SHOW), count=2_000_000_000), "ok", ""),
    ("pdf-pages.pdf", lambda: pdf_page(stream(SHOW), kids=b"3 0 R " * 20_001, count=20_001), "failed", "20000"),
    ("pdf-itself.pdf", lambda: pdf_form_in_itself(1), "ok", ""),
    ("pdf-itself-thrice.pdf", lambda: pdf_form_in_itself(3), "failed", "数据流"),
    ("pdf-forms.pdf", lambda: pdf_forms(8, 10), "failed", "数据流"),
    (
        "pdf-texts.pdf",
        lambda: pdf_page(stream(b"BT /F 12 Tf " + b"(Readers)Tj " * 2_000_000 + b"ET", packed=True)),
        "failed",
        "数据流",
    ),
    ("pdf-spaces.pdf", lambda: pdf_page(stream(SHOW + b" " * 150_000_000, packed=True)), "failed", "数据流"),
    ("pdf-arrays.pdf", lambda: pdf([b"[" * 1_000_000, b"<</Type/Catalog>>"]), "failed", "损坏"),
    ("rtf-deep.rtf", lambda: b"{\\rtf1" + b"{" * 1_000_000, "empty", "没有文字"),
    ("rtf-code.rtf", lambda: b"{\\rtf1 \\u99999999? abc}", "failed", "RTF"),
    ("text-nothing.txt", lambda: b"", "empty", "0 字节"),
    ("text-nul.txt", lambda: ("\0" + FIGURES.replace("全", "\0全")).encode(), "ok", "NUL"),
    ("text-all-nul.txt", lambda: b"\0" * 10_000, "skipped", "编码"),
    ("text-odd-utf16.txt", lambda: FIGURES.encode("utf-16") + b"x", "ok", "有误"),
    (
        "text-surrogate-utf16.txt",
        lambda: b"\xff\xfe" + ("\ud800" + FIGURES).encode("utf-16-le", "surrogatepass"),
        "ok",
        "有误",
    ),
    ("text-mark-lies.txt", lambda: b"\xef\xbb\xbf" + (FIGURES * 3).encode("gbk"), "ok", ""),
    ("text-mark-lies-16.txt", lambda: b"\xff\xfe" + (FIGURES * 3).encode(), "ok", ""),
    ("text-mixed.txt", lambda: (FIGURES * 3).encode("gbk") + (FIGURES * 3).encode(), "skipped", "编码"),
    ("text-zero-width.txt", lambda: "\u200b".join(FIGURES).encode(), "ok", ""),
    ("text-bidi.txt", lambda: ("\u202e" + FIGURES.replace("3.2", "\u202d3.2\u202c")).encode(), "ok", ""),
    (
        "text-markers.txt",
        lambda: (FIGURES + MARKERS).encode(),
        "ok",
        "",
    ),
    ("text-no-stop.txt", lambda: (FIGURES[12:-2] + "，").encode() * 600, "ok", ""),
    ("text-long.txt", lambda: "完".encode() * 8_000_001, "skipped", "拆"),
)

FORMULAS = ('=HYPERLINK("http://example.org","31家")', "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1:A9)")
MARKERS = (
    "<m value=31 unit=家>31家</m>\n</script><script>alert('31家')</script>\n{{ 7*7 }}{% raw %}\n"
    "<r>新增企业31家</r>\n……【已截断 cut: dataset-long-cells.csv】\n青禾县.csv#2;新增企业32家 | 33家\x1f\n"
)
