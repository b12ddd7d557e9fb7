"""Measurements with their conditions, as a release holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from assbkg.curation.citing import cite_works_at
from assbkg.vocabulary import NOT_REPORTED

if TYPE_CHECKING:
    from assbkg.record.sources import Citation, Place, Said, Sources

__all__ = ["CONDITIONS", "Measurement", "condition_words", "read_measurement", "read_measurements"]

#: The conditions of a measurement, in the order in which they are shown, and their properties.
CONDITIONS: Final[Mapping[str, str]] = {
    "cycle": "assb:atCycle",
    "current": "assb:atCurrent",
    "temperature": "assb:atTemperature",
    "mass_basis": "assb:massBasis",
    "electrolyte": "assb:testElectrolyte",
}


@dataclass(frozen=True)
class Measurement:
    """A value of a quantity, with its conditions and who gives it.

    `of` is the material, system or sample, `systems` those of which it is a sample, all by IRI.
    `value`, or `low` and `high`, are in `unit`, the symbol of the reference unit. `conditions`
    are texts by the names in `CONDITIONS`: blank where one does not apply, `NOT_REPORTED` where
    the source leaves it out. `note` is a curator's.
    """

    iri: str
    of: str
    systems: tuple[str, ...]
    quantity: str
    comparator: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    as_written: str
    conditions: Mapping[str, str]
    statement: str
    modality: str
    status: str
    note: str
    source: str
    places: tuple[Place, ...]
    citations: tuple[Citation, ...]

    @property
    def reported(self) -> Mapping[str, str]:
        """The conditions that the source gives."""
        return {k: v for k, v in self.conditions.items() if v not in ("", NOT_REPORTED)}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the conditions that apply, and that the source leaves out."""
        return tuple(name for name, value in self.conditions.items() if value == NOT_REPORTED)

    @property
    def place(self) -> str:
        """Where the measurement is given, such as `§2.2 s.81`."""
        return "; ".join(map(str, self.places))

    @property
    def marks(self) -> tuple[str, ...]:
        """How the cited works are called among those of all papers."""
        return tuple(citation.mark for citation in self.citations)

    @property
    def cited_at(self) -> str:
        """The place with the works that are cited there, such as `§2.2 s.81 [8][12]`."""
        return cite_works_at(self.place, self.marks)


def condition_words(name: str) -> str:
    """Return the name of a condition as readers see it.

    >>> condition_words("mass_basis")
    'mass basis'
    """
    return name.replace("_", " ")


def read_measurements(sources: Sources) -> Mapping[str, Measurement]:
    """Return all measurements by their IRIs, in order."""
    records = map(sources.said, sources.records("Measurement"))
    return {said.iri: read_measurement(said, sources) for said in records}


def read_measurement(said: Said, sources: Sources) -> Measurement:
    """Return one measurement from what the evidence states of it."""
    of, quantity = said.one("assb:claimSubject"), said.one("assb:hasQuantityKind")
    return Measurement(
        iri=said.iri,
        of=of,
        systems=tuple(sources.subjects("assb:hasSample", of)),
        quantity=quantity,
        comparator=said.one("assb:comparator"),
        value=_decimal(said, "assb:standardValue"),
        low=_decimal(said, "assb:lowerBound"),
        high=_decimal(said, "assb:upperBound"),
        unit=sources.value(sources.value(quantity, "assb:referenceUnit"), "assb:unitSymbol"),
        as_written=said.one("assb:asWritten"),
        conditions={name: said.one(curie) for name, curie in CONDITIONS.items()},
        statement=said.one("assb:statement"),
        modality=said.modality,
        status=said.status,
        note=said.one("skos:editorialNote"),
        source=said.one("prov:hadPrimarySource"),
        places=sources.places(said),
        citations=sources.citations(said),
    )


def _decimal(said: Said, curie: str) -> Decimal | None:
    text = said.one(curie)
    return Decimal(text) if text else None
