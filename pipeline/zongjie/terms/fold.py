"""The one form in which dictionary and sentences are compared, and the way from it back to the source."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import lru_cache

from zongjie import lexicon
from zongjie.clean.script import simplify
from zongjie.clean.signs import canonical, punctuation
from zongjie.config import Settings, load_settings

# White space is kept only between two ASCII signs (big data): elsewhere Chinese is written without it.
LOOSE = re.compile(r"(?<![!-~\s])\s+|\s+(?![!-~\s])")
SPACE = re.compile(r"\s")
UPPER = re.compile("[A-Z]")
DELETED = {3: 400, 2: 40, 1: 2}
"""Characters that must be equal behind what was deleted, and how many may have been: few are equal by chance soon.

400: the footer and header of a page. Tried in this order; it bounds the search.
"""
LOWERED = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    return re.compile("[" + "".join(lexicon.words("lexicons/traditional.tsv", "character")) + "]")


@lru_cache(maxsize=1)
def _settings() -> Settings:
    return load_settings()


def fold(text: str) -> str:
    """A cleaned text without white space beside Chinese and in simplified script, one character for one."""
    if SPACE.search(text):
        text = SPACE.sub(" ", LOOSE.sub("", text))
    return simplify(text) if _traditional().search(text) else text


def fold_raw(text: str) -> str:
    """A text that was not cleaned (a word of a dictionary) in the form of `fold`, with signs in their usual width."""
    return fold(punctuation(canonical(text, _settings()).text, _settings()).text)


def lower(text: str) -> str:
    """`text` with A–Z in lower case; no other letter changes, for its lower case may be longer."""
    return text.translate(LOWERED) if UPPER.search(text) else text


def kept(text: str) -> Sequence[int]:
    """Where each character of `fold(text)` stands in `text`."""
    if not SPACE.search(text):
        return range(len(text))
    gone = {at for match in LOOSE.finditer(text) for at in range(*match.span())}
    return [at for at in range(len(text)) if at not in gone]


def align(cleaned: str, source: str) -> Sequence[int]:
    """Where each character of a cleaned sentence stands in its source: cleaning replaced and deleted, never added.

    One walk over both: where they differ, so much was deleted that the next characters are equal again; where they
    never are, the character was replaced. Nothing is deleted once as much is left of either.
    """
    if len(cleaned) == len(source):
        return range(len(source))
    one, other = fold_sign(cleaned), fold_sign(source)
    places: list[int] = []
    at = 0
    for number, sign in enumerate(one):
        spare = (len(other) - at) - (len(one) - number)
        if spare > 0 and other[at] != sign:
            tried = (other.find(one[number : number + n], at, at + min(spare, most) + n) for n, most in DELETED.items())
            at = next((found for found in tried if found >= 0), at)
        places.append(min(at, max(len(source) - 1, 0)))
        at += 1
    return places


def fold_sign(text: str) -> str:
    """Each character in its usual width and script, so that a sign and what cleaning made of it are equal."""
    return simplify(canonical(text, _settings()).text).translate(ASCII_SIGNS)


ASCII_SIGNS = str.maketrans("，；：？！（）。", ",;:?!().")


def places(cleaned: str, source: str) -> Sequence[int]:
    """Where each character of `fold(cleaned)` stands in the source of the sentence."""
    aligned = align(cleaned, source)
    return [aligned[at] for at in kept(cleaned)]
