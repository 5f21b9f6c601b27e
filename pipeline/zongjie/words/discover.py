"""Proposes terms: strings that cohere, stand among many neighbours, and are no word of the segmenter yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path

from zongjie import lexicon, segment
from zongjie.config import Settings
from zongjie.words.corpus import Corpus, read
from zongjie.words.counting import Strings, frequent

SHORTEST, LONGEST = 2, 8  # characters of a term
LEAST = 5  # times a term stands in the corpus; fewer give no usable entropy
COHESION = 4.0  # bits; ordinary neighbours (开展|工作) reach about 3 in reports
FREEDOM = 1.2  # bits of entropy on either side; pieces of one fixed name have less
AT_WORDS = 0.6  # share of places at which both ends are ends of words; pieces of words have less
SUBSUMED = 0.8  # share of a string's places that lie in a longer term, above which the longer one stands for it
CONTENT = frozenset("nvabjlisgzt")  # classes of the words of a term; a function word or number inside makes it a phrase
ADVERBS = ("ad", "d", "vd")  # tags of words that set out a phrase (充分|发挥) when they come first
CONTEXTS, AROUND = 3, 12  # contexts of a term, and characters on either side of it


@dataclass(frozen=True, slots=True)
class Term:
    """A proposed term: how often and in how many documents it stands, and why it is proposed.

    `mi` is the pointwise mutual information of its parts in bits at the split where it is least, `left` and `right`
    the entropies in bits of its neighbours. `contexts` show it in 【】.
    """

    word: str
    count: int
    documents: int
    mi: float
    left: float
    right: float
    contexts: tuple[str, ...]

    @property
    def weight(self) -> float:
        """What the terms are sorted by: freedom and cohesion together, more for what is frequent."""
        return log2(1 + self.count) * (min(self.left, self.right) + self.mi / 4)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The terms, best first, the characters read, and what was left out (path, status, reason)."""

    terms: tuple[Term, ...]
    characters: int
    left_out: tuple[tuple[str, str, str], ...]


def discover(paths: Sequence[Path], settings: Settings, *, top: int | None = 200, least: int = LEAST) -> Discovery:
    """Terms of 2 to 8 Chinese characters that stand at least `least` times in the texts of `paths`; the `top` best.

    Raises:
        UsageError: a path does not exist, nothing could be read, or the user dictionary cannot be.
    """
    corpus = read(paths, settings)
    known = segment.segmenter(settings.segmenter, settings.userdict)
    found = [
        term
        for strings in frequent(corpus.characters, LONGEST, least)
        if strings.length >= SHORTEST
        for term in _candidates(corpus, strings, known)
    ]
    terms = sorted(_outermost(found), key=lambda term: (-term.weight, term.word))[:top]
    shown = tuple(_with_contexts(term, corpus.text) for term in terms)
    return Discovery(shown, len(corpus.text), corpus.left_out)


def _candidates(corpus: Corpus, strings: Strings, known: segment.Segmenter) -> Iterator[Term]:
    """The strings of one length that may be terms."""
    import numpy as np

    firsts, lasts = edges()
    free = np.minimum(strings.left, strings.right)
    fit = (strings.mi >= COHESION) & (free >= FREEDOM) & (strings.words >= AT_WORDS)
    for row in np.flatnonzero(fit):
        at = int(strings.first[row])
        word = corpus.text[at : at + strings.length]
        listed = word in known.tags  # a word, or a phrase of jieba's dictionary that is parted on purpose
        if listed or word[0] in firsts or word[-1] in lasts or not _is_compound(*known.cut(word)):
            continue
        yield Term(
            word,
            int(strings.count[row]),
            int(strings.documents[row]),
            float(strings.mi[row]),
            float(strings.left[row]),
            float(strings.right[row]),
            (),
        )


def _is_compound(words: Sequence[str], tags: Sequence[str]) -> bool:
    """Whether a string is more than one word of the segmenter, none of them a function word."""
    return len(words) > 1 and tags[0] not in ADVERBS and all(tag[0] in CONTENT for tag in tags)


@lru_cache(maxsize=1)
def edges() -> tuple[frozenset[str], frozenset[str]]:
    """The characters with which no term begins, and those with which none ends."""
    rows = lexicon.table("words/edges.tsv", unique="character")
    first = frozenset(row["character"] for row in rows if row["place"] in ("both", "first"))
    return first, frozenset(row["character"] for row in rows if row["place"] in ("both", "last"))


def _outermost(terms: Sequence[Term]) -> list[Term]:
    """The terms without those that nearly always stand inside a longer one."""
    most: dict[str, int] = {}
    for term in terms:
        for start in range(len(term.word)):
            for end in range(start + SHORTEST, len(term.word) + 1):
                inner = term.word[start:end]
                if inner != term.word:
                    most[inner] = max(most.get(inner, 0), term.count)
    return [term for term in terms if most.get(term.word, 0) < SUBSUMED * term.count]


def _with_contexts(term: Term, text: str) -> Term:
    """The term with contexts from the beginning, the middle and the end of the corpus."""
    places = []
    at = text.find(term.word)
    while at >= 0:
        places.append(at)
        at = text.find(term.word, at + len(term.word))
    chosen = [places[number * (len(places) - 1) // (CONTEXTS - 1)] for number in range(CONTEXTS)]
    contexts = tuple(_context(text, place, place + len(term.word)) for place in dict.fromkeys(chosen))
    return Term(term.word, term.count, term.documents, term.mi, term.left, term.right, contexts)


def _context(text: str, start: int, end: int) -> str:
    before, behind = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return " ".join(f"…{before}【{text[start:end]}】{behind}…".split())
