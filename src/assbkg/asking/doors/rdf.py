"""The graph, and answers of triples, in the terms of rdflib.

This module imports rdflib at its top: it is loaded when the door is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from pyoxigraph import BlankNode, NamedNode
from pyoxigraph import Literal as RdfLiteral
from rdflib import XSD, BNode, Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.memory import Memory

from assbkg.errors import QueryError, QueryRejected
from assbkg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store
    from rdflib.query import Result
    from rdflib.store import Store as RdflibStore

__all__ = [
    "as_dataset",
    "as_graph",
]

#: The type of plain texts, which rdflib leaves out.
_STRING: Final = PREFIXES["xsd"] + "string"
_REFUSED: Final = (
    "the graph is read-only because others read it too; to_rdflib(copy=True) returns a copy to "
    "change"
)
_G = TypeVar("_G", bound=Graph)


def as_dataset(store: Store, *, copy: bool = False) -> Dataset:
    """Return the quads of a store as a dataset of rdflib, whose default graph is their union.

    With `copy` it may be changed. Otherwise it is read-only; where oxrdflib is installed, it is
    the store itself.
    """
    if copy or find_spec("oxrdflib") is None:
        return _copied(store, read_only=not copy)
    return _bound(Dataset(_read_only_oxigraph(store), default_union=True))


def as_graph(rows: Iterable[tuple[object, ...]]) -> Graph:
    """Return a graph of rdflib that holds some triples of pyoxigraph.

    Raises `QueryError` for a triple within a triple, which rdflib does not have.
    """
    graph, terms = _bound(Graph()), _Terms()
    for subject, predicate, target in rows:
        graph.add((terms(subject), terms(predicate), terms(target)))
    return graph


def _bound(graph: _G) -> _G:
    """Return a graph of rdflib with the usual prefixes."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    return graph


class _Terms:
    """Makes terms of rdflib, each once."""

    def __init__(self) -> None:
        self._made: dict[object, Any] = {}

    def __call__(self, term: object) -> Any:  # noqa: ANN401 - rdflib wants kinds place by place
        """Return the term of rdflib for one of pyoxigraph; raise `QueryError` for a triple."""
        made = self._made.get(term)
        if made is None:
            made = self._made[term] = self._make(term)
        return made

    def _make(self, term: object) -> Any:  # noqa: ANN401
        if isinstance(term, NamedNode):
            return URIRef(term.value)
        if isinstance(term, BlankNode):
            return BNode(term.value)
        if isinstance(term, RdfLiteral):
            if term.language:
                return Literal(term.value, lang=term.language)
            if term.datatype.value == _STRING:
                return Literal(term.value)
            # Numbers are written as rdflib writes them when it reads a file: patterns match then.
            return Literal(term.value, datatype=self(term.datatype))
        raise QueryError(
            "rdflib does not support triples within triples; remove them from the query"
        )


# ── Stores that can be read and not written ───────────────────────────────────


class _ReadOnly:
    """A store, by its other base, that refuses what would change the graph."""

    #: Whether the graph is complete.
    sealed = True

    def add(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as rdflib has it
        """Add a triple while the graph is made."""
        if self.sealed:
            _refuse()
        super().add(*given, **named)  # type: ignore[misc]

    def add_graph(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        """Add an empty graph while the graph is made; later, looking at one adds none."""
        if not self.sealed:
            super().add_graph(*given, **named)  # type: ignore[misc]

    def addN(self, *_: object) -> NoReturn:  # noqa: N802 - rdflib's name
        """Refuse to add quads."""
        _refuse()

    def remove(self, *_: object, **__: object) -> NoReturn:
        """Refuse to remove triples."""
        _refuse()

    def remove_graph(self, *_: object) -> NoReturn:
        """Refuse to remove a graph."""
        _refuse()

    def update(self, *_: object, **__: object) -> NoReturn:
        """Refuse updates of SPARQL."""
        _refuse()

    def destroy(self, *_: object) -> NoReturn:
        """Refuse to delete anything."""
        _refuse()


def _refuse() -> NoReturn:
    raise QueryRejected(_REFUSED)


class _ReadOnlyMemory(_ReadOnly, Memory):
    """A store in rdflib's own memory."""

    sealed = False


def _copied(store: Store, *, read_only: bool) -> Dataset:
    """Return a dataset that holds all quads of a store in memory of its own."""
    memory = _ReadOnlyMemory() if read_only else Memory()
    dataset = _bound(Dataset(memory, default_union=True))
    terms = _Terms()
    graphs: dict[object, Graph] = {}
    for quad in store:
        if (graph := graphs.get(quad.graph_name)) is None:
            graph = graphs[quad.graph_name] = dataset.graph(terms(quad.graph_name))
        # Past the graph, which would look at each term again.
        memory.add((terms(quad.subject), terms(quad.predicate), terms(quad.object)), graph)
    if isinstance(memory, _ReadOnlyMemory):
        memory.sealed = True
    return dataset


def _read_only_oxigraph(store: Store) -> RdflibStore:
    """Return a store of rdflib over the store of the graph itself, by the package oxrdflib."""
    from oxrdflib import OxigraphStore

    class ReadOnlyOxigraph(_ReadOnly, OxigraphStore):
        """The graph in place: nothing is copied, and nothing can be changed.

        Terms are those that rdflib makes when it reads a file: plain texts have no type, and
        what is unbound in a row of an answer is absent from it.
        """

        def triples(self, *given: Any, **named: Any) -> Iterator[Any]:  # noqa: ANN401 - as rdflib
            """Yield the triples that fit a pattern, each with its graph."""
            for triple, graphs in super().triples(*given, **named):
                yield tuple(map(_plain, triple)), graphs

        def query(self, *given: Any, **named: Any) -> Result:  # noqa: ANN401
            """Answer a query in the store."""
            result = super().query(*given, **named)
            if result.type == "SELECT":
                result.bindings = [
                    {variable: _plain(term) for variable, term in row.items() if term is not None}
                    for row in result.bindings
                ]
            elif result.graph is not None:
                found, result.graph = result.graph, Graph()
                result.graph += (tuple(map(_plain, triple)) for triple in found)
            return result

    return ReadOnlyOxigraph(store=store)


def _plain(term: Any) -> Any:  # noqa: ANN401
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term
