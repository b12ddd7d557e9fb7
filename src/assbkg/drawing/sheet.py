"""The sheet of a figure: its size, the entries of its legend and the notes below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from assbkg.drawing.lettering import MM_PER_POINT, width_mm, wrap
from assbkg.drawing.marks import LABEL, add_text
from assbkg.drawing.palette import INK, MUTED
from assbkg.errors import DrawingError
from assbkg.nearest import nearest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "PDF",
    "SIZES",
    "SMALL",
    "SMALL_LEADING",
    "Entry",
    "Note",
    "Size",
    "add_entries",
    "add_notes",
    "blank",
    "entries_height",
    "first_that_fits",
    "notes_height",
    "size_of",
]


#: The tallest page that PDF readers show, 200 inches.
PDF: Final = 5000.0
_ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class Size:
    """The size of a figure in millimetres, and the factor by which it is enlarged at the end.

    `tallest` is the height that fits. A figure that can't be reduced to it may grow, unless
    the size is `fixed`.
    """

    width: float
    tallest: float
    enlarged: float = 1.0
    fixed: bool = False

    def require_room(self, height: float, what: str) -> None:
        """Raise `DrawingError` when a figure of `what` is too tall for the size or for a PDF."""
        limit = self.tallest + _ROUNDING if self.fixed else PDF
        if height > limit:
            raise DrawingError(
                f"a figure of {what} would be {height:,.0f} mm tall, of which {limit:,.0f} mm fit; "
                "show less, or choose a size that can grow"
            )


#: Journals set columns of 85 to 90 mm and pages of 180 to 190 mm by about 247 mm. A slide is
#: laid out like a page over both columns, so that its letters are at least 11 points.
SIZES: Final[Mapping[str, Size]] = {
    "single": Size(89.0, 247.0),
    "double": Size(183.0, 247.0),
    "slide": Size(183.0, 102.9, enlarged=338.7 / 183.0, fixed=True),
}


def size_of(name: str) -> Size:
    """Return one of `SIZES`. Raises `DrawingError` for any other name."""
    if name not in SIZES:
        meant = nearest(name, SIZES) or tuple(SIZES)
        raise DrawingError(f"unknown width {name!r}; known are {', '.join(meant)}")
    return SIZES[name]


T = TypeVar("T")


def first_that_fits(ways: Iterable[T], fits: Callable[[T], bool]) -> T:
    """Return the first of ever poorer ways to draw a figure that fits, or else the last."""
    for way in ways:
        if fits(way):
            break
    return way


def blank(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure, and axes over all of it, in millimetres from the top left."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


#: The smallest type that journals print, in points, and the distance of its lines.
SMALL: Final = 6.0
SMALL_LEADING: Final = SMALL * 1.25 * MM_PER_POINT
_BETWEEN_NOTES: Final = 0.5  # from paragraph to paragraph


@dataclass(frozen=True)
class Note:
    """A paragraph; an `urgent` one is bold, because it says what is left out."""

    id: str
    text: str
    urgent: bool = False

    def lines(self, width: float) -> tuple[str, ...]:
        """Return the lines of the text, broken to fit a width."""
        return wrap(self.text, SMALL, width, bold=self.urgent)


def notes_height(notes: Sequence[Note], width: float) -> float:
    """Return the height that `add_notes` takes."""
    return sum(len(note.lines(width)) * SMALL_LEADING + _BETWEEN_NOTES for note in notes)


def add_notes(axes: Axes, notes: Sequence[Note], *, left: float, top: float, width: float) -> None:
    """Set paragraphs from `left` and `top` downwards."""
    for note in notes:
        colour = INK if note.urgent else MUTED
        for number, line in enumerate(note.lines(width), start=1):
            y = top + SMALL_LEADING / 2
            gid = f"note.{note.id}.line{number}"
            add_text(axes, left, y, line, size=SMALL, bold=note.urgent, colour=colour, gid=gid)
            top += SMALL_LEADING
        top += _BETWEEN_NOTES


_ENTRY_HEIGHT: Final = 4.4
_AFTER_KEY: Final = 1.4  # from key to words
_BETWEEN_ENTRIES: Final = 4.5  # from entry to entry


@dataclass(frozen=True)
class Entry:
    """An entry of a legend: the words, and how a key of some length is drawn before them."""

    id: str
    words: str
    length: float = 0.0
    key: Callable[[Axes, float, float], None] | None = None
    height: float = _ENTRY_HEIGHT

    @property
    def indent(self) -> float:
        """From the left of the key to the words."""
        return self.length + _AFTER_KEY if self.key else 0.0

    @property
    def width(self) -> float:
        """From the left of the key to the end of the words."""
        return self.indent + width_mm(self.words, LABEL)


def entries_height(
    groups: Sequence[Sequence[Entry]], width: float, *, between: float = _BETWEEN_ENTRIES
) -> float:
    """Return the height that `add_entries` takes."""
    return sum(_row_height(row) for row in _entry_rows(groups, width, between))


def add_entries(
    axes: Axes,
    groups: Sequence[Sequence[Entry]],
    *,
    left: float,
    top: float,
    width: float,
    between: float = _BETWEEN_ENTRIES,
) -> None:
    """Draw groups of entries from `left` and `top` on, each in one row if it fits."""
    for row in _entry_rows(groups, width, between):
        x, y = left, top + _row_height(row) / 2
        for entry in row:
            if entry.key:
                entry.key(axes, x, y)
            add_text(axes, x + entry.indent, y, entry.words, gid=f"legend.{entry.id}")
            x += entry.width + between
        top += _row_height(row)


def _row_height(row: Sequence[Entry]) -> float:
    return max(entry.height for entry in row)


def _entry_rows(
    groups: Sequence[Sequence[Entry]], width: float, between: float
) -> list[list[Entry]]:
    """Return entries in rows; a group begins in a row if all of it fits there."""
    rows: list[list[Entry]] = []
    used = width
    for group in groups:
        if used + sum(entry.width + between for entry in group) > width + between:
            used = width
        for entry in group:
            if used + entry.width > width:
                rows.append([])
                used = 0.0
            rows[-1].append(entry)
            used += entry.width + between
    return rows
