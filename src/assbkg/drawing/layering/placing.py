"""The layers of a network, and the heights of its nodes: no overlap, links nearly level. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import fmean

from assbkg.drawing.layering.ordering import Block, Columns, Links

__all__ = ["Placed", "Spacing", "packed", "place", "ranked", "routed"]


def ranked(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the layer of each node, from 0 on the left: as far right as its links allow.

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
class _Waypoint:
    """Where all links of one sort to one node pass a layer in between."""

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
        stops = [_Waypoint(sort, target, n).id for n in range(layers[source] + 1, layers[target])]
        if layers[source] < layers[target]:
            way = [source, *stops, target]
            for start, end in pairwise(way):
                pieces[start, end, sort] = pieces.get((start, end, sort), 0) + weight
    return pieces


_ROUNDS = 12
#: The share of the spare room that would go between the blocks of an empty column.
_SPARED = 0.5


@dataclass(frozen=True)
class Spacing:
    """Distances, in the unit of the heights.

    `node` lies between two nodes, `block` between two blocks; a family is padded by
    `padding` all around and has `heading` above its nodes for its name.
    """

    node: float
    block: float
    heading: float
    padding: float

    def above(self, block: Block) -> float:
        """Return the distance from the top of a block to that of its first node."""
        return self.padding + self.heading if block.name else 0.0

    def below(self, block: Block) -> float:
        """Return the distance from the bottom of a block's last node to that of the block."""
        return self.padding if block.name else 0.0


@dataclass(frozen=True)
class _Ground:
    """What a family covers: its column, counted from 0, and its top and bottom."""

    column: int
    family: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Placed:
    """The centre of each node by id, the families, and the full height, from 0 at the top."""

    centres: Mapping[str, float]
    grounds: tuple[_Ground, ...]
    height: float


@dataclass
class _Stack:
    """A column while it is placed. `offsets` leads from a block's top to a node's centre."""

    blocks: tuple[Block, ...]
    extents: list[float]
    offsets: dict[str, float]
    floors: list[float]


def packed(column: tuple[Block, ...], heights: Mapping[str, float], spacing: Spacing) -> float:
    """Return the height of a packed column."""
    return _length(_stack(column, heights, spacing), spacing)


def place(
    columns: Columns,
    links: Links,
    heights: Mapping[str, float],
    spacing: Spacing,
    *,
    least: float = 0.0,
) -> Placed:
    """Place all nodes, keeping the order of `columns`.

    The fullest column is packed and sets the height, which is `least` or more. The blocks of
    the others move, by least squares, to where their links are level.
    """
    stacks = [_stack(column, heights, spacing) for column in columns]
    height = max([least, *(_length(stack, spacing) for stack in stacks)])
    stacks = [_loosened(stack, _length(stack, spacing), height) for stack in stacks]
    lengths = [_reach(stack) for stack in stacks]
    centres: dict[str, float] = {}
    for stack, length in zip(stacks, lengths, strict=True):
        centres.update(_centres(stack, [floor + (height - length) / 2 for floor in stack.floors]))
    neighbours: dict[str, list[str]] = defaultdict(list)
    for source, target in sorted(links):
        neighbours[source].append(target)
        neighbours[target].append(source)
    for _ in range(_ROUNDS):
        for stack, length in zip(stacks, lengths, strict=True):
            tops = _level(stack, centres, neighbours, height - length)
            centres.update(_centres(stack, tops))
    grounds = tuple(
        _Ground(number, block.name, top, top + extent)
        for number, stack in enumerate(stacks)
        for block, extent in zip(stack.blocks, stack.extents, strict=True)
        for top in [centres[block.members[0]] - stack.offsets[block.members[0]]]
        if block.name
    )
    return Placed(centres, grounds, height)


def _stack(column: tuple[Block, ...], heights: Mapping[str, float], spacing: Spacing) -> _Stack:
    offsets: dict[str, float] = {}
    extents: list[float] = []
    for block in column:
        bottom = spacing.above(block)
        for node in block.members:
            offsets[node] = bottom + heights[node] / 2
            bottom += heights[node] + spacing.node
        extents.append(bottom - spacing.node + spacing.below(block))
    floors = [0.0, *accumulate(extent + spacing.block for extent in extents)][: len(extents)]
    return _Stack(column, extents, offsets, floors)


def _length(stack: _Stack, spacing: Spacing) -> float:
    return sum(stack.extents) + spacing.block * max(len(stack.extents) - 1, 0)


def _loosened(stack: _Stack, length: float, height: float) -> _Stack:
    """Move the blocks of a column apart, the emptier the more, so that links don't crowd."""
    slack = height - length
    between = _SPARED * slack / max(height, 1e-9) * slack / max(len(stack.floors) - 1, 1)
    floors = [floor + number * between for number, floor in enumerate(stack.floors)]
    return replace(stack, floors=floors)


def _reach(stack: _Stack) -> float:
    """Return the distance from the top of a column to its bottom."""
    return stack.floors[-1] + stack.extents[-1] if stack.floors else 0.0


def _centres(stack: _Stack, tops: Sequence[float]) -> dict[str, float]:
    return {
        node: top + stack.offsets[node]
        for block, top in zip(stack.blocks, tops, strict=True)
        for node in block.members
    }


def _level(
    stack: _Stack,
    centres: Mapping[str, float],
    neighbours: Mapping[str, Sequence[str]],
    slack: float,
) -> list[float]:
    """Return the tops of the blocks, as near as possible to where their links are level.

    A top is a floor, that of the packed column, and a shift; shifts may only grow
    downwards, from 0 to `slack`.
    """
    wanted: list[float] = []
    weights: list[int] = []
    for block, floor in zip(stack.blocks, stack.floors, strict=True):
        aims = [
            centres[other] - stack.offsets[node]
            for node in block.members
            for other in neighbours.get(node, ())
        ]
        wanted.append(fmean(aims) - floor if aims else slack / 2)
        weights.append(max(len(aims), 1))
    shifts = (min(max(shift, 0.0), slack) for shift in _isotonic(wanted, weights))
    return [floor + shift for floor, shift in zip(stack.floors, shifts, strict=True)]


def _isotonic(wanted: Sequence[float], weights: Sequence[int]) -> list[float]:
    """Return the non-decreasing values nearest to `wanted`, by pooling adjacent violators."""
    pools: list[tuple[float, int, int]] = []  # mean, weight, number of values
    for value, weight in zip(wanted, weights, strict=True):
        mean, total, count = value, weight, 1
        while pools and pools[-1][0] >= mean:
            before, its_weight, its_count = pools.pop()
            mean = (before * its_weight + mean * total) / (its_weight + total)
            total, count = total + its_weight, count + its_count
        pools.append((mean, total, count))
    return [mean for mean, _, count in pools for _ in range(count)]
