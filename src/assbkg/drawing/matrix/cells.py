"""What stands in the cells of a matrix: discs for what is expected, squares for what is reported.

The area tells how many claims there are. The stronger the grade, the fuller the mark, so
that it reads in grey too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, Final

from assbkg.drawing.grades import GRADE_COLOURS
from assbkg.drawing.marks import add_dagger, add_diamond
from assbkg.reasoning.grades import GRADES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["HOLES", "Scale", "add_mark"]

#: The share of the width of a mark that is left white, by grade.
HOLES: Final[Mapping[str, float]] = dict(
    zip(GRADES, (0.0, 0.0, 0.34, 0.54, 0.7, 0.84), strict=True)
)
#: A smaller mark can't be told from others, in millimetres.
_LEAST: Final = 1.3
_DIAMOND: Final = 1.5
_CLEAR: Final = 0.5  # from a mark to its dagger


@dataclass(frozen=True)
class Scale:
    """How large marks are: the one with `most` claims is as wide as `widest`, in millimetres."""

    widest: float
    most: int

    def width(self, claims: int, *, square: bool = False) -> float:
        """The width of a mark: its area is in proportion to the claims, but for the least."""
        disc = max(self.widest * sqrt(claims / max(self.most, 1)), _LEAST)
        return disc * sqrt(pi / 4) if square else disc


def add_mark(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    grade: str,
    *,
    square: bool = False,
    contested: bool = False,
    anomalous: bool = False,
    colour: str = "",
    gid: str = "",
) -> None:
    """Draw a mark around a place, in the colour of its grade unless another is given.

    A contested one has a hollow diamond at its shoulder, an anomalous one a dagger beside
    the other.
    """
    outer, inner = _shape(x, y, width, square), _shape(x, y, width * HOLES[grade], square)
    outer.set(facecolor=colour or GRADE_COLOURS[grade], edgecolor="none", zorder=2)
    outer.set_gid(gid or None)
    axes.add_patch(outer)
    if HOLES[grade]:
        inner.set(facecolor="white", edgecolor="none", zorder=2)
        axes.add_patch(inner)
    if contested:
        add_diamond(axes, x + width * 0.36, y - width * 0.36, _DIAMOND)
    if anomalous:
        add_dagger(axes, x - width / 2 - _CLEAR, y - width * 0.36)


def _shape(x: float, y: float, width: float, square: bool) -> Patch:
    from matplotlib.patches import Circle, Rectangle

    if square:
        return Rectangle((x - width / 2, y - width / 2), width, width)
    return Circle((x, y), width / 2)
