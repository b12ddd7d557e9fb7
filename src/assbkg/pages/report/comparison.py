"""The table of figures: as written, in one unit, with every condition told or left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.strategies import joined

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["CONDITIONS", "LEFT_OUT", "comparison_table", "conditions_table", "scoped_figures"]

_QUERY: Final = "figures-with-conditions"
#: What the report says where a source leaves a condition out.
LEFT_OUT: Final = "not reported"
_LEFT_OUT_IN_GRAPH: Final = "not-reported"
CONDITIONS: Final = ("cycle", "current", "temperature", "mass_basis", "electrolyte")
_COMPARED: Final = {"equal": "", "about": "about ", "above": "above ", "below": "below "}


def scoped_figures(scope: Scope, graph: KnowledgeGraph) -> list[dict[str, str]]:
    """The figures of a scope, each once, as a mapping from column to words.

    They are those of its systems, of their samples and constituents, and those that tell how
    large a bottleneck is. `place` joins all places of a figure.
    """
    result = graph.query(_QUERY)
    wanted = _wanted(scope, graph)
    found: dict[str, dict[str, str]] = {}
    for values, texts in zip(result.values(), result.texts(), strict=True):
        of, system, figure = (
            values[result.columns.index(name)] for name in ("of", "system", "figure")
        )
        if scope.kind and not wanted & {of, system, figure}:
            continue
        row = dict(zip(result.columns, texts, strict=True))
        if known := found.get(figure):
            known["place"] = joined((known["place"], row["place"]))
        else:
            found[figure] = row
    return list(found.values())


def _wanted(scope: Scope, graph: KnowledgeGraph) -> set[str]:
    """The IRIs of what figures of the scope are of, or of the figures themselves."""
    extent = {figure.iri for advice in scope.advices.values() for figure in advice.extent}
    wanted = set(scope.systems) | extent
    if scope.kind:
        for system in scope.systems:
            if graph.entities.is_a(system, "Material"):
                constituents = graph.query("constituents-of-system", system=system)
                wanted |= {row[0] for row in constituents.values()}
    return wanted


def comparison_table(figures: list[dict[str, str]]) -> Table:
    """Figures side by side, by what they are of."""
    return Table(
        id="comparison",
        caption="Figures compared: as written, converted, and under which conditions",
        columns=(
            Column("of", "Of", 20),
            Column("quantity", "Quantity", 22),
            Column("as_written", "As written", 19),
            Column("converted", "In one unit", 19),
            Column("cycle", "Cycle", 11),
            Column("current", "Current", 12),
            Column("temperature", "Temperature", 15),
            Column("mass_basis", "Mass basis", 14),
            Column("electrolyte", "Electrolyte", 14),
            Column("said", "Said as", 13),
            Column("status", "Curator", 15),
            Column("places", "Said in", 13, "places"),
            Column("references", "Works", 10, "references"),
        ),
        rows=tuple(_row(figure) for figure in sorted(figures, key=_order)),
        origin=_QUERY,
        note="A dash: the condition has no place at that quantity. Not reported: it has, and "
        "the source leaves it out. Curator: accepted, anomalous or contested.",
        grouped=True,
    )


def conditions_table(figures: list[dict[str, str]]) -> Table:
    """How many figures of each quantity leave out which condition."""
    lacking: dict[str, list[dict[str, str]]] = {}
    for figure in figures:
        if _LEFT_OUT_IN_GRAPH in (figure[condition] for condition in CONDITIONS):
            lacking.setdefault(figure["quantity"], []).append(figure)
    return Table(
        id="left-out",
        caption="How many figures leave out a condition that matters",
        columns=(
            Column("quantity", "Quantity", 5),
            Column("figures", "Figures", 2, "number"),
            *(
                Column(condition, condition.replace("_", " ").capitalize(), 2, "number")
                for condition in CONDITIONS
            ),
        ),
        rows=tuple(
            (quantity, str(len(those)), *(_left_out(those, one) for one in CONDITIONS))
            for quantity, those in sorted(lacking.items())
        ),
        origin=_QUERY,
        note="Figures: those that leave out any.",
    )


def _left_out(figures: list[dict[str, str]], condition: str) -> str:
    """How many of some figures leave out a condition; blank for none."""
    count = sum(figure[condition] == _LEFT_OUT_IN_GRAPH for figure in figures)
    return str(count) if count else ""


def _order(figure: dict[str, str]) -> tuple[str, str, str, str]:
    return (
        _name(figure).casefold(),
        figure["quantity"],
        figure["place"],
        figure["as_written"],
    )


def _name(figure: dict[str, str]) -> str:
    """What a figure is of; a sample is named after its system."""
    sample_of = figure["system"]
    return f"{sample_of}, sample {figure['of']}" if sample_of else figure["of"]


def _row(figure: dict[str, str]) -> tuple[str, ...]:
    return (
        _name(figure),
        figure["quantity"],
        figure["as_written"],
        _converted(figure),
        *_conditions(figure),
        figure["modality"],
        figure["status"],
        figure["place"],
        figure["cites"],
    )


def _conditions(figure: dict[str, str]) -> Iterator[str]:
    for condition in CONDITIONS:
        told = figure[condition]
        yield LEFT_OUT if told == _LEFT_OUT_IN_GRAPH else told


def _converted(figure: dict[str, str]) -> str:
    if figure["comparator"] == "between":
        return f"{figure['low']} to {figure['high']} {figure['unit']}"
    compared = _COMPARED.get(figure["comparator"], figure["comparator"] + " ")
    return f"{compared}{figure['value']} {figure['unit']}"
