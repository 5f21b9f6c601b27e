"""Places at URLs such as `s3://…`: what fsspec reaches is listed, read, written and copied here, nowhere else."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from zongjie.errors import StorageError, UsageError

URL = re.compile(r"(?P<protocol>[A-Za-z][A-Za-z0-9+.\-]+)://(?P<rest>.*)", re.DOTALL)  # `C:\\` has one letter
LOCAL = ("file", "local")
DRIVE = re.compile(r"^/(?=[A-Za-z]:)")  # the slash before a drive: file:///C:/reports
WEB = ("http", "https")
"""What cannot be listed, and whose URLs are often signed."""

PASSWORD = re.compile(r"[^/@]*:[^/]*@")
SECRET = re.compile(r"(?<=//)[^/@\s\"']+(?=@)")  # of an endpoint, which faults of libraries name
BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "obs"})
"""Protocols without folders; to make one there would make a bucket."""

BLOCK = 16 * 2**20
"""Bytes of a file that are asked for at once; a smaller one comes whole, in the state of one moment."""

CONNECTIONS = 8
"""Files that travel at once: they wait for the network, not for each other."""

LONGEST_FAULT = 300  # characters of a library's message that is passed on
OWN_EXTRA = 'python -m pip install "zongjie[remote]"'

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file or folder at `url`, or `inner` below it. It travels to workers; credentials are never part of it."""

    url: str
    inner: str = ""

    def __truediv__(self, name: str) -> Remote:
        return Remote(self.url, f"{self.inner}/{name}" if self.inner else name)

    def __str__(self) -> str:
        return f"{self.url.rstrip('/')}/{self.inner}" if self.inner else self.url

    @property
    def name(self) -> str:
        """The last part of its path."""
        return str(self).rstrip("/").rpartition("/")[2]

    @property
    def parts(self) -> tuple[str, ...]:
        """The bucket or host, and the folders down to it."""
        return tuple(filter(None, str(self).partition("://")[2].split("/")))


Place = Path | Remote


def place(text: str | Path) -> Place:
    """What a path or URL on the command line means; `file://` is a path of this machine.

    Raises:
        UsageError: the URL holds a password, or is one that cannot be listed, or was made a `Path`.
    """
    if isinstance(text, Path) and text.parts[:1] and text.parts[0].removesuffix(":") in BUCKETS:
        raise UsageError(
            f"Path 会改坏网址（{text}）；请把网址写成字符串。",
            f"a Path spoils a URL ({text}): give it as a string.",
        )
    found = URL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return Path(text)
    protocol, rest = found["protocol"].lower(), found["rest"]
    if protocol in LOCAL:
        return Path(DRIVE.sub("", rest))
    if PASSWORD.match(rest):
        raise UsageError(
            f"网址 {protocol}://…@ 里有密码，它会留在命令历史和进程列表里。请改用环境变量或 fsspec 的配置文件。",
            f"the URL {protocol}://…@ holds a password, which stays in the history of the shell and the list of "
            "processes. Give it by the environment or fsspec's configuration files.",
        )
    if protocol in WEB or "::" in str(text):
        raise UsageError(
            f"{protocol}:// 的地址不能当文件夹列出。请先下载，再给出下载到的文件夹。",
            f"what is at {protocol}:// cannot be listed as a folder is. Download it, and give the folder.",
        )
    return Remote(f"{protocol}://{rest}")


def listed(folder: Remote) -> dict[str, int]:
    """Size by relative name of every file below `folder`; of a file itself, under the empty name.

    Raises:
        FileNotFoundError: the bucket does not exist; of a folder in it that does not, nothing is listed.
        StorageError: it cannot be listed.
    """
    with _told(folder):
        system, path = _opened(folder)
        _forget(system)
        found = system.find(path, detail=True)
        if [*found] == [path]:
            return {"": int(found[path]["size"])}
        start = len(path.rstrip("/")) + 1
        sizes = {name[start:]: int(one["size"] or 0) for name, one in found.items() if not name.endswith("/")}
    folders = {name[:at] for name in sizes for at, sign in enumerate(name) if sign == "/"}  # some are empty files too
    return {name: length for name, length in sizes.items() if length or name not in folders}


def size(file: Remote) -> int:
    """The bytes of a file.

    Raises:
        FileNotFoundError: it is gone.
        StorageError: it cannot be reached.
    """
    with _told(file):
        system, path = _opened(file)
        return int(system.info(path)["size"] or 0)


def pieces(file: Remote, length: int) -> Iterator[bytes]:
    """The content of a file of `length` bytes, in pieces that fit in memory.

    Raises:
        FileNotFoundError: it is gone.
        StorageError: it cannot be read; what the library tries again has been tried again.
    """
    with _told(file):
        system, path = _opened(file)
        if length <= BLOCK:
            yield system.cat_file(path)
            return
        for start in range(0, length, BLOCK):
            yield system.cat_file(path, start=start, end=min(start + BLOCK, length))


def read(file: Remote) -> bytes:
    """The content of a small file as it is now; see `pieces` for faults."""
    with _told(file):
        system, path = _opened(file)
        _forget(system)
        data: bytes = system.cat_file(path)
        return data


def write(file: Remote, data: bytes) -> None:
    """Put a small file in place of what was there.

    Raises:
        FileNotFoundError: the bucket does not exist.
        StorageError: it cannot be written.
    """
    _put(file, lambda system, path: system.pipe_file(path, data))


def create(file: Remote, data: bytes) -> bool:
    """Put a file where none is; whether it was put. Of several processes at once one puts it.

    That is left to the store (S3 by a conditional write). One that knows no conditional writes, as Alibaba's OSS by the
    protocol of S3, is asked before and after, which two processes can get past within the same moment.

    Raises:
        FileNotFoundError: the bucket does not exist.
        StorageError: it cannot be written.
    """
    if _is_there(file):
        return False
    try:
        _put(file, lambda system, path: system.pipe_file(path, data, mode="create"))
    except FileExistsError:
        return False
    except StorageError as fault:
        if _unknown(fault.__cause__):
            write(file, data)
        elif _is_there(file):
            return False
        else:
            raise
    return read(file) == data


def upload(source: Path, file: Remote) -> None:
    """Put the content of a file of this machine; see `write` for faults."""
    _put(file, lambda system, path: system.put_file(str(source), path))


def get(file: Remote, target: Path) -> None:
    """Bring a file to this machine; see `pieces` for faults."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as local:
        local.writelines(pieces(file, size(file)))


def copy(source: Remote, target: Remote) -> None:
    """Copy a file inside its store.

    Raises:
        FileNotFoundError: it is gone.
        StorageError: it cannot be copied.
    """
    with _told(source):
        _, path = _opened(source)
    _put(target, lambda system, to: system.cp_file(path, to))


def remove(files: Iterable[Remote]) -> None:
    """Remove files; those that are gone already are no fault.

    Raises:
        StorageError: one cannot be removed.
    """
    each(_remove, files)


def each(function: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
    """What the function makes of each, in order, several at once; the first fault is raised."""
    from concurrent.futures import ThreadPoolExecutor

    connections = ThreadPoolExecutor(CONNECTIONS)
    try:
        return list(connections.map(function, given))
    finally:
        connections.shutdown(cancel_futures=True)


def _remove(file: Remote) -> None:
    with _told(file):
        system, path = _opened(file)
        with suppress(FileNotFoundError):
            system.rm_file(path)


def _put(file: Remote, do: Callable[[Any, str], object]) -> None:
    with _told(file):
        system, path = _opened(file)
        try:
            do(system, path)
        except FileNotFoundError:
            if file.url.partition("://")[0] in BUCKETS:
                raise
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            do(system, path)


def _forget(system: Any) -> None:
    """Let a library ask the store again: what it remembers of listings others may have changed."""
    system.invalidate_cache()


def _is_there(file: Remote) -> bool:
    with _told(file):
        system, path = _opened(file)
        _forget(system)
        return bool(system.exists(path))


def _unknown(fault: BaseException | None) -> bool:
    """Whether a store does not know what it was asked for."""
    return isinstance(fault, NotImplementedError | TypeError) or getattr(fault, "errno", None) == errno.ENOSYS


def _opened(place: Remote) -> tuple[Any, str]:
    """The file system and the path in it.

    Raises:
        UsageError: the protocol is unknown, or what it needs is not installed.
    """
    protocol = place.url.partition("://")[0]
    try:
        from fsspec.core import url_to_fs
        from fsspec.registry import get_filesystem_class, known_implementations
    except ImportError as fault:
        raise _not_installed(protocol, OWN_EXTRA) from fault
    try:
        get_filesystem_class(protocol)
    except ImportError as fault:
        needed = known_implementations.get(protocol, {}).get("err", protocol)
        raise _not_installed(protocol, OWN_EXTRA if protocol in ("s3", "s3a") else needed) from fault
    except ValueError as fault:
        raise UsageError(
            f"不认识 {protocol}://。可用的有 s3://、gs://、abfs:// 等 fsspec 支持的协议。",
            f"{protocol}:// is not known. There are s3://, gs://, abfs:// and what else fsspec reaches.",
        ) from fault
    system, path = url_to_fs(place.url)
    return system, f"{path.rstrip('/')}/{place.inner}" if place.inner else path


def _not_installed(protocol: str, remedy: str) -> UsageError:
    return UsageError(
        f"读写 {protocol}:// 还要安装别的包：{remedy}",
        f"reading and writing {protocol}:// needs more packages: {remedy}",
    )


@contextmanager
def _told(place: Remote) -> Iterator[None]:
    """Turn whatever a library raises into a `StorageError`; what does not exist stays a `FileNotFoundError`."""
    try:
        yield
    except (FileNotFoundError, FileExistsError, UsageError, MemoryError):
        raise
    except Exception as fault:
        text = " ".join(SECRET.sub("…", str(fault)).split())[:LONGEST_FAULT]
        what = f"{type(fault).__name__}: {text}" if text else type(fault).__name__
        raise StorageError(
            f"{place} 读写不了（{what}）。请检查网络、网址、权限和密钥（环境变量或 fsspec 的配置文件），再运行一次。",
            f"{place} cannot be reached ({what}). Check the network, the URL, permissions and credentials (in the "
            "environment or fsspec's configuration files), and run again.",
        ) from fault
