"""Files of every kind, made by the programs' own formats."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).with_name("data")
REPORT = (
    "某县图书馆2023年工作总结\n一、主要工作\n全年接待读者3.2万人次，同比增长12%。\n二、存在问题\n经费不足，人员偏少。\n"
)


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx_bytes(build: Callable[..., None]) -> bytes:
    import docx

    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_notes(data: bytes, kind: str, inner: bytes, name: str | None = None) -> bytes:
    """A Word document with a part of footnotes or endnotes that holds `inner`."""
    name = name or f"{kind}.xml"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    relation = f'<Relationship Id="rId{kind}" Type="{kinds}/{kind}" Target="{name}"/></Relationships>'
    path = "word/_rels/document.xml.rels"
    parts[path] = parts[path].replace(b"</Relationships>", relation.encode())
    default = b'<Default Extension="bin" ContentType="application/xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", default)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts[f"word/{name}"] = f'<w:{kind} xmlns:w="{word}">'.encode() + inner + f"</w:{kind}>".encode()
    return zipped(parts)


def note(kind: str, number: int, *paragraphs: str) -> bytes:
    inner = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f'<w:{kind} w:id="{number}">{inner}</w:{kind}>'.encode()


def xlsx_bytes(sheets: dict[str, list[list[object]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pdf_bytes(pages: list[list[str]], password: str | None = None, picture_on: tuple[int, ...] = ()) -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password)
    for number, lines in enumerate(pages):
        canvas.setFont("STSong-Light", 12)
        for at, line in enumerate(lines):
            canvas.drawString(60, 780 - 20 * at, line)
        if number in picture_on:
            canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "white")), 50, 50)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
