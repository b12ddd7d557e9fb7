"""Everything that stands above a name in a hierarchy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["above"]


def above(name: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    """The name itself and all its ancestors; a circle is walked once.

    >>> sorted(above("a", {"a": ["b"], "b": ["c", "a"]}))
    ['a', 'b', 'c']
    """
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(parents.get(current, ()))
    return found
