"""A literature that was reasoned over, read back as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
from pyoxigraph import NamedNode, Quad, Store

from assbkg.errors import ReasoningError, UnknownName
from assbkg.graph.ontology import Ontology
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.literature.fact_folder import parquet
from assbkg.literature.indexed import IndexedFacts
from assbkg.literature.reader import read_facts
from assbkg.nearest import nearest
from assbkg.reasoning.facts import Fact, Instances
from assbkg.reasoning.grades import GRADES, STRUCTURAL
from assbkg.reasoning.rules import RuleSet
from assbkg.record.claims import Claim, in_order
from assbkg.record.disagreements import Disagreement
from assbkg.record.names import META, Entities
from assbkg.record.ontology import Terms
from assbkg.record.sources import Citation, Place
from assbkg.stopping import stoppable
from assbkg.vocabulary import expand, shorten

__all__ = ["Literature", "open_facts"]


@dataclass(frozen=True)
class Literature:
    """A literature that was reasoned over: its facts, its claims and what things are called."""

    reasoned: LiteratureFacts
    names: LiteratureNames
    claims: LiteratureClaims


@contextmanager
def open_facts(folder: Path, ontology: Ontology, rules: RuleSet) -> Iterator[Literature]:
    """Open the facts that `reason` wrote to a folder, and hold the folder meanwhile.

    Raises `ReasoningError` when it holds something else.
    """
    with read_facts(folder) as opened:
        facts = IndexedFacts(opened)
        store = Store()
        store.extend(
            Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in ontology.triples
        )
        yield Literature(
            LiteratureFacts(Instances(facts, rules)),
            LiteratureNames(Entities(store), facts),
            LiteratureClaims(facts),
        )


@dataclass(frozen=True)
class LiteratureFacts:
    """The reasoning of a literature."""

    instances: Instances


@dataclass(frozen=True)
class LiteratureNames:
    """The names of the ontology's terms, and the IRIs and CURIEs of all other things."""

    entities: Entities
    facts: IndexedFacts

    @property
    def terms(self) -> Terms:
        """The ontology with which the literature was reasoned over."""
        return self.entities.terms

    def resolve(self, name: str, kind: str = "") -> NamedNode:
        """Return what a name means; see `Entities.resolve`.

        A kind other than `class` or `property` narrows nothing, since a literature holds no
        labels of its things.
        """
        try:
            iri = expand(name.strip("<>"))
        except KeyError:
            iri = name
        if kind not in META and iri in self.facts.ids:
            return NamedNode(iri)
        try:
            return self.entities.resolve(name, kind if kind in META else "")
        except UnknownName as error:
            start = iri[: max(len(iri) - 4, 0)]
            like = [shorten(term) for term in self.facts.terms if term.startswith(start)]
            near = (nearest(name, like[:_LOOKED_AT]) if ":" in name else ()) or error.nearest
            raise UnknownName(error.kind, name, near, error.other) from error

    def label(self, iri: str) -> str:
        """Return the label of a term of the ontology, else the CURIE of a thing."""
        return self.entities.labels.get(iri) or shorten(iri)


#: Maximum number of terms compared with a name that means nothing.
_LOOKED_AT = 50_000


@dataclass(frozen=True)
class LiteratureClaims:
    """The claims of a literature, by the link that they state."""

    facts: IndexedFacts
    supposed: frozenset[Fact] = frozenset()
    _known: dict[Fact, tuple[Claim, ...]] = field(default_factory=dict, compare=False)

    @property
    def works_read(self) -> Mapping[str, str]:
        """Nothing: a folder of facts does not tell which cited works are papers of its own."""
        return {}

    def of(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims that state a link, strongest first."""
        if fact not in self._known:
            self._known[fact] = self._read(fact)
        return self._known[fact]

    def denied(self, fact: Fact) -> tuple[Claim, ...]:  # noqa: ARG002
        """Return no claims: a folder of facts holds what papers affirm, and no denials."""
        return ()

    def disagreements(self, claims: Iterable[Claim]) -> tuple[Disagreement, ...]:  # noqa: ARG002
        """Return no disagreements: a folder of facts holds none."""
        return ()

    def contested(self, fact: Fact) -> tuple[Claim, ...]:  # noqa: ARG002
        """Return no claims: a folder of facts holds none that curators contest."""
        return ()

    def _read(self, fact: Fact) -> tuple[Claim, ...]:
        ids = [self.facts.ids.get(t) for t in (fact.subject, fact.predicate, fact.object)]
        if None in ids:
            return ()
        rows = self._claims.execute(
            "SELECT claim, statement, modality, origin, source, section, sentence, cites "
            "FROM claims WHERE subject = ? AND property = ? AND object = ?",
            ids,
        ).fetchall()
        return in_order([self._claim(fact, *row) for row in rows])

    def _claim(
        self,
        fact: Fact,
        claim: int,
        statement: str,
        modality: str,
        origin: str,
        paper: int,
        section: str,
        sentence: int,
        cites: list[int],
    ) -> Claim:
        background = origin == "background"
        source = origin if background else f"paper {paper}"
        citations = tuple(Citation(source, number, source) for number in cites)
        return Claim(
            claim=self.facts.terms[claim],
            link=fact,
            statement=statement,
            modality=modality,
            status="accepted",
            source=source,
            places=(Place(source, section, sentence, source, is_chapter=background),),
            citations=citations,
            authorities=frozenset(citation.iri for citation in citations) or frozenset([source]),
            origin=origin,
        )

    def grade(self, fact: Fact) -> str:
        """Return the grade at which a link is given; one that is not given is structural."""
        level = self.facts.asserted(fact)
        return STRUCTURAL if level is None else GRADES[level]

    @cached_property
    def _claims(self) -> duckdb.DuckDBPyConnection:
        database = stoppable(duckdb.connect(":memory:"))
        source = self.facts.folder.claims
        if source is None:
            raise ReasoningError(f"{self.facts.folder.path}: has no claims to show")
        try:
            # Sorted, so that a look-up reads one small part of the table.
            database.execute(f"CREATE TABLE claims AS FROM {parquet(source)} ORDER BY subject")
        except duckdb.Error as error:
            raise ReasoningError(f"{source}: can't be read: {error}") from error
        return database
