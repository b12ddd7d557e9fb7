"""The network for pyvis, to be changed and drawn as pyvis does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.interactive.layout import STRIDE, lay_out
from assbkg.drawing.marks import stroke
from assbkg.drawing.palette import COLOURS, CONTESTED, INFERRED, TINT, tint
from assbkg.drawing.web import wording
from assbkg.drawing.web.model import Link, Network

if TYPE_CHECKING:
    from pyvis.network import Network as Drawing

__all__ = ["as_pyvis"]

_OPTIONS: Final = {
    # Things stand in columns; physics would pull them out of these.
    "physics": {"enabled": False},
    "interaction": {"hover": True},
    "edges": {"smooth": {"type": "cubicBezier", "forceDirection": "horizontal"}},
}


def as_pyvis(network: Network) -> Drawing:
    """Return a network of pyvis: nodes in columns, and claims to read under the mouse.

    A node has its IRI as id; a link is as wide as it has claims, and dashed if it has none.
    """
    from pyvis.network import Network as Drawing

    drawing = Drawing(directed=True, height="800px", width="100%", cdn_resources="in_line")
    layout = lay_out(network)
    for node in network.nodes:
        level, colour = network.columns.index(node.column), COLOURS[node.column]
        drawing.add_node(
            node.id,
            label="\n".join(layout.labels[node.id]),
            title=wording.node_tip(network, node),
            shape="box",
            level=level,
            x=level * STRIDE,
            y=layout.placed.centres[node.id],
            color={"border": colour, "background": tint(colour, TINT)},
        )
    most = max((link.claims for link in network.links), default=0)
    for link in network.links:
        drawing.add_edge(link.source, link.target, **_look(network, link, most))
    drawing.set_options(json.dumps(_OPTIONS))
    return drawing


def _look(network: Network, link: Link, most: int) -> dict[str, Any]:
    colour = COLOURS[network.by_id[link.source].column]
    if link.contested:
        colour = CONTESTED
    elif link.inferred:
        colour = INFERRED
    return {
        "title": wording.tip(network, link),
        "width": 1.0 if link.inferred else stroke(link.claims, most) * 2,
        "dashes": link.inferred,
        "color": colour,
    }
