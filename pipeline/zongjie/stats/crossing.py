"""Cross tables of coded columns: counts, residuals, Cramér's V, and tests that know records come in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zongjie.dataset.schema import label
from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, Grouping
from zongjie.stats.sampling import Count, standing, units
from zongjie.stats.significance import adjusted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PERMUTATIONS = 1999
"""Shuffles of the Monte Carlo test; with the table as found they are 2,000, so that p is a multiple of .0005."""

FEWEST, WORK = 199, 400_000_000
"""Shuffles are cut, to no fewer than 199, where draws × records would exceed this: a million records take 400."""

CELLS = ["table", "row", "column", "row_label", "column_label", "count", "row_total", "column_total", "denominator",
         "n", "row_share", "column_share", "expected", "residual", "small"]  # fmt: skip
TESTS = ["table", "denominator", "n", "rows", "columns", "chi2", "df", "p_chi2", "p", "test", "permutations", "v",
         "sparse", "note"]  # fmt: skip


class Crossed(NamedTuple):
    """`cells` has a row for each cell of each table, `tests` one for each table."""

    cells: pd.DataFrame
    tests: pd.DataFrame


def cross_tables(
    data: Data, grouping: Grouping, *, count: Count | str = Count.documents, seed: int = 0, draws: int = PERMUTATIONS
) -> Crossed:
    """Activity type × status; activity type, status and problem category × group; problem category × document type.

    The counts are records. `p_chi2` takes them for independent; `p` does not: groups are shuffled over whole documents,
    and within-record tables (type × status) within each document, `draws` times. `v` is Cramér's V with the correction
    of its bias (Bergsma 2013), `residual` the adjusted standardised residual (Haberman 1973): beyond ±2 a cell stands
    out. `small` marks cells with a count or an expected count below 5. Of a cluster of near duplicates the first
    document counts under `--count clusters`; in tables by group, or by document type, the first of each group or type.
    """
    import pandas as pd

    unit = units(data, count)
    columns = {"type": data.documents["type"], grouping.by: grouping.group}
    index = pd.Index(data.documents["document_id"])
    cells, tests = [], []
    for name, frame in _pairs(data, grouping).items():
        document = index.get_indexer(frame["document_id"])
        kept = standing(unit, columns.get(name.rpartition(" × ")[2]))
        frame = frame[kept[document]].assign(document=document[kept[document]]).dropna(subset=["row", "column"])
        if frame["row"].nunique() < 2 or frame["column"].nunique() < 2:
            continue
        found = _table(name, frame)
        cells.append(found)
        tests.append(_test(name, frame, seed, draws))
    everything = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=CELLS)
    told = pd.DataFrame(tests, columns=TESTS).assign(family=0)
    return Crossed(everything, adjusted(told, ["family"]).drop(columns="family"))


def _pairs(data: Data, grouping: Grouping) -> dict[str, pd.DataFrame]:
    """Each table as records with `document_id`, `row` and `column`."""
    import pandas as pd

    ids = data.documents["document_id"]
    group = pd.Series(grouping.group.to_numpy(), index=ids)
    type_ = pd.Series(data.documents["type"].to_numpy(), index=ids)
    activities, problems = data["activities"], data["problems"]

    def pair(frame: pd.DataFrame, row: str, column: pd.Series) -> pd.DataFrame:
        return pd.DataFrame({"document_id": frame["document_id"], "row": frame[row], "column": column})

    tables = {
        "activity_type × activity_status": pair(activities, "type", activities["status"]),
        f"activity_type × {grouping.by}": pair(activities, "type", activities["document_id"].map(group)),
        f"activity_status × {grouping.by}": pair(activities, "status", activities["document_id"].map(group)),
        f"problem_category × {grouping.by}": pair(problems, "category", problems["document_id"].map(group)),
    }
    if grouping.by != "type":
        tables["problem_category × type"] = pair(problems, "category", problems["document_id"].map(type_))
    return tables


def _table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The cells of one table with expected counts and residuals."""
    import numpy as np
    import pandas as pd

    counts = pd.crosstab(frame["row"], frame["column"])
    observed_ = counts.to_numpy(dtype=float)
    total = observed_.sum()
    rows, columns = observed_.sum(axis=1), observed_.sum(axis=0)
    expected = np.outer(rows, columns) / total
    with np.errstate(invalid="ignore", divide="ignore"):
        residual = (observed_ - expected) / np.sqrt(expected * np.outer(1 - rows / total, 1 - columns / total))
    sets = [{"activity_type": "activity_type", "activity_status": "activity_status",
             "problem_category": "problem_category"}.get(side, "") for side in name.split(" × ")]  # fmt: skip
    n = int(frame["document"].nunique())
    made = [
        [name, row, column, _label(sets[0], row), _label(sets[1], column), observed_[i, j], rows[i], columns[j], total,
         n, observed_[i, j] / rows[i], observed_[i, j] / columns[j], expected[i, j], residual[i, j],
         bool(observed_[i, j] < SMALL or expected[i, j] < SMALL)]
        for i, row in enumerate(counts.index)
        for j, column in enumerate(counts.columns)
    ]  # fmt: skip
    return pd.DataFrame(made, columns=CELLS)


def _label(values: str, value: object) -> str:
    return label(values, str(value), "zh") if values else str(value)


def cramers_v(counts: NDArray[np.float64]) -> float:
    """Cramér's V with the correction of its bias (Bergsma 2013); NaN where a side has one value."""
    import numpy as np
    from scipy import stats

    n, (rows, columns) = counts.sum(), counts.shape
    if min(rows, columns) < 2 or n < 2:
        return float("nan")
    phi = stats.chi2_contingency(counts, correction=False).statistic / n
    corrected = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    sides = [size - (size - 1) ** 2 / (n - 1) for size in (rows, columns)]
    return float(np.sqrt(corrected / (min(sides) - 1)))


def _test(name: str, frame: pd.DataFrame, seed: int, draws: int) -> list[object]:
    """The row of one table in `tests`."""
    import pandas as pd
    from scipy import stats

    counts = pd.crosstab(frame["row"], frame["column"]).to_numpy(dtype=float)
    chi = stats.chi2_contingency(counts, correction=False)
    sparse = bool((chi.expected_freq < SMALL).mean() > 0.2 or (chi.expected_freq < 1).any())
    within = name.endswith("activity_status")
    draws = max(min(draws, FEWEST), min(draws, WORK // len(frame)))
    p = _shuffled(frame, float(chi.statistic), seed, draws, within=within)
    test = "permutation within documents" if within else "permutation of documents"
    if counts.shape == (2, 2) and sparse:
        note = f"Fisher's exact p, records taken as independent: {stats.fisher_exact(counts).pvalue:.4g}"
    else:
        note = "chi-square unreliable: sparse" if sparse else ""
    return [name, counts.sum(), int(frame["document"].nunique()), counts.shape[0], counts.shape[1],
            float(chi.statistic), int(chi.dof), float(chi.pvalue), p, test, draws, cramers_v(counts), sparse,
            note]  # fmt: skip


def _shuffled(frame: pd.DataFrame, found: float, seed: int, draws: int, *, within: bool) -> float:
    """The share of shuffled tables whose chi-square is at least that found (the table as found counts as one)."""
    import numpy as np
    import pandas as pd

    generator = np.random.default_rng(seed)
    row, rows = pd.factorize(frame["row"], sort=True)
    column, columns = pd.factorize(frame["column"], sort=True)
    document = pd.factorize(frame["document"])[0]
    shape = (len(rows), len(columns))
    reached = 1
    if not within:
        held = np.zeros((document.max() + 1, len(rows)))
        np.add.at(held, (document, row), 1)
        group = np.zeros(len(held), dtype=np.int64)
        group[document] = column
    order = np.argsort(document, kind="stable")
    for _ in range(draws):
        if within:
            mixed = np.lexsort((generator.random(len(document)), document))
            table = (
                np.bincount(row[order] * shape[1] + column[mixed], minlength=shape[0] * shape[1])
                .reshape(shape)
                .astype(float)
            )
        else:
            shuffled = generator.permutation(group)
            table = np.array([np.bincount(shuffled, weights=held[:, at], minlength=shape[1]) for at in range(shape[0])])
        reached += bool(_chi_square(table) >= found - 1e-9)
    return reached / (draws + 1)


def _chi_square(table: NDArray[np.float64]) -> float:
    import numpy as np

    rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
    expected = np.outer(rows, columns) / total
    some = expected > 0
    return float(((table - expected)[some] ** 2 / expected[some]).sum())
