"""What a reasoner has when it is done: a count, and the facts for whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assbkg.reasoning.axioms import TYPE, TripleText

__all__ = ["Closed", "numbered"]


@dataclass(frozen=True)
class Closed:
    """How many facts there are, by the reasoner's own count, and a way to list them.

    Terms are text; a number stands for the term with that number.
    """

    count: int
    facts: Callable[[], Iterable[TripleText]]


def numbered(predicate: str, *terms: object) -> TripleText:
    """The fact that a Datalog atom stands for: `c5(7)` is a type, `p5(7,8)` a link."""
    subject = str(terms[0])
    if predicate.startswith("c"):
        return subject, TYPE, predicate[1:]
    return subject, predicate[1:], str(terms[1])
