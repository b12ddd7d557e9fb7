"""Check background: what the field takes for granted, with chapters of works as its places.

Background is general. It links what the ontology names, such as bottlenecks and performance
dimensions, and never a system, a material or a part of one. Nobody measured it: each statement
points to a chapter of a work that it cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assbkg.curation.citing import parse_authors
from assbkg.curation.corpus import SOURCE, Paper
from assbkg.curation.names import Schema
from assbkg.curation.records import Claim, Reference
from assbkg.curation.tables import Row
from assbkg.errors import Problem

__all__ = ["check_kind_of_places", "work_name"]


def check_kind_of_places(paper: Paper, schema: Schema) -> Iterator[Problem]:
    """Yield what does not fit the kind of a source: a paper or background."""
    if paper.info.is_background:
        yield from _check_background(paper, schema)
        return
    for row in paper.coverage:
        if not row.record.fingerprint:
            yield row.problem("fingerprint", "is blank; `assbkg sentences FILE` prints them")


def work_name(reference: Reference) -> str:
    """Return how a place names the work that it is in: first author and year.

    >>> work_name(Reference.model_construct(authors="Newman J.; Thomas-Alyea K. E.", year=2004))
    'Newman 2004'
    """
    authors, _ = parse_authors(reference.authors)
    return f"{authors[0].family if authors else reference.authors} {reference.year}"


def _check_background(paper: Paper, schema: Schema) -> Iterator[Problem]:
    if paper.info.sentences is not None:
        message = "background has chapters and no sentences; leave it out"
        yield Problem(paper.folder / SOURCE, 0, "sentences", message)
    for name in ("entities", "measurements", "steps", "assessments", "contradictions"):
        if getattr(paper, name):
            message = "background has none of these; leave the header only"
            yield Problem(paper.folder / f"{name}.csv", 0, "", message)
    for place in paper.coverage:
        if place.record.fingerprint:
            yield place.problem("fingerprint", "a chapter has none; leave it blank")
    works = {row.record.number: work_name(row.record) for row in paper.references}
    chapters = {row.record.sentence: row.record.section for row in paper.coverage}
    for claim in paper.claims:
        yield from _check_claim(claim, schema, works, chapters)


def _check_claim(
    row: Row[Claim], schema: Schema, works: Mapping[int, str], chapters: Mapping[int, str]
) -> Iterator[Problem]:
    claim = row.record
    for column, name in (("subject", claim.subject), ("object", claim.object)):
        if name not in schema.shared:
            message = f"{name!r} is not an individual of the ontology; background is general"
            yield row.problem(column, message)
    if claim.modality == "measured":
        yield row.problem("modality", "is 'measured'; background states, and measures nothing")
    cited = [works[number] for number in claim.cites if number in works]
    if not claim.cites:
        yield row.problem("cites", "is blank; background cites the work that it points to")
    for sentence in claim.sentence:
        chapter = chapters.get(sentence, "")
        if chapter and cited and not chapter.startswith(tuple(cited)):
            message = f"{chapter!r} is not in a work that the row cites: {', '.join(cited)}"
            yield row.problem("sentence", message)
