"""What keeps out themes that are not there: how many come out of texts whose words were dealt anew among the sentences.

    python benchmarks/theme_support.py [--texts FOLDER] [--units 4000] [--themes 20] [--shuffles 5]

Sentences of the benchmark's train part, or of the .txt files of a folder, are fitted as a run fits them, then with all
their words shuffled among them: every sentence keeps its length and every word its frequency, and no words go together
but by chance. What comes out there, `zongjie.themes.consensus` is to keep out: by how well themes come back
(SUPPORTED), and by how often their words meet in rows that they were not fitted to (CHANCE).
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


def stabilities(units: Sequence[Unit], themes: int) -> tuple[list[float], list[float]]:
    """How well each theme comes back that is taken by that alone, and each that is taken after the trial by chance."""
    representation = represent("sentence", units)
    assert representation is not None
    rows = Rows(units, representation, wide=True)
    keys, plan = keys_of(rows.keys), consensus.around(themes, BAGS)
    fits = consensus.gather(rows.matrix, keys, plan, share=SHARE, seed=0, words=rows.words)
    untried, tried = (consensus.agree(some, rows.matrix, themes) for some in (fits._replace(pairs=None), fits))
    return untried.stability.tolist(), tried.stability.tolist()


def line(name: str, wanted: int, untried: Sequence[float], tried: Sequence[float]) -> str:
    """A row of the table: how many of the themes wanted come out, untried and tried, with the median stability."""
    cells = [f"{len(some)} ({len(some) / wanted:.0%})" for some in (untried, tried)]
    middle, high = np.quantile(untried, [0.5, 0.95]) if untried else (0.0, 0.0)
    return f"| {name} | {wanted} | {cells[0]} | {middle:.2f} | {high:.2f} | {cells[1]} |"


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
    levels = f"stability of {consensus.SUPPORTED} | median | 95 % | and chance under {consensus.CHANCE}"
    print(f"| texts | wanted | {levels} |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(line("as they are", options.themes, *stabilities(units, options.themes)), flush=True)
    apart = [stabilities(shuffled(units, seed), options.themes) for seed in range(options.shuffles)]
    both = ([one for some in column for one in some] for column in zip(*apart, strict=True))
    print(line("words dealt anew", options.themes * options.shuffles, *both))


if __name__ == "__main__":
    main()
