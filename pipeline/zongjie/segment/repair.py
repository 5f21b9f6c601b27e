"""Repairs of what jieba cuts: phrases are parted, guesses that glue a function word are undone, endings are joined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from zongjie import lexicon

PARTED, ENDINGS = "lexicons/parted.tsv", "lexicons/endings.tsv"
GLUED = 4  # characters of a word that may be a phrase of two
GUESSED = (2, 3)  # characters of a guessed word that may begin or end with a function word
MOST_KEPT = 500_000  # words whose parts are remembered; a corpus of any size fits in memory


class Parts(dict[str, tuple[str, ...]]):
    """The parts of each word that was asked for: itself, or what `parted.tsv` makes of it.

    `tags` are those of known words; `whole` are never parted: our terms and the user's words. Equal words are one
    string object, or a corpus would hold each as often as it occurs.
    """

    def __init__(self, tags: Mapping[str, str], whole: Collection[str]) -> None:
        super().__init__()
        self._tags, self._whole = tags, frozenset(whole)
        by_place: dict[str, set[str]] = {}
        for row in lexicon.table(PARTED):
            by_place.setdefault(row["place"], set()).add(row["part"])
        self._either, self._adverbs = by_place["either"], by_place["adverb"]
        self._openers, self._closers = by_place["opener"], by_place["closer"]
        self._cut = {part.replace(" ", ""): tuple(part.split()) for part in by_place["cut"]}

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= MOST_KEPT:
            self.clear()
        parts = (word,) if word in self._whole else self._parts(word)
        self[word] = found = tuple(map(intern, parts))
        return found

    def _parts(self, word: str) -> tuple[str, ...]:
        if word in self._cut:
            return self._cut[word]
        if len(word) == GLUED:
            one, two = word[:2], word[2:]
            verbal = self._tags.get(two, "").startswith("v")
            if one in self._either or two in self._either or (one in self._adverbs and verbal):
                return one, two
        if len(word) in GUESSED and word not in self._tags:
            return self._unguessed(word)
        return (word,)

    def _unguessed(self, word: str) -> tuple[str, ...]:
        """A word that jieba guessed: apart from the function word it begins or ends with, if the rest is a word."""
        if word[0] in self._openers and word[1:] in self._tags:
            return word[0], word[1:]
        if word[-1] in self._closers and word[:-1] in self._tags:
            return word[:-1], word[-1]
        return (word,)


@dataclass(frozen=True, slots=True)
class Ending:
    """A character that is no word: after which tags it joins the word before, as what, and how long that may be.

    `unless` are words that it does not join.
    """

    after: tuple[str, ...]
    tag: str
    longest: int
    unless: frozenset[str]

    def joins(self, word: str, tag: str) -> bool:
        """Whether the ending belongs to the word before it."""
        return (
            tag.startswith(self.after)
            and len(word) <= self.longest
            and word not in self.unless
            and "一" <= word[0] <= "\u9fff"
        )


@lru_cache(maxsize=1)
def endings() -> dict[str, Ending]:
    """The bound endings of `endings.tsv`."""
    return {
        row["ending"]: Ending(
            tuple(row["after"].split()), row["tag"], int(row["longest"]), frozenset(row["unless"].split())
        )
        for row in lexicon.table(ENDINGS, unique="ending")
    }
