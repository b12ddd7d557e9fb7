"""Rules applied backwards: in which ways a fact follows from other known facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assbkg.reasoning.closure import is_witness, witness_name
from assbkg.reasoning.facts import Binding, Fact, Facts, solutions, value
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet

__all__ = ["Instance", "Instances"]


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

    def of(self, fact: Fact) -> Iterator[Instance]:
        """Every application of a rule to known facts that gives `fact`, in a fixed order.

        Instances in which the fact supports itself directly are left out.
        """
        for rule, start in self._applicable(fact):
            for binding in solutions(rule.body, start, self.facts):
                premises = tuple(_ground(atom, binding) for atom in rule.body)
                if fact not in premises:
                    yield Instance(rule, premises)

    def _applicable(self, fact: Fact) -> Iterator[tuple[Rule | Existential, Binding]]:
        """Each rule whose head can be the fact, with what that binds."""
        witnesses = [term for term in (fact.subject, fact.object) if is_witness(term)]
        for term in witnesses:
            existential, needed_by = self._witnesses[term]
            if any(fact == _named(atom, existential, needed_by) for atom in existential.heads):
                yield existential, {existential.frontier: needed_by}
                break
        for rule in self._by_head.get(fact.predicate, ()):
            start = _unify(rule.head, fact)
            if start is not None:
                yield rule, start

    @cached_property
    def _by_head(self) -> Mapping[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rule_set.rules:
            found.setdefault(rule.head.predicate, []).append(rule)
        return found

    @cached_property
    def _witnesses(self) -> Mapping[str, tuple[Existential, str]]:
        """For the name of each possible witness what says that it is, and for what."""
        return {
            witness_name(existential.axiom, number, needed_by): (existential, needed_by)
            for existential in self.rule_set.existentials
            for needed_by in {
                binding[existential.frontier]
                for binding in solutions(existential.body, {}, self.facts)
            }
            for number in range(len(existential.witnesses))
        }


def _named(atom: Atom, existential: Existential, needed_by: str) -> Fact:
    """An atom of the head of an existential, as the fact that it gives for one thing."""
    names: dict[str, str] = {existential.frontier: needed_by}
    for number, variable in enumerate(existential.witnesses):
        names[variable] = witness_name(existential.axiom, number, needed_by)
    return _ground(atom, names)


def _ground(atom: Atom, binding: Binding) -> Fact:
    subject, target = value(atom.subject, binding), value(atom.object, binding)
    assert subject is not None
    assert target is not None
    return Fact(atom.predicate, subject, target)


def _unify(head: Atom, fact: Fact) -> dict[str, str] | None:
    binding: dict[str, str] = {}
    for term, known in ((head.subject, fact.subject), (head.object, fact.object)):
        if term.startswith("?"):
            if binding.setdefault(term, known) != known:
                return None
        elif term != known:
            return None
    return binding
