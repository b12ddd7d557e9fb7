"""Measurements with their conditions, as a release holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assbkg.curation.citing import cite_works_at
from assbkg.curation.conditions import CONDITIONS, Level, read_condition
from assbkg.vocabulary import ASSB, NOT_REPORTED

if TYPE_CHECKING:
    from assbkg.record.sources import Citation, Place, Said, Sources

__all__ = ["RESULT", "Measurement", "condition_words", "read_measurement", "read_measurements"]

#: The role of a measurement that the table gives none.
RESULT: Final = "result"
#: How strongly something is stated that was measured.
_FOUND: Final = ("measured", "stated")


@dataclass(frozen=True)
class Measurement:
    """A value of a quantity, with its conditions and who gives it.

    `of` is the material, system or sample, `systems` those of which it is a sample, all by IRI.
    `value`, or `low` and `high`, are in `unit`, the symbol of the reference unit. `conditions`
    are texts by the names in `CONDITIONS`: blank where one does not apply, `NOT_REPORTED` where
    the source leaves it out. `role` is a word such as `result` or `control`; `compared_with` is
    the IRI of the measurement or thing that a control or reference is compared with, or blank.
    `note` is a curator's.
    """

    iri: str
    of: str
    systems: tuple[str, ...]
    role: str
    compared_with: str
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
    def is_result(self) -> bool:
        """Whether the value was found for the thing itself, and not only hoped for."""
        return self.role == RESULT and self.modality in _FOUND

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The conditions that the source gives, for comparison: in one unit or in plain words.

        A C-rate given as current is a rate.
        """
        found = {name: read_condition(name, text) for name, text in self.reported.items()}
        levels = {name: level for name, level in found.items() if level is not None}
        if "current" in levels and levels["current"].unit == "C":
            rate = levels.pop("current")
            levels.setdefault("rate", rate)
        return levels

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
    def cites(self) -> tuple[int, ...]:
        """The numbers of the cited works in the paper's reference list."""
        return tuple(citation.number for citation in self.citations)

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
        role=_role(said),
        compared_with=said.one("assb:baselineFor"),
        quantity=quantity,
        comparator=said.one("assb:comparator"),
        value=_decimal(said, "assb:standardValue"),
        low=_decimal(said, "assb:lowerBound"),
        high=_decimal(said, "assb:upperBound"),
        unit=sources.value(sources.value(quantity, "assb:referenceUnit"), "assb:unitSymbol"),
        as_written=said.one("assb:asWritten"),
        conditions={name: said.one(kind.property) for name, kind in CONDITIONS.items()},
        statement=said.one("assb:statement"),
        modality=said.modality,
        status=said.status,
        note=said.one("skos:editorialNote"),
        source=said.one("prov:hadPrimarySource"),
        places=sources.places(said),
        citations=sources.citations(said),
    )


def _role(said: Said) -> str:
    """Return the word for the role; a release without roles has results alone."""
    name = said.one("assb:hasRole").removeprefix(ASSB).removesuffix("Role")
    return name.lower() or RESULT


def _decimal(said: Said, curie: str) -> Decimal | None:
    text = said.one(curie)
    return Decimal(text) if text else None
