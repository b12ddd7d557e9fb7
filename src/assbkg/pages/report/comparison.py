"""The table of measurements: as written, in one unit, with every condition given or left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.strategies import joined
from assbkg.record.measurements import CONDITIONS, Measurement, condition_words
from assbkg.vocabulary import NOT_REPORTED

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["LEFT_OUT", "Compared", "comparison_table", "conditions_table", "scoped_measurements"]

_QUERY: Final = "figures-with-conditions"
#: What the report says where a source leaves a condition out.
LEFT_OUT: Final = "not reported"
_COMPARED: Final = {"equal": "", "about": "about ", "above": "above ", "below": "below "}


@dataclass(frozen=True)
class Compared:
    """A measurement, with the names of what it is of, and of the system of that sample."""

    measurement: Measurement
    of: str
    system: str
    quantity: str

    @property
    def name(self) -> str:
        """What the measurement is of; a sample is named after its system."""
        return f"{self.system}, sample {self.of}" if self.system else self.of

    @property
    def place(self) -> str:
        """Every place in which it is given."""
        return joined(map(str, self.measurement.places))


def scoped_measurements(scope: Scope, graph: KnowledgeGraph) -> list[Compared]:
    """Return the measurements of a scope.

    They are those of its systems, of their samples and constituents, and those that tell how
    large a bottleneck is.
    """
    label, wanted = graph.entities.label, _wanted(scope, graph)
    found = []
    for one in graph.records.measurements.values():
        if not graph.entities.is_a(one.of, "PhysicalEntity"):
            continue
        for system in one.systems or ("",):
            if not scope.kind or wanted & {one.of, system, one.iri}:
                named = label(system) if system else ""
                found.append(Compared(one, label(one.of), named, label(one.quantity)))
                break  # a sample of several systems is compared once
    return found


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


def comparison_table(measured: list[Compared]) -> Table:
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
        rows=tuple(_row(one) for one in sorted(measured, key=_order)),
        origin=_QUERY,
        note="A dash: the condition has no place at that quantity. Not reported: it has, and "
        "the source leaves it out. Curator: accepted, anomalous or contested.",
        grouped=True,
    )


def conditions_table(measured: list[Compared]) -> Table:
    """Count the measurements of each quantity that leave out which condition."""
    lacking: dict[str, list[Measurement]] = {}
    for one in measured:
        if one.measurement.left_out:
            lacking.setdefault(one.quantity, []).append(one.measurement)
    return Table(
        id="left-out",
        caption="How many figures leave out a condition that matters",
        columns=(
            Column("quantity", "Quantity", 5),
            Column("figures", "Figures", 2, "number"),
            *(
                Column(condition, condition_words(condition).capitalize(), 2, "number")
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


def _left_out(measured: list[Measurement], condition: str) -> str:
    """Return how many measurements leave out a condition; blank for none."""
    count = sum(condition in one.left_out for one in measured)
    return str(count) if count else ""


def _order(one: Compared) -> tuple[str, str, str, str]:
    return one.name.casefold(), one.quantity, one.place, one.measurement.as_written


def _row(one: Compared) -> tuple[str, ...]:
    measurement = one.measurement
    return (
        one.name,
        one.quantity,
        measurement.as_written,
        _converted(measurement),
        *(LEFT_OUT if v == NOT_REPORTED else v for v in measurement.conditions.values()),
        measurement.modality,
        measurement.status,
        one.place,
        ", ".join(measurement.marks),
    )


def _converted(one: Measurement) -> str:
    if one.value is None:
        return f"{one.low:f} to {one.high:f} {one.unit}"
    compared = _COMPARED.get(one.comparator, one.comparator + " ")
    return f"{compared}{one.value:f} {one.unit}"
