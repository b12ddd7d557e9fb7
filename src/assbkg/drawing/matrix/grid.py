"""Where the rows, columns and labels of a matrix stand, in millimetres from the top left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, radians, sin
from typing import Final

from assbkg.drawing import marks
from assbkg.drawing.lettering import leading, shorten_to, width_mm, wrap
from assbkg.drawing.sheet import Size
from assbkg.drawing.web.matrix import Matrix
from assbkg.drawing.web.model import Node

__all__ = ["COLUMN_LABEL", "COLUMN_LEADING", "COUNTS", "MARGIN", "Grid", "lay_out"]


#: The size of the labels of columns, in points, and from one of their lines to the next.
COLUMN_LABEL: Final = 6.0
COLUMN_LEADING: Final = leading(COLUMN_LABEL)
#: The room of the counts beside rows.
COUNTS: Final = 9.0
_SHORT: Final = 21.0  # a line of a column's label, where that is enough
_LONGEST: Final = 33.0
#: The length of a line, its angle, and the maximum number of lines; the best first.
_SLANTS: Final = (
    *((_SHORT, 45, 2), (_SHORT, 60, 2)),
    *((_LONGEST, 45, 2), (_LONGEST, 60, 2), (_LONGEST, 90, 2), (_LONGEST, 90, 1)),
)
_WIDEST_COLUMN: Final = 12.0


@dataclass(frozen=True)
class _Slant:
    """The labels of columns: their angle in degrees, and their lines."""

    angle: int
    lines: Mapping[str, tuple[str, ...]]

    @property
    def deepest(self) -> int:
        """The number of lines of the label that has most."""
        return max(map(len, self.lines.values()))

    @property
    def longest(self) -> float:
        """The length of the longest line."""
        return max(width_mm(line, COLUMN_LABEL) for lines in self.lines.values() for line in lines)

    @property
    def height(self) -> float:
        """How far the labels reach up from the cells."""
        across = self.deepest * COLUMN_LEADING
        return self.longest * sin(radians(self.angle)) + across * cos(radians(self.angle))

    @property
    def overhang(self) -> float:
        """How far the last label may reach to the right of its column's middle."""
        across = self.deepest * COLUMN_LEADING
        return self.longest * cos(radians(self.angle)) + across * sin(radians(self.angle)) / 2

    @property
    def pitch(self) -> float:
        """The least distance of columns at which labels don't touch."""
        return self.deepest * COLUMN_LEADING / sin(radians(self.angle))


def _slanted(columns: Sequence[Node], room: float) -> tuple[_Slant, float]:
    """Return the flattest slant at which labels don't touch, else an upright one, and the pitch."""
    number = len(columns)
    for length, angle, most in _SLANTS:
        if length < _LONGEST and any(
            len(wrap(c.label, COLUMN_LABEL, length)) > most for c in columns
        ):
            continue  # no label is cut if it has room elsewhere
        slant = _Slant(angle, {c.id: _cut_to(c.label, COLUMN_LABEL, length, most) for c in columns})
        pitches = (room - slant.overhang) / (number - 0.5), (room - COUNTS) / number
        pitch = min(*pitches, _WIDEST_COLUMN)
        if pitch >= slant.pitch:
            break
    return slant, pitch


def _cut_to(label: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Return a label in at most this many lines; one that needs more ends in an ellipsis."""
    lines = wrap(label, size, room)
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], shorten_to(" ".join(lines[most - 1 :]), size, room))


MARGIN: Final = 1.0
#: Above the rows of a family, for its name.
_HEADING: Final = 3.4
_ROOM: Final = {True: 28.0, False: 50.0}  # at most, for the labels of rows: narrow or not
_NARROW: Final = 120.0
_NO_FAMILY: Final = "others"
_APART: Final = 1.2  # between labels and cells
_MOST_LINES: Final = 4  # of a row's label
_LEAST_ROW: Final = 3.2
_STACKED: Final = 1.7  # as tall is a row with two marks in a cell, one above the other
_TALLEST_ROW: Final = 6.0
_ON_SLIDES: Final = 10.0


@dataclass(frozen=True)
class _Line:
    """A row: its header, the lines of its label, its middle and height. A heading has no header."""

    header: Node | None
    lines: tuple[str, ...]
    middle: float
    height: float


@dataclass(frozen=True)
class Grid:
    """The whole table: cells from `left` to `right` and `top` to `bottom`.

    `centres` are the middles of columns; with `two_voices` a cell may hold two marks.
    """

    slant: _Slant
    lines: tuple[_Line, ...]
    centres: Mapping[str, float]
    left: float
    right: float
    top: float
    bottom: float
    pitch: float
    two_voices: bool
    tight: bool

    @property
    def beside(self) -> bool:
        """Whether two marks in a cell stand side by side, and not one above the other."""
        return self.two_voices and self.pitch >= 2 * _LEAST_ROW

    @property
    def widest(self) -> float:
        """The width that a mark may have."""
        row = min(line.height for line in self.lines if line.header)
        if not self.two_voices:
            return min(self.pitch, row) * 0.94
        return (min(self.pitch / 2, row) if self.beside else min(self.pitch, row / 2)) * 0.94

    def place(self, column: str, middle: float, *, reported: bool = False) -> tuple[float, float]:
        """Return the middle of a mark in a row; a reported one stands to the right, or below."""
        x = self.centres[column]
        if not self.two_voices:
            return x, middle
        away = self.widest / 2 / 0.94 * (1 if reported else -1)
        return (x + away, middle) if self.beside else (x, middle + away)

    @property
    def cut(self) -> tuple[str, ...]:
        """The ids of rows and columns whose labels are cut short."""
        rows = {line.header.id: line.lines for line in self.lines if line.header}
        return tuple(
            of for of, lines in {**rows, **self.slant.lines}.items() if lines[-1][-1] == "…"
        )

    def rows(self) -> Iterator[tuple[Node, float]]:
        """Yield each row and its middle."""
        for line in self.lines:
            if line.header:
                yield line.header, line.middle


def lay_out(matrix: Matrix, size: Size, spare: float = 0.0) -> Grid:
    """Lay out a table on a size; rows grow into `spare` millimetres, if there are any.

    The grid is `tight` if the labels of its columns touch.
    """
    longest = max(width_mm(row.label, marks.LABEL) for row in matrix.rows)
    room = min(longest, _ROOM[size.width < _NARROW])
    left = MARGIN + room + _APART
    slant, pitch = _slanted(matrix.columns, size.width - MARGIN - left)
    stacked = _STACKED if matrix.reported and pitch < 2 * _LEAST_ROW else 1.0
    wrapped = {row.id: _cut_to(row.label, marks.LABEL, room, _MOST_LINES) for row in matrix.rows}
    heights = {
        row: max(len(lines) * marks.LEADING + 0.5, _LEAST_ROW * stacked)
        for row, lines in wrapped.items()
    }
    tallest = _ON_SLIDES if size.fixed else _TALLEST_ROW
    most = min(max(1.3 * pitch, _LEAST_ROW), tallest) * stacked
    level = _level(sorted(heights.values()), spare, most)
    heights = {row: max(height, level) for row, height in heights.items()}
    cells = MARGIN + slant.height + _APART
    lines = tuple(_lines(matrix.rows, wrapped, heights, cells))
    return Grid(
        slant,
        lines,
        {c.id: left + pitch * (n + 0.5) for n, c in enumerate(matrix.columns)},
        left,
        left + pitch * len(matrix.columns),
        cells,
        lines[-1].middle + lines[-1].height / 2,
        pitch,
        bool(matrix.reported),
        pitch < slant.pitch,
    )


def _level(heights: Sequence[float], spare: float, most: float) -> float:
    """Return the height, at most `most`, to which the lower rows can grow within `spare`."""
    level = heights[0]
    for number, following in enumerate([*heights[1:], most], start=1):
        step = max(min(following, most) - level, 0.0)
        if step * number > spare:
            return level + max(spare, 0.0) / number
        level, spare = level + step, spare - step * number
    return level


def _lines(
    rows: Sequence[Node],
    wrapped: Mapping[str, tuple[str, ...]],
    heights: Mapping[str, float],
    top: float,
) -> Iterator[_Line]:
    named = any(row.family for row in rows)
    for family, members in groupby(rows, key=lambda row: row.family):
        if named:
            yield _Line(None, (family or _NO_FAMILY,), top + _HEADING / 2, _HEADING)
            top += _HEADING
        for row in members:
            yield _Line(row, wrapped[row.id], top + heights[row.id] / 2, heights[row.id])
            top += heights[row.id]
