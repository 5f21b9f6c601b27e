"""All statistics of one dataset by one column: the tables, and what was counted to make them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import Message, UsageError
from zongjie.stats.answers import answered
from zongjie.stats.contrasts import effects
from zongjie.stats.cooccurrence import networks
from zongjie.stats.crossing import cross_tables
from zongjie.stats.data import Data, read
from zongjie.stats.grouping import Grouping, group
from zongjie.stats.keywords import keyness
from zongjie.stats.requirements import require
from zongjie.stats.sampling import Count, observed, units
from zongjie.stats.shares import prevalence
from zongjie.stats.tally import unplaced
from zongjie.stats.trends import trend

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "pd.DataFrame"]


@dataclass(frozen=True, slots=True)
class Results:
    """The tables by name, and what the methods section tells.

    `groups` counts the observations of each group, `without` those without a value; `documents`, `observations` and
    `unplaced` (records in no theme) are numbers, and so is `grouping.missing`, documents without a value. A cluster in
    two groups counts in both. Every table has a column `observation`.
    """

    data: Data
    grouping: Grouping
    count: Count
    seed: int
    tables: Tables
    groups: Mapping[str, int]
    without: int
    documents: int
    observations: int
    unplaced: int
    notes: tuple[Message, ...]

    def facts(self) -> dict[str, object]:
        """What was asked, of how many, and what there is to know, as JSON takes it."""
        return {
            "by": self.grouping.by,
            "numeric": self.grouping.numeric,
            "count": self.count.value,
            "seed": self.seed,
            "documents": self.documents,
            "observations": self.observations,
            "missing": self.grouping.missing,
            "without": self.without,
            "unplaced": self.unplaced,
            "groups": dict(self.groups),
            "notes": [{"zh": note.zh, "en": note.en} for note in self.notes],
        }


REVIEWED = "review/tables"
"""Where `zongjie review apply` puts corrected tables inside a dataset."""

Make = Callable[[Data, Grouping, Count, int], Tables]
"""What makes the tables of one name that the user can choose."""


def _prevalence(data: Data, grouping: Grouping, count: Count, seed: int) -> Tables:
    return {"prevalence": prevalence(data, grouping, count=count, seed=seed)}


def _trend(data: Data, grouping: Grouping, count: Count, _: int) -> Tables:
    found = trend(data, grouping, count=count)
    return {"trend": found.trend, "series": found.series}


def _effects(data: Data, grouping: Grouping, count: Count, _: int) -> Tables:
    return {"effects": effects(data, grouping, count=count)}


def _keyness(data: Data, grouping: Grouping, count: Count, _: int) -> Tables:
    return {"keyness": keyness(data, grouping, count=count)}


def _networks(data: Data, grouping: Grouping, count: Count, _: int) -> Tables:
    found = networks(data, grouping, count=count)
    return {"network_edges": found.edges, "network_nodes": found.nodes}


def _crosses(data: Data, grouping: Grouping, count: Count, seed: int) -> Tables:
    found = cross_tables(data, grouping, count=count, seed=seed)
    return {"cross_cells": found.cells, "cross_tests": found.tests}


def _answers(data: Data, grouping: Grouping, count: Count, seed: int) -> Tables:
    found = answered(data, grouping, count=count, seed=seed)
    return {"answered": found.answered, "measures": found.measures}


MAKES: Mapping[str, Make] = {
    "prevalence": _prevalence,
    "trend": _trend,
    "effects": _effects,
    "keyness": _keyness,
    "networks": _networks,
    "cross": _crosses,
    "answers": _answers,
}
"""What `--tables` chooses from, in the order of the workbook."""


def compute(
    out: Path,
    by: str,
    *,
    count: Count | str = Count.documents,
    tables: Sequence[str] = (),
    numeric: bool | None = None,
    seed: int = 0,
) -> Results:
    """The statistics of the dataset in `out`, those named in `tables` or all.

    Raises:
        UsageError: no dataset, no such column or table, no document, or a package is missing.
    """
    require()
    unknown = [name for name in tables if name not in MAKES]
    if unknown:
        raise UsageError(
            f"没有统计 {'、'.join(unknown)}；可用：{'、'.join(MAKES)}。",
            f"there are no statistics {', '.join(unknown)}; use {', '.join(MAKES)}.",
        )
    data = read(out)
    if not len(data.documents):
        raise UsageError(f"{out} 里没有文档，无从统计。", f"{out} holds no document: there is nothing to count.")
    grouping = group(data, by, numeric=numeric)
    count = Count(count)
    chosen = [name for name in MAKES if not tables or name in tables]
    made = {name: frame for one in chosen for name, frame in MAKES[one](data, grouping, count, seed).items()}
    unit = units(data, count)
    first, _ = observed(grouping.group, unit)
    sizes = grouping.group.iloc[first].value_counts()
    return Results(
        data, grouping, count, seed,
        {name: frame.assign(observation=count.value) for name, frame in made.items()},
        {label: int(sizes.get(label, 0)) for label in grouping.order},
        len(first) - int(sizes.sum()), len(data.documents), len(set(unit.tolist())), unplaced(data),
        _notes(data, grouping, count, tables),
    )  # fmt: skip


def _of_dataset(data: Data) -> Iterator[Message]:
    """What is amiss with the dataset itself."""
    if data.changed:
        names = ", ".join(data.changed)
        yield Message(
            f"这些表在运行之后改动过，与 run.json 的摘要不符：{names}。主题、面板和报告仍是原表的；"
            "要用改后的数据，请重新运行。",
            f"these tables have changed after the run that wrote them (see the digests in run.json): {names}. Themes, "
            "panel and report are of the former ones; run again for numbers that belong together.",
        )
    if data.lacking:
        names = ", ".join(data.lacking)
        yield Message(
            f"数据集由较早的 zongjie {data.version} 写成，没有：{names}。与之有关的数缺失，不是零；请重新运行。",
            f"the dataset, of an older zongjie {data.version}, lacks {names}. Numbers that need them are missing, not "
            "zero; run again.",
        )
    if (data.folder / REVIEWED).is_dir():
        yield Message(
            f"{REVIEWED} 里有人工改过的表；这里统计的是机器的表，不含那些改动。",
            f"{REVIEWED} holds tables that people corrected; what is counted here are the machine's.",
        )


def _notes(data: Data, grouping: Grouping, count: Count, tables: Sequence[str]) -> tuple[Message, ...]:
    """What a reader must know before the numbers."""
    notes = [*_of_dataset(data), *grouping.notes]
    if grouping.missing:
        notes.append(
            Message(
                f"{grouping.missing} 篇文档没有 {grouping.by} 的值：计入“全部”，不入任何组。",
                f"{grouping.missing} documents have no value of {grouping.by}: they count among all, and in no group.",
            )
        )
    if count is Count.clusters and not data.documents["cluster_id"].notna().any():
        notes.append(
            Message(
                "数据集没有近似组（cluster_id 全空），按组计数与按文档计数相同。",
                "the dataset has no clusters of near duplicates (cluster_id is empty): counting clusters equals "
                "counting documents.",
            )
        )
    if not grouping.numeric and "trend" in tables:
        notes.append(
            Message(
                f"{grouping.by} 不是数值，没有趋势；请用 --by year 或数值列。",
                f"{grouping.by} is not numeric, so there is no trend; use --by year or a numeric column.",
            )
        )
    if len(grouping.order) < 2:
        notes.append(
            Message(
                f"{grouping.by} 只有一个组，没有可比的。",
                f"{grouping.by} has a single group: there is nothing to compare.",
            )
        )
    return tuple(notes)
