"""Fitting: from examples to a linear model, its sharpness and its scores on documents it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from zongjie.linear import STEP, Linear

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

T = TypeVar("T")
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
    _formed: dict[int, Any] = field(default_factory=dict)

    def without(self, body: str) -> Linear:
        """The model fitted without a body; the whole one for a body that gave no example: it has seen nothing of it."""
        return self.unseen.get(body, self.model)

    def formed(self, body: str, form: Callable[[Linear], T]) -> T:
        """What `form` makes of the model fitted without a body: once for each of the few models, by one form a fit."""
        model = self.without(body)
        if id(model) not in self._formed:
            self._formed[id(model)] = form(model)
        return cast("T", self._formed[id(model)])


def fit(examples: Sequence[Example], labels: Sequence[str], strength: float, fewest: int = FEWEST) -> Fit:
    """Multinomial logistic regression (scikit-learn, L2, `strength` is its C), checked by body.

    Sharpness is the factor on the summed weights at which the held-out probabilities have the least log loss.
    """
    import numpy as np
    from joblib import Parallel, delayed
    from scipy.optimize import minimize_scalar
    from sklearn.model_selection import GroupKFold

    labels = tuple(labels)
    bodies = [example.body for example in examples]
    table = _Table.of(examples, labels)
    folds = min(FOLDS, len(set(bodies)))
    sums = np.zeros((len(examples), len(labels)))
    blind: dict[str, Linear] = {}
    parted = list(GroupKFold(folds).split(bodies, groups=bodies))
    fitted = Parallel(prefer="threads", n_jobs=-1)(
        delayed(table.weights)(rows, strength, fewest)
        for rows in (*(seen for seen, _ in parted), np.arange(len(examples)))
    )
    for (_, unseen), part in zip(parted, fitted, strict=False):
        blind |= dict.fromkeys({bodies[i] for i in unseen}, part.model(1.0))
        sums[unseen] = part.sums(table.counts[unseen])
    right = np.array([labels.index(example.label) for example in examples])

    def loss(sharpness: float) -> float:
        scaled = sums * sharpness
        top = scaled.max(axis=1, keepdims=True)
        log = scaled - top - np.log(np.exp(scaled - top).sum(axis=1, keepdims=True))
        return float(-log[np.arange(len(right)), right].mean())

    sharpness = round(float(minimize_scalar(loss, bounds=SHARPNESS_SEARCHED, method="bounded").x), 2)
    whole = fitted[-1]
    scaled = sums * sharpness
    odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    held = tuple(
        Held(example, labels[int(row.argmax())], float(row.max()), float(total[-1] - total[0]))
        for example, row, total in zip(examples, odds, sums, strict=True)
    )
    return Fit(whole.model(sharpness), held, blind)


@dataclass(frozen=True, slots=True)
class _Table:
    """The examples as a table of how often each shows each feature, read once for all folds."""

    labels: tuple[str, ...]
    names: NDArray[np.object_]
    counts: csr_matrix
    answers: NDArray[np.intp]
    importance: NDArray[np.float64]

    @classmethod
    def of(cls, examples: Sequence[Example], labels: tuple[str, ...]) -> _Table:
        """The table of the examples, its columns in the order of the features' names."""
        import numpy as np
        from sklearn.feature_extraction.text import CountVectorizer

        reader = CountVectorizer(analyzer=list)
        counts = reader.fit_transform([example.features for example in examples])
        answers = np.array([labels.index(example.label) for example in examples])
        importance = np.array([example.weight for example in examples])
        return cls(labels, reader.get_feature_names_out(), counts, answers, importance)

    def weights(self, rows: NDArray[np.intp], strength: float, fewest: int) -> _Weights:
        """What is fitted on some of the examples, from whether each shows a feature that `fewest` of them show."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        shown = self.counts[rows].sign()
        columns = np.flatnonzero(shown.getnnz(axis=0) >= fewest)
        model = LogisticRegression(C=strength, max_iter=400, tol=1e-4)
        model.fit(shown[:, columns], self.answers[rows], sample_weight=self.importance[rows])
        weights = np.zeros((len(columns), len(self.labels)))
        bias = np.full(len(self.labels), 0.0)
        if len(model.classes_) == 2:
            weights[:, model.classes_[1]], bias[model.classes_[1]] = model.coef_[0], model.intercept_[0]
        else:
            bias[:] = -10.0  # a label without an example is never chosen
            weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
        limit = 32.0  # what two bytes hold
        weights, bias = weights.clip(-limit, limit), bias.clip(-limit, limit)
        return _Weights(
            self.labels,
            [str(name) for name in self.names[columns]],
            columns,
            np.rint(weights * STEP).astype(np.int32),
            np.rint(bias * STEP).astype(np.int32),
        )


@dataclass(frozen=True, slots=True)
class _Weights:
    """Fitted weights in thousandths, one column for each label; `columns` are those of the features in the table."""

    labels: tuple[str, ...]
    features: list[str]
    columns: NDArray[np.intp]
    rows: NDArray[np.int32]
    bias: NDArray[np.int32]

    def sums(self, counts: csr_matrix) -> NDArray[np.float64]:
        """The summed weights of some examples of the table; each occurrence of a feature counts."""
        total: NDArray[np.float64] = (counts[:, self.columns] @ self.rows + self.bias) / STEP
        return total

    def model(self, sharpness: float) -> Linear:
        """The model, without features that decide nothing."""
        two = len(self.labels) == 2
        rows = self.rows[:, 1:] if two else self.rows
        told = abs(rows).max(axis=1) >= LEAST_TOLD
        kept = [feature for feature, tells in zip(self.features, told, strict=True) if tells]
        bias = [int(b) for b in (self.bias[1:] if two else self.bias)]
        return Linear.of(self.labels, kept, rows[told], bias, sharpness)
