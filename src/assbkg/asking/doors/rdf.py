"""Triples and quads in the terms of rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode
from pyoxigraph import Literal as RdfLiteral

from assbkg.errors import QueryError
from assbkg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

__all__ = ["as_rdflib"]

#: The type of plain texts, which rdflib leaves out.
_STRING: Final = PREFIXES["xsd"] + "string"


def as_rdflib(rows: Iterable[tuple[object, ...]]) -> rdflib.Graph:
    """Return a graph of rdflib that holds some triples of pyoxigraph.

    Raises `QueryError` for a triple within a triple, which rdflib does not have.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    convert = _Terms()
    for subject, predicate, target in rows:
        graph.add((convert(subject), convert(predicate), convert(target)))
    return graph


class _Terms:
    """Makes terms of rdflib, those with IRIs once each."""

    def __init__(self) -> None:
        from rdflib import BNode, Literal, URIRef

        self._bnode, self._literal, self._iri = BNode, Literal, URIRef
        self._iris: dict[str, rdflib.URIRef] = {}

    def __call__(self, term: object) -> Node:
        if isinstance(term, NamedNode):
            return self._named(term.value)
        if isinstance(term, BlankNode):
            return self._bnode(term.value)
        if isinstance(term, RdfLiteral):
            if term.language:
                return self._literal(term.value, lang=term.language)
            if term.datatype.value == _STRING:
                return self._literal(term.value)
            # Numbers are written as rdflib writes them when it reads a file: patterns match then.
            return self._literal(term.value, datatype=self._named(term.datatype.value))
        raise QueryError("rdflib has no triples within triples; leave them out of the query")

    def _named(self, iri: str) -> rdflib.URIRef:
        found = self._iris.get(iri)
        if found is None:
            found = self._iris[iri] = self._iri(iri)
        return found
