"""A closed set of facts with the rank of each, and rules applied to it, backwards and forwards.

The rank of a fact is its level, which is the index of its grade, and the round in which it first
appeared at that level. A derived fact follows from facts of lower rank, so ranks lead back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet, is_witness, witness_name

__all__ = [
    "Binding",
    "Consequences",
    "Fact",
    "Facts",
    "Instance",
    "Instances",
    "KnownFacts",
    "Rank",
    "follows_at",
    "ground",
    "solutions",
    "unify",
    "value",
]


@dataclass(frozen=True, order=True)
class Fact:
    """A link between two things; membership in a class is the predicate `rdf:type`."""

    predicate: str
    subject: str
    object: str


class Rank(NamedTuple):
    """The level at which a fact holds, and the round that derived it there; lower is better."""

    level: int
    round: int


#: The value of each bound variable.
Binding = Mapping[str, str]


class Facts(Protocol):
    """A closed set of facts, in memory or on disk. Sequences come in a fixed order."""

    def rank(self, fact: Fact) -> Rank | None:
        """Return the rank of a fact, or None if it does not hold."""

    def asserted(self, fact: Fact) -> int | None:
        """Return the level at which a fact is given, or None if it is not given."""

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """Return the objects of a subject's links."""

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """Return the subjects of an object's links."""

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield all links by a predicate, as subject and object."""

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
        """Return the rank of a fact, or None if it does not hold."""
        return self.ranks.get(fact)

    def asserted(self, fact: Fact) -> int | None:
        """Return the level at which a fact is given, or None if it is not given."""
        return self.given.get(fact)

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """Return the objects of a subject's links."""
        return self._forward.get((predicate, subject), ())

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """Return the subjects of an object's links."""
        return self._backward.get((predicate, target), ())

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield all links by a predicate, as subject and object."""
        return iter(self._pairs.get(predicate, ()))


def solutions(atoms: Sequence[Atom], binding: Binding, facts: Facts) -> Iterator[Binding]:
    """Yield every way to complete a binding so that all atoms hold."""
    if not atoms:
        yield binding
        return
    atom = min(atoms, key=lambda a: _width(a, binding, facts))
    rest = [other for other in atoms if other is not atom]
    for extended in _matches(atom, binding, facts):
        yield from solutions(rest, extended, facts)


#: More matches than an atom with a bound end ever has.
_UNBOUND = 1 << 62


def _width(atom: Atom, binding: Binding, facts: Facts) -> int:
    """Return how many matches an atom has; 0 if both ends are bound, `_UNBOUND` if neither is."""
    subject, target = value(atom.subject, binding), value(atom.object, binding)
    if subject is not None and target is not None:
        return 0
    if subject is not None:
        return len(facts.objects(atom.predicate, subject))
    if target is not None:
        return len(facts.subjects(atom.predicate, target))
    return _UNBOUND


def _matches(atom: Atom, binding: Binding, facts: Facts) -> Iterator[Binding]:
    """Yield every way to extend a binding so that one atom holds."""
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
    """Return the value of a term: itself, the value of a variable, or None if unbound."""
    return binding.get(term) if term.startswith("?") else term


@dataclass(frozen=True)
class Instance:
    """An application of a rule: `premises` are the facts of its body, in the body's order."""

    rule: Rule | Existential
    premises: tuple[Fact, ...]


@dataclass(frozen=True)
class Instances:
    """The ways in which facts of a closed set follow from others under a set of rules."""

    facts: Facts
    rule_set: RuleSet
    _witnesses: dict[str, tuple[Existential, str]] = field(default_factory=dict, compare=False)

    def of(self, fact: Fact) -> Iterator[Instance]:
        """Yield every application of a rule to known facts that gives `fact`, in a fixed order.

        Applications in which the fact is its own premise are left out.
        """
        for rule, start in self._applicable(fact):
            for binding in solutions(rule.body, start, self.facts):
                premises = tuple(ground(atom, binding) for atom in rule.body)
                if fact not in premises:
                    yield Instance(rule, premises)

    def _applicable(self, fact: Fact) -> Iterator[tuple[Rule | Existential, Binding]]:
        """Yield each rule whose head can be the fact, with the binding."""
        for term in (fact.subject, fact.object):
            if is_witness(term):
                existential, thing = self._needed_by(term)
                if fact in self.heads(existential, thing):
                    yield existential, {existential.frontier: thing}
                    break
        for key in ((fact.predicate, ""), (fact.predicate, fact.object)):
            for rule in self._by_head.get(key, ()):
                start = unify(rule.head, fact)
                if start is not None:
                    yield rule, start

    @cached_property
    def _by_head(self) -> Mapping[tuple[str, str], list[Rule]]:
        """Rules by the predicate of their head and, if it is a constant, the object."""
        found: dict[tuple[str, str], list[Rule]] = {}
        for rule in self.rule_set.rules:
            named = "" if rule.head.object.startswith("?") else rule.head.object
            found.setdefault((rule.head.predicate, named), []).append(rule)
        return found

    def heads(self, existential: Existential, thing: str) -> tuple[Fact, ...]:
        """Return what an existential states about a thing and its witnesses, which get names."""
        names = {existential.frontier: thing}
        for number, variable in enumerate(existential.witnesses):
            name = names[variable] = witness_name(existential.axiom, number, thing)
            self._witnesses[name] = (existential, thing)
        return tuple(ground(atom, names) for atom in existential.heads)

    def depth(self, term: str) -> int:
        """Return the number of witnesses from a term to the thing that needs it; 0 for a thing."""
        return 1 + self.depth(self._needed_by(term)[1]) if is_witness(term) else 0

    def _needed_by(self, witness: str) -> tuple[Existential, str]:
        """Return the existential that requires a witness, and the thing that needs it."""
        if witness not in self._witnesses:
            for existential in self.rule_set.existentials:
                for binding in solutions(existential.body, {}, self.facts):
                    self.heads(existential, binding[existential.frontier])
        return self._witnesses[witness]


def ground(atom: Atom, binding: Binding) -> Fact:
    """Return the fact of an atom, all of whose variables are bound."""
    subject, target = value(atom.subject, binding), value(atom.object, binding)
    assert subject is not None
    assert target is not None
    return Fact(atom.predicate, subject, target)


def unify(head: Atom, fact: Fact) -> dict[str, str] | None:
    """Return the binding under which an atom is this fact, or None if there is none."""
    binding: dict[str, str] = {}
    for term, known in ((head.subject, fact.subject), (head.object, fact.object)):
        if term.startswith("?"):
            if binding.setdefault(term, known) != known:
                return None
        elif term != known:
            return None
    return binding


def follows_at(premises: Sequence[Fact], facts: Facts) -> Rank:
    """Return the rank of what follows from known facts: one round after the last of them."""
    ranks = [facts.rank(premise) for premise in premises]
    level, last = max(rank for rank in ranks if rank is not None)
    return Rank(level, last + 1)


@dataclass(frozen=True)
class Consequences:
    """What facts give under a set of rules."""

    rule_set: RuleSet

    def of(self, fact: Fact, facts: Facts) -> Iterator[tuple[Fact, Rank]]:
        """Yield every fact that a rule gives from `fact` and others of `facts`, with its rank."""
        for rule, rest, binding in self._uses(fact):
            if isinstance(rule, Rule):
                for found in solutions(rest, binding, facts):
                    head = ground(rule.head, found)
                    if head != fact:
                        premises = [ground(atom, found) for atom in rule.body]
                        yield head, follows_at(premises, facts)

    def needs(self, fact: Fact, facts: Facts) -> Iterator[tuple[Existential, str, Rank]]:
        """Yield everything that needs a witness because of `fact`, with the rank of that need."""
        for rule, rest, binding in self._uses(fact):
            if isinstance(rule, Existential):
                for found in solutions(rest, binding, facts):
                    premises = [ground(atom, found) for atom in rule.body]
                    yield rule, found[rule.frontier], follows_at(premises, facts)

    def witnessed_by(self, fact: Fact, facts: Facts) -> Iterator[tuple[Existential, str]]:
        """Yield each axiom whose witness `fact` may describe, and the thing that needs it.

        If `fact` doesn't name that thing, as the class of a witness doesn't, others of `facts`
        link the two.
        """
        for existential, number in self._by_witness.get(fact.predicate, ()):
            heads, frontier = existential.heads, existential.frontier
            binding = unify(heads[number], fact)
            if binding is None:
                continue
            if frontier in binding:
                yield existential, binding[frontier]
                continue
            for found in solutions(heads[:number] + heads[number + 1 :], binding, facts):
                yield existential, found[frontier]

    def _uses(
        self, fact: Fact
    ) -> Iterator[tuple[Rule | Existential, tuple[Atom, ...], dict[str, str]]]:
        for key in ((fact.predicate, ""), (fact.predicate, fact.object)):
            for rule, number in self._by_premise.get(key, ()):
                binding = unify(rule.body[number], fact)
                if binding is not None:
                    yield rule, rule.body[:number] + rule.body[number + 1 :], binding

    @cached_property
    def _by_premise(self) -> dict[tuple[str, str], list[tuple[Rule | Existential, int]]]:
        """Rules and the place of a premise, by its predicate and, if constant, its class."""
        found: dict[tuple[str, str], list[tuple[Rule | Existential, int]]] = {}
        rules: list[Rule | Existential] = [*self.rule_set.rules, *self.rule_set.existentials]
        for rule in rules:
            for number, atom in enumerate(rule.body):
                named = atom.predicate == TYPE and not atom.object.startswith("?")
                key = (atom.predicate, atom.object if named else "")
                found.setdefault(key, []).append((rule, number))
        return found

    @cached_property
    def _by_witness(self) -> dict[str, list[tuple[Existential, int]]]:
        found: dict[str, list[tuple[Existential, int]]] = {}
        for existential in self.rule_set.existentials:
            for number, atom in enumerate(existential.heads):
                found.setdefault(atom.predicate, []).append((existential, number))
        return found
