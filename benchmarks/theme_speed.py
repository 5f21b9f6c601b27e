"""Part 3 of the comparison of theme models: seconds and memory of zongjie's themes, beside jieba on the same text.

    python benchmarks/theme_speed.py UNITS THEMES LEVELS TEXTS

prints one line of JSON. THEMES 0 lets the run choose; LEVELS 2 divides each theme. Each measurement is a process of
its own, for the peak memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from zongjie.bench import jieba_seconds, peak_memory
from zongjie.config import load_settings
from zongjie.themes.fold import discover
from zongjie.themes.units import Words, cut

NOISE = 0.1  # of the words of a drawn sentence are those of others
PER_DOCUMENT = 100  # sentences
ONE, CHOSEN = 5.0, 60.0  # seconds wanted for 10,000 sentences: with the number of themes given, and chosen
WANTED = 10_000
WARMING = 600  # sentences of the fit that loads what is loaded once
GIVEN = 20  # themes


@dataclass(frozen=True)
class Timed:
    """One measurement. `themes` is what was asked for, 0 for a choice; `found` how many there are on all levels.

    `loading_seconds` went before, for libraries and a first small fit; `cpu_seconds` is the time of the processor,
    which other work on the machine does not lengthen.
    """

    units: int
    themes: int
    levels: int
    found: int
    loading_seconds: float
    seconds: float
    cpu_seconds: float
    jieba_seconds: float
    characters: int
    peak_bytes: int | None


def sentences(folder: Path | None) -> list[Words]:
    """Real sentences with words and tags: of the texts of a folder, else of the train part of the benchmark."""
    if folder is not None and folder.is_dir():
        texts = [file.read_text("utf-8") for file in sorted(folder.glob("*.txt"))]
    else:
        import zongjie

        texts = [one.text for one in zongjie.load_benchmark("train")]
    parts = (part.strip() for text in texts for line in text.splitlines() for part in line.split("。"))
    return [cut(part) for part in parts if len(part) > 5]


def drawn(real: Sequence[Words], units: int) -> list[dict[str, object]]:
    """Rows of `sentences`: real ones drawn with replacement, a tenth of their words those of others."""
    random = np.random.default_rng(0)
    pool = [pair for words, tags in real for pair in zip(words, tags, strict=True)]
    rows: list[dict[str, object]] = []
    for number, at in enumerate(random.integers(len(real), size=units)):
        pairs = list(zip(*real[at], strict=True))
        other = random.integers(len(pool), size=len(pairs))
        noisy = random.random(len(pairs)) < NOISE
        pairs = [pool[o] if swap else pair for pair, o, swap in zip(pairs, other, noisy, strict=True)]
        words, tags = [word for word, _ in pairs], [tag for _, tag in pairs]
        rows.append(
            {"sentence_id": f"n{number:08d}", "document_id": f"d{number // PER_DOCUMENT}", "words": words, "tags": tags}
        )
    return rows


def measure(units: int, themes: int, levels: int, folder: Path | None) -> Timed:
    """Themes of drawn sentences in this process: from rows to rows, names included."""
    rows = drawn(sentences(folder), units)
    begun = perf_counter()
    discover({"sentences": rows[:WARMING]}, load_settings(theme_count=2))
    start, cpu_start = perf_counter(), process_time()
    found = discover({"sentences": rows}, load_settings(theme_count=themes, theme_levels=levels))
    seconds, cpu, peak = perf_counter() - start, process_time() - cpu_start, peak_memory()
    texts = ["".join(map(str, row["words"])) for row in rows]  # type: ignore[call-overload]
    size = (jieba_seconds(texts), sum(map(len, texts)))
    return Timed(units, themes, levels, len(found.themes), start - begun, seconds, cpu, *size, peak)


def compare(sizes: Sequence[int], folder: Path | None) -> list[Timed]:
    """Each size with a given number of themes, with those below them, and with a chosen number, each in a process."""
    return [_apart(units, *asked, folder) for units in sizes for asked in ((GIVEN, 1), (GIVEN, 2), (0, 2))]


def _apart(units: int, themes: int, levels: int, folder: Path | None) -> Timed:
    command = [sys.executable, __file__, str(units), str(themes), str(levels), str(folder or "")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return Timed(**json.loads(done.stdout))


def table(found: Sequence[Timed]) -> str:
    """The measurements in Markdown; the last ratio is of the speeds: 1 is as fast as jieba."""
    head = (
        "sentences",
        "themes asked",
        "levels",
        "found",
        "seconds to load",
        "seconds",
        "of them CPU",
        "jieba.lcut, seconds",
        "times jieba's speed",
        "peak memory",
    )
    lines = [f"| {' | '.join(head)} |", "| --- |" + " --- |" * (len(head) - 1)]
    for one in found:
        peak = "–" if one.peak_bytes is None else f"{one.peak_bytes / 1e6:,.0f} MB"
        cells = (
            f"{one.units:,}",
            str(one.themes or "chosen"),
            str(one.levels),
            str(one.found),
            f"{one.loading_seconds:.1f}",
            f"{one.seconds:.1f}",
            f"{one.cpu_seconds:.1f}",
        )
        ratio = f"{one.jieba_seconds / one.seconds:.2f}"
        lines.append(f"| {' | '.join([*cells, f'{one.jieba_seconds:.1f}', ratio, peak])} |")
    return "\n".join(lines)


def verdicts(found: Sequence[Timed]) -> list[str]:
    """Whether 10,000 sentences take as little time as wanted: time of the processor, for a machine may be shared."""
    lines = []
    for one in (one for one in found if one.units == WANTED):
        limit = ONE if one.themes else CHOSEN
        reached = "reached" if one.cpu_seconds < limit else "not reached"
        asked = one.themes or "a chosen number of"
        below = " and those below them" if one.levels > 1 else ""
        lines.append(f"{reached}: {one.cpu_seconds:.1f} s of CPU for {asked} themes{below}, wanted < {limit}")
    return lines


if __name__ == "__main__":
    *numbers, folder = sys.argv[1:]
    print(json.dumps(asdict(measure(*map(int, numbers), Path(folder) if folder else None))))  # type: ignore[arg-type]
