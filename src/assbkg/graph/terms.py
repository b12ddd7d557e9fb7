"""Short makers of RDF terms and quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.curation.names import Node
from assbkg.vocabulary import ASSB, GRAPHS, KG, PREFIXES, expand, part_iri

__all__ = [
    "ASSERTED",
    "EVIDENCE",
    "INFERRED",
    "ONTOLOGY_GRAPH",
    "assb",
    "decimal",
    "individual",
    "individual_facts",
    "integer",
    "kg",
    "link",
    "node",
    "plain",
    "term",
    "text",
    "texts",
]


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


_RDF_TYPE = PREFIXES["rdf"] + "type"
#: Types in these vocabularies say what a term is, and not what an individual is.
_LANGUAGE = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))


def texts(statement: Triple | Quad) -> tuple[str, str, str]:
    """Subject, predicate and object as text: IRIs bare, literals as in N-Triples."""
    ends = (statement.subject, statement.predicate, statement.object)
    s, p, o = (end.value if isinstance(end, NamedNode) else str(end) for end in ends)
    return s, p, o


def term(text: str) -> NamedNode | Literal:
    """The term that a text in the manner of `texts` stands for.

    >>> term('"1"^^<http://www.w3.org/2001/XMLSchema#integer>').datatype.value[-7:]
    'integer'
    """
    if not text.startswith('"'):
        return NamedNode(text)
    (statement,) = parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES)
    assert isinstance(statement.object, Literal)
    return statement.object


def individual_facts(statements: Iterable[Triple | Quad]) -> Iterator[tuple[str, str, str]]:
    """What statements say of individuals: all but what sort of term a term is.

    The reasoner passes over whatever no rule speaks of, so annotations do no harm.
    """
    for statement in statements:
        subject, predicate, value = texts(statement)
        if predicate != _RDF_TYPE or not value.startswith(_LANGUAGE):
            yield subject, predicate, value
