"""Facts that contradict themselves: how that is told, whichever engine found it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from assbkg.errors import ReasoningError
from assbkg.vocabulary import shorten

__all__ = ["TOLD_CLASHES", "contradiction"]

#: Maximum number of clashes told; the others are alike.
TOLD_CLASHES: Final = 10


def contradiction(
    clashes: Iterable[tuple[int, int, int]], terms: Mapping[int, str]
) -> ReasoningError:
    """The error for things that are in two disjoint classes: thing, class, class, by code.

    `terms` has the terms of codes; a thing without one is a witness, which an axiom gives.
    """
    told = "\n".join(
        f"  {shorten(terms[thing]) if thing in terms else 'an individual required by an axiom'} "
        f"is both {shorten(terms[first])} and {shorten(terms[second])}"
        for thing, first, second in clashes
    )
    return ReasoningError(f"the facts are inconsistent:\n{told}")
