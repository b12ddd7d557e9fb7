"""How figures tell grades: by colours of the Okabe-Ito palette, and by signs of up to five bars.

The signs read in grey too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import MISSING
from assbkg.drawing.marks import add_text
from assbkg.reasoning.grades import GRADES, STRUCTURAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["GRADE_COLOURS", "SIGN_HEIGHT", "SIGN_WIDTH", "add_sign"]

GRADE_COLOURS: Final = {
    STRUCTURAL: "#777777",
    "measured": "#0072B2",
    "stated, cited": "#009E73",
    "stated": "#56B4E9",
    "hedged": "#E69F00",
    "expected": "#CC79A7",
    MISSING: "#D55E00",
}

#: The size of a sign, in millimetres.
SIGN_WIDTH: Final = 4.8
SIGN_HEIGHT: Final = 2.2
_EMPTY: Final = "#BBBBBB"


def add_sign(axes: Axes, x: float, y: float, grade: str) -> None:
    """Draw the sign of a grade from `x`, its middle at `y`: more bars are stronger."""
    from matplotlib.patches import Rectangle

    colour = GRADE_COLOURS[grade]
    top, floor = y - SIGN_HEIGHT / 2, y + SIGN_HEIGHT / 2
    if grade == MISSING:
        middle = x + SIGN_WIDTH / 2
        add_text(axes, middle, y, "?", size=8.0, bold=True, centred=True, colour=colour)
    elif grade == STRUCTURAL:  # a small table
        for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
            corner = (x + column * SIGN_WIDTH / 2, top + row * SIGN_HEIGHT / 2)
            size = (SIGN_WIDTH / 2, SIGN_HEIGHT / 2)
            axes.add_patch(Rectangle(corner, *size, fc="white", ec=colour, lw=0.4, zorder=5))
    else:
        bars = len(GRADES) - 1
        filled = len(GRADES) - GRADES.index(grade)
        step = SIGN_WIDTH / bars
        for number in range(bars):
            tall = SIGN_HEIGHT * (0.36 + 0.64 * number / (bars - 1))
            corner = (x + number * step, floor - tall)
            face, edge = (colour, colour) if number < filled else ("white", _EMPTY)
            axes.add_patch(Rectangle(corner, step * 0.72, tall, fc=face, ec=edge, lw=0.3, zorder=5))
