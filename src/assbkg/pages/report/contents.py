"""The contents of a report, as data that each form of it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assbkg.pages.report import closing, judgement, sections
from assbkg.pages.report.data import Data
from assbkg.pages.report.model import Figure, Report
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.summary import summary
from assbkg.pages.report.versions import inputs

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["contents"]


def contents(
    graph: KnowledgeGraph,
    scope: Scope,
    figures: Mapping[str, Figure | str],
    *,
    docx: bool = False,
) -> Report:
    """Write a report on a scope, as data.

    `figures` are by their ids, with the reason where one can't be drawn; `docx` is told in
    the command that makes the report again.
    """
    data = Data(graph, scope, figures, docx)
    made = inputs(graph, docx=docx)
    version = made["tools"]["assbkg"]
    parts = (
        summary(data),
        sections.strategies(data),
        sections.benefits(data),
        sections.compared(data),
        judgement.grades(data),
        judgement.contested(data),
        judgement.gaps(data),
        judgement.history(data),
        closing.method(data),
        closing.limits(data),
        closing.references(data),
        closing.versions(data),
    )
    return Report(
        title=f"Nano-design {sections.about(data)}",
        subtitle="Strategies, mechanisms, benefits, and who says so",
        facts=(
            ("Sources", "; ".join(data.tables["sources"].entries("title"))),
            ("Made by", f"assbkg {version}, ontology {made['ontology_version']}"),
            ("From", f"a release whose assbkg.nq has the SHA-256 {made['release']['assbkg.nq']}"),
        ),
        version=f"assbkg {version}",
        sections=tuple(part for part in parts if part is not None),
    )
