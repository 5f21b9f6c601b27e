"""Traditional script read as simplified, character for character, where the text is written in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from zongjie import lexicon
from zongjie.clean.edits import Edits
from zongjie.config import Settings

LEAST_MARKERS = 3  # a name or a quoted sign may hold one or two traditional characters
LEAST_SHARE = (
    1 / 200
)  # of all characters; traditional reports measured 1/12 and above, a half-converted one of 1957 1/30
SURROGATE = re.compile("([\ud800-\udfff])")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _markers() -> re.Pattern[str]:
    return re.compile("[" + "".join(lexicon.words("lexicons/traditional.tsv", "character")) + "]")


@lru_cache(maxsize=1)
def _converter() -> _Converter:
    import opencc

    made: _Converter = opencc.OpenCC("t2s")
    return made


def is_traditional(text: str) -> bool:
    """Whether characters that only the traditional script has are too frequent to be names."""
    count = sum(1 for _ in _markers().finditer(text))
    return count >= LEAST_MARKERS and count >= len(text) * LEAST_SHARE


def simplify(line: str) -> str:
    """`line` in simplified script, of the same length; where a phrase would change its length, sign by sign."""
    convert = _converter().convert
    if SURROGATE.search(line):  # half a character, which the converter refuses
        return "".join(part if SURROGATE.match(part) else simplify(part) for part in SURROGATE.split(line) if part)
    made = convert(line)
    if len(made) == len(line):
        return made
    return "".join(new if len(new := convert(sign)) == 1 else sign for sign in line)


def script(text: str, settings: Settings) -> Edits:
    """The step `script`."""
    if not settings.simplify or not is_traditional(text):
        return Edits(text)
    return Edits("\n".join(simplify(line) for line in text.split("\n")))
