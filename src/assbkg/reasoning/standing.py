"""How a link stands: given or derived, over how many steps, and what speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from assbkg.graph.provenance import GradedLink
from assbkg.graph.terms import node
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.facts import Fact, Instances, KnownFacts, Rank
from assbkg.reasoning.grades import GRADES, objections
from assbkg.reasoning.proofs import Proof, Prover
from assbkg.reasoning.rules import RuleSet, is_witness
from assbkg.vocabulary import OPPOSITE

if TYPE_CHECKING:
    from assbkg.reasoning.closure import Closure

__all__ = ["Derivation", "Derivations", "graded_links"]

_OPPOSITE: Final = node(OPPOSITE)


@dataclass(frozen=True)
class Derivation:
    """How a link follows by its best proof, and which links may speak against it.

    `steps` counts applications of rules, each once; a link that is given takes none. `rests_on`
    are the link itself and the given links at the leaves, of which `weakest` is the first of the
    weakest. `counterparts` would say the opposite of one of them, and `opposites` are those of
    the counterparts that hold.
    """

    steps: int
    rests_on: tuple[Fact, ...]
    weakest: Fact
    counterparts: tuple[Fact, ...]
    opposites: tuple[Fact, ...]


class Derivations:
    """Tells how links follow; each fact is proved once."""

    def __init__(self, instances: Instances, opposites: Mapping[str, str]) -> None:
        """Take the ways in which facts follow, and the property that contradicts each property."""
        self.facts = instances.facts
        self.opposites = opposites
        self.prover = Prover(instances)

    def of(self, fact: Fact) -> Derivation:
        """Return how a link that holds follows."""
        proof = self.prover.prove(fact)
        premises = tuple(proof.leaves())
        rests_on = tuple(dict.fromkeys((fact, *premises)))
        counterparts = tuple(
            Fact(self.opposites[link.predicate], link.subject, link.object)
            for link in rests_on
            if link.predicate in self.opposites
        )
        return Derivation(
            steps=len(set(_derived(proof))),
            rests_on=rests_on,
            weakest=max(premises, key=lambda premise: self.facts.asserted(premise) or 0),
            counterparts=counterparts,
            opposites=tuple(link for link in counterparts if link in self.facts),
        )


def _derived(proof: Proof) -> Iterator[Fact]:
    if proof.rule is not None:
        yield proof.fact
        for premise in proof.premises:
            yield from _derived(premise)


def graded_links(
    closure: Closure,
    given: Mapping[TripleText, int],
    rules: RuleSet,
    stated: Collection[Quad],
    properties: Collection[str],
) -> Iterator[GradedLink]:
    """Yield every link by some properties, in order, with its grade and standing.

    `closure` is that of `given` under `rules`, and `stated` holds the ontology and all claims.
    """
    grounds = {Fact(p, s, o): level for (s, p, o), level in given.items()}
    ranks = {fact: Rank(level, 0) for fact, level in grounds.items()}
    for derived in closure.derived:
        fact = Fact(derived.predicate, derived.subject, derived.object)
        ranks[fact] = Rank(derived.level, derived.round)
    opposites = {
        quad.subject.value: quad.object.value
        for quad in stated
        if quad.predicate == _OPPOSITE
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }
    derivations = Derivations(Instances(KnownFacts(ranks, grounds), rules), opposites)
    contested, denied = objections(stated)
    for fact in sorted(ranks, key=_ends):
        if fact.predicate not in properties or is_witness(fact.subject) or is_witness(fact.object):
            continue
        found = derivations.of(fact)
        ends, others = map(_ends, found.rests_on), map(_ends, found.counterparts)
        against = [*(iri for e in ends for kind in (contested, denied) for iri in kind.get(e, ()))]
        against += (iri for e in others for iri in contested.get(e, ()))
        yield GradedLink(
            *_ends(fact),
            GRADES[ranks[fact].level],
            steps=found.steps,
            weakest=_ends(found.weakest) if found.steps else None,
            against=tuple(against),
            opposites=tuple(map(_ends, found.opposites)),
        )


def _ends(fact: Fact) -> TripleText:
    return (fact.subject, fact.predicate, fact.object)
