"""Writing the network for other tools; the ending of the file decides the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import DrawingError
from assbkg.views.exchange import forms
from assbkg.views.exchange.attributes import told
from assbkg.views.exchange.dot import dot
from assbkg.views.network.choice import EVERYTHING, Choice
from assbkg.views.network.model import Network, Outcomes, Rows
from assbkg.views.network.narrowing import chosen
from assbkg.views.network.projection import project
from assbkg.views.writing import check_target, ending_of, write_whole

if TYPE_CHECKING:
    import networkx as nx

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["ENDINGS", "export_network", "write_exchange"]

_FORMS: Final[Mapping[str, Callable[[nx.DiGraph], str]]] = {
    ".graphml": forms.graphml,
    ".gexf": forms.gexf,
    ".cyjs": forms.cytoscape,
    ".json": forms.cytoscape,
    ".dot": dot,
}
#: The endings of files for other tools.
ENDINGS: Final = tuple(_FORMS)


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
    ending_of(path, ENDINGS)
    check_target(path)
    write_exchange(project(chosen(graph, choice), by, toward), path)


def write_exchange(network: Network, path: Path) -> None:
    """Write a network for other tools. The same one gives the same bytes.

    Raises `DrawingError` when there is nothing to write, for an ending that is none of
    `ENDINGS`, and when the file can't be written.
    """
    form = _FORMS[ending_of(path, ENDINGS)]
    if not network.links:
        raise DrawingError(f"{path}: the network holds no link")
    write_whole(path, form(told(network)).encode())
