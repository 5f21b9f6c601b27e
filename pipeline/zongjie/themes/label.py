"""What a theme is called: its most distinctive words, and a short phrase that its records themselves use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zongjie.ceremony import is_ceremony
from zongjie.themes.content import Run

if TYPE_CHECKING:
    from zongjie.themes.units import Unit
    from zongjie.themes.vectorize import Representation

KEYWORDS = 10  # of a theme; a label must hold one of them
LONGEST_PHRASE = 3  # words
SHORTEST_LABEL, LONGEST_LABEL = 4, 10  # characters; 安全生产, 农村义务教育经费保障机制 is too long to read in a table
QUANTITY = re.compile("[一二两三四五六七八九十百千万几数多]+[批些个项类种条家名套次系]")
LEAST = 2  # records that must use a phrase before it may name a theme
PART = 0.5  # of the records that use a phrase: where so many have it inside one longer phrase, it is a piece of that
TINY = 1e-12  # keeps a theme without words from dividing by nothing
PRIOR = 0.5  # added to each count, so that a phrase used once outside does not count as used nowhere


@dataclass(frozen=True, slots=True)
class Name:
    """A theme's label, and its keywords, most distinctive first, with their columns where they have any."""

    label: str
    keywords: tuple[str, ...]
    columns: tuple[int, ...]


def distinctive(representation: Representation, placed: Any, loadings: Any) -> list[tuple[int, ...]]:
    """For each theme the columns of its most distinctive words, best first.

    `placed` is the theme of each unit, -1 for none; `loadings` is themes × columns. A word's score is the geometric
    mean of how many of the theme's units use it and how strongly it loads on the theme, both relative to the theme's
    highest, times the log odds of its use inside against outside. Use alone lets in words of any theme, loading alone
    words of few units.
    """
    occurrences = representation.occurrences
    everywhere = np.asarray(occurrences.sum(axis=0)).ravel()
    found = []
    for theme, row in enumerate(loadings):
        members = placed == theme
        inside = np.asarray(occurrences[members].sum(axis=0)).ravel()
        loading = row[: len(inside)]
        strength = np.sqrt(inside * loading / max(inside.max() * loading.max(), TINY))
        odds = _log_odds(inside, int(members.sum()), everywhere - inside, int((~members).sum()))
        score = (strength * odds).round(9)
        best = np.argsort(-score, kind="stable")[:KEYWORDS]
        found.append(tuple(int(column) for column in best if score[column] > 0))
    return found


def name(
    units: Sequence[Unit], representation: Representation, placed: Any, loadings: Any, taken: Sequence[str] = ()
) -> list[Name]:
    """A name for each theme, no two alike and none of those `taken`; large themes choose first."""
    core = distinctive(representation, placed, loadings)
    words = [
        [representation.words[column] for column in columns] or _commonest(units, placed, theme)
        for theme, columns in enumerate(core)
    ]
    offered = [phrases(unit) for unit in units]
    used = _used(units, offered, placed, words)
    wanted = {phrase for counter in used for phrase in counter}
    total = Counter(phrase for some in offered for phrase in some & wanted)
    sizes = np.bincount(placed[placed >= 0], minlength=len(core))
    labels = [""] * len(core)
    for theme in sorted(range(len(core)), key=lambda t: (-int(sizes[t]), t)):
        scores = _scores(used[theme], total, words[theme], (int(sizes[theme]), len(units)))
        labels[theme] = _choose(scores, used[theme], words[theme], {*labels, *taken})
    return [Name(label, tuple(known), columns) for label, known, columns in zip(labels, words, core, strict=True)]


def _commonest(units: Sequence[Unit], placed: Any, theme: int) -> list[str]:
    """The words of a theme whose records have none in common with others: what holds it together are other features."""
    counted = Counter(word for unit, at in zip(units, placed, strict=True) if at == theme for word in set(unit.words))
    return [word for word, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:KEYWORDS]]


def _log_odds(inside: Any, size: int, outside: Any, others: int) -> Any:
    """Log of how many times more often something is used by the `size` units inside than by the `others`."""
    return np.log((inside + PRIOR) / (size + 1)) - np.log((outside + PRIOR) / (others + 1))


def phrases(unit: Unit) -> set[str]:
    """What a record offers as a label: its own short object, and up to three adjoining content words."""
    found = {"".join(token.word for token in part) for run in unit.runs for part in _parts(run)}
    if unit.whole.isalpha() and _told(unit) and not is_ceremony(unit.whole):
        found.add(unit.whole)
    return {phrase for phrase in found if SHORTEST_LABEL <= len(phrase) <= LONGEST_LABEL}


def _told(unit: Unit) -> bool:
    """Whether the object begins with no quantity and ends with a content word: not 一批行政审批事项, nor 民间投资新."""
    ends = any(unit.whole.endswith(token.word) for run in unit.runs for token in run if token.noun)
    return ends and not QUANTITY.match(unit.whole)


def _parts(run: Run) -> Iterator[Run]:
    """The parts of a run that end in a noun and do not begin with a word that is only a tail."""
    for first, token in enumerate(run):
        if not token.tail:
            for last in range(first + 1, min(first + LONGEST_PHRASE, len(run)) + 1):
                if run[last - 1].noun:
                    yield run[first:last]


def _used(units: Sequence[Unit], offered: Sequence[set[str]], placed: Any, core: list[list[str]]) -> list[Counter[str]]:
    """For each theme how many of its records use each phrase that holds a word of its core."""
    found: list[Counter[str]] = [Counter() for _ in core]
    for unit, some, theme in zip(units, offered, placed, strict=True):
        if theme >= 0 and not set(core[theme]).isdisjoint(unit.words):
            found[theme].update(p for p in some if any(word in p for word in core[theme]))
    return [Counter({p: n for p, n in counter.items() if n >= LEAST}) for counter in found]


def _scores(used: Counter[str], total: Counter[str], core: list[str], sizes: tuple[int, int]) -> dict[str, float]:
    """How well each phrase names a theme of `sizes[0]` records out of `sizes[1]`.

    It counts how many records use the phrase, how much more the theme does than others, and how high its words rank.
    """
    size, units = sizes
    weight = {word: 1 / (1 + rank / KEYWORDS) for rank, word in enumerate(core)}

    def score(phrase: str) -> float:
        odds = float(_log_odds(used[phrase], size, total[phrase] - used[phrase], units - size))
        held = sorted((weight[word] for word in core if word in phrase), reverse=True)[:2]
        return round(used[phrase] * odds * sum(held), 9)

    return {phrase: score(phrase) for phrase in used}


def _choose(scores: dict[str, float], used: Counter[str], core: list[str], taken: set[str]) -> str:
    """The best phrase that no theme has taken, whole; without any, the two most distinctive words."""
    best = min((p for p in scores if p not in taken and scores[p] > 0), key=lambda p: (-scores[p], p), default=None)
    if best is not None:
        return max(_wholes(best, used, taken), key=lambda p: (len(p), used[p], p), default=best)
    pairs = ["、".join(core[at : at + 2]) for at in range(len(core))]
    return next((pair for pair in pairs if pair not in taken), "、".join(core))


def _wholes(phrase: str, used: Counter[str], taken: set[str]) -> list[str]:
    """The longer phrases that a phrase is mostly a piece of: 城镇调查 of 城镇调查失业率.

    Source of the idea: Frantzi, Ananiadou and Mima, Automatic recognition of multi-word terms (C-value), 2000.
    """
    return [p for p, n in used.items() if phrase in p and n >= PART * used[phrase] and p not in {*taken, phrase}]
