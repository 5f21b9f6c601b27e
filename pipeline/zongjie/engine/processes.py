"""The engine of processes: what kills a worker costs the part that the worker was at, not the run."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any, BinaryIO, cast

from zongjie.engine.task import Recipe, Result, Task, TaskType
from zongjie.engine.worker import BEGIN, DONE, FAULT, OUT_OF_MEMORY, READY, receive, send
from zongjie.errors import EngineError, Message

LOOK = 0.2
"""Seconds between looks at the clock and for Ctrl-C, which Windows does not let through a wait without end."""

CHANCES = 2
"""Deaths at one part after which it is left out; and deaths of a worker before any part after which the run ends."""

CHILD = "import sys; sys.path[:] = {path!r}; from zongjie.engine.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one part may take: `seconds` of time, `megabytes` (MiB) of memory for its worker; 0 is no limit."""

    seconds: float = 0.0
    megabytes: int = 0


@dataclass(frozen=True, slots=True)
class Processes:
    """Works tasks through in `workers` processes, each started anew (spawn) with this interpreter and path.

    A worker that dies, or is at one part longer than `limits` allow, is replaced. The part is tried once more alone; if
    that kills a worker too, the task is worked on without it. A worker ends when this process is gone.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)

    def __call__(
        self, recipe: Recipe[TaskType, Result], tasks: Iterable[TaskType], begin: Callable[[int, int], None]
    ) -> Generator[Result]:
        """The result of each task, in the order of the tasks.

        Raises:
            EngineError: workers die before they begin, so no part is to blame.
            Exception: what the recipe or its function raised.
        """
        waiting = list(enumerate(tasks))
        if not waiting:
            return
        crew = _Crew(recipe, self.limits, waiting)
        crew.start(min(self.workers, len(waiting)))
        early: dict[int, Result] = {}
        try:
            for number in range(len(waiting)):
                while number not in early:
                    news = crew.news()
                    if isinstance(news, _Began):
                        begin(news.task, news.part)
                    elif isinstance(news.value, BaseException):
                        raise news.value
                    else:
                        early[news.task] = news.value
                yield early.pop(number)
        finally:
            crew.stop()


@dataclass(frozen=True, slots=True)
class _Began:
    task: int
    part: int


@dataclass(frozen=True, slots=True)
class _Ended:
    task: int
    value: Any
    """The result, or the exception that ends the run."""


class WorkerLostError(Exception):
    """A worker is gone: `part` is what it was at, None before it began anything; `cause` tells how it went."""

    def __init__(self, part: int | None, cause: Message) -> None:
        super().__init__(cause.both())
        self.part = part
        self.cause = cause


class Seat:
    """A place that always has a worker: takes one task at a time, from one thread."""

    def __init__(self, recipe: Recipe[Any, Any], limits: Limits) -> None:
        self._recipe = recipe
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._deadline = float("inf")
        self._late = False

    def settle(self, task: TaskType, begin: Callable[[int], None]) -> object:
        """The result of a task, whatever its parts do to the workers.

        Raises:
            EngineError: workers die before they begin.
            Exception: what the recipe or its function raised.
        """
        deaths: Counter[int | None] = Counter()
        while True:
            try:
                return self._do(task, begin)
            except WorkerLostError as death:
                deaths[death.part] += 1
                if death.part is None:
                    if deaths[None] >= CHANCES or self._closed:
                        raise _no_workers(death.cause) from death
                    continue
                cause: Message | None = death.cause
                if deaths[death.part] < CHANCES:
                    cause = self._again(task, death.part)
                if cause is not None:
                    task = task.without(death.part, cause)

    def _again(self, task: Task, part: int) -> Message | None:
        """How the worker went that had this part alone; None where it lived."""
        try:
            self._do(task.alone(part), lambda part: None)
        except WorkerLostError as death:
            return death.cause
        return None

    @property
    def closed(self) -> bool:
        """Whether it takes no more tasks."""
        return self._closed

    def look(self) -> None:
        """End the worker if it is at its part for too long; called from another thread, now and then."""
        if monotonic() > self._deadline and self._child is not None:
            self._late = True
            self._child.kill()

    def close(self) -> None:
        """End the worker; from any thread."""
        self._closed = True
        if self._child is not None:
            self._child.kill()

    def _do(self, task: Task, begin: Callable[[int], None]) -> object:
        part: int | None = None
        try:
            child = self._living()
            send(_stream(child.stdin), task)
            self._watch()
            while True:
                kind, value = receive(_stream(child.stdout))
                if kind == BEGIN:
                    part = value
                    begin(value)
                    self._watch()
                elif kind == DONE:
                    return value
                elif kind == FAULT:
                    raise value
        except (EOFError, OSError) as fault:
            raise self._dead(part) from fault
        finally:
            self._deadline = float("inf")

    def _watch(self) -> None:
        if self._limits.seconds:
            self._deadline = monotonic() + self._limits.seconds

    def _living(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            if self._closed:
                raise EOFError
            self._late = False
            self._child = subprocess.Popen(
                [sys.executable, "-c", CHILD.format(path=sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            if self._closed:  # closed from another thread in between, which saw no child to end
                self._child.kill()
            send(_stream(self._child.stdin), (self._recipe, self._limits.megabytes))
            kind, value = receive(_stream(self._child.stdout))
            if kind != READY:
                raise value
        return self._child

    def _dead(self, part: int | None) -> WorkerLostError:
        """What became of the worker, which leaves its seat."""
        child, self._child = self._child, None
        if child is None:
            return WorkerLostError(part, Message("工作进程已停止", "the worker was stopped"))
        child.kill()
        status = child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                _shut(stream)
        return WorkerLostError(part, _cause(status, self._limits, late=self._late))


class _Crew:
    """Seats with a thread each, fed from one list of tasks; `news` is what they have to tell."""

    def __init__(self, recipe: Recipe[Any, Any], limits: Limits, tasks: list[tuple[int, Any]]) -> None:
        self._recipe = recipe
        self._limits = limits
        self._tasks: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        for task in tasks:
            self._tasks.put(task)
        self._news: SimpleQueue[_Began | _Ended] = SimpleQueue()
        self._seats: list[Seat] = []
        self._threads: list[threading.Thread] = []
        self._looked = 0.0

    def start(self, workers: int) -> None:
        for _ in range(workers):
            seat = Seat(self._recipe, self._limits)
            thread = threading.Thread(target=self._serve, args=(seat,), daemon=True)
            self._seats.append(seat)
            self._threads.append(thread)
            thread.start()

    def news(self) -> _Began | _Ended:
        while True:
            if monotonic() - self._looked > LOOK:
                self._looked = monotonic()
                for seat in self._seats:
                    seat.look()
            try:
                return self._news.get(timeout=LOOK)
            except Empty:
                continue

    def stop(self) -> None:
        """End every worker; tasks that wait are not begun."""
        with suppress(Empty):
            while True:
                self._tasks.get_nowait()
        for seat in self._seats:
            seat.close()
        for thread in self._threads:
            thread.join()

    def _serve(self, seat: Seat) -> None:
        while True:
            try:
                number, task = self._tasks.get_nowait()
            except Empty:
                break
            try:
                value = seat.settle(task, partial(self._began, number))
            except Exception as fault:
                value = fault
            self._news.put(_Ended(number, value))
        seat.close()

    def _began(self, number: int, part: int) -> None:
        self._news.put(_Began(number, part))


def _stream(stream: IO[bytes] | None) -> BinaryIO:
    assert stream is not None  # the child was started with pipes
    return cast("BinaryIO", stream)


def _shut(stream: IO[bytes]) -> None:
    with suppress(OSError):  # what was left to write cannot be: the other end is gone
        stream.close()


def _cause(status: int, limits: Limits, *, late: bool) -> Message:
    if late:
        return Message(
            f"用时超过 {limits.seconds:g} 秒，没有读完；可用 --file-timeout 放宽，或拆分文件",
            f"it took longer than {limits.seconds:g} seconds and was given up: allow more with --file-timeout, or "
            "split the file",
        )
    if status == OUT_OF_MEMORY:
        return Message(
            f"所需内存超过 {limits.megabytes} MB；可用 --file-memory 放宽，或拆分文件",
            f"it needs more memory than {limits.megabytes} MB: allow more with --file-memory, or split the file",
        )
    how = f"-{_signal(-status)}" if status < 0 and os.name != "nt" else f" {status}"
    return Message(
        f"读它的进程意外终止（退出状态{how}），可能是内存不足或文件损坏；请用原软件打开后另存一份",
        f"the process that read it died (exit status{how}), for want of memory or by a damaged file: open it in the "
        "program it comes from and save it anew",
    )


def _signal(number: int) -> str:
    import signal

    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _no_workers(cause: Message) -> EngineError:
    return EngineError(
        f"工作进程无法启动：{cause.zh}。请运行 zongjie doctor，或用 --engine serial。",
        f"worker processes cannot start: {cause.en}. Run zongjie doctor, or use --engine serial.",
    )
