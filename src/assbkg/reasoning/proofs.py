"""Why a fact holds: its best proof, and every minimal set of asserted facts behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assbkg.errors import ReasoningError
from assbkg.reasoning.facts import Fact, Facts, Instance
from assbkg.reasoning.rules import Rule

__all__ = ["Proof", "Support", "best_proof", "by_head", "minimal_supports"]

#: Asserted facts that entail a fact together.
Support = frozenset[Fact]

#: So many supports of one fact are kept at most; a guard against explosion.
MOST_SUPPORTS = 10_000


@dataclass(frozen=True)
class Proof:
    """A fact with the rule that gives it and the proofs of what the rule needs.

    An asserted fact is a leaf: it has no rule and no premises.
    """

    fact: Fact
    rule: Rule | None
    premises: tuple[Proof, ...]

    def leaves(self) -> Iterator[Fact]:
        """The asserted facts on which the proof rests, from left to right, once each."""
        seen: set[Fact] = set()
        for fact in self._leaves():
            if fact not in seen:
                seen.add(fact)
                yield fact

    def _leaves(self) -> Iterator[Fact]:
        if self.rule is None:
            yield self.fact
        for premise in self.premises:
            yield from premise._leaves()


def by_head(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Rules by the predicate of their head, in a fixed order."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda r: (r.axiom, str(r))):
        found.setdefault(rule.head.predicate, []).append(rule)
    return found


def best_proof(fact: Fact, facts: Facts, rules: dict[str, list[Rule]]) -> Proof:
    """A proof that uses facts of lower rank only, so none has a stronger weakest claim.

    Of several, the one whose highest premise is lowest; then the first by axiom. Raises
    `ReasoningError` when the fact does not hold.
    """
    if fact not in facts:
        raise ReasoningError(f"{fact} does not hold, so there is no proof of it")
    return _Prover(facts, rules).prove(fact)


class _Prover:
    """One search; each fact is proved once."""

    def __init__(self, facts: Facts, rules: dict[str, list[Rule]]) -> None:
        self.facts = facts
        self.rules = rules
        self.known: dict[Fact, Proof] = {}

    def prove(self, fact: Fact) -> Proof:
        if fact not in self.known:
            instance = self._best(fact)
            premises = tuple(map(self.prove, instance.premises)) if instance else ()
            self.known[fact] = Proof(fact, instance.rule if instance else None, premises)
        return self.known[fact]

    def _best(self, fact: Fact) -> Instance | None:
        """The instance to go back by; None when the fact itself is the ground."""
        rank = self.facts.ranks[fact]
        lower = [
            (max(ranks), instance.rule.axiom, instance.premises, instance)
            for instance in self.facts.instances(fact, self.rules)
            if max(ranks := [self.facts.ranks[p] for p in instance.premises]) < rank
        ]
        if lower:
            return min(lower, key=lambda candidate: candidate[:3])[3]
        if fact not in self.facts.asserted:
            raise ReasoningError(f"{fact} was derived, but no rule gives it")
        return None


def minimal_supports(fact: Fact, facts: Facts, rules: dict[str, list[Rule]]) -> tuple[Support, ...]:
    """Every minimal set of asserted facts that entails `fact`, smallest first.

    Raises `ReasoningError` when a fact on the way has more than `MOST_SUPPORTS` of them.
    """
    instances = _cone(fact, facts, rules)
    supports: dict[Fact, frozenset[Support]] = {
        f: frozenset({frozenset({f})}) if f in facts.asserted else frozenset() for f in instances
    }
    users: dict[Fact, set[Fact]] = {f: set() for f in instances}
    for head, applied in instances.items():
        for instance in applied:
            for premise in instance.premises:
                users[premise].add(head)
    waiting = sorted(instances, key=lambda f: facts.ranks[f], reverse=True)
    while waiting:
        current = waiting.pop()
        found = _absorb({*supports[current], *_combine(instances[current], supports)})
        if found != supports[current]:
            if len(found) > MOST_SUPPORTS:
                raise ReasoningError(f"{current} has more than {MOST_SUPPORTS} minimal proofs")
            supports[current] = found
            waiting += [user for user in sorted(users[current]) if user not in waiting]
    return tuple(sorted(supports[fact], key=lambda s: (len(s), sorted(s))))


def _cone(
    fact: Fact, facts: Facts, rules: dict[str, list[Rule]]
) -> dict[Fact, tuple[Instance, ...]]:
    """Every fact from which `fact` may follow, with all instances that give it."""
    found: dict[Fact, tuple[Instance, ...]] = {}
    waiting = [fact]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found[current] = tuple(facts.instances(current, rules))
            waiting += [p for instance in found[current] for p in instance.premises]
    return found


def _combine(
    instances: Iterable[Instance], supports: dict[Fact, frozenset[Support]]
) -> Iterator[Support]:
    """The supports that each instance gives: one of each premise, put together."""
    for instance in instances:
        combined: frozenset[Support] = frozenset({frozenset()})
        for premise in instance.premises:
            combined = _absorb({a | b for a in combined for b in supports[premise]})
        yield from combined


def _absorb(sets: set[Support]) -> frozenset[Support]:
    """Keep only sets that hold no other of the sets."""
    kept: list[Support] = []
    for candidate in sorted(sets, key=len):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return frozenset(kept)
