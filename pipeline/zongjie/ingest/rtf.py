"""Rich text (.rtf), through striprtf."""

from __future__ import annotations

import re

from zongjie.config import Settings
from zongjie.errors import UnreadableError
from zongjie.ingest.content import Content, tidy

# striprtf writes a cell's end as `|`; a tab cannot be taken for text. An escaped backslash is passed over.
CELL_END = re.compile(r"\\\\|\\(?:nest)?cell(?![a-zA-Z])")
RAW_BYTE = re.compile(r"[\x80-\xff]")
CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
UNTOLD = "cp936"  # what a file is taken for that names no code page: material in Chinese


def read_rtf(data: bytes, name: str, settings: Settings) -> Content:
    """The text of a rich text file, a line for each paragraph and table row, cells parted by tabs.

    Raises:
        UnreadableError: damaged.
    """
    from striprtf.striprtf import rtf_to_text

    marked = CELL_END.sub(lambda match: match[0] if match[0] == r"\\" else r"\tab", data.decode("latin-1"))
    escaped = RAW_BYTE.sub(lambda match: rf"\'{ord(match[0]):02x}", marked)
    named = CODE_PAGE.search(data)
    encoding = f"cp{named[1].decode('ascii')}" if named else UNTOLD
    try:
        text = tidy(rtf_to_text(escaped, encoding=encoding, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError, IndexError) as fault:
        raise UnreadableError(
            f"RTF 文件损坏，读不出来（{fault}），请用 Word 或 WPS 打开后另存为 docx",
            f"the RTF file is damaged ({fault}): open it in Word or WPS and save it as docx",
        ) from fault
    lines = (line.rstrip("\t ") for line in text.split("\n"))
    return Content("\n".join(lines).strip("\n"), encoding)
