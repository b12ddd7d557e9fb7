"""Claims that exclude each other: denied or opposite links, and open problems called solved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from assbkg.graph.disagreements import Finding
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Consequences, Fact, Instances, KnownFacts, Rank
from assbkg.reasoning.grades import GRADES, STRUCTURAL
from assbkg.reasoning.proofs import best_proof
from assbkg.reasoning.revision import Overlay
from assbkg.vocabulary import ASSB, KG, read_part

__all__ = ["Statement", "Statements"]

_COUNTS_AMONG: Final = ASSB + "countsAmong"
_OPEN_PROBLEM: Final = ASSB + "hasOpenProblem"
_SOLVING: Final = (ASSB + "addresses", ASSB + "mitigates")
_ATTAINED, _HINDERS = ASSB + "hasAttained", ASSB + "hinders"
_OUTPERFORMS: Final = ASSB + "outperforms"

_OWN_PARTS: Final = "each paper speaks of the part that it made"
_GENERAL: Final = "one side speaks of a kind, the other of all"

#: The level of a claim, whichever: only what tables give without a claim is stronger.
_CLAIMED = Rank(len(GRADES) - 1, 0)


@dataclass(frozen=True)
class Statement:
    """A claim that no source has withdrawn: its IRI, its link, and whether it denies it.

    `modality` is in the word of the tables. What is expected of the future denies no present
    problem, and what is hedged denies it only perhaps.
    """

    record: str
    link: Fact
    denied: bool = False
    modality: str = "stated"

    @property
    def expected(self) -> bool:
        """Whether it is about the future."""
        return self.modality == "expected"


@dataclass(frozen=True)
class Statements:
    """The claims of a graph with what each says in other words, and how things are related.

    `opposites` are the properties of which one says the reverse of the other.
    """

    claims: Sequence[Statement]
    instances: Instances
    opposites: Mapping[str, Sequence[str]]
    _restated: dict[Fact, frozenset[Fact]] = field(default_factory=dict, compare=False)

    def disagreements(self) -> Iterator[Finding]:
        """Yield what all rules on claims find; a pair may be found by several rules."""
        yield from self.denied_links()
        yield from self.opposite_links()
        yield from self.open_problems()
        yield from self.hindered_outcomes()
        yield from self.mutual_superiority()

    def denied_links(self) -> Iterator[Finding]:
        """Yield each link that a claim denies, and another claim says or several imply."""
        for denial in self.claims:
            if not denial.denied:
                continue
            affirmed = self._by_matter.get(_matter(denial.link), ())
            if not affirmed and denial.link in self.instances.facts:
                basis = self._basis(denial.link)
                if basis:
                    yield _denied(basis, denial, "what follows", ())
            for said in affirmed:
                may = (*_hedges(said.by, denial), *_own_parts(said.link, denial.link))
                yield _denied((said.by.record,), denial, "what is affirmed", may)

    def opposite_links(self) -> Iterator[Finding]:
        """Yield each two claims that say the reverse of a thing, or of a thing and its kind."""
        seen: set[tuple[str, str]] = set()
        for said in self._sayings:
            for reverse in self._reverses(said.link):
                for other in self._by_matter.get(_matter(reverse), ()):
                    first, second = sorted((said, other), key=lambda one: one.by.record)
                    key = (first.by.record, second.by.record)
                    if key[0] != key[1] and key not in seen:
                        seen.add(key)
                        yield _opposed(first, second)

    def _reverses(self, link: Fact) -> Iterator[Fact]:
        for opposite in self.opposites.get(link.predicate, ()):
            for other in self._itself_and_kinds(link.subject):
                yield Fact(opposite, other, link.object)

    def open_problems(self) -> Iterator[Finding]:
        """Yield each problem that a claim calls unsolved and another solved, of one system."""
        solved: dict[tuple[str, str], list[Statement]] = {}
        for claim in self._affirmed:
            for link in self._meaning(claim.link):
                if link.predicate in _SOLVING and not claim.expected:
                    key = (read_part(link.subject).system, link.object)
                    solved.setdefault(key, []).append(claim)
        for claim in self._affirmed:
            if claim.link.predicate != _OPEN_PROBLEM:
                continue
            key = (read_part(claim.link.subject).system, claim.link.object)
            for other in dict.fromkeys(solved.get(key, ())):
                about = (claim.link.subject, other.link.subject, claim.link.object)
                yield Finding(
                    "SolvedAndOpen",
                    (claim.record,),
                    (other.record,),
                    tuple(dict.fromkeys(about)),
                    "a problem called unsolved, and solved in the same system",
                    may_explain=_hedges(claim, other),
                )

    def hindered_outcomes(self) -> Iterator[Finding]:
        """Yield each outcome that a technology has reached, and that its own problem hinders."""
        problems = [one for one in self._affirmed if one.link.predicate == _OPEN_PROBLEM]
        hindering = [one for one in self._affirmed if one.link.predicate == _HINDERS]
        for attained in self._affirmed:
            if attained.link.predicate != _ATTAINED or attained.expected:
                continue
            technology, outcome = attained.link.subject, attained.link.object
            for problem, hinders in product(problems, hindering):
                if problem.link.subject == technology and hinders.link == Fact(
                    _HINDERS, problem.link.object, outcome
                ):
                    yield Finding(
                        "AttainedAndHindered",
                        (attained.record,),
                        (problem.record, hinders.record),
                        (technology, outcome, problem.link.object),
                        "an outcome called reached, and hindered by an open problem",
                        may_explain=_hedges(attained, problem, hinders),
                    )

    def mutual_superiority(self) -> Iterator[Finding]:
        """Yield each two things of which each is called better than the other."""
        better = [one for one in self._affirmed if one.link.predicate == _OUTPERFORMS]
        for one, other in product(better, better):
            ends = (one.link.subject, one.link.object)
            if ends == (other.link.object, other.link.subject) and one.record < other.record:
                yield Finding(
                    "EachAboveTheOther",
                    (one.record,),
                    (other.record,),
                    ends,
                    "each is put above the other",
                    may_explain=(*_hedges(one, other), "what is compared"),
                )

    @cached_property
    def superior(self) -> Sequence[Statement]:
        """The claims that put one thing above another."""
        return [one for one in self._affirmed if one.link.predicate == _OUTPERFORMS]

    def kinds_of(self, thing: str) -> Sequence[str]:
        """Return a thing and everything that is a kind of it."""
        below = self.instances.facts.subjects(_COUNTS_AMONG, thing)
        return list(dict.fromkeys((thing, *below)))

    def _itself_and_kinds(self, thing: str) -> Sequence[str]:
        above = self.instances.facts.objects(_COUNTS_AMONG, thing)
        return list(dict.fromkeys((*self.kinds_of(thing), *above)))

    @cached_property
    def _affirmed(self) -> Sequence[Statement]:
        return [one for one in self.claims if not one.denied]

    @cached_property
    def _sayings(self) -> Sequence[_Saying]:
        """Every link that an affirmed claim states, in its own words or in others."""
        return [
            _Saying(link, claim)
            for claim in self._affirmed
            for link in sorted(self._meaning(claim.link))
        ]

    @cached_property
    def _by_matter(self) -> Mapping[Fact, Sequence[_Saying]]:
        found: dict[Fact, list[_Saying]] = {}
        for said in self._sayings:
            found.setdefault(_matter(said.link), []).append(said)
        return found

    def _meaning(self, link: Fact) -> frozenset[Fact]:
        """Return all links that follow from one, with nothing but what no claim states."""
        if link not in self._restated:
            facts = Overlay(self._structure, {link: _CLAIMED.level})
            facts.put(link, _CLAIMED)
            found, waiting = {link}, [link]
            while waiting:
                for fact, _ in list(self._consequences.of(waiting.pop(), facts)):
                    # A class that follows from a link says nothing that a claim could oppose.
                    if fact.predicate != TYPE and fact not in facts:
                        facts.put(fact, _CLAIMED)
                        found.add(fact)
                        waiting.append(fact)
            self._restated[link] = frozenset(found)
        return self._restated[link]

    @cached_property
    def _consequences(self) -> Consequences:
        return Consequences(self.instances.rule_set)

    @cached_property
    def _structure(self) -> KnownFacts:
        """The facts that rest on no claim: types, parts, cases, and what follows from these."""
        facts = self.instances.facts
        assert isinstance(facts, KnownFacts)
        level = GRADES.index(STRUCTURAL)
        ranks = {fact: rank for fact, rank in facts.ranks.items() if rank.level == level}
        given = {fact: one for fact, one in facts.given.items() if one == level}
        return KnownFacts(ranks, given)

    def _basis(self, link: Fact) -> tuple[str, ...]:
        """Return the claims behind the best proof of a link."""
        leaves = best_proof(link, self.instances).leaves()
        return tuple(sorted(self._records[leaf][0] for leaf in leaves if leaf in self._records))

    @cached_property
    def _records(self) -> Mapping[Fact, Sequence[str]]:
        found: dict[Fact, list[str]] = {}
        for claim in self._affirmed:
            found.setdefault(claim.link, []).append(claim.record)
        return found


class _Saying(NamedTuple):
    """A link, and a claim that says it in its own words or in others."""

    link: Fact
    by: Statement


def _matter(link: Fact) -> Fact:
    """Return a link with each part of a system as that part in whichever paper."""
    return Fact(link.predicate, _of_any_paper(link.subject), _of_any_paper(link.object))


def _of_any_paper(iri: str) -> str:
    part = read_part(iri)
    return f"{KG}{part.system}.{part.name}" if part.name else iri


def _opposed(first: _Saying, second: _Saying) -> Finding:
    one, two = first.link, second.link
    parts = _of_any_paper(one.subject) == _of_any_paper(two.subject)
    return Finding(
        "OppositeLinks",
        (first.by.record,),
        (second.by.record,),
        tuple(dict.fromkeys((one.subject, two.subject, one.object, two.object))),
        f"{_name(one.predicate)} against {_name(two.predicate)}",
        may_explain=(
            *_hedges(first.by, second.by),
            *(_own_parts(one, two) if parts else (_GENERAL,)),
        ),
    )


def _denied(
    first: tuple[str, ...], denial: Statement, words: str, may_explain: tuple[str, ...]
) -> Finding:
    ends = (denial.link.subject, denial.link.object)
    reason = f"{words} is denied: {_name(denial.link.predicate)}"
    return Finding("DeniedLink", first, (denial.record,), ends, reason, may_explain=may_explain)


def _own_parts(one: Fact, two: Fact) -> tuple[str, ...]:
    """Return that each paper speaks of its own part of a system, if they do."""
    return (_OWN_PARTS,) * (one.subject != two.subject or one.object != two.object)


def _hedges(*claims: Statement) -> tuple[str, ...]:
    """Return that a side says something only perhaps, if one does."""
    return ("one side only says that it may be so",) * any(
        claim.modality == "hedged" for claim in claims
    )


def _name(predicate: str) -> str:
    return predicate.rpartition("#")[2].rpartition("/")[2]
