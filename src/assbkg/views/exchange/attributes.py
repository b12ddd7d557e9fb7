"""The network for networkx with all that is told of nodes and links, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assbkg.views.layering.layers import arrange
from assbkg.views.layering.placing import Spacing, place
from assbkg.views.network.model import Network, as_digraph
from assbkg.views.network.wording import evidence_line, title

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["legal", "told"]

#: Where nodes stand, in points or pixels, as the tool takes it.
_SPACING: Final = Spacing(node=10.0, block=16.0, heading=24.0, padding=8.0)
_HEIGHT: Final = 30.0
_STRIDE: Final = 480.0  # from column to column

#: Control characters but tab and end of line, and what is said for each: its picture.
_PICTURES: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
#: What else XML has no place for.
_STRANGE: Final = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)


def told(network: Network) -> nx.DiGraph:
    """The network as networkx has it, in the order of ids.

    A node has `label`, `column`, `family`, `iri`, and where it stands as `x` and `y`, downwards
    from the top. A link has `claims` and `systems`, both counts, `grade`, `inferred` and
    `contested`, both true or false, and `statements`: a line for each claim, with its
    place, its references and the systems that it holds for.
    """
    graph = as_digraph(network)
    graph.graph["name"] = title(network)
    heights = dict.fromkeys(network.by_id, _HEIGHT)
    columns = arrange(network.families, network.weights)
    centres = place(columns, network.weights, heights, _SPACING).centres
    for node in network.nodes:
        x, y = network.columns.index(node.column) * _STRIDE, round(centres[node.id], 2)
        graph.nodes[node.id].update(iri=node.id, x=x, y=y)
    for link in network.links:
        statements = "\n".join(f"{said.statement}. {evidence_line(said)}" for said in link.evidence)
        graph.edges[link.source, link.target].update(statements=statements)
    return _legal(graph)


def _legal(graph: nx.DiGraph) -> nx.DiGraph:
    import networkx as nx

    told = nx.relabel_nodes(graph, legal)
    nodes, links = told.nodes(data=True), told.edges(data=True)
    for data in (told.graph, *(data for _, data in nodes), *(data for *_, data in links)):
        words = {name: legal(value) for name, value in data.items() if isinstance(value, str)}
        data.update(words)
    return told


def legal(text: str) -> str:
    """A text with a sign in place of each character that XML has no place for.

    >>> legal("bell" + chr(7))
    'bell␇'
    """
    return text.translate(_PICTURES | _STRANGE)
