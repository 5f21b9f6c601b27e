"""Fitting a choice among candidates: weights of keys under which the right one of each group is the likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zongjie.linear import STEP, Linear
from zongjie.train.fit import FEWEST, FOLDS, LEAST_TOLD, Example, Fit, Held

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LABELS = ("no", "yes")
ROUNDS = 80  # of the optimiser; more change no score on unseen bodies
LIMIT = 32.0  # what two bytes hold in thousandths

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choices:
    """Some choices of one text: the keys of all candidates as (candidate, key), and for each choice its candidates.

    Those of choice `i` go from `begins[i]` to the next; `right` and `ruled` are the places of the right one and of the
    one that the rules take (-1: none).
    """

    body: str
    rows: Ints
    keys: NDArray[np.uint64]
    begins: Ints
    size: int
    right: Ints
    ruled: Ints


def fit_ranking(choices: Sequence[Choices], strength: float, fewest: int = FEWEST) -> Fit:
    """A conditional logit (softmax over the candidates of a choice; L2, `strength` is its C), checked by body.

    In `held` a decision is `yes` where a model that has not seen the body puts the right candidate first.
    """
    from sklearn.model_selection import GroupKFold

    choices = [some for some in choices if len(some.begins)]
    bodies = [some.body for some in choices]
    held: dict[int, list[Held]] = {}
    blind: dict[str, Linear] = {}
    for seen, unseen in GroupKFold(min(FOLDS, len(set(bodies)))).split(bodies, groups=bodies):
        model = _model([choices[i] for i in seen], strength, fewest)
        blind |= dict.fromkeys({bodies[i] for i in unseen}, model)
        held |= {int(i): _held(choices[i], model) for i in unseen}
    whole = _model(choices, strength, fewest)
    return Fit(whole, tuple(one for i in range(len(choices)) for one in held[i]), blind)


def _held(some: Choices, model: Linear) -> list[Held]:
    found, place = np.unique(some.keys, return_inverse=True)
    weights = np.array([model.flat.get(f"{key:x}", 0.0) for key in found.tolist()])
    sums = np.bincount(some.rows, weights[place], minlength=some.size)
    answers = []
    for begin, end, right, ruled in zip(
        some.begins, np.append(some.begins[1:], some.size), some.right, some.ruled, strict=True
    ):
        shares = np.exp(sums[begin:end] - sums[begin:end].max())
        best = int(shares.argmax())
        example = Example((f"rule={ruled == right}",), LABELS[1], some.body)
        label = LABELS[bool(begin + best == right)]
        answers.append(Held(example, label, float(1 / shares.sum()), float(sums[begin + best])))
    return answers


def _model(choices: Sequence[Choices], strength: float, fewest: int) -> Linear:
    from scipy.sparse import csr_matrix

    offsets = np.append(0, np.cumsum([some.size for some in choices]))
    rows = np.concatenate([some.rows + at for some, at in zip(choices, offsets, strict=False)])
    begins = np.concatenate([some.begins + at for some, at in zip(choices, offsets, strict=False)])
    right = np.concatenate([some.right + at for some, at in zip(choices, offsets, strict=False)])
    keys, place, shown = np.unique(
        np.concatenate([some.keys for some in choices]), return_inverse=True, return_counts=True
    )
    kept = (shown >= fewest) & (keys != 0)
    column = np.cumsum(kept) - 1
    use = kept[place]
    size = (int(offsets[-1]), int(kept.sum()))
    table = csr_matrix((np.ones(int(use.sum())), (rows[use], column[place[use]])), shape=size)
    table.sum_duplicates()
    weights = np.rint(_descend(table, begins, right, 1 / strength).clip(-LIMIT, LIMIT) * STEP).astype(np.int32)
    told = abs(weights) >= LEAST_TOLD
    names = [f"{key:x}" for key in keys[kept][told].tolist()]
    return Linear.of(LABELS, names, weights[told].reshape(-1, 1), [0], 1.0)


def _descend(rows: csr_matrix, begins: Ints, right: Ints, cost: float) -> Floats:
    """The weights with the least loss; rows `begins[i]` up to the next are the candidates of choice `i`."""
    from scipy.optimize import minimize

    columns = rows.T.tocsr()
    sizes = np.diff(np.append(begins, rows.shape[0]))
    truth = np.zeros(rows.shape[0])
    truth[right] = 1.0

    def loss(weights: Floats) -> tuple[float, Floats]:
        sums = rows @ weights
        sums -= np.repeat(np.maximum.reduceat(sums, begins), sizes)
        whole = np.add.reduceat(np.exp(sums), begins)
        shares = np.exp(sums) / np.repeat(whole, sizes)
        total = np.log(whole).sum() - sums[right].sum() + 0.5 * cost * weights @ weights
        return float(total), columns @ (shares - truth) + cost * weights

    start = np.zeros(rows.shape[1])
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return found
