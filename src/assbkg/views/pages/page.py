"""The network as a page: one HTML file that opens from disk and asks nothing of the network.

vis-network, the library that pyvis draws with, rides in the file itself. The template is
ours, because pyvis's own links content delivery networks and escapes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.errors import DrawingError
from assbkg.views.figures.lettering import MM_PER_POINT, shorten_to, wrap
from assbkg.views.figures.marks import stroke
from assbkg.views.layering.layers import arrange
from assbkg.views.layering.placing import Placed, Spacing, place
from assbkg.views.network import wording
from assbkg.views.network.projection import HEADINGS, TITLE, Network
from assbkg.views.pages.inlining import TEMPLATES, library, part, policy, style
from assbkg.views.writing import write_whole

if TYPE_CHECKING:
    from pyvis.network import Network as Drawing

__all__ = ["render_page", "write_page"]

# Lengths in pixels.
_SPACING: Final = Spacing(node=7, block=11, heading=22, padding=8)
_BOX: Final = 264
_STRIDE: Final = 490  # from the middle of a column to that of the next
_LINE: Final = 30  # height of a box with one line
_LEADING: Final = 18
_INSET: Final = 8
_FONT: Final = 15
_SMALL: Final = 13  # names of families
_MARGIN: Final = 24  # around the drawing; the top has the headings of the columns, too
_HEADER: Final = 30
_POINT: Final = 4 / 3  # pixels
_SLACK: Final = 0.95  # for readers' fonts that are wider than DejaVu Sans

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
    "nodes": {"font": {"size": _FONT}, "margin": _INSET},
    "edges": {
        "smooth": {"type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
    },
}


def write_page(network: Network, path: Path) -> None:
    """Write the page of a network.

    Raises `DrawingError` as `render_page` does, and when the file can't be written.
    """
    write_whole(path, render_page(network).encode())


def render_page(network: Network) -> str:
    """The whole page. The same network gives the same text with one version of pyvis.

    Raises `DrawingError` when there is nothing to draw, or pyvis came without vis-network.
    """
    from pyvis.network import Network as Drawing

    if not network.links:
        raise DrawingError("the graph holds no link between strategies, mechanisms and benefits")
    room = _mm((_BOX - 2 * _INSET) * _SLACK)
    labels = {node.id: wrap(node.label, _FONT / _POINT, room) for node in network.nodes}
    heights = {node: _LINE + (len(lines) - 1) * _LEADING for node, lines in labels.items()}
    placed = place(arrange(network.families, network.weights), network.weights, heights, _SPACING)
    drawing = Drawing(directed=True)
    drawing.set_template_dir(str(TEMPLATES), "network.html")
    drawing.templateEnv.autoescape = True
    drawing.templateEnv.globals.update(_parts(network, placed))
    drawing.set_options(json.dumps(_OPTIONS))
    _add_nodes(drawing, network, placed, labels, heights)
    _add_links(drawing, network)
    return str(drawing.generate_html())


def _add_nodes(
    drawing: Drawing,
    network: Network,
    placed: Placed,
    labels: Mapping[str, tuple[str, ...]],
    heights: Mapping[str, float],
) -> None:
    """Add all nodes, and on their sides the unseen ports at which links end.

    vis-network leads links to the middle of a node; from wide boxes they would come out
    above or below, behind their neighbours.
    """
    for node in network.nodes:
        level = network.columns.index(node.column)
        x, y = level * _STRIDE, placed.centres[node.id]
        for side, shift in (("left", -_BOX / 2), ("right", _BOX / 2)):
            at = {"x": x + shift, "y": y, "level": level, "size": 0, "owner": node.id}
            drawing.add_node(_port(side, node.id), label=" ", shape="dot", color="#00000000", **at)
    for node in network.nodes:
        level = network.columns.index(node.column)
        drawing.add_node(
            node.id,
            label="\n".join(labels[node.id]),
            shape="box",
            level=level,
            x=level * _STRIDE,
            y=placed.centres[node.id],
            column=node.column,
            name=node.label,
            title=wording.node_tip(network, node),
            # No maximum: vis-network would break lines that we have broken and measured.
            widthConstraint={"minimum": _BOX - 2 * _INSET},
            heightConstraint={"minimum": heights[node.id] - 2 * _INSET, "valign": "middle"},
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
            start=link.source,
            end=link.target,
            title=wording.tip(network, link),
            width=1.0 if link.inferred else stroke(link.claims, most) * 2,
        )


def _mm(pixels: float) -> float:
    return pixels / _POINT * MM_PER_POINT


def _name(number: int) -> str:
    """What a link is called in the page, where its row in the table is found by it."""
    return f"link{number}"


def _port(side: str, node: str) -> str:
    return f"{side} of {node}"


def _parts(network: Network, placed: Placed) -> dict[str, Any]:
    """What the template needs besides nodes, links and options."""
    vis, script = library(), part("network.js")
    rows = [(_name(number), link) for number, link in enumerate(network.links)]
    width = (len(network.columns) - 1) * _STRIDE + _BOX + 2 * _MARGIN
    height = placed.height + _HEADER + 2 * _MARGIN
    look = style(round(width), round(height))
    return {
        "TITLE": TITLE,
        "summary": wording.summary(network),
        "library": vis,
        "script": script,
        "style": look,
        "policy": policy((vis, script), look),
        "frame": {"left": -_BOX / 2 - _MARGIN, "top": -_HEADER - _MARGIN, "width": width},
        "columns": [
            {"x": number * _STRIDE, "text": f"{HEADINGS[name]} ({len(network.column(name))})"}
            for number, name in enumerate(network.columns)
        ],
        "grounds": [
            {
                "x": ground.column * _STRIDE - _BOX / 2 - _SPACING.padding,
                "y": ground.top,
                "width": _BOX + 2 * _SPACING.padding,
                "height": ground.bottom - ground.top,
                "text": shorten_to(ground.family, _SMALL / _POINT, _mm(_BOX)),
            }
            for ground in placed.grounds
        ],
        "names": network.columns,
        "nodes_by_id": network.by_id,
        "tables": [
            (left, right, [row for row in rows if network.by_id[row[1].source].column == left])
            for left, right in pairwise(network.columns)
        ],
        "wording": wording,
    }
