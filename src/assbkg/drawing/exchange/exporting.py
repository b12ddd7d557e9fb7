"""Writing the graph, or a projection of it, for other tools; the ending decides the form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from assbkg.drawing.exchange import forms
from assbkg.drawing.exchange.assembling import causal_graph, matrix_graph, network_graph
from assbkg.drawing.exchange.characters import strange_in
from assbkg.drawing.exchange.dot import dot
from assbkg.drawing.exchange.rdf import RDF_ENDINGS, rdf
from assbkg.drawing.web.causal import without_consequences
from assbkg.drawing.web.causes import read_causal_map
from assbkg.drawing.web.choice import EVERYTHING, Choice
from assbkg.drawing.web.matrix import read_matrix
from assbkg.drawing.web.model import Evidence, Network, Outcomes, Rows
from assbkg.drawing.web.narrowing import chosen
from assbkg.drawing.web.projection import as_evidence, project
from assbkg.errors import DrawingError
from assbkg.files.whole import check_target, ending_of, write_whole

if TYPE_CHECKING:
    import networkx as nx

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["ENDINGS", "LINK_ENDINGS", "WHOLE", "Projection", "What", "encoded", "export_network"]
__all__ += ["exported", "projected", "write_exchange"]

#: What is exported for tools of graphs: all of the graph, or what a figure shows.
What = Literal["graph", "network", "matrix", "mechanisms"]

_FORMS: Final[Mapping[str, Callable[[nx.DiGraph], str]]] = {
    ".graphml": forms.graphml,
    ".gexf": forms.gexf,
    ".cyjs": forms.cytoscape,
    ".json": forms.cytoscape,
    ".cx2": forms.cx2,
    ".dot": dot,
}
#: The endings of files for tools that draw and analyse graphs.
ENDINGS: Final = tuple(_FORMS)
#: The same, and that of a table of links.
LINK_ENDINGS: Final = (*ENDINGS, ".csv")
#: The forms that can't hold every character.
_BOUNDED: Final = frozenset({".graphml", ".gexf", ".dot"})


@dataclass(frozen=True)
class Projection:
    """What of a graph is exported, as figures narrow it.

    `by` and `toward` are the first and last column of the network, or the rows and columns of
    the matrix. With `consequences`, mechanisms have inferred links that follow from others, too.
    """

    what: What = "graph"
    by: Rows = "strategy"
    toward: Outcomes = "benefit"
    choice: Choice = EVERYTHING
    consequences: bool = False


#: All of the graph.
WHOLE: Final = Projection()


def projected(graph: KnowledgeGraph, projection: Projection) -> nx.DiGraph:
    """Return a graph, or a projection of it, for networkx.

    `to_networkx` tells the attributes of all of the graph, `assembling` those of projections.
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
    projection: Projection = WHOLE,
    graphs: Collection[str] = (),
) -> tuple[bytes, int]:
    """Return what is exported in the form of an ending, and how many texts that form changes.

    `graphs` are short names of named graphs, for a form of RDF alone. Raises `UnknownName`,
    `DrawingError` when nothing is left of a choice or a form does not fit, and `BuildError` as
    `rdf` does.
    """
    whole = projection.what == "graph"
    fitting = RDF_ENDINGS if graphs else (*RDF_ENDINGS, *LINK_ENDINGS) if whole else LINK_ENDINGS
    if ending not in fitting:
        about = "named graphs go" if graphs else f"the {projection.what} goes"
        raise DrawingError(f"{about} to {', '.join(fitting)}, and not to {ending}")
    if ending in RDF_ENDINGS:
        return rdf(graph.release, ending, graphs), 0
    return encoded(projected(graph, projection), ending)


def encoded(graph: nx.DiGraph, ending: str) -> tuple[bytes, int]:
    """Return a graph of networkx in the form of an ending, and how many texts it changes.

    XML and DOT have no place for some characters, which `legal` replaces. Raises `DrawingError`
    for a graph without links.
    """
    if not graph.number_of_edges():
        raise DrawingError("nothing to export: there is no link")
    form = forms.links_table if ending == ".csv" else _FORMS[ending]
    return form(graph).encode(), strange_in(graph) if ending in _BOUNDED else 0


def export_network(
    graph: KnowledgeGraph,
    path: Path,
    *,
    by: Rows = "strategy",
    toward: Outcomes = "benefit",
    choice: Choice = EVERYTHING,
) -> None:
    """Write what designs do, all of it or what a choice leaves, into a file for other tools.

    Raises `UnknownName`, and `DrawingError` for an empty choice, for an ending that is none
    of `ENDINGS`, and when the file can't be written.
    """
    ending = ending_of(path, ENDINGS)
    check_target(path)
    projection = Projection("network", by, toward, choice)
    write_whole(path, encoded(projected(graph, projection), ending)[0])


def write_exchange(network: Network, path: Path) -> None:
    """Write a network for other tools. The same one gives the same bytes.

    Raises `DrawingError` when there is nothing to write, for an ending that is none of
    `ENDINGS`, and when the file can't be written.
    """
    ending = ending_of(path, ENDINGS)
    if not network.links:
        raise DrawingError(f"{path}: the network holds no link")
    write_whole(path, encoded(network_graph(network), ending)[0])
