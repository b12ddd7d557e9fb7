"""What the label of a figure may say: name, figure, kind; less where there is little room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assbkg.drawing.capacities.placing import Wording
from assbkg.drawing.capacities.reading import Capacity
from assbkg.drawing.lettering import shorten_to, width_mm, wrap
from assbkg.drawing.marks import LABEL, LEADING

__all__ = ["Said", "wordings"]

#: How much farther off than another a label may rather be: one with a line more; one without
#: the name where a line leads to it, and else; without kind and conditions; the number alone.
_LONGER: Final = 1.5
_JOINED: Final = 2.0
_NAMELESS: Final = 12.0
_FIGURE: Final = 15.0
_NUMBER: Final = 25.0

_LINES: Final = 2  # of a name
_CLEAR: Final = 0.5  # below a label


@dataclass(frozen=True)
class Said:
    """The lines of a label, and how much farther off a better one may rather be.

    A `bare` one is silent on kind or conditions that are told.
    """

    lines: tuple[str, ...]
    cost: float
    bare: bool = False

    @property
    def is_number(self) -> bool:
        """Tell whether it is the number in the table alone."""
        return self.cost == _NUMBER

    @property
    def room(self) -> Wording:
        """The room that it takes."""
        wide = max(width_mm(line, LABEL) for line in self.lines) + 0.3
        return Wording(wide, LEADING * len(self.lines) + _CLEAR, self.cost)


def wordings(
    capacity: Capacity, limit: float, *, number: int, conditions: bool, joined: bool
) -> list[Said]:
    """What a label as wide as `limit` may say, the best first.

    A `number` of the table is the last resort, 0 for none. With `conditions` those that are
    told stand in it. It is `joined` when a line leads to it from a figure of the same sample.
    """
    beside = f"= {capacity.converted} {capacity.unit}" if capacity.rewritten else ""
    figure = " ".join(filter(None, (capacity.marked, beside)))
    kind = [capacity.short_kind, *(capacity.told if conditions else ())]
    brackets = ", ".join(filter(None, kind))
    name, alone = _cut(capacity.name, limit), _cut(figure, limit)
    full = _cut(f"{figure} ({brackets})", limit) if brackets else alone
    found = [Said((*name, *full), 0.0)]
    if brackets:
        found.append(Said((*name, *alone, *_cut(f"({brackets})", limit)), _LONGER))
    found += [
        Said(full, _JOINED if joined else _NAMELESS),
        Said(alone, _FIGURE, bare=bool(brackets)),
    ]
    return [*found, Said((f"({number})",), _NUMBER, bare=True)] if number else found


def _cut(text: str, limit: float) -> tuple[str, ...]:
    """A text in at most as many lines as a label may have, shortened if it must be."""
    lines = wrap(text, LABEL, limit)
    if len(lines) <= _LINES:
        return lines
    return lines[0], shorten_to(" ".join(lines[1:]), LABEL, limit)
