"""What a file is by its first bytes, the members of its zip or the streams of its OLE container."""

from __future__ import annotations

import io
import zipfile
from functools import cached_property
from pathlib import PurePosixPath

from zongjie.ingest.unpack import check_members, damaged
from zongjie.lexicon import Row, table

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096  # bytes in which a PDF or HTML file must name itself
OLE_ENTRY = 128  # bytes of a directory entry; entries are aligned to it
WORD_MAGIC = b"\xec\xa5"
WORD_ENCRYPTED = 0x0100  # flag of the FIB, at its byte 10


class Sample:
    """A file as the readers' `detect` sees it; costly looks inside are taken once, when first asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.suffix = PurePosixPath(name).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """The first bytes in lower case without NUL, so that UTF-16 is recognised too."""
        return self.data[:HEAD].replace(b"\0", b"").lower()

    @cached_property
    def members(self) -> frozenset[str]:
        """Names in a zip container, empty if it is none.

        Raises:
            UnreadableError: it begins like a zip and is damaged, or lists too many.
        """
        if not self.data.startswith(ZIP_MAGIC):
            return frozenset()
        check_members(self.data)
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                return frozenset(archive.namelist()) | {""}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
            raise damaged(fault) from fault

    @cached_property
    def is_ole(self) -> bool:
        """Whether it is the container of Office up to 2003, which also wraps encrypted new files."""
        return self.data.startswith(OLE)

    def has_stream(self, *names: str) -> bool:
        """Whether the OLE directory holds a stream of one of the names."""
        return self.is_ole and any(self._entry(name) for name in names)

    @property
    def word_is_encrypted(self) -> bool:
        """Whether the header of a legacy Word document says that it has a password."""
        at = self.data.find(WORD_MAGIC, 512)
        while at >= 0 and at % 512:
            at = self.data.find(WORD_MAGIC, at + 1)
        return at >= 0 and bool(int.from_bytes(self.data[at + 10 : at + 12], "little") & WORD_ENCRYPTED)

    def _entry(self, name: str) -> bool:
        wanted = name.encode("utf-16-le") + b"\0\0"
        at = self.data.find(wanted, 512)
        while at >= 0 and at % OLE_ENTRY:
            at = self.data.find(wanted, at + 1)
        return at >= 0


def magic_numbers(row: Row) -> tuple[tuple[int, bytes], ...]:
    """Offset and bytes of each magic number of a row of `unread.tsv`."""
    parted = (magic.rpartition(":") for magic in row["magic"].split())
    return tuple((int(offset or 0), bytes.fromhex(digits)) for offset, _, digits in parted)


def unread_types() -> tuple[Row, ...]:
    """The rows of `unread.tsv`: types that are not read, and what to do with them."""
    return table("ingest/unread.tsv", "media_type")
