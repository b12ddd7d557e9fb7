"""The claims behind asserted links, with their place and strength."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from assbkg.curation.citing import cite_works_at
from assbkg.graph.provenance import standing_words
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES, grade_of_claim
from assbkg.record.sources import Citation, Place, Said, Sources

if TYPE_CHECKING:
    from assbkg.record.disagreements import Disagreement

__all__ = ["Assessment", "Claim", "Claims", "Standing", "in_order", "read_assessments"]
__all__ += ["read_claim", "read_claims"]


@dataclass(frozen=True)
class Claim:
    """One claim: the link that it affirms or denies, how strongly, where, on whose authority.

    `claim` and `source`, the paper, are IRIs. `authorities` are the works on which the claim
    rests, or the paper itself: one IRI for each work, whichever papers cite it. A claim of
    the `polarity` "denied" is evidence against its link. `origin` is what the paper rests it
    on: "own-result", "cited", "unsourced" or "heading"; or it is "background", which is no
    finding of anyone, and whose authorities are works in which it can be looked up.
    """

    claim: str
    link: Fact
    statement: str
    modality: str
    status: str
    source: str
    places: tuple[Place, ...]
    citations: tuple[Citation, ...]
    authorities: frozenset[str]
    polarity: str = "affirmed"
    origin: str = "unsourced"

    @property
    def is_background(self) -> bool:
        """Whether it is background knowledge, and no paper makes the claim."""
        return self.origin == "background"

    @property
    def is_heading(self) -> bool:
        """Whether only a heading makes the claim, and no sentence."""
        return self.origin == "heading"

    @property
    def manner(self) -> str:
        """How the paper makes the claim, such as `hedged` or `stated in a heading`."""
        return f"{self.modality} in a heading" if self.is_heading else self.modality

    @property
    def iri(self) -> str:
        """The IRI of the claim."""
        return self.claim

    @property
    def place(self) -> str:
        """Where the claim is made, such as `§2.2 s.81`."""
        return "; ".join(map(str, self.places))

    @property
    def cites(self) -> tuple[int, ...]:
        """The numbers of the cited works in the paper's reference list."""
        return tuple(citation.number for citation in self.citations)

    @property
    def marks(self) -> tuple[str, ...]:
        """How the cited works are called among those of all papers."""
        return tuple(citation.mark for citation in self.citations)

    @property
    def cited_at(self) -> str:
        """The place with the works that are cited there, such as `§2.2 s.81 [8][12]`."""
        return cite_works_at(self.place, self.marks)

    @property
    def grade(self) -> str:
        """The grade that the claim gives to its link."""
        return grade_of_claim(self.modality, bool(self.citations), self.is_heading)

    @property
    def doubt(self) -> str:
        """The status of a claim to which a curator objects; empty for an accepted one."""
        return "" if self.status == "accepted" else self.status


@dataclass(frozen=True)
class Standing:
    """How a link that holds is supported: its grade, and the claims that state it.

    Claims come strongest first. Without contested claims, a `contested` link would not hold, or
    less strongly. `steps` counts the applications of rules in its best proof, and
    `weakest_premise` is the weakest of the links there that are given. `against` are the claims
    that contest or deny the link or one of these, and `opposites` the links that hold and say
    the opposite.
    """

    grade: str
    claims: tuple[Claim, ...] = ()
    contested: bool = False
    steps: int = 0
    weakest_premise: Fact | None = None
    against: tuple[Claim, ...] = ()
    opposites: tuple[Fact, ...] = ()

    @property
    def is_derived(self) -> bool:
        """Whether no claim states the link, and no table gives it: it follows by reasoning only."""
        return bool(self.steps) and not self.claims

    @property
    def is_contested(self) -> bool:
        """Whether anything speaks against the link, or against a link from which it follows."""
        return self.contested or bool(self.against or self.opposites)

    @property
    def weakest(self) -> str:
        """The grade of the weakest link from which it follows."""
        return self.grade

    @property
    def words(self) -> str:
        """The standing in words, such as `stated` or `derived (stated)`."""
        return standing_words(self.grade, self.is_derived)


@dataclass(frozen=True)
class Assessment:
    """What a curator thinks of a record, and why; `of` is its IRI."""

    of: str
    kind: str
    reason: str


class Claims(Protocol):
    """The claims behind links, of a release or of a literature."""

    @property
    def supposed(self) -> frozenset[Fact]:
        """Links that nobody states, and that are supposed."""

    @property
    def works_read(self) -> Mapping[str, str]:
        """The IRI of the work that each paper of the graph is, by the IRI of the paper."""

    def of(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims that state a link and take part in reasoning, strongest first."""

    def denied(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims that deny a link, strongest first, but for retracted ones."""

    def disagreements(self, claims: Iterable[Claim]) -> tuple[Disagreement, ...]:
        """Return the disagreements with a side that rests on one of some claims."""

    def contested(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the contested claims that state a link."""

    def grade(self, fact: Fact) -> str:
        """Return the grade of an asserted link."""


def read_claims(
    sources: Sources, first_iris: Mapping[str, str]
) -> Mapping[Fact, tuple[Claim, ...]]:
    """Return all claims by the links that they state, strongest first.

    What a paper says is done to a bottleneck, it says of that in general and of its own case.
    `first_iris` gives one IRI for each work, by every IRI that papers give it.
    """
    found: dict[Fact, list[Claim]] = {}
    for iri in sources.records("Claim"):
        said = sources.said(iri)
        claim = read_claim(said, sources, first_iris)
        scoped = (replace(claim.link, object=case) for case in said.all("assb:scopedTo"))
        for link in (claim.link, *scoped):
            found.setdefault(link, []).append(claim)
    return {fact: in_order(claims) for fact, claims in found.items()}


def read_claim(said: Said, sources: Sources, first_iris: Mapping[str, str]) -> Claim:
    """Return one claim from what the evidence states of it; see `read_claims`."""
    ends = (said.one(f"assb:claim{end}") for end in ("Property", "Subject", "Object"))
    source, citations = said.one("prov:hadPrimarySource"), sources.citations(said)
    rests_on = [citation.iri for citation in citations] or [source]
    return Claim(
        claim=said.iri,
        link=Fact(*ends),
        statement=said.one("assb:statement"),
        modality=said.modality,
        status=said.status,
        source=source,
        places=sources.places(said),
        citations=citations,
        authorities=frozenset(first_iris.get(iri, iri) for iri in rests_on),
        polarity=said.polarity,
        origin=said.origin,
    )


def in_order(claims: list[Claim]) -> tuple[Claim, ...]:
    """Return claims, strongest first; of equally strong ones, those of papers first."""
    return tuple(sorted(claims, key=lambda c: (GRADES.index(c.grade), c.is_background, c.claim)))


def read_assessments(sources: Sources) -> Mapping[str, tuple[Assessment, ...]]:
    """Return what curators think of records, by IRI: each assessment once, by kind and reason."""
    found: dict[str, set[Assessment]] = {}
    for iri in sources.records("Assessment"):
        said = sources.said(iri)
        for of in said.all("assb:assesses"):
            assessment = Assessment(of, said.one("assb:assessmentKind"), said.one("assb:reason"))
            found.setdefault(of, set()).add(assessment)
    return {
        of: tuple(sorted(those, key=lambda a: (a.kind, a.reason)))
        for of, those in sorted(found.items())
    }
