"""A linear model over named features: how the learned parts decide, and how they lie on disk without any code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie import resources
from zongjie.config import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SETTINGS, FEATURES, WEIGHTS = "model.json", "features.txt", "weights.npy"
FILES = (SETTINGS, FEATURES, WEIGHTS)
STEP = 1000
"""Weights are kept as whole thousandths: small on disk, and the same bytes whatever the last digit of the fit."""


@dataclass(frozen=True, slots=True)
class Linear:
    """One weight for each feature and label; probabilities by softmax of the summed weights (logistic for two labels).

    With two labels only the weights of the second are kept, those of the first being zero. `sharpness` multiplies the
    sums, and was fitted on documents that the weights had not seen, so that of the records with probability .8 four of
    five are right (Platt 1999; temperature scaling, Guo et al. 2017).
    """

    labels: tuple[str, ...]
    index: dict[str, int]
    weights: NDArray[np.int32]
    """In thousandths, a row for each feature and a last one for the bias: whole numbers add up alike everywhere."""
    bias: tuple[float, ...]
    sharpness: float
    flat: dict[str, float]

    @classmethod
    def of(
        cls, labels: tuple[str, ...], features: list[str], weights: NDArray[np.int32], bias: list[int], sharpness: float
    ) -> Linear:
        """A model from weights in thousandths: a row a feature, a column a label (one column where there are two)."""
        import numpy as np

        index = dict(zip(features, range(len(features)), strict=True))
        flat = dict(zip(features, (weights[:, 0] / STEP).tolist(), strict=True)) if len(labels) == 2 else {}
        rows = np.vstack([weights, np.array([bias])]).astype(np.int32)
        return cls(labels, index, rows, tuple(b / STEP for b in bias), sharpness, flat)

    def likelihood(self, features: Iterable[str]) -> float:
        """The probability of the second of two labels."""
        total = self.bias[0] + sum(map(self.flat.get, features, repeat(0.0)))
        return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, total * self.sharpness))))

    def choices(self, many: Iterable[Iterable[str]]) -> list[tuple[str, float]]:
        """For each list of features the likeliest label and its probability; of labels that are alike, the first."""
        import numpy as np

        get, bias = self.index.get, len(self.weights) - 1
        rows: list[int] = []
        begins: list[int] = []
        for features in many:
            begins.append(len(rows))
            rows.append(bias)
            rows += [row for row in map(get, features) if row is not None]
        if not begins:
            return []
        sums = np.add.reduceat(self.weights[rows], begins, axis=0) * (self.sharpness / STEP)
        best = sums.argmax(axis=1)
        top = sums[np.arange(len(best)), best]
        sure = 1.0 / np.exp(sums - top[:, None]).sum(axis=1)
        return [(self.labels[label], share) for label, share in zip(best.tolist(), sure.tolist(), strict=True)]


def save(model: Linear, folder: Path) -> None:
    """Write the model's files; the same model gives the same bytes."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "labels": list(model.labels),
        "bias": [round(b * STEP) for b in model.bias],
        "sharpness": model.sharpness,
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", "utf-8", newline="\n")
    (folder / FEATURES).write_text("".join(f"{feature}\n" for feature in model.index), "utf-8", newline="\n")
    np.save(folder / WEIGHTS, model.weights[:-1].astype("<i2"), allow_pickle=False)


def read(folder: Path) -> Linear:
    """The model that `save` wrote.

    Raises:
        OSError: a file of it is missing.
    """
    import numpy as np

    settings = json.loads((folder / SETTINGS).read_text("utf-8"))
    features = (folder / FEATURES).read_text("utf-8").split("\n")[:-1]
    weights = np.load(folder / WEIGHTS, allow_pickle=False).astype(np.int32)
    return Linear.of(tuple(settings["labels"]), features, weights, settings["bias"], settings["sharpness"])


def load(name: str, settings: Settings) -> Linear | None:
    """The model of that name in the folder that the settings name, or the packaged one; None where there is none.

    None too where the settings ask for rules alone.
    """
    return _load(name, settings.models) if settings.learned else None


@lru_cache(maxsize=32)
def _load(name: str, models: str | None) -> Linear | None:
    folder = _models(models) / name
    return read(folder) if (folder / SETTINGS).is_file() else None


def _models(models: str | None) -> Path:
    return resources.models() if models is None else Path(models)


def digests(settings: Settings) -> dict[str, str]:
    """SHA-256 over the files of each model that the settings use, by its name."""
    found: dict[str, str] = {}
    if not settings.learned:
        return found
    for settings_file in sorted(_models(settings.models).glob(f"*/{SETTINGS}")):
        content = b"".join((settings_file.parent / name).read_bytes() for name in FILES)
        found[settings_file.parent.name] = hashlib.sha256(content).hexdigest()
    return found
