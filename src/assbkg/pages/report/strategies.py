"""Tables of strategies: what they do, through which mechanisms, in which systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assbkg.asking.advising.advice import Effect, Ground, Mechanism, Option, Use
from assbkg.asking.advising.effects import ADDRESSES, MAY_BENEFIT
from assbkg.pages.report.model import LIST_SEPARATOR, Column, Table
from assbkg.pages.report.scope import Scope

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["effects_table", "joined", "strategies_table"]

_ADVICE = "links of the graph and the claims behind them, as the command advise gives them"


def strategies_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Each kind of strategy in one row, best supported first; blank columns are left out."""
    table = Table(
        id="strategies",
        caption="Kinds of strategy, best supported first",
        columns=(
            Column("strategy", "Strategy", 24),
            Column("systems", "In", 28),
            Column("mechanisms", "Through", 38),
            Column("addresses", "Addresses", 34),
            Column("may_benefit", "May benefit", 26),
            Column("grade", "Grade", 15),
            Column("references", "Works", 13, "references"),
        ),
        rows=tuple(_strategy(option, graph) for option in scope.options),
        origin=_ADVICE,
        note="Grade: that of the best effect. Works: those cited for any effect; a dash where the "
        "source says all of it without citing.",
    )
    return _without_blank_columns(table)


def _without_blank_columns(table: Table) -> Table:
    kept = [place for place in range(len(table.columns)) if any(row[place] for row in table.rows)]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def effects_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Each effect of a strategy in a system, with what it rests on; by system."""
    order = list(scope.systems)
    found = sorted(
        scope.effects,
        key=lambda one: (
            one[1].system.kind != "made",
            one[1].system.name.casefold(),
            order.index(one[1].system.iri),
            one[0].name,
            one[2].ground.fact.predicate,
            graph.entities.label(one[2].ground.fact.object),
        ),
    )
    return Table(
        id="effects",
        caption="Every effect of a strategy, by system, with where it is said",
        columns=(
            Column("system", "System", 20),
            Column("strategy", "Strategy", 24),
            Column("effect", "Effect", 15),
            Column("goal", "On", 26),
            Column("mechanisms", "Through", 36),
            Column("grade", "Grade", 15),
            Column("places", "Said in", 22, "places"),
            Column("references", "Works", 11, "references"),
            Column("assessment", "Curator", 18),
        ),
        rows=tuple(_effect(option, use, effect, graph) for option, use, effect in found),
        origin=_ADVICE,
        note="Effects that no claim states are inferred; the places are those of the claims at "
        "the leaves of the best proof. Curator: how claims on which the effect rests are "
        "assessed; the reasons, and what they say of works, stand in the section on what is "
        "contested.",
        grouped=True,
    )


def joined(entries: Iterable[str]) -> str:
    """Distinct entries of one cell, in their order."""
    return LIST_SEPARATOR.join(dict.fromkeys(filter(None, entries)))


def _strategy(option: Option, graph: KnowledgeGraph) -> tuple[str, ...]:
    effects = [effect for use in option.uses for effect in use.effects]

    def goals(predicate: str) -> str:
        facts = (e.ground.fact for e in effects if e.ground.fact.predicate == predicate)
        return joined(sorted(graph.entities.label(fact.object) for fact in facts))

    return (
        option.name,
        joined(use.system.name for use in option.uses),
        joined(_mechanism(m) for effect in effects for m in effect.mechanisms),
        goals(ADDRESSES),
        goals(MAY_BENEFIT),
        option.grade,
        ", ".join(_cited(*(effect.ground for effect in effects))),
    )


def _effect(option: Option, use: Use, effect: Effect, graph: KnowledgeGraph) -> tuple[str, ...]:
    ground = effect.ground
    return (
        use.system.name,
        option.name,
        graph.entities.label(ground.fact.predicate),
        graph.entities.label(ground.fact.object),
        joined(map(_mechanism, effect.mechanisms)),
        ground.grade,
        joined(str(place) for claim in ground.claims for place in claim.places),
        ", ".join(_cited(ground)),
        joined(assessment.kind for assessment in ground.assessments),
    )


def _mechanism(mechanism: Mechanism) -> str:
    return mechanism.kind + (f" ({mechanism.family})" if mechanism.family else "")


def _cited(*grounds: Ground) -> Iterator[str]:
    claims = (claim for ground in grounds for claim in ground.claims)
    works = {
        (citation.paper, citation.number): citation.mark
        for claim in claims
        for citation in claim.citations
    }
    yield from (works[work] for work in sorted(works))
