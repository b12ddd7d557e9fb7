"""The network as a figure for print: three columns, links as curves, a legend.

To fit a page, it is set closer, grouped by family, then by number of claims. A note below the
figure says what that hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing import marks
from assbkg.drawing.layering.ordering import arrange
from assbkg.drawing.layering.placing import Placed, place
from assbkg.drawing.lettering import require_glyphs
from assbkg.drawing.marks import Box
from assbkg.drawing.network.legend import add_legend, add_link, legend_height, meetings
from assbkg.drawing.network.sheet import LOOSE, MARGIN, TIGHT, Setting, Sheet, heading
from assbkg.drawing.palette import COLOURS, PALE, tint
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sheet import PDF, SIZES, Note, Size, blank, first_that_fits
from assbkg.drawing.web import wording
from assbkg.drawing.web.designs import EVERYTHING, Choice, chosen
from assbkg.drawing.web.model import (
    HEADINGS,
    Column,
    Link,
    Network,
    Outcomes,
    Rows,
    families_of,
    is_rest,
    keep_strongest,
    put_family_together,
    put_least_together,
)
from assbkg.drawing.web.projection import project
from assbkg.drawing.web.wording import count, summary
from assbkg.errors import DrawingError
from assbkg.files.replacing import check_target, ending_of
from assbkg.reasoning.grades import WEAK
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose", "draw_network", "write_network"]


_HEADER: Final = 6.5
_FOOT: Final = 2.5  # the gap above the legend
#: The maximum number of lines of a label on a page that can't grow, and on others.
_LINES_FIXED: Final = 2
_LINES: Final = 8


@dataclass(frozen=True)
class _Fitted:
    """A network as it is drawn, and notes; `crowded` means too many links to follow."""

    sheet: Sheet
    notes: tuple[Note, ...]
    crowded: bool = False

    @property
    def legend(self) -> float:
        """The height of the legend and the notes."""
        return legend_height(self.sheet, self.notes)

    @property
    def height(self) -> float:
        """The least height of the page."""
        columns = max(self.sheet.lengths.values(), default=0.0)
        return _HEADER + columns + _FOOT + self.legend + MARGIN

    @property
    def fits(self) -> bool:
        """Whether the page is no taller than its size allows."""
        return self.height <= self.sheet.size.tallest


def _fit(network: Network, size: Size, about: str, *, whole: bool) -> _Fitted:
    """Make a network fit its page or, if it is to be `whole`, set it as it is.

    `about` says to what the network was narrowed; it may be empty.
    """
    if whole:
        sheet = Sheet(network, size, LOOSE)
        return _Fitted(sheet, _notes(sheet, network, about))
    most = _LINES_FIXED if size.fixed else _LINES
    settings = replace(LOOSE, lines=most), replace(TIGHT, lines=most)
    ways = _ways(network, size, settings, about)
    return first_that_fits(ways, lambda fitted: fitted.fits and not fitted.crowded)


def _ways(
    network: Network, size: Size, settings: Iterable[Setting], about: str
) -> Iterator[_Fitted]:
    """Yield the network in each setting, then with ever less in one of its columns."""
    less: Network | None = network
    while less is not None:
        for setting in settings:
            sheet = Sheet(less, size, setting)
            fitted = _thinned(sheet, about)
            yield fitted
        less = _less(sheet, tall=not fitted.fits)


def _less(sheet: Sheet, *, tall: bool) -> Network | None:
    """Return the network with less in one column: its largest family or its least nodes grouped.

    That is the tallest column; if only links crowd, one with families, mechanisms first.
    """
    network, lengths, families = sheet.network, sheet.lengths, _families(sheet)
    if not tall:
        crowded = sheet.crowded.intersection(families)
        column = min(crowded, key=lambda name: (name != "mechanism", name))
        return put_family_together(network, column, families[column])
    column = max(network.columns, key=lambda name: lengths[name])
    if column in families:
        return put_family_together(network, column, families[column])
    nodes = len(network.column(column))
    return put_least_together(network, column, nodes - 2) if nodes > 1 else None


def _families(sheet: Sheet) -> dict[Column, str]:
    """Return the largest family of each column that has one of several nodes."""
    found = {name: families_of(sheet.network, name) for name in sheet.network.columns}
    return {name: families[0] for name, families in found.items() if families}


def _thinned(sheet: Sheet, about: str) -> _Fitted:
    thinned = replace(sheet, network=keep_strongest(sheet.network, sheet.most_links))
    crowded = bool(sheet.crowded.intersection(_families(sheet)))
    return _Fitted(thinned, _notes(thinned, sheet.network, about), crowded)


def _notes(sheet: Sheet, network: Network, about: str) -> tuple[Note, ...]:
    """Return notes on a network, and on what of it is not on the sheet."""
    words = "; ".join([summary(sheet.network), *_put_together(network)])
    notes = [Note("summary", f"{about} {words}.".strip())]
    missing = [*_left_out(sheet.network, network)]
    if sheet.shortened:
        missing.append(f"the ends of {count(sheet.shortened, 'label')}")
    if missing:
        notes.append(Note("missing", f"Left out: {', '.join(missing)}.", urgent=True))
    return tuple(notes)


def _put_together(network: Network) -> Iterator[str]:
    for column in network.columns:
        nodes, things = network.column(column), HEADINGS[column].lower()
        families = [node for node in nodes if node.kinds > 1 and not is_rest(node)]
        if families:
            kinds = sum(node.kinds for node in families)
            yield f"{things} grouped by family: {kinds} kinds in {len(families)}"
        for node in filter(is_rest, nodes):
            yield f"{things} grouped: the {node.kinds} with the fewest claims"


def _left_out(shown: Network, network: Network) -> Iterator[str]:
    missing = set(network.links).difference(shown.links)
    inferred = sum(link.inferred for link in missing)
    if inferred:
        yield f"{count(inferred, 'link')} inferred only"
    if claimed := len(missing) - inferred:
        yield f"the {count(claimed, 'link')} with the fewest claims"


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
    write_network(network, path, size=size, whole=whole, about=choice.summary)


def write_network(
    network: Network,
    path: Path,
    *,
    size: Size = SIZES["double"],
    whole: bool = False,
    about: str = "",
) -> None:
    """Draw a network; the same network gives the same bytes with one version of matplotlib.

    Raises `DrawingError` as `compose` does, for another ending, and when the file can't be
    written.
    """

    def composed() -> Figure:
        return compose(network, size, whole=whole, about=about)

    write_figure(path, composed, wording.title(network), enlarged=size.enlarged)


def compose(
    network: Network, size: Size = SIZES["double"], *, whole: bool = False, about: str = ""
) -> Figure:
    """Lay out a network on a page, made to fit or, if asked for, the `whole` of it.

    `about` says to what the network was narrowed. Raises `DrawingError` when there is nothing
    to draw, a label has a character that the font lacks, the whole is asked for on a page that
    can't grow, or the page would be taller than PDF readers show.
    """
    if not network.links:
        first, middle, last = (HEADINGS[name].lower() for name in network.columns)
        raise DrawingError(f"the graph has no link between {first}, {middle} and {last}")
    if whole and size.fixed:
        raise DrawingError(
            "this width has a fixed height, too small for some networks; choose another width"
        )
    require_glyphs([about, *(node.label + node.family for node in network.nodes)])
    fitted = _fit(network, size, about, whole=whole)
    if fitted.height > PDF:
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
        least=below - _FOOT - _HEADER,
    )
    figure, axes = blank(size.width, height)
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
    """Return an id for an element of the SVG, of characters that XML names may have."""
    return ".".join([kind, *(re.sub(r"[^\w-]", "_", shorten(iri)) for iri in ids)])


def _boxes(sheet: Sheet, placed: Placed) -> Mapping[str, Box]:
    return {
        node.id: Box(
            *sheet.sides[node.column],
            _HEADER + placed.centres[node.id],
            sheet.heights[node.id],
            sheet.lines[node.id],
            sheet.letters,
        )
        for node in sheet.network.nodes
    }


def _add_headers(axes: Axes, sheet: Sheet, network: Network) -> None:
    """Set the names of the columns, with the number of their nodes before grouping."""
    for name in network.columns:
        marks.add_text(
            axes,
            sum(sheet.sides[name]) / 2,
            _HEADER / 2 - 0.5,
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
        middle = _HEADER + (ground.top + ground.bottom) / 2
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
