"""The ontology of a closed graph: its hierarchy, and how its properties are worded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Store

from assbkg.graph.terms import ONTOLOGY_GRAPH, texts
from assbkg.vocabulary import ASSB, OPPOSITE, above, expand

__all__ = ["Terms"]

_PROPERTIES = tuple(expand(f"owl:{kind}Property") for kind in ("Annotation", "Datatype", "Object"))


@dataclass(frozen=True, repr=False)
class Terms:
    """The classes and properties of the ontology in a store, by IRI, each read when it is needed.

    Values are texts; the ontology's own annotations are given by their local names.
    """

    store: Store
    _pairs: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict, compare=False)

    def pairs(self, predicate: str) -> Sequence[tuple[str, str]]:
        """Return subject and object of every statement with a predicate, given as a CURIE.

        Statements about blank nodes, or with one as their value, are left out.
        """
        if predicate not in self._pairs:
            node = NamedNode(expand(predicate))
            quads = self.store.quads_for_pattern(None, node, None, ONTOLOGY_GRAPH)
            self._pairs[predicate] = sorted(
                (quad.subject.value, quad.object.value)
                for quad in quads
                if isinstance(quad.subject, NamedNode)
                if isinstance(quad.object, (NamedNode, Literal))
            )
        return self._pairs[predicate]

    def of_kind(self, kind: str) -> Sequence[str]:
        """Return the terms declared to be of a kind, given as a CURIE such as `owl:Class`."""
        wanted = expand(kind)
        return [term for term, found in self.pairs("rdf:type") if found == wanted]

    def statements(self) -> Iterator[tuple[str, str, str]]:
        """Return all statements as texts, literals as in N-Triples, without blank nodes.

        Raises `OntologyError` where blank nodes can't be named by what they are.
        """
        from assbkg.graph.blank_nodes import skolemise

        quads = self.store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)
        return map(texts, skolemise(quad.triple for quad in quads))

    def marked(self, annotation: str) -> frozenset[str]:
        """Return the terms that bear an annotation."""
        return frozenset(term for term, _ in self.pairs(f"assb:{annotation}"))

    @cached_property
    def parents(self) -> Mapping[str, Sequence[str]]:
        """The classes right above each class."""
        found: dict[str, list[str]] = {}
        for child, parent in self.pairs("rdfs:subClassOf"):
            found.setdefault(child, []).append(parent)
        return found

    def above(self, iri: str) -> set[str]:
        """Return a class and all classes above it."""
        return above(iri, self.parents)

    @cached_property
    def relations(self) -> Mapping[str, str]:
        """The properties by their local names.

        Where several have one name, it means that of our own namespace.
        """
        declared = {term for term, kind in self.pairs("rdf:type") if kind in _PROPERTIES}
        ours_last = sorted(declared, key=lambda iri: (iri.startswith(ASSB), iri))
        return {iri.rpartition("#")[2].rpartition("/")[2]: iri for iri in ours_last}

    @cached_property
    def phrases(self) -> Mapping[str, str]:
        """The words that stand between the ends of a link, by its property."""
        return dict(self.pairs("assb:phrase"))

    @cached_property
    def ends(self) -> Mapping[str, tuple[str, str]]:
        """The classes of what a property links, without their namespace, where both are given."""
        domains, ranges = dict(self.pairs("rdfs:domain")), dict(self.pairs("rdfs:range"))
        return {
            prop: (domains[prop].removeprefix(ASSB), ranges[prop].removeprefix(ASSB))
            for prop in domains
            if prop in ranges
        }

    @cached_property
    def opposites(self) -> Mapping[str, str]:
        """The property that contradicts each property for which one is stated."""
        return dict(self.pairs(OPPOSITE))

    @cached_property
    def inverses(self) -> Mapping[str, str]:
        """The inverse of each property for which one is stated."""
        return dict(self.pairs("owl:inverseOf"))
