"""Which words of a text can name a theme: by tag, length, stop words and ceremony, all of them data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from zongjie import lexicon
from zongjie.ceremony import is_ceremony

NOUNS = ("n", "vn", "an", "i", "l", "j")
"""The tags (by prefix) that may close a label: 安全生产, not 安全生产加强."""

_WORD = re.compile(r"[一-鿿㐀-䶿]{2,}|[一-鿿]+[A-Za-z]+|[A-Za-z]+[一-鿿]+")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几数余多")
_CLAUSE_END = frozenset("，,；;：:。！？!?\n")


@dataclass(frozen=True, slots=True)
class Token:
    """One content word. `tail`: too general for a keyword, but may close a label; `noun`: may close a label."""

    word: str
    tail: bool
    noun: bool


Run = tuple[Token, ...]
"""Content words that stand next to each other in the text, so that joined they are a phrase of it."""


@lru_cache(maxsize=1)
def _tags() -> dict[str, bool]:
    return {row["tag"]: row["content"] == "1" for row in lexicon.table("themes/tags.tsv", unique="tag")}


@lru_cache(maxsize=1)
def _stop_words() -> dict[str, str]:
    return {row["word"]: row["use"] for row in lexicon.table("themes/stopwords.tsv", unique="word")}


@lru_cache(maxsize=1)
def _mistagged() -> frozenset[str]:
    return frozenset(lexicon.words("themes/mistagged.tsv"))


@lru_cache(maxsize=256)
def carries_content(tag: str) -> bool:
    """Whether words of this tag can name a theme; the longest prefix that tags.tsv lists decides."""
    known = _tags()
    return next((known[tag[:size]] for size in range(len(tag), 0, -1) if tag[:size] in known), False)


@lru_cache(maxsize=200_000)
def token(word: str, tag: str) -> Token | None:
    """The content word that `word` is, or None. Equal words share one object, so a million sentences fit in memory."""
    if not (carries_content(tag) or word in _mistagged()):
        return None
    if not _WORD.fullmatch(word) or _NUMERALS.issuperset(word):
        return None
    use = _stop_words().get(word)
    if use == "never":
        return None
    return Token(word, use == "tail", tag.startswith(NOUNS) or use == "tail" or word in _mistagged())


def runs(words: Sequence[str], tags: Sequence[str]) -> tuple[Run, ...]:
    """The content words of a text, in the runs in which they adjoin; clauses of ceremony are left out."""
    return tuple(run for clause in _clauses(words, tags) for run in _runs_of(clause))


def of_problem(found: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of a problem, cut at words that only say that something is wrong, which every problem does."""
    return tuple(run for whole in found for run in _cut(whole))


def _cut(whole: Run) -> Iterator[Run]:
    for wrong, run in groupby(whole, key=lambda token: _stop_words().get(token.word) == "problem"):
        if not wrong:
            yield tuple(run)


def _clauses(words: Sequence[str], tags: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    clause: list[tuple[str, str]] = []
    for pair in zip(words, tags, strict=False):
        if pair[0] in _CLAUSE_END:
            yield clause
            clause = []
        else:
            clause.append(pair)
    yield clause


def _runs_of(clause: Iterable[tuple[str, str]]) -> Iterator[Run]:
    clause = list(clause)
    if is_ceremony("".join(word for word, _ in clause)):
        return
    run: list[Token] = []
    for word, tag in clause:
        found = token(word, tag)
        if found is not None:
            run.append(found)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)
