"""Read class expressions, properties and lists from the triples of an ontology."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from assbkg.errors import OntologyError
from assbkg.reasoning.axioms import (
    THING,
    TYPE,
    ClassExpression,
    HasValue,
    Intersection,
    Named,
    SomeValues,
    TripleText,
    short,
)
from assbkg.vocabulary import GENID, PREFIXES, shorten

__all__ = ["Expressions", "Inexpressible", "is_anonymous"]

OWL, RDF, RDFS, XSD = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))

_BUILT_IN = (OWL, RDF, RDFS, XSD)
_DATATYPES = {RDFS + "Literal", RDF + "langString", RDF + "PlainLiteral"}

#: The predicates that relate a class expression to another and are not part of it.
_AXIOM_PREDICATES = {OWL + "disjointWith", OWL + "equivalentClass"}

#: How deep class expressions may be nested; rules are made from them by recursion.
_DEEPEST: Final = 50


class Inexpressible(Exception):
    """No rule expresses this; the message adds what the expression itself does not show."""


def is_anonymous(node: str) -> bool:
    """Tell whether a node was blank before it got an IRI."""
    return node.startswith(GENID)


class Expressions:
    """The triples of one ontology, by subject and by predicate."""

    def __init__(self, triples: Iterable[TripleText]) -> None:
        self.by_subject: dict[str, dict[str, list[str]]] = {}
        self.by_predicate: dict[str, list[tuple[str, str]]] = {}
        for s, p, o in sorted(set(triples)):
            self.by_subject.setdefault(s, {}).setdefault(p, []).append(o)
            self.by_predicate.setdefault(p, []).append((s, o))

    def said(self, node: str, predicate: str) -> list[str]:
        """Return the values of one property of a node."""
        return self.by_subject.get(node, {}).get(predicate, [])

    def items(self, node: str) -> tuple[str, ...]:
        """Return the members of an RDF list. Raises `OntologyError` if it is malformed."""
        found: list[str] = []
        while node != RDF + "nil":
            first, rest = self.said(node, RDF + "first"), self.said(node, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or len(found) > len(self.by_subject):
                raise OntologyError(f"a list is malformed after {len(found)} members: {node}")
            found.append(first[0])
            node = rest[0]
        return tuple(found)

    def constructors(self, node: str) -> dict[str, list[str]]:
        """Return the values of the OWL properties that define a class expression or axiom."""
        said = self.by_subject.get(node, {})
        return {p: said[p] for p in said if p.startswith(OWL) and p not in _AXIOM_PREDICATES}

    def expression(self, node: str, depth: int = 0) -> ClassExpression:
        """Return the class that a node names or describes. Raises `Inexpressible`."""
        if depth > _DEEPEST:
            raise Inexpressible(f"nested more than {_DEEPEST} deep")
        if node == THING:
            return Named(node)
        if not is_anonymous(node):
            return Named(self._own(node, "Datatype"))
        parts = self.constructors(node)
        values = {p.removeprefix(OWL): v[0] for p, v in parts.items() if len(v) == 1}
        if len(values) != len(parts):
            raise Inexpressible
        match values:
            case {"onProperty": prop, "someValuesFrom": filler, **more} if not more:
                return SomeValues(self.object_property(prop), self.expression(filler, depth + 1))
            case {"onProperty": prop, "hasValue": value, **more} if not more:
                return HasValue(self.object_property(prop), self._own(value))
            case {"intersectionOf": members, **more} if not more and members != RDF + "nil":
                return Intersection(
                    tuple(self.expression(m, depth + 1) for m in self.items(members))
                )
        raise Inexpressible

    def object_property(self, node: str) -> str:
        """Return an object property with its own IRI. Raises `Inexpressible`."""
        if self.is_data(node):
            raise Inexpressible(f"{short(node)} is a data property")
        if self.is_annotation(node):
            raise Inexpressible(f"{short(node)} is an annotation property")
        return self._own(node)

    def is_data(self, node: str) -> bool:
        """Tell whether a property is declared to have literals as values."""
        return OWL + "DatatypeProperty" in self.said(node, TYPE)

    def is_annotation(self, node: str) -> bool:
        """Tell whether a property is declared to annotate, and nothing else."""
        kinds = {OWL + kind for kind in ("AnnotationProperty", "ObjectProperty")}
        return kinds & {*self.said(node, TYPE)} == {OWL + "AnnotationProperty"}

    def is_built_in_datatype(self, node: str) -> bool:
        """Tell whether a node is one of the datatypes that need no declaration."""
        return node.startswith(XSD) or node in _DATATYPES

    def name(self, node: str, depth: int = 0) -> str:
        """Return a node for messages; one without a name is described by its statements."""
        if not is_anonymous(node):
            return short(node)
        if depth > 9:  # noqa: PLR2004 - deep enough for any message
            return "…"
        if self.said(node, RDF + "first"):
            return "( " + " ".join(self.name(i, depth + 1) for i in self.items(node)) + " )"
        told = [f"a {shorten(t)}" for t in self.said(node, TYPE)]
        for predicate, values in self.constructors(node).items():
            told += [f"{shorten(predicate)} {self.name(v, depth + 1)}" for v in values]
        return "[" + "; ".join(told) + "]"

    def _own(self, node: str, *unwanted: str) -> str:
        """Return a node with an IRI that is not built in. Raises `Inexpressible`."""
        if is_anonymous(node) or node.startswith(('"', *_BUILT_IN)):
            raise Inexpressible
        if any(RDFS + kind in self.said(node, TYPE) for kind in unwanted):
            raise Inexpressible(f"{short(node)} is a datatype")
        return node
