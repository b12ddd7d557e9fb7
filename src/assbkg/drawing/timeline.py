"""The milestones as a timeline: years on the left, and beside the mark of each its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import require_glyphs, width_mm, wrap
from assbkg.drawing.marks import LABEL, LEADING, add_line, add_text
from assbkg.drawing.palette import MUTED, tint
from assbkg.drawing.reading import Event, read_events, tell_signs
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sheet import (
    SIZES,
    SMALL,
    SMALL_LEADING,
    Note,
    Size,
    add_notes,
    blank,
    first_that_fits,
    notes_height,
)
from assbkg.drawing.web.wording import count
from assbkg.files.replacing import check_target, ending_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Years", "compose_timeline", "draw_timeline"]


#: The height of the line of years above the rows.
_HEAD: Final = 5.0

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
        """Return where the beginning of a year is."""
        start, end = self.ticks[0], self.ticks[-1]
        return self.left + (self.right - self.left) * (year - start) / (end - start)


@dataclass(frozen=True)
class _Columns:
    """The left of dates, and the left and right of titles."""

    dates: float
    titles: float
    right: float

    @classmethod
    def of(cls, events: Sequence[Event], left: float, right: float) -> _Columns:
        """Return columns with dates as wide as the longest, at most half of the whole."""
        dates = max(width_mm(event.written, LABEL, bold=True) for event in events)
        return cls(left, min(left + dates + _BETWEEN, left + (right - left) / 2), right)


@dataclass(frozen=True)
class _Row:
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


def _lay_out(
    events: Sequence[Event], place: _Columns, top: float, *, details: bool
) -> tuple[_Row, ...]:
    """Return the rows from `top` downwards, one below the other."""
    rows: list[_Row] = []
    room = place.right - place.titles
    for event in events:
        dates = wrap(event.written, LABEL, place.titles - place.dates - _BETWEEN, bold=True)
        titles = wrap(event.title, LABEL, room)
        below = wrap(event.detail, SMALL, room) if details else ()
        rows.append(_Row(event, rows[-1].bottom if rows else top, dates, titles, below))
    return tuple(rows)


def _add_years(axes: Axes, years: Years, top: float, bottom: float) -> None:
    """Draw the line of years at `top`, with a thin line down to `bottom` for each."""
    for year in years.ticks:
        x = years.at(year)
        middle = top + _HEAD / 2 - 0.4
        gid = f"year.{year}"
        add_text(axes, x, middle, str(year), size=SMALL, centred=True, colour=MUTED, gid=gid)
        add_line(axes, (x, top + _HEAD - 0.8), (x, bottom), _GRID, width=0.5)


def _add_row(axes: Axes, row: _Row, number: int, years: Years, place: _Columns) -> None:
    """Draw a milestone: its mark at its years, a thin line, and its words."""
    event = row.event
    left, right = years.at(event.first), years.at(event.last + 1)
    end = _add_mark(axes, left, right, row.middle, event, f"mark.{number}")
    add_line(axes, (end + 0.8, row.middle), (place.dates - 1.0, row.middle), _GRID, width=0.5)
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


def _add_mark(axes: Axes, left: float, right: float, y: float, event: Event, gid: str) -> float:
    """Draw a span as a bar, a year as a dot, a plan as a hollow triangle; return its right end.

    Milestones that a curator doubts are hollow, too.
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


_MARGIN: Final = 1.5
_CHART: Final = 0.42  # the share of the years
_GAP: Final = 3.0  # between years and words
_KEYS: Final = 5.0  # the height of a row of the key
_KEY: Final = 6.0  # the room of a mark in it


def draw_timeline(graph: KnowledgeGraph, path: Path, *, size: Size = SIZES["double"]) -> None:
    """Draw the milestones into an .svg, .pdf or .png file.

    Raises `DrawingError` when there is none, as `compose_timeline` does, for another ending,
    and when the file can't be written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    events = read_events(graph)
    write_figure(path, lambda: compose_timeline(events, size), "Milestones", enlarged=size.enlarged)


def compose_timeline(events: Sequence[Event], size: Size) -> Figure:
    """Lay out milestones in order. What has no room is left out, and the figure says so.

    Raises `DrawingError` when a label has a character that the font lacks, or the figure would
    be too tall.
    """
    require_glyphs(text for e in events for text in (e.written, e.title, e.detail, *e.reasons))
    sheet = _sheet(events, size)
    size.require_room(sheet.height, count(len(events), "milestone"))
    figure, axes = blank(size.width, sheet.height)
    _add_years(axes, sheet.years, _MARGIN, sheet.rows[-1].bottom)
    for number, row in enumerate(sheet.rows, start=1):
        _add_row(axes, row, number, sheet.years, sheet.place)
    _add_key(axes, sheet)
    top = sheet.rows[-1].bottom + _KEYS * len(sheet.keys)
    add_notes(axes, sheet.notes, left=_MARGIN, top=top, width=size.width - 2 * _MARGIN)
    return figure


@dataclass(frozen=True)
class _Sheet:
    """What is on a figure: the axis, the columns of words, the rows, the key and the notes."""

    years: Years
    place: _Columns
    rows: tuple[_Row, ...]
    keys: Sequence[Sequence[tuple[float, Event, str]]]
    notes: Sequence[Note]

    @property
    def height(self) -> float:
        width = self.place.right - _MARGIN
        below = _KEYS * len(self.keys) + notes_height(self.notes, width)
        return self.rows[-1].bottom + below + _MARGIN


def _sheet(events: Sequence[Event], size: Size) -> _Sheet:
    """Return the fullest sheet that fits; if none does, the full one, unless the size is fixed."""
    return first_that_fits(_ways(events, size), lambda sheet: sheet.height <= size.tallest)


def _ways(events: Sequence[Event], size: Size) -> Iterator[_Sheet]:
    full = _laid_out(events, 0, size, details=True, reasons=True)
    yield full
    yield _laid_out(events, 0, size, details=True, reasons=False)
    if not size.fixed:
        yield full
        return
    for left in range(len(events)):
        yield _laid_out(events, left, size, details=False, reasons=False)


def _laid_out(
    events: Sequence[Event], left_out: int, size: Size, *, details: bool, reasons: bool
) -> _Sheet:
    shown = events[: len(events) - left_out]
    right = size.width - _MARGIN
    end = _MARGIN + _CHART * (right - _MARGIN)
    inset = width_mm("2000", SMALL) / 2
    first, last = min(e.first for e in shown), max(e.last for e in shown)
    years = Years(first, last, _MARGIN + inset, end - inset)
    place = _Columns.of(shown, end + _GAP, right)
    rows = _lay_out(shown, place, _MARGIN + _HEAD, details=details)
    notes = list(_notes(shown, events[len(shown) :], details=details, reasons=reasons))
    return _Sheet(years, place, rows, _key(shown, right), notes)


def _notes(
    shown: Sequence[Event], left: Sequence[Event], *, details: bool, reasons: bool
) -> Iterator[Note]:
    parts = []
    if left:
        years = f"{min(e.first for e in left)} to {max(e.last for e in left)}"
        parts.append(f"the last {count(len(left), 'milestone')}, of {years}")
    if not details:
        parts.append("sources and modality")
    if not reasons and any(e.reasons for e in shown):
        parts.append("why milestones are doubted")
    if parts:
        yield Note("omissions", f"Left out for lack of space: {'; '.join(parts)}.", urgent=True)
    hollow = ["a plan"] * any(e.planned for e in shown)
    hollow += filter(None, [tell_signs(e.status for e in shown)])
    reading = [f"Hollow marks: {', or '.join(hollow)}"] if hollow else []
    if details:
        reading.append("§ and s.: section and sentence of the source")
    if reading:
        yield Note("reading", ". ".join(reading) + ".")
    if reasons:
        for number, event in enumerate(shown):
            for reason in event.reasons:
                yield Note(f"reason.{number}", f"{event.sign} {event.label}: {reason}")


def _key(shown: Sequence[Event], right: float) -> list[list[tuple[float, Event, str]]]:
    """Return rows of the key: the left of each entry, an example, and what its mark means."""
    meanings = {
        (True, False): "a span of years, in which it began or happened",
        (False, False): "a year",
        (True, True): "a plan at the time of writing, for a span of years",
        (False, True): "a plan at the time of writing, not an event",
    }
    rows: list[list[tuple[float, Event, str]]] = [[]]
    x = _MARGIN
    for (spans, planned), words in meanings.items():
        alike = (e for e in shown if (e.last > e.first, e.planned) == (spans, planned))
        event = next(alike, None)
        if event is None:
            continue
        wide = _KEY + width_mm(words, SMALL)
        if rows[-1] and x + wide > right:
            rows.append([])
            x = _MARGIN
        rows[-1].append((x, replace(event, status=""), words))
        x += wide + _GAP
    return rows


def _add_key(axes: Axes, sheet: _Sheet) -> None:
    y = sheet.rows[-1].bottom + _KEYS / 2
    for row in sheet.keys:
        for x, event, words in row:
            _add_mark(axes, x, x + _KEY - 1.5, y, event, f"key.{words}")
            add_text(axes, x + _KEY, y, words, size=SMALL, colour=MUTED, gid=f"key.{words}")
        y += _KEYS
