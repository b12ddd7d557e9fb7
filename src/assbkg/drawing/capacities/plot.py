"""The plot: a strip for values without a cycle, a panel over cycles, and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise
from math import ceil, floor, hypot, log10
from typing import Final

from assbkg.drawing.capacities.placing import Area, Wish, Wording, place_labels
from assbkg.drawing.capacities.series import HALF, joints
from assbkg.drawing.lettering import shorten_to, width_mm, wrap
from assbkg.drawing.marks import LABEL, LEADING
from assbkg.drawing.reading import Capacity
from assbkg.drawing.sheet import SMALL

__all__ = ["ABOVE", "BELOW", "NO_CYCLE", "Cycles", "Heights", "Label", "Plot"]


_STEPS: Final = (1, 2, 5)
_HEADROOM: Final = 1.13
_APART: Final = 1.5  # between the numbers of two ticks


@dataclass(frozen=True)
class Heights:
    """A linear axis from zero, at `bottom`, to a little above `most`, at `top`."""

    most: float
    top: float
    bottom: float

    @property
    def step(self) -> float:
        """The distance of ticks: 1, 2 or 5 times a power of ten, for about five ticks."""
        rough = self._most / 5
        power = 10.0 ** floor(log10(rough))
        return next(s * power for s in (*_STEPS, 10) if s * power >= rough * 0.999)

    @property
    def ticks(self) -> list[float]:
        """All ticks."""
        return [n * self.step for n in range(floor(self._end / self.step) + 1)]

    @property
    def _end(self) -> float:
        return self._most * _HEADROOM

    @property
    def _most(self) -> float:
        """What the axis must hold: `most`, or one if nothing is above zero."""
        return self.most if self.most > 0 else 1.0

    def at(self, value: float) -> float:
        """Return where a capacity is, from the top of the figure."""
        return self.bottom - (self.bottom - self.top) * value / self._end


@dataclass(frozen=True)
class Cycles:
    """A logarithmic axis of cycle numbers; of the number plus one, if cycle 0 is among them."""

    numbers: Sequence[int]
    left: float
    right: float

    def at(self, number: int) -> float:
        """Return where a cycle is."""
        least, most = self._log(min(self.numbers)), self._log(max(self.numbers))
        if least == most:
            return self.left
        return self.left + (self.right - self.left) * (self._log(number) - least) / (most - least)

    def _log(self, number: int) -> float:
        return log10(number + (min(self.numbers) < 1))

    @property
    def ticks(self) -> list[int]:
        """The cycles themselves if their numbers fit side by side, else round numbers."""
        own = sorted(set(self.numbers))
        for ticks in (own, self._round(_STEPS), self._round((1,))):
            if ticks and self._fits(ticks):
                return ticks
        return [own[0]]

    def _round(self, steps: Sequence[int]) -> list[int]:
        least, most = min(self.numbers), max(self.numbers)
        ticks: list[int] = []
        for power in count():
            if 10**power > most:
                return [tick for tick in ticks if least <= tick <= most]
            ticks += [step * 10**power for step in steps]
        raise AssertionError

    def _fits(self, ticks: Sequence[int]) -> bool:
        def half(tick: int) -> float:
            return width_mm(str(tick), SMALL) / 2

        return all(
            self.at(second) - self.at(first) >= half(first) + half(second) + _APART
            for first, second in pairwise(ticks)
        )


#: The costs of a label: with one more line; without the name, if a line leads to it or not;
#: without kind and conditions; with the number alone. A better one may be that much farther off.
_LONGER: Final = 1.5
_JOINED: Final = 2.0
_NAMELESS: Final = 12.0
_FIGURE: Final = 15.0
_NUMBER: Final = 25.0

_LINES: Final = 2  # of a name
_CLEAR: Final = 0.5  # below a label


@dataclass(frozen=True)
class _Text:
    """The lines of a label, and their cost.

    A `bare` one leaves out a reported kind or condition.
    """

    lines: tuple[str, ...]
    cost: float
    bare: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is only the number in the table."""
        return self.cost == _NUMBER

    @property
    def room(self) -> Wording:
        """The room that it takes."""
        wide = max(width_mm(line, LABEL) for line in self.lines) + 0.3
        return Wording(wide, LEADING * len(self.lines) + _CLEAR, self.cost)


def _wordings(
    capacity: Capacity, limit: float, *, number: int, conditions: bool, joined: bool
) -> list[_Text]:
    """Return the wordings of a label of width `limit`, the best first.

    The `number` in the table is the last resort; 0 is none. With `conditions`, the reported
    ones are included. A `joined` label has a line from a value of the same sample.
    """
    beside = f"= {capacity.converted} {capacity.unit}" if capacity.rewritten else ""
    figure = " ".join(filter(None, (capacity.marked, beside)))
    kind = [capacity.short_kind, *(capacity.reported if conditions else ())]
    brackets = ", ".join(filter(None, kind))
    name, alone = _cut(capacity.name, limit), _cut(figure, limit)
    full = _cut(f"{figure} ({brackets})", limit) if brackets else alone
    found = [_Text((*name, *full), 0.0)]
    if brackets:
        found.append(_Text((*name, *alone, *_cut(f"({brackets})", limit)), _LONGER))
    found += [
        _Text(full, _JOINED if joined else _NAMELESS),
        _Text(alone, _FIGURE, bare=bool(brackets)),
    ]
    return [*found, _Text((f"({number})",), _NUMBER, bare=True)] if number else found


def _cut(text: str, limit: float) -> tuple[str, ...]:
    """Return a text in as many lines as a label may have, shortened if need be."""
    lines = wrap(text, LABEL, limit)
    if len(lines) <= _LINES:
        return lines
    return lines[0], shorten_to(" ".join(lines[1:]), LABEL, limit)


#: The room above the plot, for the name of its upright axis, and below it for ticks and words.
ABOVE: Final = 6.0
BELOW: Final = 8.2
#: The words below the strip.
NO_CYCLE: Final = "cycle not reported"

_GAP: Final = 3.0  # between strip and panel
_EDGE: Final = 4.0  # from the edge of the panel to its first and last cycle
_WIDEST: Final = 42.0  # a label
_SHARE: Final = 0.42  # of the whole width, at most
_STRIP: Final = 0.33  # the greatest share of the strip
_PIECE: Final = 2.0  # of a line that labels should keep off


@dataclass(frozen=True)
class Label:
    """The text beside a mark, and where it stands."""

    text: _Text
    area: Area


@dataclass(frozen=True)
class Plot:
    """A plot between `left` and `right`, `top` and `bottom`.

    With `numbered`, a value whose label has no room gets its number in the table instead;
    with `conditions`, labels have the reported conditions.
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
        """Where values without a reported cycle stand; None if there are none."""
        without = [c for c in self.capacities if c.number is None]
        if not without:
            return None
        left = self.inner_left
        if len(without) == len(self.capacities):
            return Area(left, self.top, self.right, self.bottom)
        labels = max(self._wordings(c)[0].room.width for c in without)
        wide = max(4 * HALF + labels + 2.0, width_mm(NO_CYCLE, SMALL) + 1.0)
        return Area(left, self.top, left + min(wide, _STRIP * (self.right - left)), self.bottom)

    @cached_property
    def panel(self) -> Area | None:
        """Where values stand over their cycles; None if no cycle is reported."""
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
        """Where each value stands, by its id. In the strip, those too close step aside."""
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
        """Each label that has room, by the id of its value."""
        marks = [Area(x - HALF, y - HALF, x + HALF, y + HALF) for x, y in self.points.values()]
        words = {c.id: self._wordings(c) for c in self.capacities}
        wishes = [
            Wish(*self.points[c.id], tuple(text.room for text in words[c.id]), self._within(c))
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

    def _wordings(self, capacity: Capacity) -> list[_Text]:
        wide = self.right - self.left
        limit = _SHARE * wide if capacity.number is not None else _STRIP * wide - 6 * HALF
        return _wordings(
            capacity,
            min(_WIDEST, limit),
            number=self.capacities.index(capacity) + 1 if self.numbered else 0,
            conditions=self.conditions,
            joined=any(joint.second.id == capacity.id for joint in joints(self.capacities)),
        )

    @property
    def by_number(self) -> bool:
        """Whether some label is only a number."""
        return any(label.text.is_number for label in self.labels.values())

    @property
    def unlabelled(self) -> int:
        """The number of values without a label."""
        return len(self.capacities) - len(self.labels)

    @property
    def bare(self) -> int:
        """The number of labels that leave out a reported kind or condition."""
        return sum(label.text.bare for label in self.labels.values())

    def _lines(self) -> list[Area]:
        """Return the joining lines, as small pieces that labels should keep off."""
        pieces = []
        for joint in joints(self.capacities):
            (x, y), (to_x, to_y) = self.points[joint.first.id], self.points[joint.second.id]
            many = ceil(hypot(to_x - x, to_y - y) / _PIECE)
            for n in range(many + 1):
                at_x, at_y = x + (to_x - x) * n / many, y + (to_y - y) * n / many
                pieces.append(Area(at_x - 0.4, at_y - 0.4, at_x + 0.4, at_y + 0.4))
        return pieces
