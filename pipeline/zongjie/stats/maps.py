"""Draws cross tables as heat maps of residuals, and networks with the strongest of their edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zongjie.figures import COLOURS, DIVERGING
from zongjie.stats.charts import short

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = 15  # of a heat map; the largest
WIDEST = 5.0  # residuals beyond this have the full colour: ±2 stands out, ±5 is beyond doubt
EDGES = 70  # of a drawn network: the files have all
SEED = 1  # of the layout


def heat_map(cells: pd.DataFrame, title: str) -> Figure | None:
    """Adjusted residuals as colours with the counts in the cells; a dot beside a count marks a small cell."""
    from matplotlib import pyplot

    rows = cells.drop_duplicates("row").sort_values("row_total", ascending=False, kind="stable")
    columns = cells.drop_duplicates("column")
    if len(columns) > COLUMNS:
        columns = columns.nlargest(COLUMNS, "column_total").sort_index()
    if len(rows) < 2 or len(columns) < 2:
        return None
    wanted = {"index": rows["row"], "columns": columns["column"]}
    residual, count, small = (
        cells.pivot(index="row", columns="column", values=name).reindex(**wanted)
        for name in ("residual", "count", "small")
    )
    figure, axes = pyplot.subplots(figsize=(2.6 + 0.72 * len(columns), 1.4 + 0.32 * len(rows)))
    image = axes.imshow(residual.to_numpy(float), cmap=DIVERGING, vmin=-WIDEST, vmax=WIDEST, aspect="auto")
    for i in range(len(rows)):
        for j in range(len(columns)):
            strong = abs(float(residual.iat[i, j])) > 0.7 * WIDEST
            mark = "·" if bool(small.iat[i, j]) else ""
            axes.text(j, i, f"{int(count.iat[i, j])}{mark}", ha="center", va="center", fontsize=8,
                      color="white" if strong else "#222222")  # fmt: skip
    axes.set_yticks(range(len(rows)), [short(one) for one in rows["row_label"]])
    turned = max(len(str(one)) for one in columns["column_label"]) > 5
    axes.set_xticks(range(len(columns)), [short(one) for one in columns["column_label"]],
                    rotation=35 if turned else 0, ha="right" if turned else "center", rotation_mode="anchor")  # fmt: skip
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.set_title(title, loc="left")
    bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
    bar.set_label("调整后标准化残差 adjusted residual\n数字为条数，· 为小格 small cell", fontsize=8)
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
    from matplotlib import patheffects, pyplot

    strongest = sorted(graph.edges(data=True), key=lambda one: (one[2]["expected"] - one[2]["weight"], one[0], one[1]))
    drawn = graph.edge_subgraph([(one, other) for one, other, _ in strongest[:EDGES]])
    if not len(drawn):
        return None
    place = _layout(drawn)
    figure, axes = pyplot.subplots(figsize=(10, 8))
    axes.set_axis_off()
    top = max(data["weight"] for _, _, data in drawn.edges(data=True))
    widths = [0.4 + 3 * data["weight"] / top for _, _, data in drawn.edges(data=True)]
    arrows: dict[str, Any] = {"arrows": True, "arrowsize": 9, "node_size": 500} if drawn.is_directed() else {}
    nx.draw_networkx_edges(drawn, place, ax=axes, width=widths, edge_color="#B0B0B0", **arrows)
    for at, (kind, name) in enumerate(NAMES.items()):
        nodes = sorted(node for node, data in drawn.nodes(data=True) if data["kind"] == kind)
        if nodes:
            sizes = [60 + 700 * float(drawn.nodes[node]["prevalence"]) ** 0.7 for node in nodes]
            nx.draw_networkx_nodes(drawn, place, nodes, sizes, COLOURS[at], "os^D"[at], ax=axes, alpha=0.85, label=name)
    for node, (x, y) in place.items():
        halo = [patheffects.withStroke(linewidth=2.5, foreground="white")]
        axes.text(x, y, short(drawn.nodes[node]["label"]), ha="center", va="center", fontsize=9, path_effects=halo)
    axes.set_title(title, loc="left")
    axes.margins(0.06)
    legend = axes.legend(loc="lower left", frameon=False, fontsize=9)
    for handle in legend.legend_handles:
        handle.set_sizes([60])  # type: ignore[union-attr]
    return figure


def _layout(graph: nx.Graph[str]) -> dict[str, tuple[float, float]]:
    """Places of the nodes: two columns for problems and their measures, else springs from a fixed start."""
    import networkx as nx

    if graph.is_directed():
        sides = {side: sorted(n for n, data in graph.nodes(data=True) if data["kind"] == side)
                 for side in ("problem", "activity_type")}  # fmt: skip
        return {
            node: (float(x), 1 - (at + 0.5) / len(nodes))
            for x, nodes in enumerate(sides.values())
            for at, node in enumerate(sorted(nodes, key=lambda n: (-graph.nodes[n]["count"], n)))
        }
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph.nodes))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges))
    places = nx.kamada_kawai_layout(ordered) if nx.is_connected(ordered) else nx.spring_layout(
        ordered, k=2.2 / max(1, len(ordered)) ** 0.5, iterations=200, seed=SEED
    )  # fmt: skip
    return {node: (float(x), float(y)) for node, (x, y) in places.items()}
