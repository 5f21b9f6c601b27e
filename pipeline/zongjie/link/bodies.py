"""Bodies and groups of people by the ends of their names, and which of them is the reporting body itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zongjie.document import Document
from zongjie.lexicon import table
from zongjie.link.words import pattern

FILE = "lexicons/parties.tsv"
REACH = 48  # characters before an act or a number in which its subject stands
BARE = 2  # characters before a suffix that make a name of it: 县财政局 names one, 局 and 市局 in a bureau's report none
CLAUSE = re.compile("[，。；：,;:！？!?\n]")
GOVERNMENTS = ("政府", "人民政府")
SELF = pattern("self")


@dataclass(frozen=True, slots=True)
class Body:
    """The reporting body as far as the document tells; `issuer` is empty where it does not."""

    issuer: str
    government: bool

    @classmethod
    def of(cls, document: Document) -> Body:
        """The body that reports."""
        return cls(document.metadata.issuer or "", document.metadata.type == "government_report")

    def is_self(self, name: str) -> bool:
        """Whether a subject is the body itself, or names none."""
        if SELF.search(name) or (self.issuer and (name in self.issuer or self.issuer.endswith(name[-4:]))):
            return True
        own = next((suffix for suffix in _own() if name.endswith(suffix)), None)
        if own is None or len(name) - len(own) >= BARE or name.startswith("各"):
            return False
        return not self.issuer or self.issuer.endswith(own) or (own in GOVERNMENTS and self.government)


def clause_before(text: str, start: int) -> str:
    """The words of the clause before `start`."""
    begin = max(0, start - REACH)
    for mark in CLAUSE.finditer(text, begin, start):
        begin = mark.end()
    return text[begin:start]


@lru_cache(maxsize=4)
def suffixes(*kinds: str) -> tuple[str, ...]:
    """The ends of names of these kinds (`body`, `people`), longest first."""
    found = (row["suffix"] for row in table(FILE, "suffix") if row["kind"] in kinds)
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=4)
def ending(*kinds: str) -> re.Pattern[str]:
    """An end of a name of these kinds."""
    return re.compile("|".join(suffixes(*kinds)))


@lru_cache(maxsize=1)
def _own() -> tuple[str, ...]:
    return tuple(sorted((row["suffix"] for row in table(FILE, "suffix") if row["own"]), key=len, reverse=True))
