"""The records in the curated tables, one frozen type for each table.

A record is one row, parsed and checked by itself; `consistency` checks whether it fits the
other records and `meaning` whether it fits the ontology. Field order is column order.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from assbkg.curation.cells import (
    NOT_APPLICABLE,
    Condition,
    Cycle,
    Doi,
    Figure,
    FigureId,
    Fingerprint,
    Id,
    Isbn,
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
    "Origin",
    "Polarity",
    "Record",
    "Reference",
    "Role",
    "SortKey",
    "Status",
    "Step",
]

Modality = Literal["measured", "stated", "hedged", "expected"]
Polarity = Literal["affirmed", "denied"]
Origin = Literal["own-result", "cited", "unsourced", "heading", "background"]
#: What a table may say; what is of background follows from its source.
_StatedOrigin = Literal["own-result", "cited", "unsourced", "heading"]
#: A cell that may be blank: the origin then follows from the rest of the row and the paper.
_OriginCell = Annotated[_StatedOrigin | None, BeforeValidator(lambda cell: cell or None)]
_ORIGIN: Final = (
    "What the paper rests it on; blank: cited if it cites, own-result if a study measured it, "
    "otherwise unsourced"
)
Role = Literal["result", "control", "reference", "setting", "condition", "target", "computed"]
_RoleCell = Annotated[Role, BeforeValidator(lambda cell: cell or "result")]
Status = Literal["accepted", "contested", "anomalous", "retracted"]
AssessmentKind = Literal["contested", "anomalous", "scope", "outdated"]
SortKey = tuple[str | int, ...]

#: What stands between inputs of which any may go in.
OR: Final = " or "

#: A volume with the issue in it, as reference lists write it: `121(3)`.
_ISSUE: Final = re.compile(r"(?P<volume>[^()]*[^()\s])\s*\((?P<issue>[^()]+)\)")


class Record(BaseModel, ABC):
    """A row of a table: frozen, with the name of its table and its place in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    order: ClassVar[str]
    #: The columns that identify a row within its table.
    key: ClassVar[tuple[str, ...]]

    @abstractmethod
    def sort_key(self) -> SortKey:
        """Return the key that sorts the table; `order` describes it in words."""

    @property
    def called(self) -> str:
        """The name of the row in messages."""
        return str(self.sort_key()[-1])


class Reference(Record):
    """One work that the paper cites."""

    table, order = "references", "by number"
    key = ("number",)
    number: Number = Field(description="Number in the reference list of the paper")
    authors: Text = Field(description="Authors, separated by '; '; 'et al.' where the list stops")
    title: Text = Field(description="Title")
    journal: Text = Field(description="Journal or proceedings; the publisher of a book")
    year: Year = Field(description="Year of publication")
    volume: TextOrBlank = Field(description="Volume, with the issue in brackets")
    pages: TextOrBlank = Field(description="Pages, or the number of the article")
    doi: Doi = Field(description="DOI without an address; blank unless verified")
    doi_verified: Verification = Field(
        description="Where DOI and title were seen together: what, address, date"
    )
    isbn: Isbn = Field(default="", description="ISBN of a book, 13 digits; else blank")
    sentence: Number = Field(description="Unit of the paper that holds the entry")

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.number,)

    @property
    def id(self) -> str:
        """The id by which other records name it, such as `ref-11`."""
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
    key = ("id",)
    id: Id = Field(description="Id, the same in all papers")
    class_name: Text = Field(
        alias="class", description="Most special class of the ontology that fits"
    )
    label: Label = Field(description="Name in plain words")
    alt_labels: Labels = Field(description="Other names, separated by '; '")
    formula: TextOrBlank = Field(description="Chemical formula")
    sentence: Number = Field(description="Sentence that first names it")

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.id,)


class Claim(Record):
    """One link that the paper states."""

    table, order = "claims", "by sentence, then by id"
    key = ("id",)
    id: RecordId = Field(description="s, number of the first sentence, a letter")
    subject: Text = Field(
        description="Entity, or a system's part: 'system/Class', 'system/Class#2'"
    )
    property: Text = Field(description="Object property of the ontology")
    object: Text = Field(description="Entity, shared individual, or class of a part of the system")
    statement: Text = Field(description="What is claimed, in the curator's words")
    modality: Modality = Field(description="How strongly the paper states it")
    polarity: Polarity = Field(
        default="affirmed",
        description="Whether the paper affirms the link or denies it; affirmed without the column",
    )
    origin: _OriginCell = Field(default=None, description=_ORIGIN)
    section: Text = Field(description="Section of the paper")
    sentence: Places = Field(description="Sentences, separated by '; '")
    cites: Numbers = Field(description="Numbers of references that it rests on, separated by '; '")
    status: Status = Field(description="Whether it stands")
    note: TextOrBlank = Field(description="Note of the curator")

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence[0], len(self.id), self.id)

    @model_validator(mode="after")
    def _the_id_tells_the_sentence(self) -> Claim:
        _require_sentence(self.id, self.sentence[0])
        return self


class Measurement(Record):
    """One measured value that the paper gives, with its conditions."""

    table, order = "measurements", "by sentence, then by id"
    key = ("id",)
    id: FigureId = Field(description="s, number of the first sentence, m, a number")
    subject: Text = Field(description="Entity that was measured")
    sample: TextOrBlank = Field(description="Sample, where the paper names one")
    role: _RoleCell = Field(
        default="result", description="What the value is to the paper; blank: a result"
    )
    compared_with: TextOrBlank = Field(
        default="",
        validate_default=True,
        description="Measurement or entity that a control or reference is compared with",
    )
    quantity_kind: Text = Field(description="Kind of quantity in the ontology")
    as_written: Text = Field(description="Value and unit as the paper writes them")
    comparator: Comparator = Field(description="How the value bounds the quantity")
    value: Figure = Field(description="Value; blank for a range")
    lower: Figure = Field(description="Lower end of a range")
    upper: Figure = Field(description="Upper end of a range")
    unit: Text = Field(description="Symbol of the unit")
    cycle: Cycle = Field(default="", description="Cycle number, or 'first'")
    current: Condition = Field(default="", description="Current")
    temperature: Condition = Field(default="", description="Temperature")
    mass_basis: Condition = Field(default="", description="Mass that counts")
    electrolyte: Condition = Field(default="", description="Electrolyte")
    rate: Condition = Field(default="", description="C-rate")
    direction: Condition = Field(default="", description="'charge' or 'discharge'")
    voltage_window: Condition = Field(default="", description="Voltage window")
    areal_loading: Condition = Field(
        default="", description="Mass or capacity of active material per area"
    )
    stack_pressure: Condition = Field(
        default="", description="Pressure on the cell during the measurement"
    )
    fabrication_pressure: Condition = Field(
        default="", description="Pressure at which cell or pellet was made"
    )
    cell_type: Condition = Field(default="", description="Type of cell")
    counter_electrode: Condition = Field(default="", description="Counter electrode")
    modality: Modality = Field(description="How strongly the paper states it")
    origin: _OriginCell = Field(default=None, description=_ORIGIN)
    statement: Text = Field(description="What was measured, in the curator's words")
    section: Text = Field(description="Section of the paper")
    sentence: Places = Field(description="Sentences, separated by '; '")
    cites: Numbers = Field(description="Numbers of references that it rests on, separated by '; '")
    status: Status = Field(description="Whether it stands")
    note: TextOrBlank = Field(description="Note of the curator")

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence[0], len(self.id), self.id)

    @property
    def is_result(self) -> bool:
        """Whether something was measured: not a control, nor what is only hoped for."""
        return self.role == "result" and self.modality in ("measured", "stated")

    @property
    def quantity(self) -> Quantity:
        """The measured quantity. Raises `ValueError` if its parts don't fit together."""
        return Quantity(self.comparator, self.value, self.lower, self.upper, self.unit)

    @model_validator(mode="after")
    def _the_quantity_is_whole(self) -> Measurement:
        _ = self.quantity
        _require_sentence(self.id, self.sentence[0])
        return self

    @field_validator("compared_with")
    @classmethod
    def _a_control_is_compared_with_something(cls, name: str, info: ValidationInfo) -> str:
        role = info.data.get("role", "")
        if role in ("control", "reference") and not name:
            raise PydanticCustomError(
                "needed",
                "is blank; a {role} needs what it is compared with: the id of a measurement or "
                "of an entity",
                {"role": role},
            )
        if name and role not in ("control", "reference", ""):
            raise ValueError(
                f"{name!r} is given, but a {role} is compared with nothing; leave it blank, or "
                "write 'control' or 'reference' as role"
            )
        if name in (info.data.get("id"), info.data.get("subject")) and name:
            raise ValueError(f"{name!r} can't be compared with itself")
        return name


class Step(Record):
    """One step of a synthesis process."""

    table, order = "steps", "by process, then by index"
    key = ("process", "index")
    process: Id = Field(description="Id of the synthesis process")
    index: Number = Field(description="Place of the step in the process, from 1")
    action: Text = Field(description="Class of process step in the ontology")
    inputs: Texts = Field(description="Entities that go in, separated by '; '")
    alternatives: Texts = Field(
        default=(),
        description="Inputs of which any may go in: 'tin-fluoride or copper-chloride'",
    )
    outputs: Texts = Field(description="Entities that come out, separated by '; '")
    medium: Texts = Field(description="Entities in which it happens, separated by '; '")
    parameters: Texts = Field(description="Settings as 'Kind=value', separated by '; '")
    statement: Text = Field(description="What is done, in the curator's words")
    section: Text = Field(description="Section of the paper")
    sentence: Places = Field(description="Sentences, separated by '; '")
    cites: Numbers = Field(description="Numbers of references that it rests on, separated by '; '")
    note: TextOrBlank = Field(description="Note of the curator")

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.process, self.index)

    @field_validator("alternatives")
    @classmethod
    def _a_choice_is_among_several(cls, choices: tuple[str, ...]) -> tuple[str, ...]:
        for choice in choices:
            if OR not in choice:
                raise ValueError(f"{choice!r} is no choice; write 'one or another', or an input")
        return choices

    @property
    def choices(self) -> tuple[str, ...]:
        """Every material that may go in instead of another."""
        return tuple(name for choice in self.alternatives for name in choice.split(OR))

    @property
    def id(self) -> str:
        """The process with the step's place in it."""
        return f"{self.process}.step-{self.index}"

    @property
    def called(self) -> str:  # noqa: D102
        return self.id


class Assessment(Record):
    """A curator's objection to a claim, a measurement or a reference."""

    table, order = "assessments", "by sentence, then by id"
    key = ("id",)
    id: Id = Field(description="Id of the assessment")
    about: Text = Field(description="Id of the claim, measurement or reference")
    kind: AssessmentKind = Field(description="Kind of objection")
    reason: Text = Field(description="Why the curator objects")
    section: Text = Field(description="Section of the paper")
    sentence: Places = Field(description="Sentences, separated by '; '")

    def sort_key(self) -> SortKey:  # noqa: D102
        return (self.sentence[0], len(self.id), self.id)


class Contradiction(Record):
    """Two claims or measurements that can't both hold as they are worded."""

    table, order = "contradictions", "by first, then by second"
    key = ("first", "second")
    first: Text = Field(description="Id of a claim or measurement")
    second: Text = Field(description="Id of the claim or measurement that contradicts it")
    reason: Text = Field(description="Why both can't hold")

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


#: Stands in the coverage of a paper for a sentence that nobody has read for records yet.
NOT_CURATED: Final = "not curated yet"


class Coverage(Record):
    """What became of one sentence of the paper."""

    table, order = "coverage", "by sentence"
    key = ("sentence",)
    sentence: Number = Field(description="Number of the sentence")
    section: Text = Field(description="Section of the paper")
    fingerprint: Fingerprint = Field(
        description="SHA-256 of the sentence's letters and digits; none for a chapter"
    )
    records: Texts = Field(description="Ids of the records from the sentence, separated by '; '")
    why_none: TextOrBlank = Field(description="Why the sentence has no record")

    @property
    def is_read(self) -> bool:
        """Whether the sentence was read for records, with or without any."""
        return bool(self.records) or self.why_none != NOT_CURATED

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


#: All tables of a paper, in the order of the documentation.
TABLES = (Reference, Entity, Claim, Measurement, Step, Assessment, Contradiction, Coverage)
