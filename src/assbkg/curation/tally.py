"""Problems as far as anybody reads them, and how many more there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from assbkg.errors import Problem, UnknownName
from assbkg.nearest import nearest

__all__ = ["Hints", "Tally"]

#: How many problems of one file are listed; whoever has mended them sees the next.
_LISTED: Final = 100
#: How many names are looked at for near ones, all unknown names together.
_LOOKED_AT: Final = 500_000


class Tally:
    """The first hundred problems of each file, and how many more there are, column by column."""

    def __init__(self) -> None:
        self._listed: list[Problem] = []
        self._seen: Counter[Path] = Counter()
        self._more: Counter[tuple[Path, str]] = Counter()

    def add(self, problem: Problem) -> None:
        """Take a problem in."""
        self._seen[problem.path] += 1
        if self._seen[problem.path] <= _LISTED:
            self._listed.append(problem)
        else:
            self.count(problem.path, problem.column)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take problems in, one after the other."""
        for problem in problems:
            self.add(problem)

    def is_full(self, path: Path) -> bool:
        """Tell whether further problems of a file are only counted."""
        return self._seen[path] >= _LISTED

    def count(self, path: Path, column: str) -> None:
        """Take in a problem of a file that `is_full`, without its message."""
        self._more[path, column] += 1

    def problems(self) -> tuple[Problem, ...]:
        """All that is listed, and a line for what is only counted."""
        sums = (
            Problem(
                path, 0, column, f"{count:,} more problem{'s' * (count > 1)}, not listed", count
            )
            for (path, column), count in self._more.items()
        )
        return (*self._listed, *sums)


class Hints:
    """Says which known names an unknown one may mean, until that has taken long enough."""

    def __init__(self) -> None:
        self._left = _LOOKED_AT

    def unknown(self, kind: str, name: str, known: Iterable[str]) -> UnknownName:
        """The error for an unknown name, with near ones while there is time to look."""
        if self._left <= 0:
            return UnknownName(kind, name)
        names = list(known)
        self._left -= len(names) + 1
        return UnknownName(kind, name, nearest(name, names))
