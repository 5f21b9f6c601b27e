"""Writes a network as GEXF and GraphML that Gephi opens: typed attributes, labels, and the same bytes every time."""

from __future__ import annotations

import re
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.dataset.sheets import ILLEGAL
from zongjie.stats.cooccurrence import Networks

if TYPE_CHECKING:
    import networkx as nx

DATE = re.compile(r'lastmodifieddate="[^"]*"')
CREATOR = re.compile(r"<creator>[^<]*</creator>")
NODE = ("label", "label_en", "kind", "count", "n", "prevalence")
EDGE = ("expected", "npmi", "log_likelihood", "q")


def graph(found: Networks, network: str) -> nx.Graph[str]:
    """One network; directed where its edges are. `weight` of an edge is its count."""
    import networkx as nx

    nodes = found.nodes[found.nodes["network"] == network]
    edges = found.edges[found.edges["network"] == network]
    made: nx.Graph[str] = nx.DiGraph() if len(edges) and bool(edges["directed"].iloc[0]) else nx.Graph()
    for row in nodes.to_dict("records"):
        made.add_node(_text(row["node"]), **_attributes(row, NODE))
    for row in edges.to_dict("records"):
        made.add_edge(_text(row["source"]), _text(row["target"]), weight=float(row["count"]), **_attributes(row, EDGE))
    return made


def write(found: Networks, folder: Path) -> list[Path]:
    """Write each network that has edges as `NAME.gexf` and `NAME.graphml`; return the files."""
    import networkx as nx

    written = []
    for network in sorted(found.edges["network"].unique()):
        made = graph(found, network)
        folder.mkdir(parents=True, exist_ok=True)
        gexf = "\n".join(nx.generate_gexf(made)) + "\n"
        gexf = CREATOR.sub("<creator>zongjie</creator>", DATE.sub('lastmodifieddate="2000-01-01"', gexf))
        gexf = '<?xml version="1.0" encoding="UTF-8"?>\n' + gexf
        graphml = '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(nx.generate_graphml(made)) + "\n"
        for suffix, text in (("gexf", gexf), ("graphml", graphml)):
            path = folder / f"{network}.{suffix}"
            path.write_text(text, "utf-8", newline="\n")
            written.append(path)
    return written


def _attributes(row: Any, names: tuple[str, ...]) -> dict[str, str | float | int]:
    """The attributes as plain Python values; a number that is none is left out, for GEXF has no null."""
    made: dict[str, str | float | int] = {}
    for name in names:
        value = row[name]
        if isinstance(value, str):
            made[name] = _text(value)
        elif value is not None and isfinite(value):
            made[name] = int(value) if name == "n" else float(value)
    return made


def _text(value: object) -> str:
    return ILLEGAL.sub("", str(value))
