"""Stores of rdflib that can be read and not written.

This module and `shared` import rdflib at their top: they are loaded when a door is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from rdflib import Dataset, Graph
from rdflib.plugins.stores.memory import Memory

from assbkg.asking.doors.rdf import Terms, bound
from assbkg.errors import QueryRejected

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["ReadOnly", "copied"]

_REFUSED: Final = (
    "the graph is read-only, since others read it too; to_rdflib(copy=True) gives one to change"
)


class ReadOnly:
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


class _ReadOnlyMemory(ReadOnly, Memory):
    """A store in rdflib's own memory."""

    sealed = False


def copied(store: Store, *, read_only: bool) -> Dataset:
    """Return a dataset that holds all quads of a store in memory of its own."""
    memory = _ReadOnlyMemory() if read_only else Memory()
    dataset = bound(Dataset(memory, default_union=True))
    terms = Terms()
    graphs: dict[object, Graph] = {}
    for quad in store:
        if (graph := graphs.get(quad.graph_name)) is None:
            graph = graphs[quad.graph_name] = dataset.graph(terms(quad.graph_name))
        # Past the graph, which would look at each term again.
        memory.add((terms(quad.subject), terms(quad.predicate), terms(quad.object)), graph)
    if isinstance(memory, _ReadOnlyMemory):
        memory.sealed = True
    return dataset
