"""A linear model over named features: how the learned parts decide, and how they lie on disk without any code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
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


@dataclass(frozen=True)
class Linear:
    """One weight for each feature and label; probabilities by softmax of the summed weights (logistic for two labels).

    With two labels only the weights of the second are kept, those of the first being zero. `sharpness` multiplies the
    sums, and was fitted on documents that the weights had not seen, so that of the records with probability .8 four of
    five are right (Platt 1999; temperature scaling, Guo et al. 2017).
    """

    labels: tuple[str, ...]
    names: str
    """The features, a line each: what knows them by hash reads them from here, and no dictionary is made."""
    weights: NDArray[np.int32]
    """In thousandths, a row for each feature and a last one for the bias: whole numbers add up alike everywhere."""
    bias: tuple[float, ...]
    sharpness: float

    @classmethod
    def of(
        cls, labels: tuple[str, ...], features: list[str], weights: NDArray[np.int32], bias: list[int], sharpness: float
    ) -> Linear:
        """A model from weights in thousandths: a row a feature, a column a label (one column where there are two)."""
        return cls.named(labels, "".join(f"{feature}\n" for feature in features), weights, bias, sharpness)

    @classmethod
    def named(
        cls, labels: tuple[str, ...], names: str, weights: NDArray[np.int32], bias: list[int], sharpness: float
    ) -> Linear:
        """The same from features that stand a line each."""
        import numpy as np

        rows = np.vstack([weights, np.array([bias])]).astype(np.int32)
        return cls(labels, names, rows, tuple(b / STEP for b in bias), sharpness)

    @property
    def features(self) -> list[str]:
        """The features, in the order of their weights."""
        return self.names.split("\n")[:-1]

    @property
    def thousandths(self) -> NDArray[np.int32]:
        """The weights of the features alone, without the bias."""
        return self.weights[:-1]

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each feature."""
        return dict(zip(self.features, range(len(self.weights) - 1), strict=True))

    @cached_property
    def flat(self) -> dict[str, float]:
        """The weight of each feature for the second of two labels; empty where there are more labels."""
        if len(self.labels) != 2:
            return {}
        return dict(zip(self.features, (self.thousandths[:, 0] / STEP).tolist(), strict=True))

    def likelihood(self, features: Iterable[str]) -> float:
        """The probability of the second of two labels."""
        return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, self.odds(features)))))

    def odds(self, features: Iterable[str]) -> float:
        """The log odds of the second of two labels."""
        return (self.bias[0] + sum(map(self.flat.get, features, repeat(0.0)))) * self.sharpness

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
    (folder / FEATURES).write_text(model.names, "utf-8", newline="\n")
    np.save(folder / WEIGHTS, model.thousandths.astype("<i2"), allow_pickle=False)


def read(folder: Path) -> Linear:
    """The model that `save` wrote.

    Raises:
        OSError: a file of it is missing.
    """
    import numpy as np

    settings = json.loads((folder / SETTINGS).read_text("utf-8"))
    names = (folder / FEATURES).read_text("utf-8")
    weights = np.load(folder / WEIGHTS, allow_pickle=False).astype(np.int32)
    return Linear.named(tuple(settings["labels"]), names, weights, settings["bias"], settings["sharpness"])


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
