"""Bad input: each kind becomes a row with a status and a reason in both languages, and nothing is raised."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ingest_files import DATA, REPORT, docx_bytes, note, pdf_bytes, with_notes, xlsx_bytes, zipped

from zongjie.config import Settings, load_settings
from zongjie.document import Source
from zongjie.ingest import READERS, read_bytes, readers

REPORT_DOCX = docx_bytes(lambda document: document.add_paragraph(REPORT))


def ole(stream: str) -> bytes:
    """A container of the kind of Office 97 that holds a stream of this name, and nothing else that matters."""
    name = stream.encode("utf-16-le")
    entry = (name + b"\0" * (64 - len(name))) + struct.pack("<H", len(name) + 2) + b"\0" * 62
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entry + b"\0" * 4096


def protected_doc() -> bytes:
    data = bytearray((DATA / "library.doc").read_bytes())
    at = next(at for at in range(512, len(data), 512) if data[at : at + 2] == b"\xec\xa5")
    data[at + 11] |= 0x01
    return bytes(data)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({**{info.filename: archive.read(info) for info in archive.infolist()}, name: content})


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">%s]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p>
</w:body></w:document>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(ord("a"), ord("j"))
)

BAD = [
    ("nothing.txt", b"", "empty", "0 字节"),
    ("blank.txt", " 　\r\n\u200b\ufeff\n".encode(), "empty", "没有文字"),
    ("binary.txt", bytes(range(256)) * 9, "skipped", "UTF-8"),
    ("damaged.docx", REPORT_DOCX[:-300], "failed", "损坏"),
    ("flipped.docx", REPORT_DOCX[:200] + b"\0" * 4000 + REPORT_DOCX[4200:], "failed", "损坏"),
    ("empty.docx", docx_bytes(lambda document: None), "empty", "没有文字"),
    ("secret.docx", ole("EncryptedPackage"), "failed", "密码"),
    ("secret.doc", protected_doc(), "failed", "密码"),
    ("broken.doc", ole("WordDocument"), "failed", "docx"),
    ("broken.xls", ole("Workbook"), "failed", "xlsx"),
    ("slides.ppt", ole("PowerPoint Document"), "skipped", "演示"),
    ("other.bin", ole("Nothing known"), "skipped", "OLE"),
    ("report.wps", ole("WordDocument"), "skipped", "docx"),
    ("report.ofd", zipped({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "skipped", "OFD"),
    ("slides.pptx", zipped({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}), "skipped", "演示"),
    ("text.odt", zipped({"mimetype": "x", "content.xml": "<x/>"}), "skipped", "docx"),
    ("scan.pdf", pdf_bytes([[], []], picture_on=(0, 1)), "failed", "OCR"),
    ("stamp.pdf", pdf_bytes([["- 1 -"]], picture_on=(0,)), "failed", "OCR"),
    ("secret.pdf", pdf_bytes([["全年受理案件。"]], password="x"), "failed", "密码"),
    ("damaged.pdf", pdf_bytes([["全年受理案件。"]])[:200], "failed", "PDF"),
    ("photo.txt", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "skipped", "OCR"),
    ("photo.jpg", b"\xff\xd8\xff\xe0" + b"x" * 50, "skipped", "OCR"),
    ("archive.rar", b"Rar!\x1a\x07\x00", "skipped", "zip"),
    ("style.css", b"p {color: red}", "skipped", "网页"),
    ("data.json", b'{"a": 1}', "skipped", "jsonl"),
    ("empty.zip", zipped({}), "empty", "压缩包"),
    ("damaged.zip", zipped({"a.txt": "完成"})[:-10], "failed", "损坏"),
    ("header.csv", "正文\n".encode(), "empty", "数据"),
    ("bomb.docx", with_part(REPORT_DOCX, "word/document.xml", b"<" * 70_000_000), "failed", "压缩比"),
    (
        "bomb.xlsx",
        with_part(xlsx_bytes({"一": [["正文"]]}), "xl/sharedStrings.xml", b" " * 70_000_000),
        "failed",
        "压缩比",
    ),
    ("bomb.zip", zipped({"a.txt": b"0" * 70_000_000}), "failed", "压缩比"),
]


def check(sources: list[Source]) -> None:
    assert sources
    for source in sources:
        source.text.encode("utf-8")
        assert "\0" not in source.text
        assert "\r" not in source.text
        assert (source.status == "ok") or (source.reason and " | " in source.reason)
        assert (source.status == "ok") == bool(source.text.strip()) or source.status == "empty"


@pytest.mark.parametrize(("name", "data", "status", "word"), BAD, ids=[row[0] for row in BAD])
def test_bad_files_become_rows_with_a_remedy(
    name: str, data: bytes, status: str, word: str, settings: Settings
) -> None:
    [source] = read_bytes(data, name, settings)
    assert (source.status, word in (source.reason or "")) == (status, True), source.reason
    check([source])


def test_entities_are_not_expanded(settings: Settings) -> None:
    [source] = read_bytes(with_part(REPORT_DOCX, "word/document.xml", ENTITIES), "a.docx", settings)
    assert "aaaa" not in source.text
    assert len(source.text) < 100


@pytest.mark.parametrize(
    ("inner", "word"),
    [(b" " * 70_000_000, "压缩比"), (ENTITIES, "实体"), (b"<w:p/>" * 3_000_001, "标记")],
    ids=["bomb", "entities", "tags"],
)
def test_notes_are_bounded_like_the_text(inner: bytes, word: str, settings: Settings) -> None:
    [source] = read_bytes(with_notes(REPORT_DOCX, "footnotes", inner), "a.docx", settings)
    assert (source.status, word in (source.reason or "")) == ("failed", True), source.reason


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        (b"<w:p>", None),
        (b"<w:footnote>" * 1_000, None),
        (note("footnote", 2, "x"), "notes.bin"),
        (ENTITIES, "notes.bin"),
    ],
)
def test_notes_that_cannot_be_read_cost_only_themselves(inner: bytes, name: str | None, settings: Settings) -> None:
    [source] = read_bytes(with_notes(REPORT_DOCX, "footnotes", inner, name), "a.docx", settings)
    assert (source.status, source.text) == ("ok", REPORT)
    assert "脚注" in (source.reason or "")


def test_deeply_nested_markup_ends(settings: Settings) -> None:
    for data in (b"<html>" + b"<div>" * 100_000 + "正文".encode(), b"{\\rtf1" + b"{" * 100_000, b'{"a":' * 100_000):
        for name in ("a.html", "a.rtf", "a.jsonl"):
            check(read_bytes(data, name, settings))
    deep = b"<w:tbl><w:tr><w:tc>" * 20_000
    opening = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    check(read_bytes(with_part(REPORT_DOCX, "word/document.xml", opening + deep), "a.docx", settings))


def test_archive_members_are_read_with_their_names(settings: Settings) -> None:
    data = zipped({"b/二.txt": REPORT, "a.csv": "正文\n完成\n", "__MACOSX/._a.csv": "x", ".DS_Store": "x", "c/": ""})
    sources = read_bytes(data, "包.zip", settings)
    assert [(s.path, s.status) for s in sources] == [("包.zip/a.csv#2", "ok"), ("包.zip/b/二.txt", "ok")]
    assert sources[1].bytes == len(REPORT.encode())


def test_names_of_members_written_by_chinese_windows(settings: Settings) -> None:
    data = (
        zipped({"AAAA/BBBB.txt": REPORT}).replace(b"AAAA", "总结".encode("gbk")).replace(b"BBBB", "一月".encode("gbk"))
    )
    assert [s.path for s in read_bytes(data, "包.zip", settings)] == ["包.zip/总结/一月.txt"]


def test_members_that_lead_out_are_not_read(settings: Settings) -> None:
    data = zipped({"../../etc/总结.txt": REPORT, "/abs.txt": REPORT, "C:/x.txt": REPORT, "ok.txt": REPORT})
    statuses = {s.path: s.status for s in read_bytes(data, "包.zip", settings)}
    assert statuses.pop("包.zip/ok.txt") == "ok"
    assert set(statuses.values()) == {"failed"}


def test_one_bad_member_costs_only_itself(settings: Settings) -> None:
    data = zipped({"a.txt": REPORT, "b.txt": "X" * 40, "c.docx": REPORT_DOCX[:100]}, zipfile.ZIP_STORED)
    data = data.replace(b"X" * 40, b"Y" * 40)
    assert [s.status for s in read_bytes(data, "包.zip", settings)] == ["ok", "failed", "failed"]


def test_a_member_that_comes_twice_has_two_names(settings: Settings) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.txt", "一")
        archive.writestr("a.txt", "二")
    assert [(s.path, s.text) for s in read_bytes(buffer.getvalue(), "z.zip", settings)] == [
        ("z.zip/a.txt", "一"),
        ("z.zip/a.txt~2", "二"),
    ]


def test_archives_are_opened_one_deep(settings: Settings) -> None:
    inner = zipped({"a.txt": REPORT})
    [source] = read_bytes(zipped({"in.zip": inner}), "out.zip", settings)
    assert (source.path, source.status) == ("out.zip/in.zip/a.txt", "ok")
    [source] = read_bytes(zipped({"mid.zip": zipped({"in.zip": inner})}), "out.zip", settings)
    assert source.status == "skipped"


def test_what_a_library_raises_becomes_a_row(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        pass

    def fail(data: bytes, name: str, settings: Settings) -> None:
        raise Panic("broken \ud800\nthing")

    broken = readers.Reader("text/plain", lambda sample: True, fail)
    monkeypatch.setattr("zongjie.ingest.loading.READERS", (broken,))
    [source] = read_bytes(b"x", "a.txt", settings)
    assert source.status == "failed"
    assert "Panic: broken" in (source.reason or "")
    check([source])


SAMPLES = [
    REPORT_DOCX,
    pdf_bytes([["全年受理案件。"]]),
    xlsx_bytes({"一": [["正文"], ["完成。"]]}),
    REPORT.encode("gbk"),
]
SAMPLES += [(DATA / "library.doc").read_bytes(), (DATA / "school.xls").read_bytes(), zipped({"a.txt": REPORT})]
SUFFIXES = ["txt", "csv", "jsonl", "md", "html", "rtf", "xls", "doc", "zip"]


@hypothesis_settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_under_any_name_give_rows(data: bytes, suffix: str) -> None:
    check(read_bytes(data, f"a.{suffix}", load_settings()))


@hypothesis_settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.integers(0), st.binary(min_size=1, max_size=8), st.booleans())
def test_real_files_with_a_fault_give_rows(data: bytes, at: int, wrong: bytes, cut: bool) -> None:
    at %= len(data)
    check(read_bytes(data[:at] + wrong + (b"" if cut else data[at + len(wrong) :]), "a", load_settings()))


@given(st.text(max_size=200))
def test_any_text_as_markup_gives_rows(text: str) -> None:
    body = text.encode("utf-8", "replace")
    settings = load_settings()
    for name, data in (
        ("a.html", b"<html><body>" + body),
        ("a.rtf", b"{\\rtf1 " + body),
        ("a.md", body),
        ("a.csv", body),
    ):
        check(read_bytes(data, name, settings))


def test_every_reader_names_a_type() -> None:
    assert all("/" in reader.media_type for reader in READERS)
    assert READERS[-1].media_type == "text/plain"
