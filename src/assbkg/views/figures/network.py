"""The network as a figure for print: three columns, links as curves, a legend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import DrawingError
from assbkg.views.figures import marks
from assbkg.views.figures.legend import add_legend, legend_height
from assbkg.views.figures.lettering import require_glyphs, width_mm, wrap
from assbkg.views.figures.marks import Box
from assbkg.views.figures.palette import COLOURS
from assbkg.views.figures.rendering import ENDINGS, write_figure
from assbkg.views.figures.sizes import SIZES, Size
from assbkg.views.layering.layers import arrange
from assbkg.views.layering.placing import Placed, Spacing, place
from assbkg.views.network.designs import read_designs
from assbkg.views.network.narrowing import narrowed
from assbkg.views.network.projection import (
    HEADINGS,
    TITLE,
    Column,
    Network,
    Outcomes,
    Rows,
    project,
)
from assbkg.views.writing import check_target, ending_of
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["WIDTH", "compose", "draw_network", "write_network"]

#: The width of a figure over both columns of a journal's page.
WIDTH: Final = 183.0

_MARGIN: Final = 1.0
_HEADER: Final = 6.5
_INNER: Final = WIDTH - 2 * _MARGIN
_LEAST_GAP: Final = 28.0  # between columns, for the links
_WIDEST_BOX: Final = 44.0
_FOOT: Final = 2.5  # above the legend
_BOX: Final = 3.5  # height around one line
_SPACING: Final = Spacing(node=0.8, block=1.3, heading=3.0, padding=0.9)
_TALLEST: Final = 5000.0  # PDF readers show pages up to 200 inches


def draw_network(
    graph: KnowledgeGraph,
    path: Path,
    *,
    by: Rows = "strategy",
    toward: Outcomes = "benefit",
    component: str = "",
    focus: str = "",
    min_grade: str = "",
    contested: bool = False,
    size: Size = SIZES["double"],
) -> None:
    """Draw what designs do into an .svg, .pdf or .png file.

    `component`, `focus` and `min_grade` narrow it as `narrowed` does. Raises `UnknownName`,
    and `DrawingError` as `compose` does, for an empty choice, for another ending, and when
    the file can't be written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    designs = read_designs(graph, contested=contested)
    parts = narrowed(designs, component=component, focus=focus, min_grade=min_grade)
    write_network(project(parts, by, toward), path, size=size)


def write_network(network: Network, path: Path, *, size: Size = SIZES["double"]) -> None:
    """Draw a network. The same one gives the same bytes with one version of matplotlib.

    Raises `DrawingError` as `compose` does, for another ending, and when the file can't be
    written.
    """
    write_figure(path, lambda: compose(network), TITLE, enlarged=size.enlarged)


def compose(network: Network) -> Figure:
    """Lay out a network; the height grows with its nodes, and no label is left out.

    Raises `DrawingError` when there is nothing to draw, a label has a character that
    the font lacks, or the page would be taller than PDF readers show.
    """
    from matplotlib.figure import Figure

    if not network.links:
        raise DrawingError("the graph holds no link between strategies, mechanisms and benefits")
    require_glyphs(node.label + node.family for node in network.nodes)
    sides = _sides(network)
    lines = {
        node.id: wrap(node.label, marks.LABEL, marks.room(*sides[node.column]))
        for node in network.nodes
    }
    heights = {node: _BOX + (len(words) - 1) * marks.LEADING for node, words in lines.items()}
    columns = arrange(network.families, network.weights)
    placed = place(columns, network.weights, heights, _SPACING)
    below = _HEADER + placed.height + _FOOT
    height = below + legend_height(network, _INNER) + _MARGIN
    if height > _TALLEST:
        raise DrawingError(
            f"{len(network.nodes)} nodes make a page {height / 1000:.1f} m tall, and PDF readers "
            "show 5 m; draw a .html page instead"
        )
    boxes = {
        node.id: Box(
            *sides[node.column],
            _HEADER + placed.centres[node.id],
            heights[node.id],
            lines[node.id],
        )
        for node in network.nodes
    }
    figure = Figure(figsize=(WIDTH / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    _add_headers(axes, network, sides)
    _add_families(axes, placed, sides)
    _add_links(axes, network, boxes)
    for node in network.nodes:
        marks.add_box(axes, boxes[node.id], COLOURS[node.column], _gid("node", node.id))
    add_legend(axes, network, left=_MARGIN, top=below, width=_INNER)
    return figure


def _gid(kind: str, *ids: str) -> str:
    """An id for an element of the SVG, of characters that XML names may have."""
    return ".".join([kind, *(re.sub(r"[^\w-]", "_", shorten(iri)) for iri in ids)])


def _sides(network: Network) -> dict[Column, tuple[float, float]]:
    """The left and right edge of each column: as wide as its labels need, within reason."""
    wanted = {
        name: min(
            max((width_mm(n.label, marks.LABEL) for n in network.column(name)), default=0.0)
            + 2 * marks.INSET,
            _WIDEST_BOX,
        )
        for name in network.columns
    }
    gap = max((_INNER - sum(wanted.values())) / 2, _LEAST_GAP)
    shrink = (_INNER - 2 * gap) / sum(wanted.values())
    sides: dict[Column, tuple[float, float]] = {}
    left = _MARGIN
    for name in network.columns:
        right = left + wanted[name] * shrink
        sides[name] = left, right
        left = right + gap
    return sides


def _add_headers(axes: Axes, network: Network, sides: Mapping[Column, tuple[float, float]]) -> None:
    for name in network.columns:
        words = f"{HEADINGS[name]} ({len(network.column(name))})"
        middle = sum(sides[name]) / 2
        marks.add_text(
            axes,
            middle,
            _HEADER / 2 - 0.5,
            words,
            size=marks.HEADING,
            bold=True,
            centred=True,
            gid=f"column.{name}",
        )


def _add_families(axes: Axes, placed: Placed, sides: Mapping[Column, tuple[float, float]]) -> None:
    columns = tuple(sides)
    for ground in placed.grounds:
        left, right = sides[columns[ground.column]]
        middle = _HEADER + (ground.top + ground.bottom) / 2
        box = Box(
            left - _SPACING.padding, right + _SPACING.padding, middle, ground.bottom - ground.top
        )
        marks.add_family(axes, box, ground.family)


def _add_links(axes: Axes, network: Network, boxes: Mapping[str, Box]) -> None:
    """Draw all links, the widest first, so that none is hidden under another."""
    most = max(link.claims for link in network.links)
    widths = {(link.source, link.target): marks.stroke(link.claims, most) for link in network.links}
    leaving = marks.meetings(boxes, widths)
    arriving = marks.meetings(
        boxes, {(end, start): width for (start, end), width in widths.items()}
    )
    for link in sorted(network.links, key=lambda link: (-link.claims, link.source, link.target)):
        marks.add_link(
            axes,
            (boxes[link.source].right, leaving[link.source, link.target]),
            (boxes[link.target].left, arriving[link.target, link.source]),
            colour=COLOURS[network.by_id[link.source].column],
            width=widths[link.source, link.target],
            inferred=link.inferred,
            gid=_gid("link", link.source, link.target),
        )
