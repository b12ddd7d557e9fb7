"""The rows of a timeline: years on the left, a mark in each row, and words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import width_mm, wrap
from assbkg.drawing.marks import LABEL, LEADING, add_text
from assbkg.drawing.notes import SMALL, SMALL_LEADING
from assbkg.drawing.palette import MUTED, tint
from assbkg.drawing.timeline_events import Event

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HEAD", "Columns", "Row", "Years", "add_mark", "add_row", "add_years", "lay_out"]

#: The height of the line of years above the rows.
HEAD: Final = 5.0

_TOLD: Final = "#0072B2"
_PLANNED: Final = "#B07800"
_GRID: Final = "#DDDDDD"
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_APART: Final = 2.0  # between the numbers of two years
_BAR: Final = 2.4  # the height of a span
_PADDING: Final = 1.1  # above and below a row
_BETWEEN: Final = 2.0  # columns


@dataclass(frozen=True)
class Years:
    """An axis of years, from the beginning of `first` to the end of `last`."""

    first: int
    last: int
    left: float
    right: float

    @property
    def ticks(self) -> list[int]:
        """Round years, from before the first to after the last, so that their numbers fit."""
        wide = width_mm(str(self.last), SMALL) + _APART
        for step in _STEPS:
            start, end = floor(self.first / step), ceil((self.last + 1) / step)
            ticks = [number * step for number in range(start, end + 1)]
            if (self.right - self.left) / (end - start) >= wide:
                break
        return ticks

    def at(self, year: float) -> float:
        """Where the beginning of a year is."""
        start, end = self.ticks[0], self.ticks[-1]
        return self.left + (self.right - self.left) * (year - start) / (end - start)


@dataclass(frozen=True)
class Columns:
    """Where dates and titles begin, and where titles end."""

    dates: float
    titles: float
    right: float

    @classmethod
    def of(cls, events: Sequence[Event], left: float, right: float) -> Columns:
        """Dates as wide as the longest, but for what titles need."""
        dates = max(width_mm(event.written, LABEL, bold=True) for event in events)
        return cls(left, min(left + dates + _BETWEEN, left + (right - left) / 2), right)


@dataclass(frozen=True)
class Row:
    """A milestone: the lines of its date, title and details, from `top` downwards."""

    event: Event
    top: float
    dates: tuple[str, ...]
    titles: tuple[str, ...]
    details: tuple[str, ...]

    @property
    def bottom(self) -> float:
        """Where the next one begins."""
        words = len(self.titles) * LEADING + len(self.details) * SMALL_LEADING
        return self.top + max(words, len(self.dates) * LEADING) + 2 * _PADDING

    @property
    def middle(self) -> float:
        """The middle of the first line, where the mark stands."""
        return self.top + _PADDING + LEADING / 2


def lay_out(
    events: Sequence[Event], place: Columns, top: float, *, details: bool
) -> tuple[Row, ...]:
    """The rows from `top` downwards, one below the other."""
    rows: list[Row] = []
    room = place.right - place.titles
    for event in events:
        dates = wrap(event.written, LABEL, place.titles - place.dates - _BETWEEN, bold=True)
        titles = wrap(event.title, LABEL, room)
        said = wrap(event.detail, SMALL, room) if details else ()
        rows.append(Row(event, rows[-1].bottom if rows else top, dates, titles, said))
    return tuple(rows)


def add_years(axes: Axes, years: Years, top: float, bottom: float) -> None:
    """Draw the line of years at `top`, with a thin line down to `bottom` for each."""
    for year in years.ticks:
        x = years.at(year)
        middle = top + HEAD / 2 - 0.4
        gid = f"year.{year}"
        add_text(axes, x, middle, str(year), size=SMALL, centred=True, colour=MUTED, gid=gid)
        _add_line(axes, (x, x), (top + HEAD - 0.8, bottom), _GRID)


def add_row(axes: Axes, row: Row, number: int, years: Years, place: Columns) -> None:
    """Draw a milestone: its mark at its years, a thin line to its words, and these."""
    event = row.event
    left, right = years.at(event.first), years.at(event.last + 1)
    end = add_mark(axes, left, right, row.middle, event, f"mark.{number}")
    _add_line(axes, (end + 0.8, place.dates - 1.0), (row.middle, row.middle), _GRID)
    y = row.middle
    for line, words in enumerate(row.dates):
        gid = f"date.{number}.line{line + 1}"
        add_text(axes, place.dates, y + LEADING * line, words, bold=True, gid=gid)
    for line, words in enumerate(row.titles):
        gid = f"title.{number}.line{line + 1}"
        add_text(axes, place.titles, y + LEADING * line, words, gid=gid)
    y += LEADING * (len(row.titles) - 0.5) + SMALL_LEADING / 2
    for line, words in enumerate(row.details):
        gid = f"detail.{number}.line{line + 1}"
        middle = y + SMALL_LEADING * line
        add_text(axes, place.titles, middle, words, size=SMALL, colour=MUTED, gid=gid)


def add_mark(axes: Axes, left: float, right: float, y: float, event: Event, gid: str) -> float:
    """Draw a span as a bar, a year as a dot, a plan as a hollow triangle; returns its right end.

    What a curator doubts is hollow too.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    colour = _PLANNED if event.planned else _TOLD
    hollow = event.planned or bool(event.sign)
    if event.last > event.first:
        face = tint(colour, 0.15) if hollow else colour
        corner = (left, y - _BAR / 2)
        style = (0, (2, 1.5)) if event.planned else "-"
        axes.add_patch(
            Rectangle(
                corner, right - left, _BAR, fc=face, ec=colour, lw=0.8, ls=style, zorder=4, gid=gid
            )
        )
        return right
    middle = (left + right) / 2
    mark = Line2D(
        [middle],
        [y],
        ls="none",
        marker=">" if event.planned else "o",
        ms=5.4,
        mew=1.1,
        mfc="white" if hollow else colour,
        mec=colour,
        zorder=4,
        gid=gid,
    )
    axes.add_line(mark)
    return middle + _BAR / 2


def _add_line(axes: Axes, xs: tuple[float, float], ys: tuple[float, float], colour: str) -> None:
    from matplotlib.lines import Line2D

    axes.add_line(Line2D(xs, ys, color=colour, lw=0.5, zorder=1))
