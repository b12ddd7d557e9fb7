"""The order of the nodes in the columns of a layered network, so that few links cross.

Pure, and the same under any hash seed: ties go by id. Sweeps by barycentre as in Sugiyama,
Tagawa and Toda, IEEE Trans. Syst. Man Cybern. 11 (1981) 109, each followed by swaps of
neighbours, from several starts; the best order seen is kept.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from statistics import fmean
from typing import TypeVar
from zlib import crc32

__all__ = ["Block", "Columns", "Links", "arrange", "count_crossings", "members"]

# One start may end in a poor order; after these, more of either hardly save a crossing.
_STARTS = 16
_SWEEPS = 12

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
    found = (
        (count_crossings(columns, links), columns)
        for start in range(_STARTS)
        for columns in _orders(tuple(_blocks(column, start) for column in families), sides)
    )
    return min(found, key=lambda pair: pair[0])[1]


def count_crossings(columns: Columns, links: Links) -> int:
    """How many pairs of links cross when drawn straight."""
    rank = _ranks(columns)
    targets: dict[str, list[float]] = defaultdict(list)
    for source, target in links:
        targets[source].append(rank[target])
    count = 0
    for column in columns:
        above: list[float] = []
        for node in members(column):
            count += sum(len(above) - bisect_right(above, end) for end in targets[node])
            for end in targets[node]:
                insort(above, end)
    return count


def members(column: Iterable[Block]) -> Iterable[str]:
    """The nodes of a column from top to bottom."""
    return chain.from_iterable(block.members for block in column)


def _blocks(families: Mapping[str, str], start: int) -> tuple[Block, ...]:
    """A column in an order of its own for each start, by id for the first."""

    def key(node: str) -> tuple[int, str]:
        return (crc32(f"{start} {node}".encode()) if start else 0), node

    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in sorted(families, key=key):
        found[families[node], "" if families[node] else node].append(node)
    return tuple(Block(family, tuple(nodes)) for (family, _), nodes in found.items())


def _orders(columns: Columns, sides: _Sides) -> Iterable[Columns]:
    """The start, then what each sweep makes of it, until sweeps come back to what was."""
    seen = set()
    yield columns
    for sweep in range(_SWEEPS):
        rightwards = sweep % 2 == 0
        if (columns, rightwards) in seen:
            return
        seen.add((columns, rightwards))
        columns = _swept(columns, sides, rightwards=rightwards)
        yield columns


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
    for number in range(len(row)) if rightwards else reversed(range(len(row))):
        ranks = _ranks(tuple(row))
        aims = {
            node: [ranks[other] for other in nearer[node] or farther[node]] or [ranks[node]]
            for node in members(row[number])
        }
        row[number] = _uncrossed(_by_barycentre(row[number], aims), sides, ranks)
    return tuple(row)


def _by_barycentre(
    column: tuple[Block, ...], aims: Mapping[str, Sequence[float]]
) -> tuple[Block, ...]:
    def key(nodes: tuple[str, ...]) -> tuple[float, str]:
        # Rounded, so that not the last bit of a sum decides, but the id.
        return round(fmean(chain.from_iterable(aims[node] for node in nodes)), 9), min(nodes)

    inner = (
        Block(block.name, tuple(sorted(block.members, key=lambda node: key((node,)))))
        for block in column
    )
    return tuple(sorted(inner, key=lambda block: key(block.members)))


def _uncrossed(
    column: tuple[Block, ...], sides: _Sides, ranks: Mapping[str, float]
) -> tuple[Block, ...]:
    def crossings(upper: Sequence[str], lower: Sequence[str]) -> int:
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
