"""How far each item depends on the group or number: one regression for each, groups against the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.stats.data import Data
from zongjie.stats.grouping import YEAR, Grouping
from zongjie.stats.regression import FEWEST_CLUSTERS, Effect, Errors, logistic
from zongjie.stats.sampling import Count, observed, sample, units
from zongjie.stats.significance import adjusted
from zongjie.stats.tally import Tally, tallies

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FEWEST = 10
"""Observations that a group and the rest need, and observations with and without the item: ten events for each
coefficient is the usual floor of logistic regression (Peduzzi et al. 1996)."""

MOST_GROUPS = 12  # the largest groups are set against the rest; more rows nobody reads
KINDS = ("theme_sentence", "theme_activity", "theme_problem", "activity_type", "problem")
COLUMNS = ["kind", "item", "label", "label_en", "outcome", "contrast", "unit", "n", "n_group", "count", "count_group",
           "share_group", "share_rest", "odds_ratio", "or_low", "or_high", "effect", "low", "high", "p", "errors",
           "adjusted_for", "small", "note"]  # fmt: skip


def effects(data: Data, grouping: Grouping, *, count: Count | str = Count.documents) -> pd.DataFrame:
    """One row for each item, outcome and contrast.

    Outcome `holds`: whether the observation holds the item, by logistic regression that adjusts for the logarithm of
    the number of records, since a longer text holds more of everything. Outcome `share`: the item's share of the
    observation's records, by fractional regression. A contrast is a group against all others that have a value, or a
    number: years by ten, other numbers by their standard deviation. `effect` is the average marginal effect on
    probability or share. q is Benjamini–Hochberg within kind and outcome.
    """
    import pandas as pd

    setting = _setting(data, grouping, count)
    rows = [row for tally in tallies(data) if tally.kind in KINDS for row in _of_tally(tally, setting)]
    return adjusted(pd.DataFrame(rows, columns=COLUMNS), ["kind", "outcome"])


@dataclass(frozen=True, slots=True)
class _Contrast:
    """One variable: its name, its unit, its value for each observation, and whether it is 0 or 1."""

    name: str
    unit: str
    x: NDArray[np.float64]
    dummy: bool


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for all items: the documents that have a value, the number of the observation of each, ascending, the
    contrasts with a value for each observation, and the errors."""

    rows: NDArray[np.int64]
    observation: NDArray[np.int64]
    contrasts: list[_Contrast]
    errors: Errors
    by: str


def _setting(data: Data, grouping: Grouping, count: Count | str) -> _Setting:
    import numpy as np

    unit = units(data, count)
    key = grouping.value.map(repr).where(grouping.value.notna(), None) if grouping.numeric else grouping.group
    known = grouping.group.notna().to_numpy()
    first, _ = observed(key, unit)
    first = first[known[first]]
    if grouping.numeric:
        first = first[np.argsort(grouping.value.to_numpy(dtype=float)[first], kind="stable")]
    contrasts = _numeric(grouping, first) if grouping.numeric else _dummies(grouping, first)
    rows = np.flatnonzero(known)
    pairs = list(zip(key.to_numpy(), unit.tolist(), strict=True))
    number = {pairs[row]: at for at, row in enumerate(first)}
    observation = np.array([number[pairs[row]] for row in rows], dtype=np.int64)
    order = np.argsort(observation, kind="stable")
    return _Setting(rows[order], observation[order], contrasts, *_errors(data, grouping, first))


def _numeric(grouping: Grouping, rows: NDArray[np.int64]) -> list[_Contrast]:
    value = grouping.value.to_numpy(dtype=float)[rows]
    if len(rows) < 2 or value.std() == 0:
        return []
    scale, unit = (10.0, "10 years") if grouping.by == YEAR else (float(value.std(ddof=1)), "1 SD")
    return [_Contrast(grouping.by, unit, (value - value.mean()) / scale, False)]


def _dummies(grouping: Grouping, rows: NDArray[np.int64]) -> list[_Contrast]:
    """Each large group against the rest; of two groups the first alone, for the other says the same."""
    labels = grouping.group.to_numpy()[rows]
    names = grouping.order[:1] if len(grouping.order) == 2 else grouping.order[:MOST_GROUPS]
    return [_Contrast(name, "group", (labels == name).astype(float), True) for name in names]


def _errors(data: Data, grouping: Grouping, rows: NDArray[np.int64]) -> tuple[Errors, str]:
    """Errors clustered by issuers where they are enough, those with near duplicates in common as one; for a series of
    about one document a year, errors that allow for autocorrelation (lags by Newey & West 1994); else clustered by near
    duplicates where there are any."""
    some = data.documents.iloc[rows]
    issuers, copies = ([] if grouping.by == name else [name] for name in ("issuer", "cluster_id"))
    alone = _tied(some, issuers)
    if _enough(alone):
        joined = _tied(some, issuers + copies)
        if _enough(joined) and joined.max() < alone.max():
            return Errors(joined), " by issuer and cluster_id"
        return Errors(alone), " by issuer"
    if grouping.by == YEAR and grouping.value.iloc[rows].nunique() > len(rows) / 2:
        made = Errors(lags=int(4 * (len(rows) / 100) ** (2 / 9)))
        return made, ""
    codes = _tied(some, copies)
    if _enough(codes):
        return Errors(codes), " by cluster_id"
    return Errors(), ""


def _enough(codes: NDArray[np.int64]) -> bool:
    """Whether there are clusters, some of them of more than one document, and enough of them."""
    return FEWEST_CLUSTERS <= int(codes.max(initial=-1)) + 1 < len(codes)


def _tied(documents: pd.DataFrame, columns: list[str]) -> NDArray[np.int64]:
    """A number for each document, the same for those that share a value of any of the columns, at first hand or not."""
    import numpy as np
    import pandas as pd
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    n = len(documents)
    ends = [pd.factorize(documents[name])[0] for name in columns]
    offsets = np.cumsum([n, *(int(codes.max(initial=-1)) + 1 for codes in ends)])
    links = [(np.flatnonzero(codes >= 0), codes[codes >= 0] + at) for codes, at in zip(ends, offsets, strict=False)]
    rows, to = (np.concatenate([np.array([], dtype=np.int64), *(link[side] for link in links)]) for side in (0, 1))
    graph = sparse.coo_matrix((np.ones(len(rows)), (rows, to)), shape=(offsets[-1], offsets[-1]))
    found = connected_components(graph, directed=False)[1][:n]
    return np.asarray(pd.factorize(found)[0], dtype=np.int64)


def _of_tally(tally: Tally, setting: _Setting) -> Iterator[list[object]]:
    """Both outcomes of every item under every contrast; observations without any record of the table are left out."""
    import numpy as np

    unit = np.zeros(len(tally.totals), dtype=np.int64)
    unit[setting.rows] = setting.observation
    found = sample(tally, setting.rows, unit)
    some = np.flatnonzero(found.totals > 0)
    totals = found.totals[some]
    holds = found.holds[some].toarray()
    shares = found.counts[some].toarray() / totals[:, None] if len(some) else holds
    length = np.log(totals)[:, None]
    length = length - length.mean() if len(some) and np.ptp(totals) else length[:, :0]
    errors = setting.errors.some(some)
    for at, names in enumerate(zip(tally.items, tally.labels, tally.labels_en, strict=True)):
        for contrast in setting.contrasts:
            x = contrast.x[some]
            for outcome, y, covariates in (("holds", holds[:, at], length), ("share", shares[:, at], length[:, :0])):
                told, note = _told(holds[:, at], x, contrast, outcome)
                fitted = logistic(y, x, covariates, errors, dummy=contrast.dummy) if not note else Effect(note=note)
                yield [tally.kind, *names, outcome, contrast.name, contrast.unit, *told, *_shares(y, x, contrast),
                       fitted.odds_ratio, fitted.or_low, fitted.or_high, fitted.effect, fitted.low, fitted.high,
                       fitted.p, f"{errors}{setting.by}", "log(records)" if covariates.size else "", bool(note),
                       fitted.note]  # fmt: skip


def _told(
    holds: NDArray[np.float64], x: NDArray[np.float64], contrast: _Contrast, outcome: str
) -> tuple[list[object], str]:
    """n, n of the group, observations that hold the item, in all and in the group; and why no model is fitted."""
    import numpy as np

    n, held = len(holds), float(holds.sum())
    inside = x > 0 if contrast.dummy else np.full(n, fill_value=True)
    counted: list[object] = [n, int(inside.sum()), held, float(holds[inside].sum())]
    if held < FEWEST:
        return counted, "held by too few"
    if outcome == "holds" and n - held < FEWEST:
        return counted, "held by nearly all"
    if contrast.dummy:
        if min(inside.sum(), n - inside.sum()) < FEWEST:
            return counted, "group too small"
        cells = [holds[inside].sum(), holds[~inside].sum()]
        if outcome == "holds":
            cells += [(1 - holds[inside]).sum(), (1 - holds[~inside]).sum()]
        if min(cells) == 0:
            return counted, "separation"
    return counted, ""


def _shares(y: NDArray[np.float64], x: NDArray[np.float64], contrast: _Contrast) -> list[object]:
    """The mean of the outcome in the group and in the rest; none for a number."""
    if not contrast.dummy or not len(y):
        return [float("nan"), float("nan")]
    inside = x > 0
    return [float(part.mean()) if len(part) else float("nan") for part in (y[inside], y[~inside])]
