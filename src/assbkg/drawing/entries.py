"""Entries of a legend, each a drawn key and its words, in rows as wide as they may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import width_mm
from assbkg.drawing.marks import LABEL, add_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Entry", "add_entries", "entries_height"]

_ROW: Final = 4.4
_SPACE: Final = 1.4  # from key to words
_BETWEEN: Final = 4.5  # from entry to entry


@dataclass(frozen=True)
class Entry:
    """How its key is drawn from a place on, how long that is, and the words."""

    id: str
    words: str
    length: float = 0.0
    key: Callable[[Axes, float, float], None] | None = None
    height: float = _ROW

    @property
    def indent(self) -> float:
        """From the left of the key to the words."""
        return self.length + _SPACE if self.key else 0.0

    @property
    def width(self) -> float:
        """From the left of the key to the end of the words."""
        return self.indent + width_mm(self.words, LABEL)


def entries_height(groups: Sequence[Sequence[Entry]], width: float) -> float:
    """The height that `add_entries` takes."""
    return sum(_height(row) for row in _rows(groups, width))


def add_entries(
    axes: Axes, groups: Sequence[Sequence[Entry]], *, left: float, top: float, width: float
) -> None:
    """Draw groups of entries from `left` and `top` on, each in one row if it fits."""
    for row in _rows(groups, width):
        x, y = left, top + _height(row) / 2
        for entry in row:
            if entry.key:
                entry.key(axes, x, y)
            add_text(axes, x + entry.indent, y, entry.words, gid=f"legend.{entry.id}")
            x += entry.width + _BETWEEN
        top += _height(row)


def _height(row: Sequence[Entry]) -> float:
    return max(entry.height for entry in row)


def _rows(groups: Sequence[Sequence[Entry]], width: float) -> list[list[Entry]]:
    """Entries in rows; a group begins where it fits into what is left of a row."""
    rows: list[list[Entry]] = []
    used = width
    for group in groups:
        if used + sum(entry.width + _BETWEEN for entry in group) > width + _BETWEEN:
            used = width
        for entry in group:
            if used + entry.width > width:
                rows.append([])
                used = 0.0
            rows[-1].append(entry)
            used += entry.width + _BETWEEN
    return rows
