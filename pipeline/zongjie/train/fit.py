"""Fitting: from examples to a linear model, its sharpness and its scores on documents it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.linear import STEP, Linear

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDS = 5
LEAST_TOLD = 10  # thousandths: a smaller weight changes no decision, and most n-grams have one
FEWEST = 2
"""Occurrences from which a feature is kept: one that stands in a single example tells of that example only."""
SHARPNESS_SEARCHED = (0.2, 3.0)


@dataclass(frozen=True, slots=True)
class Example:
    """One decision: what was seen, what is right, and the body whose document it comes from.

    Examples of one body are never parted between fitting and checking.
    """

    features: tuple[str, ...]
    label: str
    body: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Held:
    """What a model that had not seen the example's body says of it: the label chosen and its probability.

    `odds` are the log odds of the last label, without sharpness: what the model's weights sum to.
    """

    example: Example
    label: str
    probability: float
    odds: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A model fitted on all examples, what models fitted without each body say of it, and those models by body."""

    model: Linear
    held: tuple[Held, ...]
    unseen: dict[str, Linear]

    def without(self, body: str) -> Linear:
        """The model fitted without a body; the whole one for a body that gave no example: it has seen nothing of it."""
        return self.unseen.get(body, self.model)


def fit(examples: Sequence[Example], labels: Sequence[str], strength: float, fewest: int = FEWEST) -> Fit:
    """Multinomial logistic regression (scikit-learn, L2, `strength` is its C), checked by body.

    Sharpness is the factor on the summed weights at which the held-out probabilities have the least log loss.
    """
    import numpy as np
    from scipy.optimize import minimize_scalar
    from sklearn.model_selection import GroupKFold

    labels = tuple(labels)
    bodies = [example.body for example in examples]
    folds = min(FOLDS, len(set(bodies)))
    sums = np.zeros((len(examples), len(labels)))
    blind: dict[str, Linear] = {}
    for seen, unseen in GroupKFold(folds).split(bodies, groups=bodies):
        part = _weights([examples[i] for i in seen], labels, strength, fewest)
        blind |= dict.fromkeys({bodies[i] for i in unseen}, part.model(1.0))
        for i in unseen:
            sums[i] = part.sums(examples[i].features)
    right = np.array([labels.index(example.label) for example in examples])

    def loss(sharpness: float) -> float:
        scaled = sums * sharpness
        top = scaled.max(axis=1, keepdims=True)
        log = scaled - top - np.log(np.exp(scaled - top).sum(axis=1, keepdims=True))
        return float(-log[np.arange(len(right)), right].mean())

    sharpness = round(float(minimize_scalar(loss, bounds=SHARPNESS_SEARCHED, method="bounded").x), 2)
    whole = _weights(list(examples), labels, strength, fewest)
    scaled = sums * sharpness
    odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    held = tuple(
        Held(example, labels[int(row.argmax())], float(row.max()), float(total[-1] - total[0]))
        for example, row, total in zip(examples, odds, sums, strict=True)
    )
    return Fit(whole.model(sharpness), held, blind)


@dataclass(frozen=True, slots=True)
class _Weights:
    """Fitted weights in thousandths, one column for each label."""

    labels: tuple[str, ...]
    features: list[str]
    index: dict[str, int]
    rows: NDArray[np.int32]
    bias: NDArray[np.int32]

    def sums(self, features: Sequence[str]) -> NDArray[np.float64]:
        rows = [self.index[feature] for feature in features if feature in self.index]
        total: NDArray[np.float64] = (self.rows[rows].sum(axis=0) + self.bias) / STEP
        return total

    def model(self, sharpness: float) -> Linear:
        two = len(self.labels) == 2
        rows = self.rows[:, 1:] if two else self.rows
        told = abs(rows).max(axis=1) >= LEAST_TOLD
        kept = [feature for feature, tells in zip(self.features, told, strict=True) if tells]
        bias = [int(b) for b in (self.bias[1:] if two else self.bias)]
        return Linear.of(self.labels, kept, rows[told], bias, sharpness)


def _weights(examples: list[Example], labels: tuple[str, ...], strength: float, fewest: int) -> _Weights:
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    reader = CountVectorizer(analyzer=list, min_df=fewest, binary=True)
    table = reader.fit_transform([sorted(set(example.features)) for example in examples])
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-4)
    model.fit(table, [labels.index(e.label) for e in examples], sample_weight=[e.weight for e in examples])
    features = [str(name) for name in reader.get_feature_names_out()]
    rows = np.zeros((len(features), len(labels)))
    bias = np.full(len(labels), 0.0)
    if len(model.classes_) == 2:
        rows[:, model.classes_[1]], bias[model.classes_[1]] = model.coef_[0], model.intercept_[0]
    else:
        bias[:] = -10.0  # a label without an example is never chosen
        rows[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    limit = 32.0  # what two bytes hold
    rows, bias = rows.clip(-limit, limit), bias.clip(-limit, limit)
    return _Weights(
        labels,
        features,
        {feature: number for number, feature in enumerate(features)},
        np.rint(rows * STEP).astype(np.int32),
        np.rint(bias * STEP).astype(np.int32),
    )
