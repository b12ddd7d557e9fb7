"""Tables of gaps: what nobody measured, addressed or tried, as far as the graph tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from assbkg.asking.advising.advice import Gap, GapKind
from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.strategies import joined

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["suggestions_table", "unaddressed_table", "unmeasured_table"]

_KINDS: Final[Mapping[GapKind, str]] = {
    "strategy": "strategy not in use there",
    "effect": "effect told elsewhere",
    "family": "family of mechanisms not in use there",
    "bottleneck": "bottleneck that no strategy addresses",
    "component": "component in which no strategy addresses it",
}


def unmeasured_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Benefits that reasoning lets one expect of systems of the scope, and no figure backs."""
    result = graph.query("expected-not-measured")
    found: dict[str, dict[str, list[str]]] = {}
    for values, (system, benefit, reported) in zip(result.values(), result.texts(), strict=True):
        if not scope.kind or values[0] in scope.systems:
            found.setdefault(system, {}).setdefault(reported, []).append(benefit)
    return Table(
        id="unmeasured",
        caption="Benefits that are expected and that no figure backs",
        columns=(
            Column("system", "System", 4),
            Column("in_words", "Reported in words alone", 5),
            Column("not_reported", "Not reported at all", 6),
        ),
        rows=tuple(
            (system, joined(told.get("true", ())), joined(told.get("false", ())))
            for system, told in sorted(found.items(), key=lambda item: item[0].casefold())
        ),
        origin="expected-not-measured",
    )


def unaddressed_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Bottlenecks that no strategy in the graph addresses; of a part of it, none are told."""
    rows = () if scope.kind else graph.query("bottlenecks-without-strategy").texts()
    return Table(
        id="unaddressed",
        caption="Bottlenecks that no strategy in the graph addresses",
        columns=(
            Column("bottleneck", "Bottleneck", 3),
            Column("kind", "Kind", 3),
            Column("limits", "Limits", 4),
        ),
        rows=tuple(rows),
        origin="bottlenecks-without-strategy",
    )


def suggestions_table(scope: Scope) -> Table:
    """What the graph suggests to try, by component: gaps of `assbkg advise`, no findings."""
    rows = (
        _suggestion(component, gap)
        for component, advice in scope.advices.items()
        for gap in advice.gaps
    )
    return Table(
        id="suggestions",
        caption="What the graph suggests and holds no trial of",
        columns=(
            Column("component", "In", 3),
            Column("missing", "What is missing", 4),
            Column("kind", "Kind of gap", 4),
            Column("grade", "Grade", 2),
            Column("suggested_by", "Suggested by", 7),
        ),
        rows=tuple(dict.fromkeys(rows)),
        origin="assbkg advise",
        note="What is not in the graph may have been tried.",
    )


def _suggestion(component: str, gap: Gap) -> tuple[str, ...]:
    shown: Iterable[str] = (
        (use.system.name for use in gap.uses)
        if gap.shown_by_uses
        else (ground.sentence for ground in gap.grounds)
    )
    return component or "any", gap.name, _KINDS[gap.kind], gap.grade, joined(shown)
