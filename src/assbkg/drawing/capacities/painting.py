"""The plot as drawn: ground, ticks, joining lines, marks and labels."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Final

from assbkg.drawing.capacities.marking import add_line, add_mark
from assbkg.drawing.capacities.placing import LEADER, Area
from assbkg.drawing.capacities.plot import ABOVE, UNTOLD, Label, Plot
from assbkg.drawing.capacities.reading import Capacity
from assbkg.drawing.capacities.series import joints, looks
from assbkg.drawing.lettering import width_mm
from assbkg.drawing.marks import LEADING, add_text
from assbkg.drawing.notes import SMALL
from assbkg.drawing.palette import FAMILY, INFERRED, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["add_plot"]

_GRID: Final = "#DDDDDD"
_TICK: Final = 0.9
_TICK_WORDS: Final = 2.6  # below the plot
_AXIS_WORDS: Final = 5.9


def add_plot(axes: Axes, plot: Plot) -> None:
    """Draw a plot into axes of millimetres."""
    _add_ground(axes, plot)
    look = looks(plot.capacities)
    for joint in joints(plot.capacities):
        ends = plot.points[joint.first.id], plot.points[joint.second.id]
        colour, gid = look[joint.first.system].colour, f"joint.{joint.first.id}"
        add_line(axes, *ends, colour, width=1.0, dashed=not joint.alike, gid=gid)
    for number, c in enumerate(plot.capacities, start=1):
        x, y = plot.points[c.id]
        if c.low is not None and c.high is not None:
            ends = (x, plot.heights.at(float(c.low))), (x, plot.heights.at(float(c.high)))
            add_line(axes, *ends, look[c.system].colour, width=1.0)
        add_mark(axes, x, y, c, look[c.system], f"mark.{number}")
        if c.id in plot.labels:
            _add_label(axes, number, c, (x, y), plot.labels[c.id])


def _add_label(
    axes: Axes, number: int, capacity: Capacity, point: tuple[float, float], label: Label
) -> None:
    if capacity.number is not None:  # what lies behind must not make it hard to read
        _add_area(axes, label.area, "white", alpha=0.7, zorder=3)
    near = label.area.nearest(*point)
    if hypot(near[0] - point[0], near[1] - point[1]) > LEADER:
        add_line(axes, point, near, INFERRED, width=0.4)
    for row, line in enumerate(label.said.lines):
        middle = label.area.top + LEADING * (row + 0.5)
        add_text(axes, label.area.left, middle, line, gid=f"label.{number}.line{row + 1}")


def _add_area(axes: Axes, area: Area, colour: str, *, alpha: float, zorder: float) -> None:
    from matplotlib.patches import Rectangle

    corner = (area.left, area.top)
    size = (area.right - area.left, area.bottom - area.top)
    axes.add_patch(Rectangle(corner, *size, fc=colour, ec="none", alpha=alpha, zorder=zorder))


def _add_ground(axes: Axes, plot: Plot) -> None:
    words = f"Capacity in {plot.capacities[0].unit}"
    y = plot.top - ABOVE / 2 - 0.8
    add_text(axes, plot.left, y, words, bold=True, gid="axis.capacity")
    if plot.strip:
        _add_area(axes, plot.strip, FAMILY, alpha=1.0, zorder=0)
    for tick in plot.heights.ticks:
        y, text = plot.heights.at(tick), f"{tick:g}"
        x = plot.inner_left - 1.0 - width_mm(text, SMALL)
        add_text(axes, x, y, text, size=SMALL, colour=MUTED, gid=f"tick.capacity.{text}")
        colour, width = (_GRID, 0.4) if tick else (MUTED, 0.6)
        add_line(axes, (plot.inner_left, y), (plot.right, y), colour, width=width)
    if plot.strip:
        middle = (plot.strip.left + plot.strip.right) / 2
        _add_below(axes, middle, plot.bottom + _TICK_WORDS, UNTOLD, "axis.untold")
    if plot.panel:
        for cycle in plot.cycles.ticks:
            x = plot.cycles.at(cycle)
            add_line(axes, (x, plot.bottom), (x, plot.bottom + _TICK), MUTED, width=0.6)
            _add_below(axes, x, plot.bottom + _TICK_WORDS, str(cycle), f"tick.cycle.{cycle}")
        middle = (plot.panel.left + plot.panel.right) / 2
        y = plot.bottom + _AXIS_WORDS
        words = "Cycle number (logarithmic)"
        add_text(axes, middle, y, words, bold=True, centred=True, gid="axis.cycles")


def _add_below(axes: Axes, x: float, y: float, text: str, gid: str) -> None:
    add_text(axes, x, y, text, size=SMALL, centred=True, colour=MUTED, gid=gid)
