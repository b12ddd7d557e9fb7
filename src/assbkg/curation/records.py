"""The records that the curated tables hold, one frozen type a table.

A record is what one row says, parsed and checked by itself; whether it fits the other
records and the ontology is seen in `consistency`. Field order is column order.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assbkg.quantity import Comparator, Quantity, parse_decimal

__all__ = [
    "Assessment",
    "Claim",
    "Contradiction",
    "Coverage",
    "Entity",
    "Measurement",
    "Modality",
    "Record",
    "Reference",
    "SourceInfo",
    "Status",
    "Step",
]

Modality = Literal["measured", "stated", "hedged", "expected"]
Status = Literal["accepted", "contested", "anomalous", "retracted"]
AssessmentKind = Literal["contested", "anomalous", "scope", "outdated"]

NOT_REPORTED = "not-reported"
NOT_APPLICABLE = "not-applicable"


def _split(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return tuple(cell.split("; ")) if cell else ()


def _whole(cell: object) -> object:
    if isinstance(cell, str) and not re.fullmatch(r"[1-9]\d*", cell):
        raise ValueError(f"{cell!r} is no whole number; write for example '81'")
    return cell


def _wholes(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return tuple(_whole(part) for part in cell.split("; ")) if cell else ()


def _decimal(cell: object) -> object:
    if isinstance(cell, str):
        return parse_decimal(cell) if cell else None
    return cell


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_split)]
Number = Annotated[int, BeforeValidator(_whole)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_wholes)]
Places = Annotated[tuple[int, ...], BeforeValidator(_wholes), Field(min_length=1)]
Figure = Annotated[Decimal | None, BeforeValidator(_decimal)]
RecordId = Annotated[str, Field(pattern=r"^s\d{3,}[a-z]+$")]
FigureId = Annotated[str, Field(pattern=r"^s\d{3,}m\d+$")]


class Record(BaseModel):
    """What all rows share: they are frozen and know their table."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]

    def sort_key(self) -> tuple[object, ...]:
        """Where the row stands in its table."""
        raise TypeError(f"{type(self).__name__} rows have no order")


class SourceInfo(BaseModel):
    """The paper itself, from `source.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Id
    title: Text
    authors: tuple[str, ...]
    affiliation: str = ""
    keywords: tuple[str, ...] = ()
    licence: Text
    year: int | None = None


class Reference(Record):
    """One work that the paper cites."""

    table = "references"
    number: Number
    authors: Text
    title: Text
    journal: Text
    year: Number
    volume: str
    pages: str
    doi: str
    doi_verified: str
    sentence: Number

    def sort_key(self) -> tuple[object, ...]:
        """By number in the reference list."""
        return (self.number,)

    @model_validator(mode="after")
    def _a_doi_says_how_it_was_verified(self) -> Reference:
        if bool(self.doi) != bool(self.doi_verified):
            raise ValueError("doi and doi_verified are both given or both blank")
        return self


class Entity(Record):
    """A material, sample, component, process, application or milestone."""

    table = "entities"
    id: Id
    class_name: Text = Field(alias="class")
    label: Text
    alt_labels: Texts
    formula: str
    sentence: Number

    def sort_key(self) -> tuple[object, ...]:
        """By id."""
        return (self.id,)


class Claim(Record):
    """One link that the paper states."""

    table = "claims"
    id: RecordId
    subject: Text
    property: Text
    object: Text
    statement: Text
    modality: Modality
    section: Text
    sentence: Places
    cites: Numbers
    status: Status
    note: str

    def sort_key(self) -> tuple[object, ...]:
        """By sentence, then by id with shorter ids first."""
        return (self.sentence[0], len(self.id), self.id)


class Measurement(Record):
    """One figure that the paper gives."""

    table = "measurements"
    id: FigureId
    subject: Text
    sample: str
    quantity_kind: Text
    as_written: Text
    comparator: Comparator
    value: Figure
    lower: Figure
    upper: Figure
    unit: Text
    cycle: Text
    current: Text
    temperature: Text
    mass_basis: Text
    electrolyte: Text
    modality: Modality
    statement: Text
    section: Text
    sentence: Places
    cites: Numbers
    status: Status
    note: str

    def sort_key(self) -> tuple[object, ...]:
        """By sentence, then by id with shorter ids first."""
        return (self.sentence[0], len(self.id), self.id)

    @property
    def quantity(self) -> Quantity:
        """The figure itself; raises `ValueError` when its parts don't fit together."""
        return Quantity(self.comparator, self.value, self.lower, self.upper, self.unit)

    @model_validator(mode="after")
    def _the_figure_is_whole(self) -> Measurement:
        _ = self.quantity
        return self


class Step(Record):
    """One step of a synthesis process."""

    table = "steps"
    process: Id
    index: Number
    action: Text
    inputs: Texts
    outputs: Texts
    medium: Texts
    parameters: Texts
    statement: Text
    section: Text
    sentence: Places
    cites: Numbers
    note: str

    @property
    def id(self) -> str:
        """The process with the step's place in it."""
        return f"{self.process}.step-{self.index}"

    def sort_key(self) -> tuple[object, ...]:
        """By process, then by place in it."""
        return (self.process, self.index)


class Assessment(Record):
    """What a curator thinks of a claim, a figure or a reference."""

    table = "assessments"
    id: Id
    about: Text
    kind: AssessmentKind
    reason: Text
    section: Text
    sentence: Places

    def sort_key(self) -> tuple[object, ...]:
        """By sentence, then by id."""
        return (self.sentence[0], len(self.id), self.id)


class Contradiction(Record):
    """Two claims or figures that can't both hold as they are worded."""

    table = "contradictions"
    first: Text
    second: Text
    reason: Text

    def sort_key(self) -> tuple[object, ...]:
        """By the two ids."""
        return (self.first, self.second)


class Coverage(Record):
    """What became of one sentence of the paper."""

    table = "coverage"
    sentence: Number
    section: Text
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    records: Texts
    why_none: str

    def sort_key(self) -> tuple[object, ...]:
        """By sentence."""
        return (self.sentence,)

    @model_validator(mode="after")
    def _records_or_a_reason(self) -> Coverage:
        if bool(self.records) == bool(self.why_none):
            raise ValueError("give either records or why_none")
        return self
