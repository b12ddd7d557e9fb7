"""Sweeps over the columns of a layered network that leave fewer links crossing. Pure.

A sweep takes column after column, orders it by the barycentres of its nodes' neighbours
in the column before, as in Sugiyama, Tagawa and Toda, IEEE Trans. Syst. Man Cybern. 11
(1981) 109, and then swaps neighbours as long as that saves crossings. What a swap saves
is read from a table over all pairs of a column, made in a few products of matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from assbkg.drawing.layering.blocks import Block, Columns, Links, members

__all__ = ["Web", "settled", "sweeps", "web_of"]

T = TypeVar("T")
#: Whole numbers, so that sums are exact; as floats, because their products are quicker.
Matrix = npt.NDArray[np.float64]
Row = list[tuple[Block, ...]]


@dataclass(frozen=True)
class Web:
    """The links between each two neighbouring columns as a matrix of weights.

    `index` gives the row or column of a node in the matrices of its column.
    """

    index: Mapping[str, int]
    gaps: tuple[Matrix, ...]

    def order(self, column: Sequence[Block]) -> list[int]:
        """The nodes of a column from top to bottom, by index."""
        return [self.index[node] for node in members(column)]

    def sides(self, number: int) -> tuple[Matrix | None, Matrix | None]:
        """The links of a column's nodes, row by row, to the column on its left and right."""
        left = self.gaps[number - 1].T if number else None
        right = self.gaps[number] if number < len(self.gaps) else None
        return left, right

    def crossings(self, columns: Columns) -> int:
        """As `count_crossings`, quicker."""
        count = 0.0
        orders = [self.order(column) for column in columns]
        for gap, (left, right) in zip(self.gaps, pairwise(orders), strict=True):
            weights = gap[np.ix_(left, right)]
            # What starts above each link, and of that what ends below it.
            above = np.cumsum(weights, axis=0) - weights
            below = above.sum(axis=1, keepdims=True) - np.cumsum(above, axis=1)
            count += float((weights * below).sum())
        return int(count)


def web_of(columns: Columns, links: Links) -> Web:
    """Lay the links of some columns out in matrices."""
    rows = [sorted(members(column)) for column in columns]
    index = {node: number for row in rows for number, node in enumerate(row)}
    level = {node: number for number, row in enumerate(rows) for node in row}
    gaps = tuple(np.zeros((len(left), len(right))) for left, right in pairwise(rows))
    for (source, target), weight in links.items():
        gaps[level[source]][index[source], index[target]] = weight
    return Web(index, gaps)


def sweeps(columns: Columns, web: Web, count: int) -> Iterator[Columns]:
    """The columns as they are, then what each sweep makes of them, to and fro."""
    yield columns
    for sweep in range(count):
        columns = _swept(columns, web, rightwards=sweep % 2 == 0)
        yield columns


def settled(columns: Columns, web: Web, place: int) -> Columns:
    """Let the other columns follow a changed one, outwards from it; it only swaps."""
    row = list(columns)
    for number in range(place + 1, len(row)):
        row[number] = _reordered(row, number, web, rightwards=True)
    for number in reversed(range(place)):
        row[number] = _reordered(row, number, web, rightwards=False)
    row[place] = _uncrossed(row, place, web)
    return tuple(row)


def _swept(columns: Columns, web: Web, *, rightwards: bool) -> Columns:
    row = list(columns)
    for number in range(len(row)) if rightwards else reversed(range(len(row))):
        row[number] = _reordered(row, number, web, rightwards=rightwards)
    return tuple(row)


def _reordered(row: Row, number: int, web: Web, *, rightwards: bool) -> tuple[Block, ...]:
    """A column in the order of its neighbours on one side, or, without any, on the other."""
    own = web.order(row[number])
    sums, weights = np.array(_ranks(own)), np.ones(len(own))
    sides = list(zip(web.sides(number), (number - 1, number + 1), strict=True))
    # The nearer side comes last and has the last word.
    for links, beside in reversed(sides) if rightwards else sides:
        if links is not None and links.size:
            linked = links.sum(axis=1)
            aims = links @ np.array(_ranks(web.order(row[beside])))
            sums = np.where(linked > 0, aims, sums)
            weights = np.where(linked > 0, linked, weights)
    column = _by_barycentre(row[number], web.index, sums.tolist(), weights.tolist())
    return _uncrossed([*row[:number], column, *row[number + 1 :]], number, web)


def _ranks(order: Sequence[int]) -> list[float]:
    """Where each node stands in its column, from 0 at the top to 1, by index."""
    ranks = [0.0] * len(order)
    for place, node in enumerate(order):
        ranks[node] = (place + 0.5) / len(order)
    return ranks


def _by_barycentre(
    column: tuple[Block, ...],
    index: Mapping[str, int],
    sums: Sequence[float],
    weights: Sequence[float],
) -> tuple[Block, ...]:
    def key(nodes: tuple[str, ...]) -> tuple[float, str]:
        places = [index[node] for node in nodes]
        mean = sum(sums[place] for place in places) / sum(weights[place] for place in places)
        # Rounded, so that not the last bit of a sum decides, but the id.
        return round(mean, 9), min(nodes)

    inner = (
        Block(block.name, tuple(sorted(block.members, key=lambda node: key((node,)))))
        for block in column
    )
    return tuple(sorted(inner, key=lambda block: key(block.members)))


def _uncrossed(row: Row, number: int, web: Web) -> tuple[Block, ...]:
    column = row[number]
    saved = _saved(row, number, web)
    inner = []
    for block in column:
        nodes = block.members
        if len(nodes) > 1:
            places = [web.index[node] for node in nodes]
            among = saved[np.ix_(places, places)].tolist()
            nodes = tuple(nodes[place] for place in _swapped(among))
        inner.append(Block(block.name, nodes))
    membership = np.zeros((len(column), len(saved)))
    for place, block in enumerate(column):
        membership[place, [web.index[node] for node in block.members]] = 1
    between = (membership @ saved @ membership.T).tolist()
    return tuple(inner[place] for place in _swapped(between))


def _saved(row: Row, number: int, web: Web) -> Matrix:
    """How many crossings go away when the one of two nodes leaves its place above the other."""
    size = len(web.order(row[number]))
    saved: Matrix = np.zeros((size, size))
    for links, beside in zip(web.sides(number), (number - 1, number + 1), strict=True):
        if links is not None:
            ordered = links[:, web.order(row[beside])]
            # For each node and each place beside, the weight of its links that end above it.
            before = np.cumsum(ordered, axis=1) - ordered
            crossing = ordered @ before.T
            saved += crossing - crossing.T
    return saved


def _swapped(saved: Sequence[Sequence[float]]) -> list[int]:
    """Swap neighbours as long as that saves crossings."""
    order = list(range(len(saved)))
    improving = True
    while improving:
        improving = False
        for i in range(len(order) - 1):
            if saved[order[i]][order[i + 1]] > 0:
                order[i], order[i + 1] = order[i + 1], order[i]
                improving = True
    return order
