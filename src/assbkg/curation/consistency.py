"""Whether records fit one another and the ontology.

Each check is a function from a paper to problems; `check_corpus` runs them all and
reports every problem at once. What single records mean is checked in `meaning`, and that
they lead back to sentences in `tracing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

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
        tally.extend(_check_dois(paper))
        tally.extend(check_meaning(paper, names.within(paper.info.id)))
        tally.extend(check_tracing(paper, corpus, names.hints))
    if tally.problems():
        raise CurationError(tally.problems())


def _check_entities(corpus: Corpus, schema: Schema) -> Iterator[Problem]:
    """One id is one thing, and one thing has one id, whatever paper names it."""
    sources = {paper.info.id for paper in corpus.papers}
    first: dict[str, Row[Entity]] = {}
    formulas: dict[str, Row[Entity]] = {}
    named: dict[tuple[str, str], Row[Entity]] = {}
    for row in (row for paper in corpus.papers for row in paper.entities):
        entity = row.record
        if entity.id in schema.shared:
            yield row.problem("id", f"{entity.id!r} is an individual of the ontology already")
        if entity.id in sources:
            yield row.problem("id", f"{entity.id!r} is the id of a source already")
        yield from _differences(row, first.setdefault(entity.id, row))
        if entity.formula:
            yield from _two_formulas(row, formulas.setdefault(entity.id, row))
        before = named.setdefault((entity.class_name, entity.label.casefold()), row)
        if before.record.id != entity.id:
            kind = entity.class_name
            message = f"{entity.label!r} is the {kind} {before.record.id!r} in {_place(before)}"
            yield row.problem("id", f"{message}; one thing has one id, two things two labels")


def _differences(row: Row[Entity], before: Row[Entity]) -> Iterator[Problem]:
    entity, other = row.record, before.record
    if other.class_name != entity.class_name:
        message = f"{entity.id!r} is {other.class_name} in {_place(before)}, here "
        yield row.problem("class", message + entity.class_name)
    if other.label != entity.label:
        message = f"{entity.id!r} is labelled {other.label!r} in {_place(before)}, here "
        yield row.problem("label", f"{message}{entity.label!r}; put it in alt_labels")


def _two_formulas(row: Row[Entity], before: Row[Entity]) -> Iterator[Problem]:
    entity, other = row.record, before.record
    if normalize("NFKC", other.formula) != normalize("NFKC", entity.formula):
        message = f"the formula of {entity.id!r} is {other.formula!r} in {_place(before)}, here "
        yield row.problem("formula", message + repr(entity.formula))


def _place(row: Row[Entity]) -> str:
    return f"{row.path.parent.name}/{row.path.name}, row {row.number}"


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


def _check_dois(paper: Paper) -> Iterator[Problem]:
    """No two works that a paper cites have one DOI, nor has one the DOI of the paper itself."""
    first = {paper.info.doi.casefold(): "the paper itself"} if paper.info.doi else {}
    for row in paper.references:
        doi = row.record.doi.casefold()
        if doi in first:
            yield row.problem("doi", f"{row.record.doi!r} is the DOI of {first[doi]} already")
        elif doi:
            first[doi] = f"reference {row.record.number}"


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
