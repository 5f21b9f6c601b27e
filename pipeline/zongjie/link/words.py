"""The words that tell links apart, by use: `lexicons/links.tsv` as regular expressions and sets."""

from __future__ import annotations

import re
from functools import cache

from zongjie import lexicon

FILE = "lexicons/links.tsv"


@cache
def pattern(use: str) -> re.Pattern[str]:
    """All patterns of one use as one regular expression. Bind it once at module level where it is asked often."""
    return re.compile("|".join(f"(?:{row})" for row in lexicon.words(FILE, "pattern", use=use)))


@cache
def patterns(use: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one use, each by itself, where they share a group's name; in the order of the file."""
    return tuple(re.compile(row) for row in lexicon.words(FILE, "pattern", use=use))
