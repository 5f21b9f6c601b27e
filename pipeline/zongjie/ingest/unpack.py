"""How much a zip container may unpack to: a small file that claims, or hides, gigabytes is not opened."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zongjie.config import Settings
from zongjie.errors import UnreadableError

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
HARMLESS = 64_000_000  # bytes that any file may unpack to, however small it is
# Deflate gives text and XML of Office files 5–30 times, sheets of one repeated word about 100; a bomb has 1,000.
HIGHEST_RATIO = 200
MOST_MEMBERS = 100_000  # of an archive; each becomes a row, and the list alone takes some hundred bytes of memory
CHUNK = 1 << 20
XML_SUFFIXES = (".xml", ".rels")
DTD = (b"<!DOCTYPE", b"<!ENTITY")
LONGEST_DTD_MARK = max(map(len, DTD))
DIRECTORY_ENTRY, DIRECTORY_END = b"PK\x01\x02", b"PK\x05\x06"
LARGE_END = 76  # bytes of the records that stand between the list and its end in archives of over 65,535 members


@dataclass(slots=True)
class Allowance:
    """What may still be unpacked of one file of the corpus, through all the archives inside it."""

    bytes: int
    members: int = MOST_MEMBERS

    @classmethod
    def of(cls, packed: int, settings: Settings) -> Allowance:
        """What a file of `packed` bytes may unpack to."""
        return cls(min(settings.largest_unpacked, max(HARMLESS, HIGHEST_RATIO * packed)))

    def take(self, size: int) -> bool:
        """Take a member of `size` bytes; whether it was still allowed."""
        self.bytes -= size
        self.members -= 1
        return self.bytes >= 0 and self.members >= 0


def check_members(data: bytes) -> None:
    """Raise `UnreadableError` if an archive lists more than `MOST_MEMBERS`, before the list is made.

    The end record gives the size of the list, which stands before it.
    """
    end = data.rfind(DIRECTORY_END)
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    begin = max(0, end - size - LARGE_END)  # where the size is told elsewhere it is 4 GiB - 1, and all is counted
    if end >= 0 and data.count(DIRECTORY_ENTRY, begin, end) > MOST_MEMBERS:
        raise UnreadableError(
            f"压缩包里的文件超过 {MOST_MEMBERS} 个，没有打开；请解压后分批放入",
            f"the archive holds more than {MOST_MEMBERS} files and was not opened: unpack it and split it",
        )


def check_size(members: Iterable[zipfile.ZipInfo], packed: int, settings: Settings) -> None:
    """Raise `UnreadableError` if the members together claim more than `packed` bytes can honestly hold."""
    claimed = sum(member.file_size for member in members)
    if claimed > Allowance.of(packed, settings).bytes:
        raise UnreadableError(
            f"解压后有 {claimed} 字节，超出上限或压缩比异常，没有打开；如果文件可信，请解压后再放入",
            f"it would unpack to {claimed} bytes, over the limit or out of proportion, and was not opened; "
            "if you trust it, unpack it yourself",
        )


def check_container(data: bytes, settings: Settings, most_tags: int | None = None) -> None:
    """Check an Office file before a library unpacks it.

    Checked are the claimed sizes, that the members keep to them, that no part declares entities (which Office files
    may not: ECMA-376 part 2, 8.1.4), and that the parts together hold at most `most_tags` signs `<`.

    Raises:
        UnreadableError: one of them does not hold; the part is named.
    """
    tags = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive.infolist(), len(data), settings)
            for member in archive.infolist():
                tags += _check_part(archive, member)
                if most_tags is not None and tags > most_tags:
                    raise _too_many_tags(most_tags)
    except BROKEN as fault:
        raise damaged(fault) from fault


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member in pieces.

    Raises:
        BadZipFile: damaged, or it holds more than it claims, which zipfile would cut off and other libraries read.
    """
    generous = copy.copy(member)
    generous.file_size += 1
    size = 0
    with archive.open(generous) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > member.file_size:
                raise zipfile.BadZipFile(f"{member.filename!r} holds more than it claims")
            yield chunk


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Read one member through and count its signs `<`, none in what is no XML."""
    is_xml = member.filename.lower().endswith(XML_SUFFIXES)
    tags, rest = 0, b""
    for chunk in unpacked(archive, member):
        if not is_xml:
            continue
        tags += chunk.count(b"<")
        text = (rest + chunk).replace(b"\0", b"")  # parts may be UTF-16
        if any(mark in text for mark in DTD):
            raise _declares_entities(member.filename)
        rest = chunk[-2 * LONGEST_DTD_MARK :]
    return tags


def _declares_entities(part: str) -> UnreadableError:
    return UnreadableError(
        f"文件的 {part} 里声明了 DTD 或实体，Office 文件不许这样，可能是攻击，没有打开；请用 Office 或 WPS 另存一份",
        f"its part {part} declares a DTD or entities, which Office files may not and attacks do; it was not opened: "
        "save it anew in Word, Excel or WPS",
    )


def _too_many_tags(most: int) -> UnreadableError:
    return UnreadableError(
        f"文件的标记超过 {most} 个，远多于正常文档，没有打开；请拆分，或另存为文本",
        f"the file holds more than {most} tags, far more than a document needs, and was not opened: split it, "
        "or save it as text",
    )


def damaged(fault: Exception) -> UnreadableError:
    """The refusal of a container that does not open."""
    return UnreadableError(
        f"文件损坏，打不开（{fault}），请重新下载或用原软件另存一份",
        f"the file is damaged ({fault}): fetch it again, or save it anew in the program it comes from",
    )
