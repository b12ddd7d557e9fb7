"""How a graph uses the terms of an ontology: counts, and examples with their place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, ONTOLOGY_GRAPH
from assbkg.reasoning.facts import Fact
from assbkg.record.release import Evidence
from assbkg.vocabulary import PREFIXES, expand

__all__ = [
    "Usage",
    "Use",
    "measure_usage",
]

#: How many examples a term has at most.
EXAMPLES: Final = 3

_TYPE: Final = NamedNode(expand("rdf:type"))
_PLACE: Final = NamedNode(expand("assb:evidencedBy"))
_CLAIMED: Final = NamedNode(expand("assb:claimProperty"))
#: The ends of claims and graded links, which link by their property and not by themselves.
_PARTS: Final = frozenset(
    expand(f"assb:{record}{end}")
    for record in ("claim", "link")
    for end in ("Subject", "Property", "Object")
)
_SAYING: Final = (ASSERTED, EVIDENCE, INFERRED)
#: Examples come from these, the first first.
_GRAPHS: Final = (ASSERTED, EVIDENCE, ONTOLOGY_GRAPH, INFERRED)


@dataclass(frozen=True)
class Example:
    """A statement of the graph with a term, in words, and its place, if it has one."""

    words: str
    place: str


@dataclass
class Use:
    """Quads with one term: how many are stated, in tables or evidence, and how many inferred."""

    stated: int = 0
    inferred: int = 0
    claims: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(frozen=True)
class Usage:
    """The use of classes by their things, of properties by links, of individuals by links to them.

    A term that the graph does not use is missing.
    """

    classes: dict[str, Use]
    properties: dict[str, Use]
    individuals: dict[str, Use]
    name_of: Callable[[str], str]

    def of(self, iri: str) -> tuple[tuple[str, Use], ...]:
        """Return how the graph uses a term, with the word for what is counted."""
        kinds = (("thing", self.classes), ("link", self.properties))
        found = [(word, uses[iri]) for word, uses in kinds if iri in uses]
        if not found and iri in self.individuals:
            found = [("link to it", self.individuals[iri])]
        return tuple(found)


def measure_usage(graph: KnowledgeGraph) -> Usage:
    """Count the uses of all terms, in one pass over the statements about things."""
    store = graph.release.store
    quads = [
        *(quad for name in _SAYING for quad in store.quads_for_pattern(None, None, None, name)),
        *_shared_individuals(store),
    ]
    things: dict[str, list[Quad]] = defaultdict(list)
    links: dict[str, list[Quad]] = defaultdict(list)
    towards: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            things[quad.object.value].append(quad)
            continue
        links[quad.predicate.value].append(quad)
        if isinstance(quad.object, NamedNode) and quad.predicate.value not in _PARTS:
            towards[quad.object.value].append(quad)
    claims = Counter(str(q.object) for q in quads if q.predicate == _CLAIMED)
    writer = _Writer(graph, graph.explainer.evidence)
    return Usage(
        {iri: _use(found, writer.thing) for iri, found in things.items()},
        {iri: _use(found, writer.link, claims[f"<{iri}>"]) for iri, found in links.items()},
        {iri: _use(found, writer.link) for iri, found in towards.items()},
        graph.entities.label,
    )


def _shared_individuals(store: Store) -> Iterator[Quad]:
    """Yield the classes that the ontology gives to its own individuals."""
    for quad in store.quads_for_pattern(None, _TYPE, None, ONTOLOGY_GRAPH):
        if not str(quad.object).startswith(f"<{PREFIXES['owl']}"):
            yield quad


def _use(quads: list[Quad], example: Callable[[Quad], Example], claims: int = 0) -> Use:
    """Return counts and examples; what is stated goes before what is inferred."""
    by_rank: dict[tuple[int, str, str], Quad] = {}
    for quad in quads:
        rank = _GRAPHS.index(quad.graph_name)
        by_rank[rank, str(quad.subject), str(quad.object)] = quad
    inferred = sum(quad.graph_name == INFERRED for quad in quads)
    chosen = _spread([quad for _, quad in sorted(by_rank.items())])
    return Use(len(quads) - inferred, inferred, claims, [example(quad) for quad in chosen])


def _spread(quads: list[Quad]) -> Iterator[Quad]:
    """Return the first few with different subjects, so that examples vary."""
    seen: set[str] = set()
    chosen: list[Quad] = []
    for quad in quads:
        if len(chosen) < EXAMPLES and str(quad.subject) not in seen:
            seen.add(str(quad.subject))
            chosen.append(quad)
    return iter(chosen)


@dataclass(frozen=True)
class _Writer:
    """Puts quads in words, with their places."""

    graph: KnowledgeGraph
    evidence: Evidence

    def thing(self, quad: Quad) -> Example:
        return Example(self._name(quad.subject), self._place(quad))

    def link(self, quad: Quad) -> Example:
        words = (quad.subject, quad.predicate, quad.object)
        return Example(" · ".join(map(self._name, words)), self._place(quad))

    def _place(self, quad: Quad) -> str:
        """Return where a claim states it, else where its subject is described."""
        if quad.graph_name == INFERRED:
            return "inferred"
        s, p, o = (str(getattr(t, "value", t)) for t in (quad.subject, quad.predicate, quad.object))
        for claim in self.evidence.of(Fact(p, s, o)):
            return claim.place
        return next(iter(sorted(_places(self.graph.release.store, quad, self.graph))), "")

    def _name(self, node: object) -> str:
        if isinstance(node, Literal):
            return f"“{node.value}”"
        return self.graph.entities.label(node.value) if isinstance(node, NamedNode) else str(node)


def _places(store: Store, quad: Quad, graph: KnowledgeGraph) -> Iterator[str]:
    for found in store.quads_for_pattern(quad.subject, _PLACE, None, EVIDENCE):
        if isinstance(found.object, NamedNode):
            yield graph.entities.label(found.object.value)
