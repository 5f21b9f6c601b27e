"""Part 1 of the comparison of theme models: coherence, diversity and stability on the same tokens of one corpus."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from theme_systems import OURS, Tokens, available, bertopic, missing, systems

from zongjie.themes.bootstrap import Estimate
from zongjie.themes.content import runs
from zongjie.themes.quality import SHARE, Grouping, Quality, evaluate_model, quality_of
from zongjie.themes.reference import Reference
from zongjie.themes.stability import samples
from zongjie.themes.units import cut

FIRST_YEAR = 1978
SHORTEST = 30  # characters of a paragraph
RAREST, COMMONEST = 5, 0.3  # paragraphs that a word must occur in, and the share that it may occur in
AHEAD = 0.08  # wanted: stability above every peer, with intervals apart
BEHIND = 0.01  # most that it may be behind any peer in the other measures
COLUMNS = ("c_npmi", "c_v", "diversity", "stability", "pairs")


@dataclass
class Compared:
    """The quality of each system by its name, and of those left out the reason."""

    texts: int
    words: int
    quality: dict[str, Quality] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def paragraphs(folder: Path) -> tuple[list[str], list[list[str]]]:
    """The paragraphs of the reports of 1978 and later, and the words that all systems are given of them.

    Paragraphs of which no word is left are taken out for all. A file without a year in its name counts as later.
    """
    texts = [text for file in sorted(folder.glob("*.txt")) if _recent(file.stem) for text in _paragraphs(file)]
    words = [[token.word for run in runs(*cut(text)) for token in run] for text in texts]
    frequency = Counter(word for some in words for word in set(some))
    kept = {word for word, count in frequency.items() if RAREST <= count <= COMMONEST * len(texts)}
    tokens = [[word for word in some if word in kept] for some in words]
    filled = [row for row, some in enumerate(tokens) if some]
    return [texts[row] for row in filled], [tokens[row] for row in filled]


def _recent(stem: str) -> bool:
    year = re.search(r"(?:19|20)\d\d", stem)
    return year is None or int(year[0]) >= FIRST_YEAR


def _paragraphs(file: Path) -> Iterator[str]:
    lines = (line.strip() for line in file.read_text("utf-8").splitlines())
    return (line for line in lines if len(line) >= SHORTEST)


def compare(
    folder: Path, themes: int, count: int, python: str, only: str = "", pairs: Sequence[float] = ()
) -> Compared:
    """Every system on the paragraphs of a folder; `python` is the environment of BERTopic, `pairs` weights of 2-grams.

    `only` names a part of the names of systems: zongjie and those that have it are fitted.
    """
    texts, tokens = paragraphs(folder)
    found = Compared(len(texts), len({word for some in tokens for word in some}))
    reference = Reference(tokens)
    for name, fit in systems(tokens, themes, pairs):
        if name != OURS and only not in name:
            continue
        if reason := available(name):
            found.skipped[name] = reason
            continue
        found.quality[name] = evaluate_model(fit, tokens, count=count, reference=reference)
        print(f"{name}: done", file=sys.stderr, flush=True)
    if only not in "BERTopic":
        return found
    if reason := missing(python):
        found.skipped["BERTopic"] = reason
    else:
        _bertopic(found, texts, tokens, reference, themes, count, python)
    return found


def _bertopic(
    found: Compared, texts: list[str], tokens: Tokens, reference: Reference, themes: int, count: int, python: str
) -> None:
    rows = samples(len(tokens), count, SHARE, 0)  # those that evaluate_model draws
    job = {"texts": texts, "tokens": tokens, "samples": rows, "themes": [themes], "seeds": [0]}
    try:
        result = bertopic(python, job)
    except RuntimeError as fault:
        found.skipped["BERTopic"] = str(fault)
        return
    for setting, name in (("default", "BERTopic (defaults)"), (str(themes), f"BERTopic (nr_topics for {themes})")):
        [whole], others = result[setting]["whole"], result[setting]["samples"]
        outliers = whole["theme"].count(-1) / len(tokens)
        found.quality[name] = quality_of(Grouping(whole["words"], outliers), others, reference, whole["seconds"])


def table(found: Compared) -> str:
    """The systems in Markdown: each measure with its 95 % interval."""
    head = ("system", "themes", "NPMI", "C_v", "diversity", "stability", "sample pairs", "unassigned", "seconds")
    lines = [f"| {' | '.join(head)} |", "| --- |" + " --- |" * (len(head) - 1)]
    for name, quality in found.quality.items():
        cells = [cell(getattr(quality, column)) for column in COLUMNS]
        last = [f"{quality.unassigned:.1%}", f"{quality.seconds:.1f}"]
        lines.append(f"| {' | '.join([name, str(quality.themes), *cells, *last])} |")
    return "\n".join([*lines, *(f"\nskipped: {name}: {why}" for name, why in found.skipped.items())])


def cell(found: Estimate | None) -> str:
    """A value with its interval."""
    return "–" if found is None else f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def verdicts(found: Compared) -> list[str]:
    """Whether zongjie is as far ahead as wanted, a line for each measure with the peer that comes nearest."""
    ours = found.quality[OURS]
    peers = {name: quality for name, quality in found.quality.items() if name != OURS}
    lines = [_stability(ours, peers)] if peers else []
    for column, label in zip(COLUMNS[:3], ("NPMI", "C_v", "diversity"), strict=True):
        mine, others = getattr(ours, column), {n: getattr(q, column) for n, q in peers.items()}
        known = {name: one.value for name, one in others.items() if one is not None}
        if mine is not None and known:
            best = max(known, key=lambda name: known[name])
            ahead = mine.value - known[best]
            lines.append(f"{yes(ahead >= -BEHIND)}: {label} {ahead:+.3f} to {best}, wanted at least -{BEHIND}")
    lines.append(f"{yes(ours.unassigned == 0)}: {ours.unassigned:.1%} unassigned, wanted none")
    return lines


def _stability(ours: Quality, peers: dict[str, Quality]) -> str:
    known = {name: one.stability for name, one in peers.items() if one.stability is not None}
    best = max(known, key=lambda name: known[name].value)
    mine, theirs = ours.stability, known[best]
    assert mine is not None
    apart = all(mine.low > one.high for one in known.values())
    ahead = mine.value - theirs.value
    both = f"{cell(mine)} against {cell(theirs)}"
    reached = yes(ahead >= AHEAD and apart)
    return f"{reached}: stability {ahead:+.3f} to {best}, {both}, wanted +{AHEAD} and intervals apart"


def yes(reached: bool) -> str:
    """The first word of a verdict."""
    return "reached" if reached else "not reached"
