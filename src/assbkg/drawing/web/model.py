"""The network as data: nodes in three columns, and links with the claims behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from assbkg.printable import in_brief
from assbkg.reasoning.grades import GRADES

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["HEADINGS", "TITLE", "Column", "Evidence", "Link", "Network", "Node", "Outcomes"]
__all__ += ["Rows", "as_digraph"]

#: What the network starts from, and to what it leads.
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
#: A link with claims is to be read; one that is only inferred lies thin behind it.
_CLAIMED: Final = 3
TITLE: Final = "How nano-design serves solid-state batteries: strategies, mechanisms and benefits"


@dataclass(frozen=True)
class Node:
    """A kind of strategy or mechanism, a system, a material, a benefit or a bottleneck.

    `family` is empty for one that stands alone. `kinds` counts what is put together in it.
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

    `claims` and `systems` are counts; `grade` is the strongest of what is put together in
    it. A `contested` link would not be there, or not so strong, without contested claims.
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
        """Whether no claim says it: it follows by reasoning alone."""
        return self.claims == 0

    @property
    def anomalous(self) -> bool:
        """Whether a curator calls a claim that says it anomalous."""
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
        """The nodes of one column, by id."""
        return tuple(node for node in self.nodes if node.column == name)

    @cached_property
    def families(self) -> tuple[Mapping[str, str], ...]:
        """For each column from left to right, the family with which each node stands, by id.

        Families of mechanisms stand together: they are what is asked through which. Other
        columns are ordered freely.
        """
        return tuple(
            {node.id: node.family if name == "mechanism" else "" for node in self.column(name)}
            for name in self.columns
        )

    @cached_property
    def weights(self) -> Mapping[tuple[str, str], int]:
        """For each link, by its ends, how much it counts that no other crosses it."""
        return {(link.source, link.target): 1 if link.inferred else _CLAIMED for link in self.links}


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
            grade=link.grade,
            inferred=link.inferred,
            contested=link.contested,
        )
    return graph
