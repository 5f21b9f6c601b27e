"""What all extractors share: patterns as data."""

from __future__ import annotations

import re
from functools import cache

from zongjie import lexicon
from zongjie.errors import LexiconError


@cache
def frame(file: str, *uses: str) -> re.Pattern[str]:
    """All patterns of some uses of a TSV of frames (columns `use`, `pattern`) as one regular expression.

    Bind it once at module level: the call costs more than many searches.

    Raises:
        LexiconError: the file has no row of these uses; an empty expression would be found everywhere.
    """
    patterns = [pattern for use in uses for pattern in lexicon.words(file, "pattern", use=use)]
    if not patterns:
        named = "、".join(uses)
        raise LexiconError(
            f"词表 {file} 中没有 use 为 {named} 的行；请补上。",
            f"word list {file} has no row whose use is {named}; add one.",
        )
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
