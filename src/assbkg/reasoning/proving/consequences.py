"""Rules applied forwards from one fact: what it gives together with other known facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Facts, Rank, solutions
from assbkg.reasoning.proving.instances import ground, unify
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet

__all__ = ["Consequences", "follows_at"]


def follows_at(premises: Sequence[Fact], facts: Facts) -> Rank:
    """The rank of what follows from known facts: one round after the last of them."""
    ranks = [facts.rank(premise) for premise in premises]
    level, last = max(rank for rank in ranks if rank is not None)
    return Rank(level, last + 1)


@dataclass(frozen=True)
class Consequences:
    """What facts give under a set of rules."""

    rule_set: RuleSet

    def of(self, fact: Fact, facts: Facts) -> Iterator[tuple[Fact, Rank]]:
        """Every fact that a rule gives from `fact` and others of `facts`, and at which rank."""
        for rule, rest, binding in self._uses(fact):
            if isinstance(rule, Rule):
                for found in solutions(rest, binding, facts):
                    head = ground(rule.head, found)
                    if head != fact:
                        premises = [ground(atom, found) for atom in rule.body]
                        yield head, follows_at(premises, facts)

    def needs(self, fact: Fact, facts: Facts) -> Iterator[tuple[Existential, str, Rank]]:
        """Everything of which an axiom says, because of `fact`, that there is a witness for it.

        With the rank at which that is said of it.
        """
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
        """Rules and the place of a premise, by its predicate and, if it names one, its class."""
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
