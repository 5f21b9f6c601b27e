"""Ceremony by recurrence: clauses that many documents share in ever other company, and that name nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from zongjie import lexicon

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

GENERAL = "reuse/general.tsv"
SHORTEST = 8  # characters of a clause that may recur as ceremony; shorter ones are turns of speech and too easily equal
LEAST = 5
"""Documents, clauses before and clauses after, each of which must differ so often.

Company that differs tells a formula from a copied passage, which brings its neighbours along: the accessor variety of
Feng, Chen, Deng & Zheng (2004), Computational Linguistics 30(1). Calibrated on 52 State Council reports, a web page of
summaries, and the train and dev parts of corpus/benchmark: from five on there are 14 kinds of clause
(benchmarks/reuse_levels.py lists them), and all of them say nothing (采取有效的措施, 做好各方面的工作).
"""
MODIFIERS = ("pronoun", "particle", "degree")
"""Kinds of words without which two clauses are nearly alike: 取得了较好的成绩, 取得了一定的成绩."""


class Clause(NamedTuple):
    """A clause without its signs, whether it is a formula, and the numbers of its document and its sentence."""

    plain: str
    formula: bool
    document: int
    sentence: int


NOTHING = Clause("", False, -1, -1)
"""What stands before the first clause and behind the last."""


class Taken(NamedTuple):
    """A clause that is ceremony if it recurs: hashes of its own words and its company, its place and its length."""

    key: int
    before: int
    after: int
    document: int
    sentence: int
    chars: int


def taken(clauses: Sequence[Clause]) -> Iterator[Taken]:
    """Those of the clauses that may be ceremony; the first and the last are company only.

    Those that are formulas are ceremony already and only company.
    """
    for number, key in enumerate(bare([one.plain for one in clauses[1:-1]]), 1):
        one = clauses[number]
        if key is None or one.formula or len(one.plain) < SHORTEST:
            continue
        before, after = (
            _hash(other.plain if other.document == one.document else "")
            for other in clauses[number - 1 : number + 2 : 2]
        )
        yield Taken(_hash(key), before, after, one.document, one.sentence, len(one.plain))


@dataclass(slots=True)
class Recurring:
    """The clauses that name nothing: those of general words alone (general.tsv).

    A clause that names an object is never taken, however often it recurs: most that recur are policy with an object of
    its own (深化文化体制改革), which themes have to count.
    """

    key: array[int] = field(default_factory=lambda: array("Q"))
    before: array[int] = field(default_factory=lambda: array("Q"))
    after: array[int] = field(default_factory=lambda: array("Q"))
    document: array[int] = field(default_factory=lambda: array("q"))
    sentence: array[int] = field(default_factory=lambda: array("q"))
    chars: array[int] = field(default_factory=lambda: array("q"))

    def add(self, clauses: Iterable[Taken], document: int, sentence: int) -> None:
        """Take clauses whose documents and sentences are numbered from these numbers on."""
        for one in clauses:
            self.key.append(one.key)
            self.before.append(one.before)
            self.after.append(one.after)
            self.document.append(document + one.document)
            self.sentence.append(sentence + one.sentence)
            self.chars.append(one.chars)

    def characters(self, sentences: int) -> npt.NDArray[np.int64]:
        """How many characters of each sentence stand in clauses that recur."""
        found = np.zeros(sentences, np.int64)
        held = self.recur()
        np.add.at(found, np.asarray(self.sentence, np.int64)[held], np.asarray(self.chars, np.int64)[held])
        return found

    def recur(self) -> npt.NDArray[np.bool_]:
        """Of each clause taken whether it recurs."""
        keys, numbers = np.unique(np.asarray(self.key, np.uint64), return_inverse=True)
        least = np.full(len(keys), LEAST)
        for column in (self.document, self.before, self.after):
            least = np.minimum(least, _varieties(numbers, np.asarray(column), len(keys)))
        return np.asarray(least >= LEAST)[numbers]


def _varieties(numbers: npt.NDArray[np.int64], values: npt.NDArray[np.int64], keys: int) -> npt.NDArray[np.int64]:
    """How many different values stand beside each key."""
    order = np.lexsort((values, numbers))
    number, value = numbers[order], values[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (number[1:] != number[:-1]) | (value[1:] != value[:-1])
    return np.bincount(number[fresh], minlength=keys)


def bare(clauses: Sequence[str]) -> list[str | None]:
    """Each clause without its modifiers, or None where it names something.

    The whole clause where all of it modifies.
    """
    text = "\n".join(clauses)
    automaton, modifiers = _words()
    named = np.ones(len(text) + 1, np.int64)
    kept = np.ones(len(text), bool)
    try:
        found = automaton.find_matches_as_indexes(text)
    except UnicodeEncodeError:  # a lone surrogate
        found = automaton.find_matches_as_indexes(text.encode("utf-8", "replace").decode())
    for index, start, end in found:
        named[start:end] = 0
        if modifiers[index]:
            kept[start:end] = False
    sums = np.concatenate([[0], np.cumsum(named)])
    made: list[str | None] = []
    at = 0
    for clause in clauses:
        end = at + len(clause)
        if not clause or sums[end] - sums[at]:
            made.append(None)
        else:
            made.append("".join(text[i] for i in range(at, end) if kept[i]) or clause)
        at = end + 1
    return made


@lru_cache(maxsize=1)
def _words() -> tuple[AhoCorasick, tuple[bool, ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    rows = lexicon.table(GENERAL, unique="word")
    automaton = AhoCorasick([row["word"] for row in rows], matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(row["kind"] in MODIFIERS for row in rows)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
