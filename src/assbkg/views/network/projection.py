"""The network of strategies, mechanisms and benefits, out of named queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from assbkg.asking.results import Result, Term

if TYPE_CHECKING:
    import networkx as nx

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "COLUMNS",
    "HEADINGS",
    "TITLE",
    "Column",
    "Evidence",
    "Link",
    "Network",
    "Node",
    "as_digraph",
    "project",
]

Column = Literal["strategy", "mechanism", "benefit"]
#: The columns from left to right; links run from each to the next.
COLUMNS: Final[tuple[Column, ...]] = ("strategy", "mechanism", "benefit")
HEADINGS: Final[Mapping[Column, str]] = {
    "strategy": "Strategies",
    "mechanism": "Mechanisms",
    "benefit": "Benefits",
}
#: A link with claims is to be read; one that is only inferred lies thin behind it.
_CLAIMED: Final = 3
#: The queries for the links from each column to the next.
_QUERIES: Final = ("strategy-mechanism-links", "mechanism-benefit-links")
TITLE: Final = "How nano-design serves solid-state batteries: strategies, mechanisms and benefits"


@dataclass(frozen=True)
class Node:
    """A kind of strategy or mechanism, or a benefit.

    Only mechanisms have a family; it is empty for one that stands alone.
    """

    id: str
    label: str
    column: Column
    family: str = ""


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


@dataclass(frozen=True)
class Link:
    """A link between nodes of neighbouring columns.

    `claims` and `systems` are counts; `strength` ranks the strongest modality from 1,
    expected, to 4, measured, and is 0 without a claim.
    """

    source: str
    target: str
    claims: int
    systems: int
    strength: int = 0
    evidence: tuple[Evidence, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether no claim says it: it follows by reasoning alone."""
        return self.claims == 0


@dataclass(frozen=True)
class Network:
    """All nodes, by column and id, and all links, by source and target."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Each node under its id."""
        return {node.id: node for node in self.nodes}

    def column(self, name: Column) -> tuple[Node, ...]:
        """The nodes of one column, by id."""
        return tuple(node for node in self.nodes if node.column == name)

    @cached_property
    def families(self) -> tuple[Mapping[str, str], ...]:
        """For each column from left to right, the family of each node by id."""
        return tuple({node.id: node.family for node in self.column(name)} for name in COLUMNS)

    @cached_property
    def weights(self) -> Mapping[tuple[str, str], int]:
        """For each link, by its ends, how much it counts that no other crosses it."""
        return {(link.source, link.target): 1 if link.inferred else _CLAIMED for link in self.links}


def project(graph: KnowledgeGraph) -> Network:
    """Read the network out of a graph; nodes without links are left out."""
    families = {
        row[0]: result.label(row[1])
        for result in [graph.query("mechanism-families")]
        for row in _values(result)
    }
    evidence = _evidence(graph.query("link-evidence"))
    nodes: dict[str, Node] = {}
    links: list[Link] = []
    for (left, right), name in zip(pairwise(COLUMNS), _QUERIES, strict=True):
        result = graph.query(name)
        for source, target, claims, systems, strength in _values(result):
            for iri, column in ((source, left), (target, right)):
                nodes[iri] = Node(iri, result.label(iri), column, families.get(iri, ""))
            numbers = int(claims), int(systems), int(strength or 0)
            links.append(Link(source, target, *numbers, evidence.get((source, target), ())))
    return Network(
        tuple(sorted(nodes.values(), key=lambda node: (COLUMNS.index(node.column), node.id))),
        tuple(sorted(links, key=lambda link: (link.source, link.target))),
    )


def _values(result: Result) -> Iterator[tuple[str, ...]]:
    for row in result.rows:
        yield tuple(_value(cell) for cell in row)


def _value(cell: Term) -> str:
    return "" if cell is None else cell.value


def _evidence(result: Result) -> dict[tuple[str, str], tuple[Evidence, ...]]:
    """Claims by link, in the order of their places; one claim may hold for many systems."""
    systems: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for values, texts in zip(_values(result), result.texts(), strict=True):
        source, target, place_iri = values[0], values[1], values[5]
        _, _, statement, modality, system, place, cites = texts
        systems[source, target, place_iri, statement, modality, place, cites].append(system)
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for key in sorted(systems):
        source, target, _, statement, modality, place, cites = key
        claim = Evidence(statement, modality, place, cites, tuple(sorted(set(systems[key]))))
        found[source, target].append(claim)
    return {link: tuple(claims) for link, claims in found.items()}


def as_digraph(network: Network) -> nx.DiGraph:
    """The network for networkx: attributes as in `Node` and `Link`, without the evidence."""
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
            strength=link.strength,
            inferred=link.inferred,
        )
    return graph
