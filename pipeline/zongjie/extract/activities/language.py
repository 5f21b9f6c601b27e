"""The grammar words of activities, read from the TSV files beside this module."""

from __future__ import annotations

import re

from zongjie import lexicon
from zongjie.extract.rule import frame

FOLDER = "extract/activities/"


def pattern(use: str) -> re.Pattern[str]:
    """The regular expression of one use of frames.tsv."""
    return frame(FOLDER + "frames.tsv", use)


def listed(use: str) -> frozenset[str]:
    """The words of one use of words.tsv."""
    return frozenset(word for line in lexicon.words(FOLDER + "words.tsv", "words", use=use) for word in line.split(" "))


ASPECT = pattern("aspect")  # between a verb and its object: 成立了
COMPOUNDING = frozenset(lexicon.words("extract/compounding.tsv"))
RELATIVE = listed("relative_unit")
MONEY = listed("money")
MEASURE_NOUN, MOVED = pattern("measure_noun"), pattern("moved")
WHITE = re.compile(r"\s+")
