"""The whole graph for networkx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from assbkg.graph.provenance import WORDS
from assbkg.graph.terms import ASSERTED, INFERRED, node
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import STRUCTURAL
from assbkg.record.ontology import Terms

if TYPE_CHECKING:
    import networkx as nx

    from assbkg.record.names import Entities
    from assbkg.record.release import Evidence

__all__ = [
    "as_multidigraph",
]

_TYPE: Final = node("rdf:type")
_FORMULA: Final = node("assb:chemicalFormula")
_SUBJECT, _RELATION, _OBJECT, _GRADE = (
    node(f"assb:{name}") for name in ("linkSubject", "linkProperty", "linkObject", "hasGrade")
)

Ends = tuple[object, object, object]


def as_multidigraph(store: Store, entities: Entities, evidence: Evidence) -> nx.MultiDiGraph:
    """Return all things with a class, and all links between things, asserted and inferred.

    A node is the IRI of a thing and has `iri`, `label`, `class` and `formula`. The key of a link
    is the name of its relation, or the IRI of one that shares its name with one of ours. It has

    - `relation`, the name of a property of the ontology, `iri`, its IRI, and `label`, in words;
    - `inferred`, whether it follows by reasoning alone;
    - `grade`, and `modality`, how firmly its strongest claim is stated;
    - `claims`, how many state it, and `places`, where, such as `§2.2 s.81`.

    What is not there is an empty text. All attributes are texts, whole numbers and booleans.
    """
    import networkx as nx

    graph = nx.MultiDiGraph(name="assbkg")
    for iri in _things(store):
        graph.add_node(
            iri,
            iri=iri,
            label=entities.label(iri),
            **{"class": entities.kind(iri)},
            formula=_formula(store, iri),
        )
    grades = _grades(store)
    for quad in _links(store):
        source, target, iri = quad.subject.value, quad.object.value, quad.predicate.value
        name = iri.rpartition("#")[2].rpartition("/")[2]
        key = name if entities.relations.get(name) == iri else iri
        if graph.has_edge(source, target, key):
            continue  # asserted, and what follows too
        claims = evidence.of(Fact(iri, source, target))
        graph.add_edge(
            source,
            target,
            key=key,
            relation=name,
            iri=iri,
            label=entities.label(iri),
            inferred=quad.graph_name == INFERRED,
            grade=grades.get((quad.subject, quad.predicate, quad.object), STRUCTURAL),
            modality=claims[0].modality if claims else "",
            claims=len(claims),
            places="; ".join(dict.fromkeys(claim.place for claim in claims)),
        )
    return graph


def _things(store: Store) -> list[str]:
    """Return what has a class in the tables, or is an end of a link, by IRI."""
    typed = (quad.subject for quad in store.quads_for_pattern(None, _TYPE, None, ASSERTED))
    things = {subject.value for subject in typed if isinstance(subject, NamedNode)}
    for quad in _links(store):
        things |= {quad.subject.value, quad.object.value}
    return sorted(things)


def _links(store: Store) -> Iterator[Any]:
    """Yield the links by object properties of the ontology, those asserted first."""
    for relation in map(NamedNode, Terms(store).of_kind("owl:ObjectProperty")):
        for graph in (ASSERTED, INFERRED):
            found = store.quads_for_pattern(None, relation, None, graph)
            yield from sorted(filter(_links_things, found), key=str)


def _links_things(quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)


def _formula(store: Store, iri: str) -> str:
    found = store.quads_for_pattern(NamedNode(iri), _FORMULA, None, None)
    return next((q.object.value for q in found if isinstance(q.object, Literal)), "")


def _grades(store: Store) -> dict[Ends, str]:
    """Return the grade of each link that rests on a claim, asserted or inferred."""
    parts: dict[object, dict[object, Any]] = {}
    for part in (_SUBJECT, _RELATION, _OBJECT, _GRADE):
        for quad in store.quads_for_pattern(None, part, None, INFERRED):
            parts.setdefault(quad.subject, {})[part] = quad.object
    return {
        (link[_SUBJECT], link[_RELATION], link[_OBJECT]): WORDS[link[_GRADE].value]
        for link in parts.values()
        if len(link) == 4  # noqa: PLR2004 - all parts
    }
