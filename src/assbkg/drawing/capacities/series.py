"""Which capacities belong together, and how each system is marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from typing import TYPE_CHECKING, Final

from assbkg.drawing.reading import Capacity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HALF", "Look", "add_mark", "joints", "looks"]


#: Colours of Okabe and Ito's palette that stand out on white, and shapes of like size.
_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B07800", "#56B4E9", "#000000")
_SHAPES: Final = ("o", "s", "^", "D", "v", "p", "<", "h", ">", "P", "X", "d")


@dataclass(frozen=True)
class Look:
    """How the values of a system are marked: 84 systems differ in colour, 12 in grey."""

    colour: str
    shape: str


@dataclass(frozen=True)
class _Joint:
    """Two values that follow each other in one sample and study."""

    first: Capacity
    second: Capacity

    @property
    def alike(self) -> bool:
        """Whether both are of one kind."""
        return self.first.kind == self.second.kind


def looks(capacities: Sequence[Capacity]) -> dict[str, Look]:
    """Return the look of each system, in the order in which they come."""
    systems = list(dict.fromkeys(capacity.system for capacity in capacities))
    pairs = zip(cycle(_COLOURS), cycle(_SHAPES), strict=False)
    return {
        name: Look(*pair) for name, pair in zip(systems, islice(pairs, len(systems)), strict=True)
    }


def joints(capacities: Sequence[Capacity]) -> Iterator[_Joint]:
    """Yield values to join: of one sample and study, with the same conditions, by cycle.

    Never those of several samples, nor one that a curator doubts: the line would be a course
    that nobody reports. If several kinds of capacity are given for one cycle, each kind is
    joined by itself.
    """
    groups: dict[tuple[object, ...], list[Capacity]] = defaultdict(list)
    for capacity in capacities:
        if capacity.number is not None and not capacity.sign:
            groups[capacity.name, capacity.study, capacity.conditions].append(capacity)
    for group in groups.values():
        if len({capacity.number for capacity in group}) == len(group):
            yield from _chain(group)
        else:
            for kind in dict.fromkeys(capacity.kind for capacity in group):
                yield from _chain([capacity for capacity in group if capacity.kind == kind])


def _chain(group: Sequence[Capacity]) -> Iterator[_Joint]:
    ordered = sorted(group, key=lambda capacity: (capacity.number or 0, capacity.id))
    for first, second in pairwise(ordered):
        if first.number != second.number:
            yield _Joint(first, second)


#: Half the width of a mark and its surroundings, in millimetres.
HALF: Final = 1.1
_SIZE: Final = 5.0  # points
_SMALLER: Final = {"D": 4.0, "s": 4.6, "d": 5.4}  # so that all look alike in size
_EDGE: Final = 1.1  # points


def add_mark(axes: Axes, x: float, y: float, capacity: Capacity, look: Look, gid: str) -> None:
    """Draw the mark of a value: a shape and colour by system, hollow if a curator doubts it."""
    from matplotlib.lines import Line2D

    mark = Line2D(
        [x],
        [y],
        ls="none",
        marker=look.shape,
        ms=_SMALLER.get(look.shape, _SIZE),
        mew=_EDGE,
        mfc="white" if capacity.sign else look.colour,
        mec=look.colour,
        zorder=4,
        gid=gid,
    )
    axes.add_line(mark)
