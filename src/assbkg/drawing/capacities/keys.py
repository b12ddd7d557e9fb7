"""The key below the plot where no table fits: the mark of each system and its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from assbkg.drawing.capacities.reading import MEASURED, Capacity
from assbkg.drawing.capacities.table import Table
from assbkg.drawing.lettering import shorten_to, width_mm
from assbkg.drawing.notes import SMALL, SMALL_LEADING

__all__ = ["make_key"]

_MARK: Final = 4.0
_BETWEEN: Final = 4.0
_WIDEST: Final = 55.0  # a name


def make_key(capacities: Sequence[Capacity], width: float, *, places: bool) -> Table:
    """The systems side by side, in rows as wide as `width`; with `places` if that is asked for."""
    key = Table(terse=True)
    x = 0.0
    shown: dict[str, Capacity] = {}
    for capacity in capacities:  # a system is shown filled when any of its figures is
        if capacity.system not in shown or not capacity.sign:
            shown[capacity.system] = capacity
    for number, (system, capacity) in enumerate(shown.items(), start=1):
        name = shorten_to(system, SMALL, min(_WIDEST, width - _MARK))
        if places:
            name += ": " + _places(c for c in capacities if c.system == system)
        wide = _MARK + width_mm(name, SMALL)
        if x and x + wide > width:
            key.height += SMALL_LEADING + 0.6
            x = 0.0
        key.marks.append((x + 1.5, key.height + SMALL_LEADING / 2 + 0.45, capacity))
        key.add(x + _MARK, [name], f"system.{number}")
        x += wide + _BETWEEN
    key.height += SMALL_LEADING + 0.9
    return key


def _places(capacities: Iterable[Capacity]) -> str:
    """Where figures are given, each place once, and how surely those that are not measured."""
    said = (c.said if c.modality == MEASURED else f"{c.modality}, {c.said}" for c in capacities)
    return "; ".join(dict.fromkeys(said))
