"""How the labels of a matrix stand: those of columns aslant or upright, long ones cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

from assbkg.drawing.lettering import MM_PER_POINT, shorten_to, width_mm, wrap
from assbkg.drawing.web.table import Header

__all__ = ["COLUMN_LABEL", "COUNTS", "Slant", "cut_to", "slanted"]

#: The size of the labels of columns, in points, and from one of their lines to the next.
COLUMN_LABEL: Final = 6.0
_LEADING: Final = COLUMN_LABEL * 1.2 * MM_PER_POINT
#: What the counts beside rows take, and below columns.
COUNTS: Final = 9.0
_SHORT: Final = 21.0  # a line of a column's label, where that is enough
_LONGEST: Final = 33.0
#: How long a line may be, how it stands and how many there are at most, the best first.
_SLANTS: Final = (
    *((_SHORT, 45, 2), (_SHORT, 60, 2)),
    *((_LONGEST, 45, 2), (_LONGEST, 60, 2), (_LONGEST, 90, 2), (_LONGEST, 90, 1)),
)
_WIDEST_COLUMN: Final = 12.0


@dataclass(frozen=True)
class Slant:
    """How the labels of columns stand: their angle in degrees, and their lines."""

    angle: int
    lines: Mapping[str, tuple[str, ...]]

    @property
    def deepest(self) -> int:
        """The lines of the label that has most."""
        return max(map(len, self.lines.values()))

    @property
    def longest(self) -> float:
        """The length of the longest line."""
        return max(width_mm(line, COLUMN_LABEL) for lines in self.lines.values() for line in lines)

    @property
    def height(self) -> float:
        """How far the labels reach up from the cells."""
        across = self.deepest * _LEADING
        return self.longest * sin(radians(self.angle)) + across * cos(radians(self.angle))

    @property
    def overhang(self) -> float:
        """How far the last label may reach to the right of its column's middle."""
        across = self.deepest * _LEADING
        return self.longest * cos(radians(self.angle)) + across * sin(radians(self.angle)) / 2

    @property
    def pitch(self) -> float:
        """From column to column at the least, so that labels don't touch."""
        return self.deepest * _LEADING / sin(radians(self.angle))


def slanted(columns: Sequence[Header], room: float) -> tuple[Slant, float]:
    """The flattest slant at which labels don't touch, or an upright one; and the room of each."""
    number = len(columns)
    for length, angle, most in _SLANTS:
        if length < _LONGEST and any(
            len(wrap(c.label, COLUMN_LABEL, length)) > most for c in columns
        ):
            continue  # no label is cut that has room elsewhere
        slant = Slant(angle, {c.id: cut_to(c.label, COLUMN_LABEL, length, most) for c in columns})
        pitches = (room - slant.overhang) / (number - 0.5), (room - COUNTS) / number
        pitch = min(*pitches, _WIDEST_COLUMN)
        if pitch >= slant.pitch:
            break
    return slant, pitch


def cut_to(label: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """A label in at most this many lines; one that needs more ends in an ellipsis."""
    lines = wrap(label, size, room)
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], shorten_to(" ".join(lines[most - 1 :]), size, room))
