"""Shows what constants of reuse rest on: which clauses recur, and how alike documents are by grams of each size."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from zongjie.ceremony import is_ceremony
from zongjie.clauses import clauses
from zongjie.document import Span
from zongjie.reuse.grams import grams, jaccard
from zongjie.reuse.normal import normals
from zongjie.reuse.recurring import LEAST, NOTHING, SHORTEST, Clause, Recurring, bare, taken

SIZES = (2, 3, 5)
FROM = "1998"  # the path of the first of the documents that are held against each other, where any is so named


def documents(out: Path) -> dict[str, list[str]]:
    """The cleaned sentences of each document by its path."""
    tables = out / "tables"
    paths = pd.read_parquet(tables / "documents.parquet").set_index("document_id")["path"]
    rows = pd.read_parquet(tables / "sentences.parquet", columns=["document_id", "words"])
    rows["text"] = rows["words"].map("".join)
    return {paths[key]: some["text"].tolist() for key, some in rows.groupby("document_id")}


def recurring(corpus: Sequence[list[str]]) -> None:
    """Print the kinds of clause that recur in `LEAST` documents and companies."""
    found, keys = Recurring(), []
    for number, sentences in enumerate(corpus):
        every = [text[at.start : at.end] for text in sentences for at in clauses(text, Span(0, len(text)))]
        plain, formula = normals(every), [is_ceremony(one) for one in every]
        own = (Clause(one, held, number, number) for one, held in zip(plain, formula, strict=True))
        found.add(taken([NOTHING, *own, NOTHING]), 0, 0)
        keys += [
            key
            for one, key, held in zip(plain, bare(plain), formula, strict=True)
            if key is not None and not held and len(one) >= SHORTEST
        ]
    kinds = {key for key, held in zip(keys, found.recur(), strict=True) if held}
    print(f"{len(corpus)} documents: {len(kinds)} kinds of clause recur in {LEAST} and more: {' '.join(sorted(kinds))}")


def alike(corpus: dict[str, list[str]]) -> None:
    """Print the mean and the highest Jaccard index of two documents by grams of each size."""
    plain = normals(["".join(sentences) for path, sentences in corpus.items() if path >= FROM])
    for size in SIZES:
        values = [jaccard(one, other) for one, other in combinations([grams(text, size) for text in plain], 2)]
        print(f"{len(plain)} documents, {size}-grams: mean {np.mean(values):.2f}, highest {max(values):.2f}")


if __name__ == "__main__":
    found = [documents(Path(name)) for name in sys.argv[1:]]
    recurring([sentences for one in found for sentences in one.values()])
    alike(found[0])
