"""Windows: a few neighbouring records read as one, for a sentence has too few words to say what goes together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zongjie.themes.units import Unit

LARGEST = 5  # records: about a paragraph
ENOUGH = 400  # windows that a fit should have: with fewer records than 5 times as many, windows are smaller


def size(units: int) -> int:
    """How many neighbouring records make a window in a corpus of `units`: 1 to LARGEST."""
    return min(LARGEST, max(1, units // ENOUGH))


def windows(units: Sequence[Unit], width: int) -> Any:
    """Windows × units, 1 where a window holds the unit: `width` consecutive ones of a document, fewer at its end."""
    import numpy as np
    from scipy.sparse import csr_matrix

    order = sorted(range(len(units)), key=lambda at: (units[at].document_id, units[at].start, units[at].record_id))
    rows = np.zeros(len(units), dtype=np.int64)
    number, held, document = -1, width, ""
    for at in order:
        if held == width or units[at].document_id != document:
            number, held, document = number + 1, 0, units[at].document_id
        rows[at] = number
        held += 1
    return csr_matrix((np.ones(len(units)), (rows, np.arange(len(units)))), shape=(number + 1, len(units)))
