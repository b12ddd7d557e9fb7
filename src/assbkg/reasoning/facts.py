"""A closed set of facts, asked by pattern, with the rank of each fact.

The rank of a fact is its level, the index of its grade, and the round in which it first
appeared there. Every fact that was derived follows from facts of lower rank, so ranks show
the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assbkg.reasoning.rules import Atom

__all__ = ["Binding", "Fact", "Facts", "KnownFacts", "Rank", "solutions", "value"]


@dataclass(frozen=True, order=True)
class Fact:
    """A link between two things; membership in a class is the predicate `rdf:type`."""

    predicate: str
    subject: str
    object: str


class Rank(NamedTuple):
    """How strongly a fact holds, and in which round it came there; lower is better."""

    level: int
    round: int


#: What each variable stands for.
Binding = Mapping[str, str]


class Facts(Protocol):
    """A closed set of facts, wherever it is kept. Sequences come in a fixed order."""

    def rank(self, fact: Fact) -> Rank | None:
        """The rank of a fact; None when it does not hold."""

    def asserted(self, fact: Fact) -> int | None:
        """The level at which a fact is given; None when it only follows or does not hold."""

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """What a thing is linked to."""

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """What is linked to a thing."""

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """All links by a predicate, as subject and object."""

    def __contains__(self, fact: Fact) -> bool:
        """Tell whether a fact holds."""


class KnownFacts:
    """Facts in memory."""

    def __init__(self, ranks: Mapping[Fact, Rank], given: Mapping[Fact, int]) -> None:
        """Take the rank of every fact, and the level of each that needs no proof."""
        self.ranks = ranks
        self.given = given
        self._forward: dict[tuple[str, str], list[str]] = {}
        self._backward: dict[tuple[str, str], list[str]] = {}
        self._pairs: dict[str, list[tuple[str, str]]] = {}
        for fact in sorted(ranks):
            self._forward.setdefault((fact.predicate, fact.subject), []).append(fact.object)
            self._backward.setdefault((fact.predicate, fact.object), []).append(fact.subject)
            self._pairs.setdefault(fact.predicate, []).append((fact.subject, fact.object))

    def __contains__(self, fact: Fact) -> bool:
        """Tell whether a fact holds."""
        return fact in self.ranks

    def rank(self, fact: Fact) -> Rank | None:
        """The rank of a fact; None when it does not hold."""
        return self.ranks.get(fact)

    def asserted(self, fact: Fact) -> int | None:
        """The level at which a fact is given; None when it only follows or does not hold."""
        return self.given.get(fact)

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """What a thing is linked to."""
        return self._forward.get((predicate, subject), ())

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """What is linked to a thing."""
        return self._backward.get((predicate, target), ())

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """All links by a predicate, as subject and object."""
        return iter(self._pairs.get(predicate, ()))


def solutions(atoms: Sequence[Atom], binding: Binding, facts: Facts) -> Iterator[Binding]:
    """Every way to complete a binding so that all atoms hold."""
    if not atoms:
        yield binding
        return
    atom = min(atoms, key=lambda a: _width(a, binding, facts))
    rest = [other for other in atoms if other is not atom]
    for extended in _matches(atom, binding, facts):
        yield from solutions(rest, extended, facts)


#: More matches than an atom ever has, of which one end at least is bound.
_UNBOUND = 1 << 62


def _width(atom: Atom, binding: Binding, facts: Facts) -> int:
    """How many matches an atom has, or whether that is not even worth counting."""
    subject, target = value(atom.subject, binding), value(atom.object, binding)
    if subject is not None and target is not None:
        return 0
    if subject is not None:
        return len(facts.objects(atom.predicate, subject))
    if target is not None:
        return len(facts.subjects(atom.predicate, target))
    return _UNBOUND


def _matches(atom: Atom, binding: Binding, facts: Facts) -> Iterator[Binding]:
    """Every way to extend a binding so that one atom holds."""
    subject, target = value(atom.subject, binding), value(atom.object, binding)
    if subject is not None and target is not None:
        if Fact(atom.predicate, subject, target) in facts:
            yield binding
    elif subject is not None:
        for found in facts.objects(atom.predicate, subject):
            yield {**binding, atom.object: found}
    elif target is not None:
        for found in facts.subjects(atom.predicate, target):
            yield {**binding, atom.subject: found}
    else:
        for first, second in facts.pairs(atom.predicate):
            if atom.subject != atom.object or first == second:
                yield {**binding, atom.subject: first, atom.object: second}


def value(term: str, binding: Binding) -> str | None:
    """What a term stands for: itself when it is no variable, None when it is not bound."""
    return binding.get(term) if term.startswith("?") else term
