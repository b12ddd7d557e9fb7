"""Make RDF terms and quads, and turn them into plain text for the reasoner."""

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
    """Return the node of a CURIE or IRI."""
    return NamedNode(expand(curie))


def assb(name: str) -> NamedNode:
    """Return a term of the ontology, by its local name."""
    return NamedNode(ASSB + name)


def kg(name: str) -> NamedNode:
    """Return an individual, by its local name."""
    return NamedNode(KG + name)


def individual(found: Node) -> NamedNode:
    """Return the IRI of what a name in a table stands for."""
    if found.part_of:
        name = found.case_of or found.class_name
        return NamedNode(part_iri(found.part_of, found.paper, name, found.number))
    return NamedNode(part_iri(found.case_of, "", found.paper)) if found.case_of else kg(found.id)


def text(value: str) -> Literal:
    """Return English text."""
    return Literal(value, language="en")


def plain(value: str) -> Literal:
    """Return text in no language: a quantity as written, a formula, a name."""
    return Literal(value)


def integer(value: int) -> Literal:
    """Return a whole number."""
    return Literal(str(value), datatype=_XSD_INTEGER)


def decimal(value: Decimal) -> Literal:
    """Return a decimal with all its digits."""
    return Literal(format(value, "f"), datatype=_XSD_DECIMAL)


def link(subject: NamedNode, predicate: str, value: NamedNode | Literal, graph: NamedNode) -> Quad:
    """Return a quad; the predicate is a CURIE."""
    return Quad(subject, node(predicate), value, graph)


_RDF_TYPE = PREFIXES["rdf"] + "type"
#: Types in these vocabularies say what a term is, and not what an individual is.
_LANGUAGE = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))


def texts(statement: Triple | Quad) -> tuple[str, str, str]:
    """Return subject, predicate and object as text: IRIs bare, literals as in N-Triples."""
    ends = (statement.subject, statement.predicate, statement.object)
    s, p, o = (end.value if isinstance(end, NamedNode) else str(end) for end in ends)
    return s, p, o


def term(text: str) -> NamedNode | Literal:
    """Return the term for a text such as `texts` returns.

    >>> term('"1"^^<http://www.w3.org/2001/XMLSchema#integer>').datatype.value[-7:]
    'integer'
    """
    if not text.startswith('"'):
        return NamedNode(text)
    (statement,) = parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES)
    assert isinstance(statement.object, Literal)
    return statement.object


def individual_facts(statements: Iterable[Triple | Quad]) -> Iterator[tuple[str, str, str]]:
    """Yield statements about individuals, without those that declare a term of OWL or RDF.

    Annotations remain: the reasoner ignores whatever no rule mentions.
    """
    for statement in statements:
        subject, predicate, value = texts(statement)
        if predicate != _RDF_TYPE or not value.startswith(_LANGUAGE):
            yield subject, predicate, value
