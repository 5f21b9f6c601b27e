"""Near duplicates and text reuse: which documents, paragraphs and sentences of a corpus stand in earlier ones too.

Texts are stripped of signs (`normal`), cut into n-grams (`grams`), brought together by MinHash (`bands`) and held
against each other exactly (`pairs`, `level`). `ledger` collects a corpus, `fold` makes the tables: clusters of
documents, reused passages (`passages`), and what recurs and says nothing (`recurring`). `export` reads them back.
"""

from __future__ import annotations

from zongjie.reuse.fold import Found, discover, fold
from zongjie.reuse.ledger import Ledger
from zongjie.reuse.pairs import Pair, near_duplicates

__all__ = ["Found", "Ledger", "Pair", "discover", "fold", "near_duplicates"]
