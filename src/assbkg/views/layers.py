"""The order of the nodes in the columns of a layered network, so that few links cross.

Pure, and the same under any hash seed: ties go by id. Sweeps by barycentre as in Sugiyama,
Tagawa and Toda, IEEE Trans. Syst. Man Cybern. 11 (1981) 109, each followed by swaps of
neighbours; the best order seen is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise
from statistics import fmean
from typing import TypeVar

__all__ = ["Block", "Columns", "Links", "arrange", "count_crossings", "members"]

_SWEEPS = 24

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """Nodes that stand together, from top to bottom: a family with its name, or one node."""

    name: str
    members: tuple[str, ...]


Columns = tuple[tuple[Block, ...], ...]
#: Pairs of ids, each from a column to the next on the right.
Links = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Sides:
    """The neighbours of each node in the column to its left and in that to its right."""

    left: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    right: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def arrange(families: Sequence[Mapping[str, str]], links: Links) -> Columns:
    """Order the nodes of each column, from left to right.

    `families` gives for each column the family of each node by id, empty for a node that
    stands alone; the nodes of a family stay together.
    """
    sides = _Sides()
    for source, target in sorted(links):
        sides.right[source].append(target)
        sides.left[target].append(source)
    columns = tuple(map(_blocks, families))
    best, fewest = columns, count_crossings(columns, links)
    for sweep in range(_SWEEPS):
        columns = _swept(columns, sides, rightwards=sweep % 2 == 0)
        crossings = count_crossings(columns, links)
        if crossings < fewest:
            best, fewest = columns, crossings
    return best


def count_crossings(columns: Columns, links: Links) -> int:
    """How many pairs of links cross when drawn straight."""
    rank = _ranks(columns)
    count = 0
    for column in columns:
        own = set(members(column))
        ends = sorted((rank[source], rank[target]) for source, target in links if source in own)
        count += sum(upper > lower for (_, upper), (_, lower) in combinations(ends, 2))
    return count


def members(column: Iterable[Block]) -> Iterable[str]:
    """The nodes of a column from top to bottom."""
    return chain.from_iterable(block.members for block in column)


def _blocks(families: Mapping[str, str]) -> tuple[Block, ...]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node, family in sorted(families.items()):
        found[family, "" if family else node].append(node)
    return tuple(Block(family, tuple(nodes)) for (family, _), nodes in sorted(found.items()))


def _ranks(columns: Columns) -> dict[str, float]:
    """Where each node stands in its column, from 0 at the top to 1."""
    ranks: dict[str, float] = {}
    for column in columns:
        nodes = list(members(column))
        ranks.update((node, (number + 0.5) / len(nodes)) for number, node in enumerate(nodes))
    return ranks


def _swept(columns: Columns, sides: _Sides, *, rightwards: bool) -> Columns:
    """Reorder column after column by the one before it, then swap neighbours."""
    row = list(columns)
    nearer, farther = (sides.left, sides.right) if rightwards else (sides.right, sides.left)
    numbers = range(len(row)) if rightwards else reversed(range(len(row)))
    for number in numbers:
        ranks = _ranks(tuple(row))
        weights = {
            node: [ranks[other] for other in nearer[node] or farther[node]] or [ranks[node]]
            for node in members(row[number])
        }
        row[number] = _uncrossed(_by_barycentre(row[number], weights), sides, ranks)
    return tuple(row)


def _by_barycentre(
    column: tuple[Block, ...], weights: Mapping[str, list[float]]
) -> tuple[Block, ...]:
    def key(nodes: tuple[str, ...]) -> tuple[float, str]:
        # Rounded, so that a sum's last bit can't decide instead of the id.
        return round(fmean(chain.from_iterable(weights[node] for node in nodes)), 9), min(nodes)

    inner = (
        Block(block.name, tuple(sorted(block.members, key=lambda node: key((node,)))))
        for block in column
    )
    return tuple(sorted(inner, key=lambda block: key(block.members)))


def _uncrossed(
    column: tuple[Block, ...], sides: _Sides, ranks: Mapping[str, float]
) -> tuple[Block, ...]:
    def crossings(upper: Iterable[str], lower: Iterable[str]) -> int:
        lower = tuple(lower)
        return sum(
            ranks[a] > ranks[b]
            for side in (sides.left, sides.right)
            for u in upper
            for v in lower
            for a in side[u]
            for b in side[v]
        )

    inner = (
        Block(block.name, _swapped(block.members, lambda u, v: crossings([u], [v])))
        for block in column
    )
    return _swapped(tuple(inner), lambda a, b: crossings(a.members, b.members))


def _swapped(row: tuple[T, ...], crossings: Callable[[T, T], int]) -> tuple[T, ...]:
    """Swap neighbours as long as that saves crossings."""
    items = list(row)
    improving = True
    while improving:
        improving = False
        for i, (upper, lower) in enumerate(pairwise(tuple(items))):
            if items[i] is upper and crossings(upper, lower) > crossings(lower, upper):
                items[i], items[i + 1] = lower, upper
                improving = True
    return tuple(items)
