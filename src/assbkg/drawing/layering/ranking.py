"""Layers of a network found by its links, and ways for links over several layers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Waypoint", "ranked", "routed"]


def ranked(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The layer of each node, from 0 on the left: as far right as its links let it.

    Every link leads to a layer further right, by the longest way to an end; nodes on a
    circle share a layer, which is that of the condensation of the network.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(sorted(set(links)))
    circles = nx.condensation(graph)
    height: dict[int, int] = {}
    for circle in reversed(list(nx.topological_sort(circles))):
        height[circle] = max((height[after] + 1 for after in circles[circle]), default=0)
    highest = max(height.values(), default=0)
    return {node: highest - height[circles.graph["mapping"][node]] for node in graph}


@dataclass(frozen=True, order=True)
class Waypoint:
    """Where links of one sort to one node pass a layer between, all together."""

    sort: str
    target: str
    layer: int

    @property
    def id(self) -> str:
        """A name that no node has."""
        return f"{self.sort} \u2192 {self.target} @ {self.layer}"


def routed(
    links: Mapping[tuple[str, str, str], int], layers: Mapping[str, int]
) -> dict[tuple[str, str, str], int]:
    """Lead links over waypoints, so that each piece ends in the next layer.

    Links, and pieces, are keyed by source, target and sort; pieces that several links share
    have their weights together. Links within a layer are left out.
    """
    pieces: dict[tuple[str, str, str], int] = {}
    for (source, target, sort), weight in sorted(links.items()):
        stops = [Waypoint(sort, target, n).id for n in range(layers[source] + 1, layers[target])]
        if layers[source] < layers[target]:
            way = [source, *stops, target]
            for start, end in pairwise(way):
                pieces[start, end, sort] = pieces.get((start, end, sort), 0) + weight
    return pieces
