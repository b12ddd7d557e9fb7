"""Why a fact holds: its best proof, and every minimal set of asserted facts behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assbkg.errors import ReasoningError
from assbkg.reasoning.facts import Fact, Rank
from assbkg.reasoning.proving.instances import Instance, Instances
from assbkg.reasoning.rules import Existential, Rule

__all__ = ["Proof", "Support", "best_proof", "minimal_supports"]

#: Asserted facts that entail a fact together.
Support = frozenset[Fact]

#: Maximum number of supports of one fact kept; a guard against explosion.
MOST_SUPPORTS = 10_000


@dataclass(frozen=True)
class Proof:
    """A fact with the rule that gives it and the proofs of what the rule needs.

    An asserted fact is a leaf: it has no rule and no premises.
    """

    fact: Fact
    rule: Rule | Existential | None
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


def best_proof(fact: Fact, instances: Instances) -> Proof:
    """A proof that uses facts of lower rank only, so none has a stronger weakest claim.

    Of several, the one whose highest premise is lowest; then the first by axiom. Raises
    `ReasoningError` when the fact does not hold.
    """
    if fact not in instances.facts:
        raise ReasoningError(f"{fact} does not hold, so there is no proof of it")
    return _Prover(instances).prove(fact)


class _Prover:
    """One search; each fact is proved once."""

    def __init__(self, instances: Instances) -> None:
        self.instances = instances
        self.known: dict[Fact, Proof] = {}

    def prove(self, fact: Fact) -> Proof:
        if fact not in self.known:
            instance = self._best(fact)
            premises = tuple(map(self.prove, instance.premises)) if instance else ()
            self.known[fact] = Proof(fact, instance.rule if instance else None, premises)
        return self.known[fact]

    def _best(self, fact: Fact) -> Instance | None:
        """The instance to go back by; None when the fact itself is the ground."""
        rank = self._rank(fact)
        if self.instances.facts.asserted(fact) == rank.level and rank.round == 0:
            return None
        lower = [
            (highest, instance.rule.axiom, instance.premises, instance)
            for instance in self.instances.of(fact)
            if (highest := max(map(self._rank, instance.premises))) < rank
        ]
        if not lower:
            raise ReasoningError(f"{fact} was derived, but no rule gives it")
        return min(lower, key=lambda candidate: candidate[:3])[3]

    def _rank(self, fact: Fact) -> Rank:
        rank = self.instances.facts.rank(fact)
        assert rank is not None
        return rank


def minimal_supports(fact: Fact, instances: Instances) -> tuple[Support, ...]:
    """Every minimal set of asserted facts that entails `fact`, smallest first.

    Raises `ReasoningError` when a fact on the way has more than `MOST_SUPPORTS` of them.
    """
    facts = instances.facts
    cone = _cone(fact, instances)
    supports: dict[Fact, frozenset[Support]] = {
        f: frozenset() if facts.asserted(f) is None else frozenset({frozenset({f})}) for f in cone
    }
    users: dict[Fact, set[Fact]] = {f: set() for f in cone}
    for head, applied in cone.items():
        for instance in applied:
            for premise in instance.premises:
                users[premise].add(head)
    waiting = sorted(cone, key=lambda f: (facts.rank(f), f), reverse=True)
    queued = set(waiting)
    while waiting:
        current = waiting.pop()
        queued.discard(current)
        found = _absorb({*supports[current], *_combine(cone[current], supports)})
        if found != supports[current]:
            if len(found) > MOST_SUPPORTS:
                raise ReasoningError(f"{current} has more than {MOST_SUPPORTS} minimal proofs")
            supports[current] = found
            again = sorted(users[current] - queued)
            waiting += again
            queued.update(again)
    return tuple(sorted(supports[fact], key=lambda s: (len(s), sorted(s))))


def _cone(fact: Fact, instances: Instances) -> dict[Fact, tuple[Instance, ...]]:
    """Every fact from which `fact` may follow, with all instances that give it."""
    found: dict[Fact, tuple[Instance, ...]] = {}
    waiting = [fact]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found[current] = tuple(instances.of(current))
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
