"""Where the words of a dictionary stand in a sentence: one automaton for all, the longest in each concept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from zongjie import lexicon
from zongjie.terms.dictionary import Dictionary
from zongjie.terms.fold import fold_raw, lower

ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Found(NamedTuple):
    """A word of the dictionary at its place in a folded sentence; `entry` is its number in the dictionary."""

    entry: int
    start: int
    end: int


class Matcher:
    """Finds the entries of a dictionary; `excluded` and `inside` count, by entry, what did not count and why."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.entries = dictionary.entries
        numbers = {name: number for number, name in enumerate(dictionary.concepts)}
        self.concepts = [numbers[entry.concept] for entry in self.entries]
        self.excluded: Counter[int] = Counter()
        self.inside: Counter[int] = Counter()
        self._owners: list[list[int]] = []
        self._vetoes: list[list[int]] = []
        self._automaton = AhoCorasick(self._keys())
        self._expressions = [
            (number, re.compile(entry.word, re.IGNORECASE))
            for number, entry in enumerate(self.entries)
            if entry.match == "regex"
        ]

    def _keys(self) -> list[str]:
        """The strings to look for, each once: words with their entries, excluded wordings with theirs."""
        owners: dict[str, list[int]] = defaultdict(list)
        vetoes: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            if entry.match != "regex":
                owners[lower(fold_raw(entry.word))].append(number)
            for other in entry.exclude:
                vetoes[lower(fold_raw(other))].append(number)
        keys = list(dict.fromkeys([*owners, *vetoes]))
        self._owners = [owners.get(key, []) for key in keys]
        self._vetoes = [vetoes.get(key, []) for key in keys]
        return keys

    def find(self, text: str, ends: Callable[[], frozenset[int]]) -> Sequence[Found]:
        """The matches in a folded sentence by place, those of one concept apart from each other.

        `ends` gives the places between the segmenter's words, asked for only where an entry wants whole words.
        """
        lowered = lower(text)
        found: list[Found] = []
        vetoed: dict[int, list[tuple[int, int]]] = {}
        for key, start, end in lexicon.matches(self._automaton, lowered):
            if not _stands_alone(lowered, start, end):
                continue
            for entry in self._owners[key]:
                found.append(Found(entry, start, end))
            for entry in self._vetoes[key]:
                vetoed.setdefault(entry, []).append((start, end))
        for entry, expression in self._expressions:
            found += [Found(entry, *m.span()) for m in expression.finditer(text) if m.end() > m.start()]
        if not found:
            return ()
        return self._longest([one for one in found if self._counts(one, vetoed, ends)])

    def _counts(self, one: Found, vetoed: dict[int, list[tuple[int, int]]], ends: Callable[[], frozenset[int]]) -> bool:
        if any(start <= one.start and one.end <= end for start, end in vetoed.get(one.entry, ())):
            self.excluded[one.entry] += 1
            return False
        return self.entries[one.entry].match != "word" or {one.start, one.end} <= ends()

    def _longest(self, found: list[Found]) -> list[Found]:
        """Leftmost, then longest, in each concept; what overlaps it there is left out."""
        chosen: list[Found] = []
        reached: dict[int, int] = {}
        for one in sorted(found, key=lambda one: (one.start, -one.end, one.entry)):
            concept = self.concepts[one.entry]
            if one.start >= reached.get(concept, 0):
                chosen.append(one)
                reached[concept] = one.end
            else:
                self.inside[one.entry] += 1
        return chosen


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether Latin letters and digits at the ends of a match are not part of a longer run: ai not in aids."""
    return not (
        (start > 0 and text[start] in ASCII_WORD and text[start - 1] in ASCII_WORD)
        or (end < len(text) and text[end - 1] in ASCII_WORD and text[end] in ASCII_WORD)
    )
