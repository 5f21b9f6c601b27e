"""Which problems a text answers with measures, and by measures of which type."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zongjie.dataset.schema import label
from zongjie.resampling import ratio_intervals
from zongjie.stats.data import Data
from zongjie.stats.grouping import SMALL, Grouping
from zongjie.stats.sampling import Count, standing, units
from zongjie.stats.shares import ALL

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = 3
LONGEST = 60  # characters of an example
SHARES = ["group", "category", "label", "label_en", "count", "denominator", "n", "share", "low", "high", "interval",
          "small"]  # fmt: skip
PAIRS = ["category", "label", "label_en", "type", "type_label", "type_label_en", "count", "denominator", "n", "share",
         "examples", "example_ids", "small"]  # fmt: skip


class Answers(NamedTuple):
    """`answered` is the share of problems with a measure, `measures` the types of measures by problem category."""

    answered: pd.DataFrame
    measures: pd.DataFrame


def answered(
    data: Data,
    grouping: Grouping,
    *,
    count: Count | str = Count.documents,
    seed: int = 0,
    intervals: bool = True,
) -> Answers:
    """Problems with `measure_ids`, by category and group, and the activity types of those measures.

    `answered`: `count` problems with a measure of `denominator` problems, in `n` observations that have any, with a
    bootstrap interval over observations (none without `intervals`). `measures`: of the answered problems of a category
    (`denominator`), how many have a measure of the type; examples are `problem → measure` in words and in ids. Of a
    cluster of near duplicates the first document counts under `--count clusters`, in a group the first of that group.
    """
    import pandas as pd

    if "problems.measure_ids" in data.lacking:  # that none is told is not that none is there
        return Answers(pd.DataFrame(columns=SHARES), pd.DataFrame(columns=PAIRS))
    problems = _problems(data, grouping, count)
    groups = [ALL, *grouping.order]
    rows = []
    for group in groups:
        some = problems[
            problems["stands"] if group == ALL else problems["stands_in_group"] & (problems["group"] == group)
        ]
        for category in [ALL, *sorted(problems["category"].unique())]:
            chosen = some if category == ALL else some[some["category"] == category]
            if len(chosen):
                rows.append([group, *_named("problem_category", category), *_share(chosen, seed, intervals)])
    return Answers(pd.DataFrame(rows, columns=SHARES), _measures(data, problems[problems["stands"]]))


def _problems(data: Data, grouping: Grouping, count: Count | str) -> pd.DataFrame:
    """The problems with group, number of the document, whether it stands for its observation, in all and in its group,
    and whether they have a measure."""
    import pandas as pd

    unit = units(data, count)
    document = pd.Index(data.documents["document_id"]).get_indexer(data["problems"]["document_id"])
    problems = data["problems"].assign(document=document, stands=standing(unit)[document],
                                       stands_in_group=standing(unit, grouping.group)[document])  # fmt: skip
    problems["group"] = grouping.group.to_numpy()[problems["document"]]
    problems["answered"] = problems["measure_ids"].map(lambda ids: ids is not None and len(ids) > 0).astype(float)
    return problems


def _share(problems: pd.DataFrame, seed: int, intervals: bool) -> list[object]:
    """Count, denominator, n, share, interval and mark of some problems."""
    import numpy as np
    from scipy import sparse

    sums = problems.groupby("document")["answered"].agg(["sum", "count"])
    held, total, n = float(sums["sum"].sum()), float(sums["count"].sum()), len(sums)
    low, high, how = float("nan"), float("nan"), ""
    if intervals and n >= SMALL and 0 < held < total:
        bounds = ratio_intervals(sparse.csr_matrix(sums[["sum"]].to_numpy()), sums["count"].to_numpy(np.float64), seed)
        (low,), (high,), how = *bounds, "bootstrap"
    return [held, total, n, held / total, low, high, how, bool(n < SMALL or total < SMALL or held < SMALL)]


def _named(values: str, value: str) -> list[object]:
    return [value, *(value if value == ALL else label(values, value, lang) for lang in ("zh", "en"))]


def _measures(data: Data, problems: pd.DataFrame) -> pd.DataFrame:
    """The types of the measures of each category's answered problems; a problem counts once for a type."""
    import pandas as pd

    some = problems[problems["answered"] > 0]
    pairs = some[["problem_id", "document", "category", "text", "measure_ids"]].explode("measure_ids")
    acts = data["activities"].set_index("activity_id")
    pairs = pairs[pairs["measure_ids"].isin(acts.index)]
    pairs["type"] = acts["type"].reindex(pairs["measure_ids"]).to_numpy()
    pairs["measure"] = acts["text"].reindex(pairs["measure_ids"]).to_numpy()
    totals = {str(key): int(n) for key, n in some.groupby("category")["problem_id"].nunique().items()}
    rows = []
    for (category, type_), group in pairs.groupby(["category", "type"], sort=True):
        held, total = group["problem_id"].nunique(), totals[str(category)]
        first = group.drop_duplicates("problem_id").sort_values("problem_id").head(EXAMPLES)
        words = "；".join(f"{_cut(p)} → {_cut(m)}" for p, m in zip(first["text"], first["measure"], strict=True))
        ids = ";".join(f"{p}>{m}" for p, m in zip(first["problem_id"], first["measure_ids"], strict=True))
        rows.append([*_named("problem_category", str(category)), *_named("activity_type", str(type_)), float(held),
                     float(total), int(group["document"].nunique()), held / total, words, ids,
                     held < SMALL])  # fmt: skip
    return pd.DataFrame(rows, columns=PAIRS)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
