"""The milestones as a timeline: one row each, by year, with who says so below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import require_glyphs, width_mm
from assbkg.drawing.marks import add_text
from assbkg.drawing.notes import SMALL, Note, add_notes, notes_height
from assbkg.drawing.palette import MUTED
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sizes import SIZES, Size
from assbkg.drawing.standing import tell_signs
from assbkg.drawing.timeline_events import Event, read_events
from assbkg.drawing.timeline_rows import (
    HEAD,
    Columns,
    Row,
    Years,
    add_mark,
    add_row,
    add_years,
    lay_out,
)
from assbkg.drawing.web.wording import count
from assbkg.files.whole import check_target, ending_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose_timeline", "draw_timeline"]

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
    """Lay out milestones in their order. What finds no room is left out, which the figure says.

    Raises `DrawingError` when a label has a character that the font lacks, or the figure would
    be too tall.
    """
    from matplotlib.figure import Figure

    require_glyphs(text for e in events for text in (e.written, e.title, e.detail, *e.reasons))
    sheet = _sheet(events, size)
    size.require_room(sheet.height, count(len(events), "milestone"))
    height = sheet.height
    figure = Figure(figsize=(size.width / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, size.width), ylim=(height, 0))
    axes.set_axis_off()
    add_years(axes, sheet.years, _MARGIN, sheet.rows[-1].bottom)
    for number, row in enumerate(sheet.rows, start=1):
        add_row(axes, row, number, sheet.years, sheet.place)
    _add_key(axes, sheet)
    top = sheet.rows[-1].bottom + _KEYS * len(sheet.keys)
    add_notes(axes, sheet.notes, left=_MARGIN, top=top, width=size.width - 2 * _MARGIN)
    return figure


@dataclass(frozen=True)
class _Sheet:
    """What is on a figure: the axis, the columns of words, the rows, the key and the notes."""

    years: Years
    place: Columns
    rows: tuple[Row, ...]
    keys: Sequence[Sequence[tuple[float, Event, str]]]
    notes: Sequence[Note]

    @property
    def height(self) -> float:
        width = self.place.right - _MARGIN
        below = _KEYS * len(self.keys) + notes_height(self.notes, width)
        return self.rows[-1].bottom + below + _MARGIN


def _sheet(events: Sequence[Event], size: Size) -> _Sheet:
    """The fullest figure that fits; where none does, the full one grows, unless it may not."""
    full = _laid_out(events, 0, size, details=True, reasons=True)
    if full.height <= size.tallest:
        return full
    poorer = [
        _laid_out(events, 0, size, details=True, reasons=False),
        *(
            _laid_out(events, left, size, details=False, reasons=False)
            for left in (range(len(events)) if size.fixed else ())
        ),
    ]
    fitting = (sheet for sheet in poorer if sheet.height <= size.tallest)
    return next(fitting, poorer[-1] if size.fixed else full)


def _laid_out(
    events: Sequence[Event], left_out: int, size: Size, *, details: bool, reasons: bool
) -> _Sheet:
    shown = events[: len(events) - left_out]
    right = size.width - _MARGIN
    end = _MARGIN + _CHART * (right - _MARGIN)
    inset = width_mm("2000", SMALL) / 2
    first, last = min(e.first for e in shown), max(e.last for e in shown)
    years = Years(first, last, _MARGIN + inset, end - inset)
    place = Columns.of(shown, end + _GAP, right)
    rows = lay_out(shown, place, _MARGIN + HEAD, details=details)
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
    """Rows of the key: from where, an example, and what such a mark means."""
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
            add_mark(axes, x, x + _KEY - 1.5, y, event, f"key.{words}")
            add_text(axes, x + _KEY, y, words, size=SMALL, colour=MUTED, gid=f"key.{words}")
        y += _KEYS
