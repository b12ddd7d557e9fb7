"""Links as curves between boxes, and where on a box each of them ends. In millimetres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import MM_PER_POINT
from assbkg.drawing.marks import THIN, Box, add_dagger, add_diamond
from assbkg.drawing.palette import CONTESTED, INFERRED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["add_link", "meetings"]

_DOTS: Final = 1.0  # the least width of a contested link, in points
_TENTH: Final = 0.2  # of half its length: a link is still level there


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
    anomalous: bool = False,
) -> None:
    """Draw a link as a Bézier curve that leaves and arrives level; inferred ones lie behind.

    A contested one lies above all others, dotted and with a hollow diamond on it. An
    anomalous one has a dagger on it.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    half = (end[0] - start[0]) / 2
    if anomalous:
        add_dagger(axes, start[0] + half * _TENTH, start[1])
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
            PathPatch(curve, fc="none", ec=INFERRED, lw=THIN, ls=dashes, zorder=1, gid=gid)
        )
        return
    # A white edge on either side shows which of two crossing links goes on where.
    axes.add_patch(PathPatch(curve, fc="none", ec="white", lw=width + 1, zorder=2))
    axes.add_patch(PathPatch(curve, fc="none", ec=colour, lw=width, zorder=2, gid=gid))


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
