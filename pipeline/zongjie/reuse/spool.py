"""A temporary file that bytes are added to, and that is read back by place: a corpus does not fit in memory."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

import numpy as np
import numpy.typing as npt


class Spool:
    """Bytes in a file without a name, which is gone when it is closed."""

    def __init__(self) -> None:
        """Open the file in the system's temporary folder."""
        self._file = TemporaryFile(prefix="zongjie-")  # noqa: SIM115  closed by `close`
        self.size = 0

    def add(self, data: bytes) -> int:
        """Write `data` at the end; where it begins."""
        begun = self.size
        self._file.write(data)
        self.size += len(data)
        return begun

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`; nothing is added afterwards."""
        self._file.seek(start)
        return self._file.read(end - start)

    def array(self, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """All that was added as an array that stays on disk."""
        self._file.flush()
        if not self.size:
            return np.empty(0, kind)
        return np.memmap(self._file, dtype=kind, mode="r")

    def close(self) -> None:
        """Give the file up."""
        self._file.close()
