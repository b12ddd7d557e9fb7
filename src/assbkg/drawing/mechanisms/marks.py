"""What a causal map is drawn with: boxes in three shapes, links with arrows or bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assbkg.drawing.marks import BAR, Box, add_diamond, add_text
from assbkg.drawing.mechanisms.layers import leading
from assbkg.drawing.mechanisms.sorts import MANNERS, Sort
from assbkg.drawing.palette import COLOURS, PALE, TINT, tint
from assbkg.drawing.web.causal import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

    from assbkg.drawing.mechanisms.layout import Point

__all__ = ["FACES", "add_ground", "add_run", "add_thing"]

#: The colour of each kind of thing; their shapes differ too.
FACES: Final[Mapping[Kind, str]] = {
    "mechanism": COLOURS["mechanism"],
    "bottleneck": "#CC79A7",
    "benefit": COLOURS["benefit"],
}
_LINE: Final = 0.8  # the width of a link, in points
_DASHES: Final[Mapping[str, object]] = {
    "claimed": "-",
    "weak": "-",
    "inferred": (0, (4, 2.5)),  # in widths of the line
    "contested": (0, (1, 1.4)),
}
_ARROW: Final = 1.5  # its length
_HALF: Final = 0.6  # half the width of an arrow
_REACH: Final = 1.0  # half the length of a bar
_CORNER: Final = 1.4


def add_thing(axes: Axes, box: Box, kind: Kind, letters: float, gid: str) -> None:
    """Draw a box with its words: a mechanism has a bar, a bottleneck two, a benefit is round."""
    add_ground(axes, box, kind, gid)
    first = box.centre - leading(letters) * (len(box.lines) - 1) / 2
    middle = (box.left + box.right) / 2
    for number, line in enumerate(box.lines):
        y = first + number * leading(letters)
        add_text(axes, middle, y, line, size=letters, centred=True, gid=f"{gid}.line{number + 1}")


def add_ground(axes: Axes, box: Box, kind: Kind, gid: str = "") -> None:
    """Draw a box without words."""
    from matplotlib.patches import FancyBboxPatch, Rectangle

    colour = FACES[kind]
    corner = (box.left, box.centre - box.height / 2)
    width = box.right - box.left
    outline: Patch
    if kind == "benefit":
        style = f"round,pad=0,rounding_size={min(_CORNER, box.height / 2):.3f}"
        outline = FancyBboxPatch(corner, width, box.height, boxstyle=style)
    else:
        outline = Rectangle(corner, width, box.height)
    outline.set(facecolor=tint(colour, TINT), edgecolor=colour, linewidth=0.6, zorder=4)
    outline.set_gid(gid or None)
    axes.add_patch(outline)
    bars = {"mechanism": (box.left,), "bottleneck": (box.left, box.right - BAR)}
    for left in bars.get(kind, ()):
        side = Rectangle((left, corner[1]), BAR, box.height, fc=colour, ec="none", zorder=4)
        axes.add_patch(side)


def add_run(
    axes: Axes, points: tuple[Point, ...], sort: Sort, *, headed: bool, gid: str = ""
) -> None:
    """Draw a piece of a link; a headed one ends in an arrow or a bar, and shows any doubt."""
    from matplotlib.patches import PathPatch, Polygon, Rectangle
    from matplotlib.path import Path

    manner = MANNERS[sort.manner]
    colour = tint(manner.colour, PALE) if sort.standing == "weak" else manner.colour
    *before, (x, y) = points
    back = -1.0 if before[-1][0] <= x else 1.0  # where the link comes from
    if headed:
        gap = 0.55 if manner.bar else _ARROW * 0.8
        points = (*before, (x + back * gap, y))
    codes = [Path.MOVETO] + [Path.CURVE4 if len(points) > 2 else Path.LINETO] * (len(points) - 1)  # noqa: PLR2004
    axes.add_patch(
        PathPatch(
            Path(points, codes),
            fc="none",
            ec=colour,
            lw=_LINE,
            ls=_DASHES[sort.standing],
            zorder=2,
            gid=gid or None,
        )
    )
    if not headed:
        return
    if sort.standing == "contested":
        add_diamond(axes, (points[0][0] + x) / 2, (points[0][1] + y) / 2)
    head: Patch
    if manner.bar:
        left = x + back * 0.6 - 0.25
        head = Rectangle((left, y - _REACH), 0.5, 2 * _REACH)
    else:
        base = x + back * _ARROW
        head = Polygon([(x, y), (base, y - _HALF), (base, y + _HALF)], closed=True)
    head.set(facecolor=colour, edgecolor="none", zorder=3)
    axes.add_patch(head)
