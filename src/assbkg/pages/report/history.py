"""The table of milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["milestones_table"]

_SHOWN = ("as_written", "milestone", "concerns", "modality", "status", "place", "cites")


def milestones_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """The milestones in their order; a report on a part of the graph tells of none."""
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
            Column("said", "Said as", 14),
            Column("status", "Curator", 14),
            Column("places", "Said in", 12, "places"),
            Column("references", "Works", 9, "references"),
        ),
        rows=tuple(tuple(row[place] for place in places) for row in rows),
        origin="milestones",
    )
