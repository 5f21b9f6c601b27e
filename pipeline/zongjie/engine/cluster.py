"""The engine of a Dask cluster: its workers take the tasks, each in a process beside it that parts may kill."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from zongjie.engine.processes import LOOK, Limits, Seat
from zongjie.engine.task import Recipe, Result, TaskType
from zongjie.errors import EngineError

AHEAD = 1_000
"""Tasks that the scheduler knows at once: it keeps some kilobytes for each."""

CONNECTIONS = 3
"""Times a lost scheduler is looked for again; tasks that were not done then are submitted again."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Works tasks through on a Dask cluster: that of `scheduler` (`tcp://…`), or one of `workers` local processes.

    Every worker must have this version of zongjie and see the files and the store under the same paths or URLs. What a
    worker of the cluster dies of is not told from what a part did: such a task is tried elsewhere, as Dask does. What a
    part does is kept from the worker, for parts are worked on in a process beside it, within `limits`.
    """

    scheduler: str | None = None
    workers: int = 1
    limits: Limits = field(default_factory=Limits)

    def __call__(
        self, recipe: Recipe[TaskType, Result], tasks: Iterable[TaskType], begin: Callable[[int, int], None]
    ) -> Generator[Result]:
        """The result of each task, in the order of the tasks.

        Raises:
            EngineError: the scheduler cannot be reached, or a task was lost with several workers.
            Exception: what the recipe or its function raised.
        """
        waiting = list(tasks)
        done, lost = 0, 0
        while done < len(waiting):
            try:
                with self._client() as client:
                    for result, parts in _results(client, recipe, self.limits, waiting[done:]):
                        for part in parts:
                            begin(done, part)
                        done += 1
                        yield result
            except (CancelledError, OSError) as fault:
                lost += 1
                if lost >= CONNECTIONS:
                    raise EngineError(
                        f"与 dask 调度器的连接断了（{fault}）。请检查集群，再运行同样的命令：已完成的部分会沿用。",
                        f"the connection to the dask scheduler is lost ({fault}). Check the cluster and run the same "
                        "command again: what was finished is kept.",
                    ) from fault

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            import distributed
        except ImportError as fault:
            raise EngineError(
                '没有安装 dask。请运行 python -m pip install "zongjie[dask]"。',
                'dask is not installed: python -m pip install "zongjie[dask]".',
            ) from fault
        client_of: Any = distributed.Client  # its parameters have no types
        cluster_of: Any = distributed.LocalCluster
        if self.scheduler is not None:
            with client_of(self.scheduler) as client:
                yield client
            return
        local = cluster_of(n_workers=self.workers, threads_per_worker=1, processes=True, dashboard_address=None)
        with local, client_of(local) as client:
            yield client


def _results(client: Any, recipe: Any, limits: Limits, tasks: list[Any]) -> Iterator[tuple[Any, list[int]]]:
    """The result of each task with the parts begun, in order, some tasks ahead submitted."""
    from distributed.scheduler import KilledWorker

    made = client.scatter(recipe, broadcast=True)
    futures: list[Any] = []
    for number in range(len(tasks)):
        while len(futures) < min(len(tasks), number + AHEAD):
            futures.append(client.submit(_settled, made, limits, tasks[len(futures)], pure=False))
        try:
            yield futures[number].result()
        except KilledWorker as fault:
            raise EngineError(
                f"集群里有几个工作进程在同一任务上死去：{fault}。请检查它们的内存和日志，再运行同样的命令。",
                f"several workers of the cluster died at one task: {fault}. Look at their memory and logs, and run the "
                "same command again.",
            ) from fault
        futures[number] = None  # lets the cluster forget it


_here = threading.local()
"""The seat of a thread of a Dask worker, and the recipe it is for."""


def _settled(recipe: Any, limits: Limits, task: Any) -> tuple[Any, list[int]]:
    """On a worker of the cluster: the result of a task, and the parts that were begun."""
    wanted = pickle.dumps((recipe, limits))
    if getattr(_here, "wanted", None) != wanted:
        if hasattr(_here, "seat"):
            _here.seat.close()
        _here.seat, _here.wanted = Seat(recipe, limits), wanted
        threading.Thread(target=_watch, args=(_here.seat,), daemon=True).start()
    begun: list[int] = []
    return _here.seat.settle(task, begun.append), begun


def _watch(seat: Seat) -> None:
    while not seat.closed:
        time.sleep(LOOK)
        seat.look()
