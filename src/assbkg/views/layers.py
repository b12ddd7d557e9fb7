"""Where the nodes of a layered network stand: few crossings, short links, one answer.

Pure, and the same under any hash seed: ties go by id. Columns hold blocks, a family of
nodes that stay together or a single node. See Sugiyama, Tagawa and Toda, IEEE Trans.
Syst. Man Cybern. 11 (1981) 109, for the sweeps by barycentre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

__all__ = ["Block", "Spacing", "arrange", "count_crossings", "place"]

_SWEEPS = 24
_ROUNDS = 12

Columns = tuple[tuple["Block", ...], ...]
Links = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Block:
    """Nodes that stand together, from top to bottom. Only a family has a name."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Spacing:
    """Distances, in the unit of the heights: between nodes, between blocks, above a family
    for its name, and around a family.
    """

    gap: float
    block_gap: float
    heading: float
    padding: float


def arrange(families: Sequence[Mapping[str, str]], links: Links) -> Columns:
    """Order the nodes of each column so that few links cross.

    `families` gives, for each column from left to right, the family of each node by id,
    empty for a node that stands alone. Links run between neighbouring columns.
    """
    neighbours = _neighbours(links)
    columns = tuple(map(_blocks, families))
    best, fewest = columns, count_crossings(columns, links)
    for sweep in range(_SWEEPS):
        columns = _transposed(_swept(columns, neighbours, sweep), neighbours)
        crossings = count_crossings(columns, links)
        if crossings < fewest:
            best, fewest = columns, crossings
    return best


def count_crossings(columns: Columns, links: Links) -> int:
    """How many pairs of links cross."""
    rank = _ranks(columns)
    layer = {node: number for number, column in enumerate(columns) for node in _nodes(column)}
    count = 0
    for number in range(len(columns)):
        ends = sorted((rank[a], rank[b]) for a, b in links if layer[a] == number)
        rights = [right for _, right in ends]
        count += sum(
            left_a < left_b and right_a > right_b
            for i, (left_a, right_a) in enumerate(ends)
            for (left_b, right_b) in zip((e[0] for e in ends[i:]), rights[i:], strict=True)
        )
    return count


def _neighbours(links: Links) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for source, target in sorted(links):
        found[source].append(target)
        found[target].append(source)
    return found


def _blocks(families: Mapping[str, str]) -> tuple[Block, ...]:
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node, family in sorted(families.items()):
        members[family, "" if family else node].append(node)
    return tuple(Block(name, tuple(nodes)) for (name, _), nodes in sorted(members.items()))


def _nodes(column: Iterable[Block]) -> Iterable[str]:
    return chain.from_iterable(block.members for block in column)
