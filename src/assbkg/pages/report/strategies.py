"""The tables of strategies, of their effects, and of benefits by system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from assbkg.asking.advising.effects import ADDRESSES, MAY_BENEFIT
from assbkg.asking.advising.options import Effect, Ground, Mechanism, Option, Use
from assbkg.graph.provenance import WORDS
from assbkg.pages.report.model import LIST_SEPARATOR, Column, Table
from assbkg.pages.report.scope import Scope

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["benefits_table", "effects_table", "joined", "strategies_table"]


_ADVICE = "links of the graph and the claims behind them, as the command advise gives them"


def strategies_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Return each kind of strategy in one row, best supported first, without blank columns."""
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
    """Return each effect of a strategy in a system, with what it rests on, by system."""
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
            Column("places", "Stated in", 22, "places"),
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
    """Return distinct entries as one cell, in their order."""
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


def benefits_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Return each benefit of each system in one row, with how it is known."""
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
        caption="Benefits by system: expected, reported, and with a measurement",
        columns=(
            Column("system", "System", 30),
            Column("benefit", "Benefit", 36),
            Column("expected", "Expected, with grade", 26),
            Column("reported", "Reported, as", 30),
            Column("figure", "Measurement", 14),
            Column("places", "Reported in", 40, "places"),
            Column("references", "Works", 14, "references"),
            Column("assessment", "Curator", 18),
        ),
        rows=tuple(rows),
        origin="benefits-of-system, expected-gains-by-grade, reported-gains",
        note="Expected: inferred from what strategies do. Reported: a source states it, in that "
        "modality; contested reports are left out. Measurement: the source gives a value of that "
        "quantity, measured or not. Curator: how the reports listed here are assessed.",
        grouped=True,
    )


def _expected(scope: Scope, graph: KnowledgeGraph) -> Iterator[str]:
    """Yield the dimensions in which a system of the scope is expected to gain."""
    found = (
        benefit
        for iri in scope.systems
        for benefit, expected, _, _ in _benefits(graph, iri)
        if expected == "true"
    )
    yield from dict.fromkeys(found)


def _grades(graph: KnowledgeGraph, dimension: str) -> Iterator[tuple[str, str]]:
    """Yield each system by its IRI, with the grade of its expected gain in a dimension."""
    result = graph.query("expected-gains-by-grade", dimension=dimension)
    for iri, grade, *_ in result.values():
        yield iri, WORDS[grade]


def _of_system(
    graph: KnowledgeGraph, iri: str, name: str, grades: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, ...]]:
    reports = _reports(graph, iri)
    for benefit, expected, _, measured in _benefits(graph, iri):
        reported = reports.get(benefit, [])
        yield (
            name,
            graph.entities.label(benefit),
            grades[benefit][iri] if expected == "true" else "",
            joined(modality for modality, *_ in reported),
            "yes" if measured == "true" else "no",
            joined(place for *_, place in reported),
            ", ".join(_numbers(cites for _, _, cites, _ in reported)),
            joined(status for _, status, *_ in reported if status != "accepted"),
        )


def _benefits(graph: KnowledgeGraph, iri: str) -> list[tuple[str, ...]]:
    # A plain material that serves as a component is not asked for what it should gain.
    if graph.entities.is_a(iri, "DesignedSystem"):
        return graph.query("benefits-of-system", system=iri).values()
    return []


def _reports(graph: KnowledgeGraph, iri: str) -> Mapping[str, list[tuple[str, str, str, str]]]:
    """Return modality, status, works and place of each report that stands, by the gain."""
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
    """Return the paper, if it is named, and the number in its list, to sort by."""
    key, _, number = mark.rpartition(":")
    return key, int(number)
