"""All tables of one report, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assbkg.pages.report import comparison, gaps, standing, strategies, works
from assbkg.pages.report.benefits import benefits_table
from assbkg.pages.report.history import milestones_table
from assbkg.pages.report.model import Figure, References, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.versions import release_table, sources_table
from assbkg.record.sources import Paper

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Data"]


@dataclass(frozen=True)
class Data:
    """What the sections of a report are written from.

    `figures` are by their ids, with the reason where one can't be drawn; `docx` tells that
    such a file is wanted.
    """

    graph: KnowledgeGraph
    scope: Scope
    figures: Mapping[str, Figure | str]
    docx: bool = False

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """All tables by their ids, empty ones too."""
        graph, scope = self.graph, self.scope
        figures = comparison.scoped_measurements(scope, graph)
        effects = strategies.effects_table(scope, graph)
        said = standing.objected(scope, graph, figures)
        told = (
            sources_table(graph),
            strategies.strategies_table(scope, graph),
            effects,
            benefits_table(scope, graph),
            comparison.comparison_table(figures),
            comparison.conditions_table(figures),
            standing.grades_table(effects, graph),
            standing.contested_table(said, graph),
            standing.contradictions_table(said, graph),
            gaps.unmeasured_table(scope, graph),
            gaps.unaddressed_table(scope, graph),
            gaps.suggestions_table(scope),
            milestones_table(scope, graph),
            release_table(graph),
        )
        cited = works.cited_in(told) if scope.kind else None
        return {table.id: table for table in (*told, works.scope_table(cited, graph))}

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers, with how each was curated."""
        return tuple(self.graph.records.papers.values())

    @cached_property
    def references(self) -> References:
        """The works that the tables cite; of the whole graph, all works."""
        cited = works.cited_in(self.tables.values()) if self.scope.kind else None
        return works.references(cited, self.graph)
