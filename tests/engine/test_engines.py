"""Engines: the order of results, and what becomes of a task when its worker dies, hangs, or cannot begin."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from engine_toys import Made, ToyRecipe, toy

from zongjie.engine import Limits, Processes, serial
from zongjie.errors import EngineError, UnreadableError, UsageError

POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")


def run(engine: Any, tasks: list[Any], recipe: Any = None) -> tuple[list[Made], list[tuple[int, int]]]:
    begun: list[tuple[int, int]] = []
    made = list(engine(recipe or ToyRecipe(), tasks, lambda task, part: begun.append((task, part))))
    return made, begun


@pytest.mark.parametrize("engine", [serial, Processes(1), Processes(3)])
def test_results_come_in_the_order_of_the_tasks(engine: Any) -> None:
    tasks = [toy("slow", "a"), *(toy(str(number)) for number in range(9)), toy()]
    made, begun = run(engine, tasks)
    assert [one.words for one in made] == [tuple(word for _, word in task.parts) for task in tasks]
    assert sorted(begun) == sorted((at, part) for at, task in enumerate(tasks) for part, _ in task.parts)


@pytest.mark.parametrize("engine", [serial, Processes(2)])
def test_no_tasks_need_no_worker(engine: Any) -> None:
    assert run(engine, [], ToyRecipe("raise never")) == ([], [])


def test_several_processes_share_the_work() -> None:
    made, _ = run(Processes(2), [toy(*["slow"] * 4) for _ in range(6)])
    assert len({one.process for one in made}) == 2
    assert os.getpid() not in {one.process for one in made}


@POSIX
@pytest.mark.parametrize(("fault", "words"), [("kill", "SIGKILL"), ("exit", "status 5")])
def test_what_kills_a_worker_costs_its_part(fault: str, words: str) -> None:
    made, _ = run(Processes(2), [toy("a"), toy("b", fault, "c"), toy("d"), toy("e")])
    assert [one.words for one in made] == [("a",), ("b", "c"), ("d",), ("e",)]
    assert [one.left_out and one.left_out[0][0] for one in made] == [(), 1, (), ()]
    assert words in made[1].left_out[0][1].en


def test_every_part_that_kills_is_left_out() -> None:
    made, _ = run(Processes(1), [toy("exit", "a", "exit", "b", "exit")])
    assert made[0].words == ("a", "b")
    assert [number for number, _ in made[0].left_out] == [0, 2, 4]


def test_a_part_that_kills_once_gets_its_second_chance(tmp_path: Path) -> None:
    word = f"once {tmp_path / 'mark'}"
    made, _ = run(Processes(1), [toy("a", word, "b")])
    assert made[0].words == ("a", word, "b")
    assert made[0].left_out == ()


def test_a_part_that_takes_too_long_is_given_up() -> None:
    made, _ = run(Processes(2, Limits(seconds=1.5)), [toy("a", "hang", "b"), toy("c")])
    assert [one.words for one in made] == [("a", "b"), ("c",)]
    assert "1.5 seconds" in made[0].left_out[0][1].en


def test_the_clock_runs_for_each_part_anew() -> None:
    made, _ = run(Processes(1, Limits(seconds=1.0)), [toy(*["slow"] * 40)])
    assert made[0].left_out == ()
    assert len(made[0].words) == 40


@POSIX
def test_a_part_that_needs_too_much_memory_is_given_up() -> None:
    made, _ = run(Processes(1, Limits(megabytes=512)), [toy("a", "memory", "b")])
    assert made[0].words == ("a", "b")
    assert "512 MB" in made[0].left_out[0][1].en


def test_the_serial_engine_gives_up_what_memory_does_not_hold() -> None:
    class Recipe:
        def __call__(self) -> Any:
            def work(task: Any, begin: Any) -> Any:
                for number, word in task.parts:
                    begin(number)
                    if word == "memory":
                        raise MemoryError
                return task

            return work

    [made] = list(serial(Recipe(), [toy("a", "memory", "b")], lambda task, part: None))
    assert [word for _, word in made.parts] == ["a", "b"]
    assert [number for number, _ in made.left_out] == [1]


@pytest.mark.parametrize("engine", [serial, Processes(2)])
def test_an_exception_ends_the_run_and_says_where(engine: Any) -> None:
    with pytest.raises(ValueError, match="so it is") as caught:
        run(engine, [toy("a"), toy("raise so it is"), toy("b")])
    if engine is not serial:
        assert any("engine_toys.py" in note for note in caught.value.__notes__)


@pytest.mark.parametrize("engine", [serial, Processes(2)])
def test_a_recipe_that_fails_ends_the_run(engine: Any) -> None:
    with pytest.raises(ValueError, match="no model"):
        run(engine, [toy("a")], ToyRecipe("raise no model"))


def test_workers_that_cannot_begin_are_told_from_parts_that_kill() -> None:
    with pytest.raises(EngineError, match="zongjie doctor") as caught:
        run(Processes(2), [toy("a"), toy("b")], ToyRecipe("exit"))
    assert "status 5" in caught.value.message.en


@pytest.mark.parametrize("error", [UsageError("甲", "a"), UnreadableError("乙", "b", status="skipped")])
def test_errors_travel(error: Any) -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.message, str(copy)) == (type(error), error.message, str(error))
    assert getattr(copy, "status", None) == getattr(error, "status", None)


def gone(process: int) -> bool:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if os.path.exists(f"/proc/{process}/stat"):  # noqa: PTH110
            with open(f"/proc/{process}/stat") as file:  # noqa: PTH123
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        time.sleep(0.1)
    return False


@POSIX
def test_workers_end_when_nobody_wants_more() -> None:
    results = Processes(2)(ToyRecipe(), [toy("a"), toy("hang"), toy("hang")], lambda task, part: None)
    process = next(results).process
    results.close()
    assert gone(process)


@POSIX
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(way: signal.Signals, tmp_path: Path) -> None:
    places = [str(Path(__file__).parent), str(Path(sys.modules["zongjie"].__file__ or "").parent.parent)]
    script = (
        f"import sys; sys.path[:0] = {places!r}\n"
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored below a background job
        "from engine_toys import ToyRecipe, toy\n"
        "from zongjie.engine import Processes\n"
        "for made in Processes(2)(ToyRecipe(), [toy('a'), toy('b'), *[toy('hang')] * 3], lambda *a: None):\n"
        "    print(made.process, flush=True)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    processes = {int(parent.stdout.readline()) for _ in range(2)}
    begun = time.monotonic()
    parent.send_signal(way)
    parent.wait(20)
    assert way == signal.SIGKILL or time.monotonic() - begun < 10
    assert all(map(gone, processes))
