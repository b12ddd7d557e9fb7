"""The plot: a strip for figures without a cycle, a panel over cycles, each figure labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, hypot
from typing import Final

from assbkg.drawing.capacities.marking import HALF
from assbkg.drawing.capacities.placing import Area, Wish, place_labels
from assbkg.drawing.capacities.reading import Capacity
from assbkg.drawing.capacities.scales import Cycles, Heights
from assbkg.drawing.capacities.series import joints
from assbkg.drawing.capacities.wording import Said, wordings
from assbkg.drawing.lettering import width_mm
from assbkg.drawing.notes import SMALL

__all__ = ["ABOVE", "BELOW", "UNTOLD", "Label", "Plot"]

#: The room above the plot, for the name of its upright axis, and below it for ticks and words.
ABOVE: Final = 6.0
BELOW: Final = 8.2
#: What stands below the strip.
UNTOLD: Final = "cycle not reported"

_GAP: Final = 3.0  # between strip and panel
_EDGE: Final = 4.0  # from the edge of the panel to its first and last cycle
_WIDEST: Final = 42.0  # a label
_SHARE: Final = 0.42  # of the whole width, at most
_STRIP: Final = 0.33  # the greatest share of the strip
_PIECE: Final = 2.0  # of a line that labels should keep off


@dataclass(frozen=True)
class Label:
    """What stands beside a figure, and where."""

    said: Said
    area: Area


@dataclass(frozen=True)
class Plot:
    """A plot between `left` and `right`, `top` and `bottom`.

    With `numbered`, a figure whose label finds no room gets its number in the table instead;
    with `conditions`, labels have the conditions that are told.
    """

    capacities: Sequence[Capacity]
    left: float
    right: float
    top: float
    bottom: float
    numbered: bool
    conditions: bool

    @cached_property
    def heights(self) -> Heights:
        """The upright axis."""
        return Heights(max(c.most for c in self.capacities), self.top, self.bottom)

    @cached_property
    def strip(self) -> Area | None:
        """Where figures stand whose cycle is not told; None when all are told."""
        untold = [c for c in self.capacities if c.number is None]
        if not untold:
            return None
        left = self.inner_left
        if len(untold) == len(self.capacities):
            return Area(left, self.top, self.right, self.bottom)
        labels = max(self._wordings(c)[0].room.width for c in untold)
        wide = max(4 * HALF + labels + 2.0, width_mm(UNTOLD, SMALL) + 1.0)
        return Area(left, self.top, left + min(wide, _STRIP * (self.right - left)), self.bottom)

    @cached_property
    def panel(self) -> Area | None:
        """Where figures stand over their cycles; None when no cycle is told."""
        if all(c.number is None for c in self.capacities):
            return None
        left = self.strip.right + _GAP if self.strip else self.inner_left
        return Area(left, self.top, self.right, self.bottom)

    @property
    def inner_left(self) -> float:
        """Where the axes begin, right of the numbers of the upright one."""
        return self.left + max(width_mm(f"{tick:g}", SMALL) for tick in self.heights.ticks) + 1.6

    @cached_property
    def cycles(self) -> Cycles:
        """The axis of cycles, within the panel."""
        assert self.panel is not None
        numbers = [c.number for c in self.capacities if c.number is not None]
        return Cycles(numbers, self.panel.left + _EDGE, self.panel.right - _EDGE)

    @cached_property
    def points(self) -> Mapping[str, tuple[float, float]]:
        """Where each figure is, by its id. In the strip, those too close step aside."""
        points: dict[str, tuple[float, float]] = {}
        last, aside = float("-inf"), 0
        for c in sorted(self.capacities, key=lambda c: (c.at, c.id)):
            y = self.heights.at(c.at)
            if c.number is not None:
                points[c.id] = self.cycles.at(c.number), y
                continue
            assert self.strip is not None
            aside = (aside + 1) % 3 if abs(last - y) < 2 * HALF else 0
            last = y
            points[c.id] = self.strip.left + (2 + 2 * aside) * HALF, y
        return points

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """Each label that finds room, by the id of its figure."""
        marks = [Area(x - HALF, y - HALF, x + HALF, y + HALF) for x, y in self.points.values()]
        words = {c.id: self._wordings(c) for c in self.capacities}
        wishes = [
            Wish(*self.points[c.id], tuple(said.room for said in words[c.id]), self._within(c))
            for c in self.capacities
        ]
        placed = place_labels(wishes, marks, self._lines())
        return {
            c.id: Label(words[c.id][place.wording], place.area)
            for c, place in zip(self.capacities, placed, strict=True)
            if place is not None
        }

    def _within(self, capacity: Capacity) -> Area:
        area = self.strip if capacity.number is None else self.panel
        assert area is not None
        return area

    def _wordings(self, capacity: Capacity) -> list[Said]:
        wide = self.right - self.left
        limit = _SHARE * wide if capacity.number is not None else _STRIP * wide - 6 * HALF
        return wordings(
            capacity,
            min(_WIDEST, limit),
            number=self.capacities.index(capacity) + 1 if self.numbered else 0,
            conditions=self.conditions,
            joined=any(joint.second.id == capacity.id for joint in joints(self.capacities)),
        )

    @property
    def by_number(self) -> bool:
        """Tell whether some label is a number alone."""
        return any(label.said.is_number for label in self.labels.values())

    @property
    def unlabelled(self) -> int:
        """How many figures have no label at all."""
        return len(self.capacities) - len(self.labels)

    @property
    def bare(self) -> int:
        """How many labels are silent on kind or conditions that are told."""
        return sum(label.said.bare for label in self.labels.values())

    def _lines(self) -> list[Area]:
        """The joining lines, as small pieces that labels should keep off."""
        pieces = []
        for joint in joints(self.capacities):
            (x, y), (to_x, to_y) = self.points[joint.first.id], self.points[joint.second.id]
            many = ceil(hypot(to_x - x, to_y - y) / _PIECE)
            for n in range(many + 1):
                at_x, at_y = x + (to_x - x) * n / many, y + (to_y - y) * n / many
                pieces.append(Area(at_x - 0.4, at_y - 0.4, at_x + 0.4, at_y + 0.4))
        return pieces
