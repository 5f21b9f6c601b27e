"""Whether the words of a theme meet more often than by chance, in rows that it was not fitted to."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import gammainc

TOP = 10  # words of a component that are tried: as many as a reader sees


def pairs(components: Any, words: Any) -> Any:
    """For each component how often two of its heaviest words meet in a row, and how often chance would have them meet.

    `components` is components × columns; `words` rows × words of 0 and 1, rows that the components were not fitted to,
    its words the first columns. Chance keeps how many words each row has and how many rows each word has, and deals the
    words anew: words a and b then meet in n(a) n(b) Σ L(L - 1) / (Σ L)² rows, L being the lengths of rows. What comes
    back is components × 2. Source of the idea: Horn, A rationale and test for the number of factors (parallel
    analysis), 1965, here without drawing.
    """
    loadings = components[:, : words.shape[1]]
    best = np.argsort(-loadings, axis=1, kind="stable")[:, :TOP]
    chosen = np.zeros(loadings.shape)
    np.put_along_axis(chosen, best, 1.0, axis=1)
    chosen *= loadings > 0
    met = np.asarray(words @ chosen.T)
    lengths, uses = (np.asarray(words.sum(axis=axis), dtype=float).ravel() for axis in (1, 0))
    even = (lengths * (lengths - 1)).sum() / max(lengths.sum() ** 2, 1.0)
    expected = ((chosen @ uses) ** 2 - chosen @ uses**2) / 2 * even
    return np.column_stack([(met * (met - 1) / 2).sum(axis=0), expected])


def by_chance(seen: Any, expected: Any) -> Any:
    """How likely chance alone makes at least as many meetings as were seen (Poisson, between whole numbers as well)."""
    seen = np.asarray(seen, dtype=float)
    return np.where(seen > 0, gammainc(np.maximum(seen, 1e-9), expected), 1.0)
