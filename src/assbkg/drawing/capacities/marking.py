"""The marks of figures: a shape and colour by system, hollow where a curator doubts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assbkg.drawing.capacities.reading import Capacity
from assbkg.drawing.capacities.series import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HALF", "add_line", "add_mark"]

#: Half the width of a mark and its surroundings, in millimetres.
HALF: Final = 1.1
_SIZE: Final = 5.0  # points
_SMALLER: Final = {"D": 4.0, "s": 4.6, "d": 5.4}  # so that all look alike in size
_EDGE: Final = 1.1  # points


def add_mark(axes: Axes, x: float, y: float, capacity: Capacity, look: Look, gid: str) -> None:
    """Draw the mark of a figure."""
    from matplotlib.lines import Line2D

    mark = Line2D(
        [x],
        [y],
        ls="none",
        marker=look.shape,
        ms=_SMALLER.get(look.shape, _SIZE),
        mew=_EDGE,
        mfc="white" if capacity.sign else look.colour,
        mec=look.colour,
        zorder=4,
        gid=gid,
    )
    axes.add_line(mark)


def add_line(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    *,
    width: float = 0.6,
    dashed: bool = False,
    gid: str = "",
) -> None:
    """Draw a straight line, `width` points wide."""
    from matplotlib.lines import Line2D

    xs, ys = zip(start, end, strict=True)
    style = (0, (4, 2.5)) if dashed else "-"
    axes.add_line(Line2D(xs, ys, color=colour, lw=width, ls=style, zorder=2, gid=gid or None))
