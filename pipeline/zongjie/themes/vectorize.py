"""From units to a sparse matrix: tf-idf of content words, and for short records of whatever else tells them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    from zongjie.themes.units import Unit

BLOCKS = {
    "sentence": {"words": 1.0},
    "activity": {"words": 1.0, "core": 0.5, "features": 0.7, "grams": 0.3},
    "problem": {"words": 1.0, "core": 0.5, "features": 0.7, "grams": 0.3},
}
"""What represents each kind of unit, by the fields of `Unit`, and how much it weighs beside the words.

The words lead, since themes are read by them; type and category, columns that the table has already, tip the scales.
Calibrated on 283 activities and 158 problems annotated by hand: with features at 0.4 the largest of 7 themes is a
catch-all of 88 activities, at 0.7 it holds 58; at 1.0 themes repeat the categories and coherence falls.

Word 2-grams are left out: on 4,196 paragraphs, 20 themes, with a weight of 0.3 they change nothing beyond intervals
(NPMI .240 for .231, C_v .794 for .792, stability over 6 samples .791 for .798) and a fit takes over twice as long
(`benchmarks/themes.py --part words --only zongjie --pairs 0.3 --samples 6`). On problems NMI stays .407."""

COMMONEST = 0.5  # of the units; a word in more of them separates nothing
RARE = ((5_000, 5), (0, 2))
"""A word must occur in this many units, by the number of units: 5 from 5,000 on, else 2."""
MOST_COLUMNS = 20_000  # of a block, the most frequent ones: keeps themes × columns small, of which a consensus has many
HEED = 0.15
"""How much more a unit of many words counts: its row has the length words ** HEED. A long paragraph says more surely
what it is about. On the paragraphs of `benchmarks/themes.py --part words` coherence (NPMI) rises from .19 to .21,
to .23 at .25, and stability falls from .25 on."""

Weights = Mapping[str, Mapping[str, float]]
"""Block → word → idf: all that is needed to represent units anew."""


@dataclass(frozen=True, slots=True)
class Representation:
    """Units as numbers.

    `matrix` is units × columns, its first columns the `words`; `space` makes more such rows. `leaning` has the same
    rows with some of their neighbours' words, where an encoder found those.
    """

    matrix: csr_matrix
    words: tuple[str, ...]
    space: Space
    leaning: csr_matrix | None = None

    @property
    def fitted(self) -> csr_matrix:
        """The rows that themes are fitted to and placed by."""
        return self.matrix if self.leaning is None else self.leaning

    @property
    def occurrences(self) -> csr_matrix:
        """Units × words: 1 where the unit uses the word."""
        return (self.matrix[:, : len(self.words)] > 0).astype("int32")


class Space:
    """The columns that units of a kind are measured by; each block is scaled to length 1 before it is weighted."""

    def __init__(self, union: FeatureUnion) -> None:
        self._union = union

    @classmethod
    def of(cls, kind: str, weights: Weights) -> Space:
        """The space that `weights` told of: the same columns in the same order, with the same idf."""
        import numpy as np
        from sklearn.pipeline import FeatureUnion

        blocks = []
        for name, known in weights.items():
            block = _block(name, 0, vocabulary=list(known))
            block.idf_ = np.array(list(known.values()))
            blocks.append((name, block))
        return cls(FeatureUnion(blocks, transformer_weights={name: BLOCKS[kind][name] for name in weights}))

    @property
    def weights(self) -> dict[str, dict[str, float]]:
        """The idf of every column, by block."""
        return {
            name: dict(zip(block.get_feature_names_out(), block.idf_.tolist(), strict=True))
            for name, block in self._union.transformer_list
        }

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Block and word of each column, in order."""
        return [(name, word) for name, known in self.weights.items() for word in known]

    def rows(self, units: Sequence[Unit]) -> csr_matrix:
        """The rows of `units`."""
        return heed(self._union.transform(units), units)


def represent(kind: str, units: Sequence[Unit]) -> Representation | None:
    """The units of a kind as a matrix of at least 0, or None where no word occurs in enough of them."""
    from sklearn.pipeline import FeatureUnion

    weights = {block: weight for block, weight in BLOCKS[kind].items() if any(getattr(unit, block) for unit in units)}
    if "words" not in weights:
        return None
    union = FeatureUnion([(block, _block(block, len(units))) for block in weights], transformer_weights=weights)
    try:
        matrix = heed(union.fit_transform(units), units)
    except ValueError:  # scikit-learn found no word between the rarest and the commonest allowed
        return None
    return Representation(matrix, tuple(union["words"].get_feature_names_out()), Space(union))


def heed(matrix: Any, units: Sequence[Unit]) -> csr_matrix:
    """The rows stretched by how many different words their units have."""
    import numpy as np
    from scipy.sparse import diags

    words = np.array([max(len(set(unit.words)), 1) for unit in units], dtype=float)
    return (diags(words**HEED) @ matrix).tocsr()


def together(matrix: Any, windows: Any) -> csr_matrix:
    """The rows of windows (windows × units): the sum of their units, stretched by how many columns it has."""
    import numpy as np
    from scipy.sparse import diags
    from sklearn.preprocessing import normalize

    rows = normalize(windows @ matrix)
    return (diags(np.maximum(np.diff(rows.indptr), 1.0) ** HEED) @ rows).tocsr()


def _block(name: str, units: int, vocabulary: list[str] | None = None) -> TfidfVectorizer:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = name == "words"
    return TfidfVectorizer(
        analyzer=attrgetter(name),
        sublinear_tf=True,
        min_df=next(least for size, least in RARE if units >= size) if words else 1,
        max_df=COMMONEST if words else 1.0,
        max_features=MOST_COLUMNS,
        vocabulary=vocabulary,
    )
