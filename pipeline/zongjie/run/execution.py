"""How a run is carried out: by which engine, in how many processes, with which limits. It changes no result."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

from zongjie.engine import Cluster, Engine, Limits, Processes, serial
from zongjie.errors import UsageError

EngineName = Literal["serial", "processes", "dask"]

FILE_SECONDS = 600.0
"""Seconds one file may take: 20 MB of text take some two minutes on a slow laptop, a scan of 100 pages as many."""


@dataclass(frozen=True)
class Execution:
    """How a run is carried out.

    `processes` works in `workers` processes (0: as many as there are cores this process may use) and gives up a file
    after `file_timeout` seconds or, where the system can tell, `file_memory` MiB (0: no limit); `dask` does so on the
    cluster of `scheduler`, or on a local one; `serial` works in this process, where nothing can be given up. `fresh`
    works everything out again, whatever an earlier run finished; where `keep` is false nothing is kept for the next
    one, which takes less disk.
    """

    engine: EngineName = "processes"
    workers: int = 0
    file_timeout: float = FILE_SECONDS
    file_memory: int = 0
    fresh: bool = False
    keep: bool = True
    scheduler: str | None = None

    def __post_init__(self) -> None:
        for name in ("workers", "file_timeout", "file_memory"):
            if getattr(self, name) < 0:
                option = "--" + name.replace("_", "-")
                raise UsageError(
                    f"{option} 不能是负数；0 表示自定或不限。",
                    f"{option} cannot be negative; 0 chooses or sets no limit.",
                )

    def start(self) -> Engine:
        """The engine, ready for tasks."""
        if self.engine == "serial":
            return serial
        workers, limits = self.workers or cores(), Limits(self.file_timeout, self.file_memory)
        return Processes(workers, limits) if self.engine == "processes" else Cluster(self.scheduler, workers, limits)


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
