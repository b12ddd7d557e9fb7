"""Whether records lead back to sentences, and sentences to records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from assbkg.curation.corpus import Paper, SaidRow
from assbkg.curation.records import Assessment, Entity, Reference
from assbkg.curation.tables import Row
from assbkg.curation.tally import Hints
from assbkg.errors import Problem

__all__ = ["check_tracing"]


def check_tracing(paper: Paper, hints: Hints) -> Iterator[Problem]:
    """Everything in a paper's records that leads nowhere."""
    yield from _check_counts(paper)
    yield from _check_places(paper)
    yield from _check_citations(paper)
    yield from _check_assessments(paper, hints)
    yield from _check_contradictions(paper, hints)
    yield from _check_coverage(paper, hints)


def _unknown_record(name: str, known: Iterable[str], hints: Hints) -> str:
    return str(hints.unknown("record", name, known))


def _last(numbers: Collection[int]) -> str:
    return f"the last is {max(numbers)}" if numbers else "there is none at all"


def _check_counts(paper: Paper) -> Iterator[Problem]:
    """Sentences and references count from 1, and so do the steps of each process."""
    counted = [
        *((row.problem, "sentence", "", row.record.sentence) for row in paper.coverage),
        *((row.problem, "number", "", row.record.number) for row in paper.references),
        *((row.problem, "index", row.record.process, row.record.index) for row in paper.steps),
    ]
    last: dict[tuple[str, str], int] = {}
    for problem, column, group, number in counted:
        expected = last.get((column, group), 0) + 1
        if number != expected:
            yield problem(column, f"{number} comes where {expected} is expected")
        last[column, group] = number


def _check_places(paper: Paper) -> Iterator[Problem]:
    sections = {row.record.sentence: row.record.section for row in paper.coverage}
    told: tuple[SaidRow | Row[Assessment], ...] = (
        *(row for _, row in paper.said()),
        *paper.assessments,
    )
    named: tuple[Row[Entity] | Row[Reference], ...] = (*paper.entities, *paper.references)
    places = [(row.problem, row.record.sentence) for row in told]
    places += [(row.problem, (row.record.sentence,)) for row in named]
    last = _last(sections)
    for problem, sentences in places:
        for sentence in sentences:
            if sentence not in sections:
                yield problem("sentence", f"there is no sentence {sentence}; {last}")
    for row in told:
        first, section = row.record.sentence[0], row.record.section
        if sections.get(first, section) != section:
            message = f"is {section!r}, but sentence {first} is in section {sections[first]!r}"
            yield row.problem("section", message)


def _check_citations(paper: Paper) -> Iterator[Problem]:
    numbers = {row.record.number for row in paper.references}
    last = _last(numbers)
    for _, row in paper.said():
        for number in row.record.cites:
            if number not in numbers:
                yield row.problem("cites", f"there is no reference {number}; {last}")


def _check_assessments(paper: Paper, hints: Hints) -> Iterator[Problem]:
    known = {row.record.id for row in paper.assertions()}
    known |= {row.record.id for row in paper.references}
    judged = {(row.record.about, row.record.kind) for row in paper.assessments}
    for assessment in paper.assessments:
        if assessment.record.about not in known:
            yield assessment.problem(
                "about", _unknown_record(assessment.record.about, known, hints)
            )
    for row in paper.assertions():
        status = row.record.status
        if status in ("contested", "anomalous") and (row.record.id, status) not in judged:
            message = f"{status}, but no {status} assessment of {row.record.id!r} says why"
            yield row.problem("status", message)


def _check_contradictions(paper: Paper, hints: Hints) -> Iterator[Problem]:
    known = {row.record.id for row in paper.assertions()}
    seen: dict[frozenset[str], int] = {}
    for row in paper.contradictions:
        pair = row.record
        for column, record_id in (("first", pair.first), ("second", pair.second)):
            if record_id not in known:
                yield row.problem(column, _unknown_record(record_id, known, hints))
        before = seen.setdefault(frozenset((pair.first, pair.second)), row.number)
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
