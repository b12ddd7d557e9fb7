"""Why a link holds, in plain words: its proof with the claims at the leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from assbkg.errors import DoesNotHold
from assbkg.printable import in_brief
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Rank
from assbkg.reasoning.grades import GRADES, weakest
from assbkg.reasoning.proofs import Proof, Support, minimal_supports
from assbkg.reasoning.rules import is_witness
from assbkg.reasoning.standing import Derivations
from assbkg.record.claims import Claim, Claims, Standing
from assbkg.record.disagreements import Disagreement
from assbkg.record.names import Entities, Names
from assbkg.record.reasoned import Reasoned, Reasoning, Supposed
from assbkg.record.release import Evidence
from assbkg.record.weight import Weight, weigh

__all__ = ["Explainer", "Explanation", "LinkExplainer", "Step"]


@dataclass(frozen=True, repr=False)
class Step:
    """One link of a proof, told in words.

    `axiom` is empty at a leaf, and there `claims` say who states the link; a leaf without
    claims was given by another table: a type, a step or a figure. Or it is `supposed`, and
    nobody states it.
    """

    subject: str
    phrase: str
    object: str
    grade: str
    axiom: str
    claims: tuple[Claim, ...]
    premises: tuple[Step, ...]
    supposed: bool = False

    @property
    def is_background(self) -> bool:
        """Whether background states the link, and no paper does."""
        return bool(self.claims) and all(claim.is_background for claim in self.claims)

    def __repr__(self) -> str:
        return in_brief(self, f"{self.sentence}, {self.grade}")

    @property
    def sentence(self) -> str:
        """Subject, phrase and object in one line."""
        an = self.phrase == "is a" and self.object[:1].lower() in "aeiou"
        return f"{self.subject} {self.phrase}{'n' * an} {self.object}"


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a link holds.

    `grade` is its grade: the best over all proofs of their weakest claim. `proof` is its
    best proof, `supports` every minimal set of asserted links that entails it, as their
    steps; `authorities` are the IRIs of the works, or the paper itself, on which these
    rest. `background` are the IRIs of the works to which background points for them, which
    are no authorities. `otherwise` says how it is without contested claims, where these were
    included. `denied` are the claims that deny the link, `disagreements` those
    of the claims behind it. `standing` tells whether it is derived, and `works` what stands
    behind the link, or behind the weakest link from which a derived one follows.
    """

    grade: str
    proof: Step
    supports: tuple[tuple[Step, ...], ...]
    authorities: frozenset[str]
    otherwise: str = ""
    denied: tuple[Claim, ...] = ()
    background: frozenset[str] = frozenset()
    disagreements: tuple[Disagreement, ...] = ()
    standing: Standing | None = None
    works: Weight = field(default_factory=Weight)

    def __repr__(self) -> str:
        return in_brief(self, f"{self.proof.sentence}, {self.grade}")

    @property
    def needs_background(self) -> bool:
        """Whether each proof has a link that background alone states."""
        return all(any(leaf.is_background for leaf in support) for support in self.supports)

    @property
    def grade_in_words(self) -> str:
        """The grade, marked where the link is derived, or contested."""
        if self.standing is None:
            return self.grade
        return self.standing.words + ", contested" * self.standing.is_contested

    @property
    def weight(self) -> str:
        """In how many ways the link follows, and on how many works that rests."""
        used = "with" if self.needs_background else "some with"
        proofs = len(self.supports)
        return (
            f"{proofs} minimal proof{'s' * (proofs != 1)} · {self.works.words}"
            f"{f' · {used} background' * bool(self.background)}"
        )


@dataclass(frozen=True, repr=False)
class LinkExplainer:
    """Explains links, of a release or of a literature."""

    reasoned: Reasoning
    entities: Names
    evidence: Claims

    def __repr__(self) -> str:
        return in_brief(self, repr(self.reasoned))

    def explain(self, subject: str, predicate: str, target: str) -> Explanation:
        """Explain a link; names as `Entities.resolve` takes them.

        Raises `UnknownName`, or `DoesNotHold`.
        """
        return self.why(self.resolve(subject, predicate, target))

    def why(self, fact: Fact) -> Explanation:
        """Explain a link. Raises `DoesNotHold`."""
        rank = self.reasoned.instances.facts.rank(fact)
        if rank is None:
            raise DoesNotHold(f"it does not hold that {self.sentence(fact)}")
        supports = minimal_supports(fact, self.reasoned.instances)
        # The same leaves stand under many proofs, and some have a thousand claims.
        leaves = frozenset[Fact]().union(*supports)
        claims = [claim for leaf in sorted(leaves) for claim in self.evidence.of(leaf)]
        authorities, background = _authorities(claims)
        return Explanation(
            GRADES[rank.level],
            self.step(self._derivations.prover.prove(fact)),
            tuple(self._support(support) for support in supports),
            authorities,
            denied=self.evidence.denied(fact),
            background=background,
            standing=self.standing(fact),
            works=self.weigh(fact),
            disagreements=self.evidence.disagreements(claims),
        )

    def standing(self, fact: Fact) -> Standing:
        """Return how a link is supported. Raises `DoesNotHold`."""
        rank = self.reasoned.instances.facts.rank(fact)
        if rank is None:
            raise DoesNotHold(f"it does not hold that {self.sentence(fact)}")
        return self._standing(fact, rank)

    def _standing(self, fact: Fact, rank: Rank) -> Standing:
        found, evidence = self._derivations.of(fact), self.evidence
        against = [
            claim
            for link in found.rests_on
            for claim in (*evidence.contested(link), *evidence.denied(link))
        ]
        against += (c for other in found.counterparts for c in evidence.contested(other))
        return Standing(
            GRADES[rank.level],
            evidence.of(fact),
            steps=found.steps,
            weakest_premise=found.weakest,
            against=tuple(against),
            opposites=found.opposites,
        )

    def weigh(self, fact: Fact) -> Weight:
        """Return the works behind a link that holds.

        Premises of a proof are one argument: a derived link has the weight of the lightest of
        them, and what speaks against any of them speaks against the link.
        """
        found = self._derivations.of(fact)
        weights = {link: self._weigh(link) for link in found.rests_on}
        claimed = [w for link, w in weights.items() if any(_papers(self.evidence.of(link)))]
        lightest = max(claimed, key=lambda weight: weight.rank[1:], default=Weight())
        against = frozenset[str]().union(*(weight.dissenting for weight in weights.values()))
        return replace(lightest, dissenting=against)

    def _weigh(self, link: Fact) -> Weight:
        opposite = self.entities.terms.opposites.get(link.predicate)
        against = self.evidence.denied(link)
        if opposite:
            against += self.evidence.of(Fact(opposite, link.subject, link.object))
        return weigh(self.evidence.of(link), against, self.evidence.works_read)

    @cached_property
    def _derivations(self) -> Derivations:
        return Derivations(self.reasoned.instances, self.entities.terms.opposites)

    def sentence(self, fact: Fact) -> str:
        """A link in plain words, whether it holds or not."""
        return self.step(Proof(fact, None, ())).sentence

    def resolve(self, subject: str, predicate: str, target: str) -> Fact:
        """The link that three names mean; `a` and `is a` mean membership in a class."""
        if predicate in ("a", "is a", "rdf:type"):
            start, end = self.entities.resolve(subject), self.entities.resolve(target, "class")
            return Fact(TYPE, start.value, end.value)
        link = self.entities.resolve(predicate, "property")
        domain, range_ = self.ends(link.value)
        start = self.entities.resolve(subject, domain)
        end = self.entities.resolve(target, range_)
        return Fact(link.value, start.value, end.value)

    def ends(self, predicate: str) -> tuple[str, str]:
        """The classes of what a property links, without their namespace; empty when unknown."""
        return self.entities.terms.ends.get(predicate, ("", ""))

    def step(self, proof: Proof) -> Step:
        """A proof in plain words, with the claims at its leaves."""
        fact = proof.fact
        premises = tuple(map(self.step, proof.premises))
        at_leaf = proof.rule is None
        return Step(
            subject=self.label(fact.subject),
            phrase=self.phrase(fact.predicate),
            object=self.label(fact.object),
            grade=self.evidence.grade(fact) if at_leaf else weakest(p.grade for p in premises),
            axiom=proof.rule.axiom if proof.rule else "",
            claims=self.evidence.of(fact) if at_leaf else (),
            premises=premises,
            supposed=at_leaf and fact in self.evidence.supposed,
        )

    def label(self, term: str) -> str:
        """What a thing is called; what only an axiom says there is has no name."""
        return "something" if is_witness(term) else self.entities.label(term)

    def _support(self, support: Support) -> tuple[Step, ...]:
        return tuple(self.step(Proof(fact, None, ())) for fact in sorted(support))

    def phrase(self, predicate: str) -> str:
        """The words that stand between the ends of a link."""
        if predicate == TYPE:
            return "is a"
        return self.entities.terms.phrases.get(predicate) or self.entities.label(predicate)


def _papers(claims: Iterable[Claim]) -> Iterator[Claim]:
    return (claim for claim in claims if not claim.is_background)


def _authorities(claims: Iterable[Claim]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the works on which claims rest, and those to which background points."""
    found: dict[bool, set[str]] = {False: set(), True: set()}
    for claim in claims:
        found[claim.is_background] |= claim.authorities
    return frozenset(found[False]), frozenset(found[True])


@dataclass(frozen=True, repr=False)
class Explainer(LinkExplainer):
    """Explains links of one release."""

    reasoned: Reasoned | Supposed
    entities: Entities
    evidence: Evidence

    def standing(self, fact: Fact) -> Standing:
        """Return how a link is supported. Raises `DoesNotHold`."""
        rank, before = self.reasoned.instances.facts.rank(fact), self.reasoned.facts.rank(fact)
        if rank is None:
            raise DoesNotHold(f"it does not hold that {self.sentence(fact)}")
        contested = before is None or rank.level < before.level
        return replace(self._standing(fact, rank), contested=contested)
