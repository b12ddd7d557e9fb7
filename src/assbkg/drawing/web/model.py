"""The network as data: nodes in three columns, links with their claims; and smaller networks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from assbkg.printable import in_brief
from assbkg.reasoning.grades import GRADES, strongest

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "HEADINGS",
    "TITLE",
    "Column",
    "Evidence",
    "Link",
    "Network",
    "Node",
    "Outcomes",
    "Rows",
    "as_digraph",
    "families_of",
    "group_families",
    "is_rest",
    "keep_strongest",
    "put_family_together",
    "put_least_together",
]


#: What the network leads from, and to.
Rows = Literal["strategy", "system", "material"]
Outcomes = Literal["benefit", "bottleneck"]
Column = Literal["strategy", "system", "material", "mechanism", "benefit", "bottleneck"]
HEADINGS: Final[Mapping[Column, str]] = {
    "strategy": "Strategies",
    "system": "Systems",
    "material": "Materials",
    "mechanism": "Mechanisms",
    "benefit": "Benefits",
    "bottleneck": "Bottlenecks",
}
#: The weight of a link with claims; that of one that is only inferred is 1.
_CLAIMED: Final = 3
TITLE: Final = "How nano-design serves solid-state batteries: strategies, mechanisms and benefits"


@dataclass(frozen=True)
class Node:
    """A kind of strategy or mechanism, a system, a material, a benefit or a bottleneck.

    `family` is empty for one that stands alone; `kinds` counts what is grouped in it.
    """

    id: str
    label: str
    column: Column
    family: str = ""
    kinds: int = 1


@dataclass(frozen=True)
class Evidence:
    """A claim behind a link, and the systems that it holds for.

    `place` is a section and sentence, such as `§2.2 s.81`; `cites` lists reference numbers.
    """

    statement: str
    modality: str
    place: str
    cites: str
    systems: tuple[str, ...]
    contested: bool = False
    anomalous: bool = False


@dataclass(frozen=True)
class Link:
    """A link between nodes of neighbouring columns.

    `claims` and `systems` are counts; `grade` is the strongest of what is grouped in it.
    Without contested claims, a `contested` link would not hold, or less strongly.
    """

    source: str
    target: str
    claims: int
    systems: int
    grade: str = GRADES[-1]
    evidence: tuple[Evidence, ...] = ()
    contested: bool = False

    @property
    def inferred(self) -> bool:
        """Whether no claim states it: it follows by reasoning only."""
        return self.claims == 0

    @property
    def anomalous(self) -> bool:
        """Whether a curator calls a claim that states it anomalous."""
        return any(claim.anomalous for claim in self.evidence)


@dataclass(frozen=True, repr=False)
class Network:
    """All nodes, by column and id, and all links, by source and target."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    columns: tuple[Column, Column, Column] = ("strategy", "mechanism", "benefit")

    def __repr__(self) -> str:
        return in_brief(self, f"{len(self.nodes)} nodes, {len(self.links)} links")

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Each node under its id."""
        return {node.id: node for node in self.nodes}

    def column(self, name: Column) -> tuple[Node, ...]:
        """Return the nodes of one column, by id."""
        return tuple(node for node in self.nodes if node.column == name)

    @cached_property
    def families(self) -> tuple[Mapping[str, str], ...]:
        """For each column from left to right, the family with which each node stands, by id.

        Only families of mechanisms stand together; other columns are ordered freely.
        """
        return tuple(
            {node.id: node.family if name == "mechanism" else "" for node in self.column(name)}
            for name in self.columns
        )

    @cached_property
    def weights(self) -> Mapping[tuple[str, str], int]:
        """For each link, by its ends, the cost of a crossing."""
        return {(link.source, link.target): 1 if link.inferred else _CLAIMED for link in self.links}


def as_digraph(network: Network) -> nx.DiGraph:
    """Return a networkx graph with the attributes of `Node` and `Link`, without evidence."""
    import networkx as nx

    graph = nx.DiGraph(name=TITLE)
    for node in network.nodes:
        graph.add_node(node.id, label=node.label, column=node.column, family=node.family)
    for link in network.links:
        graph.add_edge(
            link.source,
            link.target,
            claims=link.claims,
            systems=link.systems,
            grade=link.grade,
            inferred=link.inferred,
            contested=link.contested,
        )
    return graph


#: Before the name of a column: the id of the group of nodes with the fewest claims.
_REST: Final = "rest of "


#: Before the name of a family: the id of the node that stands for its members.
_FAMILY: Final = "family "


def group_families(nodes: Iterable[Node]) -> tuple[dict[str, str], tuple[Node, ...]]:
    """Return the id of what stands for each node when families are grouped, and all of these.

    A node without a family stands for itself. Groups are in the order of their ids.
    """
    nodes = tuple(nodes)
    places = {node.id: _FAMILY + node.family if node.family else node.id for node in nodes}
    groups: dict[str, Node] = {}
    for node in nodes:
        place = places[node.id]
        kinds = node.kinds + (groups[place].kinds if place in groups else 0)
        groups[place] = Node(place, node.family or node.label, node.column, "", kinds)
    return places, tuple(groups[place] for place in sorted(groups))


def families_of(network: Network, column: Column) -> list[str]:
    """Return the families of a column with several nodes in it, the largest first, then by name."""
    sizes = Counter(node.family for node in network.column(column) if node.family)
    return sorted((name for name in sizes if sizes[name] > 1), key=lambda n: (-sizes[n], n))


def put_family_together(network: Network, column: Column, family: str) -> Network:
    """Return the network with the nodes of a family as one."""
    parts = [node for node in network.column(column) if node.family == family]
    kinds = _kinds(parts)
    label = f"{family} ({kinds}\N{NO-BREAK SPACE}kinds)"
    return _put_together(network, parts, Node(f"{column} {family}", label, column, "", kinds))


def put_least_together(network: Network, column: Column, kept: int) -> Network:
    """Return the network with one node for all of a column but the `kept` with the most claims.

    Ties go by id; an earlier such node is included.
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
    """Return whether a node is one that `put_least_together` made."""
    return node.id.startswith(_REST)


def _kinds(nodes: Iterable[Node]) -> int:
    return sum(node.kinds for node in nodes)


def keep_strongest(network: Network, most: int) -> Network:
    """Return the network with at most `most` links between two columns, without the weakest.

    Links that are only inferred go before those with claims; no node loses its last link.
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
    kept = not link.inferred or link.contested  # contested links were asked for
    return kept, link.claims, -weakness, link.source, link.target


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
            # Links without claims name no system, so that there may be more than are named.
            systems=max(len(named), *(link.systems for link in parts)),
            grade=strongest(link.grade for link in parts),
            evidence=evidence,
            contested=all(link.contested for link in parts),
        )


def _distinct(claims: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return each claim once, with all systems for which it holds."""
    systems: dict[Evidence, set[str]] = defaultdict(set)
    for claim in claims:
        systems[replace(claim, systems=())].update(claim.systems)
    return tuple(replace(claim, systems=tuple(sorted(names))) for claim, names in systems.items())
