"""Check that records fit one another, and that they lead back to sentences.

Each check is a function from a paper to problems; `check_corpus` runs them all and reports
every problem at once. `meaning` checks records against the ontology.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from assbkg.curation.background import check_kind_of_places
from assbkg.curation.citing import short_key
from assbkg.curation.corpus import SOURCE, Corpus, Paper, SaidRow, read_corpus
from assbkg.curation.meaning import check_meaning
from assbkg.curation.names import Hints, Names, Schema
from assbkg.curation.origins import check_origins
from assbkg.curation.records import Assessment, Claim, Entity, Measurement, Record, Reference
from assbkg.curation.tables import Row, Tally
from assbkg.errors import CurationError, Problem

__all__ = ["check_corpus", "check_tracing"]


R = TypeVar("R", bound=Record)


def check_tracing(paper: Paper, corpus: Corpus, hints: Hints) -> Iterator[Problem]:
    """Yield everything in a paper's records that leads nowhere."""
    yield from _check_counts(paper)
    yield from _check_places(paper, corpus)
    yield from _check_citations(paper)
    yield from _check_assessments(paper, corpus, hints)
    yield from _check_contradictions(paper, corpus, hints)
    yield from _check_coverage(paper, hints)


def _unknown_record(name: str, known: Iterable[str], hints: Hints) -> str:
    return str(hints.unknown("record", name, known))


def _assertions(paper: Paper) -> set[str]:
    return {row.record.id for row in paper.assertions()}


def _named(corpus: Corpus, paper: Paper, name: str) -> tuple[str, str]:
    """Return the paper and the id of the record that a table of `paper` names."""
    owner, record = corpus.owner(paper, name)
    return owner.info.id, record


def _last(numbers: Collection[int]) -> str:
    return f"the last is {max(numbers)}" if numbers else "there are none"


def _check_counts(paper: Paper) -> Iterator[Problem]:
    """Yield gaps in numbers: sentences, references and the steps of a process count from 1.

    If `source.toml` gives the number of sentences, unread sentences may be left out.
    """
    total = paper.info.sentences
    if total is not None:
        yield from _check_partial(paper, total)
    counted = [
        *(
            (row.problem, "sentence", "", row.record.sentence)
            for row in paper.coverage
            if total is None
        ),
        *((row.problem, "number", "", row.record.number) for row in paper.references),
        *((row.problem, "index", row.record.process, row.record.index) for row in paper.steps),
    ]
    last: dict[tuple[str, str], int] = {}
    for problem, column, group, number in counted:
        expected = last.get((column, group), 0) + 1
        if number != expected:
            yield problem(column, f"{number} comes where {expected} is expected")
        last[column, group] = number


def _check_partial(paper: Paper, total: int) -> Iterator[Problem]:
    for row in paper.coverage:
        if row.record.sentence > total:
            message = f"{row.record.sentence} is beyond the {total} sentences of {SOURCE}"
            yield row.problem("sentence", message)


def _check_places(paper: Paper, corpus: Corpus) -> Iterator[Problem]:
    """Yield sentences and sections that don't exist.

    An assessment names places in the paper of the record that it judges.
    """
    own = _sections(paper)
    named: tuple[Row[Entity] | Row[Reference], ...] = (*paper.entities, *paper.references)
    for entry in named:
        yield from _missing_sentences(entry, (entry.record.sentence,), own)
    told: list[tuple[SaidRow | Row[Assessment], dict[int, str]]]
    told = [(row, own) for _, row in paper.said()]
    for judged in paper.assessments:
        owner, _ = corpus.owner(paper, judged.record.about)
        told.append((judged, own if owner is paper else _sections(owner)))
    for row, sections in told:
        yield from _missing_sentences(row, row.record.sentence, sections)
    for row, sections in told:
        first, section = row.record.sentence[0], row.record.section
        if sections.get(first, section) != section:
            message = f"is {section!r}, but sentence {first} is in section {sections[first]!r}"
            yield row.problem("section", message)


def _sections(paper: Paper) -> dict[int, str]:
    return {row.record.sentence: row.record.section for row in paper.coverage}


def _missing_sentences(
    row: Row[R], sentences: tuple[int, ...], sections: Mapping[int, str]
) -> Iterator[Problem]:
    for sentence in sentences:
        if sentence not in sections:
            yield row.problem("sentence", f"there is no sentence {sentence}; {_last(sections)}")


def _check_citations(paper: Paper) -> Iterator[Problem]:
    numbers = {row.record.number for row in paper.references}
    last = _last(numbers)
    for _, row in paper.said():
        for number in row.record.cites:
            if number not in numbers:
                yield row.problem("cites", f"there is no reference {number}; {last}")


def _check_assessments(paper: Paper, corpus: Corpus, hints: Hints) -> Iterator[Problem]:
    for assessment in paper.assessments:
        owner, name = corpus.owner(paper, assessment.record.about)
        known = _assertions(owner) | {row.record.id for row in owner.references}
        if name not in known:
            yield assessment.problem("about", _unknown_record(name, known, hints))
    judged = {
        (*_named(corpus, one, row.record.about), row.record.kind)
        for one in corpus.papers
        for row in one.assessments
    }
    for row in paper.assertions():
        status = row.record.status
        if (
            status in ("contested", "anomalous")
            and (
                paper.info.id,
                row.record.id,
                status,
            )
            not in judged
        ):
            message = f"{status}, but no {status} assessment of {row.record.id!r} says why"
            yield row.problem("status", message)


def _check_contradictions(paper: Paper, corpus: Corpus, hints: Hints) -> Iterator[Problem]:
    seen: dict[frozenset[tuple[str, str]], int] = {}
    for row in paper.contradictions:
        pair = row.record
        for column, record_id in (("first", pair.first), ("second", pair.second)):
            owner, name = corpus.owner(paper, record_id)
            known = _assertions(owner)
            if name not in known:
                yield row.problem(column, _unknown_record(name, known, hints))
        two = frozenset(_named(corpus, paper, name) for name in (pair.first, pair.second))
        before = seen.setdefault(two, row.number)
        if before != row.number:
            yield row.problem("", f"repeats row {before}, the other way round")


def _check_coverage(paper: Paper, hints: Hints) -> Iterator[Problem]:
    said = set(paper.places())
    known = {record_id for record_id, _ in said}
    for row in paper.coverage:
        sentence = row.record.sentence
        for record_id in row.record.records:
            if record_id not in known:
                yield row.problem("records", _unknown_record(record_id, known, hints))
            elif (record_id, sentence) not in said:
                message = f"{record_id!r} does not come from sentence {sentence}"
                yield row.problem("records", message)
    rows = {row.record.sentence: row for row in paper.coverage}
    for record_id, sentence in sorted(said):
        if sentence in rows and record_id not in rows[sentence].record.records:
            message = f"{record_id!r} comes from sentence {sentence} and is not listed"
            yield rows[sentence].problem("records", message)


def checked_corpus(graphs: Path, schema: Schema) -> Corpus:
    """Return the corpus of the tables in `graphs`, with outcomes of the field as such.

    Tables may say `limits` of an outcome, which the ontology once took for a benefit. Raises
    `CurationError` with every problem.
    """
    corpus = with_outcomes(read_corpus(graphs), schema)
    check_corpus(corpus, schema)
    return corpus


def with_outcomes(corpus: Corpus, schema: Schema) -> Corpus:
    """Return a corpus whose claims on outcomes of the field use the properties for outcomes."""

    def named(row: Row[Claim]) -> Row[Claim]:
        claim = row.record
        form = schema.outcome_forms.get(claim.property, claim.property)
        kind = schema.shared.get(claim.object, "")
        if form == claim.property or not schema.is_a(kind, schema.properties[form].range):
            return row
        return replace(row, record=claim.model_copy(update={"property": form}))

    papers = (replace(p, claims=tuple(map(named, p.claims))) for p in corpus.papers)
    return replace(corpus, papers=tuple(papers))


def check_corpus(corpus: Corpus, schema: Schema) -> None:
    """Raise `CurationError` with every problem of every paper, if there is any."""
    names = Names(schema, corpus.entities())
    tally = Tally()
    tally.extend(_check_entities(corpus, schema))
    tally.extend(_check_processes(corpus))
    tally.extend(_check_keys(corpus))
    for paper in corpus.papers:
        tally.extend(_check_ids(paper))
        tally.extend(_check_dois(paper))
        tally.extend(check_origins(paper))
        tally.extend(check_meaning(paper, names.within(paper.info.id)))
        tally.extend(check_kind_of_places(paper, schema))
        tally.extend(check_tracing(paper, corpus, names.hints))
    if tally.problems():
        raise CurationError(tally.problems())


def _check_entities(corpus: Corpus, schema: Schema) -> Iterator[Problem]:
    """Yield ids that mean two things, and things that have two ids, across all papers."""
    sources = {paper.info.id for paper in corpus.papers}
    first: dict[str, Row[Entity]] = {}
    formulas: dict[str, Row[Entity]] = {}
    named: dict[tuple[str, str], Row[Entity]] = {}
    for row in (row for paper in corpus.papers for row in paper.entities):
        entity = row.record
        if entity.id in schema.shared:
            yield row.problem("id", f"{entity.id!r} is already an individual of the ontology")
        if entity.id in sources:
            yield row.problem("id", f"{entity.id!r} is already the id of a source")
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
            message = f"{key!r} already cites {source}; give one of them a `key` of its own"
            yield Problem(paper.folder / SOURCE, 0, "key", message)


def _check_processes(corpus: Corpus) -> Iterator[Problem]:
    """Yield steps of a process that has steps in another paper: their numbers would clash."""
    first: dict[str, str] = {}
    for paper in corpus.papers:
        for row in paper.steps:
            source = first.setdefault(row.record.process, paper.info.id)
            if source != paper.info.id:
                message = f"{source} already has the steps of {row.record.process!r}"
                yield row.problem("process", message)


def _check_dois(paper: Paper) -> Iterator[Problem]:
    """Yield works that have the DOI of another work, or of the paper itself."""
    first = {paper.info.doi.casefold(): "the paper itself"} if paper.info.doi else {}
    for row in paper.references:
        doi = row.record.doi.casefold()
        if doi in first:
            yield row.problem("doi", f"{row.record.doi!r} is already the DOI of {first[doi]}")
        elif doi:
            first[doi] = f"reference {row.record.number}"


def _check_ids(paper: Paper) -> Iterator[Problem]:
    """Yield records whose id another record of the paper has."""
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
            yield row.problem("id", f"{record_id!r} is already the id of {taken[record_id]}")
        taken.setdefault(record_id, f"{row.path.name}, row {row.number}")
