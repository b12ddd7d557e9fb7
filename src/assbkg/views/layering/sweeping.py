"""Sweeps over the columns of a layered network that leave fewer links crossing. Pure.

A sweep takes column after column, orders it by the barycentres of its nodes' neighbours
in the column before, as in Sugiyama, Tagawa and Toda, IEEE Trans. Syst. Man Cybern. 11
(1981) 109, and then swaps neighbours as long as that saves crossings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from statistics import fmean
from typing import NamedTuple, TypeVar

from assbkg.views.layering.blocks import Block, Columns, Links, members, ranks

__all__ = ["Sides", "settled", "sides_of", "sweeps"]

T = TypeVar("T")
_Neighbours = dict[str, list[tuple[str, int]]]


class Sides(NamedTuple):
    """Each node's neighbours to its left and to its right, with the weights of the links."""

    left: _Neighbours
    right: _Neighbours


def sides_of(links: Links) -> Sides:
    """The neighbours of all nodes."""
    sides = Sides(defaultdict(list), defaultdict(list))
    for (source, target), weight in sorted(links.items()):
        sides.right[source].append((target, weight))
        sides.left[target].append((source, weight))
    return sides


def sweeps(columns: Columns, sides: Sides, count: int) -> Iterator[Columns]:
    """The columns as they are, then what each sweep makes of them, to and fro."""
    yield columns
    for sweep in range(count):
        columns = _swept(columns, sides, rightwards=sweep % 2 == 0)
        yield columns


def settled(columns: Columns, sides: Sides, place: int) -> Columns:
    """Let the other columns follow a changed one, outwards from it; it only swaps."""
    row = list(columns)
    for number in range(place + 1, len(row)):
        row[number] = _reordered(row, number, sides.left, sides.right)
    for number in reversed(range(place)):
        row[number] = _reordered(row, number, sides.right, sides.left)
    row[place] = _uncrossed(row[place], (sides.left, sides.right), ranks(row))
    return tuple(row)


def _swept(columns: Columns, sides: Sides, *, rightwards: bool) -> Columns:
    row = list(columns)
    for number in range(len(row)) if rightwards else reversed(range(len(row))):
        nearer, farther = sides if rightwards else reversed(sides)
        row[number] = _reordered(row, number, nearer, farther)
    return tuple(row)


def _reordered(
    columns: Sequence[tuple[Block, ...]], number: int, nearer: _Neighbours, farther: _Neighbours
) -> tuple[Block, ...]:
    """A column in the order of its neighbours on one side, or, without any, on the other."""
    rank = ranks(columns)
    aims = {
        node: [(rank[other], weight) for other, weight in nearer[node] or farther[node]]
        or [(rank[node], 1)]
        for node in members(columns[number])
    }
    return _uncrossed(_by_barycentre(columns[number], aims), (nearer, farther), rank)


def _by_barycentre(
    column: tuple[Block, ...], aims: Mapping[str, Sequence[tuple[float, int]]]
) -> tuple[Block, ...]:
    def key(nodes: tuple[str, ...]) -> tuple[float, str]:
        places, weights = zip(*chain.from_iterable(aims[node] for node in nodes), strict=True)
        # Rounded, so that not the last bit of a sum decides, but the id.
        return round(fmean(places, weights), 9), min(nodes)

    inner = (
        Block(block.name, tuple(sorted(block.members, key=lambda node: key((node,)))))
        for block in column
    )
    return tuple(sorted(inner, key=lambda block: key(block.members)))


def _uncrossed(
    column: tuple[Block, ...], sides: Sequence[_Neighbours], rank: Mapping[str, float]
) -> tuple[Block, ...]:
    ends = {
        node: [[(rank[other], weight) for other, weight in side[node]] for side in sides]
        for node in members(column)
    }

    @cache
    def saved(upper: tuple[str, ...], lower: tuple[str, ...]) -> int:
        """How many crossings go away when these nodes change places."""
        return sum(
            ((high > low) - (high < low)) * weight * its_weight
            for u in upper
            for v in lower
            for highs, lows in zip(ends[u], ends[v], strict=True)
            for high, weight in highs
            for low, its_weight in lows
        )

    inner = (
        Block(block.name, _swapped(block.members, lambda u, v: saved((u,), (v,))))
        for block in column
    )
    return _swapped(tuple(inner), lambda a, b: saved(a.members, b.members))


def _swapped(row: tuple[T, ...], saved: Callable[[T, T], int]) -> tuple[T, ...]:
    """Swap neighbours as long as that saves crossings."""
    items = list(row)
    improving = True
    while improving:
        improving = False
        for i in range(len(items) - 1):
            if saved(items[i], items[i + 1]) > 0:
                items[i], items[i + 1] = items[i + 1], items[i]
                improving = True
    return tuple(items)
