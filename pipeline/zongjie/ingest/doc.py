"""Legacy Word documents (.doc), and new ones that python-docx does not open, through office-oxide."""

from __future__ import annotations

import json
import re
from typing import Literal, TypeAlias

from zongjie.config import Settings
from zongjie.errors import UnreadableError
from zongjie.ingest.content import Content, is_blank, table_row, tidy
from zongjie.ingest.sniff import Sample

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | int | float | bool | None"

FIELD_CODE = re.compile("\x13[^\x13-\x15]*(?:\x14|(?=\x15))")  # what a field computes; its result follows \x14
KEPT = 0.98  # share of the plain text that the tree must give
CELL = "\x07"
BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n"})
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def read_doc(data: bytes, name: str, settings: Settings) -> Content:
    """The text of a Word 97–2003 document, a line for each paragraph.

    Raises:
        UnreadableError: it has a password, is damaged, or is older than Word 97.
    """
    if Sample(data, name).word_is_encrypted:
        raise encrypted()
    return Content(by_office_oxide(data, "doc"))


def encrypted() -> UnreadableError:
    """The refusal of a file with a password."""
    return UnreadableError(
        "文件已加密，请用原软件打开、去掉密码后另存",
        "the file is encrypted: open it in the program it comes from, remove the password and save it",
    )


def by_office_oxide(data: bytes, kind: Literal["doc", "docx"]) -> str:
    """The text that office-oxide finds in a document of `kind`, `doc` or `docx`.

    Raises:
        UnreadableError: it finds none.
    """
    from office_oxide import Document, OfficeOxideError

    try:
        with Document.from_bytes(data, kind) as document:
            plain, tree = document.plain_text(), json.loads(document.to_ir_json())
    except OfficeOxideError as fault:
        raise UnreadableError(
            f"Word 文件损坏或版本太旧，打不开（{fault}），请用 Word 或 WPS 打开后另存为 docx",
            f"the Word file is damaged or too old ({fault}): open it in Word or WPS and save it as docx",
        ) from fault
    lines = "\n".join(_lines(tree))
    # plain_text runs table rows together, the tree keeps them apart; but nothing may be lost for that.
    text = lines if len("".join(lines.split())) >= KEPT * len("".join(plain.split())) else plain
    text = FIELD_CODE.sub("", text).replace(CELL, "\t").translate(BREAKS)
    text = tidy(CONTROLS.sub("", text))
    if is_blank(text):
        raise UnreadableError(
            "Word 文件里没有文字（可能只有图片），如果是扫描件请先做文字识别（OCR）",
            "the Word file holds no text (pictures alone, perhaps): if it is a scan, recognise its text (OCR) first",
            status="empty",
        )
    return text


def _lines(node: Tree) -> list[str]:
    """The lines of office-oxide's tree: one for each paragraph and table row."""
    if isinstance(node, list):
        return [line for child in node for line in _lines(child)]
    if not isinstance(node, dict):
        return []
    kind, content = node.get("type"), node.get("content")
    if kind == "table" and isinstance(rows := node.get("rows"), list):
        return [line for row in rows if isinstance(row, dict) for line in table_row(_cells(row))]
    if kind in ("paragraph", "heading") and isinstance(content, list):
        return ["".join(map(_inline, content))]
    return [line for key in ("sections", "elements", "items", "content", "nested") for line in _lines(node.get(key))]


def _cells(row: dict[str, Tree]) -> list[list[str]]:
    cells = row.get("cells")
    return [_lines(cell) for cell in cells] if isinstance(cells, list) else []


def _inline(node: Tree) -> str:
    if not isinstance(node, dict):
        return ""
    text, content = node.get("text"), node.get("content")
    if isinstance(text, str):
        return text
    if isinstance(content, list):
        return "".join(map(_inline, content))
    return "\n" if node.get("type") == "line_break" else ""
