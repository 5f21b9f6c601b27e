"""Draws prevalence with intervals, trend lines and effects from the tables of the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zongjie.figures import COLOURS
from zongjie.stats.sampling import COUNTED, Count
from zongjie.stats.shares import ALL

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TOP = 20  # items of a figure: more do not fit a page
PANELS = 9  # small multiples of the trends
GROUPS = 4  # groups that one figure tells apart by colour and mark
SATURATED = 0.9
"""Median share of documents above which a figure shows shares of records: where nearly every document holds nearly
everything, as long reports do, the share of documents tells nothing."""

WINDOW = 5  # usual steps that the mean of a trend line is over, and the gap that it does not cross
MARKS = ("o", "s", "^", "D")
LABEL = 28  # columns of a label, a Chinese character being two wide


def measure_of(table: pd.DataFrame) -> str:
    """Which measure tells the items apart: `documents`, or `records` where most documents hold most items."""
    shares = table[(table["measure"] == "documents") & (table["group"] == ALL)]["share"]
    return "records" if len(shares) and float(shares.nlargest(TOP).median()) > SATURATED else "documents"


def prevalence(table: pd.DataFrame, kind: str, title: str, observation: Count) -> Figure | None:
    """Dots with whiskers, the largest on top; a colour and mark for each group where there are few."""
    from matplotlib import pyplot

    some = table[table["kind"] == kind]
    measure = measure_of(some)
    some = some[some["measure"] == measure]
    overall = some[some["group"] == ALL].nlargest(TOP, "share")
    if not len(overall):
        return None
    groups = [name for name in some["group"].unique() if name != ALL]
    shown = groups if 1 < len(groups) <= GROUPS else [ALL]
    figure, axes = pyplot.subplots(figsize=(7.2, 1.2 + len(overall) * (0.26 + 0.07 * len(shown))))
    for at, group in enumerate(shown):
        rows = some[some["group"] == group].set_index("item").reindex(overall["item"])
        shift = (at - (len(shown) - 1) / 2) * 0.18
        n = int(rows["n"].max())
        _whiskers(axes, rows, shift, COLOURS[at], MARKS[at], f"{group} (n = {n})")
    axes.set_yticks(range(len(overall)), [short(one) for one in overall["label"]])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(_percent())
    said = f"含有该项的{_observations(observation)}" if measure == "documents" else "占全部记录之比 share of records"
    axes.set_xlabel(f"{said}，95% 区间 interval")
    if len(shown) > 1:
        axes.set_title(title, loc="left", pad=30)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(shown), frameon=False, fontsize=9,
                    handletextpad=0.1)  # fmt: skip
    else:
        axes.set_title(f"{title}（n = {int(overall['n'].max())}）", loc="left")
    return figure


def _observations(observation: Count) -> str:
    """The share of observations, in both languages."""
    zh, en = COUNTED[observation]
    return f"{zh}占比 share of {en}"


def _whiskers(axes: Any, rows: pd.DataFrame, shift: float, colour: str, mark: str, name: str) -> None:
    import numpy as np

    y = np.arange(len(rows)) + shift
    share, low, high = (rows[column].to_numpy(dtype=float) for column in ("share", "low", "high"))
    axes.hlines(y, low, high, color=colour, linewidth=1.6)
    axes.plot(share, y, mark, color=colour, markersize=5, label=name, linestyle="none")


def trends(series: pd.DataFrame, tests: pd.DataFrame, kind: str, title: str, observation: Count) -> Figure | None:
    """Small multiples of the items with the clearest trends: a point for each step, a moving mean as line."""
    from matplotlib import pyplot

    told = tests[(tests["kind"] == kind) & tests["q"].notna()]
    if not len(told):
        return None
    measure = max(("records", "documents"), key=lambda one: int((told[told["measure"] == one]["q"] < 0.05).sum()))
    chosen = told[told["measure"] == measure].sort_values(["q", "p"], kind="stable").head(PANELS)
    if not len(chosen):
        return None
    height = -(-len(chosen) // 3)
    figure, grid = pyplot.subplots(height, 3, figsize=(9, 0.8 + 2 * height), sharex=True, squeeze=False)
    for axes in grid.flat[len(chosen) :]:
        axes.set_visible(False)
    for axes, row in zip(grid.flat, chosen.to_dict("records"), strict=False):
        _line(axes, series[(series["kind"] == kind) & (series["item"] == row["item"])], measure)
        axes.set_title(f"{short(row['label'])}  {_small(row['q'])}", loc="left", fontsize=10)
    said = _observations(observation) if measure == "documents" else "记录占比 share of records"
    figure.suptitle(f"{title}：{said}", x=0.02, ha="left", fontsize=11)
    figure.supxlabel(f"点：每一时点 each step；线：前后 {WINDOW} 个时点的均值 mean over {WINDOW} steps", fontsize=9)
    figure.tight_layout()
    return figure


def _line(axes: Any, rows: pd.DataFrame, measure: str) -> None:
    """Points with areas by n; the line is the mean around each step, weighted by what the shares are of."""
    import numpy as np

    part, whole = ("count", "n") if measure == "documents" else ("records", "denominator")
    rows = rows[rows[whole] > 0].sort_values("step")
    step, held, total = (rows[name].to_numpy(dtype=float) for name in ("step", part, whole))
    axes.scatter(step, held / total, s=4 + 22 * rows["n"] / rows["n"].max(), color="#9A9A9A", linewidth=0, zorder=2)
    reach = WINDOW * float(np.median(np.diff(step))) if len(step) > 1 else 0.0
    near = np.abs(step[:, None] - step[None, :]) <= reach / 2
    mean = (near @ held) / (near @ total)
    for run in np.split(np.arange(len(step)), np.flatnonzero(np.diff(step) > reach) + 1):  # no line over a gap
        axes.plot(step[run], mean[run], color=COLOURS[0], linewidth=2, zorder=3)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(_percent())
    axes.locator_params(axis="both", nbins=5)


def effects(table: pd.DataFrame, kind: str, title: str) -> Figure | None:
    """A forest plot of average marginal effects in percentage points: one panel for each contrast."""
    from matplotlib import pyplot

    told = table[(table["kind"] == kind) & table["effect"].notna()]
    if not len(told):
        return None
    outcome = max(("holds", "share"), key=lambda one: int((told[told["outcome"] == one]["q"] < 0.05).sum()))
    told = told[told["outcome"] == outcome]
    if not len(told):
        return None
    clear = told.assign(clear=told["q"] < 0.05).groupby("contrast", sort=False)["clear"].sum()
    contrasts = [name for name in told["contrast"].unique() if name in set(clear.nlargest(GROUPS).index)]
    best = told[told["contrast"].isin(contrasts)].sort_values(["q", "p"], kind="stable")
    items = list(best.drop_duplicates("item")["item"])[:TOP]
    order = told[told["item"].isin(items)].groupby("item")["effect"].max().sort_values(ascending=False).index
    size = (3.2 + 2.4 * len(contrasts), 1.4 + 0.28 * len(order))
    figure, grid = pyplot.subplots(1, len(contrasts), figsize=size, sharey=True, squeeze=False)
    labels = told.drop_duplicates("item").set_index("item")["label"]
    for axes, contrast in zip(grid.flat, contrasts, strict=True):
        rows = told[told["contrast"] == contrast].set_index("item").reindex(order)
        _forest(axes, rows)
        unit = rows["unit"].dropna()
        axes.set_title(_contrast(contrast, str(unit.iloc[0]) if len(unit) else ""), loc="left", fontsize=10)
        axes.set_yticks(range(len(order)), [short(labels[item]) for item in order])
    grid.flat[0].invert_yaxis()
    said = "含有的概率 probability" if outcome == "holds" else "记录占比 share of records"
    figure.suptitle(f"{title}：{said}", x=0.02, ha="left", fontsize=11)
    figure.supxlabel("平均边际效应（百分点）average marginal effect (points)；实心 filled: q < .05", fontsize=9)
    figure.tight_layout()
    return figure


def _forest(axes: Any, rows: pd.DataFrame) -> None:
    import numpy as np

    y = np.arange(len(rows))
    effect, low, high, q = (rows[name].to_numpy(dtype=float) for name in ("effect", "low", "high", "q"))
    clear = q < 0.05
    axes.axvline(0, color="#333333", linewidth=0.8)
    axes.hlines(y, 100 * low, 100 * high, color=[COLOURS[0] if one else "#999999" for one in clear], linewidth=1.6)
    axes.plot(100 * effect[clear], y[clear], "o", color=COLOURS[0], markersize=5)
    axes.plot(100 * effect[~clear], y[~clear], "o", markerfacecolor="white", color="#999999", markersize=5)
    axes.locator_params(axis="x", nbins=5)


def _contrast(name: str, unit: str) -> str:
    """What a panel compares."""
    units = {"10 years": "每十年 per 10 years", "1 SD": f"{name}：每一标准差 per SD"}
    return units.get(unit, f"{short(name)} 与其余 vs rest")


def short(text: object, most: int = LABEL) -> str:
    """A label that fits beside an axis."""
    words = str(text)
    if wide(words) <= most:
        return words
    while wide(words) > most - 1:
        words = words[:-1]
    return words + "…"


def wide(text: str) -> int:
    """The columns that a text takes: a Chinese character is two wide."""
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _small(value: float) -> str:
    return "q < .001" if value < 0.001 else f"q = {value:.3f}"


def _percent() -> Any:
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda value, _: f"{100 * value:.6g}%")
