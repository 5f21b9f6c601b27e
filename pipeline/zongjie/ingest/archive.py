"""Zip archives: every member as a file of its own, names in Chinese decoded, nothing written to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from zongjie.config import Settings
from zongjie.errors import UnreadableError
from zongjie.ingest.content import Members
from zongjie.ingest.corpus import file_name, is_ignored
from zongjie.ingest.encoding import decode
from zongjie.ingest.unpack import BROKEN, check_size, damaged, unpacked

UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1


def read_zip(data: bytes, name: str, settings: Settings) -> Members:
    """The members of an archive in order of their paths.

    Raises:
        UnreadableError: damaged, without files, or it would unpack to more than it can honestly hold.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        check_size(archive.infolist(), len(data), settings)
    except BROKEN as fault:
        raise damaged(fault) from fault
    members = sorted(_members(archive), key=lambda pair: pair[0])
    if not members:
        raise UnreadableError("压缩包里没有文件", "there are no files in the archive", status="empty")
    return Members((path.lstrip("/"), _content(archive, info, path)) for path, info in members)


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Path and entry of each member that is material."""
    for info in archive.infolist():
        path = member_name(info)
        if not path or path.endswith("/") or any(map(is_ignored, path.split("/"))):
            continue
        yield path, info


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's path with `/`: in UTF-8 where flagged, else decoded as what Chinese Windows (or macOS) wrote."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_FLAG and not name.isascii():
        raw = name.encode("cp437", "replace")
        try:
            name = decode(raw).text
        except UnreadableError:
            name = raw.decode("gb18030", "replace")
    return file_name(name.replace("\\", "/"))


def is_unsafe(path: str) -> bool:
    """Whether a member's path leads out of its folder."""
    return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":"


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> bytes | UnreadableError:
    if is_unsafe(path):
        return UnreadableError(
            "压缩包里这个文件的路径指向包外，没有读；如果可信，请解压后再放入",
            "the path of this member leads out of the archive, and it was not read; unpack it if you trust it",
        )
    if info.flag_bits & ENCRYPTED_FLAG:
        return UnreadableError(
            "压缩包有密码，请用密码解压后再放入",
            "the archive has a password: unpack it with the password",
        )
    try:
        return b"".join(unpacked(archive, info))
    except BROKEN as fault:
        return damaged(fault)
