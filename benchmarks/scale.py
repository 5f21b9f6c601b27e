"""What a run costs as the corpus grows: CPU time by stage, memory of the parent and the worker, bytes on disk.

    python benchmarks/scale.py                     500, 1,000, 2,000 and 4,000 made summaries of about 800 characters
    python benchmarks/scale.py 500 1000            other sizes
    python benchmarks/scale.py --lean              by rules alone, without xlsx and report: memory to gather and to fold
    python benchmarks/scale.py --long 1000000      texts of so many characters, each one document

Every size is a whole `zongjie run` without themes, with one worker, in a process of its own, which tells the CPU time
and the most memory that it and its worker took. Stages are timed by the clock of the wall, so theirs are shares of the
worker's CPU time. Of two sizes or more the difference tells what one more document costs, and 100 million at that rate:
an estimate by a straight line, from a corpus that is made, far beyond what was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from speed import SEED, summaries, write_corpus

SIZES = (500, 1_000, 2_000, 4_000)
MANY = 100_000_000
BY_PARENT = ("parquet", "csv", "duckdb", "xlsx", "dictionary", "manifest", "report")
FORMATS = ("tables", "csv", "dataset.duckdb", "dataset.xlsx", "report.html")
STORE = ".zongjie-store"
RECORDS = ("sentences", "metrics", "activities", "problems")
MEGABYTE, GIGABYTE, TERABYTE = 10**6, 10**9, 10**12
HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. CPU in seconds, memory and files in bytes."""

    documents: int
    characters: int
    parent_cpu: float
    worker_cpu: float
    parent_memory: int
    worker_memory: int
    records: int
    stages: dict[str, float]
    files: dict[str, int]


def measure(corpus: Path, out: Path, lean: bool) -> Measured:
    """Run in this process, which must have done nothing else; `lean` leaves out what takes most time and says least."""
    import zongjie
    from zongjie.dataset import write
    from zongjie.report import build
    from zongjie.run import Execution

    if lean:
        write.write_xlsx = lambda *_: []
        build.build = lambda *_: ""
    done = zongjie.run(corpus, out, execution=Execution("processes", 1), themes=False, learned=not lean)
    with suppress(ChildProcessError):  # a worker counts when it has been waited for
        while True:
            os.wait()
    parent, worker = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Measured(
        done.tables["documents"],
        done.characters,
        parent.ru_utime + parent.ru_stime,
        worker.ru_utime + worker.ru_stime,
        parent.ru_maxrss * 1024,
        worker.ru_maxrss * 1024,
        sum(done.tables[name] for name in RECORDS),
        done.seconds_by_stage,
        {name: _size(out / name) for name in (*FORMATS, STORE)},
    )


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0


def apart(corpus: Path, out: Path, lean: bool) -> Measured:
    """`measure` in a process of its own."""
    command = [sys.executable, __file__, "--measure", str(corpus), str(out), *(["--lean"] if lean else [])]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Measured(**json.loads(said.splitlines()[-1]))


def print_one(one: Measured) -> None:
    millions = one.characters / MEGABYTE
    print(
        f"{one.documents:,} documents, {one.characters:,} characters, {one.records / one.documents:.0f} records each",
        flush=True,
    )
    print(
        f"  memory: parent {one.parent_memory / MEGABYTE:,.0f} MB, worker {one.worker_memory / MEGABYTE:,.0f} MB; CPU: "
        f"parent {one.parent_cpu:.1f} s, worker {one.worker_cpu:.1f} s"
    )
    sizes = ", ".join(f"{name} {size / one.documents:,.0f}" for name, size in one.files.items())
    print(f"  bytes a document: {sizes}")
    print(f"  bytes a record: {', '.join(f'{n} {s / one.records:,.0f}' for n, s in one.files.items())}")
    work = {name: seconds for name, seconds in one.stages.items() if name not in BY_PARENT}
    share = one.worker_cpu / sum(work.values())
    told = ", ".join(f"{name} {seconds * share / millions:.2f}" for name, seconds in work.items() if name != "startup")
    print(f"  CPU seconds per million characters: {told}")
    print(f"  of the clock, in the parent: {', '.join(f'{n} {one.stages.get(n, 0):.1f}' for n in BY_PARENT)}")


def print_growth(first: Measured, last: Measured) -> None:
    """What one more document costs, and so a hundred million."""
    more = last.documents - first.documents
    worker, parent = ((getattr(last, n) - getattr(first, n)) / more for n in ("worker_cpu", "parent_cpu"))
    memory = (last.parent_memory - first.parent_memory) / more
    print(
        f"one more document: CPU {worker * 1000:.1f} ms of workers, {parent * 1000:.1f} ms of the parent, whose memory"
    )
    print(f"  grows by {memory:,.0f} bytes")
    disk = {name: (last.files[name] - first.files[name]) / more * MANY / TERABYTE for name in last.files}
    print(f"{MANY:,}: workers {worker * MANY / HOUR:,.0f} core hours, parent {parent * MANY / HOUR:,.0f} hours and")
    print(f"  {memory * MANY / GIGABYTE:,.0f} GB of memory; TB of {', '.join(f'{n} {s:.2f}' for n, s in disk.items())}")


def write_long(folder: Path, characters: int) -> None:
    """One text of so many characters: summaries one behind the other, as the chapters of one document."""
    folder.mkdir(parents=True)
    parts, size = [], 0
    for number, text in enumerate(summaries(characters // 500, SEED)):
        parts.append(f"第{number + 1}部分\n{text}")
        size += len(parts[-1])
        if size >= characters:
            break
    (folder / "long.txt").write_text("".join(parts)[:characters], "utf-8", newline="\n")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sizes", nargs="*", type=int, default=SIZES)
    options.add_argument("--long", nargs="+", type=int, default=[])
    options.add_argument("--lean", action="store_true")
    options.add_argument("--measure", nargs=2, type=Path)
    chosen = options.parse_args()
    if chosen.measure:
        from dataclasses import asdict

        print(json.dumps(asdict(measure(*chosen.measure, chosen.lean))))
        return
    found = []
    with tempfile.TemporaryDirectory(prefix="zongjie-scale-") as folder:
        for size in chosen.long or chosen.sizes:
            corpus, out = Path(folder) / f"corpus{size}", Path(folder) / f"out{size}"
            if chosen.long:
                write_long(corpus, size)
            else:
                write_corpus(corpus, size, SEED)
            found.append(apart(corpus, out, chosen.lean))
            print_one(found[-1])
    if len(found) > 1 and not chosen.long:
        print_growth(found[0], found[-1])


if __name__ == "__main__":
    main()
