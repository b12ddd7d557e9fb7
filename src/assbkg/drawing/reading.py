"""Measurements and milestones that figures show, read from a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from assbkg.curation.conditions import CONDITIONS as ALL_CONDITIONS
from assbkg.errors import DrawingError
from assbkg.record.measurements import RESULT
from assbkg.vocabulary import NOT_REPORTED

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.record.measurements import Measurement

__all__ = [
    "CONDITIONS",
    "MEASURED",
    "SIGNS",
    "Capacity",
    "Event",
    "read_capacities",
    "read_events",
    "tell_signs",
]


#: The sign of a doubted value or milestone, by its status.
SIGNS: Final[Mapping[str, str]] = {"anomalous": "†", "contested": "‡"}


def tell_signs(statuses: Iterable[str]) -> str:
    """Return what the signs of some statuses mean; empty if none has a sign."""
    shown = set(statuses)
    meant = [f"{status} ({sign})" for status, sign in SIGNS.items() if status in shown]
    return f"called {' or '.join(meant)} by a curator" if meant else ""


_PLANNED: Final = "expected"


@dataclass(frozen=True)
class Event:
    """A milestone from the beginning of the year `first` to the end of `last`, as `written`.

    `concerns` are the things that it is about.
    """

    first: int
    last: int
    written: str
    label: str
    concerns: tuple[str, ...]
    modality: str
    status: str
    citation: str
    reasons: tuple[str, ...]
    id: str

    @property
    def planned(self) -> bool:
        """Whether it was only planned when the source was written."""
        return self.modality == _PLANNED

    @property
    def sign(self) -> str:
        """The sign of a milestone that a curator calls contested or anomalous."""
        return SIGNS.get(self.status, "")

    @property
    def title(self) -> str:
        """What happened, with the sign of a curator's doubt."""
        return f"{self.label} {self.sign}" if self.sign else self.label

    @property
    def detail(self) -> str:
        """Its modality, its citation, and what it concerns."""
        cited = f"{self.modality}, {self.citation}"
        plan = ["a plan at the time of writing, not an event"] if self.planned else []
        return " · ".join([*plan, cited, *([", ".join(self.concerns)] if self.concerns else [])])


def read_events(graph: KnowledgeGraph) -> list[Event]:
    """Return all milestones in order of time. Raises `DrawingError` when there is none."""
    records, found = graph.records, []
    concerns: dict[str, list[str]] = {}
    for milestone, thing in records.sources.pairs("assb:concerns"):
        concerns.setdefault(milestone, []).append(graph.entities.label(thing))
    for milestone, date in records.sources.pairs("assb:datedBy"):
        measured = records.measurements[date]
        first = measured.low if measured.value is None else measured.value
        last = measured.high if measured.value is None else measured.value
        assert first is not None
        assert last is not None
        event = Event(
            first=int(first),
            last=int(last),
            written=measured.as_written,
            label=graph.entities.label(milestone),
            concerns=tuple(concerns.get(milestone, ())),
            modality=measured.modality,
            status=measured.status,
            citation=measured.cited_at,
            reasons=records.reasons(measured.iri, measured.status),
            id=measured.iri,
        )
        found.append((first, last, milestone, event))
    if not found:
        raise DrawingError("the graph has no milestones")
    return [event for *_, event in sorted(found, key=lambda one: one[:3])]


#: The modality of most values.
MEASURED: Final = "measured"
#: Conditions beside the cycle.
CONDITIONS: Final = tuple(name for name in ALL_CONDITIONS if name != "cycle")

_SIGNS: Final = {
    "equal": "",
    "about": "~",
    "above": ">",
    "below": "<",
    "at least": "≥",
    "at most": "≤",
    "between": "",
    "plus or minus": "",
}
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Capacity:
    """One measurement: a `value`, or the bounds `low` and `high`, in `unit`, and as it is written.

    `of` names the sample or material, `system` what it belongs to, which may be itself.
    `conditions` are in the order of `CONDITIONS`; a blank one does not apply. `study` is the
    paper that gives the value, with the references there. `role` is what the value is to it.
    """

    of: str
    system: str
    kind: str
    comparator: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    as_written: str
    cycle: str
    conditions: tuple[str, ...]
    modality: str
    status: str
    citation: str
    study: tuple[str, str]
    reasons: tuple[str, ...]
    id: str
    role: str = RESULT

    @property
    def name(self) -> str:
        """The system, with the sample if it is one."""
        return self.of if self.of == self.system else f"{self.system}, {self.of}"

    @property
    def number(self) -> int | None:
        """The cycle, when it is reported as a number."""
        return int(self.cycle) if self.cycle.isascii() and self.cycle.isdigit() else None

    @property
    def at(self) -> float:
        """The value that is drawn: of a range, its middle."""
        if self.value is not None:
            return float(self.value)
        assert self.low is not None
        assert self.high is not None
        return float((self.low + self.high) / 2)

    @property
    def most(self) -> float:
        """The highest value that is drawn."""
        return self.at if self.high is None else float(self.high)

    @property
    def sign(self) -> str:
        """The sign of a value that a curator calls contested or anomalous."""
        return SIGNS.get(self.status, "")

    @property
    def comparison(self) -> str:
        """The sign of a value that is not exact: `>`, `~`."""
        return _SIGNS.get(self.comparator, self.comparator)

    @property
    def written(self) -> str:
        """The value as it is written, with its comparator."""
        known = not self.comparison or self.as_written.startswith(("~", "≈", *"<>≤≥"))
        return self.as_written if known else f"{self.comparison} {self.as_written}"

    @property
    def marked(self) -> str:
        """The value as it is written, with the sign of a curator's doubt."""
        return f"{self.written} {self.sign}" if self.sign else self.written

    @property
    def reported(self) -> list[str]:
        """The conditions that the source reports."""
        return [value for value in self.conditions if value not in ("", NOT_REPORTED)]

    @property
    def converted(self) -> str:
        """The number of the value in `unit`."""
        if self.value is None:
            return f"{self.low:f}–{self.high:f}"
        return f"{self.comparison} {self.value:f}".strip()

    @property
    def rewritten(self) -> bool:
        """Whether the converted number differs from the written one."""
        numbers = {Decimal(n.replace(",", "")) for n in _NUMBER.findall(self.as_written)}
        return not numbers.issuperset(
            bound for bound in (self.value, self.low, self.high) if bound is not None
        )

    @property
    def short_kind(self) -> str:
        """The kind in one word: `discharge`; empty for a specific capacity of unstated kind.

        What is no result is called by its role, too: `control, discharge`.
        """
        word = self.kind.removesuffix(" capacity")
        known = word if word not in (self.kind, "specific") else ""
        return ", ".join(filter(None, ("" if self.role == RESULT else self.role, known)))


def read_capacities(graph: KnowledgeGraph, systems: Sequence[str] = ()) -> list[Capacity]:
    """Return all capacities, or those of some systems and samples, in order of system and cycle.

    Raises `UnknownName` for an unknown name, and `DrawingError` when a system or the whole
    graph has none.
    """
    measured = [
        measurement
        for measurement in graph.records.measurements.values()
        if graph.entities.is_a(measurement.quantity, "CapacityKind")
    ]
    if not measured:
        raise DrawingError("the graph has no capacities")
    found = [({one.of, *one.systems}, _capacity(one, graph)) for one in measured]
    if systems:
        wanted = {name: graph.entities.resolve(name, "PhysicalEntity").value for name in systems}
        held = {iri for of, _ in found for iri in of}
        for name, iri in wanted.items():
            if iri not in held:
                known = ", ".join(sorted({capacity.system for _, capacity in found}))
                raise DrawingError(f"no capacity is given for {name!r}; there are some of {known}")
        found = [entry for entry in found if not entry[0].isdisjoint(wanted.values())]
    return sorted((capacity for _, capacity in found), key=_order)


def _capacity(measured: Measurement, graph: KnowledgeGraph) -> Capacity:
    label = graph.entities.label
    return Capacity(
        of=label(measured.of),
        system=label(next(iter(measured.systems), measured.of)),
        kind=label(measured.quantity),
        comparator=measured.comparator,
        value=measured.value,
        low=measured.low,
        high=measured.high,
        unit=measured.unit,
        as_written=measured.as_written,
        cycle=measured.conditions["cycle"],
        conditions=tuple(measured.conditions[name] for name in CONDITIONS),
        modality=measured.modality,
        status=measured.status,
        citation=measured.cited_at,
        study=(measured.source, ", ".join(measured.marks)),
        role=measured.role,
        reasons=graph.records.reasons(measured.iri, measured.status),
        id=measured.iri,
    )


def _order(capacity: Capacity) -> tuple[str, str, float, str]:
    number = capacity.number
    return capacity.system, capacity.of, float("inf") if number is None else number, capacity.id
