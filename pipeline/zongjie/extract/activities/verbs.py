"""The predicates as data, and where they stand in a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from zongjie import lexicon
from zongjie.extract.activities.language import FOLDER, listed

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

PREFIX = listed("prefix")
LISTED, SHORT, UNLISTED = "L", "S", "D"  # classes of verbs of loose_verbs.tsv, of a single character, and of no list
WORDS_KEPT = 1 << 16  # words whose verb is remembered
SINGLE, COMPLEMENT = listed("single_verb"), listed("complement")


@dataclass(frozen=True, slots=True)
class Verb:
    """A predicate with its act type and its class.

    The class of a verb of verbs.tsv tells how concrete its object must be (`A` any, `B` checkable, `C` counted or
    named); verbs of the other classes (`LISTED`, `SHORT`, `UNLISTED`) make no act by the rules alone.
    """

    word: str
    strength: str
    type: str


class Place(NamedTuple):
    """A predicate where it stands in a text, `text[start:end]`."""

    start: int
    end: int
    verb: Verb


class Places:
    """Where predicates stand in one text as words of their own, or behind a prefix that was cut with them (新建)."""

    def __init__(self, text: str, edges: Set[int]) -> None:
        """All predicates of verbs.tsv in the text, in one pass; `edges` are the places where words begin and end."""
        automaton, known = _automaton()
        self._longest: dict[int, Place] = {}
        self._shorter: dict[int, list[Place]] = {}  # where several begin
        for index, start, end in lexicon.matches(automaton, text):  # by end: the longest from a place is last
            if end in edges and (start in edges or text[start - 1 : start] in PREFIX):
                if start in self._longest:
                    self._shorter.setdefault(start, []).append(self._longest[start])
                self._longest[start] = Place(start, end, known[index])
        self._begins = sorted(self._longest)

    def at(self, index: int, limit: int) -> Place | None:
        """The longest predicate that begins at `index` and ends by `limit`."""
        place = self._longest.get(index)
        if place is None or place.end <= limit:
            return place
        return next((shorter for shorter in reversed(self._shorter.get(index, ())) if shorter.end <= limit), None)

    def first(self, start: int, limit: int) -> Place | None:
        """The first predicate in `[start, limit)`, the longest that begins there."""
        begins = self._begins
        number = bisect_left(begins, start)
        while number < len(begins) and begins[number] < limit:
            place = self.at(begins[number], limit)
            if place is not None:
                return place
            number += 1
        return None


@lru_cache(maxsize=1)
def verbs() -> dict[str, Verb]:
    """The predicates of verbs.tsv by word."""
    rows = lexicon.table(FOLDER + "verbs.tsv", unique="word")
    return {row["word"]: Verb(row["word"], row["class"], row["type"]) for row in rows}


@lru_cache(maxsize=1)
def loose_verbs() -> dict[str, Verb]:
    """The verbs of loose_verbs.tsv by word."""
    rows = lexicon.table(FOLDER + "loose_verbs.tsv", unique="word")
    return {row["word"]: Verb(row["word"], LISTED, row["type"]) for row in rows}


@lru_cache(maxsize=WORDS_KEPT)
def known(word: str) -> Verb | None:
    """The verb of one of the lists; 换掉, 送出 and their like by the verb before the complement."""
    found = verbs().get(word) or loose_verbs().get(word)
    if found is not None:
        return found
    if word in SINGLE:
        return Verb(word, SHORT, "other")
    stem = word[:-1]
    whole = verbs().get(stem) or loose_verbs().get(stem)
    if word[-1] not in COMPLEMENT or (whole is None and stem not in SINGLE):
        return None
    return Verb(word, LISTED, whole.type if whole else "other")


def holds_verb(words: str) -> bool:
    """Whether a predicate stands anywhere in the words, inside a longer word too (基本建设)."""
    return bool(lexicon.matches(_automaton()[0], words))


@lru_cache(maxsize=1)
def _automaton() -> tuple[AhoCorasick, tuple[Verb, ...]]:
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick(list(verbs())), tuple(verbs().values())
