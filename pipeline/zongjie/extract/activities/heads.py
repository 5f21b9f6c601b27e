"""The head nouns that make an object checkable, and the type of act they tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zongjie import lexicon
from zongjie.extract.activities.language import FOLDER, listed
from zongjie.extract.activities.verbs import Verb

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

DECIDING = listed("deciding_type")


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: where it stands in the object, and the type of act it tells."""

    start: int
    end: int
    type: str


def head_of(text: str) -> Head | None:
    """The checkable head noun that ends last in an object, the longer one where two end together."""
    automaton, nouns = _nouns()
    best, best_key = None, (0, 0)
    for index, start, end in lexicon.matches(automaton, text):
        kind, reach = nouns[index]
        if reach:
            comma = text.find("，", end)
            end = min(end + reach, len(text) if comma < 0 else comma)
        if (end, end - start) > best_key:
            best, best_key = Head(start, end, kind), (end, end - start)
    return best


def type_of(verb: Verb, words: str) -> str:
    """The act's type: the verb's where it alone decides, else that of the object's head noun."""
    if verb.type in DECIDING:
        return verb.type
    head = head_of(words)
    return verb.type if head is None or head.type == "other" else head.type


@lru_cache(maxsize=1)
def _nouns() -> tuple[AhoCorasick, tuple[tuple[str, int], ...]]:
    """The automaton over all head nouns, and of each the type and how many characters may follow in it."""
    from ahocorasick_rs import AhoCorasick

    nouns = {
        word: (row["type"], int(row["reach"] or 0))
        for row in lexicon.table(FOLDER + "objects.tsv")
        for word in row["words"].split(" ")
    }
    return AhoCorasick(list(nouns)), tuple(nouns.values())
