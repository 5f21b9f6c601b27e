"""The engine of a Dask cluster, with real workers on this machine: results in order, and workers that are lost."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_toys import ToyRecipe, toy

from zongjie.engine import Cluster, Limits
from zongjie.errors import EngineError

distributed = pytest.importorskip("distributed")

PATH = str(Path(__file__).parent)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        with distributed.Client(local) as client:
            client.run(lambda: sys.path.insert(0, PATH))
        yield local


def test_parts_that_kill_or_hang_are_left_out_and_results_come_in_order(cluster: Any) -> None:
    begun: list[tuple[int, int]] = []
    tasks = [toy("slow", "a"), toy("b", "exit", "c"), toy("hang", "d"), toy("e")]
    engine = Cluster(cluster.scheduler_address, limits=Limits(seconds=2))
    made = list(engine(ToyRecipe(), tasks, lambda task, part: begun.append((task, part))))
    assert [one.words for one in made] == [("slow", "a"), ("b", "c"), ("d",), ("e",)]
    assert [[number for number, _ in one.left_out] for one in made] == [[], [1], [0], []]
    assert {task for task, _ in begun} == {0, 1, 2, 3}


def test_an_exception_ends_the_run(cluster: Any) -> None:
    with pytest.raises(ValueError, match="so it is"):
        list(Cluster(cluster.scheduler_address)(ToyRecipe(), [toy("raise so it is")], lambda task, part: None))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_killed_worker_loses_nothing(cluster: Any) -> None:
    results = Cluster(cluster.scheduler_address)(
        ToyRecipe(), [toy(*["slow"] * 5, str(number)) for number in range(12)], lambda task, part: None
    )
    made = [next(results)]
    with distributed.Client(cluster) as client:
        os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
    made += list(results)
    assert [one.words[-1] for one in made] == [str(number) for number in range(12)]
    assert all(one.left_out == () for one in made)


def test_a_scheduler_that_is_not_there_is_told() -> None:
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "300ms"}),
        pytest.raises(EngineError, match="run the same"),
    ):
        list(Cluster("tcp://127.0.0.1:9")(ToyRecipe(), [toy("a")], lambda task, part: None))
