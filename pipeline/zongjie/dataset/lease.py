"""The lock of an output at a URL: an object that its holder renews, for no system lets go of it when a holder dies."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path

from zongjie.errors import StorageError, UsageError
from zongjie.storage import Remote, create, read, remove, write

BEAT = 60.0
"""Seconds between renewals."""

LEASE = 1200.0
"""Seconds after which a lock that was not renewed belongs to nobody: more than the 15 minutes by which the clocks of
two machines can differ that S3 answers."""

_held: set[str] = set()
"""The locks of this process: of one that has its number and no such lock, nothing is left."""


class Lease:
    """A lock at `place`, held until `release`. One left by a process of this machine that is gone is taken over."""

    def __init__(self, place: Remote) -> None:
        """Take the lock.

        Raises:
            FileNotFoundError: there is no such bucket.
            StorageError: the store cannot be reached or written.
            UsageError: another process holds it.
        """
        self._place = place
        self.name = uuid.uuid4().hex
        _held.add(self.name)
        try:
            self._take()
        except BaseException:
            _held.discard(self.name)
            raise
        self._over = threading.Event()
        threading.Thread(target=self._renew, daemon=True).start()

    def check(self) -> None:
        """See that the lock is still ours.

        Raises:
            StorageError: the store cannot be reached.
            UsageError: another process took it, as it may when this one has not renewed it for long.
        """
        if not self._is_ours():
            raise self._refused()

    def release(self) -> None:
        """Let others take it; a second time does nothing."""
        if self.name not in _held:
            return
        self._over.set()
        _held.discard(self.name)
        if self._is_ours():
            remove([self._place])

    def _take(self) -> None:
        for _ in range(2):
            if create(self._place, self._content()):
                return
            with suppress(FileNotFoundError):
                if not _is_dead(read(self._place)):
                    break
                remove([self._place])
        raise self._refused()

    def _refused(self) -> UsageError:
        minutes = LEASE / 60
        return UsageError(
            f"另一个 zongjie 正在写这个输出。请等它结束，或换一个输出地址。如果它所在的机器已经停了，"
            f"{minutes:.0f} 分钟后锁自动失效，也可以删除 {self._place}。",
            "another zongjie is writing to this output. Wait for it to end, or choose another. If its machine is down, "
            f"the lock is void after {minutes:.0f} minutes, or remove {self._place}.",
        )

    def _content(self) -> bytes:
        mine = {"name": self.name, "host": machine(), "process": os.getpid(), "time": time.time()}
        return json.dumps(mine).encode()

    def _is_ours(self) -> bool:
        with suppress(FileNotFoundError):
            return _parsed(read(self._place)).get("name") == self.name
        return False

    def _renew(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(StorageError, FileNotFoundError):  # the next beat may reach it
                if self._is_ours() and not self._over.is_set():
                    write(self._place, self._content())


@cache
def machine() -> str:
    """What tells this machine, or container, from others: within it, a process is known by its number."""
    try:
        numbering = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:  # not Linux
        numbering = 0
    return f"{socket.gethostname()} {uuid.getnode():x} {numbering:x}"


def _is_dead(content: bytes) -> bool:
    """Whether nobody holds the lock any more."""
    lock = _parsed(content)
    renewed, process = lock.get("time"), lock.get("process")
    if not isinstance(renewed, float) or not isinstance(process, int) or time.time() - renewed > LEASE:
        return True
    if lock.get("host") != machine():
        return False
    return lock.get("name") not in _held if process == os.getpid() else not runs(process)


def _parsed(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def runs(process: int) -> bool:
    """Whether a process of this machine runs, as far as the system tells: Windows has no question without an effect."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True
