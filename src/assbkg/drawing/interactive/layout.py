"""Where the boxes of a page stand, how their labels break, and how large the drawing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assbkg.drawing.interactive.lettering import broken
from assbkg.drawing.layering.ordering import arrange
from assbkg.drawing.layering.placing import Placed, Spacing, place
from assbkg.drawing.web.model import Network

__all__ = ["BOX", "FONT", "INSET", "MARGIN", "SPACING", "STRIDE", "TOP", "Layout", "lay_out"]

# Lengths in pixels.
SPACING: Final = Spacing(node=7, block=11, heading=22, padding=8)
#: Width of a box.
BOX: Final = 264
#: From the middle of a column to that of the next.
STRIDE: Final = 490
#: From the edge of a box to its label.
INSET: Final = 8
FONT: Final = 15
#: Around the drawing.
MARGIN: Final = 24
#: Above the boxes, with the headings of the columns.
TOP: Final = 30 + MARGIN

_LINE: Final = 30  # height of a box with one line
_LEADING: Final = 18


@dataclass(frozen=True)
class Layout:
    """A network laid out in columns: its labels line by line, and where and how high boxes are.

    `width` and `height` are those of the drawing.
    """

    labels: Mapping[str, tuple[str, ...]]
    heights: Mapping[str, float]
    placed: Placed
    width: int
    height: int


def lay_out(network: Network) -> Layout:
    """Place all nodes so that links cross little. The same network gives the same places."""
    labels = {node.id: broken(node.label, FONT, BOX - 2 * INSET) for node in network.nodes}
    heights = {node: _LINE + (len(lines) - 1) * _LEADING for node, lines in labels.items()}
    columns = arrange(network.families, network.weights)
    placed = place(columns, network.weights, heights, SPACING)
    width = (len(network.columns) - 1) * STRIDE + BOX + 2 * MARGIN
    return Layout(labels, heights, placed, width, round(placed.height + TOP + MARGIN))
