"""The network as a page: one HTML file that opens from disk and asks nothing of the network.

vis-network, the library that pyvis draws with, rides in the file itself. The template is
ours, because pyvis's own links content delivery networks and escapes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.interactive.inlining import TEMPLATES, library, part, policy, style
from assbkg.drawing.interactive.layout import (
    BOX,
    FONT,
    INSET,
    MARGIN,
    SPACING,
    STRIDE,
    TOP,
    Layout,
    lay_out,
)
from assbkg.drawing.interactive.lettering import shortened
from assbkg.drawing.marks import stroke
from assbkg.drawing.web import wording
from assbkg.drawing.web.model import HEADINGS, Network
from assbkg.errors import DrawingError
from assbkg.printable import in_brief

if TYPE_CHECKING:
    from pyvis.network import Network as Drawing

__all__ = ["Page", "make_page"]

_SMALL: Final = 13  # names of families, in pixels

_OPTIONS: Final[Mapping[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "selectConnectedEdges": False,
        "tooltipDelay": 150,
        "zoomView": False,  # the wheel scrolls the page
    },
    "nodes": {"font": {"size": FONT}, "margin": INSET},
    "edges": {
        "smooth": {"type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
    },
}


@dataclass(frozen=True, repr=False)
class Page:
    """The text of a page, its title, and how many pixels its drawing is wide and high.

    In a narrower window the drawing is smaller, in the same shape.
    """

    text: str
    title: str
    width: int
    height: int

    def __repr__(self) -> str:
        return in_brief(self, f"{self.title}, {self.width} × {self.height}")


def make_page(network: Network, about: str = "") -> Page:
    """The whole page. The same network gives the same text with one version of pyvis.

    `about` says to what the network was narrowed. Raises `DrawingError` when there is nothing
    to draw, or pyvis came without vis-network.
    """
    from pyvis.network import Network as Drawing

    if not network.links:
        first, middle, last = (HEADINGS[name].lower() for name in network.columns)
        raise DrawingError(f"the graph holds no link between {first}, {middle} and {last}")
    layout, title = lay_out(network), wording.title(network)
    drawing = Drawing(directed=True)
    drawing.set_template_dir(str(TEMPLATES), "network.html")
    drawing.templateEnv.autoescape = True
    drawing.templateEnv.globals.update(_parts(network, layout), title=title, about=about)
    drawing.set_options(json.dumps(_OPTIONS))
    _add_nodes(drawing, network, layout)
    _add_links(drawing, network)
    return Page(str(drawing.generate_html()), title, layout.width, layout.height)


def _add_nodes(drawing: Drawing, network: Network, layout: Layout) -> None:
    """Add all nodes, and on their sides the unseen ports at which links end.

    vis-network leads links to the middle of a node; from wide boxes they would come out
    above or below, behind their neighbours.
    """
    for node in network.nodes:
        level = network.columns.index(node.column)
        x, y = level * STRIDE, layout.placed.centres[node.id]
        for side, shift in (("left", -BOX / 2), ("right", BOX / 2)):
            at = {"x": x + shift, "y": y, "level": level, "size": 0, "owner": node.id}
            drawing.add_node(_port(side, node.id), label=" ", shape="dot", color="#00000000", **at)
    for node in network.nodes:
        level = network.columns.index(node.column)
        drawing.add_node(
            node.id,
            label="\n".join(layout.labels[node.id]),
            shape="box",
            level=level,
            x=level * STRIDE,
            y=layout.placed.centres[node.id],
            column=node.column,
            name=node.label,
            title=wording.node_tip(network, node),
            # No maximum: vis-network would break lines that we have broken and measured.
            widthConstraint={"minimum": BOX - 2 * INSET},
            heightConstraint={"minimum": layout.heights[node.id] - 2 * INSET, "valign": "middle"},
        )


def _add_links(drawing: Drawing, network: Network) -> None:
    most = max(link.claims for link in network.links)
    for number, link in enumerate(network.links):
        drawing.add_edge(
            _port("right", link.source),
            _port("left", link.target),
            id=_name(number),
            arrows="",
            column=network.by_id[link.source].column,
            heading=wording.heading(network, link),
            inferred=link.inferred,
            contested=link.contested,
            start=link.source,
            end=link.target,
            title=wording.tip(network, link),
            width=1.0 if link.inferred else stroke(link.claims, most) * 2,
        )


def _name(number: int) -> str:
    """What a link is called in the page, where its row in the table is found by it."""
    return f"link{number}"


def _port(side: str, node: str) -> str:
    return f"{side} of {node}"


def _parts(network: Network, layout: Layout) -> dict[str, Any]:
    """What the template needs besides nodes, links and options."""
    vis, script = library(), part("network.js")
    rows = [(_name(number), link) for number, link in enumerate(network.links)]
    look = style(layout.width, layout.height)
    return {
        "introduction": wording.introduction(network),
        "library": vis,
        "script": script,
        "style": look,
        "policy": policy((vis, script), look),
        "frame": {"left": -BOX / 2 - MARGIN, "top": -TOP, "width": layout.width},
        "columns": [
            {"x": number * STRIDE, "text": f"{HEADINGS[name]} ({len(network.column(name))})"}
            for number, name in enumerate(network.columns)
        ],
        "grounds": [
            {
                "x": ground.column * STRIDE - BOX / 2 - SPACING.padding,
                "y": ground.top,
                "width": BOX + 2 * SPACING.padding,
                "height": ground.bottom - ground.top,
                "text": shortened(ground.family, _SMALL, BOX),
            }
            for ground in layout.placed.grounds
        ],
        "names": network.columns,
        "contested": any(link.contested for link in network.links),
        "nodes_by_id": network.by_id,
        "tables": [
            (left, right, [row for row in rows if network.by_id[row[1].source].column == left])
            for left, right in pairwise(network.columns)
        ],
        "wording": wording,
    }
