"""The network of strategies, mechanisms and benefits, drawn for print or a slide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing import marks
from assbkg.drawing.layering.layers import arrange
from assbkg.drawing.layering.placing import Placed, place
from assbkg.drawing.lettering import require_glyphs
from assbkg.drawing.marks import Box
from assbkg.drawing.network.fitting import FOOT, HEADER, fit
from assbkg.drawing.network.legend import add_legend
from assbkg.drawing.network.links import add_link, meetings
from assbkg.drawing.network.sheet import MARGIN, Sheet, heading
from assbkg.drawing.palette import COLOURS, PALE, tint
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sizes import SIZES, Size
from assbkg.drawing.web import wording
from assbkg.drawing.web.choice import EVERYTHING, Choice
from assbkg.drawing.web.model import (
    HEADINGS,
    Link,
    Network,
    Outcomes,
    Rows,
)
from assbkg.drawing.web.narrowing import chosen
from assbkg.drawing.web.projection import project
from assbkg.errors import DrawingError
from assbkg.files.whole import check_target, ending_of
from assbkg.reasoning.grades import WEAK
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose", "draw_network", "write_network"]

_TALLEST: Final = 5000.0  # PDF readers show pages up to 200 inches


def draw_network(
    graph: KnowledgeGraph,
    path: Path,
    *,
    by: Rows = "strategy",
    toward: Outcomes = "benefit",
    choice: Choice = EVERYTHING,
    size: Size = SIZES["double"],
    whole: bool = False,
) -> None:
    """Draw what designs do into an .svg, .pdf or .png file.

    Raises `UnknownName`, and `DrawingError` as `compose` does, for an empty choice, for
    another ending, and when the file can't be written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    network = project(chosen(graph, choice), by, toward)
    write_network(network, path, size=size, whole=whole, about=choice.told)


def write_network(
    network: Network,
    path: Path,
    *,
    size: Size = SIZES["double"],
    whole: bool = False,
    about: str = "",
) -> None:
    """Draw a network. The same one gives the same bytes with one version of matplotlib.

    Raises `DrawingError` as `compose` does, for another ending, and when the file can't be
    written.
    """

    def composed() -> Figure:
        return compose(network, size, whole=whole, about=about)

    write_figure(path, composed, wording.title(network), enlarged=size.enlarged)


def compose(
    network: Network, size: Size = SIZES["double"], *, whole: bool = False, about: str = ""
) -> Figure:
    """Lay out a network on a page: made to fit as `fit` does, or the `whole` of it.

    `about` says what the network was narrowed to. Raises `DrawingError` when there is nothing
    to draw, a label has a character that the font lacks, the whole is asked for where the
    page can't grow, or the page would be taller than PDF readers show.
    """
    from matplotlib.figure import Figure

    if not network.links:
        first, middle, last = (HEADINGS[name].lower() for name in network.columns)
        raise DrawingError(f"the graph holds no link between {first}, {middle} and {last}")
    if whole and size.fixed:
        raise DrawingError("a page that can't grow may not hold the whole; take another width")
    require_glyphs([about, *(node.label + node.family for node in network.nodes)])
    fitted = fit(network, size, about, whole=whole)
    if fitted.height > _TALLEST:
        raise DrawingError(
            f"{len(network.nodes)} nodes make a page {fitted.height / 1000:.1f} m tall, and PDF "
            "readers show 5 m; draw a .html page instead"
        )
    sheet = fitted.sheet
    height = max(fitted.height, size.tallest if size.fixed else 0.0)
    below = height - MARGIN - fitted.legend
    placed = place(
        arrange(sheet.network.families, sheet.network.weights),
        sheet.network.weights,
        sheet.heights,
        sheet.setting.spacing,
        least=below - FOOT - HEADER,
    )
    figure = Figure(figsize=(size.width / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, size.width), ylim=(height, 0))
    axes.set_axis_off()
    _add_headers(axes, sheet, network)
    _add_families(axes, sheet, placed)
    boxes = _boxes(sheet, placed)
    _add_links(axes, sheet, boxes)
    for node in sheet.network.nodes:
        colour, gid = COLOURS[node.column], _gid("node", node.id)
        marks.add_box(axes, boxes[node.id], colour, gid, group=node.kinds > 1)
    add_legend(axes, sheet, fitted.notes, top=below)
    return figure


def _gid(kind: str, *ids: str) -> str:
    """An id for an element of the SVG, of characters that XML names may have."""
    return ".".join([kind, *(re.sub(r"[^\w-]", "_", shorten(iri)) for iri in ids)])


def _boxes(sheet: Sheet, placed: Placed) -> Mapping[str, Box]:
    return {
        node.id: Box(
            *sheet.sides[node.column],
            HEADER + placed.centres[node.id],
            sheet.heights[node.id],
            sheet.lines[node.id],
            sheet.letters,
        )
        for node in sheet.network.nodes
    }


def _add_headers(axes: Axes, sheet: Sheet, network: Network) -> None:
    """Set the names of the columns, with how many nodes they have, put together or not."""
    for name in network.columns:
        marks.add_text(
            axes,
            sum(sheet.sides[name]) / 2,
            HEADER / 2 - 0.5,
            heading(network, name),
            size=sheet.headings,
            bold=True,
            centred=True,
            gid=f"column.{name}",
        )


def _add_families(axes: Axes, sheet: Sheet, placed: Placed) -> None:
    padding = sheet.setting.spacing.padding
    for ground in placed.grounds:
        left, right = sheet.sides[sheet.network.columns[ground.column]]
        middle = HEADER + (ground.top + ground.bottom) / 2
        box = Box(left - padding, right + padding, middle, ground.bottom - ground.top)
        marks.add_family(axes, box, ground.family)


def _add_links(axes: Axes, sheet: Sheet, boxes: Mapping[str, Box]) -> None:
    """Draw all links, the widest first, so that none is hidden under another."""
    leaving = meetings(boxes, sheet.widths)
    arriving = meetings(
        boxes, {(end, start): width for (start, end), width in sheet.widths.items()}
    )
    for link in sorted(sheet.network.links, key=lambda k: (-k.claims, k.source, k.target)):
        add_link(
            axes,
            (boxes[link.source].right, leaving[link.source, link.target]),
            (boxes[link.target].left, arriving[link.target, link.source]),
            colour=_colour(sheet.network, link),
            width=sheet.widths[link.source, link.target],
            inferred=link.inferred,
            contested=link.contested,
            anomalous=link.anomalous,
            gid=_gid("link", link.source, link.target),
        )


def _colour(network: Network, link: Link) -> str:
    colour = COLOURS[network.by_id[link.source].column]
    return tint(colour, PALE) if link.grade in WEAK else colour
