"""Curated tables as a folder of facts, to be reasoned over with a whole literature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
from pyoxigraph import Quad

from assbkg.building import ontology_rules
from assbkg.curation.consistency import checked_corpus
from assbkg.curation.corpus import Paper
from assbkg.curation.names import Names
from assbkg.curation.origins import origin_of
from assbkg.curation.scoping import Scopes
from assbkg.errors import BuildError
from assbkg.files.replacing import prepared
from assbkg.graph.ontology import Ontology, read_ontology
from assbkg.graph.provenance import REASONED
from assbkg.graph.quads import corpus_quads
from assbkg.graph.terms import ONTOLOGY_GRAPH, individual
from assbkg.literature.fact_folder import (
    CLAIMS,
    FACTS,
    KIND,
    TERMS,
    FactFolder,
    quoted,
    write_origin,
)
from assbkg.literature.reader import CLAIM_COLUMNS, GIVEN_COLUMNS, TERM_COLUMNS
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.grades import given_levels
from assbkg.stopping import stoppable
from assbkg.vocabulary import ASSB, record_iri

__all__ = ["export_facts"]

#: The number of what the ontology says, in place of that of a paper.
_ONTOLOGY = -1


def export_facts(ontology_folder: Path, graphs: Path, out: Path) -> FactFolder:
    """Write what the tables in `graphs` and the ontology give to `out`, all or nothing.

    Papers are numbered from 0, in the order of their names, and background after them. Raises
    `CurationError` with all problems of the tables, `OntologyError`, or `BuildError` when `out`
    can't be written.
    """
    with prepared(out, KIND) as aside:
        ontology = read_ontology(ontology_folder)
        corpus = checked_corpus(graphs, ontology.schema)
        names = Names(ontology.schema, corpus.entities())
        scopes = Scopes.among(corpus, names)
        export = _Export(ontology)
        triples = (Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in ontology.triples)
        export.add_facts(given_levels(triples), _ONTOLOGY)
        papers = sorted(corpus.papers, key=lambda paper: paper.info.is_background)
        for number, paper in enumerate(papers):
            export.add_facts(given_levels(corpus_quads(corpus, ontology, paper)), number)
            export.add_claims(paper, names.within(paper.info.id), scopes, number)
        try:
            export.write(aside)
        except duckdb.Error as error:
            raise BuildError(f"{out}: the facts can't be written: {error}") from error
        write_origin(aside, {"papers": len(corpus.papers), "claims": len(export.claims)})
    return FactFolder.open(out)


class _Export:
    """Facts and claims with numbers for their terms, in order of appearance."""

    def __init__(self, ontology: Ontology) -> None:
        self.predicates = ontology_rules(ontology).predicates
        self.ids: dict[str, int] = {}
        self.facts: dict[str, list[tuple[int, int, int, int]]] = {}
        self.claims: list[tuple[object, ...]] = []

    def add_facts(self, levels: Mapping[TripleText, int], source: int) -> None:
        for (subject, predicate, target), level in sorted(levels.items()):
            if predicate in self.predicates:
                row = (self._id(subject), self._id(target), level, source)
                self._id(predicate)
                self.facts.setdefault(predicate, []).append(row)

    def add_claims(self, paper: Paper, names: Names, scopes: Scopes, source: int) -> None:
        # What a paper denies, and what a curator contests, is behind no link.
        standing = (c for c in (row.record for row in paper.claims) if c.status in REASONED)
        for claim in (c for c in standing if c.polarity == "affirmed"):
            ends = scopes.ends(claim, names)
            start = self._id(individual(ends.subject).value)
            targets = [self._id(individual(end).value) for end in ends.targets]
            record = self._id(record_iri(paper.info.id, claim.id))
            said = (claim.section, claim.sentence[0], list(claim.cites), claim.statement)
            manner = (claim.modality, origin_of(claim, paper.info.type))
            for target in targets:
                link = (record, start, self._id(ASSB + claim.property), target)
                self.claims.append((*link, *manner, source, *said))

    def _id(self, term: str) -> int:
        return self.ids.setdefault(term, len(self.ids))

    def write(self, out: Path) -> None:
        with stoppable(duckdb.connect(":memory:")) as database:
            _copy(database, TERM_COLUMNS, ((n, term) for term, n in self.ids.items()), out / TERMS)
            _copy(database, CLAIM_COLUMNS, self.claims, out / CLAIMS)
            for predicate, rows in self.facts.items():
                part = out / FACTS / f"property={self.ids[predicate]}"
                part.mkdir(parents=True)
                _copy(database, GIVEN_COLUMNS, rows, part / "part-0.parquet")


def _copy(
    database: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    rows: Iterable[tuple[object, ...]],
    out: Path,
) -> None:
    """Write rows to a Parquet file."""
    values = list(_transposed(rows, len(columns)))
    picked = ", ".join(f"unnest(?::{kind}[]) AS {name}" for name, kind in columns.items())
    database.execute(f"COPY (SELECT {picked}) TO {quoted(out)} (FORMAT parquet)", values)


def _transposed(rows: Iterable[tuple[object, ...]], width: int) -> Iterator[list[object]]:
    kept = list(rows)
    for number in range(width):
        yield [row[number] for row in kept]
