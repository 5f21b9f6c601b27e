"""Classes of meaning of the words in a phrase: what the learned parts read where its characters are new to them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from zongjie import lexicon

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FILE = "lexicons/concepts.tsv"
NONE = "?"


class Concepts(NamedTuple):
    """The classes of all words of concepts.tsv in a phrase, inner words too, and that of the word which ends last."""

    every: tuple[str, ...]
    last: str


def concepts(phrase: str) -> Concepts:
    """The classes of meaning in a phrase."""
    automaton, classes = _automaton()
    found = lexicon.matches(automaton, phrase)
    if not found:
        return Concepts((), NONE)
    last = max(found, key=lambda match: (match[2], match[2] - match[1]))
    return Concepts(tuple(classes[index] for index, _, _ in found), classes[last[0]])


@lru_cache(maxsize=1)
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    from ahocorasick_rs import AhoCorasick

    rows = [(word, row["class"]) for row in lexicon.table(FILE, unique="class") for word in row["words"].split(" ")]
    return AhoCorasick([word for word, _ in rows]), tuple(name for _, name in rows)
