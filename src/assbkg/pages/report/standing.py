"""The tables of grades, contested claims, disagreements, milestones and works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from assbkg.graph.provenance import GRADE_TERMS, WORDS, standing_words
from assbkg.pages.report.measurements import Compared
from assbkg.pages.report.model import Column, Reference, References, Table
from assbkg.pages.report.scope import Scope
from assbkg.reasoning.grades import GRADES, STRUCTURAL

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "cited_in",
    "contested_table",
    "contradictions_table",
    "disagreements_table",
    "grades_table",
    "listed_works",
    "milestones_table",
    "objected",
    "scope_table",
]


_ACCEPTED: Final = "accepted"

#: A statement and its place.
_Said = tuple[str, str]


def grades_table(effects: Table, graph: KnowledgeGraph) -> Table:
    """Count the effects of the report, and the links of the whole graph, by grade."""
    links = {WORDS[grade]: count for grade, count in graph.query("links-by-grade").values()}
    rows = (
        (
            grade,
            graph.entity(GRADE_TERMS[grade]).definition,
            str(effects.count(grade=grade).value),
            links.get(grade, "0"),
            links.get(standing_words(grade, derived=True), "0"),
        )
        for grade in GRADES
        if grade != STRUCTURAL
    )
    return Table(
        id="grades",
        caption="Grades, strongest first, and how often each is reached",
        columns=(
            Column("grade", "Grade", 3),
            Column("meaning", "Meaning", 9),
            Column("effects", "Effects here", 2, "number"),
            Column("links", "Links claimed in the whole graph", 2, "number"),
            Column("derived", "Links derived there", 2, "number"),
        ),
        rows=tuple(rows),
        origin="links-by-grade",
    )


def objected(
    scope: Scope, graph: KnowledgeGraph, measured: list[Compared]
) -> frozenset[_Said] | None:
    """Return what is objected to in a scope, or None for the whole graph."""
    if not scope.kind:
        return None
    objected_to = (one.measurement for one in measured if one.measurement.status != _ACCEPTED)
    of_measurements = ((one.statement, str(place)) for one in objected_to for place in one.places)
    return frozenset((*_claims(scope, graph), *of_measurements))


def _claims(scope: Scope, graph: KnowledgeGraph) -> Iterator[_Said]:
    for thing in sorted(scope.things):
        if graph.entities.is_a(thing, "CellComponent") or graph.entities.is_a(thing, "class"):
            continue
        for statement, *_, status, place in graph.query("claims-about", thing=thing).texts():
            if status != _ACCEPTED:
                yield statement, place


def contested_table(said: frozenset[_Said] | None, graph: KnowledgeGraph) -> Table:
    """Return the contested and anomalous claims and measurements, all or those in `said`."""
    rows = (
        (place, claim, status, reason)
        for status, claim, reason, place in graph.query("contested-and-anomalous").texts()
        if said is None or (claim, place) in said
    )
    return Table(
        id="contested",
        caption="What curators call contested or anomalous",
        columns=(
            Column("places", "Stated in", 2, "places"),
            Column("said", "What the source says, in our words", 5),
            Column("status", "Curator", 2),
            Column("reason", "Curator's assessment", 8),
        ),
        rows=tuple(rows),
        origin="contested-and-anomalous",
    )


def contradictions_table(said: frozenset[_Said] | None, graph: KnowledgeGraph) -> Table:
    """Return pairs of statements that can't both hold, all or those with one in `said`."""
    rows = (
        (one, place, other, other_place, reason)
        for one, place, other, other_place, reason in graph.query("contradictions").texts()
        if said is None or {(one, place), (other, other_place)} & said
    )
    return Table(
        id="contradictions",
        caption="Statements that can't both hold as they are worded",
        columns=(
            Column("first", "One statement", 4),
            Column("first_places", "Stated in", 2, "places"),
            Column("second", "The other", 4),
            Column("second_places", "Stated in", 2, "places"),
            Column("reason", "Curator's assessment", 6),
        ),
        rows=tuple(rows),
        origin="contradictions",
    )


def disagreements_table(said: frozenset[_Said] | None, graph: KnowledgeGraph) -> Table:
    """Return the disagreements that rules find, all or those with a side in `said`."""
    rows = (
        (one, place, other, other_place, rule, f"{verdict}: {why}" if why else verdict)
        for rule, verdict, one, place, other, other_place, _, explained, left_out in (
            graph.query("disagreements").texts()
        )
        for why in (explained or left_out,)
        if said is None or {(one, place), (other, other_place)} & said
    )
    return Table(
        id="disagreements",
        caption="Where sources disagree, as rules find it, and whether conditions explain it",
        columns=(
            Column("first", "One side", 4),
            Column("first_places", "Stated in", 2, "places"),
            Column("second", "The other", 4),
            Column("second_places", "Stated in", 2, "places"),
            Column("rule", "Rule", 2),
            Column("explanation", "Explained?", 5),
        ),
        rows=tuple(rows),
        origin="disagreements",
    )


_SHOWN = ("as_written", "milestone", "concerns", "modality", "status", "place", "cites")


def milestones_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Return the milestones in their order; none in a report on a part of the graph."""
    result = graph.query("milestones")
    places = [result.columns.index(name) for name in _SHOWN]
    rows = () if scope.kind else result.texts()
    return Table(
        id="milestones",
        caption="Milestones",
        columns=(
            Column("year", "When", 10),
            Column("milestone", "What", 34),
            Column("concerns", "Of", 30),
            Column("said", "Modality", 14),
            Column("status", "Curator", 14),
            Column("places", "Stated in", 12, "places"),
            Column("references", "Works", 9, "references"),
        ),
        rows=tuple(tuple(row[place] for place in places) for row in rows),
        origin="milestones",
    )


def cited_in(tables: Iterable[Table]) -> frozenset[str]:
    """Return the numbers of all works in columns of references."""
    return frozenset(
        number
        for table in tables
        for column in table.columns
        if column.kind == "references"
        for cell in table.cells(column.name)
        for number in cell.split(", ")
        if number
    )


def listed_works(cited: frozenset[str] | None, graph: KnowledgeGraph) -> References:
    """Return the works with these numbers; without any, all works."""
    return References(
        tuple(
            Reference(number, f"{creator}: {title}. {journal}, {year}.")
            for number, creator, title, journal, year, _ in graph.query("references").texts()
            if cited is None or number in cited
        )
    )


def scope_table(cited: frozenset[str] | None, graph: KnowledgeGraph) -> Table:
    """Return works whose title is about another kind of battery, or about something not claimed.

    Those with the numbers `cited`; without any, of all works.
    """
    return Table(
        id="works",
        caption="Cited works that curators object to, by their titles",
        columns=(
            Column("references", "Work", 1, "references"),
            Column("year", "Year", 1),
            Column("kind", "Curator", 2),
            Column("reason", "Curator's assessment", 9),
            Column("claims", "Claims that rest on it", 2, "number"),
        ),
        rows=tuple(
            (number, year, kind, reason, claims)
            for number, _, year, kind, reason, claims in graph.query("references-by-scope").texts()
            if cited is None or number in cited
        ),
        origin="references-by-scope",
    )
