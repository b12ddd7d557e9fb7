"""Short makers of RDF terms and quads."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from assbkg.curation.names import Node
from assbkg.vocabulary import ASSB, GRAPHS, KG, expand, part_iri

__all__ = ["ASSERTED", "EVIDENCE", "INFERRED", "ONTOLOGY_GRAPH", "assb", "decimal", "integer"]
__all__ += ["individual", "kg", "link", "node", "plain", "text"]

ONTOLOGY_GRAPH = NamedNode(GRAPHS["ontology"])
EVIDENCE = NamedNode(GRAPHS["evidence"])
ASSERTED = NamedNode(GRAPHS["asserted"])
INFERRED = NamedNode(GRAPHS["inferred"])

_XSD_DECIMAL = NamedNode(expand("xsd:decimal"))
_XSD_INTEGER = NamedNode(expand("xsd:integer"))


def node(curie: str) -> NamedNode:
    """The node of a CURIE or IRI."""
    return NamedNode(expand(curie))


def assb(name: str) -> NamedNode:
    """A term of the ontology."""
    return NamedNode(ASSB + name)


def kg(name: str) -> NamedNode:
    """An individual."""
    return NamedNode(KG + name)


def individual(found: Node) -> NamedNode:
    """The IRI of what a name in a table stands for."""
    if found.part_of:
        return NamedNode(part_iri(found.part_of, found.paper, found.class_name, found.number))
    return kg(found.id)


def text(value: str) -> Literal:
    """English text."""
    return Literal(value, language="en")


def plain(value: str) -> Literal:
    """Text in no language: a figure as written, a formula, a name."""
    return Literal(value)


def integer(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), datatype=_XSD_INTEGER)


def decimal(value: Decimal) -> Literal:
    """A decimal, with the digits that it has."""
    return Literal(format(value, "f"), datatype=_XSD_DECIMAL)


def link(subject: NamedNode, predicate: str, value: NamedNode | Literal, graph: NamedNode) -> Quad:
    """One quad; the predicate is a CURIE."""
    return Quad(subject, node(predicate), value, graph)
