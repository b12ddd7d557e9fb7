"""The graph, and answers of triples, in the terms of rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pyoxigraph import BlankNode, NamedNode, Store
from pyoxigraph import Literal as RdfLiteral

from assbkg.errors import QueryError
from assbkg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

__all__ = ["Terms", "as_dataset", "as_graph", "bound"]

#: The type of plain texts, which rdflib leaves out.
_STRING: Final = PREFIXES["xsd"] + "string"
G = TypeVar("G", bound="rdflib.Graph")


def as_dataset(store: Store, *, copy: bool = False) -> rdflib.Dataset:
    """Return the quads of a store as a dataset of rdflib, whose default graph is their union.

    With `copy` it may be changed. Otherwise it is read-only; where oxrdflib is installed, it is
    the store itself.
    """
    from rdflib import Dataset

    from assbkg.asking.doors.stores import copied

    if copy or find_spec("oxrdflib") is None:
        return copied(store, read_only=not copy)
    from assbkg.asking.doors.shared import ReadOnlyOxigraph

    return bound(Dataset(ReadOnlyOxigraph(store=store), default_union=True))


def as_graph(rows: Iterable[tuple[object, ...]]) -> rdflib.Graph:
    """Return a graph of rdflib that holds some triples of pyoxigraph.

    Raises `QueryError` for a triple within a triple, which rdflib does not have.
    """
    import rdflib

    graph, terms = bound(rdflib.Graph()), Terms()
    for subject, predicate, target in rows:
        graph.add((terms(subject), terms(predicate), terms(target)))
    return graph


def bound(graph: G) -> G:
    """Return a graph of rdflib with the usual prefixes."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    return graph


class Terms:
    """Makes terms of rdflib, each once."""

    def __init__(self) -> None:
        from rdflib import BNode, Literal, URIRef

        self._bnode, self._literal, self._iri = BNode, Literal, URIRef
        self._made: dict[object, Any] = {}

    def __call__(self, term: object) -> Any:  # noqa: ANN401 - rdflib wants kinds place by place
        """Return the term of rdflib for one of pyoxigraph; raise `QueryError` for a triple."""
        made = self._made.get(term)
        if made is None:
            made = self._made[term] = self._make(term)
        return made

    def _make(self, term: object) -> Any:  # noqa: ANN401
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, BlankNode):
            return self._bnode(term.value)
        if isinstance(term, RdfLiteral):
            if term.language:
                return self._literal(term.value, lang=term.language)
            if term.datatype.value == _STRING:
                return self._literal(term.value)
            # Numbers are written as rdflib writes them when it reads a file: patterns match then.
            return self._literal(term.value, datatype=self(term.datatype))
        raise QueryError("rdflib has no triples within triples; leave them out of the query")
