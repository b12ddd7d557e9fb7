"""The table of benefits: what reasoning lets one expect, what is reported, what has figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assbkg.graph.provenance import WORDS
from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.strategies import joined

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["benefits_table"]


def benefits_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Each benefit of each system in one row, with how it is known."""
    grades = {iri: dict(_grades(graph, iri)) for iri in _expected(scope, graph)}
    rows = (
        row
        for iri, name in sorted(
            scope.systems.items(), key=lambda item: (item[1].casefold(), item[0])
        )
        for row in _of_system(graph, iri, name, grades)
    )
    return Table(
        id="benefits",
        caption="Benefits by system: expected, reported, and with a figure",
        columns=(
            Column("system", "System", 30),
            Column("benefit", "Benefit", 36),
            Column("expected", "Expected, with grade", 26),
            Column("reported", "Reported, as", 30),
            Column("figure", "Figure", 14),
            Column("places", "Reported in", 40, "places"),
            Column("references", "Works", 14, "references"),
            Column("assessment", "Curator", 18),
        ),
        rows=tuple(rows),
        origin="benefits-of-system, expected-gains-by-grade, reported-gains",
        note="Expected: it follows from what strategies do. Reported: a source says it, in that "
        "strength; contested reports are left out. Figure: one of that quantity is given, "
        "measured or not. Curator: how reports are assessed that stand here.",
        grouped=True,
    )


def _expected(scope: Scope, graph: KnowledgeGraph) -> Iterator[str]:
    """The dimensions in which a system of the scope is expected to gain."""
    found = (
        benefit
        for iri in scope.systems
        for benefit, expected, _, _ in _benefits(graph, iri)
        if expected == "true"
    )
    yield from dict.fromkeys(found)


def _grades(graph: KnowledgeGraph, dimension: str) -> Iterator[tuple[str, str]]:
    """The grade of the expected gain in a dimension, by the IRI of the system."""
    result = graph.query("expected-gains-by-grade", dimension=dimension)
    for iri, grade, *_ in result.values():
        yield iri, WORDS[grade]


def _of_system(
    graph: KnowledgeGraph, iri: str, name: str, grades: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, ...]]:
    reports = _reports(graph, iri)
    for benefit, expected, _, measured in _benefits(graph, iri):
        told = reports.get(benefit, [])
        yield (
            name,
            graph.entities.label(benefit),
            grades[benefit][iri] if expected == "true" else "",
            joined(modality for modality, *_ in told),
            "yes" if measured == "true" else "no",
            joined(place for *_, place in told),
            ", ".join(_numbers(cites for _, _, cites, _ in told)),
            joined(status for _, status, *_ in told if status != "accepted"),
        )


def _benefits(graph: KnowledgeGraph, iri: str) -> list[tuple[str, ...]]:
    # A plain material that serves as a component is not asked for what it should gain.
    if graph.entities.is_a(iri, "DesignedSystem"):
        return graph.query("benefits-of-system", system=iri).values()
    return []


def _reports(graph: KnowledgeGraph, iri: str) -> Mapping[str, list[tuple[str, str, str, str]]]:
    """Strength, status, works and place of each report that stands, by the IRI of the gain."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    result = graph.query("reported-gains", system=iri)
    for values, texts in zip(result.values(), result.texts(), strict=True):
        _, _, modality, status, cites, place = texts
        if status != "contested":
            found.setdefault(values[0], []).append((modality, status, cites, place))
    return found


def _numbers(cells: Iterator[str]) -> list[str]:
    numbers = {number for cell in cells for number in cell.split(", ") if number}
    return sorted(numbers, key=_in_order)


def _in_order(mark: str) -> tuple[str, int]:
    """The paper, if it is named, and the number in its list."""
    key, _, number = mark.rpartition(":")
    return key, int(number)
