"""Rules applied backwards: in which ways a fact follows from other known facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assbkg.reasoning.closing.closure import is_witness, witness_name
from assbkg.reasoning.facts import Binding, Fact, Facts, solutions, value
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet

__all__ = ["Instance", "Instances", "ground", "unify"]


@dataclass(frozen=True)
class Instance:
    """A rule applied: the facts of its body, in the order of the body, give its head."""

    rule: Rule | Existential
    premises: tuple[Fact, ...]


@dataclass(frozen=True)
class Instances:
    """The ways in which facts of a closed set follow from others under a set of rules."""

    facts: Facts
    rule_set: RuleSet
    _witnesses: dict[str, tuple[Existential, str]] = field(default_factory=dict, compare=False)

    def of(self, fact: Fact) -> Iterator[Instance]:
        """Every application of a rule to known facts that gives `fact`, in a fixed order.

        Instances in which the fact supports itself directly are left out.
        """
        for rule, start in self._applicable(fact):
            for binding in solutions(rule.body, start, self.facts):
                premises = tuple(ground(atom, binding) for atom in rule.body)
                if fact not in premises:
                    yield Instance(rule, premises)

    def _applicable(self, fact: Fact) -> Iterator[tuple[Rule | Existential, Binding]]:
        """Each rule whose head can be the fact, with what that binds."""
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
        """Rules by the predicate of their head and, if it names one, the object."""
        found: dict[tuple[str, str], list[Rule]] = {}
        for rule in self.rule_set.rules:
            named = "" if rule.head.object.startswith("?") else rule.head.object
            found.setdefault((rule.head.predicate, named), []).append(rule)
        return found

    def heads(self, existential: Existential, thing: str) -> tuple[Fact, ...]:
        """What an existential says of a thing and of its witnesses, which have names."""
        names = {existential.frontier: thing}
        for number, variable in enumerate(existential.witnesses):
            name = names[variable] = witness_name(existential.axiom, number, thing)
            self._witnesses[name] = (existential, thing)
        return tuple(ground(atom, names) for atom in existential.heads)

    def depth(self, term: str) -> int:
        """How many witnesses stand between a term and a thing with a name, with itself."""
        return 1 + self.depth(self._needed_by(term)[1]) if is_witness(term) else 0

    def _needed_by(self, witness: str) -> tuple[Existential, str]:
        """What says that there is a witness, and for what."""
        if witness not in self._witnesses:
            for existential in self.rule_set.existentials:
                for binding in solutions(existential.body, {}, self.facts):
                    self.heads(existential, binding[existential.frontier])
        return self._witnesses[witness]


def ground(atom: Atom, binding: Binding) -> Fact:
    """The fact that an atom is, all of whose variables are bound."""
    subject, target = value(atom.subject, binding), value(atom.object, binding)
    assert subject is not None
    assert target is not None
    return Fact(atom.predicate, subject, target)


def unify(head: Atom, fact: Fact) -> dict[str, str] | None:
    """What the variables of an atom stand for if it is this fact; None when it can't be."""
    binding: dict[str, str] = {}
    for term, known in ((head.subject, fact.subject), (head.object, fact.object)):
        if term.startswith("?"):
            if binding.setdefault(term, known) != known:
                return None
        elif term != known:
            return None
    return binding
