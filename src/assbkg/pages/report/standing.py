"""Tables of how well links are supported: grades, and what curators object to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assbkg.graph.provenance import GRADE_TERMS, WORDS
from assbkg.pages.report.comparison import Compared
from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.reasoning.grades import GRADES, STRUCTURAL

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["contested_table", "contradictions_table", "grades_table", "objected"]

_ACCEPTED: Final = "accepted"

#: A statement and its place.
_Said = tuple[str, str]


def grades_table(effects: Table, graph: KnowledgeGraph) -> Table:
    """How many effects of the report, and links of the whole graph, have each grade."""
    links = {WORDS[grade]: count for grade, count in graph.query("links-by-grade").values()}
    rows = (
        (
            grade,
            graph.entity(GRADE_TERMS[grade]).definition,
            str(effects.count(grade=grade).value),
            links.get(grade, "0"),
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
            Column("links", "Links in the whole graph", 2, "number"),
        ),
        rows=tuple(rows),
        origin="links-by-grade",
    )


def objected(
    scope: Scope, graph: KnowledgeGraph, measured: list[Compared]
) -> frozenset[_Said] | None:
    """What is said in a scope and not plainly accepted; None where nothing narrows it."""
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
    """Claims and figures that are contested or anomalous, narrowed to what is `said`."""
    rows = (
        (place, claim, status, reason)
        for status, claim, reason, place in graph.query("contested-and-anomalous").texts()
        if said is None or (claim, place) in said
    )
    return Table(
        id="contested",
        caption="What curators call contested or anomalous",
        columns=(
            Column("places", "Said in", 2, "places"),
            Column("said", "What the source says, in our words", 5),
            Column("status", "Curator", 2),
            Column("reason", "Curator's assessment", 8),
        ),
        rows=tuple(rows),
        origin="contested-and-anomalous",
    )


def contradictions_table(said: frozenset[_Said] | None, graph: KnowledgeGraph) -> Table:
    """Pairs of statements that can't both hold, narrowed to those with one that is `said`."""
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
            Column("first_places", "Said in", 2, "places"),
            Column("second", "The other", 4),
            Column("second_places", "Said in", 2, "places"),
            Column("reason", "Curator's assessment", 6),
        ),
        rows=tuple(rows),
        origin="contradictions",
    )
