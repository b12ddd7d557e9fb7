"""The evidence of a release, read back as records: papers, claims, measurements, assessments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assbkg.graph.provenance import REASONED
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import STRUCTURAL, strongest
from assbkg.record.claims import Assessment, Claim, read_assessments, read_claims
from assbkg.record.disagreements import Disagreement, Disagreements
from assbkg.record.measurements import Measurement, read_measurements
from assbkg.record.sources import Paper, Sources

if TYPE_CHECKING:
    from pyoxigraph import Store

    from assbkg.record.works import Bibliography

__all__ = ["Evidence", "Records"]


@dataclass(frozen=True)
class Records:
    """All records of a release, each kind read when it is first needed."""

    store: Store

    @cached_property
    def sources(self) -> Sources:
        """What reads papers, and the places in them."""
        return Sources(self.store)

    @property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by their IRIs, in order."""
        return self.sources.papers

    @cached_property
    def bibliography(self) -> Bibliography:
        """The papers and all works that they cite."""
        from assbkg.record.works import read_bibliography

        return read_bibliography(self.sources)

    @cached_property
    def claims(self) -> Mapping[Fact, tuple[Claim, ...]]:
        """All claims by the link that they state, strongest first."""
        several = len(self.papers) + len(self.sources.background) > 1
        return read_claims(self.sources, self.bibliography.first_iris if several else {})

    @cached_property
    def measurements(self) -> Mapping[str, Measurement]:
        """All measurements by their IRIs, in order."""
        return read_measurements(self.sources)

    @cached_property
    def assessments(self) -> Mapping[str, tuple[Assessment, ...]]:
        """What curators think of records, by the IRIs of these."""
        return read_assessments(self.sources)

    @cached_property
    def disagreements(self) -> Disagreements:
        """Where sources disagree, as rules found it."""
        return Disagreements(self)

    def reasons(self, iri: str, kind: str) -> tuple[str, ...]:
        """Return why curators assess a record as being of a kind, such as `contested`."""
        return tuple(one.reason for one in self.assessments.get(iri, ()) if one.kind == kind)


@dataclass(frozen=True)
class Evidence:
    """The claims of a release that stand.

    Claims of the `statuses` take part in reasoning; `supposed` links are stated by nobody.
    """

    records: Records
    statuses: frozenset[str] = REASONED
    supposed: frozenset[Fact] = frozenset()

    @cached_property
    def works_read(self) -> Mapping[str, str]:
        """The IRI of the work that each paper of the graph is, by the IRI of the paper."""
        papers = self.records.papers
        first = self.records.bibliography.first_iris if len(papers) > 1 else {}
        return {paper: first.get(paper, paper) for paper in papers}

    def of(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims that state a link and take part in reasoning, strongest first."""
        claims = self.records.claims.get(fact, ())
        return tuple(c for c in claims if c.status in self.statuses and c.polarity != "denied")

    def contested(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the contested claims that state a link."""
        claims = self.records.claims.get(fact, ())
        return tuple(c for c in claims if c.status == "contested" and c.polarity != "denied")

    def denied(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims that deny a link, strongest first, but for retracted ones."""
        claims = self.records.claims.get(fact, ())
        return tuple(c for c in claims if c.polarity == "denied" and c.status != "retracted")

    @cached_property
    def contested_links(self) -> frozenset[Fact]:
        """Every link that a contested claim states."""
        return frozenset(fact for fact in self.records.claims if self.contested(fact))

    @cached_property
    def by_iri(self) -> Mapping[str, Claim]:
        """Each claim under its IRI, whatever its status."""
        return {one.claim: one for claims in self.records.claims.values() for one in claims}

    def disagreements(self, claims: Iterable[Claim]) -> tuple[Disagreement, ...]:
        """Return the disagreements with a side that rests on one of some claims."""
        return self.records.disagreements.of(claim.iri for claim in claims)

    def grade(self, fact: Fact) -> str:
        """Return the grade of an asserted link."""
        claims = self.of(fact)
        return strongest(c.grade for c in claims) if claims else STRUCTURAL
