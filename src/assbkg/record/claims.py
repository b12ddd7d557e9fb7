"""The claims behind asserted links, with their place and strength."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Protocol

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from assbkg.curation.citing import cite_works_at
from assbkg.graph.provenance import REASONED, WORDS
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES, STRUCTURAL, grade_of_claim, strongest
from assbkg.vocabulary import ASSB, PREFIXES, expand

__all__ = ["ClaimEvidence", "Claims", "Evidence"]

_TYPE = NamedNode(expand("rdf:type"))
_SOURCE = NamedNode(ASSB + "Source")

_CLAIMS = """
SELECT ?claim ?subject ?property ?object ?statement ?modality ?status ?source
       (GROUP_CONCAT(DISTINCT ?where; separator="; ") AS ?places)
       (GROUP_CONCAT(DISTINCT ?reference; separator=",") AS ?cites)
WHERE {
  GRAPH graph:evidence {
    ?claim assb:claimProperty ?property ; assb:claimSubject ?subject ;
           assb:claimObject ?object ; assb:statement ?statement ; assb:hasModality ?modality ;
           assb:hasStatus ?status ; prov:hadPrimarySource ?source ;
           assb:evidencedBy/rdfs:label ?where .
    OPTIONAL {
      ?claim cito:citesAsEvidence ?work . ?work assb:referenceNumber ?n ; assb:citationMark ?mark
      BIND(CONCAT(STR(?n), " ", ?mark) AS ?reference)
    }
  }
}
GROUP BY ?claim ?subject ?property ?object ?statement ?modality ?status ?source
"""


@dataclass(frozen=True)
class ClaimEvidence:
    """One claim: what it says, how strongly, where, and on whose authority.

    `source` is the IRI of the paper, `cites` are numbers in its reference list, and `marks`
    cite the same works among those of all papers. `authorities` are the works on which the claim
    rests, or the paper itself: one IRI for each work, whichever papers cite it.
    """

    claim: str
    statement: str
    modality: str
    status: str
    source: str
    place: str
    cites: tuple[int, ...]
    marks: tuple[str, ...]
    authorities: frozenset[str]

    @property
    def cited_at(self) -> str:
        """The place with the works that are cited there, such as `§2.2 s.81 [8][12]`."""
        return cite_works_at(self.place, self.marks)

    @property
    def grade(self) -> str:
        """The grade that the claim gives to its link."""
        return grade_of_claim(self.modality, bool(self.cites))

    @property
    def doubt(self) -> str:
        """What a curator who objects to the claim calls it; empty for an accepted one."""
        return "" if self.status == "accepted" else self.status


class Claims(Protocol):
    """The claims behind links, of a release or of a literature."""

    @property
    def supposed(self) -> frozenset[Fact]:
        """Links that nobody states, and that are supposed."""

    def of(self, fact: Fact) -> tuple[ClaimEvidence, ...]:
        """Return the claims that state a link and take part in reasoning, strongest first."""

    def grade(self, fact: Fact) -> str:
        """Return the grade of an asserted link."""


@dataclass(frozen=True)
class Evidence:
    """All claims of a graph, by the link that they state.

    Claims of the `statuses` take part in reasoning; `supposed` links are stated by nobody.
    """

    store: Store
    statuses: frozenset[str] = REASONED
    supposed: frozenset[Fact] = frozenset()

    def of(self, fact: Fact) -> tuple[ClaimEvidence, ...]:
        """The claims that state a link and take part in reasoning, strongest first."""
        claims = self._claims.get(fact, ())
        return tuple(c for c in claims if c.status in self.statuses)

    def contested(self, fact: Fact) -> tuple[ClaimEvidence, ...]:
        """The contested claims that state a link."""
        return tuple(c for c in self._claims.get(fact, ()) if c.status == "contested")

    @cached_property
    def contested_links(self) -> frozenset[Fact]:
        """Every link that a contested claim states."""
        return frozenset(fact for fact in self._claims if self.contested(fact))

    @cached_property
    def by_iri(self) -> Mapping[str, ClaimEvidence]:
        """Each claim under its IRI, whatever its status."""
        return {claim.claim: claim for claims in self._claims.values() for claim in claims}

    def grade(self, fact: Fact) -> str:
        """The grade of an asserted link."""
        claims = self.of(fact)
        return strongest(c.grade for c in claims) if claims else STRUCTURAL

    @cached_property
    def _works(self) -> Mapping[str, str]:
        """One IRI for each work, by every IRI that papers give it; empty for a single paper."""
        papers = self.store.quads_for_pattern(None, _TYPE, _SOURCE, None)
        if next(islice(papers, 1, None), None) is None:
            return {}
        from assbkg.record.works import read_bibliography

        return read_bibliography(self.store).first_iris

    @cached_property
    def _claims(self) -> dict[Fact, tuple[ClaimEvidence, ...]]:
        found: dict[Fact, list[ClaimEvidence]] = {}
        rows = self.store.query(_CLAIMS, prefixes=PREFIXES)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            texts = {variable.value: _text(row[variable]) for variable in rows.variables}
            fact = Fact(texts["property"], texts["subject"], texts["object"])
            works = [cited.split(" ", 1) for cited in texts["cites"].split(",") if cited]
            marks = {int(number): mark for number, mark in works}
            cites = tuple(sorted(marks))
            rests_on = [f"{texts['source']}.ref-{number}" for number in cites] or [texts["source"]]
            found.setdefault(fact, []).append(
                ClaimEvidence(
                    claim=texts["claim"],
                    statement=texts["statement"],
                    modality=WORDS[texts["modality"]],
                    status=WORDS[texts["status"]],
                    source=texts["source"],
                    place=texts["places"],
                    cites=cites,
                    marks=tuple(marks[number] for number in cites),
                    authorities=frozenset(self._works.get(iri, iri) for iri in rests_on),
                )
            )
        return {
            fact: tuple(sorted(claims, key=lambda c: (GRADES.index(c.grade), c.claim)))
            for fact, claims in found.items()
        }


def _text(cell: object) -> str:
    """The text of a cell; a list of no citations is unbound and gives an empty text."""
    return cell.value if isinstance(cell, (NamedNode, Literal)) else ""
