"""What a link that does not hold would follow from, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from assbkg.asking.explaining import Explainer, Step
from assbkg.printable import in_brief
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.fitting import Sayable, kind_of
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.missing import MOST_MISSING, Gap, nearest_gaps
from assbkg.reasoning.proofs import Proof, best_proof
from assbkg.record.claims import Claim
from assbkg.record.ontology import Terms
from assbkg.record.reasoned import Reasoned, Supposed, cases_of
from assbkg.vocabulary import ASSB, KG, read_part

__all__ = ["MISSING", "Condition", "Conditions", "find_conditions", "read_sayable"]


def read_sayable(
    reasoned: Reasoned | Supposed, terms: Terms, contested: frozenset[Fact] = frozenset()
) -> Sayable:
    """Learn from the ontology and from what is given how tables are used.

    Entities and the parts of systems may get new links. Records, such as measurements and
    steps, are complete as their row stands, and so is what the ontology has a term for,
    such as units. A property of which every given link between a part and something else
    joins it to its own system is one that holds parts.
    """
    owned = terms.marked("ownedBySystem")
    classes = _classes(reasoned)
    owners = {
        thing: system
        for thing, known in classes.items()
        if not owned.isdisjoint(known) and (system := _minted_for(thing))
    }
    records = {thing for thing in classes if _minted_for(thing) and thing not in owners}
    shared = {thing for thing in classes if not thing.startswith(KG)}
    vocabulary = {name for thing in shared if thing.startswith(ASSB) for name in classes[thing]}
    return Sayable(
        derived_only=terms.marked("derivedOnly"),
        complete=frozenset(records | shared | vocabulary),
        owners=owners,
        papers={part: read_part(part).paper for part in owners},
        owned=owned,
        holding=_holding(reasoned.facts.given, owners),
        contested=contested - reasoned.facts.given.keys(),
    )


def _classes(reasoned: Reasoned | Supposed) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for thing, name in reasoned.facts.pairs(TYPE):
        found.setdefault(thing, set()).add(name)
    return found


def _minted_for(iri: str) -> str:
    """The system, source or process that a part or record belongs to; else nothing."""
    owner, _, name = read_part(iri)
    return KG + owner if name and iri.startswith(KG) else ""


def _holding(given: Iterable[Fact], owners: Mapping[str, str]) -> frozenset[str]:
    own: dict[str, bool] = {}
    for fact in given:
        for part, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
            if part in owners and other not in owners and fact.predicate != TYPE:
                own[fact.predicate] = own.get(fact.predicate, True) and other == owners[part]
    return frozenset(predicate for predicate, always in own.items() if always)


#: What stands for the grade of a link that nobody states, and of what would follow from it.
MISSING: Final = "missing"


@dataclass(frozen=True, repr=False)
class Condition:
    """One way in which a link would follow.

    `words` say what a source would have to state. `missing` are the links of that, as they
    stand among the leaves of `proof`: with their contested claims, if there are any.
    `there` is the grade of what else the proof needs, empty when that is nothing.
    `likewise` counts the other ways with links of the same properties.
    """

    words: str
    missing: tuple[Step, ...]
    proof: Step
    there: str
    likewise: int

    def __repr__(self) -> str:
        return in_brief(self, self.words)

    @property
    def standing(self) -> str:
        """How strong the rest of the proof is, and how many more ways there are like it."""
        others = f"{self.likewise} other way{'s' * (self.likewise != 1)} of this kind"
        there = (
            f"already in the graph: {self.there}"
            if self.there
            else "none of it is in the graph yet"
        )
        return f"{there} · {others}" if self.likewise else there


@dataclass(frozen=True, repr=False)
class Conditions:
    """The nearest ways in which a link would follow; `cut` when not all were looked at.

    `contested` are the claims that state the link itself, but take no part in reasoning,
    `denied` those that deny it. `cases` prove it of a case of the bottleneck that is its subject.
    """

    link: str
    contested: tuple[Claim, ...]
    found: tuple[Condition, ...]
    cut: bool
    denied: tuple[Claim, ...] = ()
    cases: tuple[Step, ...] = ()

    def __repr__(self) -> str:
        ways = f"{len(self.found)} way{'s' * (len(self.found) != 1)}"
        return in_brief(self, f"{ways} to {self.link}")

    @property
    def itself(self) -> bool:
        """Tell whether no one link would do but the link itself."""
        return [(self.link,)] == [tuple(m.sentence for m in c.missing) for c in self.found]

    @property
    def outcome(self) -> str:
        """What was found, in one line."""
        if not self.found and self.cut:
            return "no way was found for it to follow"
        if not self.found:
            return f"no {MOST_MISSING} links, or fewer, that a source could state would give it"
        if self.itself:
            return "only a source that states it would give it; no other single link would"
        return "it would follow if a source said that"


def find_conditions(explainer: Explainer, fact: Fact) -> Conditions:
    """Find what would have to be stated so that a link follows, which does not hold."""
    terms, contested_links = explainer.entities.terms, explainer.evidence.contested_links
    sayable = read_sayable(explainer.reasoned, terms, contested_links)
    systems = {sayable.owners.get(end, end) for end in (fact.subject, fact.object)}
    near = [part for part, system in sayable.owners.items() if system in systems]
    nearest = nearest_gaps(fact, explainer.reasoned.instances, sayable, near)
    found = tuple(_Telling(explainer, gap).condition() for gap in nearest.gaps)
    contested = explainer.evidence.contested(fact)
    denied = explainer.evidence.denied(fact)
    cases = tuple(_cases(explainer, fact))
    return Conditions(explainer.sentence(fact), contested, found, nearest.cut, denied, cases)


def _cases(explainer: Explainer, fact: Fact) -> Iterator[Step]:
    """Yield the best proof of each link that holds of a case of the subject."""
    instances = explainer.reasoned.instances
    for case in cases_of(fact.subject, instances.facts):
        link = replace(fact, subject=case)
        if link in instances.facts:
            yield explainer.step(best_proof(link, instances))


@dataclass(frozen=True)
class _Telling:
    """Puts one gap into words."""

    explainer: Explainer
    gap: Gap

    def condition(self) -> Condition:
        leaves = set(self.gap.proof.leaves())
        return Condition(
            words=", and ".join(self._clauses()),
            missing=tuple(self._leaf(fact) for fact in self.gap.missing),
            proof=self._step(self.gap.proof),
            there=GRADES[self.gap.level] if leaves.difference(self.gap.missing) else "",
            likewise=self.gap.likewise,
        )

    def _step(self, proof: Proof) -> Step:
        if proof.fact in self.gap.missing:
            return self._leaf(proof.fact)
        if proof.fact in self.explainer.reasoned.instances.facts:
            return self.explainer.step(proof)
        axiom = proof.rule.axiom if proof.rule else ""
        return self._would_be(proof.fact, axiom, tuple(map(self._step, proof.premises)))

    def _leaf(self, fact: Fact) -> Step:
        step = self._would_be(fact, "", ())
        return replace(step, claims=self.explainer.evidence.contested(fact))

    def _would_be(self, fact: Fact, axiom: str, premises: tuple[Step, ...]) -> Step:
        phrase = self.explainer.phrase(fact.predicate)
        ends = self._name(fact.subject), self._name(fact.object)
        return Step(ends[0], phrase, ends[1], MISSING, axiom, (), premises)

    def _name(self, term: str, article: str = "some") -> str:
        kind = kind_of(term)
        if kind is None:
            return self.explainer.entities.label(term)
        system = self.gap.systems.get(term, "") if article == "some" else ""
        where = f" in {self.explainer.entities.label(system)}" if system else ""
        return f"{article} {self.explainer.entities.label(kind)}{where}"

    def _clauses(self) -> Iterator[str]:
        """What is missing, said in one breath where a clause goes on from the one before."""
        said: set[str] = set()
        clause, last = "", ""
        for fact in self.gap.missing:
            subject, target = (
                self._name(end, "that" if end in said else "some")
                for end in (fact.subject, fact.object)
            )
            link = f"{self.explainer.phrase(fact.predicate)} {target}"
            if kind_of(last) is not None and fact.subject == last:
                clause += f" that {link}"
            else:
                if clause:
                    yield clause
                clause = f"{subject} {link}"
            said |= {fact.subject, fact.object}
            last = fact.object
        yield clause
