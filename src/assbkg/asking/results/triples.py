"""Answers of CONSTRUCT and DESCRIBE, which are graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize
from pyoxigraph import Literal as RdfLiteral

from assbkg.asking.results.result import Tabular
from assbkg.errors import QueryError
from assbkg.graph.serialise import statement_fault, with_references
from assbkg.printable import in_brief
from assbkg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "GRAPH_FORMATS",
    "GraphFormat",
    "Triples",
    "as_graph",
]

GraphFormat = Literal["turtle", "ntriples", "rdfxml", "jsonld"]
GRAPH_FORMATS: Final[tuple[GraphFormat, ...]] = ("turtle", "ntriples", "rdfxml", "jsonld")
Subject = NamedNode | BlankNode
Object = NamedNode | BlankNode | RdfLiteral | Triple

_FORMS: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_PLAIN: Final[tuple[GraphFormat, ...]] = ("turtle", "ntriples")


@dataclass(frozen=True, repr=False)
class Triples(Tabular):
    """The triples of an answer: each once, sorted, as terms of pyoxigraph.

    `label` gives the name of an IRI. Blank nodes have names of this answer alone.

    >>> import assbkg
    >>> assbkg.open().sparql("DESCRIBE kg:graphite")
    <Triples: 6 triples>
    """

    unit: ClassVar[str] = "triple"
    rows: tuple[tuple[Subject, NamedNode, Object], ...]
    label: Callable[[str], str]
    columns: tuple[str, ...] = ("subject", "predicate", "object")

    def __iter__(self) -> Iterator[tuple[Subject, NamedNode, Object]]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return in_brief(self, self.count)

    def to_rdflib(self) -> rdflib.Graph:
        """Return a graph of rdflib, with the usual prefixes.

        Raises `QueryError` for a triple within a triple, which rdflib does not have.
        """
        from assbkg.asking.doors import rdf

        return rdf.as_graph(self.rows)

    def write(self, form: GraphFormat) -> str:
        """Return the triples in one of `GRAPH_FORMATS`, ending with a line feed.

        Raises `QueryError` for another form, and for what a form can't express.
        """
        if form not in _FORMS:
            known = ", ".join(GRAPH_FORMATS)
            raise QueryError(f"unknown format of triples {form!r}; known are {known}")
        if form not in _PLAIN:
            _require_expressible(self.rows, form)
        written = serialize(
            (Triple(*row) for row in self.rows), format=_FORMS[form], prefixes=_used(self.rows)
        )
        assert written is not None, "nothing else is written to"
        text = (with_references(written) if form == "rdfxml" else written).decode()
        return text if text.endswith("\n") else text + "\n"


def as_graph(found: Iterable[Triple], label: Callable[[str], str]) -> Triples:
    """Return an answer of triples: each once, sorted, with short names for blank nodes.

    The store repeats triples that several solutions give, and makes random names.
    """
    names: dict[BlankNode, BlankNode] = {}

    def renamed(term: Object) -> Object:
        if isinstance(term, BlankNode):
            return names.setdefault(term, BlankNode(f"b{len(names) + 1}"))
        if isinstance(term, Triple):
            return Triple(*map(renamed, term))  # type: ignore[arg-type]
        return term

    distinct = dict.fromkeys(tuple(map(renamed, triple)) for triple in found)
    return Triples(tuple(sorted(distinct, key=_order)), label)  # type: ignore[arg-type]


def _order(row: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, row))


def _used(rows: Iterable[tuple[object, ...]]) -> dict[str, str]:
    """Return the prefixes that triples make use of."""
    iris = {term.value for row in rows for term in row if isinstance(term, NamedNode)}
    iris |= {cell.datatype.value for *_, cell in rows if isinstance(cell, RdfLiteral)}
    return {p: ns for p, ns in PREFIXES.items() if any(iri.startswith(ns) for iri in iris)}


def _require_expressible(
    rows: Iterable[tuple[Subject, NamedNode, Object]], form: GraphFormat
) -> None:
    """Raise `QueryError` for triples that RDF/XML or JSON-LD can't express."""
    for row in rows:
        if isinstance(row[-1], Triple):
            raise QueryError(f"{form} has no triples within triples; write turtle or ntriples")
        if form == "rdfxml" and (fault := statement_fault(Triple(*row))):
            raise QueryError(f"RDF/XML can't hold {fault}; write turtle, ntriples or jsonld")
