"""A closed set of facts in memory, asked by pattern, with the rank of each fact.

The rank of a fact is the step of the closure in which it first appeared. Every fact that
was derived follows from facts of lower rank, so ranks show the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assbkg.reasoning.rules import Atom, Rule

__all__ = ["Fact", "Facts", "Instance"]


@dataclass(frozen=True, order=True)
class Fact:
    """A link between two things; membership in a class is the predicate `rdf:type`."""

    predicate: str
    subject: str
    object: str


@dataclass(frozen=True)
class Instance:
    """A rule applied: the facts of its body, in the order of the body, give its head."""

    rule: Rule
    premises: tuple[Fact, ...]


_Binding = dict[str, str]


class Facts:
    """Facts with ranks; `asserted` ones need no proof."""

    def __init__(self, ranks: Mapping[Fact, int], asserted: Iterable[Fact]) -> None:
        self.ranks = ranks
        self.asserted = frozenset(asserted)
        self._forward: dict[str, dict[str, list[str]]] = {}
        self._backward: dict[str, dict[str, list[str]]] = {}
        for fact in sorted(ranks):
            forward = self._forward.setdefault(fact.predicate, {})
            forward.setdefault(fact.subject, []).append(fact.object)
            backward = self._backward.setdefault(fact.predicate, {})
            backward.setdefault(fact.object, []).append(fact.subject)

    def __contains__(self, fact: Fact) -> bool:
        return fact in self.ranks

    def instances(self, fact: Fact, rules: Mapping[str, list[Rule]]) -> Iterator[Instance]:
        """Every application of a rule to facts of this set that gives `fact`.

        `rules` are by the predicate of their head. Instances in which the fact supports
        itself directly are left out.
        """
        for rule in rules.get(fact.predicate, ()):
            start = _unify(rule.head, fact)
            if start is None:
                continue
            for binding in self.solutions(rule.body, start):
                premises = tuple(_ground(atom, binding) for atom in rule.body)
                if fact not in premises:
                    yield Instance(rule, premises)

    def solutions(self, atoms: tuple[Atom, ...], binding: _Binding) -> Iterator[_Binding]:
        """Every way to complete a binding so that all atoms hold."""
        if not atoms:
            yield binding
            return
        atom = max(atoms, key=lambda a: _bound_terms(a, binding))
        rest = tuple(other for other in atoms if other is not atom)
        for extended in self.matches(atom, binding):
            yield from self.solutions(rest, extended)

    def matches(self, atom: Atom, binding: _Binding) -> Iterator[_Binding]:
        """Every way to extend a binding so that one atom holds."""
        subject, target = _value(atom.subject, binding), _value(atom.object, binding)
        forward = self._forward.get(atom.predicate, {})
        if subject is not None and target is not None:
            if Fact(atom.predicate, subject, target) in self.ranks:
                yield binding
        elif subject is not None:
            for found in forward.get(subject, ()):
                yield {**binding, atom.object: found}
        elif target is not None:
            for found in self._backward.get(atom.predicate, {}).get(target, ()):
                yield {**binding, atom.subject: found}
        else:
            for first, seconds in forward.items():
                for second in seconds:
                    if atom.subject != atom.object or first == second:
                        yield {**binding, atom.subject: first, atom.object: second}


def _value(term: str, binding: _Binding) -> str | None:
    return binding.get(term) if term.startswith("?") else term


def _bound_terms(atom: Atom, binding: _Binding) -> int:
    return sum(_value(term, binding) is not None for term in (atom.subject, atom.object))


def _ground(atom: Atom, binding: _Binding) -> Fact:
    subject, target = _value(atom.subject, binding), _value(atom.object, binding)
    assert subject is not None
    assert target is not None
    return Fact(atom.predicate, subject, target)


def _unify(head: Atom, fact: Fact) -> _Binding | None:
    binding: _Binding = {}
    for term, value in ((head.subject, fact.subject), (head.object, fact.object)):
        if term.startswith("?"):
            if binding.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return binding
