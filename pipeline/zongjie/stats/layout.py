"""Where the nodes of a drawn network stand, in inches: islands side by side, no label upon another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zongjie.stats.charts import short, wide

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

Places = dict[str, tuple[float, float]]

COLUMN = 0.075  # inches that a column of a label at 9 points is wide
HEIGHT = 0.42  # of a mark with the label below it
ROOM = 0.62  # inches of radius of an island for the root of its nodes
ACROSS = 9.0  # of the whole drawing, beyond which islands begin a new row
GAP = 0.5
STEPS = 300  # of pushing labels apart; those in hand are apart after some tens
LABEL = 20


def columns(graph: nx.Graph[str]) -> Places:
    """Problems on the left, their measures on the right, those of most records on top."""
    sides = [sorted((n for n, data in graph.nodes(data=True) if data["kind"] == kind),
                    key=lambda n: (-graph.nodes[n]["count"], n)) for kind in ("problem", "activity_type")]  # fmt: skip
    high = 0.34 * max(map(len, sides))
    return {
        node: (0.6 + 5.5 * side, high * (1 - (at + 0.5) / len(nodes)))
        for side, nodes in enumerate(sides)
        for at, node in enumerate(nodes)
    }


def islands(graph: nx.Graph[str]) -> Places:
    """Each connected part by itself (Kamada & Kawai 1989), pushed apart where labels overlap, and set in rows."""
    import networkx as nx

    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    made: Places = {}
    x = y = deep = 0.0
    for part in parts:
        points = _island(graph, part)
        size = points.max(axis=0) - points.min(axis=0)
        half = max(_widths(graph, part)) / 2
        if x and x + size[0] + 2 * half > ACROSS:
            x, y, deep = 0.0, y - deep - HEIGHT - GAP, 0.0
        corner = (x + half - points[:, 0].min(), y - points[:, 1].max())
        made.update({node: (float(px + corner[0]), float(py + corner[1])) for node, (px, py) in
                     zip(part, points, strict=True)})  # fmt: skip
        x, deep = x + size[0] + 2 * half + GAP, max(deep, float(size[1]))
    lowest = min(py for _, py in made.values())
    return {node: (px, py - lowest + 0.3) for node, (px, py) in made.items()}


def _island(graph: nx.Graph[str], part: list[str]) -> NDArray[np.float64]:
    """The points of one connected part around the origin."""
    import networkx as nx
    import numpy as np

    ordered = nx.Graph()
    ordered.add_nodes_from(part)
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.subgraph(part).edges))
    place = nx.kamada_kawai_layout(ordered, scale=ROOM * len(part) ** 0.5)
    return _apart(np.array([place[node] for node in part]), np.array(_widths(graph, part)))


def _apart(points: NDArray[np.float64], widths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push overlapping boxes apart along the shorter way until none overlaps."""
    import numpy as np

    made = points.copy()
    for _ in range(STEPS):
        dx, dy = made[:, None, 0] - made[None, :, 0], made[:, None, 1] - made[None, :, 1]
        over_x, over_y = (widths[:, None] + widths[None, :]) / 2 - np.abs(dx), HEIGHT - np.abs(dy)
        both = (over_x > 0) & (over_y > 0) & ~np.eye(len(made), dtype=bool)
        if not both.any():
            break
        order = np.arange(len(made))
        first = np.where(order[:, None] < order[None, :], -1.0, 1.0)  # of two in one place
        sideways = both & (over_x < over_y)
        upwards = both & ~sideways
        made[:, 0] += 0.26 * np.where(sideways, over_x * np.where(dx == 0, first, np.sign(dx)), 0).sum(axis=1)
        made[:, 1] += 0.26 * np.where(upwards, over_y * np.where(dy == 0, first, np.sign(dy)), 0).sum(axis=1)
    return made


def _widths(graph: nx.Graph[str], part: list[str]) -> list[float]:
    return [COLUMN * wide(short(graph.nodes[node]["label"], LABEL)) + 0.1 for node in part]
