"""Fitting a choice among candidates: weights of features under which the right one of each group is the likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.linear import STEP, Linear
from zongjie.train.fit import FEWEST, FOLDS, LEAST_TOLD, Example, Fit, Held

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABELS = ("no", "yes")
ROUNDS = 80  # of the optimiser; more change no score on unseen bodies
LIMIT = 32.0  # what two bytes hold in thousandths


@dataclass(frozen=True, slots=True)
class Group:
    """One choice: the features of each candidate, which is right, which the rules take (None: another), and the body."""

    candidates: tuple[tuple[str, ...], ...]
    right: int
    rule: int | None
    body: str


def fit_ranking(groups: Sequence[Group], strength: float, fewest: int = FEWEST) -> Fit:
    """A conditional logit (softmax over the candidates of a group; L2, `strength` is its C), checked by body.

    In `held` a decision is `yes` where a model that has not seen the body puts the right candidate first.
    """
    from sklearn.model_selection import GroupKFold

    bodies = [group.body for group in groups]
    held: dict[int, Held] = {}
    blind: dict[str, Linear] = {}
    for seen, unseen in GroupKFold(min(FOLDS, len(set(bodies)))).split(bodies, groups=bodies):
        model = _model([groups[i] for i in seen], strength, fewest)
        blind |= dict.fromkeys({bodies[i] for i in unseen}, model)
        held |= {int(i): _held(groups[i], model) for i in unseen}
    return Fit(_model(groups, strength, fewest), tuple(held[i] for i in range(len(groups))), blind)


def _held(group: Group, model: Linear) -> Held:
    import numpy as np

    sums = np.array([sum(model.flat.get(feature, 0.0) for feature in one) for one in group.candidates])
    shares = np.exp(sums - sums.max())
    best = int(sums.argmax())
    example = Example((f"rule={group.rule == group.right}",), LABELS[1], group.body)
    return Held(example, LABELS[best == group.right], float(shares[best] / shares.sum()), float(sums[best]))


def _model(groups: Sequence[Group], strength: float, fewest: int) -> Linear:
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    reader = CountVectorizer(analyzer=list, min_df=fewest, binary=True)
    table = reader.fit_transform([one for group in groups for one in group.candidates])
    sizes = np.array([len(group.candidates) for group in groups])
    firsts = np.concatenate([[0], sizes.cumsum()[:-1]])
    right = np.zeros(len(sizes), dtype=int) + firsts + np.array([group.right for group in groups])
    weights = np.rint(_descend(table, firsts, right, 1 / strength).clip(-LIMIT, LIMIT) * STEP).astype(np.int32)
    told = abs(weights) >= LEAST_TOLD
    names = [str(name) for name, tells in zip(reader.get_feature_names_out(), told, strict=True) if tells]
    return Linear.of(LABELS, names, weights[told].reshape(-1, 1), [0], 1.0)


def _descend(table: object, firsts: NDArray[np.int64], right: NDArray[np.int64], cost: float) -> NDArray[np.float64]:
    """The weights with the least loss; rows `firsts[i]` up to the next are the candidates of choice `i`."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    rows = csr_matrix(table, dtype=np.float64)
    columns = rows.T.tocsr()
    sizes = np.diff(np.append(firsts, rows.shape[0]))
    truth = np.zeros(rows.shape[0])
    truth[right] = 1.0

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sums = rows @ weights
        sums -= np.repeat(np.maximum.reduceat(sums, firsts), sizes)
        whole = np.add.reduceat(np.exp(sums), firsts)
        shares = np.exp(sums) / np.repeat(whole, sizes)
        total = np.log(whole).sum() - sums[right].sum() + 0.5 * cost * weights @ weights
        return float(total), columns @ (shares - truth) + cost * weights

    start = np.zeros(rows.shape[1])
    found: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return found
