"""Lines of questions that wait for a worker, in an order that is fair to those who ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Full", "Line", "Waiting"]


class Waiting(Protocol):
    """What stands in a line: a question of somebody at an address."""

    @property
    def address(self) -> str:
        """Who asks."""


W = TypeVar("W", bound=Waiting)


class Full(Exception):
    """A line has no room, and nobody in it has more in it than the newcomer."""


class Line(Generic[W]):
    """A line of bounded length; who comes first is for `order` to say, and then who came first.

    When it is full, whoever has most in it makes room for one who has less.
    """

    def __init__(self, most: int, order: Callable[[W], Any]) -> None:
        self._most = most
        self._order = order
        self._waiting: dict[W, None] = {}  # in order of arrival

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[W]:
        return iter(self._waiting)

    def join(self, newcomer: W) -> W | None:
        """Let somebody in; returns who had to make room. Raises `Full`."""
        pushed = self._who_makes_room(newcomer) if len(self._waiting) >= self._most else None
        if pushed is not None:
            del self._waiting[pushed]
        self._waiting[newcomer] = None
        return pushed

    def leave(self, somebody: W) -> None:
        """Let somebody go who may be in the line."""
        self._waiting.pop(somebody, None)

    def pop(self) -> W:
        """Take out whose turn it is."""
        first = min(self._waiting, key=self._order)
        del self._waiting[first]
        return first

    def _who_makes_room(self, newcomer: W) -> W:
        """Return the latest of whoever has most in the line, and more than the newcomer would."""
        counts = Counter(somebody.address for somebody in self._waiting)
        address, count = counts.most_common(1)[0] if counts else ("", 0)
        if count <= counts[newcomer.address] + 1:
            raise Full
        return next(somebody for somebody in reversed(self._waiting) if somebody.address == address)
