"""Draws cross tables as heat maps of residuals, and networks with the strongest of their edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zongjie.figures import COLOURS, DIVERGING
from zongjie.stats import layout
from zongjie.stats.charts import short

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = 15  # of a heat map; the largest
WIDEST = 5.0  # residuals beyond this have the full colour: ±2 stands out, ±5 is beyond doubt
EDGES = 70  # of a drawn network: the files have all


def heat_map(cells: pd.DataFrame, title: str) -> Figure | None:
    """Adjusted residuals as colours with the counts in the cells; a dot beside a count marks a small cell."""
    from matplotlib import pyplot

    rows = cells.drop_duplicates("row").sort_values("row_total", ascending=False, kind="stable")
    columns = cells.drop_duplicates("column")
    if len(columns) > COLUMNS:
        columns = columns.nlargest(COLUMNS, "column_total").sort_index()
    if len(rows) < 2 or len(columns) < 2:
        return None
    residual, count, small = (
        cells.pivot(index="row", columns="column", values=name)
        .reindex(index=rows["row"], columns=columns["column"])
        .to_numpy(dtype=float)
        for name in ("residual", "count", "small")
    )
    figure, axes = pyplot.subplots(figsize=(2.6 + 0.72 * len(columns), 1.4 + 0.32 * len(rows)))
    image = axes.imshow(residual, cmap=DIVERGING, vmin=-WIDEST, vmax=WIDEST, aspect="auto")
    for i in range(len(rows)):
        for j in range(len(columns)):
            strong = abs(residual[i, j]) > 0.6 * WIDEST
            mark = "·" if small[i, j] else ""
            axes.text(j, i, f"{count[i, j]:.0f}{mark}", ha="center", va="center", fontsize=8,
                      color="white" if strong else "#222222")  # fmt: skip
    axes.set_yticks(range(len(rows)), [short(one) for one in rows["row_label"]])
    turned = max(len(str(one)) for one in columns["column_label"]) > 5
    axes.set_xticks(range(len(columns)), [short(one) for one in columns["column_label"]])
    if turned:
        axes.tick_params(axis="x", labelrotation=35)
        for words in axes.get_xticklabels():
            words.set(ha="right", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.set_title(title, loc="left")
    axes.set_xlabel("数字：条数 count；·：小格 small cell", fontsize=9)
    bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
    bar.set_label("调整残差 adjusted residual", fontsize=8)
    bar.outline.set_visible(False)
    return figure


NAMES = {
    "theme_sentence": "主题 theme",
    "activity_type": "活动 activity",
    "problem": "问题 problem",
    "word": "词 word",
}


def network(graph: nx.Graph[str], title: str) -> Figure | None:
    """The edges that exceed expectation most; colour and shape by kind, area by prevalence, width by weight."""
    import networkx as nx
    from matplotlib import pyplot

    strongest = sorted(graph.edges(data=True), key=lambda one: (one[2]["expected"] - one[2]["weight"], one[0], one[1]))
    if not strongest:
        return None
    drawn = type(graph)()  # a view, as edge_subgraph gives, has its nodes in the order of a set
    ends = {end for one, other, _ in strongest[:EDGES] for end in (one, other)}
    drawn.add_nodes_from((node, graph.nodes[node]) for node in sorted(ends))
    drawn.add_edges_from(strongest[:EDGES])
    place = layout.columns(drawn) if drawn.is_directed() else layout.islands(drawn)
    across, down = (max(xy[at] for xy in place.values()) for at in (0, 1))
    figure, axes = pyplot.subplots(figsize=(across + 1.6, down + 1.6))
    axes.set_axis_off()
    axes.set(xlim=(-0.8, across + 0.8), ylim=(-0.8, down + 0.8))
    top = max(data["weight"] for _, _, data in drawn.edges(data=True))
    widths = [0.5 + 4 * data["weight"] / top for _, _, data in drawn.edges(data=True)]
    arrows: dict[str, Any] = {"arrows": True, "arrowsize": 8, "node_size": 150} if drawn.is_directed() else {}
    nx.draw_networkx_edges(drawn, place, ax=axes, width=widths, edge_color="#BDBDBD", **arrows)
    for at, (kind, name) in enumerate(NAMES.items()):
        nodes = sorted(node for node, data in drawn.nodes(data=True) if data["kind"] == kind)
        if nodes:
            sizes = [30 + 250 * float(drawn.nodes[node]["prevalence"]) for node in nodes]
            nx.draw_networkx_nodes(drawn, place, nodes, sizes, COLOURS[at], "os^D"[at], ax=axes, label=name)
    _names(axes, drawn, place)
    axes.set_title(title, loc="left")
    legend = axes.legend(loc="upper left", bbox_to_anchor=(0, 0), ncols=len(NAMES), frameon=False, fontsize=9)
    for handle in legend.legend_handles:
        handle.set_sizes([50])  # type: ignore[union-attr]
    return figure


def _names(axes: Any, graph: nx.Graph[str], place: dict[str, tuple[float, float]]) -> None:
    """The labels: beside the two columns of a directed network, else below the marks."""
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.5, foreground="white")]
    for node, (x, y) in place.items():
        if graph.is_directed():
            left = graph.nodes[node]["kind"] == "problem"
            at, how = (x + (-0.15 if left else 0.15), y), {"ha": "right" if left else "left", "va": "center"}
        else:
            at, how = (x, y - 0.14), {"ha": "center", "va": "top"}
        axes.text(*at, short(graph.nodes[node]["label"], 20), fontsize=9, path_effects=halo, **how)
