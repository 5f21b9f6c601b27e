"""A worker process: reads a recipe and then tasks from standard input, answers on what was its standard output."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
import threading
import traceback
from queue import SimpleQueue
from typing import Any, BinaryIO

OUT_OF_MEMORY = 77
"""Exit status of a worker that could not have the memory it asked for."""

HEAD = struct.Struct("<Q")
"""Length of the message that follows, in bytes."""

READY, BEGIN, DONE, FAULT = "ready", "begin", "done", "fault"


def send(stream: BinaryIO, message: object) -> None:
    """Write one message, whole."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """The next message.

    Raises:
        EOFError: the other side is gone, perhaps in the middle of a message.
    """
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    [size] = HEAD.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """Work until standard input ends, which it does when the parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent too, which then ends its workers
    answers = _own_output()
    tasks: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    recipe, memory = tasks.get()
    limit_memory(memory)
    try:
        work = recipe()
        gc.freeze()  # as in the serial engine
        send(answers, (READY, None))
    except Exception as fault:
        send(answers, (FAULT, _portable(fault)))
        return
    while True:
        task = tasks.get()
        try:
            send(answers, (DONE, work(task, lambda part: send(answers, (BEGIN, part)))))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except Exception as fault:
            send(answers, (FAULT, _portable(fault)))


def _portable(fault: Exception) -> Exception:
    """The exception with its traceback as a note; one of its words where it cannot be pickled and built again."""
    fault.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(fault))
    except Exception:
        return RuntimeError("\n".join([repr(fault), *fault.__notes__]))
    return fault


def _own_output() -> BinaryIO:
    """Standard output as our own stream; what libraries print goes to standard error and cannot garble an answer."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _listen(stream: BinaryIO, tasks: SimpleQueue[Any]) -> None:
    try:
        while True:
            tasks.put(receive(stream))
    except (EOFError, OSError):
        os._exit(0)  # at once: nobody waits for what is being worked on


def limit_memory(megabytes: int) -> None:
    """Let this process have no more than so many MiB of data, where the system can tell; 0 is no limit."""
    if not megabytes:
        return
    try:
        import resource
    except ImportError:  # Windows
        return
    size = megabytes * 2**20
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (size if most == resource.RLIM_INFINITY else min(size, most), most))
