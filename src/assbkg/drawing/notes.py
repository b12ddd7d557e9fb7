"""Words below a figure: paragraphs as wide as it, one under the other. In millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import MM_PER_POINT, wrap
from assbkg.drawing.marks import add_text
from assbkg.drawing.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SMALL", "SMALL_LEADING", "Note", "add_notes", "notes_height"]

#: The least size of type that journals print, in points, and from one of its lines to the next.
SMALL: Final = 6.0
SMALL_LEADING: Final = SMALL * 1.25 * MM_PER_POINT
_BETWEEN: Final = 0.5  # from paragraph to paragraph


@dataclass(frozen=True)
class Note:
    """A paragraph. An `urgent` one says that something was left out, and stands out."""

    id: str
    text: str
    urgent: bool = False

    def lines(self, width: float) -> tuple[str, ...]:
        """Its words, broken to fit a width."""
        return wrap(self.text, SMALL, width, bold=self.urgent)


def notes_height(notes: Sequence[Note], width: float) -> float:
    """The height that `add_notes` takes."""
    return sum(len(note.lines(width)) * SMALL_LEADING + _BETWEEN for note in notes)


def add_notes(axes: Axes, notes: Sequence[Note], *, left: float, top: float, width: float) -> None:
    """Set paragraphs from `left` and `top` downwards."""
    for note in notes:
        colour = INK if note.urgent else MUTED
        for number, line in enumerate(note.lines(width), start=1):
            y = top + SMALL_LEADING / 2
            gid = f"note.{note.id}.line{number}"
            add_text(axes, left, y, line, size=SMALL, bold=note.urgent, colour=colour, gid=gid)
            top += SMALL_LEADING
        top += _BETWEEN
