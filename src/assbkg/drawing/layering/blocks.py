"""Columns of a layered network, made of blocks of nodes, and the crossings of its links. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

__all__ = ["Block", "Columns", "Links", "count_crossings", "members", "ranks"]


@dataclass(frozen=True)
class Block:
    """Nodes that stand together, from top to bottom: a family with its name, or one node."""

    name: str
    members: tuple[str, ...]


Columns = tuple[tuple[Block, ...], ...]
#: The weight of each link, by its ends: a node, and one in the next column to the right.
Links = Mapping[tuple[str, str], int]


def members(column: Iterable[Block]) -> Iterable[str]:
    """The nodes of a column from top to bottom."""
    return chain.from_iterable(block.members for block in column)


def ranks(columns: Iterable[tuple[Block, ...]]) -> dict[str, float]:
    """Where each node stands in its column, from 0 at the top to 1."""
    found: dict[str, float] = {}
    for column in columns:
        nodes = list(members(column))
        found.update((node, (number + 0.5) / len(nodes)) for number, node in enumerate(nodes))
    return found


def count_crossings(columns: Columns, links: Links) -> int:
    """How many pairs of links cross when drawn straight, each as often as their weights tell.

    With weights of 1 that is the number of crossings.
    """
    rank = ranks(columns)
    ends: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for (source, target), weight in links.items():
        ends[source].append((rank[target], weight))
    count = 0
    for column in columns:
        above: dict[float, int] = defaultdict(int)
        for node in members(column):
            for end, weight in ends[node]:
                count += weight * sum(other for place, other in above.items() if place > end)
            for end, weight in ends[node]:
                above[end] += weight
    return count
