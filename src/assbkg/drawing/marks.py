"""The parts of which figures are drawn: boxes, grounds, signs, words. In millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import MISSING
from assbkg.drawing.lettering import FONT, leading, shorten_to
from assbkg.drawing.palette import CONTESTED, FAMILY, INK, TINT, tint
from assbkg.reasoning.grades import GRADES, STRUCTURAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BAR",
    "DAGGER",
    "GRADE_COLOURS",
    "HEADING",
    "INSET",
    "LABEL",
    "LEADING",
    "STACKED",
    "THIN",
    "Box",
    "add_box",
    "add_dagger",
    "add_diamond",
    "add_family",
    "add_sign",
    "add_text",
    "room",
    "stroke",
]


#: Sizes of type in points; journals ask for at least 6 in the printed figure.
HEADING: Final = 8.0
LABEL: Final = 6.5
_SMALL: Final = 6.0
#: From one line of a label to the next.
LEADING: Final = leading(LABEL)

#: From the side of a box to its words.
INSET: Final = 1.4
#: The width of the bar on the left of a box.
BAR: Final = 0.7
#: How far the box behind that of a group lies, to the right and below.
STACKED: Final = 0.5
#: Across the sign of a contested link.
_DIAMOND: Final = 2.0
#: The height of a dagger.
DAGGER: Final = 2.0
#: The width of an inferred link, and the least width of any, in points.
THIN: Final = 0.6
_WIDEST: Final = 3.0  # points
_UNIT: Final = 0.75  # points for each claim, or less if the widest would be too wide


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
    """Return the width that words in a box may have."""
    return right - left - 2 * INSET


def stroke(claims: int, most: int) -> float:
    """Return the width of a link in points, in proportion to its claims, of at most `most`."""
    return max(min(_UNIT, _WIDEST / max(most, 1)) * claims, THIN)


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


def add_line(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    *,
    width: float,
    dashed: bool = False,
    zorder: float = 1,
    gid: str = "",
) -> None:
    """Draw a straight line, `width` points wide."""
    from matplotlib.lines import Line2D

    xs, ys = zip(start, end, strict=True)
    style = (0, (4, 2.5)) if dashed else "-"
    axes.add_line(Line2D(xs, ys, color=colour, lw=width, ls=style, zorder=zorder, gid=gid or None))


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
    step = leading(box.size)
    first = box.centre - step * (len(box.lines) - 1) / 2
    for number, line in enumerate(box.lines):
        y = first + number * step
        add_text(axes, box.left + INSET, y, line, size=box.size, gid=f"{gid}.line{number + 1}")


def add_family(axes: Axes, box: Box, name: str) -> None:
    """Draw the ground under the nodes of a family, with its name at the top."""
    from matplotlib.patches import Rectangle

    top = box.centre - box.height / 2
    size = (box.right - box.left, box.height)
    axes.add_patch(Rectangle((box.left, top), *size, fc=FAMILY, ec="none", zorder=0))
    words = shorten_to(name, _SMALL, size[0])
    middle = (box.left + box.right) / 2
    add_text(axes, middle, top + 1.9, words, size=_SMALL, bold=True, centred=True)


def add_diamond(axes: Axes, x: float, y: float, size: float = _DIAMOND) -> None:
    """Draw the sign of contested claims: a hollow diamond, `size` from corner to corner."""
    from matplotlib.patches import Polygon

    r = size / 2
    corners = [(x - r, y), (x, y - r), (x + r, y), (x, y + r)]
    axes.add_patch(Polygon(corners, closed=True, fc="white", ec=CONTESTED, lw=0.8, zorder=2.6))


def add_dagger(axes: Axes, x: float, y: float) -> None:
    """Draw the sign of anomalous claims: a dagger with a white edge."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    bars = [(x, y - DAGGER / 2), (x, y + DAGGER / 2), (x - DAGGER / 4, y), (x + DAGGER / 4, y)]
    bars[2:] = [(a, b - DAGGER / 5) for a, b in bars[2:]]
    path = Path(bars, [Path.MOVETO, Path.LINETO] * 2)
    for colour, width in (("white", 1.8), (INK, 0.9)):
        axes.add_patch(PathPatch(path, fc="none", ec=colour, lw=width, zorder=2.6))


GRADE_COLOURS: Final = {
    STRUCTURAL: "#777777",
    "measured": "#0072B2",
    "stated, cited": "#009E73",
    "stated": "#56B4E9",
    "heading": "#999933",
    "hedged": "#E69F00",
    "expected": "#CC79A7",
    MISSING: "#D55E00",
}

#: The size of a sign, in millimetres.
_SIGN_WIDTH: Final = 4.8
_SIGN_HEIGHT: Final = 2.2
_EMPTY: Final = "#BBBBBB"


def add_sign(axes: Axes, x: float, y: float, grade: str) -> None:
    """Draw the sign of a grade from `x`, its middle at `y`: more bars are stronger."""
    from matplotlib.patches import Rectangle

    colour = GRADE_COLOURS[grade]
    top, floor = y - _SIGN_HEIGHT / 2, y + _SIGN_HEIGHT / 2
    if grade == MISSING:
        middle = x + _SIGN_WIDTH / 2
        add_text(axes, middle, y, "?", size=8.0, bold=True, centred=True, colour=colour)
    elif grade == STRUCTURAL:  # a small table
        for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
            corner = (x + column * _SIGN_WIDTH / 2, top + row * _SIGN_HEIGHT / 2)
            size = (_SIGN_WIDTH / 2, _SIGN_HEIGHT / 2)
            axes.add_patch(Rectangle(corner, *size, fc="white", ec=colour, lw=0.4, zorder=5))
    else:
        bars = len(GRADES) - 1
        filled = len(GRADES) - GRADES.index(grade)
        step = _SIGN_WIDTH / bars
        for number in range(bars):
            tall = _SIGN_HEIGHT * (0.36 + 0.64 * number / (bars - 1))
            corner = (x + number * step, floor - tall)
            face, edge = (colour, colour) if number < filled else ("white", _EMPTY)
            axes.add_patch(Rectangle(corner, step * 0.72, tall, fc=face, ec=edge, lw=0.3, zorder=5))
