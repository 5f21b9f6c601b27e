"""How much a zip container may unpack to: a small file that claims to hold gigabytes is not opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable

from zongjie.config import Settings
from zongjie.errors import UnreadableError

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
HARMLESS = 64_000_000  # bytes that any file may unpack to, however small it is
# Deflate gives text and XML of Office files 5–30 times, sheets of one repeated word about 100; a bomb has 1,000.
HIGHEST_RATIO = 200


def check_size(members: Iterable[zipfile.ZipInfo], packed: int, settings: Settings) -> None:
    """Raise `UnreadableError` if the members together claim more than `packed` bytes can honestly hold."""
    claimed = sum(member.file_size for member in members)
    if claimed > settings.largest_unpacked or claimed > max(HARMLESS, HIGHEST_RATIO * packed):
        raise UnreadableError(
            f"解压后有 {claimed} 字节，超出上限或压缩比异常，没有打开；如果文件可信，请解压后再放入",
            f"it would unpack to {claimed} bytes, over the limit or out of proportion, and was not opened; "
            "if you trust it, unpack it yourself",
        )


def check_container(data: bytes, settings: Settings) -> None:
    """Check an Office file before a library unpacks it: claimed sizes, and that the members keep to them.

    Raises:
        UnreadableError: too large, damaged, or a member holds more than it claims.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive.infolist(), len(data), settings)
            broken = archive.testzip()
    except BROKEN as fault:
        raise damaged(fault) from fault
    if broken is not None:
        raise damaged(ValueError(broken))


def damaged(fault: Exception) -> UnreadableError:
    """The refusal of a container that does not open."""
    return UnreadableError(
        f"文件损坏，打不开（{fault}），请重新下载或用原软件另存一份",
        f"the file is damaged ({fault}): fetch it again, or save it anew in the program it comes from",
    )
