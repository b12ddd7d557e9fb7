"""A smaller network of the same links: nodes put together, the least of the links left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from assbkg.drawing.web.model import (
    HEADINGS,
    Column,
    Evidence,
    Link,
    Network,
    Node,
)
from assbkg.reasoning.grades import GRADES, strongest

__all__ = ["families_of", "is_rest", "keep_strongest", "put_family_together"]
__all__ += ["put_least_together"]

#: Before the name of a column: the id of what was put together for its few claims.
_REST: Final = "rest of "


def families_of(network: Network, column: Column) -> list[str]:
    """The families of a column that have several nodes in it, the largest first, then by name."""
    sizes = Counter(node.family for node in network.column(column) if node.family)
    return sorted((name for name in sizes if sizes[name] > 1), key=lambda n: (-sizes[n], n))


def put_family_together(network: Network, column: Column, family: str) -> Network:
    """Make the nodes of a family one."""
    parts = [node for node in network.column(column) if node.family == family]
    kinds = _kinds(parts)
    label = f"{family} ({kinds}\N{NO-BREAK SPACE}kinds)"
    return _put_together(network, parts, Node(f"{column} {family}", label, column, "", kinds))


def put_least_together(network: Network, column: Column, kept: int) -> Network:
    """Make one of all nodes of a column but the `kept` ones with the most claims, ties by id.

    What was so made before goes into it, too.
    """
    claims: Counter[str] = Counter()
    for link in network.links:
        claims.update({link.source: link.claims, link.target: link.claims})
    ordered = sorted(
        network.column(column), key=lambda node: (is_rest(node), -claims[node.id], node.id)
    )
    kinds = _kinds(ordered[kept:])
    label = f"other {HEADINGS[column].lower()} ({kinds})"
    return _put_together(network, ordered[kept:], Node(_REST + column, label, column, "", kinds))


def is_rest(node: Node) -> bool:
    """Whether a node is what `put_least_together` made."""
    return node.id.startswith(_REST)


def _kinds(nodes: Iterable[Node]) -> int:
    return sum(node.kinds for node in nodes)


def keep_strongest(network: Network, most: int) -> Network:
    """Leave links between two columns out until the limit is met, the weakest first.

    Those that are only inferred go before those with claims; no node loses its last link.
    """
    degree = Counter(end for link in network.links for end in (link.source, link.target))
    per_gap = Counter(network.by_id[link.source].column for link in network.links)
    left_out = set()
    for link in sorted(network.links, key=_strength):
        gap = network.by_id[link.source].column
        if per_gap[gap] > most and min(degree[link.source], degree[link.target]) > 1:
            per_gap[gap] -= 1
            degree.subtract((link.source, link.target))
            left_out.add(link)
    return replace(network, links=tuple(link for link in network.links if link not in left_out))


def _strength(link: Link) -> tuple[bool, int, int, str, str]:
    weakness = GRADES.index(link.grade)
    said = not link.inferred or link.contested  # what was asked for must not go first
    return said, link.claims, -weakness, link.source, link.target


def _put_together(network: Network, parts: Iterable[Node], group: Node) -> Network:
    into = {node.id: group.id for node in parts}
    nodes = [node for node in network.nodes if node.id not in into] + [group]
    return Network(
        tuple(sorted(nodes, key=lambda node: (network.columns.index(node.column), node.id))),
        tuple(_joined(network.links, into)),
        network.columns,
    )


def _joined(links: Iterable[Link], into: Mapping[str, str]) -> Iterable[Link]:
    together: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        ends = into.get(link.source, link.source), into.get(link.target, link.target)
        together[ends].append(link)
    for (source, target), parts in sorted(together.items()):
        if len(parts) == 1:
            yield replace(parts[0], source=source, target=target)
            continue
        evidence = _distinct(claim for link in parts for claim in link.evidence)
        named = {system for claim in evidence for system in claim.systems}
        yield Link(
            source,
            target,
            claims=max(len(evidence), *(link.claims for link in parts)),
            # Links without claims name no system, so that there may be more.
            systems=max(len(named), *(link.systems for link in parts)),
            grade=strongest(link.grade for link in parts),
            evidence=evidence,
            contested=all(link.contested for link in parts),
        )


def _distinct(claims: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Each claim once, with all systems that it holds for; what differs in them is one claim."""
    systems: dict[Evidence, set[str]] = defaultdict(set)
    for claim in claims:
        systems[replace(claim, systems=())].update(claim.systems)
    return tuple(replace(claim, systems=tuple(sorted(names))) for claim, names in systems.items())
