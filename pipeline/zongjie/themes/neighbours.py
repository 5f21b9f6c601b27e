"""Rows that lean on their neighbours: each record takes in some of the words of those that an encoder finds nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.preprocessing import normalize

from zongjie.themes.bags import keys_of
from zongjie.themes.encode import Encoder, load, vectors
from zongjie.themes.factor import steady
from zongjie.themes.vectorize import Representation, represent

if TYPE_CHECKING:
    from zongjie.config import Settings
    from zongjie.themes.encode import Vectors
    from zongjie.themes.units import Unit

NEAREST = 5
WEIGHT = 0.5
"""What a record takes of its neighbours' rows beside its own; neither was set on texts, for no encoder comes along."""
AMONG = 20_000  # records that neighbours are sought among at once: the work grows with their number, not its square
BLOCK = 500  # rows of the table of cosines held at once: 40 MB
DIGITS = 5  # cosines are rounded before they are compared, so that the last bits decide nothing


def encoder_of(folder: str) -> Encoder:
    """The encoder of a folder, loaded once for all kinds of record, and anew when its files have changed."""
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    states = [(path, path.stat()) for path in files]
    return _loaded(folder, tuple((str(path), state.st_size, state.st_mtime_ns) for path, state in states))


@lru_cache(maxsize=1)
def _loaded(folder: str, state: tuple[tuple[str, int, int], ...]) -> Encoder:
    return load(Path(folder))


def encoded(units: Sequence[Unit], settings: Settings) -> Vectors | None:
    """A vector for each unit, by the encoder that the settings name; None where they name none.

    Raises:
        UsageError: the encoder cannot be loaded, or what it gives cannot be used.
    """
    if not settings.encoder:
        return None
    return vectors(encoder_of(settings.encoder), [unit.text for unit in units])


def represented(kind: str, units: Sequence[Unit], made: Vectors | None) -> Representation | None:
    """The units of a kind as `represent` gives them, with rows to fit that lean on neighbours.

    `made` has the vectors of the units as `encoded` gives them; without, nothing leans.
    """
    found = represent(kind, units)
    if found is None or made is None:
        return found
    wordings = [" ".join(sorted(set(unit.words))) for unit in units]
    return replace(found, leaning=lean(found.matrix, made, wordings))


def lean(matrix: Any, vectors: Any, wordings: Sequence[str]) -> csr_matrix:
    """The rows of `matrix` with some of those of their neighbours, each as long as it was (1 where it was empty).

    `vectors` has one of length 1 for each row, `wordings` the words of each: records with the same words are no
    neighbours, for they add none. What comes out is not negative and has the same columns: themes are still made of
    words. Source of the idea: Singhal and Pereira, Document expansion for speech retrieval, 1999.
    """
    texts, firsts, wording = np.unique(np.array(wordings), return_index=True, return_inverse=True)
    with steady():
        near = _neighbours(vectors[firsts], keys_of(texts.tolist())) @ normalize(matrix[firsts])
        taken = matrix + WEIGHT * near.tocsr()[wording]
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    return (diags(np.where(lengths > 0, lengths, 1.0)) @ normalize(taken)).tocsr()


def _neighbours(vectors: Any, keys: Any) -> csr_matrix:
    """Rows × rows: the nearest others of each, weighed by cosine, 1 together; nothing below 0."""
    order = np.argsort(keys, kind="stable")
    rows, columns, values = [], [], []
    parts = max(1, -(-len(order) // AMONG))
    for places in np.array_split(order, parts):
        for some in np.array_split(places, -(-len(places) // BLOCK)):
            likeness = (vectors[some] @ vectors[places].T).round(DIGITS)
            likeness[some[:, None] == places[None, :]] = 0
            best = np.argpartition(-likeness, min(NEAREST, len(places)) - 1, axis=1)[:, :NEAREST]
            rows.append(np.repeat(some, best.shape[1]))
            columns.append(places[best].ravel())
            values.append(np.maximum(np.take_along_axis(likeness, best, axis=1), 0).ravel())
    shape = (len(order), len(order))
    graph = csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
    return normalize(graph, norm="l1")
