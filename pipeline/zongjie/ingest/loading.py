"""One file of the corpus to its sources: what is wrong with it becomes a status and a reason, never an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from zongjie.config import Settings
from zongjie.document import Source
from zongjie.errors import StorageError, UnreadableError
from zongjie.ingest.content import Content, Members, refused, whole
from zongjie.ingest.corpus import Item, system_path, visible
from zongjie.ingest.readers import READERS, UNKNOWN, Reader
from zongjie.ingest.sniff import ZIP_MAGIC, Sample
from zongjie.ingest.unpack import Allowance
from zongjie.storage import Place, Remote, pieces, size

DEEPEST_ARCHIVE = 1  # an archive inside an archive is read, one inside that is not
LONGEST_FAULT = 200  # characters of a library's message that a reason quotes
ZIP = "application/zip"


def load(item: Item, settings: Settings) -> list[Source]:
    """The sources of one file: one for a text, one for each row of a table, one for each member of an archive.

    Never raises for what is in the file: the source then has status `empty`, `failed` or `skipped` and a reason in both
    languages.
    """
    try:
        data = item_bytes(item, settings)
    except UnreadableError as fault:
        return [refused(item.name, b"", UNKNOWN, fault)]
    return read_bytes(data, item.name, settings)


def read_bytes(data: bytes, name: str, settings: Settings, depth: int = 0) -> list[Source]:
    """The sources of a file given by its content; `depth` counts the archives around it."""
    return unique(_read(data, name, settings, Allowance.of(len(data), settings), depth))


def unique(sources: Iterable[Source]) -> list[Source]:
    """The sources with a path each: one that comes again (members or sheets of one name) gets `~2`, `~3` behind it."""
    seen: set[str] = set()
    nexts: dict[str, int] = {}
    out: list[Source] = []
    for source in sources:
        path = source.path
        while path in seen:
            nexts[source.path] = nexts.get(source.path, 1) + 1
            path = f"{source.path}~{nexts[source.path]}"
        seen.add(path)
        out.append(source if path == source.path else replace(source, path=path))
    return out


def _read(data: bytes, name: str, settings: Settings, allowance: Allowance, depth: int) -> list[Source]:
    sample = Sample(data, name)
    media_type = ZIP if data.startswith(ZIP_MAGIC) else UNKNOWN
    try:
        reader = detect(sample)
        media_type = reader.media_type
        if media_type == ZIP and depth > DEEPEST_ARCHIVE:
            raise _too_deep()
        found = reader.read(data, name, settings)
        if isinstance(found, Content):
            return [whole(name, data, media_type, found)]
        return list(_members(found, name, settings, allowance, depth)) if isinstance(found, Members) else found
    except UnreadableError as fault:
        text_after_all = reader_is_last(media_type) and fault.status == "skipped"
        return [refused(name, data, UNKNOWN if text_after_all else media_type, fault)]
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as fault:  # a panic of a native library is no Exception
        return [refused(name, data, media_type, _unexpected(fault))]


def detect(sample: Sample) -> Reader:
    """The first reader whose type the file is.

    Raises:
        UnreadableError: the file is empty, or a damaged container.
    """
    if not sample.data:
        raise UnreadableError(
            "文件是空的（0 字节），请重新下载或拷贝", "the file is empty (0 bytes): fetch it again", status="empty"
        )
    return next(reader for reader in READERS if reader.detect(sample))


def readers() -> tuple[Reader, ...]:
    """The readers in use, in the order in which they are asked: `READERS`, which a program may add its own to."""
    return READERS


def reader_is_last(media_type: str) -> bool:
    """Whether the type is the one that takes what no other reader took."""
    return media_type == READERS[-1].media_type


def _members(members: Members, name: str, settings: Settings, allowance: Allowance, depth: int) -> Iterator[Source]:
    for path, content in members.each:
        if isinstance(content, UnreadableError):
            yield refused(f"{name}/{path}", b"", UNKNOWN, content)
        elif allowance.take(len(content)):
            yield from _read(content, f"{name}/{path}", settings, allowance, depth + 1)
        else:
            yield refused(f"{name}/{path}", b"", UNKNOWN, _used_up())
            return


def item_bytes(item: Item, settings: Settings) -> bytes:
    """The content of a file of the corpus; see `file_bytes`."""
    if isinstance(item.path, Remote):
        return _remote_bytes(item.path, item.size, settings)
    return file_bytes(item.path, settings)


def file_bytes(path: Place, settings: Settings) -> bytes:
    """The content of a file.

    Raises:
        UnreadableError: it cannot be opened, or is larger than the settings allow.
    """
    if isinstance(path, Remote):
        return _remote_bytes(path, None, settings)
    place = Path(system_path(path))
    try:
        if not place.is_file():
            raise FileNotFoundError(2, "没有这个文件或不能列出 / no such file or not listable")
        length = place.stat().st_size
        if length > settings.largest_file:
            raise _too_large(length, settings)
        with place.open("rb") as file:
            data = file.read(length + 1)
        if len(data) != length:
            raise OSError("文件在读取时变了 / the file changed while it was read")
        return data
    except (OSError, ValueError) as fault:
        message = visible(str(getattr(fault, "strerror", None) or fault))
        raise UnreadableError(
            f"打不开（{message}），请检查权限、链接和存储设备",
            f"it cannot be opened ({message}): check permissions, links and the storage device",
        ) from fault


def _remote_bytes(file: Remote, length: int | None, settings: Settings) -> bytes:
    try:
        length = size(file) if length is None else length
        if length > settings.largest_file:
            raise _too_large(length, settings)
        return b"".join(pieces(file, length))
    except (FileNotFoundError, StorageError) as fault:
        raise unreachable(fault) from fault


def unreachable(fault: Exception) -> UnreadableError:
    """Why a file at a URL is left out."""
    what = fault.message if isinstance(fault, StorageError) else None
    if what is None:
        return UnreadableError(
            "列出之后被删除了，请检查存储里的文件，再运行一次",
            "it was removed after it had been listed: check the files in the store, and run again",
        )
    return UnreadableError(what.zh.removesuffix("。"), what.en.removesuffix("."))


def _too_large(size: int, settings: Settings) -> UnreadableError:
    return UnreadableError(
        f"文件有 {size} 字节，超过上限 {settings.largest_file}；请拆分，或在配置里调大 largest_file",
        f"the file has {size} bytes, over the limit of {settings.largest_file}: split it, "
        "or raise largest_file in the settings",
        status="skipped",
    )


def _used_up() -> UnreadableError:
    return UnreadableError(
        "压缩包（连同包里的压缩包）解压到这里已超出上限或压缩比异常，这个文件和它后面的都没有读；如果可信，请解压后再放入",
        "up to here the archive, with the archives inside it, unpacks to more than the limit or than it can honestly "
        "hold; this file and those after it were not read: unpack it yourself if you trust it",
    )


def _too_deep() -> UnreadableError:
    return UnreadableError(
        "压缩包套得太深，没有读，请先解压",
        "an archive too deep inside archives, not read: unpack it first",
        status="skipped",
    )


def _unexpected(fault: BaseException) -> UnreadableError:
    text = " ".join(visible(str(fault)).split())[:LONGEST_FAULT]
    what = f"{type(fault).__name__}: {text}" if text else type(fault).__name__
    return UnreadableError(
        f"读不出来（{what}），文件可能已损坏；请用原软件打开后另存一份",
        f"it cannot be read ({what}) and may be damaged: open it in the program it comes from and save it anew",
    )
