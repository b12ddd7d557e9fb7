"""The works that a source cites, as it numbers them, and what their titles are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assbkg.pages.report.model import Column, Reference, References, Table

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["cited_in", "references", "scope_table"]


def cited_in(tables: Iterable[Table]) -> frozenset[str]:
    """The numbers of all works that stand in columns of references."""
    return frozenset(
        number
        for table in tables
        for column in table.columns
        if column.kind == "references"
        for cell in table.cells(column.name)
        for number in cell.split(", ")
        if number
    )


def references(cited: frozenset[str] | None, graph: KnowledgeGraph) -> References:
    """Return the works with these numbers; without any, all works."""
    return References(
        tuple(
            Reference(number, f"{creator}: {title}. {journal}, {year}.")
            for number, creator, title, journal, year, _ in graph.query("references").texts()
            if cited is None or number in cited
        )
    )


def scope_table(cited: frozenset[str] | None, graph: KnowledgeGraph) -> Table:
    """Works whose title speaks of another kind of battery, or of something else than claimed.

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
