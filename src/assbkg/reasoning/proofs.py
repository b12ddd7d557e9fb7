"""Prove facts: the best proof, all minimal supports, and the culprits of a contradiction.

A clash is a thing in two disjoint classes. Its culprits are the given facts from which the two
memberships follow, by their best proofs, and the claims that state these facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from assbkg.errors import ReasoningError
from assbkg.graph.provenance import REASONED
from assbkg.graph.terms import assb
from assbkg.reasoning.axioms import TYPE, Disjoint, TripleText, short
from assbkg.reasoning.closure import Clash, Closure
from assbkg.reasoning.facts import Fact, Instance, Instances, KnownFacts, Rank
from assbkg.reasoning.rules import Existential, Rule, RuleSet, is_witness
from assbkg.vocabulary import KG, shorten

__all__ = [
    "Culprits",
    "Proof",
    "Prover",
    "Support",
    "best_proof",
    "find_culprits",
    "instances_of",
    "minimal_supports",
    "tell_culprits",
]


#: Asserted facts that entail a fact together.
Support = frozenset[Fact]

#: Maximum number of supports of one fact, as a guard against explosion.
MOST_SUPPORTS = 10_000


@dataclass(frozen=True)
class Proof:
    """A fact with the rule that gives it and the proofs of the rule's premises.

    An asserted fact is a leaf: it has no rule and no premises.
    """

    fact: Fact
    rule: Rule | Existential | None
    premises: tuple[Proof, ...]

    def leaves(self) -> Iterator[Fact]:
        """Yield the asserted facts on which the proof rests, from left to right, once each."""
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
    """Return a proof from facts of lower rank, so that no proof has a stronger weakest claim.

    Of several, the one whose highest premise is lowest; then the first by axiom. The proof of a
    given fact is that it is given. Raises `ReasoningError` if the fact does not hold.
    """
    if fact not in instances.facts:
        raise ReasoningError(f"{fact} does not hold, so there is no proof of it")
    return Prover(instances).prove(fact)


class Prover:
    """Finds best proofs, and each fact once; see `best_proof`."""

    def __init__(self, instances: Instances) -> None:
        """Take the ways in which facts follow from one another."""
        self.instances = instances
        self.known: dict[Fact, Proof] = {}

    def prove(self, fact: Fact) -> Proof:
        """Return the best proof of a fact that holds."""
        if fact not in self.known:
            instance = self._best(fact)
            premises = tuple(map(self.prove, instance.premises)) if instance else ()
            self.known[fact] = Proof(fact, instance.rule if instance else None, premises)
        return self.known[fact]

    def _best(self, fact: Fact) -> Instance | None:
        """Return the best application of a rule, or None if the fact itself is given."""
        if self.instances.facts.asserted(fact) is not None:
            return None
        rank = self._rank(fact)
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
    """Return every minimal set of asserted facts that entails `fact`, smallest first.

    A claimed fact on the way counts as its claim, whatever else it may follow from, since it
    holds no more strongly than that. Raises `ReasoningError` if a fact on the way has more than
    `MOST_SUPPORTS` of them.
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
    """Return every fact from which `fact` may follow, with all instances that give it.

    Of a claimed fact on the way, which has a level above 0, none.
    """
    found: dict[Fact, tuple[Instance, ...]] = {}
    waiting = [fact]
    while waiting:
        current = waiting.pop()
        if current not in found:
            claimed = current != fact and instances.facts.asserted(current)
            found[current] = () if claimed else tuple(instances.of(current))
            waiting += [p for instance in found[current] for p in instance.premises]
    return found


def _combine(
    instances: Iterable[Instance], supports: dict[Fact, frozenset[Support]]
) -> Iterator[Support]:
    """Yield the supports that each instance gives: unions of one support of each premise."""
    for instance in instances:
        combined: frozenset[Support] = frozenset({frozenset()})
        for premise in instance.premises:
            combined = _absorb({a | b for a in combined for b in supports[premise]})
        yield from combined


def _absorb(sets: set[Support]) -> frozenset[Support]:
    """Return the sets that contain no other of the sets."""
    kept: list[Support] = []
    for candidate in sorted(sets, key=len):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return frozenset(kept)


_SUBJECT, _PROPERTY, _OBJECT = assb("claimSubject"), assb("claimProperty"), assb("claimObject")
_SCOPED, _STATUS = assb("scopedTo"), assb("hasStatus")
_POLARITY, _DENIED = assb("hasPolarity"), assb("Denied").value
_OF_CLAIMS = {_SUBJECT, _PROPERTY, _OBJECT, _SCOPED, _STATUS, _POLARITY}
_STANDING = {assb(status.capitalize()).value for status in REASONED}

#: Maximum number of clashes described in full: one wrong axiom can cause thousands.
_MOST = 10


@dataclass(frozen=True)
class Culprits:
    """A clash, the axiom that forbids it, and why the thing is in the one class and the other."""

    clash: Clash
    axiom: str
    first: Proof
    second: Proof


def instances_of(closure: Closure, given: Mapping[TripleText, int], rules: RuleSet) -> Instances:
    """Return how facts follow from others in a closure, which is that of `given` under `rules`."""
    known = rules.predicates
    grounds = {Fact(p, s, o): level for (s, p, o), level in given.items() if p in known}
    ranks = {fact: Rank(level, 0) for fact, level in grounds.items()}
    for d in closure.derived:
        ranks[Fact(d.predicate, d.subject, d.object)] = Rank(d.level, d.round)
    return Instances(KnownFacts(ranks, grounds), rules)


def find_culprits(
    closure: Closure, given: Mapping[TripleText, int], rules: RuleSet
) -> Iterator[Culprits]:
    """Yield the culprits of each clash of a closure, which is that of `given` under `rules`."""
    instances = instances_of(closure, given, rules)
    for clash in closure.clashes:
        first, second = (
            best_proof(Fact(TYPE, clash.individual, name), instances)
            for name in (clash.first, clash.second)
        )
        yield Culprits(clash, str(Disjoint(clash.first, clash.second)), first, second)


def tell_culprits(
    closure: Closure, given: Mapping[TripleText, int], rules: RuleSet, quads: Iterable[Quad]
) -> str:
    """Return a message on all clashes of a closure; `quads` hold the claims behind `given`."""
    claims = _claims(quads)
    count = len(closure.clashes)
    lines = [f"the graph is inconsistent in {count} place{'s' * (count > 1)}:"]
    for culprits, _ in zip(find_culprits(closure, given, rules), range(_MOST), strict=False):
        lines += _tell(culprits, claims)
    if count > _MOST:
        lines.append(f"  and in {count - _MOST} more, which these may resolve")
    return "\n".join(lines)


def _tell(culprits: Culprits, claims: Mapping[Fact, Sequence[str]]) -> Iterator[str]:
    clash = culprits.clash
    thing = shorten(clash.individual)
    if is_witness(clash.individual):
        thing = f"an individual required by {_reason(clash.individual, culprits.first)}"
    names = f"{short(clash.first)} and in {short(clash.second)}"
    yield f"  {thing} is in {names}, but {culprits.axiom}"
    for proof in (culprits.first, culprits.second):
        name = short(proof.fact.object)
        if proof.rule is None:
            yield f"    in {name}: {_whence(proof.fact, claims)}"
        else:
            yield f"    in {name}, since"
            yield from (f"      {_say(leaf)}: {_whence(leaf, claims)}" for leaf in proof.leaves())
            yield f"      by {'; '.join(_axioms(proof))}"


def _axioms(proof: Proof) -> list[str]:
    """Return the axioms that a proof uses, the last step first, each once."""
    return list(dict.fromkeys(step.rule.axiom for step in _steps(proof) if step.rule))


def _reason(witness: str, proof: Proof) -> str:
    """Return the axiom that requires a witness in a proof."""
    return next(
        step.rule.axiom
        for step in _steps(proof)
        if isinstance(step.rule, Existential) and witness in (step.fact.subject, step.fact.object)
    )


def _steps(proof: Proof) -> Iterator[Proof]:
    yield proof
    for premise in proof.premises:
        yield from _steps(premise)


def _say(fact: Fact) -> str:
    verb = "is a" if fact.predicate == TYPE else short(fact.predicate)
    return f"{shorten(fact.subject)} {verb} {short(fact.object)}"


def _whence(fact: Fact, claims: Mapping[Fact, Sequence[str]]) -> str:
    """Return the claims that state a fact, or that it is given without one."""
    found = claims.get(fact, ())
    return f"claim{'s' * (len(found) > 1)} {', '.join(found)}" if found else "given, not claimed"


def _claims(quads: Iterable[Quad]) -> dict[Fact, list[str]]:
    """Return the ids of the claims that state each link and are reasoned over."""
    said: dict[str, dict[NamedNode, str]] = {}
    for quad in quads:
        if quad.predicate in _OF_CLAIMS and isinstance(quad.object, NamedNode):
            assert isinstance(quad.subject, NamedNode)
            said.setdefault(quad.subject.value, {})[quad.predicate] = quad.object.value
    found: dict[Fact, list[str]] = {}
    for name, claim in sorted(said.items()):
        # A measurement also has a subject and a status, but states no link; nor does a denial.
        if claim.get(_POLARITY) == _DENIED:
            continue
        if _PROPERTY in claim and claim[_STATUS] in _STANDING:
            for target in (claim[_OBJECT], *filter(None, [claim.get(_SCOPED)])):
                link = Fact(claim[_PROPERTY], claim[_SUBJECT], target)
                found.setdefault(link, []).append(name.removeprefix(KG))
    return found
