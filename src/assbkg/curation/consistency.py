"""Whether records fit one another and the ontology.

Each check is a function from a paper to problems; `check_corpus` runs them all and
reports every problem at once. What single records mean is checked in `meaning`, and that
they lead back to sentences in `tracing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from assbkg.curation.citing import short_key
from assbkg.curation.corpus import Corpus, Paper
from assbkg.curation.meaning import check_meaning
from assbkg.curation.names import Names
from assbkg.curation.records import Assessment, Claim, Entity, Measurement
from assbkg.curation.schema import Schema
from assbkg.curation.source import SOURCE
from assbkg.curation.tables import Row
from assbkg.curation.tally import Tally
from assbkg.curation.tracing import check_tracing
from assbkg.errors import CurationError, Problem

__all__ = ["check_corpus"]


def check_corpus(corpus: Corpus, schema: Schema) -> None:
    """Raise `CurationError` with every problem of every paper, when there is any."""
    names = Names(schema, corpus.entities())
    tally = Tally()
    tally.extend(_check_entities(corpus, schema))
    tally.extend(_check_processes(corpus))
    tally.extend(_check_keys(corpus))
    for paper in corpus.papers:
        tally.extend(_check_ids(paper))
        tally.extend(check_meaning(paper, names))
        tally.extend(check_tracing(paper, names.hints))
    if tally.problems():
        raise CurationError(tally.problems())


def _check_entities(corpus: Corpus, schema: Schema) -> Iterator[Problem]:
    """One id is one thing, whatever paper tells of it."""
    sources = {paper.info.id for paper in corpus.papers}
    first: dict[str, tuple[Entity, str]] = {}
    for paper in corpus.papers:
        for row in paper.entities:
            entity = row.record
            if entity.id in schema.shared:
                yield row.problem("id", f"{entity.id!r} is an individual of the ontology already")
            if entity.id in sources:
                yield row.problem("id", f"{entity.id!r} is the id of a source already")
            before, source = first.setdefault(entity.id, (entity, paper.info.id))
            if before.class_name != entity.class_name:
                message = f"{entity.id!r} is {before.class_name} in {source}, here "
                yield row.problem("class", message + entity.class_name)
            if before.label != entity.label:
                message = f"{entity.id!r} is labelled {before.label!r} in {source}, here "
                yield row.problem("label", f"{message}{entity.label!r}; put it in alt_labels")


def _check_keys(corpus: Corpus) -> Iterator[Problem]:
    """Yield papers whose short names are the same, so that a place could be in either."""
    first: dict[str, str] = {}
    for paper in corpus.papers:
        key = short_key(paper.info)
        source = first.setdefault(key.casefold(), paper.info.id)
        if source != paper.info.id:
            message = f"{key!r} cites {source} already; give one of them a `key` of its own"
            yield Problem(paper.folder / SOURCE, 0, "key", message)


def _check_processes(corpus: Corpus) -> Iterator[Problem]:
    """The steps of one process stand in one paper's table, else their numbers clash."""
    first: dict[str, str] = {}
    for paper in corpus.papers:
        for row in paper.steps:
            source = first.setdefault(row.record.process, paper.info.id)
            if source != paper.info.id:
                message = f"the steps of {row.record.process!r} stand in {source} already"
                yield row.problem("process", message)


def _check_ids(paper: Paper) -> Iterator[Problem]:
    """All records of a paper have ids of their own."""
    taken = {row.record.id: f"{row.path.name}, row {row.number}" for row in paper.references}
    taken |= {f"s{row.record.sentence:03d}": "a sentence" for row in paper.coverage}
    taken |= {
        f"contradiction-{row.record.first}-{row.record.second}": "a contradiction"
        for row in paper.contradictions
    }
    rows: tuple[Row[Claim] | Row[Measurement] | Row[Assessment], ...]
    rows = (*paper.assertions(), *paper.assessments)
    for row in rows:
        record_id = row.record.id
        if record_id in taken:
            yield row.problem("id", f"{record_id!r} is the id of {taken[record_id]} already")
        taken.setdefault(record_id, f"{row.path.name}, row {row.number}")
