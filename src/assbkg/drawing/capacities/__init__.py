"""Capacities over cycle number as a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.capacities.placing import LEADER, Area
from assbkg.drawing.capacities.plot import ABOVE, BELOW, NO_CYCLE, Label, Plot
from assbkg.drawing.capacities.series import add_mark, joints, looks
from assbkg.drawing.capacities.table import Omissions, Table, legend, make_key, make_table
from assbkg.drawing.lettering import require_glyphs, width_mm
from assbkg.drawing.marks import LEADING, add_line, add_text
from assbkg.drawing.palette import FAMILY, INFERRED, MUTED
from assbkg.drawing.reading import Capacity, read_capacities
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sheet import (
    SIZES,
    SMALL,
    Note,
    Size,
    add_notes,
    blank,
    first_that_fits,
    notes_height,
)
from assbkg.files.replacing import check_target, ending_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose_capacities", "draw_capacities"]


_GRID: Final = "#DDDDDD"
_TICK: Final = 0.9
_TICK_WORDS: Final = 2.6  # below the plot
_AXIS_WORDS: Final = 5.9


def _add_plot(axes: Axes, plot: Plot) -> None:
    """Draw a plot into axes of millimetres."""
    _add_ground(axes, plot)
    look = looks(plot.capacities)
    for joint in joints(plot.capacities):
        ends = plot.points[joint.first.id], plot.points[joint.second.id]
        colour, gid = look[joint.first.system].colour, f"joint.{joint.first.id}"
        add_line(axes, *ends, colour, width=1.0, dashed=not joint.alike, gid=gid, zorder=2)
    for number, c in enumerate(plot.capacities, start=1):
        x, y = plot.points[c.id]
        if c.low is not None and c.high is not None:
            ends = (x, plot.heights.at(float(c.low))), (x, plot.heights.at(float(c.high)))
            add_line(axes, *ends, look[c.system].colour, width=1.0, zorder=2)
        add_mark(axes, x, y, c, look[c.system], f"mark.{number}")
        if c.id in plot.labels:
            _add_label(axes, number, c, (x, y), plot.labels[c.id])


def _add_label(
    axes: Axes, number: int, capacity: Capacity, point: tuple[float, float], label: Label
) -> None:
    if capacity.number is not None:  # what lies behind must not make it illegible
        _add_area(axes, label.area, "white", alpha=0.7, zorder=3)
    near = label.area.nearest(*point)
    if hypot(near[0] - point[0], near[1] - point[1]) > LEADER:
        add_line(axes, point, near, INFERRED, width=0.4, zorder=2)
    for row, line in enumerate(label.text.lines):
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
        add_line(axes, (plot.inner_left, y), (plot.right, y), colour, width=width, zorder=2)
    if plot.strip:
        middle = (plot.strip.left + plot.strip.right) / 2
        _add_below(axes, middle, plot.bottom + _TICK_WORDS, NO_CYCLE, "axis.untold")
    if plot.panel:
        for cycle in plot.cycles.ticks:
            x = plot.cycles.at(cycle)
            add_line(axes, (x, plot.bottom), (x, plot.bottom + _TICK), MUTED, width=0.6, zorder=2)
            _add_below(axes, x, plot.bottom + _TICK_WORDS, str(cycle), f"tick.cycle.{cycle}")
        middle = (plot.panel.left + plot.panel.right) / 2
        y = plot.bottom + _AXIS_WORDS
        words = "Cycle number (logarithmic)"
        add_text(axes, middle, y, words, bold=True, centred=True, gid="axis.cycles")


def _add_below(axes: Axes, x: float, y: float, text: str, gid: str) -> None:
    add_text(axes, x, y, text, size=SMALL, centred=True, colour=MUTED, gid=gid)


_MARGIN: Final = 1.5
_GAP: Final = 1.0  # between table and notes
_LEAST: Final = 46.0  # the height of a plot
_USUAL: Final = 62.0
_NARROW: Final = 88.0  # a narrow plot is taller, so that labels find room
_MANY: Final = 12  # figures, beyond which a plot is taller
_EACH: Final = 1.6  # by so much for each
_MOST: Final = 120.0


def draw_capacities(
    graph: KnowledgeGraph,
    path: Path,
    *,
    systems: Sequence[str] = (),
    size: Size = SIZES["double"],
) -> None:
    """Draw all capacities, or those of some systems and samples, into an .svg, .pdf or .png file.

    Raises `UnknownName` for a system that there is not, and `DrawingError` when a system has
    no capacity, as `compose_capacities` does, for another ending, and when the file can't be
    written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    capacities = read_capacities(graph, systems)
    title = "Capacities over cycle number"
    write_figure(path, lambda: compose_capacities(capacities, size), title, enlarged=size.enlarged)


def compose_capacities(capacities: Sequence[Capacity], size: Size) -> Figure:
    """Lay out a figure on a size. What has no room is left out, and the figure says so.

    Raises `DrawingError` when a label has a character that the font lacks, or the figure would
    be too tall.
    """
    require_glyphs(_texts(capacities))
    [(unit, _)] = Counter(c.unit for c in capacities).most_common(1)
    shown = [c for c in capacities if c.unit == unit]
    others = [c for c in capacities if c.unit != unit]
    sheet = _sheet(shown, others, size)
    size.require_room(sheet.height, f"{len(capacities)} measurements")
    figure, axes = blank(size.width, sheet.height)
    _add_plot(axes, sheet.plot)
    top = sheet.plot.bottom + BELOW
    width = size.width - 2 * _MARGIN
    sheet.table.draw(axes, looks(sheet.plot.capacities), left=_MARGIN, top=top, width=width)
    top += sheet.table.height + _GAP
    add_notes(axes, sheet.notes, left=_MARGIN, top=top, width=width)
    return figure


@dataclass(frozen=True)
class _Sheet:
    """The parts of a figure, from top to bottom."""

    plot: Plot
    table: Table
    notes: Sequence[Note]

    @property
    def height(self) -> float:
        width = self.plot.right - self.plot.left
        below = self.table.height + _GAP + notes_height(self.notes, width)
        return self.plot.bottom + BELOW + below + _MARGIN


def _ways(shown: Sequence[Capacity], size: Size) -> Iterator[Omissions]:
    """Yield ever more omissions; only a fixed size leaves out the table, places and systems."""
    yield Omissions()
    yield Omissions(reasons=True)
    if size.fixed:
        yield Omissions(reasons=True, table=True)
        for fewer in range(len({c.system for c in shown})):
            yield Omissions(reasons=True, table=True, places=True, systems=fewer)
    else:
        yield Omissions()


def _kept(capacities: Sequence[Capacity], left: Omissions) -> list[Capacity]:
    """Return the capacities of the systems that are not left out, which have most of them."""
    ranked = [system for system, _ in Counter(c.system for c in capacities).most_common()]
    kept = ranked[: len(ranked) - left.systems]
    return [c for c in capacities if c.system in kept]


def _fitting(shown: Sequence[Capacity], others: Sequence[Capacity], size: Size) -> Omissions:
    """Return what to leave out so that the figure fits; if nothing helps, it may grow."""
    least = _LEAST if size.fixed else _usual(size)

    def fits(left: Omissions) -> bool:
        return least + _around(_kept(shown, left), others, size, left) <= size.tallest

    return first_that_fits(_ways(shown, size), fits)


def _around(
    kept: Sequence[Capacity], others: Sequence[Capacity], size: Size, left: Omissions
) -> float:
    """Return the height that everything but the plot may take."""
    width = size.width - 2 * _MARGIN
    most = replace(left, unlabelled=len(kept), bare=len(kept), numbered=not left.table)
    either = most, replace(most, unlabelled=0, bare=0)
    notes = max(notes_height(legend(kept, others, omitted), width) for omitted in either)
    return 2 * _MARGIN + ABOVE + BELOW + _below(kept, width, most).height + _GAP + notes


def _sheet(shown: Sequence[Capacity], others: Sequence[Capacity], size: Size) -> _Sheet:
    left = _fitting(shown, others, size)
    kept = _kept(shown, left)
    height = size.tallest - _around(kept, others, size, left)
    if not size.fixed:
        usual = _usual(size)
        most = min(usual + max(len(kept) - _MANY, 0) * _EACH, _MOST)
        height = min(height, most) if height >= usual else most
    top = _MARGIN + ABOVE
    ends = _MARGIN, size.width - _MARGIN, top, top + max(height, _LEAST)
    plot = Plot(kept, *ends, numbered=not left.table, conditions=left.table)
    omitted = replace(left, unlabelled=plot.unlabelled, bare=plot.bare, numbered=plot.by_number)
    table = _below(kept, size.width - 2 * _MARGIN, omitted)
    return _Sheet(plot, table, legend(kept, others, replace(omitted, terse=table.terse)))


def _usual(size: Size) -> float:
    return _NARROW if size.width < _MOST else _USUAL


def _below(shown: Sequence[Capacity], width: float, left: Omissions) -> Table:
    if left.table:
        return make_key(shown, width, places=not left.places)
    return make_table(shown, width, numbered=left.numbered)


def _texts(capacities: Sequence[Capacity]) -> Iterator[str]:
    """Yield all words that come from the graph."""
    for c in capacities:
        yield from (c.name, c.kind, c.written, c.unit, c.cycle, c.modality, c.status, c.citation)
        yield from (*c.conditions, *c.reasons)
