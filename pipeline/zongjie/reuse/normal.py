"""Text as it is compared: without white space, signs and variants of characters; digits stay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SIGNS = re.compile(r"[^\w\n]+|_+")


def normals(texts: Sequence[str]) -> list[str]:
    """Each of `texts` in Unicode's form NFKC, without white space and signs, in one pass over all of them."""
    if not texts:
        return []
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    return _SIGNS.sub("", unicodedata.normalize("NFKC", joined)).split("\n")
