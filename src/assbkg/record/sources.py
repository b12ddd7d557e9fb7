"""The papers of a graph, the places in them, and the works that they cite by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Store

from assbkg.curation.citing import cite_chapter, cite_place, cite_work
from assbkg.graph.provenance import WORDS
from assbkg.graph.terms import EVIDENCE
from assbkg.vocabulary import ASSB, KG, expand, sentence_iri

__all__ = ["Citation", "Paper", "Place", "Said", "Sources"]

_DENIED = ASSB + "Denied"
_TYPE = NamedNode(expand("rdf:type"))
_IN_SOURCE = NamedNode(ASSB + "inSource")


@dataclass(frozen=True)
class Paper:
    """A curated paper, or background. Blank fields, and 0 passes, are not stated in its tables.

    `key` is the short name by which it is cited, empty for the only paper of a graph. `read`
    counts the sentences that are accounted for, of `sentences` in all.
    """

    iri: str
    key: str
    title: str
    kind: str
    year: str
    doi: str
    curators: tuple[str, ...]
    passes: int
    note: str
    read: int
    sentences: int

    @property
    def name(self) -> str:
        """The key, or for the only paper its id."""
        return self.key or self.iri.removeprefix(KG)

    @property
    def is_whole(self) -> bool:
        """Whether each of its sentences is accounted for."""
        return self.read == self.sentences


@dataclass(frozen=True)
class Place:
    """A sentence of a paper, which is given by its IRI; `key` is as in `Paper`.

    A place in background is a chapter of some work: `section` names both, and `sentence` is the
    running number of the place.

    >>> str(Place("urn:deng", "2.2", 81)), str(Place("urn:w22", "Abstract", 3, "Wang 2022"))
    ('§2.2 s.81', 'Wang 2022 Abstract s.3')
    """

    paper: str
    section: str
    sentence: int
    key: str = ""
    is_chapter: bool = False

    @property
    def iri(self) -> str:
        """The IRI of the sentence."""
        return sentence_iri(self.paper.removeprefix(KG), self.sentence)

    def __str__(self) -> str:
        if self.is_chapter:
            return cite_chapter(self.key, self.section)
        return cite_place(self.key, self.section, self.sentence)


@dataclass(frozen=True)
class Citation:
    """A number in the reference list of a paper, which is given by its IRI.

    >>> Citation("urn:w22", 8, "Wang 2022").mark, Citation("urn:deng", 8).iri
    ('Wang 2022:8', 'urn:deng.ref-8')
    """

    paper: str
    number: int
    key: str = ""

    @property
    def mark(self) -> str:
        """How answers cite the work."""
        return cite_work(self.key, self.number)

    @property
    def iri(self) -> str:
        """The IRI of the work in that list."""
        return f"{self.paper}.ref-{self.number}"


@dataclass(frozen=True)
class Said:
    """What the evidence states of one record: the values of each property, by its IRI."""

    iri: str
    values: Mapping[str, Sequence[NamedNode | Literal]]

    def all(self, predicate: str) -> tuple[str, ...]:
        """Return the values of a property, given as a CURIE, in the order of their texts."""
        return tuple(sorted(value.value for value in self.values.get(expand(predicate), ())))

    def one(self, predicate: str) -> str:
        """Return the first value of a property, given as a CURIE; empty if it has none."""
        return next(iter(self.all(predicate)), "")

    def number(self, predicate: str) -> int:
        """Return the value of a property as a whole number; 0 if it has none."""
        return int(self.one(predicate) or 0)

    @property
    def modality(self) -> str:
        """How strongly the source says it, in the word of the tables."""
        term = self.one("assb:hasModality")
        return WORDS.get(term, term)

    @property
    def polarity(self) -> str:
        """Whether the source affirms the link of a claim or denies it."""
        return "denied" if self.one("assb:hasPolarity") == _DENIED else "affirmed"

    @property
    def origin(self) -> str:
        """What the source rests it on, in the word of the tables; empty if that isn't stated."""
        term = self.one("assb:hasOrigin")
        return WORDS.get(term, term)

    @property
    def status(self) -> str:
        """What curators think of it, in the word of the tables."""
        term = self.one("assb:hasStatus")
        return WORDS.get(term, term)


@dataclass(frozen=True)
class Sources:
    """Reads papers, places and citations of one graph, each once."""

    store: Store
    _places: dict[str, Place] = field(default_factory=dict, compare=False)
    _citations: dict[str, Citation] = field(default_factory=dict, compare=False)

    def said(self, iri: str) -> Said:
        """Return what the evidence states of a record."""
        values: dict[str, list[NamedNode | Literal]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, EVIDENCE):
            if isinstance(quad.object, (NamedNode, Literal)):
                values.setdefault(quad.predicate.value, []).append(quad.object)
        return Said(iri, values)

    def value(self, iri: str, predicate: str) -> str:
        """Return the first value, in any graph, of a property given as a CURIE; else nothing."""
        node, thing = NamedNode(expand(predicate)), _node(iri)
        quads = self.store.quads_for_pattern(thing, node, None, None) if thing else ()
        values = (q.object.value for q in quads if isinstance(q.object, (NamedNode, Literal)))
        return min(values, default="")

    def subjects(self, predicate: str, iri: str) -> Sequence[str]:
        """Return what is linked to a thing, in any graph, by a property given as a CURIE."""
        node, thing = NamedNode(expand(predicate)), _node(iri)
        quads = self.store.quads_for_pattern(None, node, thing, None) if thing else ()
        return sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)})

    def pairs(self, predicate: str) -> Sequence[tuple[str, str]]:
        """Return the ends of all links, in any graph, by a property given as a CURIE, in order."""
        quads = self.store.quads_for_pattern(None, NamedNode(expand(predicate)), None, None)
        return sorted(
            {
                (quad.subject.value, quad.object.value)
                for quad in quads
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
            }
        )

    def records(self, kind: str) -> Sequence[str]:
        """Return the IRIs of the records of a class, given by its local name, in order."""
        found = self.store.quads_for_pattern(None, _TYPE, NamedNode(ASSB + kind), EVIDENCE)
        return sorted(q.subject.value for q in found if isinstance(q.subject, NamedNode))

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by their IRIs, in order."""
        return {iri: self._paper(self.said(iri)) for iri in self.records("Source")}

    @cached_property
    def background(self) -> Mapping[str, Paper]:
        """The sources of background by their IRIs, in order; `read` counts their places."""
        return {iri: self._paper(self.said(iri)) for iri in self.records("Background")}

    def places(self, said: Said) -> tuple[Place, ...]:
        """Return where a record is stated, by paper and sentence."""
        places = map(self.place, said.all("assb:evidencedBy"))
        return tuple(sorted(places, key=lambda place: (place.paper, place.sentence)))

    def citations(self, said: Said) -> tuple[Citation, ...]:
        """Return the works that a record cites, by paper and number."""
        cited = map(self._citation, said.all("cito:citesAsEvidence"))
        return tuple(sorted(cited, key=lambda citation: (citation.paper, citation.number)))

    def place(self, iri: str) -> Place:
        """Return the place that a sentence is, given by its IRI."""
        if iri not in self._places:
            said = self.said(iri)
            paper = said.one("assb:inSource")
            section, key = said.one("assb:sectionNumber"), self._key(paper)
            if paper in self.background:
                number = int(iri.rpartition(".s")[2])
                self._places[iri] = Place(paper, section, number, key, is_chapter=True)
            else:
                number = said.number("assb:sentenceNumber")
                self._places[iri] = Place(paper, section, number, key)
        return self._places[iri]

    def _citation(self, iri: str) -> Citation:
        if iri not in self._citations:
            said = self.said(iri)
            paper, number = said.one("assb:citedBy"), said.number("assb:referenceNumber")
            self._citations[iri] = Citation(paper, number, self._key(paper))
        return self._citations[iri]

    def _key(self, paper: str) -> str:
        known = self.papers.get(paper) or self.background.get(paper)
        return known.key if known else ""

    def _paper(self, said: Said) -> Paper:
        return Paper(
            iri=said.iri,
            key=said.one("assb:paperKey"),
            title=said.one("dcterms:title"),
            kind=said.one("assb:workType"),
            year=said.one("dcterms:date"),
            doi=said.one("dcterms:identifier").removeprefix("doi:"),
            curators=said.all("assb:curatedBy"),
            passes=said.number("assb:passes"),
            note=said.one("assb:curationNote"),
            read=self._read[said.iri],
            sentences=said.number("assb:sentenceCount"),
        )

    @cached_property
    def _read(self) -> Counter[str]:
        quads = self.store.quads_for_pattern(None, _IN_SOURCE, None, EVIDENCE)
        return Counter(q.object.value for q in quads if isinstance(q.object, NamedNode))


def _node(iri: str) -> NamedNode | None:
    """Return the node of an IRI; None for a blank, and for a text that is no IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None
