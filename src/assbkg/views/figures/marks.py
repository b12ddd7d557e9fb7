"""What a figure of a network is drawn with: boxes, ribbons, families, words. In millimetres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.views.figures.lettering import FONT, MM_PER_POINT, shorten_to
from assbkg.views.figures.palette import CONTESTED, FAMILY, INFERRED, INK, TINT, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BAR",
    "DIAMOND",
    "HEADING",
    "INSET",
    "LABEL",
    "LEADING",
    "STACKED",
    "Box",
    "add_box",
    "add_diamond",
    "add_family",
    "add_link",
    "add_text",
    "meetings",
    "room",
    "stroke",
]

#: Sizes of type in points; journals ask for 6 at the least, in the printed figure.
HEADING: Final = 8.0
LABEL: Final = 6.5
_SMALL: Final = 6.0
#: From one line of a label to the next, by its size.
_LEADING: Final = 1.2 * MM_PER_POINT
LEADING: Final = LABEL * _LEADING

#: From the side of a box to its words.
INSET: Final = 1.4
#: The width of the bar on the left of a box.
BAR: Final = 0.7
#: How far the box behind that of a group lies, to the right and below.
STACKED: Final = 0.5
#: Across the sign of a contested link.
DIAMOND: Final = 2.0
_DOTS: Final = 1.0  # the least width of a contested link, in points
#: The width of an inferred link, and the least of any, in points.
_THIN: Final = 0.6
_WIDEST: Final = 3.0  # points
_UNIT: Final = 0.75  # points for each claim, as long as the widest allows


@dataclass(frozen=True)
class Box:
    """A rectangle: its left and right edge, its centre from the top, its height.

    Its lines are set in letters of `size` points.
    """

    left: float
    right: float
    centre: float
    height: float
    lines: tuple[str, ...] = ()
    size: float = LABEL


def room(left: float, right: float) -> float:
    """How wide words in a box may be."""
    return right - left - 2 * INSET


def stroke(claims: int, most: int) -> float:
    """The width of a link in points: in proportion to its claims, of `most` at the most."""
    return max(min(_UNIT, _WIDEST / max(most, 1)) * claims, _THIN)


def add_text(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = LABEL,
    bold: bool = False,
    centred: bool = False,
    colour: str = INK,
    gid: str = "",
) -> None:
    """Set one line, from `x` or centred on it, its middle at `y`."""
    axes.text(
        x,
        y,
        text,
        family=[FONT, "sans-serif"],
        size=size,
        weight="bold" if bold else "normal",
        ha="center" if centred else "left",
        va="center_baseline",
        color=colour,
        parse_math=False,  # a label may hold a dollar sign
        zorder=5,
        gid=gid or None,
    )


def add_box(axes: Axes, box: Box, colour: str, gid: str, *, group: bool = False) -> None:
    """Draw a node: a tinted box with a bar of full colour, and its label.

    A group looks like a stack of boxes.
    """
    from matplotlib.patches import Rectangle

    corner = (box.left, box.centre - box.height / 2)
    width = box.right - box.left
    face = tint(colour, TINT)
    if group:
        behind = (corner[0] + STACKED, corner[1] + STACKED)
        axes.add_patch(Rectangle(behind, width, box.height, fc=face, ec=colour, lw=0.6, zorder=3))
    axes.add_patch(
        Rectangle(corner, width, box.height, fc=face, ec=colour, lw=0.6, zorder=4, gid=gid)
    )
    axes.add_patch(Rectangle(corner, BAR, box.height, fc=colour, ec="none", zorder=4))
    leading = box.size * _LEADING
    first = box.centre - leading * (len(box.lines) - 1) / 2
    for number, line in enumerate(box.lines):
        y = first + number * leading
        add_text(axes, box.left + INSET, y, line, size=box.size, gid=f"{gid}.line{number + 1}")


def add_family(axes: Axes, box: Box, name: str) -> None:
    """Draw the ground under a family of nodes, with its name at the top."""
    from matplotlib.patches import Rectangle

    top = box.centre - box.height / 2
    size = (box.right - box.left, box.height)
    axes.add_patch(Rectangle((box.left, top), *size, fc=FAMILY, ec="none", zorder=0))
    words = shorten_to(name, _SMALL, size[0])
    middle = (box.left + box.right) / 2
    add_text(axes, middle, top + 1.9, words, size=_SMALL, bold=True, centred=True)


def add_link(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str,
    width: float,
    inferred: bool,
    gid: str,
    contested: bool = False,
) -> None:
    """Draw a link as a Bézier curve that leaves and arrives level; inferred ones lie behind.

    A contested one lies above all others, dotted and with a hollow diamond on it.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    half = (end[0] - start[0]) / 2
    points = [start, (start[0] + half, start[1]), (end[0] - half, end[1]), end]
    curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    if contested:
        axes.add_patch(PathPatch(curve, fc="none", ec="white", lw=width + 1.2, zorder=2.5))
        dots = PathPatch(curve, fc="none", ec=CONTESTED, lw=max(width, _DOTS), zorder=2.5, gid=gid)
        dots.set_linestyle((0, (1, 1)))
        axes.add_patch(dots)
        add_diamond(axes, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        return
    if inferred:
        dashes = (0, (5, 3.5))  # in widths of the line
        axes.add_patch(
            PathPatch(curve, fc="none", ec=INFERRED, lw=_THIN, ls=dashes, zorder=1, gid=gid)
        )
        return
    # A white edge on either side shows which of two crossing links goes on where.
    axes.add_patch(PathPatch(curve, fc="none", ec="white", lw=width + 1, zorder=2))
    axes.add_patch(PathPatch(curve, fc="none", ec=colour, lw=width, zorder=2, gid=gid))


def add_diamond(axes: Axes, x: float, y: float, size: float = DIAMOND) -> None:
    """Draw the sign of what is contested: a hollow diamond, `size` from corner to corner."""
    from matplotlib.patches import Polygon

    r = size / 2
    corners = [(x - r, y), (x, y - r), (x + r, y), (x, y + r)]
    axes.add_patch(Polygon(corners, closed=True, fc="white", ec=CONTESTED, lw=0.8, zorder=2.6))


def meetings(
    boxes: Mapping[str, Box], widths: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], float]:
    """The height at which each link meets its box: in the order of the boxes it leads to.

    `widths` gives the width of each link in points, by its box and the one it leads to.
    """
    others: dict[str, list[str]] = defaultdict(list)
    for box, other in sorted(widths, key=lambda pair: (boxes[pair[1]].centre, pair[1])):
        others[box].append(other)
    return {
        (box, other): height
        for box, ends in others.items()
        for other, height in zip(
            ends, _spread(boxes[box], [widths[box, other] for other in ends]), strict=True
        )
    }


def _spread(box: Box, strokes: Sequence[float]) -> list[float]:
    """Lay links of these widths, in points, side by side on a box, closer only if they must."""
    widths = [width * MM_PER_POINT for width in strokes]
    room = box.height * 0.9 - sum(widths)
    gap = min(0.5, room / max(len(widths) - 1, 1))
    edge = box.centre - (sum(widths) + gap * (len(widths) - 1)) / 2
    heights = []
    for width in widths:
        heights.append(edge + width / 2)
        edge += width + gap
    return heights
