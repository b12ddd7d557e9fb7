"""The names of lines in a log–log figure: at their ends, or above where they were killed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import FONT
from assbkg.drawing.palette import MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SIZE", "End", "name_ends", "name_late"]

SIZE: Final = 6.5  # points
_UP: Final = 0.045  # from one name to the next, of the height of the axes
_ALONG: Final = 0.075  # of their width


@dataclass(frozen=True)
class End:
    """Where a line ends, in data, and the name to put there."""

    x: float
    y: float
    name: str
    colour: str


def name_ends(axes: Axes, ends: Sequence[End]) -> None:
    """Put names right of the axes, none over another, with a thin line from each end."""
    axes.autoscale_view()  # else the limits are not known yet
    place = axes.transData + axes.transAxes.inverted()
    placed = [(*place.transform((end.x, end.y)), end) for end in ends]
    placed.sort(key=lambda it: (it[1], it[2].name))
    for (x, y, end), height in zip(placed, _spread([it[1] for it in placed]), strict=True):
        axes.plot(
            [x, 1.03, 1.05],
            [y, height, height],
            transform=axes.transAxes,
            color=end.colour,
            linewidth=0.3,
            clip_on=False,
            zorder=1,
        )
        _write(axes, 1.06, height, end.name, end.colour)


def name_late(axes: Axes, limit: str, ends: Sequence[End]) -> None:
    """Put names slanting above the axes, where their lines leave them; `limit` says where."""
    place = axes.transData + axes.transAxes.inverted()
    late: dict[float, list[End]] = {}
    for end in ends:
        late.setdefault(end.x, []).append(end)
    for x, those in late.items():
        middle, _ = place.transform((x, those[0].y))
        for number, end in enumerate(those):
            along = middle + (number - (len(those) - 1) / 2) * _ALONG
            _write(axes, along, 1.015, end.name, end.colour, slant=60)
    _write(axes, 0.0, 1.03, limit, MUTED)


def _spread(wanted: Sequence[float]) -> list[float]:
    """Heights near those wanted, which go up, with room for a name each and none above 1."""
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + _UP if heights else 0.0))
    ceiling = 1.0
    for index in reversed(range(len(heights))):
        heights[index] = min(heights[index], ceiling)
        ceiling = heights[index] - _UP
    return heights


def _write(axes: Axes, x: float, y: float, text: str, colour: str, slant: float = 0.0) -> None:
    axes.text(
        x,
        y,
        text,
        transform=axes.transAxes,
        size=SIZE,
        color=colour,
        family=FONT,
        rotation=slant,
        ha="left",
        va="bottom" if slant else "center",
        rotation_mode="anchor",
    )
