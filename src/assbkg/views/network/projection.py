"""The network of a figure: what designs do, put together by kinds, in three columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from assbkg.asking.evidence import ClaimEvidence
from assbkg.reasoning.grades import GRADES, strongest, weakest
from assbkg.views.network.designs import Designs, Tie

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
    "project",
]

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


@dataclass(frozen=True)
class Network:
    """All nodes, by column and id, and all links, by source and target."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    columns: tuple[Column, Column, Column] = ("strategy", "mechanism", "benefit")

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


@dataclass(frozen=True)
class _Strand:
    """A tie between two individuals as part of the link between the nodes they belong to."""

    source: str
    target: str
    tie: Tie
    grade: str
    systems: frozenset[str]


def project(designs: Designs, rows: Rows = "strategy", outcomes: Outcomes = "benefit") -> Network:
    """Put designs together by kinds; what has no link is left out.

    A system is linked to a mechanism by the strategies that it employs, as strongly as both
    are said; the claims of such a link are those of its strategies.
    """
    starting, ending = list(_starting(designs, rows)), list(_ending(designs, outcomes))
    columns: tuple[Column, Column, Column] = (rows, "mechanism", outcomes)
    places: dict[str, Column] = {}
    for strands, (left, right) in ((starting, columns[:2]), (ending, columns[1:])):
        for strand in strands:
            places[strand.source], places[strand.target] = left, right
    nodes = [
        Node(thing, designs.label(thing), column, _family(designs, thing))
        for thing, column in places.items()
    ]
    return Network(
        tuple(sorted(nodes, key=lambda node: (columns.index(node.column), node.id))),
        tuple(_links([*starting, *ending], designs)),
        columns,
    )


def _family(designs: Designs, thing: str) -> str:
    family = designs.families.get(thing, "")
    return designs.label(family) if family else ""


def _starting(designs: Designs, rows: Rows) -> Iterator[_Strand]:
    kinds, users = designs.kinds, designs.users
    if rows == "material":
        for tie in designs.contributed:
            systems = users[tie.start]
            yield _Strand(tie.end, kinds[tie.start], tie, tie.grade, systems)
    elif rows == "system":
        employed: dict[str, list[Tie]] = defaultdict(list)
        for tie in designs.employs:
            employed[tie.end].append(tie)
        for tie in designs.operates:
            for use in employed[tie.start]:
                grade = weakest((use.grade, tie.grade))
                yield _Strand(use.start, kinds[tie.end], tie, grade, frozenset({use.start}))
    else:
        for tie in designs.operates:
            yield _Strand(kinds[tie.start], kinds[tie.end], tie, tie.grade, users[tie.start])


def _ending(designs: Designs, outcomes: Outcomes) -> Iterator[_Strand]:
    ties = designs.promotes if outcomes == "benefit" else designs.mitigates
    for tie in ties:
        systems = designs.users[tie.start]
        yield _Strand(designs.kinds[tie.start], tie.end, tie, tie.grade, systems)


def _links(strands: Iterable[_Strand], designs: Designs) -> Iterator[Link]:
    together: dict[tuple[str, str], list[_Strand]] = defaultdict(list)
    for strand in strands:
        together[strand.source, strand.target].append(strand)
    for (source, target), parts in sorted(together.items()):
        yield Link(
            source,
            target,
            claims=len({claim.claim for part in parts for claim in part.tie.claims}),
            systems=len(frozenset().union(*(part.systems for part in parts))),
            grade=strongest(part.grade for part in parts),
            evidence=tuple(_evidence(parts, designs)),
            contested=all(part.tie.contested for part in parts),
        )


def _evidence(parts: Iterable[_Strand], designs: Designs) -> Iterator[Evidence]:
    """Claims in the order of their places; one may hold for many systems."""
    systems: dict[ClaimEvidence, set[str]] = defaultdict(set)
    for part in parts:
        for claim in part.tie.claims:
            systems[claim] |= part.systems
    for claim in sorted(systems, key=lambda claim: claim.claim):
        yield Evidence(
            claim.statement,
            claim.modality,
            claim.place,
            ", ".join(map(str, claim.cites)),
            tuple(sorted(map(designs.label, systems[claim]))),
            claim.status == "contested",
            claim.status == "anomalous",
        )


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
