"""Speed of the pipeline beside `jieba.lcut` on the same text, in one process, by CPU time; and how long starting takes.

    python benchmarks/speed.py                          20,000 summaries of about 800 characters, made by a seed
    python benchmarks/speed.py --documents 1000         fewer of them
    python benchmarks/speed.py --corpus FOLDER          texts of your own
    python benchmarks/speed.py --starts                 only --help, import and extract

Ours is `zongjie.run` without themes and reuse, from reading to Parquet: what is written after that, and loading
dictionaries and patterns, is listed and not counted. jieba and ours take turns; each figure is the median. Stages are
timed by the clock of the wall, so their seconds are scaled to the CPU time of their run. Compare only ratios, and only
those of one call: OMP_NUM_THREADS=1 keeps numpy from using other cores.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import zongjie
from zongjie.bench import APART

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
DOCUMENTS, CHARACTERS, SEED, TURNS = 20_000, 800, 1, 3
SENTENCE = re.compile("[^。！？\n]+[。！？]?")
SHORTEST, LONGEST = 8, 300  # characters of a sentence that is taken
NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))[1-9]\d{0,7}(?!\d)")  # years stay
SPREAD = 3  # a number changes by up to a third
BEYOND = 45  # characters by which the last sentence of a part goes beyond its share, on average
PARTS = ("主要工作", "工作成效", "存在问题", "下一步打算")
NUMERALS = "一二三四"
STARTS = {
    "--help": ["-m", "zongjie", "--help"],
    "import zongjie": ["-c", "import zongjie"],
    "extract, one sentence": ["-m", "zongjie", "extract", "2023年，举办培训班3期，培训120人次。"],
}
Timed = tuple[float, dict[str, float]]
"""CPU seconds from reading to Parquet, and those of each stage."""


def sentences() -> list[str]:
    """The different sentences of the benchmark's texts and of the samples in plain text."""
    files = [*sorted((CORPUS / "benchmark").glob("*/texts/*.txt")), *sorted((CORPUS / "samples").glob("*.txt"))]
    texts = [content for file in files if (content := _decoded(file)) is not None]
    parts = (part.strip() for text in texts for part in SENTENCE.findall(text))
    return list(dict.fromkeys(part for part in parts if SHORTEST <= len(part) <= LONGEST))


def _decoded(file: Path) -> str | None:
    """The text of a file in UTF-8; None of another, as some samples are on purpose."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return None


def summaries(count: int, seed: int = SEED) -> Iterator[str]:
    """Summaries of drawn sentences under headings, their numbers varied; the same seed gives the same texts."""
    drawn, some = random.Random(seed), sentences()

    def varied(found: re.Match[str]) -> str:
        number = int(found[0])
        return str(max(1, number + drawn.randint(-(number // SPREAD), number // SPREAD)))

    for number in range(count):
        lines = [f"青禾县第{number + 1}单位{2010 + number % 15}年工作总结"]
        for numeral, part in zip(NUMERALS, PARTS, strict=True):
            body = ""
            while len(body) < CHARACTERS // len(PARTS) - BEYOND:
                body += NUMBER.sub(varied, drawn.choice(some))
            lines += [f"{numeral}、{part}", body]
        yield "\n".join(lines) + "\n"


def write_corpus(folder: Path, count: int, seed: int) -> None:
    """Write the summaries, a file each."""
    folder.mkdir(parents=True)
    for number, text in enumerate(summaries(count, seed)):
        (folder / f"{number:05}.txt").write_text(text, "utf-8", newline="\n")


def ours(corpus: Path) -> Timed:
    """One run over the corpus into a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="zongjie-speed-") as out:
        wall, begun = perf_counter(), process_time()
        found = zongjie.run(corpus, Path(out) / "out", themes=False, reuse=False)
        share = (process_time() - begun) / (perf_counter() - wall)
    stages = {name: seconds * share for name, seconds in found.seconds_by_stage.items()}
    return sum(seconds for name, seconds in stages.items() if name not in APART), stages


def jieba_seconds(texts: Sequence[str]) -> float:
    """CPU seconds of `jieba.lcut` over the texts, its dictionary loaded beforehand."""
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    begun = process_time()
    for text in texts:
        jieba.lcut(text)
    return process_time() - begun


def compare(corpus: Path, turns: int, say: Callable[[str], None] = print) -> float:
    """Print the stages beside jieba; the ratio of jieba's time to ours, 1 being as fast."""
    texts = [file.read_text("utf-8-sig") for file in sorted(corpus.rglob("*.txt"))]
    if not any(texts):
        raise SystemExit(f"no text in UTF-8 (*.txt) below {corpus}")
    rounds = [(jieba_seconds(texts), ours(corpus)) for _ in range(turns)]
    jieba = median(seconds for seconds, _ in rounds)
    whole = median(seconds for _, (seconds, _) in rounds)
    characters = sum(map(len, texts))
    say(f"{len(texts)} texts, {characters} characters, median of {turns}")
    say(f"{'stage':<14}{'CPU s':>9}{'of jieba':>10}{'characters/s':>14}")
    names = list(dict.fromkeys(name for _, (_, stages) in rounds for name in stages))
    seconds = {name: median(stages.get(name, 0.0) for _, (_, stages) in rounds) for name in names}
    for name in names:
        apart = "  not counted" if name in APART else ""
        say(_line(name, seconds[name], jieba, characters) + apart)
    say(_line("whole", whole, jieba, characters))
    say(_line("jieba.lcut", jieba, jieba, characters))
    say(f"ratio (jieba / ours): {jieba / whole:.3f}")
    return jieba / whole


def _line(name: str, seconds: float, jieba: float, characters: int) -> str:
    rate = f"{characters / seconds:14,.0f}" if seconds > 0 else " " * 14
    return f"{name:<14}{seconds:9.3f}{seconds / jieba:10.3f}{rate}"


def starts(turns: int) -> None:
    """Print how long a process takes that only starts, by the clock of the wall."""
    for name, arguments in STARTS.items():
        times = []
        for _ in range(turns):
            begun = perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            times.append(perf_counter() - begun)
        print(f"{name:<24}{median(times):6.2f} s, median of {turns}")


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, help="folder of texts; without it summaries are made")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="number of summaries that are made")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--starts", action="store_true", help="only the times of starting")
    chosen = parser.parse_args()
    if not chosen.starts:
        with tempfile.TemporaryDirectory(prefix="zongjie-speed-") as temporary:
            corpus = chosen.corpus or Path(temporary) / "summaries"
            if chosen.corpus is None:
                write_corpus(corpus, chosen.documents, chosen.seed)
            compare(corpus, chosen.turns)
    starts(chosen.turns)


if __name__ == "__main__":
    main()
