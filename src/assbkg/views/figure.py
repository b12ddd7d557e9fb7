"""The network as a figure for print: three columns, links as curves, a legend."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import DrawingError
from assbkg.views import marks
from assbkg.views.layers import Block, Columns, arrange
from assbkg.views.legend import add_legend, legend_height
from assbkg.views.lettering import MM_PER_POINT, require_glyphs, width_mm, wrap
from assbkg.views.marks import Box
from assbkg.views.palette import COLOURS
from assbkg.views.placing import Spacing, place
from assbkg.views.projection import COLUMNS, TITLE, Network
from assbkg.views.writing import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["DOUBLE_COLUMN_MM", "compose", "draw_network"]

#: The width of a figure over both columns of a journal's page.
DOUBLE_COLUMN_MM: Final = 183.0

_MARGIN: Final = 1.0
_HEADER: Final = 6.5
_GAP: Final = 31.0  # between columns, for the links
_BOX: Final = 3.7  # height around one line
_SPACING: Final = Spacing(node=0.9, block=1.3, heading=3.0, padding=0.9)
_TALLEST: Final = 5000.0  # PDF readers show pages up to 200 inches
_DOTS_PER_INCH: Final = 300
_SETTINGS: Final = {
    "path.simplify": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "assbkg",
}


def draw_network(network: Network, path: Path, *, width: float = DOUBLE_COLUMN_MM) -> None:
    """Draw a network, `width` millimetres wide, into an .svg, .pdf or .png file.

    The same network gives the same bytes with one version of matplotlib. Raises
    `DrawingError` as `compose` does, and when the file can't be written.
    """
    import matplotlib as mpl

    form = path.suffix.lower().removeprefix(".")
    metadata = {
        "svg": {"Title": TITLE, "Creator": "assbkg", "Date": None},
        "pdf": {"Title": TITLE, "Creator": "assbkg", "Producer": "assbkg", "CreationDate": None},
        "png": {"Title": TITLE, "Software": "assbkg"},
    }[form]
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own style must not change the figure
        mpl.rcParams.update(_SETTINGS)
        data = io.BytesIO()
        figure = compose(network, width=width)
        figure.savefig(data, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    write_whole(path, data.getvalue())


def compose(network: Network, *, width: float = DOUBLE_COLUMN_MM) -> Figure:
    """Lay out a network; the height grows with its nodes, and no label is left out.

    Raises `DrawingError` when there is nothing to draw, a label has a character that
    the font lacks, or the page would be taller than PDF readers show.
    """
    from matplotlib.figure import Figure

    if not network.links:
        raise DrawingError("the graph holds no link between strategies, mechanisms and benefits")
    require_glyphs(node.label + node.family for node in network.nodes)
    sides = _sides(network, width)
    columns = arrange(
        [{node.id: node.family for node in network.column(name)} for name in COLUMNS],
        [(link.source, link.target) for link in network.links],
    )
    boxes, below = _boxes(network, columns, sides)
    height = below + legend_height(network, width - 2 * _MARGIN) + _MARGIN
    if height > _TALLEST:
        raise DrawingError(
            f"{len(network.nodes)} nodes make a page {height / 1000:.1f} m tall, and PDF readers "
            "show 5 m; draw a .html page instead"
        )
    figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    _add_headers(axes, network, sides)
    _add_families(axes, columns, boxes)
    _add_links(axes, network, boxes)
    for node in network.nodes:
        marks.add_box(axes, boxes[node.id], COLOURS[node.column], _gid("node", node.id))
    add_legend(axes, network, left=_MARGIN, top=below, width=width - 2 * _MARGIN)
    return figure
