"""The whole graph, or some of its named graphs, in the forms of RDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import IO, TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.errors import UnknownName
from assbkg.graph.declaring import declarations
from assbkg.graph.jsonld import write_json_ld
from assbkg.graph.quad_table import Quads, sort_quads
from assbkg.graph.release import QUADS
from assbkg.graph.serialise import (
    n_triples,
    write_n_quads,
    write_rdf_xml,
    write_trig,
    write_turtle,
)
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.nearest import nearest
from assbkg.vocabulary import GRAPHS

if TYPE_CHECKING:
    from assbkg.graph.release import Release

__all__ = ["RDF_ENDINGS", "rdf"]


def _write_n_triples(triples: Iterable[Triple], file: IO[bytes]) -> None:
    file.write(n_triples(triples))


#: Forms that keep the names of graphs, and forms of triples alone.
_OF_GRAPHS: Final[Mapping[str, Callable[[Quads, IO[bytes]], None]]] = {
    ".nq": write_n_quads,
    ".trig": lambda quads, file: write_trig(_by_graph(quads), file),
    ".jsonld": write_json_ld,
}
_OF_TRIPLES: Final[Mapping[str, Callable[[Iterable[Triple], IO[bytes]], None]]] = {
    ".ttl": write_turtle,
    ".nt": _write_n_triples,
    ".owl": write_rdf_xml,
}
#: The endings of files of RDF.
RDF_ENDINGS: Final = (*_OF_TRIPLES, *_OF_GRAPHS)


def rdf(release: Release, ending: str, graphs: Collection[str] = ()) -> bytes:
    """Return a release in the form of an ending, or some of its named graphs by short names.

    Forms of triples merge the graphs into one OWL document, which also declares the terms and
    individuals that it uses. Raises `UnknownName` for a graph that there is not, and
    `BuildError` when the release was altered or a form can't hold it.
    """
    for name in graphs:
        if name not in GRAPHS:
            raise UnknownName("graph", name, nearest(name, GRAPHS) or tuple(GRAPHS))
    # The store has other names for blank nodes each time; the file has those of the release.
    whole = sort_quads(parse(release.read(QUADS), format=RdfFormat.N_QUADS))
    kept = whole
    if graphs:
        wanted = [NamedNode(GRAPHS[name]) for name in graphs]
        kept = sort_quads(quad for quad in whole if quad.graph_name in wanted)
    out = io.BytesIO()
    if ending in _OF_GRAPHS:
        _OF_GRAPHS[ending](kept, out)
    else:
        _OF_TRIPLES[ending](_document(kept, whole.within(ONTOLOGY_GRAPH)), out)
    return out.getvalue()


def _document(quads: Quads, ontology: Quads) -> list[Triple]:
    """Return triples in canonical order, with what must be declared for them to be read alone."""
    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    if quads.graphs != (ONTOLOGY_GRAPH,):  # which declares what it needs
        triples |= set(declarations(quads, list(ontology)))
    return sorted(triples, key=str)


def _by_graph(quads: Quads) -> Iterable[Quad]:
    for graph in quads.graphs:
        assert isinstance(graph, NamedNode)
        yield from quads.within(graph)
