"""A linear model over the clues of subjects, which weighs those of every candidate of a document at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zongjie.extract.metrics.clues import Clues, known
from zongjie.linear import STEP, Linear
from zongjie.weights import Weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of a linear model by the keys of its clues."""

    weights: Weights

    @classmethod
    def of(cls, model: Linear) -> Scale:
        """The scale of a model whose features are keys."""
        return cls(Weights.of(known(model.names), model.thousandths[:, 0]))

    def sum(self, clues: Clues) -> Floats:
        """The weights of each candidate together."""
        single = self.weights.weigh(np.concatenate(clues.single)).reshape(len(clues.single), clues.size)
        total = single.sum(axis=0, dtype=np.int64)
        for forms, form, low, high in clues.spread:
            sums = np.append(0, np.cumsum(self.weights.weigh(forms)[form]))
            total += sums[high] - sums[low]
        found: Floats = total / STEP
        return found
