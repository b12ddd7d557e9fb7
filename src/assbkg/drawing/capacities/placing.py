"""Places for the labels of points: near the point, clear of other labels, marks and edges.

All lengths are in millimetres, from the top left of the figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Final

__all__ = ["LEADER", "Area", "Wish", "Wording", "place_labels"]

_DISTANCES: Final = (1.7, 3.0, 4.6, 6.6, 9.0, 12.0, 15.0, 19.0)
#: Directions from the point, the best first. Half a step down leaves the label beside the point.
_WAYS: Final = (
    *((1, down) for down in (0, -0.5, 0.5, -1, 1)),
    *((-1, down) for down in (0, -0.5, 0.5, -1, 1)),
    (0, -1),
    (0, 1),
)
_SLANT: Final = 0.7
_ON_A_LINE: Final = 12.0  # a label on a line is as bad as one that much farther off
#: Labels farther from their point have a line that leads to them.
LEADER: Final = 3.4
_CLEAR: Final = 2.2
_PIECE: Final = 0.8
_NOWHERE: Final = 100.0
_TRIES: Final = 240  # to place a label, over all rounds


@dataclass(frozen=True)
class Area:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Area) -> bool:
        """Return whether both areas overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Area) -> bool:
        """Return whether the other area lies within this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in the area that is nearest to a point."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


@dataclass(frozen=True)
class Wording:
    """The room that a wording takes, and its cost: how much farther off a better one may be."""

    width: float
    height: float
    cost: float


@dataclass(frozen=True)
class Wish:
    """A point, what its label may say, and where it must stay."""

    x: float
    y: float
    wordings: tuple[Wording, ...]
    within: Area


@dataclass(frozen=True)
class _Place:
    """Where a label goes, the number of its wording, and the cost of both."""

    area: Area
    wording: int
    cost: float


def place_labels(
    wishes: Sequence[Wish], taken: Sequence[Area], lines: Sequence[Area]
) -> list[_Place | None]:
    """Place each label; return None for one that has no room.

    Labels keep clear of what is `taken`, of each other and, if they can, of `lines`. They are
    placed one by one; then again and again, with the one that fared worst at the front
    (Joslin and Clements, "Squeaky wheel" optimization, 1999). The best outcome is returned.
    """
    order = list(range(len(wishes)))
    best: tuple[float, list[_Place | None]] = float("inf"), []
    for _ in range(max(_TRIES // max(len(wishes), 1), 2)):
        found = _place_in(order, wishes, taken, lines)
        costs = [place.cost if place else _NOWHERE for place in found]
        if sum(costs) < best[0]:
            best = sum(costs), found
        worst = max(order[1:], key=lambda number: costs[number], default=None)
        if worst is None:
            break
        order.remove(worst)
        order.insert(0, worst)
    return best[1]


def _place_in(
    order: Sequence[int], wishes: Sequence[Wish], taken: Sequence[Area], lines: Sequence[Area]
) -> list[_Place | None]:
    taken = list(taken)
    found: list[_Place | None] = [None] * len(wishes)
    for number in order:
        place = _best(wishes[number], taken, lines)
        found[number] = place
        if place is not None:
            taken += [place.area, *_leader(wishes[number], place.area)]
    return found


def _best(wish: Wish, taken: Sequence[Area], lines: Sequence[Area]) -> _Place | None:
    best: _Place | None = None
    for place in _candidates(wish):
        if best is not None and place.cost >= best.cost:
            continue
        area = place.area
        if not wish.within.holds(area) or any(area.overlaps(other) for other in taken):
            continue
        if any(piece.overlaps(other) for piece in _leader(wish, area) for other in taken):
            continue
        crossed = any(area.overlaps(line) for line in lines)
        cost = place.cost + _ON_A_LINE * crossed
        if best is None or cost < best.cost:
            best = replace(place, cost=cost)
    return best


def _leader(wish: Wish, area: Area) -> list[Area]:
    """Return the line from a point to its label as small areas, if they are far apart."""
    x, y = area.nearest(wish.x, wish.y)
    far = hypot(x - wish.x, y - wish.y)
    if far <= LEADER:
        return []
    shares = [step / far for step in _steps(_CLEAR, far)]
    middles = [(wish.x + (x - wish.x) * s, wish.y + (y - wish.y) * s) for s in shares]
    return [Area(x - 0.2, y - 0.2, x + 0.2, y + 0.2) for x, y in middles]


def _steps(start: float, end: float) -> Iterator[float]:
    while start < end:
        yield start
        start += _PIECE


def _candidates(wish: Wish) -> Iterator[_Place]:
    for number, wording in enumerate(wish.wordings):
        for distance in _DISTANCES:
            for rank, (across, down) in enumerate(_WAYS):
                share = _SLANT if across and abs(down) == 1 else 1.0
                x = wish.x + across * (distance * share + wording.width / 2)
                y = wish.y + down * (wording.height / 2 + distance * share * (abs(down) == 1))
                left, top = x - wording.width / 2, y - wording.height / 2
                area = Area(left, top, left + wording.width, top + wording.height)
                yield _Place(area, number, wording.cost + distance + 0.12 * rank)
