"""The records that the curated tables hold, one frozen type a table.

A record is what one row says, parsed and checked by itself; whether it fits the other
records and the ontology is seen in `consistency`. Field order is column order.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assbkg.curation.cells import (
    NOT_APPLICABLE,
    Condition,
    Cycle,
    Doi,
    Figure,
    FigureId,
    Fingerprint,
    Id,
    Label,
    Labels,
    Number,
    Numbers,
    Places,
    RecordId,
    Text,
    TextOrBlank,
    Texts,
    Verification,
    Year,
)
from assbkg.quantity import Comparator, Quantity

__all__ = [
    "NOT_APPLICABLE",
    "TABLES",
    "Assessment",
    "Claim",
    "Contradiction",
    "Coverage",
    "Entity",
    "Measurement",
    "Modality",
    "Record",
    "Reference",
    "SortKey",
    "Status",
    "Step",
]

Modality = Literal["measured", "stated", "hedged", "expected"]
Status = Literal["accepted", "contested", "anomalous", "retracted"]
AssessmentKind = Literal["contested", "anomalous", "scope", "outdated"]
SortKey = tuple[str | int, ...]

#: A volume with the issue in it, as reference lists write it: `121(3)`.
_ISSUE: Final = re.compile(r"(?P<volume>[^()]*[^()\s])\s*\((?P<issue>[^()]+)\)")


class Record(BaseModel, ABC):
    """What all rows share: they are frozen, know their table and their place in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    order: ClassVar[str]

    @abstractmethod
    def sort_key(self) -> SortKey:
        """Where the row stands in its table, as `order` says in words."""

    @property
    def called(self) -> str:
        """What messages call the row."""
        return str(self.sort_key()[-1])


class Reference(Record):
    """One work that the paper cites."""

    table, order = "references", "by number"
    number: Number
    authors: Text
    title: Text
    journal: Text
    year: Year
    volume: TextOrBlank
    pages: TextOrBlank
    doi: Doi
    doi_verified: Verification
    sentence: Number

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.number,)

    @property
    def id(self) -> str:
        """What other records call it: `ref-11`."""
        return f"ref-{self.number}"

    @property
    def volume_number(self) -> str:
        """The volume without its issue: `121` of `121(3)`."""
        found = _ISSUE.fullmatch(self.volume)
        return found["volume"] if found else self.volume

    @property
    def issue(self) -> str:
        """The issue within the volume: `3` of `121(3)`; blank when none is given."""
        found = _ISSUE.fullmatch(self.volume)
        return found["issue"] if found else ""

    @model_validator(mode="after")
    def _a_doi_says_how_it_was_verified(self) -> Reference:
        if bool(self.doi) != bool(self.doi_verified):
            raise ValueError("doi and doi_verified are both given or both blank")
        return self


class Entity(Record):
    """A material, sample, component, process, application or milestone."""

    table, order = "entities", "by id"
    id: Id
    class_name: Text = Field(alias="class")
    label: Label
    alt_labels: Labels
    formula: TextOrBlank
    sentence: Number

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.id,)


class Claim(Record):
    """One link that the paper states."""

    table, order = "claims", "by sentence, then by id"
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
    note: TextOrBlank

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence[0], len(self.id), self.id)

    @model_validator(mode="after")
    def _the_id_tells_the_sentence(self) -> Claim:
        _require_sentence(self.id, self.sentence[0])
        return self


class Measurement(Record):
    """One figure that the paper gives."""

    table, order = "measurements", "by sentence, then by id"
    id: FigureId
    subject: Text
    sample: TextOrBlank
    quantity_kind: Text
    as_written: Text
    comparator: Comparator
    value: Figure
    lower: Figure
    upper: Figure
    unit: Text
    cycle: Cycle
    current: Condition
    temperature: Condition
    mass_basis: Condition
    electrolyte: Condition
    modality: Modality
    statement: Text
    section: Text
    sentence: Places
    cites: Numbers
    status: Status
    note: TextOrBlank

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence[0], len(self.id), self.id)

    @property
    def quantity(self) -> Quantity:
        """The figure itself; raises `ValueError` when its parts don't fit together."""
        return Quantity(self.comparator, self.value, self.lower, self.upper, self.unit)

    @model_validator(mode="after")
    def _the_figure_is_whole(self) -> Measurement:
        _ = self.quantity
        _require_sentence(self.id, self.sentence[0])
        return self


class Step(Record):
    """One step of a synthesis process."""

    table, order = "steps", "by process, then by index"
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
    note: TextOrBlank

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.process, self.index)

    @property
    def id(self) -> str:
        """The process with the step's place in it."""
        return f"{self.process}.step-{self.index}"

    @property
    def called(self) -> str:  # noqa: D102
        return self.id


class Assessment(Record):
    """What a curator thinks of a claim, a figure or a reference."""

    table, order = "assessments", "by sentence, then by id"
    id: Id
    about: Text
    kind: AssessmentKind
    reason: Text
    section: Text
    sentence: Places

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence[0], len(self.id), self.id)


class Contradiction(Record):
    """Two claims or figures that can't both hold as they are worded."""

    table, order = "contradictions", "by first, then by second"
    first: Text
    second: Text
    reason: Text

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.first, self.second)

    @property
    def called(self) -> str:  # noqa: D102
        return f"{self.first} and {self.second}"

    @model_validator(mode="after")
    def _it_takes_two(self) -> Contradiction:
        if self.first == self.second:
            raise ValueError(f"{self.first!r} can't contradict itself")
        return self


class Coverage(Record):
    """What became of one sentence of the paper."""

    table, order = "coverage", "by sentence"
    sentence: Number
    section: Text
    fingerprint: Fingerprint
    records: Texts
    why_none: TextOrBlank

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence,)

    @model_validator(mode="after")
    def _records_or_a_reason(self) -> Coverage:
        if bool(self.records) == bool(self.why_none):
            raise ValueError("give either records or why_none")
        return self


def _require_sentence(record_id: str, sentence: int) -> None:
    begin = f"s{sentence:03d}"
    rest = record_id.removeprefix(begin)
    if rest == record_id or rest[0].isdigit():
        raise ValueError(f"id {record_id!r} is of sentence {sentence}, so it begins with {begin!r}")


#: All tables of a paper, in the order in which they are told of.
TABLES = (Reference, Entity, Claim, Measurement, Step, Assessment, Contradiction, Coverage)
