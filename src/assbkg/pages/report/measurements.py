"""The tables of measurements with their conditions, and of gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.asking.advising.options import Gap, GapKind
from assbkg.curation.conditions import CONDITIONS
from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.strategies import joined
from assbkg.record.measurements import RESULT, Measurement, condition_words
from assbkg.vocabulary import NOT_REPORTED

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "LEFT_OUT",
    "Compared",
    "comparison_table",
    "conditions_table",
    "scoped_measurements",
    "suggestions_table",
    "unaddressed_table",
    "unmeasured_table",
]


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
    """Return the IRIs of measurements of the scope, or of what these are of."""
    extent = {figure.iri for advice in scope.advices.values() for figure in advice.extent}
    wanted = set(scope.systems) | extent
    if scope.kind:
        for system in scope.systems:
            if graph.entities.is_a(system, "Material"):
                constituents = graph.query("constituents-of-system", system=system)
                wanted |= {row[0] for row in constituents.values()}
    return wanted


#: The widths of columns of conditions, in percent of those of a table; others have 14.
_WIDTHS: Final = {"cycle": 11, "current": 12, "temperature": 15}
#: Conditions that stand in the table even if no measurement has them.
_ALWAYS: Final = ("cycle", "current", "temperature", "mass_basis", "electrolyte")


def _shown(measured: Iterable[Compared]) -> tuple[str, ...]:
    """Return the conditions that the comparison shows, in order."""
    given = {name for one in measured for name, v in one.measurement.conditions.items() if v}
    return tuple(name for name in CONDITIONS if name in given or name in _ALWAYS)


def comparison_table(measured: list[Compared]) -> Table:
    """Return measurements side by side, by what they are of."""
    shown = _shown(measured)
    roles = any(one.measurement.role != RESULT for one in measured)
    return Table(
        id="comparison",
        caption="Measurements compared: as written, converted, and with their conditions",
        columns=(
            Column("of", "Of", 20),
            Column("quantity", "Quantity", 22),
            Column("as_written", "As written", 19),
            Column("converted", "In one unit", 19),
            *(
                Column(name, condition_words(name).capitalize(), _WIDTHS.get(name, 14))
                for name in shown
            ),
            Column("said", "Modality", 13),
            *((Column("role", "Role", 12),) if roles else ()),
            Column("status", "Curator", 15),
            Column("places", "Stated in", 13, "places"),
            Column("references", "Works", 10, "references"),
        ),
        rows=tuple(_row(one, shown, roles=roles) for one in sorted(measured, key=_order)),
        origin=_QUERY,
        note="A dash: the condition does not apply to that quantity. Not reported: it applies, but "
        "the source leaves it out. Curator: accepted, anomalous or contested. "
        "Only a result was found for the thing itself.",
        grouped=True,
    )


def conditions_table(measured: list[Compared]) -> Table:
    """Count the measurements of each quantity that leave out which condition."""
    lacking: dict[str, list[Measurement]] = {}
    for one in measured:
        if one.measurement.left_out:
            lacking.setdefault(one.quantity, []).append(one.measurement)
    shown = _shown(measured)
    return Table(
        id="left-out",
        caption="How many measurements lack a condition that matters",
        columns=(
            Column("quantity", "Quantity", 5),
            Column("figures", "Measurements", 2, "number"),
            *(
                Column(condition, condition_words(condition).capitalize(), 2, "number")
                for condition in shown
            ),
        ),
        rows=tuple(
            (quantity, str(len(those)), *(_left_out(those, one) for one in shown))
            for quantity, those in sorted(lacking.items())
        ),
        origin=_QUERY,
        note="Measurements: those that lack any condition.",
    )


def _left_out(measured: list[Measurement], condition: str) -> str:
    """Return how many measurements leave out a condition; blank for none."""
    count = sum(condition in one.left_out for one in measured)
    return str(count) if count else ""


def _order(one: Compared) -> tuple[str, str, str, str]:
    return one.name.casefold(), one.quantity, one.place, one.measurement.as_written


def _row(one: Compared, shown: Iterable[str], *, roles: bool) -> tuple[str, ...]:
    measurement = one.measurement
    return (
        one.name,
        one.quantity,
        measurement.as_written,
        _converted(measurement),
        *(
            LEFT_OUT if value == NOT_REPORTED else value
            for value in map(measurement.conditions.__getitem__, shown)
        ),
        measurement.modality,
        *((measurement.role,) if roles else ()),
        measurement.status,
        one.place,
        ", ".join(measurement.marks),
    )


def _converted(one: Measurement) -> str:
    if one.value is None:
        return f"{one.low:f} to {one.high:f} {one.unit}"
    compared = _COMPARED.get(one.comparator, one.comparator + " ")
    return f"{compared}{one.value:f} {one.unit}"


#: What is said not to be there rests on this; the limits of a report say what is read in part.
_READ: Final = "This holds as far as the papers of the graph are read."

_KINDS: Final[Mapping[GapKind, str]] = {
    "strategy": "strategy not in use there",
    "effect": "effect reported elsewhere",
    "family": "family of mechanisms not in use there",
    "bottleneck": "bottleneck that nothing acts against",
    "component": "component in which no strategy addresses it",
}


def unmeasured_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Return the benefits expected of systems of the scope that no measurement backs."""
    result = graph.query("expected-not-measured")
    found: dict[str, dict[str, list[str]]] = {}
    for values, (system, benefit, reported) in zip(result.values(), result.texts(), strict=True):
        if not scope.kind or values[0] in scope.systems:
            found.setdefault(system, {}).setdefault(reported, []).append(benefit)
    return Table(
        id="unmeasured",
        caption="Expected benefits that no measurement backs",
        columns=(
            Column("system", "System", 4),
            Column("in_words", "Reported in words only", 5),
            Column("not_reported", "Not reported at all", 6),
        ),
        rows=tuple(
            (system, joined(told.get("true", ())), joined(told.get("false", ())))
            for system, told in sorted(found.items(), key=lambda item: item[0].casefold())
        ),
        origin="expected-not-measured",
        note=_READ,
    )


def unaddressed_table(scope: Scope, graph: KnowledgeGraph) -> Table:
    """Return the bottlenecks that nothing acts against; none for a part of the graph."""
    rows = () if scope.kind else graph.query("bottlenecks-without-strategy").texts()
    return Table(
        id="unaddressed",
        caption="Bottlenecks that nothing in the graph acts against",
        columns=(
            Column("bottleneck", "Bottleneck", 3),
            Column("kind", "Kind", 3),
            Column("limits", "Limits", 4),
        ),
        rows=tuple(rows),
        origin="bottlenecks-without-strategy",
        note=_READ,
    )


def suggestions_table(scope: Scope) -> Table:
    """Return what the graph suggests to try, by component: the gaps of `assbkg advise`."""
    rows = (
        _suggestion(component, gap)
        for component, advice in scope.advices.items()
        for gap in advice.gaps
    )
    return Table(
        id="suggestions",
        caption="What the graph suggests but has no report of",
        columns=(
            Column("component", "In", 3),
            Column("missing", "What is missing", 4),
            Column("kind", "Kind of gap", 4),
            Column("grade", "Grade", 2),
            Column("suggested_by", "Suggested by", 7),
        ),
        rows=tuple(dict.fromkeys(rows)),
        origin="assbkg advise",
        note=f"What is not in the graph may have been tried. {_READ}",
    )


def _suggestion(component: str, gap: Gap) -> tuple[str, ...]:
    shown: Iterable[str] = (
        (use.system.name for use in gap.uses)
        if gap.shown_by_uses
        else (ground.sentence for ground in gap.grounds)
    )
    return component or "any", gap.name, _KINDS[gap.kind], gap.grade, joined(shown)
