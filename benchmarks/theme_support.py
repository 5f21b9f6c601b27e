"""How well themes come back that are not there: stability on texts whose words were dealt anew among the sentences.

    python benchmarks/theme_support.py [--texts FOLDER] [--units 4000] [--themes 20] [--shuffles 5]

Sentences of the benchmark's train part, or of the .txt files of a folder, are fitted as a run fits them, then with all
their words shuffled among them: every sentence keeps its length and every word its frequency, and no words go together
but by chance. What `zongjie.themes.consensus.SUPPORTED` is to keep out is what comes back there.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
from theme_speed import PER_DOCUMENT, sentences

from zongjie.themes import consensus
from zongjie.themes.bags import keys_of
from zongjie.themes.content import runs
from zongjie.themes.level import Rows
from zongjie.themes.units import Unit
from zongjie.themes.vectorize import represent

BAGS, SHARE = 12, 0.8  # as ThemeModel has them


def read(folder: Path | None, most: int) -> list[Unit]:
    """The first sentences with two content words or more, in documents of so many."""
    cut = (runs(words, tags) for words, tags in sentences(folder))
    told = (some for some in cut if len({token.word for run in some for token in run}) > 1)
    return [
        Unit(f"n{at:08d}", f"d{at // PER_DOCUMENT:06d}", some, start=at) for at, some in enumerate(islice(told, most))
    ]


def shuffled(units: Sequence[Unit], seed: int) -> list[Unit]:
    """The same sentences with the words of all dealt anew."""
    pool = [token for unit in units for run in unit.runs for token in run]
    dealt = iter([pool[at] for at in np.random.default_rng(seed).permutation(len(pool))])
    return [replace(unit, runs=tuple(tuple(next(dealt) for _ in run) for run in unit.runs)) for unit in units]


def stabilities(units: Sequence[Unit], themes: int) -> list[float]:
    """How well each theme comes back that would be taken were SUPPORTED 0."""
    representation = represent("sentence", units)
    assert representation is not None
    rows = Rows(units, representation, wide=True)
    keys, plan = keys_of(rows.keys), consensus.around(themes, BAGS)
    fits = consensus.gather(rows.matrix, keys, plan, share=SHARE, seed=0)
    held, consensus.SUPPORTED = consensus.SUPPORTED, 0.0
    try:
        return consensus.agree(fits, rows.matrix, themes).stability.tolist()
    finally:
        consensus.SUPPORTED = held


def line(name: str, found: Sequence[float]) -> str:
    """A row of the table: how many themes, quantiles of their stability, and how many SUPPORTED keeps."""
    middle, high, most = np.quantile(found, [0.5, 0.95, 1]) if found else (0.0, 0.0, 0.0)
    kept = sum(one >= consensus.SUPPORTED for one in found)
    return (
        f"| {name} | {len(found)} | {middle:.2f} | {high:.2f} | {most:.2f} | {kept} ({kept / max(len(found), 1):.0%}) |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--units", type=int, default=4000)
    parser.add_argument("--themes", type=int, default=20)
    parser.add_argument("--shuffles", type=int, default=5)
    options = parser.parse_args()
    units = read(options.texts, options.units)
    print(f"{len(units):,} sentences, {options.themes} themes wanted\n")
    print(f"| texts | themes | median stability | 95 % | highest | at least {consensus.SUPPORTED} |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(line("as they are", stabilities(units, options.themes)))
    apart = [stabilities(shuffled(units, seed), options.themes) for seed in range(options.shuffles)]
    print(line("words dealt anew", [one for some in apart for one in some]))


if __name__ == "__main__":
    main()
