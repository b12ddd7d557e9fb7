"""A store of rdflib over the store of the graph itself, by the package oxrdflib."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from oxrdflib import OxigraphStore
from rdflib import XSD, Graph, Literal

from assbkg.asking.doors.stores import ReadOnly

if TYPE_CHECKING:
    from rdflib.query import Result

__all__ = ["ReadOnlyOxigraph"]


class ReadOnlyOxigraph(ReadOnly, OxigraphStore):
    """The graph in place: nothing is copied, and nothing can be changed.

    Terms are those that rdflib makes when it reads a file: plain texts have no type, and what
    is unbound in a row of an answer is absent from it.
    """

    def triples(self, *given: Any, **named: Any) -> Iterator[Any]:  # noqa: ANN401 - as rdflib
        """Go through the triples that fit a pattern, each with its graph."""
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


def _plain(term: Any) -> Any:  # noqa: ANN401
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term
