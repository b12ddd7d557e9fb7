"""Who is to blame when facts contradict the ontology, told so that a curator can mend it.

A clash is a thing in two classes that exclude each other. Its culprits are the given facts
from which the two memberships follow, by their best proofs, and the claims that give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from assbkg.graph.provenance import REASONED
from assbkg.graph.terms import assb
from assbkg.reasoning.axioms import TYPE, Disjoint, TripleText, short
from assbkg.reasoning.closing.closure import Clash, Closure, is_witness
from assbkg.reasoning.facts import Fact, KnownFacts, Rank
from assbkg.reasoning.proving.instances import Instances
from assbkg.reasoning.proving.proofs import Proof, best_proof
from assbkg.reasoning.rules import Existential, RuleSet
from assbkg.vocabulary import KG, shorten

__all__ = ["Culprits", "find_culprits", "tell_culprits"]

_SUBJECT, _PROPERTY, _OBJECT = assb("claimSubject"), assb("claimProperty"), assb("claimObject")
_STATUS = assb("hasStatus")
_OF_CLAIMS = {_SUBJECT, _PROPERTY, _OBJECT, _STATUS}
_STANDING = {assb(status.capitalize()).value for status in REASONED}

#: So many clashes are told at full length: one wrong axiom can make thousands.
_MOST = 10


@dataclass(frozen=True)
class Culprits:
    """A clash, the axiom that forbids it, and why the thing is in the one class and the other."""

    clash: Clash
    axiom: str
    first: Proof
    second: Proof


def find_culprits(
    closure: Closure, given: Mapping[TripleText, int], rules: RuleSet
) -> Iterator[Culprits]:
    """The culprits of each clash of a closure, which is that of `given` under `rules`."""
    grounds = {Fact(p, s, o): level for (s, p, o), level in given.items() if p in rules.predicates}
    ranks = {fact: Rank(level, 0) for fact, level in grounds.items()}
    for d in closure.derived:
        ranks[Fact(d.predicate, d.subject, d.object)] = Rank(d.level, d.round)
    instances = Instances(KnownFacts(ranks, grounds), rules)
    for clash in closure.clashes:
        first, second = (
            best_proof(Fact(TYPE, clash.individual, name), instances)
            for name in (clash.first, clash.second)
        )
        yield Culprits(clash, str(Disjoint(clash.first, clash.second)), first, second)


def tell_culprits(
    closure: Closure, given: Mapping[TripleText, int], rules: RuleSet, quads: Iterable[Quad]
) -> str:
    """All clashes of a closure in lines; `quads` hold the claims behind what is given."""
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
    """The axioms that a proof uses, the last step first, each once."""
    return list(dict.fromkeys(step.rule.axiom for step in _steps(proof) if step.rule))


def _reason(witness: str, proof: Proof) -> str:
    """The axiom by which there is a witness, of which a proof speaks."""
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
    """Who says it: claims, or else another table or the ontology."""
    found = claims.get(fact, ())
    return f"claim{'s' * (len(found) > 1)} {', '.join(found)}" if found else "given, not claimed"


def _claims(quads: Iterable[Quad]) -> dict[Fact, list[str]]:
    """The ids of the claims that state each link and are in good standing."""
    said: dict[str, dict[NamedNode, str]] = {}
    for quad in quads:
        if quad.predicate in _OF_CLAIMS and isinstance(quad.object, NamedNode):
            assert isinstance(quad.subject, NamedNode)
            said.setdefault(quad.subject.value, {})[quad.predicate] = quad.object.value
    found: dict[Fact, list[str]] = {}
    for name, claim in sorted(said.items()):
        # A figure has a subject and a status too, and states no link.
        if _PROPERTY in claim and claim[_STATUS] in _STANDING:
            link = Fact(claim[_PROPERTY], claim[_SUBJECT], claim[_OBJECT])
            found.setdefault(link, []).append(name.removeprefix(KG))
    return found
