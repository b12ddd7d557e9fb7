"""The network in files that other tools read: Cytoscape, Gephi, Graphviz, networkx."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.drawing.exchange import forms
from assbkg.drawing.exchange.assembling import causal_graph, matrix_graph, network_graph
from assbkg.drawing.web.causal import read_causal_map, without_consequences
from assbkg.drawing.web.designs import EVERYTHING, Choice, chosen
from assbkg.drawing.web.matrix import read_matrix
from assbkg.drawing.web.model import Evidence, Network, Outcomes, Rows
from assbkg.drawing.web.projection import as_evidence, project
from assbkg.errors import DrawingError, UnknownName
from assbkg.files.replacing import check_target, ending_of, write_whole
from assbkg.graph.quad_table import Quads, sort_quads
from assbkg.graph.release import QUADS
from assbkg.graph.serialise import (
    declarations,
    n_triples,
    write_json_ld,
    write_n_quads,
    write_rdf_xml,
    write_trig,
    write_turtle,
)
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.nearest import nearest
from assbkg.vocabulary import GRAPHS

if TYPE_CHECKING:
    import networkx as nx

    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.graph.release import Release

__all__ = [
    "ENDINGS",
    "LINK_ENDINGS",
    "RDF_ENDINGS",
    "Projection",
    "What",
    "export_network",
    "exported",
    "projected",
    "rdf",
    "write_exchange",
]


def _write_n_triples(triples: Iterable[Triple], file: IO[bytes]) -> None:
    file.write(n_triples(triples))


#: Forms that keep the names of graphs, and forms of triples only.
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


#: What is exported for tools of graphs: all of the graph, or what a figure shows.
What = Literal["graph", "network", "matrix", "mechanisms"]

_FORMS: Final[Mapping[str, Callable[[nx.DiGraph], str]]] = {
    ".graphml": forms.graphml,
    ".gexf": forms.gexf,
    ".cyjs": forms.cytoscape,
    ".json": forms.cytoscape,
    ".cx2": forms.cx2,
    ".dot": forms.dot,
}
#: The endings of files for tools that draw and analyse graphs.
ENDINGS: Final = tuple(_FORMS)
#: The same, and that of a table of links.
LINK_ENDINGS: Final = (*ENDINGS, ".csv")
#: The forms that can't hold every character.
_BOUNDED: Final = frozenset({".graphml", ".gexf", ".dot"})


@dataclass(frozen=True)
class Projection:
    """The part of a graph that is exported, narrowed as figures are.

    `by` and `toward` are the first and last column of the network, or the rows and columns of
    the matrix. With `consequences`, mechanisms include inferred links that follow from others.
    """

    what: What = "graph"
    by: Rows = "strategy"
    toward: Outcomes = "benefit"
    choice: Choice = EVERYTHING
    consequences: bool = False


#: All of the graph.
_WHOLE: Final = Projection()


def projected(graph: KnowledgeGraph, projection: Projection) -> nx.DiGraph:
    """Return a graph, or a projection of it, for networkx.

    The attributes are those of `to_networkx` for the whole graph, else those of `assembling`.
    Raises `UnknownName`, and `DrawingError` when nothing is left of a choice.
    """
    by, toward, choice = projection.by, projection.toward, projection.choice
    if projection.what == "network":
        return network_graph(project(chosen(graph, choice), by, toward))
    if projection.what == "mechanisms":
        causal = read_causal_map(graph, choice)
        return causal_graph(causal if projection.consequences else without_consequences(causal))
    if projection.what == "matrix":
        if by == "material":
            raise DrawingError(
                "by='material' is not a row of the matrix; known are strategy, system"
            )
        explainer = graph.contested_explainer if choice.contested else graph.explainer

        def evidence(claim: str) -> Evidence:
            return as_evidence(explainer.evidence.by_iri[claim])

        return matrix_graph(read_matrix(graph, by, toward, choice), evidence)
    return graph.to_networkx()


def exported(
    graph: KnowledgeGraph,
    ending: str,
    projection: Projection = _WHOLE,
    graphs: Collection[str] = (),
) -> tuple[bytes, int]:
    """Return what is exported in the form of an ending, and how many texts that form changes.

    `graphs` are short names of named graphs, for forms of RDF only.
    Raises `UnknownName`, `DrawingError` when nothing is left of a choice or a form does not
    fit, and `BuildError` as `rdf` does.
    """
    whole = projection.what == "graph"
    fitting = RDF_ENDINGS if graphs else (*RDF_ENDINGS, *LINK_ENDINGS) if whole else LINK_ENDINGS
    if ending not in fitting:
        about = "named graphs go" if graphs else f"the {projection.what} goes"
        raise DrawingError(f"{about} to {', '.join(fitting)}, and not to {ending}")
    if ending in RDF_ENDINGS:
        return rdf(graph.release, ending, graphs), 0
    return _encoded(projected(graph, projection), ending)


def _encoded(graph: nx.DiGraph, ending: str) -> tuple[bytes, int]:
    """Return a graph of networkx in the form of an ending, and how many texts it changes.

    XML and DOT have no place for some characters, which `legal` replaces. Raises `DrawingError`
    for a graph without links.
    """
    if not graph.number_of_edges():
        raise DrawingError("nothing to export: there are no links")
    form = forms.links_table if ending == ".csv" else _FORMS[ending]
    return form(graph).encode(), forms.strange_in(graph) if ending in _BOUNDED else 0


def export_network(
    graph: KnowledgeGraph,
    path: Path,
    *,
    by: Rows = "strategy",
    toward: Outcomes = "benefit",
    choice: Choice = EVERYTHING,
) -> None:
    """Write what designs do, all of it or what a choice leaves, into a file for other tools.

    Raises `UnknownName`, and `DrawingError` for an empty choice, for an ending that is not
    in `ENDINGS`, and when the file can't be written.
    """
    ending = ending_of(path, ENDINGS)
    check_target(path)
    projection = Projection("network", by, toward, choice)
    write_whole(path, _encoded(projected(graph, projection), ending)[0])


def write_exchange(network: Network, path: Path) -> None:
    """Write a network for other tools; the same network gives the same bytes.

    Raises `DrawingError` when there is nothing to write, for an ending that is not in
    `ENDINGS`, and when the file can't be written.
    """
    ending = ending_of(path, ENDINGS)
    if not network.links:
        raise DrawingError(f"{path}: the network has no links")
    write_whole(path, _encoded(network_graph(network), ending)[0])
