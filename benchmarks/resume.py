"""What processes and kept work save: a run in one process and in two, the same again, and again with one file changed.

    python benchmarks/resume.py                    4,000 summaries of about 800 characters, made by a seed
    python benchmarks/resume.py --documents 10000

Wall time, on a machine that does nothing else. Of the two runs that work everything out, what is done once in each
process (loading dictionaries and patterns) and what follows the tables (csv, DuckDB, xlsx, report) is left out of the
ratio and listed; the other two are whole runs of `zongjie.run`, as is the first when they are compared with it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from speed import SEED, write_corpus

import zongjie
from zongjie.run import Execution, RunSummary

AFTER = ("csv", "duckdb", "xlsx", "dictionary", "manifest", "report")
SETTINGS = {"themes": False, "reuse": False}


def run(corpus: Path, out: Path, workers: int) -> RunSummary:
    return zongjie.run(corpus, out, execution=Execution("processes", workers), **SETTINGS)  # type: ignore[arg-type]


def to_tables(done: RunSummary, workers: int) -> float:
    """Wall seconds to the tables, start-up apart: workers start at once, so the clock shows one share of their sum."""
    after = sum(done.seconds_by_stage.get(name, 0.0) for name in AFTER)
    return done.seconds - after - done.seconds_by_stage["startup"] / workers


def memory() -> str:
    """The most memory that any worker so far has held, and this process, which writes the tables."""
    try:
        import resource
    except ImportError:
        return "not told on this system"
    both = resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF
    worker, writer = (resource.getrusage(who).ru_maxrss / 1024 for who in both)
    return f"worker {worker:.0f} MiB, writer {writer:.0f} MiB"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, default=4_000)
    documents = options.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        corpus = place / "corpus"
        write_corpus(corpus, documents, SEED)
        one, two = (run(corpus, place / str(workers), workers) for workers in (1, 2))
        print(f"peak memory: {memory()}")
        single, double = to_tables(one, 1), to_tables(two, 2)
        print(f"{documents:,} documents, {one.characters:,} characters")
        print(f"one process {single:.1f} s, two {double:.1f} s to the tables: ratio {single / double:.2f}")
        again = run(corpus, place / "2", 2)
        assert again.unchanged
        print(f"whole run {two.seconds:.1f} s, again {again.seconds:.2f} s: ratio {two.seconds / again.seconds:.0f}")
        changed = sorted(path for path in corpus.rglob("*") if path.is_file())[documents // 2]
        changed.write_text(changed.read_text("utf-8") + "\n又举办培训班3期。", "utf-8")
        third = run(corpus, place / "2", 2)
        print(f"one file changed: {documents - third.kept} files worked out, {third.seconds:.1f} s")


if __name__ == "__main__":
    main()
